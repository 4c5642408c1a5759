#include "tools/generate.h"

#include <algorithm>

#include "tools/generate_feed.h"
#include "tools/generate_phrases.h"
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr size_t kWriteBytes = 1 << 16;

Status WriteRecords(const std::vector<FeedRecord>& records, bool with_truth, std::ostream* out) {
  std::string lines;
  for (size_t i = 0; i < records.size(); ++i) {
    AppendRecord(records[i], with_truth, &lines);
    if (lines.size() < kWriteBytes && i + 1 < records.size()) continue;
    out->write(lines.data(), static_cast<std::streamsize>(lines.size()));
    lines.clear();
    if (!out->good()) return IoError("generate: the output could not be written; is the disk full?");
  }
  return {};
}

void WriteDay(const std::vector<PlantedGroup>& groups, int64_t posts, FeedBuilder* feed) {
  AddPlantedGroups(groups, feed);
  AddVoices(feed);
  AddChatter(posts, feed);
  feed->Finish();
}

void WriteDrills(int64_t posts, int32_t days, FeedBuilder* feed, FeedFacts* facts) {
  DrillFeed drills(feed, days);
  AddTrueDrills(&drills);
  AddSpecialDrills(&drills);
  AddFalseDrills(&drills);
  AddDrillBackground(posts, &drills);
  feed->Finish();
  if (facts == nullptr) return;
  facts->truth = DrillTruth(drills.drills(), feed->records(), feed->scenario());
  facts->calendar = DrillCalendar(drills.drills(), feed->records(), feed->scenario());
}

}  // namespace

Result<std::vector<PlantedGroup>> PlannedGroups(const GenerateOptions& options) {
  const Result<const Scenario*> scenario = FindScenario(options.scenario);
  if (!scenario.ok()) return scenario.status();
  if (options.posts < 0 || options.posts > kGeneratePostsMax) {
    return Invalid("generate: posts must be 0 to " + std::to_string(kGeneratePostsMax));
  }
  const int32_t days_min = (*scenario)->days_min, days_max = (*scenario)->days_max;
  if (options.days != 0 && (options.days < days_min || options.days > days_max)) {
    return Invalid("generate: days of the scenario " + options.scenario + " must be " + std::to_string(days_min) +
                   " to " + std::to_string(days_max));
  }
  const EventTime latest{kEventTimeMax.ms - (days_max + 1) * kDayMs};
  if (options.start.ms < kEventTimeMin.ms + kDayMs || options.start > latest) {
    return Invalid("generate: the start must lie between 1970-01-02 and " + FormatEventTime(latest).substr(0, 10));
  }
  std::vector<PlantedGroup> groups = (*scenario)->groups;
  const int64_t usual = (*scenario)->default_posts;
  const int64_t posts = options.posts == 0 ? usual : std::min(options.posts, usual);
  for (PlantedGroup& group : groups) {
    group.complainants = static_cast<int32_t>(group.complainants * posts / usual);
    group.complainants = std::max(group.complainants, kPlantedComplainantsMin);
    group.joiners = static_cast<int32_t>(group.joiners * posts / usual);
  }
  return groups;
}

Status GenerateFeed(const GenerateOptions& options, std::ostream* out, FeedFacts* facts) {
  const Result<std::vector<PlantedGroup>> groups = PlannedGroups(options);
  GROUNDSWELL_TRY(groups.status());
  const Result<const Scenario*> scenario = FindScenario(options.scenario);
  GROUNDSWELL_TRY(scenario.status());
  const Result<Grammar> grammar = LoadPhrases();
  GROUNDSWELL_TRY(grammar.status());
  FeedBuilder feed(scenario.value(), &grammar.value(), options.seed, options.start);
  const int64_t posts = options.posts == 0 ? scenario.value()->default_posts : options.posts;
  if (scenario.value()->groups.empty()) {
    WriteDrills(posts, options.days == 0 ? scenario.value()->days : options.days, &feed, facts);
  } else {
    WriteDay(groups.value(), posts, &feed);
  }
  return WriteRecords(feed.Take(), options.with_truth, out);
}

}  // namespace groundswell
