// The rule of levels, a case a line, under the default profile: 2, 5, 20; burst 4 at 6.0; crisis 20, calm 5.
#include "engine/level.h"

#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

struct Case {
  LevelFigures figures;  // complainants, burst, surprise, in the crisis window
  Level current;
  Level level;
  Rule rule;
};

TEST(Judge, GivesTheseLevels) {
  using enum Level;
  const Case kCases[] = {
      {{0, 0, 0, 0}, kNone, kNone, Rule::kBelow},
      {{1, 1, 9, 1}, kNone, kNone, Rule::kBelow},
      {{1, 0, 0, 0}, kWatch, kNone, Rule::kBelow},
      {{1, 0, 0, 0}, kCrisis, kNone, Rule::kBelow},
      {{2, 0, 0, 0}, kNone, kWatch, Rule::kDefinition},
      {{4, 3, 99, 4}, kWatch, kWatch, Rule::kDefinition},    // surprising, but too few for a burst
      {{4, 4, 5.99, 4}, kWatch, kWatch, Rule::kDefinition},  // enough, but not surprising
      {{4, 4, 6, 4}, kWatch, kEmerging, Rule::kBurst},
      {{4, 4, 6, 4}, kNone, kEmerging, Rule::kBurst},
      {{4, 0, 0, 4}, kEmerging, kWatch, Rule::kDefinition},  // the burst has left its window
      {{5, 0, 0, 0}, kWatch, kEmerging, Rule::kGroupThreshold},
      {{5, 5, 99, 5}, kWatch, kEmerging, Rule::kGroupThreshold},
      {{19, 19, 99, 19}, kEmerging, kEmerging, Rule::kGroupThreshold},
      {{20, 0, 0, 0}, kEmerging, kMajor, Rule::kMajorThreshold},
      {{20, 0, 0, 19}, kEmerging, kMajor, Rule::kMajorThreshold},
      {{20, 0, 0, 20}, kEmerging, kCrisis, Rule::kSpreading},
      {{20, 0, 0, 20}, kNone, kCrisis, Rule::kSpreading},
      {{300, 0, 0, 19}, kMajor, kMajor, Rule::kMajorThreshold},
      {{300, 0, 0, 19}, kCrisis, kCrisis, Rule::kSpreading},  // it holds until it is calm
      {{300, 0, 0, 5}, kCrisis, kCrisis, Rule::kSpreading},
      {{300, 0, 0, 4}, kCrisis, kMajor, Rule::kMajorThreshold},
      {{19, 0, 0, 19}, kCrisis, kEmerging, Rule::kGroupThreshold},  // withdrawals took it below major
  };
  const Profile profile = TestSettings().profile;
  for (const Case& c : kCases) {
    const Judgement judgement = Judge(profile, c.figures, c.current);
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
      const LevelFigures figures{people, people, 0, people};
      const Level level = Judge(profile, figures, static_cast<Level>(current)).level;
      EXPECT_GE(level, last) << people;
      EXPECT_EQ(Judge(profile, figures, level).level, level) << people;
      last = level;
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
  EXPECT_EQ(RuleName(Rule::kMajorThreshold), "major_threshold");
  EXPECT_EQ(RuleName(Rule::kSpreading), "spreading");
  EXPECT_EQ(RuleName(Rule::kBelow), "below_threshold");
  EXPECT_EQ(RuleName(Rule::kIdle), "idle");
}

}  // namespace
}  // namespace groundswell
