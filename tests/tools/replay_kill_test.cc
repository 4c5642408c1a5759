// A run that is killed at any moment, over and over, comes to the outputs of one that nobody disturbed. The input comes
// through a pipe, so that how far the run has come at its end does not depend on how fast the machine is. The long
// form, with kills after a time, is tests/proofs/kill_replay.py.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <random>

#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

// What a pipe holds: so much of what was written may not have been read.
constexpr size_t kPipeBytes = 65536;

std::string Pick(std::mt19937_64* random, std::vector<std::string> choices) {
  return choices[(*random)() % choices.size()];
}

// No result depends on any of these.
std::vector<std::string> AnyWay(const ReplayRuns& runs, std::mt19937_64* random) {
  return {"-",
          "--data-dir",
          runs.Path("data"),
          "--threads",
          Pick(random, {"1", "2", "4"}),
          "--set",
          "engine.batch_posts=" + Pick(random, {"1", "13", "200", "4096"}),
          "--set",
          "storage.checkpoint_records=" + Pick(random, {"100", "700"})};
}

void RunUntilKilled(const ReplayRuns& runs, std::string_view bytes, std::mt19937_64* random) {
  std::vector<std::string> arguments = AnyWay(runs, random);
  arguments.insert(arguments.begin(), "replay");
  Process process(arguments, Process::Stdin::kPipe);
  EXPECT_EQ(process.Write(bytes), bytes.size());
  process.Signal(SIGKILL);
  EXPECT_EQ(process.Wait().signal, SIGKILL);
}

class ReplayKill : public ::testing::TestWithParam<uint64_t> {};

TEST_P(ReplayKill, TheSameCommandGoesOnAndComesToTheSameOutputs) {
  std::mt19937_64 random(GetParam());
  const std::string& input = MixedInput();
  ReplayRuns runs(input);
  const Outputs expected = runs.RunFile();
  for (uint64_t kills = 1 + random() % 3; kills > 0; --kills) {
    const size_t bytes = kPipeBytes + random() % (input.size() - kPipeBytes);
    RunUntilKilled(runs, std::string_view(input).substr(0, bytes), &random);
    if (!std::filesystem::exists(runs.Path("data/db/CURRENT"))) continue;  // killed before there was a store
    const ProcessResult verified = RunProcess({"store", "verify", "--data-dir", runs.Path("data")});
    EXPECT_EQ(verified.exit_status, 0) << verified.out << verified.err;
  }
  const Outputs outputs = runs.Run(AnyWay(runs, &random), input);
  EXPECT_EQ(runs.last().exit_status, 0) << runs.last().err;
  EXPECT_TRUE(outputs.alerts == expected.alerts);
  EXPECT_TRUE(outputs.groups == expected.groups);
  EXPECT_TRUE(outputs.assignments == expected.assignments);
  EXPECT_TRUE(outputs.rejects == expected.rejects);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReplayKill, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace groundswell
