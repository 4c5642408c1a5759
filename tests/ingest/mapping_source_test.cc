// Bytes of other systems to lines of JSON, with the numbers that the lines have in the input.
#include "ingest/mapping_source.h"

#include <gtest/gtest.h>

#include "ingest/mapping_email.h"
#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::Framed;
using testing_ingest::MapAll;
using testing_ingest::Mapped;
using testing_ingest::MappingOf;

std::string Frame(std::string_view input_kind, std::string_view input, std::string_view head = "") {
  const auto mapping = MappingOf(std::string(head) + "\ninput = \"" + std::string(input_kind) +
                                 "\"\n[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n");
  return mapping == nullptr ? "" : Framed(input, *mapping);
}

// Gives one byte at a time, as a slow peer does.
class Trickle : public ByteSource {
 public:
  explicit Trickle(std::string_view bytes) : bytes_(bytes) {}
  Result<size_t> Read(char* out, size_t) override {
    if (bytes_.empty()) return size_t{0};
    *out = bytes_.front();
    bytes_.remove_prefix(1);
    return size_t{1};
  }

 private:
  std::string_view bytes_;
};

TEST(MappingSource, LinesOfJsonPassAsTheyAre) {
  const std::string lines = "{\"a\":1}\n\n{\"a\":\n{\"b\":2}\nnonsense";
  EXPECT_EQ(Frame("json", lines), lines);
  EXPECT_EQ(Frame("json", ""), "");
}

TEST(MappingSource, AnArrayBecomesItsElementsAndADocumentOneLine) {
  EXPECT_EQ(Frame("json", "[\n {\"a\":\n 1},\n {\"b\":\"x,]\\\"\"} ]\n"), "{\"a\":  1}\n{\"b\":\"x,]\\\"\"}\n");
  EXPECT_EQ(Frame("json", "{\n \"a\": [1,\n 2]\n}\n"), "{  \"a\": [1,  2] }\n");
  EXPECT_EQ(Frame("json", "[]"), "");
  // A line end inside of a text stays no JSON.
  EXPECT_EQ(Frame("json", "[{\"a\":\"x\ny\"}]"), "{\"a\":\"x\x01y\"}\n");
}

TEST(MappingSource, TheCallAroundJsonIsLeftOut) {
  for (const std::string_view kind : {"json", "csv", "sse"}) {
    EXPECT_EQ(Frame(kind, "callback({\"a\":1});"), "{\"a\":1}\n");
    EXPECT_EQ(Frame(kind, "\n jQuery1_2( [{\"a\":1},\n {\"b\":\"x);\"}] )\n"), "{\"a\":1}\n{\"b\":\"x);\"}\n");
  }
  EXPECT_EQ(Frame("json", "try{cb({\"a\":\n{}});}catch(e){};\ncb({\"b\":1})\n{\"c\":1}\n"),
            "{\"a\": {}}\n{\"b\":1}\n{\"c\":1}\n");
  EXPECT_EQ(Frame("json", "/**/ typeof cb === 'function' && cb({\"a\":1});"), "{\"a\":1}\n");
  // A call without JSON in it, and what is no call, are lines, and refused as such.
  for (const std::string_view line : {"callback(1);", "callback", "({\"a\":1})", "f(\"{\")", "1({})"})
    EXPECT_EQ(Frame("json", line), line);
  EXPECT_EQ(Frame("csv", "f(x),b\n1,2\n"), "\n{\"f(x)\":\"1\",\"b\":\"2\"}\n");
}

TEST(MappingSource, ABrokenFirstLineIsNoDocument) {
  const std::string lines = "{\"a\":\n{\"b\":2}\n{\"c\":3}\n";
  EXPECT_EQ(Frame("json", lines), lines);
}

// Quotes below may happen to close the text in which it was torn.
TEST(MappingSource, AFirstLineThatIsTornInATextCostsItselfAlone) {
  const std::string lines =
      "{\"id\":\"1\",\"x\":\"abc\n{\"id\":\"2\",\"x\":\"he said \\\"no\\\"\"}\n{\"id\":\"3\",\"x\":\"}}\"}\n";
  EXPECT_EQ(Frame("json", lines), lines);
  EXPECT_EQ(Frame("json", "{\"a\":\"x\\\n\",\"b\":[\n]}\n"), "{\"a\":\"x\\\n\",\"b\":[\n]}\n");
  EXPECT_EQ(Frame("json", "{\"a\\\"\":[\n1]}\n"), "{\"a\\\"\":[ 1]}\n");
}

TEST(MappingSource, ADocumentTooLongForALineIsCutAtItsItems) {
  std::string input = "{\"meta\":{\"x\":\"}\"},\n\"hits\":{\"org\":\"o\",\"hits\":[";
  for (int i = 0; i < 3000; ++i)
    input += (i > 0 ? "," : "") + std::string("{\"id\":") + std::to_string(i) + ",\"t\":0,\"x\":\"" +
             std::string(500, 'y') + "\"}\n";
  const auto mapping = MappingOf(
      "each = \"/hits/hits\"\n[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n"
      "org = \"^/hits/org\"\nproduct = \"^/last\"\n");
  ASSERT_GT(input.size(), kLineBytesMax);
  // What stands around the list is seen where it is little.
  for (const size_t more : {size_t{0}, size_t{10'000}}) {
    const Mapped mapped = MapAll(input + "],\"more\":\"" + std::string(more, 'm') + "\"},\"last\":\"p\"}\n", mapping);
    EXPECT_EQ(mapped.posts.size(), 3000u);
    EXPECT_TRUE(mapped.refused.empty());
    ASSERT_FALSE(mapped.posts.empty());
    EXPECT_EQ(mapped.posts.back().find("\"org\":\"o\",\"product\":\"p\"") != std::string::npos, more == 0);
  }
}

TEST(MappingSource, AnElementThatIsNoObjectGetsNothingOfWhatStandsAroundIt) {
  std::string input = "{\"s\":[{\"id\":1},[2],";
  for (int i = 0; i < 600'000; ++i) input += "1,";
  const auto mapping =
      MappingOf("each = \"/s\"\n[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n");
  const std::string lines = Framed(input + "\"s\"],\"x\":\"" + std::string(1000, 'x') + "\"}", *mapping);
  EXPECT_TRUE(lines.starts_with("{\"s\":[{\"id\":1}],\"x\":\"xxx"));
  EXPECT_TRUE(lines.ends_with("\n1\n1\n\"s\"\n"));
  EXPECT_LT(lines.size(), 2 * input.size());
}

TEST(MappingSource, RecordsOfMoreThanTheyMayComeToEndInARefusedLine) {
  const auto mapping = MappingOf("[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n");
  MemorySource memory("[{\"id\":1},{\"id\":2},{\"id\":3}]");
  MappingSource source(&memory, mapping.get(), 20);
  std::string lines;
  while (*AppendRead(&source, &lines)) continue;
  EXPECT_EQ(lines,
            "{\"id\":1}\n{\"id\":2}\n{\"~refused\":\"what follows is left out: all records come to more than 20 "
            "bytes\"}\n");
}

TEST(MappingSource, EventsOfAStreamBecomeRecordsOnTheirLastLine) {
  EXPECT_EQ(Frame("sse", ": hello\nevent: update\nid: 7\ndata: {\"a\":\ndata: 1}\n\ndata: gone\n\n:\n\n"),
            "\n\n\n\n\n{\"event\":\"update\",\"id\":\"7\",\"payload\":{\"a\": 1}}\n\n{\"payload\":\"gone\"}\n\n\n");
  // Cut off: what came is judged.
  EXPECT_EQ(Frame("sse", "event: update\ndata: {\"a\""), "\n\n{\"event\":\"update\",\"payload\":{\"a\"}\n");
  EXPECT_EQ(Frame("sse", "{\"a\":1}\n"), "{\"a\":1}\n");
}

// What stands behind an object would become part of the record, and could make a deletion of it.
TEST(MappingSource, WhatStandsBehindAnObjectIsNotTakenIn) {
  EXPECT_EQ(Frame("sse", "event: update\ndata: {\"id\":\"77\"},\"event\":\"delete\"\n\ndata: {\"a\":1} \n\n"),
            "\n\n{\"~refused\":\"an event whose data is more than one JSON object\"}\n\n{\"payload\":{\"a\":1} }\n");
  const std::string index = "{\"index\":{\"_id\":\"1\"}}";
  EXPECT_EQ(
      Frame("bulk", index + "\n{\"x\":1},\"delete\":{\"_id\":\"2\"}\n" + index + "\n{\"x\":1}\n"),
      "\n{\"~refused\":\"a document that is more than one JSON object\"}\n\n{\"index\":{\"_id\":\"1\"},\"_source\":{"
      "\"x\":1}}\n");
  EXPECT_TRUE(Frame("bulk", index + ",\"delete\":{\"_id\":{}}\n{}").starts_with("{\"~refused\":\"not an action"));
}

TEST(MappingSource, AByteOrderMarkIsNoPartOfTheFirstName) {
  EXPECT_EQ(Frame("csv", "\xEF\xBB\xBFid,t\n1,2\n"), "\n{\"id\":\"1\",\"t\":\"2\"}\n");
  EXPECT_EQ(Frame("csv", "\xEF\xBB\xBF[{\"id\":1}]"), "{\"id\":1}\n");
  EXPECT_EQ(Frame("json", "\xEF\xBB\xBF{\n}"), "{ }\n");
  EXPECT_EQ(Frame("csv", "\xEF\xBB"), "\n");
}

TEST(MappingSource, ActionsAndDocumentsAreOneRecord) {
  EXPECT_EQ(Frame("bulk",
                  "{\"index\":{\"_id\":\"1\"}}\n{\"x\":1}\n{ \"delete\" : { \"_id\" : \"2\" } }\n{\"x\":2}\n"
                  "{\"create\":{\"_id\":\"3\"}}\n"),
            "\n{\"index\":{\"_id\":\"1\"},\"_source\":{\"x\":1}}\n{ \"delete\" : { \"_id\" : \"2\" } }\n"
            "{\"~refused\":\"not an action such as {\\\"index\\\":{\\\"_id\\\":\\\"1\\\"}}\"}\n\n"
            "{\"~refused\":\"an action without the line of its document\"}\n");
}

TEST(MappingSource, RowsOfATableKeepTheNumbersOfTheirLines) {
  const std::string rows = "a;b\r\n1;\"x\r\ny \"\"z\"\"\"\r\n\r\n2;\r\na;b\n3;\"open\n4;w\n";
  const std::string wanted =
      "\n{\"a\":\"1\",\"b\":\"x\\r\\ny \\\"z\\\"\"}\n\n\n{\"a\":\"2\",\"b\":\"\"}\n\n"
      "{\"~refused\":\"a quote is opened and not closed\"}\n{\"a\":\"4\",\"b\":\"w\"}\n";
  EXPECT_EQ(Frame("csv", rows), wanted);
  EXPECT_EQ(Frame("csv", "a,b\n1,2,3\n"), "\n{\"~refused\":\"3 fields where the header has 2\"}\n");
  EXPECT_EQ(Frame("csv", "a,b"), "\n");
  EXPECT_EQ(Frame("csv", "[{\"a\":1}]"), "{\"a\":1}\n");
  EXPECT_EQ(Frame("csv", "a , b\n1, 2\n"), "\n{\"a\":\"1\",\"b\":\" 2\"}\n");
}

TEST(MappingSource, ATableWhoseHeaderIsGb18030IsReadSo) {
  // 编号,内容 / 1,退款 / 2, and a byte that ends in the middle of a character.
  EXPECT_EQ(Frame("csv", "\xB1\xE0\xBA\xC5,\xC4\xDA\xC8\xDD\n1,\xCD\xCB\xBF\xEE\n2,\xCD\n"),
            "\n{\"编号\":\"1\",\"内容\":\"退款\"}\n{\"编号\":\"2\",\"内容\":\"\xCD\"}\n");
}

TEST(MappingSource, WhatComesByteByByteIsTheSame) {
  const struct {
    std::string_view kind, input;
  } kCases[] = {{"csv", "a,b\r\n\"1\r\n\"\"\",2\r\n\r\n\"3,4\n5,6"},
                {"sse", "event: e\r\ndata: {\"a\":1}\r\n\r\ndata: x"},
                {"bulk", "{\"index\":{}}\n{\"x\":1}\n"},
                {"json", "[{\"a\":\n1},{}]"},
                {"email", "Subject: a\n\nb\n"}};
  for (const auto& item : kCases) {
    const auto mapping = MappingOf("input = \"" + std::string(item.kind) +
                                   "\"\n[channel]\nname = \"c\"\n[post]\nid = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n");
    Trickle trickle(item.input);
    MappingSource source(&trickle, mapping.get());
    std::string lines, piece(7, '\0');
    while (true) {
      const auto count = source.Read(piece.data(), piece.size());
      ASSERT_TRUE(count.ok());
      if (*count == 0) break;
      lines.append(piece, 0, *count);
    }
    EXPECT_EQ(lines, Framed(item.input, *mapping)) << item.kind;
  }
}

TEST(MappingSource, AMessageIsNoMailboxWhateverItSays) {
  const std::string message =
      "From: Ann <a@b.example>\n\nHello,\n\nFrom the first day it is dead.\nFrom: Bob <b@b.example>\n\nx\n";
  EXPECT_EQ(
      Frame("email", message),
      "\n\n\n\n\n\n\n\n{\"from\":\"a@b.example\",\"from_name\":\"Ann\",\"text\":\"Hello,\\n\\nFrom the first day it "
      "is dead.\\nFrom: Bob <b@b.example>\\n\\nx\\n\"}\n");
  const std::string mailbox =
      Frame("email", "\nFrom a@b.example Mon\nSubject: a\n\nx\n\nFrom b@b.example Mon\nSubject: b\n\ny\n");
  EXPECT_EQ(mailbox,
            "\n\n\n\n\n\n\n{\"subject\":\"a\",\"text\":\"x\\n\\n\"}\n\n\n\n{\"subject\":\"b\",\"text\":\"y\\n\"}\n");
}

TEST(MappingSource, OfALongMessageTheFirstPartIsTaken) {
  std::string line;
  EmailToJson("Subject: s\n\n" + std::string(kTextBytesMax - 1, 'x') + "投诉", &line);
  EXPECT_EQ(line, "{\"subject\":\"s\",\"text\":\"" + std::string(kTextBytesMax - 1, 'x') + "\"}");
}

TEST(MappingSource, AMessageIsReadWithItsPartsAndSets) {
  std::string line;
  EmailToJson(
      "From: =?gb2312?B?sLI=?= <a@b.example>\nSubject: =?UTF-8?Q?caf=C3=A9?=\nContent-Type: multipart/mixed; "
      "boundary=\"x\"\n\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment\n\nJVBERi0=\n--x\n"
      "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xE9\n--x--\n",
      &line);
  EXPECT_EQ(line, "{\"from\":\"a@b.example\",\"from_name\":\"安\",\"subject\":\"café\",\"text\":\"café\\n\"}");
  line.clear();
  // A character cut in two by the words it is written in, a word of another set, and what is no word.
  EmailToJson(
      "Subject: =?utf-8?B?5oqV6A==?=\n =?UTF-8?B?r4k=?= =?gb2312?B?sLI=?= a =?utf-8?Q?b?= =?c =?utf-8?Q?d?=e\n\nx",
      &line);
  EXPECT_EQ(line, "{\"subject\":\"投诉安 a b =?c de\",\"text\":\"x\"}");
  line.clear();
  // Words that are opened and not closed, of one that is.
  EmailToJson("Subject: =?a?b?=?a?b? =?utf-8?q?=41?=?= =?utf-8?q?=42?= =?a?b?\n\nx", &line);
  EXPECT_EQ(line, "{\"subject\":\"41?=?= B =?a?b?\",\"text\":\"x\"}");
  line.clear();
  EmailToJson("", &line);
  EXPECT_EQ(line, "{}");
  line.clear();
  EmailToJson("Subject: =?utf-8?B?////?=\nContent-Type: multipart/mixed; boundary=\n\n\xFF\xFE", &line);
  EXPECT_EQ(line, "{\"subject\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace groundswell
