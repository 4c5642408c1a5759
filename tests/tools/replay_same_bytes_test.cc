// One input, many ways to run it: the outputs are the same bytes.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

class ReplaySameBytes : public ::testing::Test {
 protected:
  ReplaySameBytes() : expected_(runs_.RunFile({"--threads", "1"})) {
    EXPECT_EQ(runs_.last().exit_status, 0) << runs_.last().err;
    EXPECT_FALSE(expected_.alerts.empty());
    EXPECT_FALSE(expected_.groups.empty());
    EXPECT_GT(std::count(expected_.assignments.begin(), expected_.assignments.end(), '\n'), 2900);
  }

  // Not by EXPECT_EQ on the whole: a failure would print megabytes.
  void ExpectSame(const Outputs& outputs, const std::string& how) {
    EXPECT_EQ(runs_.last().exit_status, 0) << how << ": " << runs_.last().err;
    EXPECT_TRUE(outputs.alerts == expected_.alerts) << how << ": other alerts";
    EXPECT_TRUE(outputs.groups == expected_.groups) << how << ": other groups";
    EXPECT_TRUE(outputs.assignments == expected_.assignments) << how << ": other assignments";
    EXPECT_TRUE(outputs.rejects == expected_.rejects) << how << ": other rejects";
  }
  void ExpectSameWith(const std::vector<std::string>& flags) {
    std::string how;
    for (const std::string& flag : flags) how.append(flag).append(" ");
    ExpectSame(runs_.RunFile(flags), how);
  }

  ReplayRuns runs_{MixedInput()};
  const Outputs expected_;
};

TEST_F(ReplaySameBytes, Again) { ExpectSameWith({"--threads", "1"}); }

TEST_F(ReplaySameBytes, OnAnyNumberOfThreads) {
  for (const std::string threads : {"2", "4"}) ExpectSameWith({"--threads", threads});
}

TEST_F(ReplaySameBytes, InBatchesOfAnySize) {
  for (const std::string posts : {"1", "7", "4096"})
    for (const std::string threads : {"1", "3"})
      ExpectSameWith({"--set", "engine.batch_posts=" + posts, "--threads", threads});
}

TEST_F(ReplaySameBytes, CutIntoFiveFiles) {
  std::vector<std::string> files;
  for (const std::string& part : CutAtLines(MixedInput(), 5)) {
    files.push_back(runs_.Path("part" + std::to_string(files.size()) + ".jsonl"));
    WriteFile(files.back(), part);
  }
  ExpectSame(runs_.Run(files), "five files");
}

TEST_F(ReplaySameBytes, CutIntoFilesOfEveryForm) {
  const std::vector<std::string> parts = CutAtLines(MixedInput(), 3);
  WriteFile(runs_.Path("a.jsonl"), parts[0]);
  WriteFile(runs_.Path("b.jsonl.gz"), Gzip(parts[1]));
  WriteFile(runs_.Path("c.jsonl.zst"), Zstd(parts[2]));
  ExpectSame(runs_.Run({runs_.Path("a.jsonl"), runs_.Path("b.jsonl.gz"), runs_.Path("c.jsonl.zst")}), "three forms");
}

TEST_F(ReplaySameBytes, WithoutTheLastLineEnd) {
  WriteFile(runs_.file(), MixedInput().substr(0, MixedInput().size() - 1));
  ExpectSameWith({});
}

TEST_F(ReplaySameBytes, Compressed) {
  WriteFile(runs_.Path("posts.jsonl.gz"), Gzip(MixedInput()));
  WriteFile(runs_.Path("posts.jsonl.zst"), Zstd(MixedInput()));
  ExpectSame(runs_.Run({runs_.Path("posts.jsonl.gz")}), "gzip");
  ExpectSame(runs_.Run({runs_.Path("posts.jsonl.zst")}), "zstd");
}

TEST_F(ReplaySameBytes, FromStdin) {
  ExpectSame(runs_.Run({"-"}, MixedInput()), "stdin");
  ExpectSame(runs_.Run({"-", "--threads", "1"}, Gzip(MixedInput())), "gzip on stdin");
}

TEST_F(ReplaySameBytes, InADataFolder) {
  ExpectSameWith({"--data-dir", runs_.Path("data"), "--set", "storage.checkpoint_records=500"});
}

TEST_F(ReplaySameBytes, AtAHighSpeed) { ExpectSameWith({"--speed", "1000000000000x"}); }

TEST_F(ReplaySameBytes, UnderAnyAuthorKey) {
  ExpectSameWith({"--set", "people.author_key=00112233445566778899aabbccddeeff"});
}

}  // namespace
}  // namespace groundswell
