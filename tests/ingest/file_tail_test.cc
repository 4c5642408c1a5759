// FileTail: a file as it grows, is rotated in every way and is left and found again.
#include "ingest/file_tail.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "ingest/line_gatherer.h"
#include "tests/ingest/source_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

namespace fs = std::filesystem;

class FileTailTest : public ::testing::Test {
 protected:
  // What there is to read now; half lines end where a file does.
  std::string ReadAll(FileTail* tail) {
    std::string out;
    int quiet = 0;
    while (quiet < 60) {
      std::string bytes;
      const auto turn = tail->Read(7, &bytes);
      EXPECT_TRUE(turn.ok()) << turn.status().message();
      if (!turn.ok()) return out;
      if (*turn == FileTail::Turn::kNextFile) out += "|";
      quiet = *turn == FileTail::Turn::kNothing || *turn == FileTail::Turn::kMissing ? quiet + 1 : 0;
      out += bytes;
    }
    return out;
  }
  void Write(std::string_view bytes) { AppendTo(path_, bytes); }

  TempFolder folder_;
  const std::string path_ = folder_.path() + "/app.log";
};

TEST_F(FileTailTest, AFileIsReadAsItGrowsAndWaitedForBefore) {
  FileTail tail(path_);
  std::string bytes;
  EXPECT_EQ(*tail.Read(10, &bytes), FileTail::Turn::kMissing);
  Write("one\n");
  EXPECT_EQ(ReadAll(&tail), "one\n");
  Write("two\nhal");
  EXPECT_EQ(ReadAll(&tail), "two\nhal");
  Write("f\n");
  EXPECT_EQ(ReadAll(&tail), "f\n");
  EXPECT_EQ(tail.gaps(), 0u);
}

TEST_F(FileTailTest, ARenamedFileIsReadToItsEndBeforeTheNewOne) {
  FileTail tail(path_);
  Write("one\n");
  EXPECT_EQ(ReadAll(&tail), "one\n");
  fs::rename(path_, path_ + ".1");
  EXPECT_EQ(ReadAll(&tail), "");
  AppendTo(path_ + ".1", "late\n");
  Write("two\n");
  EXPECT_EQ(ReadAll(&tail), "late\n|two\n");
}

TEST_F(FileTailTest, ACopiedAndCutFileIsReadFromItsCopyFirst) {
  FileTail tail(path_);
  Write("one\n");
  EXPECT_EQ(ReadAll(&tail), "one\n");
  Write("unread\n");
  fs::copy_file(path_, path_ + ".1");
  fs::resize_file(path_, 0);
  Write("two and more than there was before\n");
  EXPECT_EQ(ReadAll(&tail), "unread\n|two and more than there was before\n");
  EXPECT_EQ(tail.gaps(), 0u);
}

TEST_F(FileTailTest, AFileThatWasCutWithoutACopyIsAGapAndBeginsAnew) {
  FileTail tail(path_);
  Write("one\n");
  EXPECT_EQ(ReadAll(&tail), "one\n");
  fs::resize_file(path_, 0);
  Write("2\n");
  EXPECT_EQ(ReadAll(&tail), "|2\n");
  EXPECT_EQ(tail.gaps(), 1u);
}

TEST_F(FileTailTest, RotationsMissedWhileNobodyReadAreReadInTheirOrder) {
  std::optional<TailPlace> place;
  {
    FileTail tail(path_);
    Write("one\n");
    EXPECT_EQ(ReadAll(&tail), "one\n");
    place = TailPlace::Parse(tail.Place(4, 1).ToText());
    ASSERT_TRUE(place);
  }
  Write("rest\n");
  const auto now = fs::last_write_time(path_);
  fs::last_write_time(path_, now - std::chrono::seconds(20));
  fs::rename(path_, path_ + ".2");
  AppendTo(path_ + ".1", "two\n");
  fs::last_write_time(path_ + ".1", now - std::chrono::seconds(10));
  AppendTo(path_ + ".3", "older than all\n");
  fs::last_write_time(path_ + ".3", now - std::chrono::seconds(30));
  AppendTo(path_ + ".bak", "no rotation\n");
  Write("three\n");
  FileTail tail(path_);
  tail.GoOnAt(*place);
  EXPECT_EQ(ReadAll(&tail), "rest\n|two\n|three\n");
  EXPECT_EQ(tail.gaps(), 0u);
}

TEST_F(FileTailTest, APlaceThatIsGoneIsAGap) {
  FileTail tail(path_);
  Write("new\n");
  tail.GoOnAt({.inode = 1, .head_bytes = 3, .head_hash = 5, .offset = 9, .lines = 2, .changed_nanos = INT64_MAX});
  EXPECT_EQ(ReadAll(&tail), "|new\n");
  EXPECT_EQ(tail.gaps(), 1u);
}

TEST_F(FileTailTest, BehindAGapTheOldestFileWrittenSinceComesFirst) {
  Write("two\n");
  fs::rename(path_, path_ + ".1");
  const auto now = fs::last_write_time(path_ + ".1");
  fs::last_write_time(path_ + ".1", now - std::chrono::seconds(10));
  AppendTo(path_ + ".2", "read long ago\n");
  fs::last_write_time(path_ + ".2", now - std::chrono::seconds(100));
  Write("three\n");
  struct stat before;
  ASSERT_EQ(stat((path_ + ".2").c_str(), &before), 0);
  FileTail tail(path_);
  tail.GoOnAt({.inode = 1,
               .head_bytes = 3,
               .head_hash = 5,
               .offset = 9,
               .lines = 2,
               .changed_nanos = (int64_t{before.st_mtim.tv_sec} + 50) * 1'000'000'000});
  EXPECT_EQ(ReadAll(&tail), "|two\n|three\n");
  EXPECT_EQ(tail.gaps(), 1u);
}

TEST_F(FileTailTest, AWriterThatReopensLateIsWaitedFor) {
  FileTail tail(path_);
  Write("one\n");
  EXPECT_EQ(ReadAll(&tail), "one\n");
  fs::rename(path_, path_ + ".1");
  Write("");
  EXPECT_EQ(ReadAll(&tail), "") << "the new file is there and empty";
  AppendTo(path_ + ".1", "late\n");
  EXPECT_EQ(ReadAll(&tail), "late\n");
  Write("two\n");
  EXPECT_EQ(ReadAll(&tail), "|two\n");
}

TEST_F(FileTailTest, AFileThatCannotBeOpenedNowIsTriedAgainAndTheOneAtHandIsKept) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "a sanitizer opens a pipe to look at memory, and here nothing can be opened";
#endif
  FileTail tail(path_);
  Write("one\nhalf");
  EXPECT_EQ(ReadAll(&tail), "one\nhalf");
  fs::rename(path_, path_ + ".1");
  Write("new\n");
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none{0, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  int failed = 0;
  for (int i = 0; i < 100; ++i) {
    std::string bytes;
    failed += tail.Read(100, &bytes).ok() ? 0 : 1;
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_GT(failed, 0);
  EXPECT_EQ(ReadAll(&tail), "|new\n");
  EXPECT_EQ(tail.gaps(), 0u);
}

TEST_F(FileTailTest, APlaceInAFolderThatIsMountedLaterIsKept) {
  const std::string folder = folder_.path() + "/mounted", path = folder + "/app.log";
  fs::create_directory(folder);
  AppendTo(path, "one\ntwo\n");
  FileTail before(path);
  std::string bytes;
  ASSERT_TRUE(before.Read(100, &bytes).ok());
  const TailPlace place = before.Place(4, 1);
  fs::rename(folder, folder_.path() + "/away");
  FileTail tail(path);
  tail.GoOnAt(place);
  EXPECT_EQ(*tail.Read(100, &bytes), FileTail::Turn::kMissing) << "no folder";
  fs::create_directory(folder);
  EXPECT_EQ(*tail.Read(100, &bytes), FileTail::Turn::kMissing) << "an empty one";
  fs::remove(folder);
  fs::rename(folder_.path() + "/away", folder);
  EXPECT_EQ(ReadAll(&tail), "two\n");
  EXPECT_EQ(tail.gaps(), 0u);
}

TEST_F(FileTailTest, APipeIsRefusedAndHoldsNothingUp) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  FileTail tail(path_);
  std::string bytes;
  const auto read = tail.Read(100, &bytes);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.status().message().find("no regular file"), std::string::npos);
}

TEST_F(FileTailTest, APlaceIsReadBackAndDamagedOnesAreNone) {
  const TailPlace place{
      .inode = 1, .head_bytes = 2, .head_hash = UINT64_MAX, .offset = 4, .lines = 5, .changed_nanos = -7};
  const auto read = TailPlace::Parse(place.ToText());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->head_hash, UINT64_MAX);
  EXPECT_EQ(read->lines, 5u);
  EXPECT_EQ(read->changed_nanos, -7);
  for (const char* wrong : {"", "2", "2 1", "1 1 2 3 4 5 6", "2 1 2 3 4 5", "2 1 2 3 4 5 ", "2 1 2 3 4 5 6 ",
                            "2 1 2 3 4 5 x", "2 1 999 3 4 5 6"})
    EXPECT_FALSE(TailPlace::Parse(wrong)) << wrong;
}

// A writer that appends in pieces and rotates in both ways, a reader that is stopped and started at its last place:
// every line once, in order.
TEST_F(FileTailTest, OverAHundredSeededLivesEveryLineIsReadOnceInOrder) {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    std::mt19937 random(seed);
    const std::string path = folder_.path() + "/life" + std::to_string(seed) + ".log";
    std::string written, read, half;
    auto tail = std::make_unique<FileTail>(path);
    auto lines = std::make_unique<LineGatherer>();
    TailPlace place = {};
    uint64_t offset = 0;
    int rotations = 0;
    const auto take = [&](GatheredLines some) {
      read += some.bytes;
      offset += some.taken;
      if (some.lines > 0) place = tail->Place(offset, 0);
    };
    const auto turn = [&] {
      std::string bytes;
      const auto became = tail->Read(1 + random() % 64, &bytes);
      ASSERT_TRUE(became.ok());
      if (*became == FileTail::Turn::kNextFile) {
        read += lines->TakeRest().bytes;
        offset = 0;
        place = tail->Place(0, 0);
      }
      lines->Add(bytes);
      take(lines->Take());
    };
    // A file of which nothing was seen may be rotated away.
    AppendTo(path, "");
    turn();
    place = tail->Place(0, 0);
    for (int step = 0; step < 300; ++step) {
      const uint32_t what = random() % 100;
      if (what < 40) {
        half += std::to_string(seed) + " line " + std::to_string(step) + std::string(random() % 30, '.') + "\n";
        const size_t size = random() % 4 == 0 ? half.size() / 2 : half.size();
        AppendTo(path, std::string_view(half).substr(0, size));
        written += half.substr(0, size);
        half.erase(0, size);
      } else if (what < 44 && half.empty() && rotations < 5 && place.head_bytes > 0 && fs::exists(path)) {
        // As logrotate does: everything moves up by one, by name, and the newest is .1.
        for (int i = rotations; i >= 1; --i)
          fs::rename(path + "." + std::to_string(i), path + "." + std::to_string(i + 1));
        ++rotations;
        if (random() % 2 == 0) {
          fs::rename(path, path + ".1");
        } else {
          fs::copy_file(path, path + ".1");
          fs::resize_file(path, 0);
        }
        // Times of files are coarse; rotations are not within one of their ticks.
        const auto first = fs::file_time_type::clock::now() - std::chrono::hours(24 - rotations);
        fs::last_write_time(path + ".1", first);
      } else if (what < 48) {
        tail = std::make_unique<FileTail>(path);
        lines = std::make_unique<LineGatherer>();
        tail->GoOnAt(place);
        offset = place.offset;
      } else {
        turn();
      }
    }
    AppendTo(path, half);
    written += half;
    for (int i = 0; i < 2000 && read.size() < written.size(); ++i) turn();
    ASSERT_EQ(read, written) << "seed " << seed;
    EXPECT_EQ(tail->gaps(), 0u) << "seed " << seed;
  }
}

TEST_F(FileTailTest, AFileThatIsRotatedWhileItIsGoneOnToIsNotPassedOver) {
  constexpr int kFiles = 200;
  Write("0\n");
  FileTail tail(path_);
  std::string all, read;
  // Files of before the first look are none of its own.
  EXPECT_TRUE(tail.Read(100, &read).ok());
  std::thread writer([this] {
    for (int i = 1; i <= kFiles; ++i) {
      fs::rename(path_, path_ + "." + std::to_string(i));
      // The path is not there for a moment, and files are told apart by the time of their last change.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      Write(std::to_string(i) + "\n");
    }
  });
  for (int i = 0; i <= kFiles; ++i) all += std::to_string(i) + "\n";
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (read.size() < all.size() && std::chrono::steady_clock::now() < until) {
    // While the path is between two files it cannot be opened; it is asked for again.
    const auto turn = tail.Read(100, &read);
    EXPECT_TRUE(turn.ok() || turn.status().code() == Code::kIo);
  }
  writer.join();
  EXPECT_EQ(read, all);
  EXPECT_EQ(tail.gaps(), 0u);
}

}  // namespace
}  // namespace groundswell
