// The demonstration feed end to end: the large group complaints planted in it are caught, as `eval detection` counts
// it: an alert at `emerging` whose group's labelled posts are of that label for the most part. The loudest voices of
// the feed are replay_crowd_test's matter.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <set>

#include "tests/tools/replay_testing.h"
#include "tools/generate.h"

namespace groundswell {
namespace {

std::set<std::string> CaughtIn(uint64_t seed) {
  TempFolder folder;
  const std::string file = folder.path() + "/feed.jsonl";
  WriteFile(file, DemonstrationFeed(seed, 0));
  const ProcessResult result = RunProcess({"eval", "detection", file, "--json"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  simdjson::dom::parser parser;
  simdjson::dom::element report;
  simdjson::dom::array groups;
  EXPECT_EQ(parser.parse(result.out).get(report), simdjson::SUCCESS) << result.out;
  EXPECT_EQ(report["true_groups"].get(groups), simdjson::SUCCESS) << result.out;
  std::set<std::string> caught;
  for (const simdjson::dom::element group : groups) {
    bool is_caught = false;
    std::string_view label;
    EXPECT_EQ(group["caught"].get(is_caught), simdjson::SUCCESS);
    EXPECT_EQ(group["label"].get(label), simdjson::SUCCESS);
    if (is_caught) caught.emplace(label);
  }
  return caught;
}

void ExpectCaught(uint64_t seed, int32_t complainants_min) {
  GenerateOptions options;
  options.seed = seed;
  const auto planned = PlannedGroups(options);
  ASSERT_TRUE(planned.ok());
  const std::set<std::string> caught = CaughtIn(seed);
  for (const PlantedGroup& group : *planned) {
    if (group.complainants < complainants_min) continue;
    EXPECT_TRUE(caught.contains(std::string(group.label))) << "seed " << seed << ": " << group.label;
  }
}

TEST(ReplayPlanted, GroupsOfTwentyPeopleAreCaughtInTheFeedThatIsShown) { ExpectCaught(1, 20); }

TEST(ReplayPlanted, GroupsOfFiftyPeopleAreCaughtInEveryFeed) {
  for (uint64_t seed = 2; seed <= 4; ++seed) ExpectCaught(seed, 50);
}

}  // namespace
}  // namespace groundswell
