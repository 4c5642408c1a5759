// `groundswell replay` as a script meets it: what it prints where, and with which exit status it ends.
#include <gtest/gtest.h>
#include <signal.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>

#include "storage/rocks_store.h"
#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

constexpr std::string_view kThreePosts = R"({"id":"1","time":"2026-03-10T01:00:00Z","text":"refund me","author":"a"}
{"id":"2","time":"2026-03-10T01:00:01Z","text":"where is my refund","author":"b"}
{"id":"3","time":"2026-03-10T01:00:02Z","text":"lovely weather","author":"c"}
)";
constexpr std::string_view kBadLine = "{\"id\":\n";

uint64_t Count(const simdjson::dom::element& object, std::string_view key) {
  uint64_t count = 0;
  EXPECT_EQ(object[key].get(count), simdjson::SUCCESS) << key;
  return count;
}

uint64_t Lines(std::string_view text) { return static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')); }

class ReplayUsage : public ::testing::Test {
 protected:
  void ExpectEnd(int exit_status, std::string_view word) {
    EXPECT_EQ(runs_.last().exit_status, exit_status) << runs_.last().err;
    EXPECT_NE(runs_.last().err.find(word), std::string::npos) << runs_.last().err;
  }
  ReplayRuns runs_{kThreePosts};
};

TEST_F(ReplayUsage, TheCountsOfTheSummaryAddUp) {
  WriteFile(runs_.file(), MixedInput());
  const Outputs outputs = runs_.RunFile({"--summary", runs_.Path("summary")});
  simdjson::dom::parser parser;
  const simdjson::padded_string text(ReadFile(runs_.Path("summary")));
  simdjson::dom::element summary;
  ASSERT_EQ(parser.parse(text).get(summary), simdjson::SUCCESS);
  uint64_t sum = 0;
  for (const char* part : {"accepted", "updated", "refreshed", "duplicates", "deletions", "rejected"}) {
    EXPECT_GT(Count(summary, part), 0u) << part;
    sum += Count(summary, part);
  }
  EXPECT_EQ(Count(summary, "posts"), sum);
  std::string_view rest = MixedInput();
  uint64_t lines = 0;
  for (size_t end; (end = rest.find('\n')) != std::string_view::npos; rest.remove_prefix(end + 1))
    lines += rest.substr(0, end).find_first_not_of(" \r") < end;
  EXPECT_EQ(sum, lines) << "every line that is not blank is counted once";
  EXPECT_EQ(Count(summary, "rejected"), Lines(outputs.rejects));
  uint64_t alerts = 0;
  for (const char* level : {"none", "watch", "emerging", "major", "crisis"})
    alerts += Count(summary["alerts"].value_unsafe(), level);
  EXPECT_EQ(alerts, Lines(outputs.alerts));
  EXPECT_LE(Lines(outputs.assignments), Count(summary, "accepted"));
  EXPECT_GE(Lines(outputs.assignments) + Count(summary, "deletions"), Count(summary, "accepted"));
}

TEST_F(ReplayUsage, ARefusedLineIsInTheRejectsWithItsNumberAndWithoutNumbersOfPeople) {
  WriteFile(runs_.file(), MixedInput());
  const std::string rejects = runs_.RunFile().rejects;
  EXPECT_NE(rejects.find("\"expired\""), std::string::npos);
  EXPECT_EQ(rejects.find("13800138000"), std::string::npos);
}

TEST_F(ReplayUsage, JsonPrintsOneObjectAndNothingElseOnStdout) {
  runs_.RunFile({"--json"});
  EXPECT_EQ(runs_.last().exit_status, 0);
  EXPECT_EQ(Lines(runs_.last().out), 1u);
  simdjson::dom::parser parser;
  simdjson::dom::element summary;
  EXPECT_EQ(parser.parse(runs_.last().out).get(summary), simdjson::SUCCESS);
  EXPECT_TRUE(summary.is_object());
}

TEST_F(ReplayUsage, WithoutJsonStdoutIsEmptyAndThereIsNoProgressInAPipe) {
  runs_.RunFile();
  EXPECT_EQ(runs_.last().out, "");
  EXPECT_EQ(runs_.last().err.find('\r'), std::string::npos);
}

TEST_F(ReplayUsage, AnOutputMayGoToStdout) {
  const ProcessResult result = RunProcess({"replay", runs_.file(), "--assignments", "-"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(Lines(result.out), 3u);
}

TEST_F(ReplayUsage, TwoOutputsOnStdoutAreBadUsage) {
  EXPECT_EQ(RunProcess({"replay", runs_.file(), "--assignments", "-", "--alerts", "-"}).exit_status, 2);
  EXPECT_EQ(RunProcess({"replay", runs_.file(), "--assignments", "-", "--json"}).exit_status, 2);
}

TEST_F(ReplayUsage, RefusedLinesDoNotChangeTheExitStatus) {
  WriteFile(runs_.file(), std::string(kThreePosts) + std::string(kBadLine));
  EXPECT_EQ(Lines(runs_.RunFile().assignments), 3u);
  ExpectEnd(0, "line 4");
}

TEST_F(ReplayUsage, StrictMakesRefusedLinesAFailureAndWritesTheOutputsAllTheSame) {
  WriteFile(runs_.file(), std::string(kBadLine) + std::string(kThreePosts));
  EXPECT_EQ(Lines(runs_.RunFile({"--strict"}).assignments), 3u);
  ExpectEnd(1, "--strict");
}

TEST_F(ReplayUsage, StrictWithoutRefusedLinesIsDone) {
  runs_.RunFile({"--strict"});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
}

TEST_F(ReplayUsage, AMissingFileIsNamed) {
  runs_.Run({runs_.file(), runs_.Path("missing.jsonl")});
  ExpectEnd(1, "missing.jsonl");
}

TEST_F(ReplayUsage, NoFileIsBadUsage) { EXPECT_EQ(RunProcess({"replay"}).exit_status, 2); }

TEST_F(ReplayUsage, DamagedGzipFailsOnceTheWholeLinesBeforeItAreTaken) {
  const std::string packed = Gzip(MixedInput());
  WriteFile(runs_.Path("cut.jsonl.gz"), packed.substr(0, packed.size() / 2));
  runs_.Run({runs_.Path("cut.jsonl.gz"), "--data-dir", runs_.Path("data")});
  ExpectEnd(1, "cut.jsonl.gz");
  EXPECT_EQ(runs_.ReadOutputs(), Outputs());
  {
    auto store = RocksStore::OpenReadOnly(runs_.Path("data"));
    ASSERT_TRUE(store.ok()) << store.status().message();
    auto position = (*store)->ReadPosition();
    ASSERT_TRUE(position.ok() && position->has_value());
    EXPECT_GT((*position)->totals.accepted, 100u);
    EXPECT_FALSE((*position)->finished);
  }
  WriteFile(runs_.Path("cut.jsonl.gz"), packed);
  const Outputs gone_on = runs_.Run({runs_.Path("cut.jsonl.gz"), "--data-dir", runs_.Path("data")});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  EXPECT_TRUE(gone_on == runs_.Run({runs_.Path("cut.jsonl.gz")})) << "the mended file goes on where the damage was";
}

TEST_F(ReplayUsage, AnOutputThatCannotBeWrittenIsNamedBeforeTheWorkBegins) {
  const std::string wanted = runs_.Path("no-such-folder/alerts.jsonl");
  const ProcessResult result =
      RunProcess({"replay", runs_.file(), "--alerts", wanted, "--data-dir", runs_.Path("data")});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_NE(result.err.find(wanted), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(runs_.Path("data")));
}

TEST_F(ReplayUsage, AnOutputOverAnInputOrAnotherOutputIsBadUsage) {
  EXPECT_EQ(RunProcess({"replay", runs_.file(), "--alerts", runs_.file()}).exit_status, 2);
  EXPECT_EQ(ReadFile(runs_.file()), kThreePosts);
  const std::string out = runs_.Path("out"), same = runs_.Path("./out");
  EXPECT_EQ(RunProcess({"replay", runs_.file(), "--alerts", out, "--groups", same}).exit_status, 2);
}

TEST_F(ReplayUsage, ADeviceAsOutputStaysADevice) {
  const ProcessResult result = RunProcess({"replay", runs_.file(), "--alerts", "/dev/null"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(ReplayUsage, AnUnknownSettingIsBadConfigurationAndTheNearestIsNamed) {
  runs_.RunFile({"--set", "engine.batch_post=7"});
  ExpectEnd(2, "engine.batch_posts");
}

TEST_F(ReplayUsage, ASpeedThatIsNoneIsBadUsage) {
  for (const std::string speed : {"fast", "0x", "-1", "60y"}) {
    runs_.RunFile({"--speed=" + speed});
    EXPECT_EQ(runs_.last().exit_status, 2) << speed << ": " << runs_.last().err;
  }
}

class ReplaySignal : public ::testing::TestWithParam<std::string> {
 protected:
  // A run that has taken three posts and waits for more is stopped.
  ProcessResult Stop(int number, std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"replay", "-", "--threads", GetParam()});
    Process process(flags, Process::Stdin::kPipe);
    const std::string input = MixedInput();
    process.Write(std::string_view(input).substr(0, input.size() / 2));
    process.Signal(number);
    return process.Wait();
  }
  ReplayRuns runs_{MixedInput()};
};

TEST_P(ReplaySignal, StopsTheRunAndLeavesNoTemporaryFolder) {
  const std::string temporary = runs_.Path("tmp");
  std::filesystem::create_directory(temporary);
  const std::string before = getenv("TMPDIR") == nullptr ? "" : getenv("TMPDIR");
  setenv("TMPDIR", temporary.c_str(), 1);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const ProcessResult stopped = Stop(number, {});
    EXPECT_EQ(stopped.exit_status, 1) << "signal " << stopped.signal;
    EXPECT_NE(stopped.err.find("stopped by a signal"), std::string::npos) << stopped.err;
  }
  before.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", before.c_str(), 1);
  for (const auto& left : std::filesystem::directory_iterator(temporary))
    EXPECT_FALSE(left.path().filename().string().starts_with("groundswell-replay")) << left.path();
}

TEST_P(ReplaySignal, AStoppedRunWithADataFolderGoesOn) {
  const Outputs expected = runs_.RunFile();
  const ProcessResult stopped = Stop(SIGINT, {"--data-dir", runs_.Path("data")});
  EXPECT_EQ(stopped.exit_status, 1) << "signal " << stopped.signal;
  EXPECT_NE(stopped.err.find("goes on where " + runs_.Path("data")), std::string::npos) << stopped.err;
  EXPECT_TRUE(expected == runs_.RunFile({"--data-dir", runs_.Path("data")})) << runs_.last().err;
}

INSTANTIATE_TEST_SUITE_P(Threads, ReplaySignal, ::testing::Values("1", "2"));

}  // namespace
}  // namespace groundswell
