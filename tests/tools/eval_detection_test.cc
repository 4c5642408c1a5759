// What alerts were worth: the arithmetic of the watch and of the table by case, on small feeds written by hand.
#include "tools/eval_detection.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>

#include "tests/tools/replay_testing.h"
#include "tools/detection_watch.h"
#include "tools/eval_detection_cases.h"
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr EventTime kStart{1773072000000};

EventTime Minute(int64_t minute) { return EventTime{kStart.ms + minute * 60 * kSecondMs}; }

// Plays an engine to a watch: posts go where they are said to go, alerts come when they are said to come.
class Play {
 public:
  explicit Play(const DetectionTruth* truth = nullptr) : watch_(Level::kEmerging, truth) {}

  // A post of that person in the group; `label` may be empty.
  void Post(const std::string& id, const std::string& person, const std::string& label, int64_t minute,
            uint64_t group) {
    FeedBlock block;
    block.input = std::make_unique<InputBlock>();
    ScoredPost post;
    post.channel = "c";
    post.id = *strings_.insert(strings_.end(), id);
    post.time = Minute(minute);
    block.input->posts.posts.push_back(post);
    block.truths.emplace_back();
    if (!label.empty()) block.truths.back().labels.push_back(label);
    block.people.push_back(person);
    watch_.OnBlock(block);
    Record record;
    record.post = &post;
    StepResult result;
    result.verdicts.emplace_back();
    result.verdicts.back().group = {group};
    watch_.OnStep({&record, 1}, result);
  }

  void Withdraw(const std::string& id, uint64_t group) {
    ScoredPost gone;
    Prior prior;
    prior.channel = "c";
    prior.id = id;
    prior.verdict.group = {group};
    Record record;
    record.kind = RecordKind::kDeletion;
    record.post = &gone;
    record.prior = &prior;
    StepResult result;
    result.verdicts.emplace_back();
    watch_.OnStep({&record, 1}, result);
  }

  void Alert(uint64_t group, int64_t minute, int64_t complainants, const std::string& level = "emerging",
             const std::string& event = "opened") {
    StepResult result;
    result.alerts.emplace_back();
    result.alerts.back().json = fmt::format(
        R"({{"event":"{}","level":"{}","at":"{}","group":{{"id":"{:016x}","complainants":{{"count":{}}}}}}})", event,
        level, FormatEventTime(Minute(minute)), group, complainants);
    watch_.OnStep({}, result);
  }

  void Merge(uint64_t from, uint64_t into) {
    StepResult result;
    result.merges.push_back({{from}, {into}});
    watch_.OnStep({}, result);
  }

  const DetectionWatch& watch() const { return watch_; }
  const DetectionWatch::TrueGroup& Label(const std::string& name) const {
    const auto& names = watch_.truth().names();
    return watch_.true_groups()[static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin())];
  }

 private:
  std::deque<std::string> strings_;
  DetectionWatch watch_;
};

// So many people on one label, a minute apart.
void AddPeople(Play* play, const std::string& label, int people, int64_t minute, uint64_t group) {
  for (int i = 0; i < people; ++i) {
    const std::string id = label + std::to_string(i);
    play->Post(id, "p-" + id, label, minute + i, group);
  }
}

TEST(DetectionWatch, CatchesByTheFirstAlertAtTheLevel) {
  Play play;
  AddPeople(&play, "burst-01", 5, 0, 7);
  play.Alert(7, 2, 2, "watch");
  EXPECT_FALSE(play.Label("burst-01").caught);
  play.Alert(7, 5, 5);
  play.Alert(7, 9, 9, "major");
  ASSERT_TRUE(play.Label("burst-01").caught);
  EXPECT_EQ(play.Label("burst-01").first.complainants, 5u);
  EXPECT_EQ(play.Label("burst-01").first.at, Minute(5));
  EXPECT_EQ(play.Label("burst-01").second_person_at, Minute(1));
  EXPECT_EQ(play.watch().alerts(), 2u);
}

TEST(DetectionWatch, SixTenthsOfTheLabelledPostsAreEnoughAndFewerAreNot) {
  Play play;
  AddPeople(&play, "a", 3, 0, 7);
  AddPeople(&play, "b", 2, 0, 7);
  AddPeople(&play, "c", 1, 0, 8);
  AddPeople(&play, "d", 1, 0, 8);
  play.Alert(7, 5, 5);
  play.Alert(8, 5, 5);
  EXPECT_TRUE(play.Label("a").caught);
  EXPECT_FALSE(play.Label("b").caught);
  EXPECT_FALSE(play.Label("c").caught || play.Label("d").caught);
}

TEST(DetectionWatch, FollowsMergesAndDeletions) {
  Play play;
  AddPeople(&play, "a", 3, 0, 7);
  AddPeople(&play, "b", 4, 0, 8);
  play.Merge(8, 7);
  play.Alert(7, 5, 7);
  EXPECT_FALSE(play.Label("a").caught || play.Label("b").caught);
  play.Withdraw("a0", 7);
  play.Withdraw("a1", 8);  // decided before the merge
  play.Alert(7, 6, 5);
  EXPECT_TRUE(play.Label("b").caught);
}

TEST(DetectionWatch, OnePersonWithManyPostsIsOne) {
  Play play;
  for (int i = 0; i < 9; ++i) play.Post(std::to_string(i), "p", "a", i, 7);
  EXPECT_EQ(play.Label("a").people.size(), 1u);
  EXPECT_EQ(play.Label("a").posts, 9u);
  EXPECT_TRUE(play.Label("a").second_person_at.is_none());
}

DetectionTruth ParseTruth(std::string_view text) {
  Result<DetectionTruth> truth = DetectionTruth::Parse(text);
  EXPECT_TRUE(truth.ok()) << truth.status().message();
  return std::move(truth.value());
}

std::string CaseLine(const std::string& label, const std::string& name, const std::string& wanted,
                     const std::string& more = "") {
  return R"({"label":")" + label + R"(","case":")" + name + R"(","wanted":")" + wanted + "\"" + more + "}\n";
}

CaseRow RowOf(const Play& play, const DetectionTruth& truth, const std::string& name) {
  for (const CaseRow& row : RowsByCase(play.watch(), truth)) {
    if (row.name == name) return row;
  }
  return {};
}

TEST(CaseTable, MediansAreOverTheCaughtInstancesAndDelayRunsFromTheClock) {
  const DetectionTruth truth =
      ParseTruth(CaseLine("burst-01", "burst", "emerging", R"(,"clock_at":")" + FormatEventTime(Minute(3)) + "\"") +
                 CaseLine("burst-02", "burst", "emerging") + CaseLine("burst-03", "burst", "emerging"));
  Play play(&truth);
  AddPeople(&play, "burst-01", 5, 0, 1);
  AddPeople(&play, "burst-02", 5, 100, 2);
  AddPeople(&play, "burst-03", 5, 200, 3);
  play.Alert(1, 5, 4);
  play.Alert(2, 109, 8);
  const CaseRow row = RowOf(play, truth, "burst");
  EXPECT_EQ(row.instances, 3u);
  EXPECT_EQ(row.caught, 2u);
  EXPECT_EQ(row.false_alerts, 0u);
  EXPECT_EQ(row.median_complainants, 6);
  EXPECT_EQ(row.median_delay_secs, (2 + 8) * 60 / 2);  // the second's clock is its second person, at minute 101
}

TEST(CaseTable, AFurtherGroupOfACaughtLabelIsARepeat) {
  const DetectionTruth truth = ParseTruth(CaseLine("ramp-01", "ramp", "emerging"));
  Play play(&truth);
  AddPeople(&play, "ramp-01", 5, 0, 1);
  play.Post("x", "px", "ramp-01", 9, 2);
  play.Alert(1, 5, 5);
  play.Alert(2, 9, 5);
  play.Alert(2, 10, 20, "major");
  EXPECT_EQ(RowOf(play, truth, "ramp").repeats, 1u);
}

TEST(CaseTable, AnImpureGroupIsFalseForTheLabelMostOfItsPostsCarry) {
  const DetectionTruth truth =
      ParseTruth(CaseLine("twocauses-01a", "twocauses", "emerging") + CaseLine("mixed-01", "mixed", "emerging"));
  Play play(&truth);
  AddPeople(&play, "twocauses-01a", 5, 0, 1);
  AddPeople(&play, "mixed-01", 4, 0, 1);
  play.Alert(1, 5, 9);
  EXPECT_EQ(RowOf(play, truth, "twocauses").caught, 0u);
  EXPECT_EQ(RowOf(play, truth, "twocauses").false_alerts, 1u);
  EXPECT_EQ(RowOf(play, truth, "mixed").false_alerts, 0u);
}

const char* const kLoudMembers = R"(,"members":[["c","l0"],["c","l1"],["c","l2"]])";

TEST(CaseTable, AnAlertIsCausedByACaseThatHoldsMoreThanHalfOfTheGroup) {
  const DetectionTruth truth = ParseTruth(CaseLine("loud-01", "loud", "nothing", kLoudMembers));
  Play play(&truth);
  for (const char* id : {"l0", "l1", "l2", "x", "y"}) play.Post(id, "p", "", 0, 1);
  play.Alert(1, 1, 5);
  play.Alert(1, 2, 20, "major");
  const CaseRow row = RowOf(play, truth, "loud");
  EXPECT_EQ(row.instances, 1u);
  EXPECT_EQ(row.caught, 1u);
  EXPECT_EQ(row.false_alerts, 2u);
  EXPECT_EQ(RowOf(play, truth, "background").false_alerts, 0u);
}

TEST(CaseTable, WithHalfOfTheGroupOrLessTheAlertIsTheBackgrounds) {
  const DetectionTruth truth = ParseTruth(CaseLine("loud-01", "loud", "nothing", kLoudMembers));
  Play play(&truth);
  for (const char* id : {"l0", "l1", "x", "y"}) play.Post(id, "p", "", 0, 1);
  play.Alert(1, 1, 5);
  play.Alert(1, 2, 6);
  EXPECT_EQ(RowOf(play, truth, "loud").false_alerts, 0u);
  EXPECT_EQ(RowOf(play, truth, "background").false_alerts, 1u);  // a group counts once
}

TEST(CaseTable, ASurgeIsCaughtAfterItBeganAndFalseBefore) {
  const std::string surge = R"(,"surge_at":")" + FormatEventTime(Minute(1000)) + "\"";
  const DetectionTruth truth = ParseTruth(CaseLine("chronic-01", "chronic", "emerging", surge));
  Play play(&truth);
  AddPeople(&play, "chronic-01", 5, 0, 1);
  play.Alert(1, 5, 5);
  play.Alert(1, 900, 90, "major", "surged");
  EXPECT_EQ(RowOf(play, truth, "chronic, surged").caught, 0u);
  play.Alert(1, 1030, 120, "major", "surged");
  const CaseRow row = RowOf(play, truth, "chronic, surged");
  EXPECT_EQ(row.caught, 1u);
  EXPECT_EQ(row.false_alerts, 1u);
  EXPECT_EQ(row.median_delay_secs, 30 * 60);
  EXPECT_EQ(RowOf(play, truth, "chronic").caught, 1u);
}

TEST(CaseTable, ACriticalPostIsCaughtByItsOwnEventAlone) {
  const DetectionTruth truth =
      ParseTruth(CaseLine("critical-01", "critical", "critical_post", R"(,"members":[["c","x"]])"));
  Play play(&truth);
  play.Post("x", "p", "critical-01", 0, 1);
  play.Post("y", "q", "", 0, 2);
  play.Alert(1, 1, 5);
  EXPECT_EQ(RowOf(play, truth, "critical").caught, 0u);
  play.Alert(1, 1, 1, "none", "critical_post");
  play.Alert(2, 1, 1, "none", "critical_post");
  EXPECT_EQ(RowOf(play, truth, "critical").caught, 1u);
  EXPECT_EQ(RowOf(play, truth, "critical").false_alerts, 1u);
}

TEST(CaseTable, AGroupCalledResolvedByADeletionIsFalse) {
  const std::string deleted = R"(,"deleted_at":")" + FormatEventTime(Minute(60)) + "\"";
  const DetectionTruth truth = ParseTruth(CaseLine("deletion-01", "deletion", "emerging", deleted));
  Play play(&truth);
  AddPeople(&play, "deletion-01", 5, 0, 1);
  play.Alert(1, 5, 5);
  play.Alert(1, 62, 1, "none", "resolved");
  EXPECT_EQ(RowOf(play, truth, "deletion").caught, 1u);
  EXPECT_EQ(RowOf(play, truth, "deletion").false_alerts, 1u);
}

TEST(CaseTable, TextAndJsonTellTheSameRows) {
  const DetectionTruth truth =
      ParseTruth(CaseLine("burst-01", "burst", "emerging") + CaseLine("loud-01", "loud", "nothing"));
  Play play(&truth);
  AddPeople(&play, "burst-01", 5, 0, 1);
  play.Alert(1, 3, 4);
  const std::vector<CaseRow> rows = RowsByCase(play.watch(), truth);
  std::string json_text;
  JsonWriter json(&json_text);
  AppendCases(rows, &json);
  EXPECT_EQ(json_text, R"([{"case":"burst","wanted":"emerging","instances":1,"caught":1,"false_alerts":0,"repeats":0,)"
                       R"("median_complainants":4,"median_delay_secs":120},)"
                       R"({"case":"loud","wanted":"nothing","instances":1,"caught":0,"false_alerts":0,"repeats":0}])");
  EXPECT_NE(CaseTable(rows).find("4.0        120s"), std::string::npos) << CaseTable(rows);
}

TEST(DetectionTruth, LinesThatCannotBeUsedAreNamed) {
  for (const char* line : {"{", "[]", "{}", R"({"label":"a","case":"b"})", R"({"label":"a","case":"b","wanted":"x"})",
                           R"({"label":"a","case":"b","wanted":"nothing","members":[["c"]]})",
                           R"({"label":"a","case":"b","wanted":"emerging","clock_at":"noon"})"}) {
    const auto truth = DetectionTruth::Parse(CaseLine("a", "b", "nothing") + line);
    EXPECT_EQ(truth.status().code(), Code::kInvalid) << line;
    EXPECT_NE(truth.status().message().find("line 2"), std::string::npos) << truth.status().message();
  }
}

// The drills with little around them, through the two commands.
TEST(EvalDetection, TellsOfEveryCaseOfTheDrills) {
  TempFolder folder;
  const std::string feed = folder.path() + "/feed.jsonl", truth = folder.path() + "/truth.jsonl";
  const std::string calendar = folder.path() + "/calendar.toml";
  const ProcessResult generated = RunProcess(
      {"generate", "--scenario", "drills", "--posts", "1", "--out", feed, "--truth", truth, "--calendar", calendar});
  ASSERT_EQ(generated.exit_status, 0) << generated.err;
  EXPECT_NE(ReadFile(calendar).find("[[event]]"), std::string::npos);
  const ProcessResult judged = RunProcess({"eval", "detection", feed, "--truth", truth, "--json"});
  ASSERT_EQ(judged.exit_status, 0) << judged.err;
  for (const DrillCaseInfo& info : DrillCases()) {
    const std::string row = fmt::format(R"({{"case":"{}","wanted":)", info.name);
    EXPECT_NE(judged.out.find(row), std::string::npos) << info.name;
  }
}

TEST(EvalDetection, ATruthThatCannotBeReadStopsIt) {
  TempFolder folder;
  const std::string feed = folder.path() + "/feed.jsonl";
  WriteFile(feed, R"({"id":"1","time":"2026-03-01T09:00:00Z","text":"x","label":"a"})"
                  "\n");
  EXPECT_EQ(RunProcess({"eval", "detection", feed, "--truth", feed + ".none"}).exit_status, 1);
  EXPECT_EQ(RunProcess({"eval", "detection", feed, "--truth", feed}).exit_status, 2);
}

TEST(DetectionTruth, AFileThatIsNotThereIsAnError) {
  EXPECT_EQ(DetectionTruth::Read("/nowhere/truth.jsonl").status().code(), Code::kIo);
}

}  // namespace
}  // namespace groundswell
