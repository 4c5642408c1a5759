// Deadlines through the pipeline: what runs for formal complaints, what acts do to it, and that the engine and the
// stored case tell the same, also after a restart and once the group has left memory.
#include <gtest/gtest.h>

#include "models/clock_fold.h"
#include "tests/engine/case_run.h"

namespace groundswell {
namespace {

using enum CaseActionKind;

constexpr int64_t kDayMinutes = 24 * 60;

EngineSettings ClockSettings() {
  EngineSettings settings = TestSettings();
  const std::string lines[] = {"decide = 15 days after received extendable to 30",
                               "accept = 7 working_days after received until registered",
                               "report = 24 hours after emerging"};
  settings.clocks.rules = ParseClocks(lines).value();
  settings.clocks.days.zone = LocalZone::Parse("Asia/Shanghai").value();
  return settings;
}

// A complaint about boxes made at an office, which takes them formally.
PostSpec Formal(int n, int64_t minute) {
  PostSpec post = Box(n, minute);
  post.channel = "office";
  return post;
}

class PipelineClocks : public ::testing::Test {
 protected:
  // Three on Monday, five minutes past eight in the morning; one on Wednesday; and one on a platform, with which it is
  // emerging.
  void GiveBoxes() {
    for (int n = 0; n < 3; ++n) run_.Posts({Formal(n, 5 + n)});
    run_.Posts({Box(9, 10), Formal(3, 2 * kDayMinutes)});
    box_ = run_.GroupOf("box 0");
  }
  // "name running due", a line each.
  static std::string Told(const std::string& row) {
    std::string told, rest = JsonField(row, "clocks");
    for (size_t at = rest.find("{\"name\""); at != std::string::npos; at = rest.find("{\"name\"", at + 1)) {
      const std::string clock = rest.substr(at, rest.find('}', at) + 1 - at);
      told += JsonField(clock, "name") + " " + JsonField(clock, "running") + " " +
              JsonField(clock, "due").substr(0, 16) + "\n";
    }
    return told;
  }
  std::string Now() { return Told(run_.Now(box_)); }

  MemoryStore store_;
  CaseRun run_{&store_, 0, ClockSettings()};
  GroupId box_;
};

// Received on Monday the 5th of January in Shanghai: seven working days later is Wednesday the 14th.
constexpr char kAllRun[] = "report 1 2026-01-06T00:10\naccept 4 2026-01-14T15:59\ndecide 4 2026-01-20T15:59\n";

TEST_F(PipelineClocks, RunForFormalComplaintsAloneAndForTheLevel) {
  GiveBoxes();
  EXPECT_EQ(Now(), kAllRun);
}

TEST_F(PipelineClocks, ActsEndThemAndLaterComplaintsStartTheirOwn) {
  GiveBoxes();
  run_.Must(Act(kReport, box_, "report"));
  run_.Must(Act(kAck, box_));
  EXPECT_EQ(Now(), "decide 4 2026-01-20T15:59\n");
  run_.Must(Act(kAnswer, box_, {}, "已恢复"));
  EXPECT_EQ(Now(), "");
  run_.Posts({Formal(4, 1)});  // late: made on Monday, but nobody had seen it
  EXPECT_EQ(Now(), "accept 1 2026-01-14T15:59\ndecide 1 2026-01-20T15:59\n");
}

TEST_F(PipelineClocks, TheRegisterEndsThoseOfAPerson) {
  GiveBoxes();
  CaseAction person = Act(kPerson, box_);
  person.channel = "office";
  for (int n = 0; n < 3; ++n) {
    person.post = "box " + std::to_string(n);
    person.state = n == 2 ? PersonState::kSettled : PersonState::kAnswered;
    run_.Must(person);
  }
  // What is left was received on Wednesday.
  EXPECT_EQ(Now(), "report 1 2026-01-06T00:10\naccept 1 2026-01-16T15:59\ndecide 1 2026-01-22T15:59\n");
}

TEST_F(PipelineClocks, AnExtensionIsCheckedAndMovesThem) {
  GiveBoxes();
  EXPECT_EQ(run_.Do(Act(kExtend, box_, "lunch", "x")).refused.code(), Code::kConflict);
  EXPECT_EQ(run_.Do(Act(kExtend, box_, "accept", "x")).refused.code(), Code::kConflict);
  run_.Must(Act(kExtend, box_, "decide", "案情复杂"));
  EXPECT_EQ(Now(), "report 1 2026-01-06T00:10\naccept 4 2026-01-14T15:59\ndecide 4 2026-02-04T15:59\n");
  EXPECT_EQ(run_.Do(Act(kExtend, box_, "decide", "x")).refused.code(), Code::kConflict);
}

TEST_F(PipelineClocks, TheStoredCaseFoldsToTheSame) {
  GiveBoxes();
  CaseAction promise = Act(kPromise, box_, {}, "周五前退费");
  promise.until_ms = kTestStart.ms + 4 * kDayMs;
  for (const CaseAction& act : {Act(kAck, box_), promise, Act(kExtend, box_, "decide", "x")}) run_.Must(act);
  EXPECT_EQ(run_.CaseOf(box_).acts.promises.size(), 1u);
  EXPECT_EQ(Now(), "report 1 2026-01-06T00:10\npromise 1 2026-01-09T00:00\ndecide 4 2026-02-04T15:59\n");
  const std::string state = run_.State();
  EXPECT_TRUE(run_.pipeline()->Close().ok());
  CaseRun again(&store_, 0, ClockSettings());
  EXPECT_EQ(again.State(), state);
  EXPECT_EQ(Told(again.Now(box_)), Now());
  // The same facts and the case's own acts, as readers fold them.
  ClockFacts facts;
  facts.receipts = {{{kTestStart.ms + 300'000}, {kTestStart.ms + 420'000}, 0, 0, 3}};
  const ClockBook book = ClockSettings().clocks;
  const auto clocks = FoldClocks(book, facts, again.CaseOf(box_).acts, kTestStart);
  ASSERT_EQ(clocks.size(), 2u);
  EXPECT_EQ(clocks[1].name(), "decide");
  EXPECT_EQ(FormatEventTime(clocks[1].due), "2026-02-04T15:59:59.999Z");
}

TEST_F(PipelineClocks, AMergeKeepsWhatRunsForBoth) {
  GiveBoxes();
  for (int n = 0; n < 2; ++n) {
    PostSpec card = Card(n, 3 * kDayMinutes);
    card.channel = "office";
    run_.Posts({card});
  }
  const GroupId card = run_.GroupOf("card 0");
  ASSERT_NE(card, box_);
  run_.Must(Act(kAnswer, card, {}, "已退年费"));
  GroupRule merge;
  merge.group = box_, merge.other = card, merge.by = "ann";
  ASSERT_TRUE(run_.Rule(merge).refused.ok());
  EXPECT_EQ(Now(), kAllRun);  // those of the other were answered, and taken on with it
  run_.Must(Act(kAnswer, box_, {}, "已恢复"));
  EXPECT_EQ(Now(), "report 1 2026-01-06T00:10\n");
}

TEST_F(PipelineClocks, TheLevelOfANewLifeStartsItsOwnClock) {
  EngineSettings settings = ClockSettings();
  settings.group_idle_days = 3;
  MemoryStore store;
  CaseRun run(&store, 0, settings);
  for (int n = 0; n < 5; ++n) run.Posts({Box(n, n)});
  const GroupId box = run.GroupOf("box 0");
  EXPECT_EQ(Told(run.Now(box)), "report 1 2026-01-06T00:03\n");
  run.Must(Act(kReport, box, "report"));
  run.Posts({Card(0, 8 * kDayMinutes)});
  for (int n = 0; n < 5; ++n) run.Posts({Box(20 + n, 9 * kDayMinutes + n)});
  ASSERT_EQ(run.GroupOf("box 24"), box);
  EXPECT_EQ(Told(run.Now(box)), "report 1 2026-01-15T00:03\n");
}

}  // namespace
}  // namespace groundswell
