// What was exported is read again by the engine's own readers of tables with equal values, whatever the texts are.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/http_file.h"
#include "ingest/mapping.h"
#include "ingest/mapping_columns.h"
#include "ingest/mapping_source.h"
#include "models/record.h"
#include "models/stored_record.h"
#include "serve/export.h"
#include "serve/table_csv.h"
#include "storage/memory_store.h"

namespace groundswell {
namespace {

constexpr int64_t kBeginMs = 1'772'366'400'123;  // 2026-03-01T12:00:00.123Z

// Posts with these texts, the first the oldest.
void Fill(const std::vector<std::string>& texts, MemoryStore* store, Position* position) {
  CommitBatch batch;
  std::vector<std::string> bytes(texts.size()), ids(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    ids[i] = std::to_string(i);
    ScoredPost post;
    post.id = ids[i];
    post.channel = "weibo";
    post.text = texts[i];
    post.time = EventTime{kBeginMs + static_cast<int64_t>(i) * 61'007};
    post.followers = -1;
    post.scores.sentiment_score = -0.25f;
    EncodeRecord({i, RecordKind::kPost, &post, nullptr}, {}, &bytes[i]);
    batch.records.push_back({i, bytes[i]});
    IdRow row;
    row.first_seq = row.seq = i;
    row.time = post.time;
    row.followers = 12;
    batch.ids.push_back({"weibo", ids[i], row});
    position->watermark = post.time;
  }
  position->next_seq = texts.size();
  batch.position = *position;
  ASSERT_TRUE(store->Commit(batch).ok());
}

// The rows of a table by their id, each a JSON object of the columns' names.
std::map<std::string, std::map<std::string, std::string>> ReadBack(const HttpResponse& response) {
  std::map<std::string, std::map<std::string, std::string>> rows;
  std::string bytes;
  EXPECT_TRUE(response.file && response.file->Read(0, response.file->bytes(), &bytes).ok());
  const auto toml = ColumnsToToml("id=id,time=time,text=text");
  auto mapping = Mapping::Parse(*toml, "test");
  EXPECT_TRUE(mapping.ok());
  MemorySource memory(bytes);
  MappingSource source(&memory, &*mapping);
  std::string lines;
  while (true) {
    const auto more = AppendRead(&source, &lines);
    EXPECT_TRUE(more.ok()) << more.status().message();
    if (!more.ok() || !*more) break;
  }
  simdjson::dom::parser parser;
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = std::min(lines.find('\n', begin), lines.size());
    const std::string line = lines.substr(begin, end - begin);
    begin = end + 1;
    simdjson::dom::object fields;
    if (line.empty() || parser.parse(line).get(fields) != simdjson::SUCCESS) continue;
    std::map<std::string, std::string> row;
    for (const auto& [name, value] : fields) row.emplace(name, std::string(value.get_string().value_unsafe()));
    rows[row["id"]] = std::move(row);
  }
  return rows;
}

HttpResponse ExportOf(const std::vector<std::string>& texts, ExportFormat format) {
  MemoryStore store;
  Position position;
  Fill(texts, &store, &position);
  ReadModel model(&store, {});
  EXPECT_TRUE(model.Load().ok());
  ApiContext context;
  context.store = &store;
  context.model = &model;
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/posts";
  return Export(context, *FindExportTable("/api/v1/posts"), format, request);
}

// What a text is in a table: those of a reader are trimmed where the reader trims.
std::string Expected(std::string_view text, ExportFormat format) {
  std::string kept;
  // Characters that XML cannot hold.
  if (format == ExportFormat::kXlsx && (text == "\uFFFE" || text == "\uFFFF")) return kept;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (format == ExportFormat::kXlsx ? !is_control : c != '\0') kept += c;
  }
  return format == ExportFormat::kCsv && LooksLikeFormula(text) ? "'" + kept : kept;
}

void CheckRoundTrip(const std::vector<std::string>& texts) {
  for (const ExportFormat format : {ExportFormat::kCsv, ExportFormat::kXlsx}) {
    const HttpResponse response = ExportOf(texts, format);
    ASSERT_EQ(response.status, 200) << response.body;
    auto rows = ReadBack(response);
    ASSERT_EQ(rows.size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
      auto& row = rows[std::to_string(i)];
      const bool is_csv = format == ExportFormat::kCsv;
      EXPECT_EQ(row["text"], Expected(texts[i], format)) << i << (is_csv ? " csv" : " xlsx");
      EXPECT_EQ(row["followers"], "12");
      EXPECT_EQ(row["sentiment_score"], "-0.25");
      EXPECT_EQ(row["is_copy"], "false");
      std::string time = FormatEventTime({kBeginMs + static_cast<int64_t>(i) * 61'007});
      if (!is_csv) time = time.replace(10, 1, " ").substr(0, time.size() - 1);
      if (!is_csv && time.ends_with(".000")) time.resize(time.size() - 4);
      EXPECT_EQ(row[is_csv ? "time" : "time (UTC)"], time);
    }
  }
}

TEST(ExportRoundTripTest, NaughtyTextsComeBackAsTheyWere) {
  CheckRoundTrip({"收款音箱不播报",
                  "=1+1",
                  "+cmd|' /C calc'!A0",
                  "-1",
                  "@SUM(1)",
                  "\t=1",
                  "say \"hi\", he said; ok",
                  "two\nlines",
                  "'quoted'",
                  "_x000D_",
                  "_x0041_ and _x",
                  "_x0041_\rb",
                  "a\rb\r\nc",
                  "__x0041__x0041_",
                  "_x00G1_",
                  "<b>&amp;</b> ]]>",
                  "emoji 😀 \u202E rtl",
                  "a\x01\x02z",
                  "1e5",
                  "007",
                  "TRUE",
                  "2026-03-01",
                  "http://a.example/?x=1",
                  "mailto:a@b.example",
                  "internal:Sheet1!A1",
                  "{=1}",
                  "＝1",
                  "a, b",
                  "\u3000=x",
                  "ends with a quote\"",
                  ",",
                  "\"\""});
}

TEST(ExportRoundTripTest, ATextLongerThanACellIsCutThereAndNowhereElse) {
  const std::string text(40'000, 'x');
  auto csv = ReadBack(ExportOf({text}, ExportFormat::kCsv)), xlsx = ReadBack(ExportOf({text}, ExportFormat::kXlsx));
  EXPECT_EQ(csv["0"]["text"].size(), 40'000u);
  EXPECT_EQ(xlsx["0"]["text"].size(), 32'767u);
  std::string emoji;
  for (int i = 0; i < 20'000; ++i) emoji += "😀";
  EXPECT_EQ(ReadBack(ExportOf({emoji}, ExportFormat::kXlsx))["0"]["text"].size(), 16'383u * 4);
}

TEST(ExportRoundTripTest, TheBigListOfNaughtyStringsComesBackAsItWas) {
  const char* given = std::getenv("GROUNDSWELL_DATA");
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  std::filesystem::path folder =
      given != nullptr ? given : std::string(source != nullptr ? source : ".") + "/../shared/data";
  std::ifstream file(folder / "bad-input/blns/blns.txt");
  if (!file) GTEST_SKIP() << "bad-input/blns/blns.txt is not there";
  std::vector<std::string> texts;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#' && line.find('\r') == line.npos && line.find_first_not_of(" \t") != line.npos &&
        simdjson::validate_utf8(line))
      texts.push_back(line);
  ASSERT_GT(texts.size(), 100u);
  CheckRoundTrip(texts);
}

}  // namespace
}  // namespace groundswell
