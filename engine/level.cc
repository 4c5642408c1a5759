#include "engine/level.h"

namespace groundswell {

std::string_view LevelName(Level level) {
  constexpr std::string_view kNames[] = {"none", "watch", "emerging", "major", "crisis"};
  return kNames[static_cast<size_t>(level)];
}

std::string_view RuleName(Rule rule) {
  constexpr std::string_view kNames[] = {
      "definition",    "group_threshold", "burst",           "surge",     "organisation_surge",
      "critical_post", "withdrawn",       "major_threshold", "spreading", "below_threshold",
      "idle",          "limit",           "recurred"};
  return kNames[static_cast<size_t>(rule)];
}

namespace {

Judgement JudgeAlone(const Profile& profile, const LevelFigures& figures, Judgement current) {
  if (figures.complainants >= profile.major) {
    const uint32_t wanted = current.level == Level::kCrisis ? profile.crisis_calm : profile.crisis_complainants;
    if (figures.crisis_complainants >= wanted) return {Level::kCrisis, Rule::kSpreading};
    return {Level::kMajor, Rule::kMajorThreshold};
  }
  const bool may_rise = figures.is_sure || current.level >= Level::kEmerging;
  if (figures.complainants >= profile.emerging && may_rise) return {Level::kEmerging, Rule::kGroupThreshold};
  if (figures.complainants >= profile.watch) {
    const bool was_burst = current.level == Level::kEmerging && current.rule == Rule::kBurst;
    return (figures.is_burst && may_rise) || (was_burst && figures.is_fresh)
               ? Judgement{Level::kEmerging, Rule::kBurst}
               : Judgement{Level::kWatch, Rule::kDefinition};
  }
  return {Level::kNone, Rule::kBelow};
}

}  // namespace

Judgement Judge(const Profile& profile, const LevelFigures& figures, Judgement current) {
  const Judgement alone = JudgeAlone(profile, figures, current);
  if (figures.withdrawn == 0 || alone.level >= current.level) return alone;
  LevelFigures before = figures;
  before.complainants += figures.withdrawn;
  const Judgement held = JudgeAlone(profile, before, current);
  if (held.level <= alone.level) return alone;
  return held.level < current.level ? held : current;
}

}  // namespace groundswell
