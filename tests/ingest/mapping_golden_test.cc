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
