// The checkpoints of a store as files: the newest are kept, and one forgotten is written over.
#include "storage/checkpoint_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

class CheckpointFilesTest : public ::testing::Test {
 protected:
  void Write(Seq seq, size_t bytes) {
    const Status status = files_.Write({.seq = seq, .bytes = std::string(bytes, static_cast<char>('a' + seq % 26))});
    ASSERT_TRUE(status.ok()) << status.message();
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      names.insert(entry.path().filename().string());
    return names;
  }

  TempFolder folder_;
  CheckpointFiles files_{folder_.path()};
};

TEST_F(CheckpointFilesTest, OneWrittenOverALargerOrASmallerOneIsWhole) {
  for (const size_t bytes : {5000000, 100, 9000000, 3000, 0, 7000000, 50}) {
    static Seq seq = 0;
    Write(++seq, bytes);
    const auto newest = files_.ReadNewest(seq);
    ASSERT_TRUE(newest.ok() && *newest);
    EXPECT_EQ((*newest)->seq, seq);
    EXPECT_EQ((*newest)->bytes, std::string(bytes, static_cast<char>('a' + seq % 26)));
    const auto all = files_.List();
    ASSERT_TRUE(all.ok());
    for (const CheckpointInfo& info : *all) EXPECT_TRUE(info.is_sound) << info.seq;
  }
}

TEST_F(CheckpointFilesTest, TwoAreKeptAndOneIsPutAside) {
  for (Seq seq = 1; seq <= 6; ++seq) Write(seq, 1000);
  EXPECT_EQ(Names(), (std::set<std::string>{"checkpoint-00000000000000000005.gsc",
                                            "checkpoint-00000000000000000006.gsc", "checkpoint.spare"}));
  ASSERT_TRUE(files_.DropSpare().ok());
  EXPECT_EQ(Names().size(), 2u);
  EXPECT_TRUE(files_.DropSpare().ok());
  Write(7, 1000);
  EXPECT_EQ((*files_.ReadNewest(7))->seq, 7u);
}

TEST_F(CheckpointFilesTest, OneAheadOfTheNewestIsForgotten) {
  Write(9, 100);
  Write(4, 100);
  EXPECT_EQ((*files_.ReadNewest(100))->seq, 4u);
}

}  // namespace
}  // namespace groundswell
