// The rule of levels, a case a line, under the default profile: 2, 5, 20; crisis 20, calm 5.
#include "engine/level.h"

#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

struct Case {
  LevelFigures figures;
  Level current;
  Level level;
  Rule rule;
};

LevelFigures Of(uint32_t complainants, uint32_t crisis = 0) {
  return {.complainants = complainants, .crisis_complainants = crisis};
}
LevelFigures Bursting(uint32_t complainants) { return {.complainants = complainants, .is_burst = true}; }
LevelFigures Fresh(uint32_t complainants) { return {.complainants = complainants, .is_fresh = true}; }
LevelFigures Deleted(uint32_t complainants, uint32_t withdrawn) {
  return {.complainants = complainants, .withdrawn = withdrawn};
}

// A group that is `emerging` here is so by a burst.
TEST(Judge, GivesTheseLevels) {
  using enum Level;
  const Case kCases[] = {
      {Of(0), kNone, kNone, Rule::kBelow},
      {Bursting(1), kNone, kNone, Rule::kBelow},
      {Of(1), kWatch, kNone, Rule::kBelow},
      {Of(1), kCrisis, kNone, Rule::kBelow},
      {Of(2), kNone, kWatch, Rule::kDefinition},
      {Fresh(4), kWatch, kWatch, Rule::kDefinition},  // nothing but people of late
      {Bursting(4), kWatch, kEmerging, Rule::kBurst},
      {Bursting(4), kNone, kEmerging, Rule::kBurst},
      {Fresh(4), kEmerging, kEmerging, Rule::kBurst},  // it holds while people join
      {Of(4), kEmerging, kWatch, Rule::kDefinition},   // and no longer
      {Of(5), kWatch, kEmerging, Rule::kGroupThreshold},
      {Bursting(5), kWatch, kEmerging, Rule::kGroupThreshold},
      {Bursting(19), kEmerging, kEmerging, Rule::kGroupThreshold},
      {Of(20), kEmerging, kMajor, Rule::kMajorThreshold},
      {Of(20, 19), kEmerging, kMajor, Rule::kMajorThreshold},
      {Of(20, 20), kEmerging, kCrisis, Rule::kSpreading},
      {Of(20, 20), kNone, kCrisis, Rule::kSpreading},
      {Of(300, 19), kMajor, kMajor, Rule::kMajorThreshold},
      {Of(300, 19), kCrisis, kCrisis, Rule::kSpreading},  // it holds until it is calm
      {Of(300, 5), kCrisis, kCrisis, Rule::kSpreading},
      {Of(300, 4), kCrisis, kMajor, Rule::kMajorThreshold},
      {Of(19, 19), kCrisis, kEmerging, Rule::kGroupThreshold},  // edits took it below major
      {Deleted(1, 1), kWatch, kWatch, Rule::kBurst},            // deletions settle nothing: all stays as it is
      {Deleted(1, 4), kEmerging, kEmerging, Rule::kBurst},
      {Deleted(1, 9), kNone, kNone, Rule::kBelow},  // nor do they raise anything
      {Deleted(3, 3), kWatch, kWatch, Rule::kDefinition},
      {Deleted(0, 6), kMajor, kEmerging, Rule::kGroupThreshold},  // edits took others away beside them
  };
  const Profile profile = TestSettings().profile;
  for (const Case& c : kCases) {
    const Judgement judgement = Judge(profile, c.figures, {c.current, Rule::kBurst});
    SCOPED_TRACE(std::to_string(&c - kCases));
    EXPECT_EQ(LevelName(judgement.level), LevelName(c.level));
    EXPECT_EQ(RuleName(judgement.rule), RuleName(c.rule));
  }
}

TEST(Judge, IsStableAndNeverFallsAsPeopleJoin) {
  const Profile profile = TestSettings().profile;
  for (int current = 0; current < 5; ++current) {
    Level last = Level::kNone;
    for (uint32_t people = 0; people < 60; ++people) {
      const LevelFigures figures = Of(people, people);
      const Judgement judgement = Judge(profile, figures, {static_cast<Level>(current), Rule::kGroupThreshold});
      EXPECT_GE(judgement.level, last) << people;
      EXPECT_EQ(Judge(profile, figures, judgement).level, judgement.level) << people;
      last = judgement.level;
    }
  }
}

TEST(LevelName, NamesEveryLevelAndRule) {
  EXPECT_EQ(LevelName(Level::kNone), "none");
  EXPECT_EQ(LevelName(Level::kWatch), "watch");
  EXPECT_EQ(LevelName(Level::kEmerging), "emerging");
  EXPECT_EQ(LevelName(Level::kMajor), "major");
  EXPECT_EQ(LevelName(Level::kCrisis), "crisis");
  EXPECT_EQ(RuleName(Rule::kDefinition), "definition");
  EXPECT_EQ(RuleName(Rule::kGroupThreshold), "group_threshold");
  EXPECT_EQ(RuleName(Rule::kBurst), "burst");
  EXPECT_EQ(RuleName(Rule::kSurge), "surge");
  EXPECT_EQ(RuleName(Rule::kOrganisationSurge), "organisation_surge");
  EXPECT_EQ(RuleName(Rule::kCriticalPost), "critical_post");
  EXPECT_EQ(RuleName(Rule::kWithdrawn), "withdrawn");
  EXPECT_EQ(RuleName(Rule::kLimit), "limit");
  EXPECT_EQ(RuleName(Rule::kMajorThreshold), "major_threshold");
  EXPECT_EQ(RuleName(Rule::kSpreading), "spreading");
  EXPECT_EQ(RuleName(Rule::kBelow), "below_threshold");
  EXPECT_EQ(RuleName(Rule::kIdle), "idle");
}

}  // namespace
}  // namespace groundswell
