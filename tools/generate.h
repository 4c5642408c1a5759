// GenerateFeed: a seeded synthetic feed with planted group complaints and their truth.
//
// Contract: the bytes are a function of the options alone: the same on every machine, in every build. Lines are posts
// as NDJSON in order of arrival; the posts of planted groups carry their group's name as `label`. The feed's start is
// taken as a local midnight; all times lie in the scenario's days from it, but for a few posts of the evening before
// the day that come late. Memory: about 1 KB a post.
// Scenarios: `day`, the demonstration (tools/scenario.h), and `drills`, weeks of cases that a detector is tried on
// (tools/scenario_drill.h).
// Errors: Invalid for options out of range, NotFound for an unknown scenario, IoError when the stream refuses.
// Threads: a free function without state.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "tools/scenario.h"

namespace groundswell {

struct GenerateOptions {
  uint64_t seed = 1;
  std::string scenario = "day";
  int32_t days = 0;  // 0 is the scenario's own number; a day is always one, drills are 28 to 45
  // About how many lines; 0 is the scenario's own number. More posts are more chatter round the same groups; fewer
  // make the groups smaller too, though never under kPlantedComplainantsMin people. The planted material stays: a feed
  // is never under some 480 lines.
  int64_t posts = 0;
  EventTime start{1773072000000};  // 2026-03-10 00:00 in China
  bool with_truth = true;          // write `label`
};

constexpr int64_t kGeneratePostsMax = 10'000'000;
constexpr int32_t kPlantedComplainantsMin = 8;

// What is told about a feed beside it; empty where the scenario has nothing of the kind.
struct FeedFacts {
  std::string truth;     // NDJSON, a line a drill: docs/formats.md
  std::string calendar;  // TOML: the events that were planned
};

// The groups that a feed of these options holds, with the numbers of people it gives them. Of drills: none; what they
// hold is drawn, and told by FeedFacts.
Result<std::vector<PlantedGroup>> PlannedGroups(const GenerateOptions& options);

Status GenerateFeed(const GenerateOptions& options, std::ostream* out, FeedFacts* facts = nullptr);

}  // namespace groundswell
