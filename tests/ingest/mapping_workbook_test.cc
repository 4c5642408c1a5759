// Tables in workbooks, sound and hostile, and mappings of their columns.
#include "ingest/mapping_columns.h"
#include "ingest/post_body.h"
#include "ingest/workbook.h"
#include "tests/ingest/mapping_testing.h"
#include "tests/ingest/workbook_testing.h"

namespace groundswell {
namespace {

using testing_ingest::Framed;
using testing_ingest::MapAll;
using testing_ingest::Mapped;
using testing_ingest::MappingOf;
using testing_ingest::Row;
using testing_ingest::WorkbookParts;
using testing_ingest::ZipOf;

std::shared_ptr<const Mapping> Columns(const std::string& columns) {
  auto mapping = LoadMapping(std::string(kColumnsPrefix) + columns);
  if (!mapping.ok()) ADD_FAILURE() << mapping.status().message();
  return mapping.ok() ? *mapping : nullptr;
}
std::shared_ptr<const Mapping> Table() {
  return Columns("id=编号,time=时间,text=内容|详情,org=商家,author=客户,zone=+08:00");
}

WorkbookParts Complaints() {
  WorkbookParts book;
  book.formats = "<numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>";
  book.styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/>";
  book.texts =
      "<si><t>收款音箱不播报</t></si><si><r><t>退款</t></r><r><t>没有到</t></r><rPh><t>x</t></rPh></si>"
      "<si><t>a_x000D_&#10;b</t></si>";
  book.rows = Row({"编号", "时间", "内容", "详情", "商家", "客户"}) +
              "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" s=\"1\"><v>46082.383333333331</v></c>"
              "<c r=\"C2\" t=\"s\"><v>0</v></c><c r=\"E2\" t=\"str\"><f>A1</f><v>海桥银行</v></c>"
              "<c r=\"F2\" t=\"e\"><v>#N/A</v></c></row>"
              "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>T-7</t></is></c><c r=\"B5\" s=\"2\"><v>46083</v></c>"
              "<c r=\"D5\" t=\"s\"><v>1</v></c><c r=\"F5\" t=\"b\"><v>1</v></c></row>"
              "<row r=\"6\"><c r=\"A6\"/></row>"
              "<row r=\"7\"><c r=\"A7\"><v>9</v></c><c r=\"B7\" t=\"d\"><v>2026-03-02T10:00:00</v></c>"
              "<c r=\"C7\" t=\"s\"><v>2</v></c><c r=\"ZZ7\"><v>5</v></c></row>";
  return book;
}

TEST(MappingWorkbook, RowsBecomePostsByTheNamesOfTheirColumns) {
  const Mapped mapped = MapAll(Complaints().Bytes(), Table());
  EXPECT_TRUE(mapped.status.ok());
  EXPECT_TRUE(mapped.refused.empty()) << RefusalText(mapped.refused.front());
  ASSERT_EQ(mapped.posts.size(), 3u);
  EXPECT_EQ(mapped.posts[0],
            "{\"id\":\"1001\",\"channel\":\"table\",\"time\":\"2026-03-01T01:12:00.000Z\",\"text\":\"收款音箱不播报\","
            "\"org\":\"海桥银行\"}");
  EXPECT_EQ(mapped.posts[1],
            "{\"id\":\"T-7\",\"channel\":\"table\",\"time\":\"2026-03-01T16:00:00.000Z\",\"text\":\"退款没有到\","
            "\"author\":\"true\"}");
  EXPECT_NE(mapped.posts[2].find("\"text\":\"a\\r\\nb\""), std::string::npos) << mapped.posts[2];
  EXPECT_EQ(mapped.lines, (std::vector<uint64_t>{2, 5, 7})) << "a line has its row's number";
}

TEST(MappingWorkbook, TheSheetThatTheMappingNamesIsReadAndTheFirstElse) {
  WorkbookParts book = Complaints();
  book.second_rows = Row({"编号", "时间", "内容"}) + Row({"x", "2026-03-01 09:00", "y"});
  const Mapped other = MapAll(book.Bytes(), Columns("id=编号,time=时间,text=内容,zone=Z,sheet=other"));
  ASSERT_EQ(other.posts.size(), 1u);
  const Mapped none = MapAll(book.Bytes(), Columns("id=编号,time=时间,text=内容,zone=Z,sheet=nothing"));
  ASSERT_EQ(none.refused.size(), 1u);
  EXPECT_NE(none.refused[0].refusal.text.find("no sheet of the name"), std::string::npos);
}

TEST(MappingWorkbook, DaysOfTheOtherSystemAreReadByIt) {
  WorkbookParts book = Complaints();
  book.is_1904 = true;
  EXPECT_NE(MapAll(book.Bytes(), Table()).posts.at(0).find("2030-03-02T01:12:00.000Z"), std::string::npos);
}

TEST(MappingWorkbook, ABuiltInMappingOfATableReadsWorkbooksToo) {
  WorkbookParts book;
  book.rows = Row({"id", "time", "note"}) + Row({"1", "2026-03-01 09:00", "silent"});
  EXPECT_EQ(MapAll(book.Bytes(), testing_ingest::BuiltIn("call-note")).posts.size(), 1u);
}

TEST(MappingWorkbook, ABrokenRowCostsItselfAlone) {
  WorkbookParts book;
  const std::string good = Row({"1", "2026-03-01 09:00", "a"});
  const std::string head = Row({"编号", "时间", "内容"});
  for (const std::string& bad :
       {Row({"2", "today", "a"}), Row({"", "2026-03-01 09:00", "a"}), Row({"2", "2026-03-01 09:00"}),
        std::string("<row><c t=\"s\"><v>7</v></c></row>"), std::string("<row><c t=\"s\"><v>x</v></c></row>"),
        Row({"2", "2026-03-01 09:00", std::string(kLineBytesMax, 'x')}),
        Row({"2", "2026-03-01 09:00", "_x0000_a"}) + "<row/>" + Row({"2", "2026-13-01", "a"}).substr(0, 0)}) {
    book.rows = head + good + bad + good;
    const Mapped mapped = MapAll(book.Bytes(), Table());
    EXPECT_EQ(mapped.refused.size() + mapped.posts.size(), 3u) << bad.substr(0, 200);
    EXPECT_GE(mapped.posts.size(), 2u) << bad.substr(0, 200);
  }
}

// Each gives words, in one refused record, and nothing else happens.
TEST(MappingWorkbook, DamagedAndHostileFilesAreRefusedWithTheirReason) {
  const auto changed = [](const std::string& part, const std::string& text) {
    auto parts = Complaints().Parts();
    parts[part] = text;
    return ZipOf(parts);
  };
  auto without = Complaints().Parts();
  without.erase("xl/worksheets/sheet1.xml");
  const std::string whole = Complaints().Bytes(), blanks(20 << 20, ' ');
  const std::string entities =
      "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
  const struct {
    std::string bytes, reason;
  } kCases[] = {
      {whole.substr(0, whole.size() / 2), "cut off"},
      {whole + whole, "one at a time"},
      {"PK\x03\x04", "cut off"},
      {std::string(kOldWorkbookMark) + "rest", "save it as .xlsx"},
      {ZipOf({{"a.txt", "text"}}), "without a workbook"},
      {ZipOf(without), "lacks"},
      {changed("xl/sharedStrings.xml", entities), "declares entities"},
      {changed("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + blanks + "</sheetData></worksheet>"),
       "without an end"},
      {changed("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"9999999\"/></sheetData></worksheet>"),
       "more rows"},
      {changed("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c></row></sheetData></worksheet>"),
       "mismatched"},
      {changed("xl/workbook.xml", "<workbook><sheets/></workbook>"), "without a sheet"},
      {changed("xl/workbook.xml", "<workbook"), "line 1"},
      {changed("xl/_rels/workbook.xml.rels",
               "<Relationships><Relationship Id=\"rId1\" Target=\"../../../../etc/passwd\"/></Relationships>"),
       "lacks"},
  };
  for (const auto& each : kCases) {
    const Mapped mapped = MapAll(each.bytes, Table());
    EXPECT_TRUE(mapped.status.ok());
    EXPECT_TRUE(mapped.posts.empty()) << each.reason;
    ASSERT_EQ(mapped.refused.size(), 1u) << each.reason;
    EXPECT_NE(mapped.refused[0].refusal.text.find(each.reason), std::string::npos) << mapped.refused[0].refusal.text;
  }
}

TEST(MappingWorkbook, RowsBeforeADamageAreGiven) {
  WorkbookParts book;
  std::string rows = Row({"编号", "时间", "内容"});
  for (int i = 0; i < 3000; ++i) rows += Row({std::to_string(i), "2026-03-01 09:00", "words"});
  book.rows = rows.substr(0, rows.size() - 10);
  const Mapped cut = MapAll(book.Bytes(), Table());
  EXPECT_EQ(cut.posts.size(), 2999u);
  ASSERT_EQ(cut.refused.size(), 1u);
  EXPECT_EQ(cut.refused[0].line.number, 3001u);
}

TEST(MappingWorkbook, ARequestMayNotUnpackToMoreThanItsLimit) {
  WorkbookParts book;
  book.texts = "<si><t>" + std::string(30'000, 'x') + "</t></si>";
  book.rows = Row({"编号", "时间", "内容"});
  for (int i = 0; i < 1000; ++i) book.rows += "<row><c t=\"s\"><v>0</v></c></row>";
  PostBodyLimits limits;
  limits.plain_bytes_max = 1 << 20;
  size_t blocks = 0;
  const Status read =
      ReadMappedBody(book.Bytes(), "", limits, 16, *Table(), [&](std::unique_ptr<LineBlock>) { ++blocks; });
  EXPECT_EQ(read.code(), Code::kExhausted);
  EXPECT_EQ(blocks, 0u) << "a body that is refused is taken in part";
}

// Random damage to a sound file.
TEST(MappingWorkbook, DamagedBytesGiveSoundPostsAndReasons) {
  const std::string whole = ZipOf(Complaints().Parts(), ZIP_CM_STORE);
  uint64_t random = 1;
  size_t posts = 0, refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = whole;
    for (int changes = 0; changes < 3; ++changes) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      bytes[(random >> 33) % bytes.size()] = static_cast<char>(random >> 24);
    }
    const Mapped mapped = MapAll(bytes, Table());
    ASSERT_TRUE(mapped.status.ok()) << mapped.status.message();
    for (const MappedRefusal& record : mapped.refused) ASSERT_FALSE(record.refusal.text.empty());
    posts += mapped.posts.size();
    refused += mapped.refused.size();
  }
  EXPECT_GT(posts, 100u);
  EXPECT_GT(refused, 1000u);
}

TEST(MappingColumns, AFileMayHaveTheShortFormToo) {
  const auto mapping = MappingOf("sheet = \"s\"\n[columns]\nid = \"a/b\"\ntime = [\"t\", \"u\"]\ntext = \"c,d\"\n");
  ASSERT_NE(mapping, nullptr);
  EXPECT_EQ(mapping->channel().name, "table");
  EXPECT_EQ(mapping->sheet(), "s");
  const Mapped mapped = MapAll("a/b,t,u,\"c,d\"\n7,,2026-03-01T09:00:00Z,words\n", mapping);
  ASSERT_EQ(mapped.posts.size(), 1u);
  EXPECT_EQ(mapped.posts[0],
            "{\"id\":\"7\",\"channel\":\"table\",\"time\":\"2026-03-01T09:00:00.000Z\",\"text\":\"words\"}");
}

TEST(MappingColumns, TablesWithTabsAndSemicolonsAreReadByTheSameLine) {
  for (const char separator : {',', ';', '\t'}) {
    std::string table = "编号,时间,内容\n1,2026-03-01,没有到账\n";
    std::replace(table.begin(), table.end(), ',', separator);
    const Mapped mapped = MapAll(table, Columns(" id = 编号 , time=时间, text=内容, zone=+08:00, name=desk"));
    ASSERT_EQ(mapped.posts.size(), 1u) << separator;
    EXPECT_NE(mapped.posts[0].find("\"channel\":\"desk\",\"time\":\"2026-02-28T16:00:00.000Z\""), std::string::npos);
  }
}

TEST(MappingColumns, WhatIsWrongIsSaid) {
  const auto error = [](const std::string& name) { return LoadMapping(name).status().message(); };
  const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != text.npos; };
  EXPECT_TRUE(has(error("columns:"), "needs `id` and `time`")) << error("columns:");
  EXPECT_TRUE(has(error("columns:id"), "no field=column"));
  EXPECT_TRUE(has(error("columns:id="), "has no column"));
  EXPECT_TRUE(has(error("columns:id=a,time=b,text=c,colour=d"), "no field `colour`"));
  EXPECT_TRUE(has(error("columns:id=a,time=b"), "needs `text` or `title`"));
  EXPECT_TRUE(has(error("columns:id=a,time=b,text=c,zone=east"), "time_zone"));
  EXPECT_TRUE(has(error("columns:id=a,id=b,time=b,text=c"), "columns"));
  const auto in_file = [](const std::string& toml) { return Mapping::Parse(toml, "f").status().message(); };
  EXPECT_TRUE(has(in_file("input = \"json\"\n[columns]\nid = \"a\"\n"), "[columns] is for tables"));
  EXPECT_TRUE(
      has(in_file("[columns]\nid = \"a\"\n[channel]\nname = \"c\"\n[post]\nid = \"/a\"\n"), "leave one of them"));
  EXPECT_TRUE(has(in_file("[columns]\nid = []\n"), "one column"));
  EXPECT_TRUE(has(in_file("sheet = \"a\"\n"), "input = \"csv\""));
  EXPECT_TRUE(has(in_file("[columns]\nid = \"\"\n"), "without a name"));
}

}  // namespace
}  // namespace groundswell
