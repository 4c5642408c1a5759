// Levels of a group, and the rule that decides them from a profile.
//
// Contract: Judge is a pure function of its inputs. A level rises as soon as its rule is met; `crisis` holds until
// fewer than crisis_calm people joined within its window, and an `emerging` by burst alone while anyone joined of late.
// Source: the thresholds come from the profile (engine/profiles), which names its own sources.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/burst.h"
#include "engine/settings.h"

namespace groundswell {

enum class Level : uint8_t { kNone, kWatch, kEmerging, kMajor, kCrisis };
std::string_view LevelName(Level level);  // "none", "watch", "emerging", "major", "crisis"

// What a level is judged from.
struct LevelFigures {
  uint32_t complainants = 0;         // distinct, of its life or the profile's window; 0 for a topic
  uint32_t withdrawn = 0;            // people beside them whose posts were deleted
  uint32_t crisis_complainants = 0;  // new ones within the crisis window
  bool is_burst = false;             // more than its baseline explains, at the stated rate of false alarms
  bool is_sure = true;               // its people complain, as surely as settings ask
  bool is_fresh = false;             // anyone joined within burst.hold_days
  BurstFigures burst = {};           // what is_burst was judged by
  double scale = 1;                  // of the profile's thresholds, where it was judged by scaled ones
};

// Why a group has the level it has; docs/formats.md says of each what it means.
enum class Rule : uint8_t {
  kDefinition,         // `watch`: enough people for a group complaint
  kGroupThreshold,     // `emerging`: enough people over its life
  kBurst,              // `emerging` before that: more new people than its baseline explains
  kSurge,              // the same of a group that has its level already
  kOrganisationSurge,  // the same of its organisation as a whole, whose greatest growth is this group's
  kCriticalPost,       // one post that cannot wait
  kWithdrawn,          // many of its people's posts were deleted
  kMajorThreshold,     // `major`
  kSpreading,          // `crisis`
  kBelow,              // `none`: edits or deletions took so many people that it is no group complaint any more
  kIdle,               // `none`: no post for group_idle_days
  kLimit,              // `none`: groups_max were held, and this one would have ended first
  kRecurred,           // as many as make a group have come since its case was resolved
};
std::string_view RuleName(Rule rule);

struct Judgement {
  Level level = Level::kNone;
  Rule rule = Rule::kBelow;  // the one that gave the level
};

// What deletions take away raises nothing, and lowers nothing either: who deletes posts has settled no complaint.
Judgement Judge(const Profile& profile, const LevelFigures& figures, Judgement current);

}  // namespace groundswell
