// A data folder: it knows what it was begun with, writes its outputs again, and refuses what it was not begun with.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "storage/rocks_store.h"
#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

constexpr std::string_view kOneMore = R"({"id":"one-more","time":"2027-03-11T00:00:02Z","text":"and one more"})";

class ReplayDataDir : public ::testing::Test {
 protected:
  std::string data() const { return runs_.Path("data"); }
  Outputs RunWith(std::vector<std::string> flags = {}) {
    flags.insert(flags.end(), {"--data-dir", data()});
    return runs_.RunFile(flags);
  }
  void ExpectRefused(const std::string& reason) {
    EXPECT_EQ(runs_.last().exit_status, 2) << runs_.last().err;
    EXPECT_NE(runs_.last().err.find(reason), std::string::npos) << runs_.last().err;
    EXPECT_EQ(runs_.ReadOutputs(), Outputs()) << "a refused run leaves no outputs";
  }

  ReplayRuns runs_{MixedInput()};
};

TEST_F(ReplayDataDir, TheSameCommandAfterItsEndWritesTheSameAndTakesNothingAnew) {
  const Outputs first = RunWith();
  const Outputs second = RunWith({"--json"});
  EXPECT_TRUE(first == second);
  simdjson::dom::parser parser;
  simdjson::dom::element summary;
  ASSERT_EQ(parser.parse(runs_.last().out).get(summary), simdjson::SUCCESS) << runs_.last().out;
  double rate = -1;
  EXPECT_EQ(summary["posts_per_sec"].get(rate), simdjson::SUCCESS);
  EXPECT_EQ(rate, 0);
  uint64_t accepted = 0;
  EXPECT_EQ(summary["accepted"].get(accepted), simdjson::SUCCESS);
  EXPECT_GT(accepted, 2900u) << "counts cover the whole input";
}

TEST_F(ReplayDataDir, AnotherInputIsRefused) {
  RunWith();
  std::string other = MixedInput();
  other[other.find("20")] = '3';
  WriteFile(runs_.file(), other);
  RunWith();
  ExpectRefused("another input");
}

TEST_F(ReplayDataDir, AShorterInputIsRefused) {
  RunWith();
  WriteFile(runs_.file(), CutAtLines(MixedInput(), 2)[0]);
  RunWith();
  ExpectRefused("another input");
}

TEST_F(ReplayDataDir, ALongerInputIsRefused) {
  RunWith();
  WriteFile(runs_.file(), MixedInput() + std::string(kOneMore) + "\n");
  RunWith();
  ExpectRefused("shorter input");
}

TEST_F(ReplayDataDir, AFinishedEmptyInputStaysEmpty) {
  WriteFile(runs_.file(), "");
  EXPECT_EQ(RunWith(), Outputs());
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  WriteFile(runs_.file(), kOneMore);
  RunWith();
  ExpectRefused("shorter input");
}

TEST_F(ReplayDataDir, AnotherDetectionSettingIsRefused) {
  RunWith();
  RunWith({"--set", "profile.emerging=6"});
  ExpectRefused("other settings");
}

TEST_F(ReplayDataDir, OtherThreadsAndBatchesAreNoOtherSetting) {
  const Outputs first = RunWith();
  const Outputs again = RunWith({"--threads", "3", "--set", "engine.batch_posts=5", "--speed", "1000000000000x"});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  EXPECT_TRUE(first == again);
}

TEST_F(ReplayDataDir, AnotherAuthorKeyIsRefused) {
  const std::string given = "people.author_key=00112233445566778899aabbccddeeff";
  RunWith({"--set", given});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
  RunWith();
  ExpectRefused("people.author_key");
  RunWith({"--set", "people.author_key=ff112233445566778899aabbccddeeff"});
  ExpectRefused("people.author_key");
  RunWith({"--set", given});
  EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
}

TEST_F(ReplayDataDir, ALiveStoreIsRefused) {
  {
    auto store = RocksStore::Open(data(), {});
    ASSERT_TRUE(store.ok()) << store.status().message();
    ASSERT_TRUE((*store)->PutManifest("kind", "live").ok());
  }
  RunWith();
  ExpectRefused("live store");
}

TEST_F(ReplayDataDir, AStoreWithoutAKindThatHoldsSomethingIsRefused) {
  {
    auto store = RocksStore::Open(data(), {});
    ASSERT_TRUE(store.ok()) << store.status().message();
    ASSERT_TRUE((*store)->Commit({}).ok());
  }
  RunWith();
  ExpectRefused("holds a store of something else");
}

TEST_F(ReplayDataDir, AFolderInUseIsRefused) {
  auto store = RocksStore::Open(data(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  RunWith();
  ExpectRefused(data());
}

TEST_F(ReplayDataDir, VerifiesAsSound) {
  RunWith();
  const ProcessResult verified = RunProcess({"store", "verify", "--data-dir", data()});
  EXPECT_EQ(verified.exit_status, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace groundswell
