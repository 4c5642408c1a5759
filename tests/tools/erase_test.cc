// Words that were forgotten leave the files of a store: under a running engine without a post that comes, and by
// `store compact` once it was stopped. The files are read as bytes.
#include <gtest/gtest.h>

#include <future>
#include <sstream>
#include <thread>

#include "storage/rocks_store.h"
#include "storage/verify.h"
#include "tests/engine/case_run.h"
#include "tests/storage/folder_text.h"
#include "tests/storage/temp_folder.h"
#include "tools/command_store.h"
#include "tools/forget.h"

namespace groundswell {
namespace {

constexpr char kWords[] = "Qx7vK2mZ", kFoldedWords[] = "qx7vk2mz";  // said by whoever is forgotten; as keywords have it

class Erase : public ::testing::Test {
 protected:
  void Open() {
    auto store = RocksStore::Open(folder_.path(), {});
    ASSERT_TRUE(store.ok()) << store.status().message();
    store_ = std::move(*store);
    LiveEngineOptions options;
    options.pipeline.async_commit = true;
    options.pipeline.keeps_reader_rows = true;
    options.pipeline.filter_ids = 1 << 12;
    options.pipeline.checkpoint_records = 1'000'000;
    options.pipeline.read_settings = [](std::string_view text) -> Result<SettingsInForce> {
      return SettingsInForce{TestSettings(), std::string(text)};
    };
    options.settings_text = "settings";
    options.tick_idle = tick_idle_;
    options.erase_every = std::chrono::milliseconds(1);
    options.on_health = [](const Status& status) { EXPECT_TRUE(status.ok()) << status.message(); };
    engine_ = std::make_unique<LiveEngine>(store_.get(), &restorer_, std::move(options));
    const Status recovered = engine_->Recover();
    ASSERT_TRUE(recovered.ok()) << recovered.message();
    engine_->Run();
  }
  void Stop() {
    EXPECT_TRUE(engine_->Stop().ok());
    engine_.reset();
  }
  void Close() {
    Stop();
    store_.reset();
  }
  // As after a kill: no checkpoint is left.
  void Kill() {
    engine_.reset();
    store_.reset();
  }
  // Five people complain, and one of them in words of their own; a case quotes them.
  void TakePosts() {
    std::vector<PostSpec> posts;
    for (int n = 0; n < 5; ++n) posts.push_back(Box(n, n));
    posts[0].text += kWords;
    Take(posts);
  }
  void Take(const std::vector<PostSpec>& posts) {
    auto block = MakeBlock(posts, 0, posts.size());
    block->end_lines = 0;
    Take(std::move(block));
  }
  void Pin() {
    GroupId group;
    ASSERT_TRUE(store_->ScanGroups([&](GroupId id, std::string_view) { return group = id, Status(); }).ok());
    auto block = std::make_unique<InputBlock>();
    block->action = Act(CaseActionKind::kAck, group);
    Take(std::move(block));
  }
  // Of an alert, the group and pinned evidence.
  void ForgetPerson(uint64_t rows_min = 3) {
    Forgetting asked;
    asked.person = TestPerson("weibo", "box author 0");
    asked.by = "ann";
    asked.at_ms = kCaseWallMs;
    const auto outcome =
        Forget(*store_, asked, [this](const Forgetting& part) { return SubmitToEngine(engine_.get(), part); });
    ASSERT_TRUE(outcome.ok()) << outcome.status().message();
    EXPECT_EQ(outcome->posts, 1u);
    EXPECT_GE(outcome->quotes, rows_min);
  }
  bool Waits() { return !store_->ReadMark(kErasingMark)->value_or("").empty(); }
  std::string Holders() {
    return NamesOfFilesThatHold(folder_.path(), kWords) + NamesOfFilesThatHold(folder_.path(), kFoldedWords);
  }
  std::string Compact() {
    std::ostringstream out;
    Console console;
    console.out = &out;
    const Status status = RunStoreCompact({folder_.path(), false, {}}, console);
    EXPECT_TRUE(status.ok()) << status.message();
    return out.str();
  }

  std::chrono::milliseconds tick_idle_{2};

 private:
  class Sender final : public BlockSender {
   public:
    void TellWritten(const Status& status, const InputBlock&) override { told_.set_value(status); }
    Status Wait() { return told_.get_future().get(); }

   private:
    std::promise<Status> told_;
  };
  void Take(std::unique_ptr<InputBlock> block) {
    const auto sender = std::make_shared<Sender>();
    engine_->Submit({std::move(block), sender, 0});
    const Status taken = sender->Wait();
    EXPECT_TRUE(taken.ok()) << taken.message();
  }

  TempFolder folder_;
  PostScorer restorer_{nullptr, nullptr};

 protected:
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<LiveEngine> engine_;
};

TEST_F(Erase, ForgottenWordsLeaveTheFilesOfARunningEngineThoughNobodyPosts) {
  Open();
  TakePosts();
  Pin();
  Close();
  Open();  // its checkpoint quotes them
  ASSERT_TRUE(store_->Compact().ok());
  const std::string before = Holders();
  ASSERT_NE(before.find(".sst"), std::string::npos) << before;
  ASSERT_NE(before.find(".gsc"), std::string::npos) << before;
  ForgetPerson();
  while (Waits()) std::this_thread::yield();
  EXPECT_EQ(Holders(), "");
  Stop();
  const VerifyReport report = VerifyStore(*store_);
  EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
}

TEST_F(Erase, WordsThatWaitWhenTheEngineIsKilledLeaveTheFilesAfterItsStart) {
  tick_idle_ = std::chrono::hours(1);
  Open();
  TakePosts();
  Pin();
  Close();
  Open();
  ForgetPerson();
  ASSERT_TRUE(Waits());
  Kill();
  ASSERT_NE(Holders(), "");
  tick_idle_ = std::chrono::milliseconds(2);
  Open();
  while (Waits()) std::this_thread::yield();
  EXPECT_EQ(Holders(), "");
  Stop();
}

TEST_F(Erase, PostsThatHaveExpiredAreForgottenWhereTheirRecordsAreNotDroppedYet) {
  Open();
  TakePosts();
  PostSpec later = Box(9, 9);
  later.time.ms += 200 * kDayMs;
  Take({later});
  ASSERT_EQ(store_->ReadRetention()->records_from, 0u) << "no checkpoint is behind them";
  ForgetPerson(1);
  while (Waits()) std::this_thread::yield();
  EXPECT_EQ(Holders(), "");
  Stop();
}

TEST_F(Erase, WhatSomebodyWroteIsForgottenThoughAnEditNamesAnother) {
  Open();
  TakePosts();
  PostSpec edit = Box(0, 0);
  edit.author = "box author 9";
  edit.edited_at.ms = edit.time.ms + 1;
  Take({edit});
  ForgetPerson(1);
  while (Waits()) std::this_thread::yield();
  EXPECT_EQ(Holders(), "");
  Stop();
}

TEST_F(Erase, CompactErasesWhatWaits) {
  tick_idle_ = std::chrono::hours(1);
  Open();
  TakePosts();
  Pin();
  Close();
  Open();
  ForgetPerson();
  Close();
  ASSERT_NE(Holders(), "");
  EXPECT_EQ(Compact().find("wait"), std::string::npos);
  EXPECT_EQ(Holders(), "");
  Open();  // from the one checkpoint that is left
  EXPECT_FALSE(Waits());
  Stop();
  const VerifyReport report = VerifyStore(*store_);
  EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
}

TEST_F(Erase, CompactSaysWhatItCannotEraseBehindAKilledEngine) {
  tick_idle_ = std::chrono::hours(1);
  Open();
  TakePosts();
  Pin();
  ForgetPerson();  // no checkpoint has passed it
  Kill();
  EXPECT_NE(Compact().find("1 deleted records wait for a checkpoint"), std::string::npos);
  Open();
  Close();
  EXPECT_EQ(Compact().find("wait"), std::string::npos);
  EXPECT_EQ(Holders(), "");
}

}  // namespace
}  // namespace groundswell
