#include "tools/generate.h"

#include <algorithm>

#include "tools/generate_feed.h"
#include "tools/generate_phrases.h"

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

}  // namespace

Result<std::vector<PlantedGroup>> PlannedGroups(const GenerateOptions& options) {
  const Result<const Scenario*> scenario = FindScenario(options.scenario);
  if (!scenario.ok()) return scenario.status();
  if (options.posts < 0 || options.posts > kGeneratePostsMax) {
    return Invalid("generate: posts must be 0 to " + std::to_string(kGeneratePostsMax));
  }
  if (options.start.ms < kEventTimeMin.ms + kDayMs || options.start.ms > kEventTimeMax.ms - 2 * kDayMs) {
    return Invalid("generate: the start must lie between 1970-01-02 and 9999-12-29");
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

Status GenerateFeed(const GenerateOptions& options, std::ostream* out) {
  const Result<std::vector<PlantedGroup>> groups = PlannedGroups(options);
  GROUNDSWELL_TRY(groups.status());
  const Result<const Scenario*> scenario = FindScenario(options.scenario);
  GROUNDSWELL_TRY(scenario.status());
  const Result<Grammar> grammar = LoadPhrases();
  GROUNDSWELL_TRY(grammar.status());
  FeedBuilder feed(scenario.value(), &grammar.value(), options.seed, options.start);
  AddPlantedGroups(groups.value(), &feed);
  AddVoices(&feed);
  AddChatter(options.posts == 0 ? scenario.value()->default_posts : options.posts, &feed);
  feed.Finish();
  return WriteRecords(feed.Take(), options.with_truth, out);
}

}  // namespace groundswell
