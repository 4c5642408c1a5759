// Settings that change while records come: how the input is cut into steps, or a restart on the way, changes nothing;
// also not when the time that posts are kept for grows and shrinks.
#include <gtest/gtest.h>

#include "tests/engine/pipeline_testing.h"

namespace groundswell {
namespace {

// The text is the number of days that posts are kept for.
Result<SettingsInForce> KeepDays(std::string_view text) {
  SettingsInForce in_force{TestSettings(), "keep " + std::string(text)};
  in_force.settings.retention_days = static_cast<uint32_t>(std::stoul(std::string(text)));
  in_force.settings.group_idle_days = 5;
  return in_force;
}

struct Item {
  PostSpec post;
  std::string settings;  // instead of a post
};

// Posts over a year, second records of old ones among them, and a change of settings now and then.
std::vector<Item> RandomItems(uint64_t seed) {
  std::mt19937_64 random(seed);
  const StreamShape shape{.posts = 600, .step_ms = kDayMs, .same_percent = 25};
  std::vector<Item> items = {{{}, "30"}};
  for (PostSpec& post : RandomStream(seed, shape)) {
    if (random() % 10 == 0) post.time.ms -= static_cast<int64_t>(random() % (60 * kDayMs));
    items.push_back({std::move(post), {}});
    if (random() % 20 == 0) items.push_back({{}, std::to_string(10 + random() % 60)});
  }
  return items;
}

std::unique_ptr<InputBlock> BlockOf(const std::vector<Item>& items, size_t* next, size_t size) {
  auto block = std::make_unique<InputBlock>();
  std::vector<PostSpec> posts;
  for (block->settings = items[*next].settings, *next += !block->settings.empty();
       *next < items.size() && posts.size() < size && items[*next].settings.empty(); ++*next) {
    posts.push_back(items[*next].post);
    block->lines.push_back(*next + 1);
  }
  BuildBatch(posts, &block->posts);
  return block;
}

// `steps_between_restarts` 0: none.
std::string RunItems(const std::vector<Item>& items, size_t block, size_t blocks_a_step,
                     size_t steps_between_restarts) {
  MemoryStore store;
  PostScorer scorer(nullptr, nullptr);
  const PipelineOptions options{
      .checkpoint_records = 100, .rejects_max = 1000, .filter_ids = 1 << 12, .read_settings = KeepDays};
  for (size_t next = 0; next < items.size();) {
    Engine engine(KeepDays("30")->settings, "test");
    Pipeline pipeline(&engine, &store, &scorer, options);
    EXPECT_TRUE(pipeline.Recover().ok());
    for (size_t step = 0; next < items.size() && (steps_between_restarts == 0 || step < steps_between_restarts);
         ++step) {
      InputBlocks blocks;
      while (next < items.size() && blocks.size() < blocks_a_step) blocks.push_back(BlockOf(items, &next, block));
      const Status status = pipeline.Take(std::move(blocks));
      EXPECT_TRUE(status.ok()) << status.message();
    }
    if (next < items.size()) continue;
    EXPECT_TRUE(pipeline.Finish().ok());
  }
  return OutputsOf(store);
}

class PipelineSettings : public ::testing::TestWithParam<uint64_t> {};

TEST_P(PipelineSettings, CutsAndRestartsChangeNothing) {
  const std::vector<Item> items = RandomItems(GetParam());
  const std::string want = RunItems(items, 1, 1, 0);
  EXPECT_NE(want.find("expired"), std::string::npos);
  EXPECT_EQ(Difference(RunItems(items, 1000, 1, 0), want), "");
  EXPECT_EQ(Difference(RunItems(items, 1000, 1000, 0), want), "") << "all of it in one step";
  EXPECT_EQ(Difference(RunItems(items, 7, 3, 0), want), "");
  EXPECT_EQ(Difference(RunItems(items, 7, 1, 5), want), "") << "with restarts";
  EXPECT_EQ(Difference(RunItems(items, 3, 2, 1), want), "") << "a restart at each step";
}

INSTANTIATE_TEST_SUITE_P(Seeds, PipelineSettings, ::testing::Range<uint64_t>(1, 9));

}  // namespace
}  // namespace groundswell
