// Every built-in mapping over inputs of the shape that its system sends, against what is to come out.
//
// A golden file has the posts, and behind them the refusals as "# line N: pointer: reason". With
// GROUNDSWELL_UPDATE_GOLDEN=1 in the environment they are written anew; look at the difference before you keep it.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::BuiltIn;
using testing_ingest::DataFolder;
using testing_ingest::FixturesOf;
using testing_ingest::MapAll;
using testing_ingest::Mapped;
using testing_ingest::ReadFile;

std::string GoldenOf(const Mapped& mapped) {
  std::string text;
  for (const std::string& post : mapped.posts) text += post + "\n";
  for (const MappedRefusal& refused : mapped.refused)
    text += "# line " + std::to_string(refused.line.number) + ": " + RefusalText(refused) + "\n";
  text += "# passed over: " + std::to_string(mapped.passed_over) + "\n";
  return text;
}

TEST(MappingGolden, EveryBuiltInMappingGivesWhatItsGoldenFilesSay) {
  const bool updates = std::getenv("GROUNDSWELL_UPDATE_GOLDEN") != nullptr;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    const auto mapping = BuiltIn(built_in.name);
    ASSERT_NE(mapping, nullptr);
    const auto fixtures = FixturesOf(built_in.name);
    EXPECT_FALSE(fixtures.empty()) << built_in.name << " has no fixture";
    size_t posts = 0;
    for (const auto& fixture : fixtures) {
      const Mapped mapped = MapAll(ReadFile(fixture), mapping);
      EXPECT_TRUE(mapped.status.ok()) << mapped.status.message();
      posts += mapped.posts.size();
      const std::string golden = fixture.string() + ".golden";
      if (updates) std::ofstream(golden, std::ios::binary) << GoldenOf(mapped);
      EXPECT_EQ(GoldenOf(mapped), ReadFile(golden)) << fixture;
    }
    EXPECT_GT(posts, 0u) << built_in.name;
  }
}

// What comes out is taken by the decoder of our own form, post by post the same.
TEST(MappingGolden, PostsComeBackFromTheirLines) {
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    for (const auto& fixture : FixturesOf(built_in.name)) {
      const Mapped mapped = MapAll(ReadFile(fixture), BuiltIn(built_in.name));
      std::string lines;
      for (const std::string& post : mapped.posts) lines += post + "\n";
      const auto decoded = testing_ingest::DecodeAll(lines);
      ASSERT_TRUE(decoded.refused.empty()) << fixture << ": " << decoded.refused.front().refusal.text;
      ASSERT_EQ(decoded.batch.posts.size(), mapped.posts.size());
      for (size_t i = 0; i < mapped.posts.size(); ++i) {
        std::string again;
        AppendPostJson(decoded.batch.posts[i], false, &again);
        EXPECT_EQ(again, mapped.posts[i]);
      }
    }
  }
}

// The text of the first block of this kind behind `at` in a page, without the page's indent.
std::string BlockOf(const std::string& page, std::string_view kind, size_t* at) {
  const size_t fence = page.find("```" + std::string(kind) + "\n", *at);
  const size_t indent = fence - page.rfind('\n', fence) - 1;
  std::string block;
  for (size_t line = page.find('\n', fence) + 1; !page.substr(line + indent).starts_with("```");
       line = page.find('\n', line) + 1) {
    const std::string text = page.substr(line, page.find('\n', line) + 1 - line);
    block += text.substr(std::min(indent, text.size() - 1));
    *at = line;
  }
  *at = page.find("```", *at + 1) + 3;
  return block;
}

TEST(MappingGolden, TheWorkedExampleOfTheGuideGivesWhatTheGuideSays) {
  const std::string page = ReadFile(testing_ingest::MappingFixtures() / "../../../docs/feeds.md");
  ASSERT_FALSE(page.empty());
  size_t at = page.find("## A mapping in ten minutes");
  const std::string input = BlockOf(page, "json", &at);
  const std::string toml = BlockOf(page, "toml", &at);
  const std::string wanted = BlockOf(page, "json", &at);
  const Mapped mapped = MapAll(input, testing_ingest::MappingOf(toml));
  std::string posts;
  for (const std::string& post : mapped.posts) posts += post + "\n";
  EXPECT_EQ(posts, wanted);
  ASSERT_EQ(mapped.refused.size(), 1u);
  EXPECT_TRUE(RefusalText(mapped.refused[0]).starts_with("/reviews/1/when: field time: a time told from where"));
}

TEST(MappingGolden, TheTableOfTheGuideIsReadByItsFile) {
  const std::string page = ReadFile(testing_ingest::MappingFixtures() / "../../../docs/feeds.md");
  size_t at = page.find("## Tables: CSV");
  const std::string toml = BlockOf(page, "toml", &at);
  const Mapped mapped =
      MapAll("投诉编号,投诉时间,内容,商家\n1,2026-03-01 09:12,退款,a\n", testing_ingest::MappingOf(toml));
  ASSERT_EQ(mapped.posts.size(), 1u);
  EXPECT_NE(mapped.posts[0].find("2026-03-01T01:12:00.000Z"), std::string::npos);
}

TEST(MappingGolden, TheGuideListsEveryBuiltInMapping) {
  const std::string page = ReadFile(testing_ingest::MappingFixtures() / "../../../docs/feeds.md");
  const std::string list = page.substr(std::min(page.find("## Built in"), page.size()));
  for (const BuiltInMapping& built_in : BuiltInMappings())
    EXPECT_NE(list.find("`" + std::string(built_in.name) + "`"), std::string::npos) << built_in.name;
}

// Real payloads, where they are there: how many posts each holds.
TEST(MappingGolden, RealPayloadsAreTaken) {
  const auto folder = DataFolder() / "payloads";
  if (DataFolder().empty() || !std::filesystem::exists(folder)) GTEST_SKIP() << "the payloads are not here";
  const struct {
    std::string_view mapping, file;
    size_t posts, passed_over;
  } kPayloads[] = {
      {"mastodon", "mastodon_stream_update.sse", 2, 1},    {"bluesky", "bluesky_jetstream_events.ndjson", 1, 2},
      {"cfpb", "cfpb_api_response_excerpt.json", 2, 0},    {"heimao", "heimao_scrape_example.csv", 3, 0},
      {"heimao", "heimao_scrape_example.json", 3, 0},      {"twitter-v1", "twitter_search_v1_simdjson.json", 100, 0},
      {"weibo", "weibo_status_ced_epoch_time.json", 1, 0}, {"weibo", "weibo_status_ced_string_time.json", 1, 0},
      {"zendesk", "zendesk_ticket_doc_example.json", 1, 0}};
  for (const auto& payload : kPayloads) {
    const Mapped mapped = MapAll(ReadFile(folder / payload.file), BuiltIn(payload.mapping));
    EXPECT_EQ(mapped.posts.size(), payload.posts) << payload.file;
    EXPECT_EQ(mapped.passed_over, payload.passed_over) << payload.file;
    EXPECT_TRUE(mapped.refused.empty()) << payload.file << ": " << RefusalText(mapped.refused.front());
  }
}

}  // namespace
}  // namespace groundswell
