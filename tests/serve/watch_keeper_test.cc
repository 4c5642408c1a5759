// What the watch tells of: each thing once, and once when it is over, whatever restarts come between; with a clock, a
// store and views of the test's own.
#include "serve/watch_keeper.h"

#include <gtest/gtest.h>

#include "storage/memory_store.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z

class WatchKeeperTest : public testing::Test {
 protected:
  WatchKeeperTest() {
    view_.disk_free = uint64_t{50} << 30;
    view_.disk_total = uint64_t{100} << 30;
    Begin();
  }
  void Begin() {
    ReceiverSettings duty, other;
    duty.name = "duty";
    other.name = "other";
    duty.kind = other.kind = ReceiverKind::kWeCom;
    notices_ = std::move(*Notices::Make(&store_, {.receivers = {duty, other}}));
    keeper_ = std::make_unique<WatchKeeper>(&store_, notices_.get(), options_);
  }
  // Looks every second for so long.
  void Look(int64_t secs = 1) {
    for (; secs > 0; --secs) keeper_->Look(view_, now_ms_ += 1'000);
  }
  WatchedSource* Source() {
    if (view_.sources.empty())
      view_.sources.push_back({.name = "crawler", .state = "running", .is_reading = true, .quiet_after_ms = 10'000});
    return &view_.sources[0];
  }
  std::string Told(bool is_chinese = false) const {
    std::string text;
    EXPECT_TRUE(notices_
                    ->Scan(0,
                           [&](uint64_t, std::string_view json) {
                             const auto notice = ParseNotice(json);
                             text += (is_chinese ? notice->zh : notice->en).headline + "|";
                             return Status();
                           })
                    .ok());
    return text;
  }
  Notice Last() const { return *ParseNotice(**notices_->Read(notices_->end() - 1)); }
  static std::string PartsOf(const NoticeWords& words) {
    std::string text;
    for (const MessagePart& part : words.parts) text += part.label + ": " + part.text + "|";
    return text;
  }

  MemoryStore memory_;
  FaultyStore store_{&memory_, {}};
  WatchOptions options_;
  std::unique_ptr<Notices> notices_;
  std::unique_ptr<WatchKeeper> keeper_;
  WatchView view_;
  int64_t now_ms_ = kStartMs;
};

TEST_F(WatchKeeperTest, QuietSourceIsToldOnceAndOnceWhenItIsBack) {
  Source()->brought = 5;
  Look(5);
  ++Source()->brought;
  Look(10);
  EXPECT_EQ(Told(), "");
  Look(30);
  EXPECT_EQ(Told(), "[watch] Source crawler has been silent for 10 s|");
  EXPECT_EQ(PartsOf(Last().en), "Usually: at most 10 s, as set|Since: 2026-03-01 12:00 UTC|");
  EXPECT_EQ(Last().zh.headline, "【值守】信息源 crawler 已静默 10 秒");
  EXPECT_EQ(keeper_->open().size(), 1u);
  ++Source()->brought;
  Look(5);
  EXPECT_EQ(Told(), "[watch] Source crawler has been silent for 10 s|[watch] Source crawler brings posts again|");
  EXPECT_TRUE(Last().is_over);
  EXPECT_TRUE(keeper_->open().empty());
}

TEST_F(WatchKeeperTest, RestartDoesNotTellOfAQuietSourceTwiceNorForgetsThatItIs) {
  Source();
  Look(15);
  Begin();
  Source()->is_reading = false;  // it starts
  Look(2);
  Source()->is_reading = true;
  Look(60);
  EXPECT_EQ(Told(), "[watch] Source crawler has been silent for 10 s|");
  ++Source()->brought;
  Look();
  EXPECT_EQ(Told(), "[watch] Source crawler has been silent for 10 s|[watch] Source crawler brings posts again|");
}

TEST_F(WatchKeeperTest, PausedGoneAndFinishedSourcesTellNothing) {
  Source();
  Look(15);
  Source()->is_reading = false;  // paused while it was silent
  Source()->is_resting = true;
  Look(100);
  Source()->is_reading = true;
  Source()->is_resting = false;
  Look(5);
  view_.sources.clear();
  Look(100);
  EXPECT_EQ(Told(), "[watch] Source crawler has been silent for 10 s|");
  EXPECT_TRUE(keeper_->open().empty());
}

TEST_F(WatchKeeperTest, SourceWithoutACustomThatIsKnownIsNotMissed) {
  Source()->quiet_after_ms = 0;
  Look(3'600);
  EXPECT_EQ(Told(), "");
}

TEST_F(WatchKeeperTest, FailingSourceIsToldOfWithItsErrorOnceItFailedForLong) {
  Source()->is_reading = false;
  Source()->is_failing = true;
  Source()->error = "connection refused";
  Look(300);
  EXPECT_EQ(Told(), "");
  Look(100);
  EXPECT_EQ(Told(), "[watch] Source crawler is failing|");
  EXPECT_EQ(PartsOf(Last().en), "Error: connection refused|Since: 2026-03-01 12:00 UTC|");
  Source()->is_reading = true;
  Source()->is_failing = false;
  Look(2);
  EXPECT_EQ(Told(), "[watch] Source crawler is failing|[watch] Source crawler works again|");
}

TEST_F(WatchKeeperTest, ReceiverThatCannotBeReachedIsToldOfByTheOthers) {
  view_.receivers = {{.name = "duty", .last_error = "answered 500", .failing_since_ms = now_ms_}, {.name = "other"}};
  Look(299);
  EXPECT_EQ(Told(), "");
  Look(10);
  EXPECT_EQ(Told(), "[watch] Receiver duty cannot be reached|");
  EXPECT_EQ(Last().receivers, std::vector<std::string>({"other"}));
  Begin();
  view_.receivers[0].failing_since_ms = 0;
  Look(5);  // begun anew, and nothing was sent yet
  EXPECT_EQ(Told(), "[watch] Receiver duty cannot be reached|");
  view_.receivers[0].messages = 1;
  Look();
  EXPECT_EQ(Told(), "[watch] Receiver duty cannot be reached|[watch] Receiver duty takes messages again|");
}

TEST_F(WatchKeeperTest, ReceiverThatIsGoneIsToldOfAtOnceAndOnce) {
  view_.receivers = {{.name = "duty", .failing_since_ms = now_ms_, .is_disabled = true}};
  Look(600);
  EXPECT_EQ(Told(), "[watch] Receiver duty is gone, and gets nothing more until a restart|");
}

TEST_F(WatchKeeperTest, FullDiskIsToldOfAndHasRoomAgainOnlyWellAboveTheBound) {
  view_.disk_free = (uint64_t{1} << 30) - 1;
  Look(10);
  EXPECT_EQ(Told(), "[watch] The data disk is nearly full: 1023 MiB left|");
  view_.disk_free = uint64_t{1100} << 20;
  Look(10);
  view_.disk_free = uint64_t{1000} << 20;
  Look(10);
  EXPECT_EQ(Told(), "[watch] The data disk is nearly full: 1023 MiB left|");
  view_.disk_free = uint64_t{2} << 30;
  Look(10);
  EXPECT_EQ(Told(), "[watch] The data disk is nearly full: 1023 MiB left|[watch] The data disk has room again|");
}

TEST_F(WatchKeeperTest, StoreThatTakesNothingIsToldOfThoughItTakesNoNoticeEither) {
  store_.RefuseMarks(true);
  view_.store_error = "no space left";
  view_.receivers = {{.name = "duty", .failing_since_ms = now_ms_}, {.name = "other", .failing_since_ms = now_ms_}};
  Look(600);  // that receivers seem to fail is the store's doing
  EXPECT_EQ(Told(), "[watch] The store refuses writes: no posts are taken|");
  store_.RefuseMarks(false);
  view_.store_error.clear();
  view_.receivers = {};
  Look(2);
  EXPECT_EQ(Told(),
            "[watch] The store refuses writes: no posts are taken|"
            "[watch] The store takes writes again, and posts are taken|");
  EXPECT_EQ(PartsOf(Last().en), "Lasted: 10 min|Since: 2026-03-01 12:00 UTC|");
}

TEST_F(WatchKeeperTest, OverloadIsToldOfWhenItLasts) {
  for (int i = 0; i < 30; ++i) {
    ++view_.refused_busy;
    Look(5);
  }
  Look(200);
  EXPECT_EQ(Told(), "");
  for (int i = 0; i < 70; ++i) {
    ++view_.refused_busy;
    Look(5);
  }
  EXPECT_EQ(Told(), "[watch] Overloaded: requests with posts are turned away (429)|");
  Look(200);
  EXPECT_EQ(Told(), "[watch] Overloaded: requests with posts are turned away (429)|[watch] The overload is over|");
}

class SignOfLifeTest : public WatchKeeperTest {
 protected:
  SignOfLifeTest() {
    options_.sign_of_life_min = {8 * 60};
    options_.zone = ZoneOffset{480};              // 08:00 in Beijing is midnight UTC
    now_ms_ = 1'772'409'600'000 - 3 * 3'600'000;  // three hours before
    Begin();
    Source()->quiet_after_ms = 0;
  }
};

TEST_F(SignOfLifeTest, SaysPlainlyThatTheNightWasQuietOnceAndWithItsFigures) {
  Look();
  Source()->brought = 1'200;
  view_.totals.accepted = 1'234;
  view_.receivers = {{.name = "duty", .messages = 3}};
  view_.count_open_cases = [] { return 2; };
  now_ms_ += 3 * 3'600'000 - 5'000;
  Look(20);
  ASSERT_EQ(Told(true), "【值守】平安：一切正常，无告警|");
  EXPECT_EQ(Last().at_ms, 1'772'409'600'000);
  EXPECT_EQ(PartsOf(Last().en),
            "Period: 2026-03-02 05:00 (+08:00) to 2026-03-02 08:00 (+08:00)|"
            "Posts: 1234 taken, 0 known already, 0 refused|Alerts: none|Open cases: 2|Receivers: duty ok|"
            "Free space: 50.0 GiB|: crawler: running, 1200 records, the last 3 s ago|");
  EXPECT_EQ(Last().level, kLevelNone);
  EXPECT_NE(Last().data.find("\"posts\":1234"), std::string::npos);
}

TEST_F(SignOfLifeTest, IsNeitherLostNorDoubledByARestartAndSaysWhenItIsLate) {
  Look();
  now_ms_ += 2 * 3'600'000;
  Begin();
  Look();
  now_ms_ += 2 * 3'600'000;  // down at eight, up at nine
  view_.totals.alerts[3] = 2;
  Begin();
  Look(2);
  EXPECT_EQ(Told(), "[watch] Report: 2 alerts, 0 things amiss|");
  EXPECT_EQ(PartsOf(Last().en).substr(0, 76),
            ": Late: it was due at 2026-03-02 08:00 (+08:00), when the engine did not run");
  Begin();
  Look(2);
  EXPECT_EQ(notices_->end(), 1u);
  now_ms_ += 23 * 3'600'000;
  Look(2);
  EXPECT_EQ(notices_->end(), 2u);
}

TEST_F(SignOfLifeTest, ThatTheMarkWasNotWrittenDoesNotTellTwice) {
  Look();
  now_ms_ += 3 * 3'600'000;
  Look();
  EXPECT_EQ(notices_->end(), 1u);
  ASSERT_TRUE(memory_.PutMark("watch", "damaged").ok());
  Begin();
  Look(5);
  EXPECT_EQ(notices_->end(), 1u);
}

TEST_F(SignOfLifeTest, TellsWhatIsAmiss) {
  Look();
  view_.disk_free = 1;
  Look();
  now_ms_ += 3 * 3'600'000;
  Look();
  EXPECT_EQ(Last().en.headline, "[watch] Report: 0 alerts, 1 things amiss");
}

TEST_F(SignOfLifeTest, IsNotQuietAfterAPostThatCouldNotWaitThoughItsGroupHasNoLevel) {
  Look();
  CommitBatch batch;
  batch.alerts = {{0, R"({"id":"a","event":"critical_post","level":"none","at":"2026-03-01T11:59:00.000Z"})"},
                  {1, R"({"id":"b","event":"resolved","level":"none","at":"2026-03-01T11:59:00.000Z"})"}};
  ASSERT_TRUE(memory_.Commit(batch).ok());
  view_.totals.alerts[0] = 2;
  now_ms_ += 3 * 3'600'000;
  Look();
  EXPECT_EQ(Last().en.headline, "[watch] Report: 1 alerts, 0 things amiss");
  EXPECT_NE(PartsOf(Last().en).find("Alerts: critical post 1|"), std::string::npos) << PartsOf(Last().en);
  now_ms_ += 24 * 3'600'000;
  Look();
  EXPECT_EQ(Last().en.headline, "[watch] All quiet: no alerts, and everything runs") << "it was told of once";
}

TEST_F(SignOfLifeTest, IsNotQuietWhileAReceiverFailsOrACaseWaits) {
  Look();
  now_ms_ += 3 * 3'600'000;
  view_.receivers = {{.name = "duty", .failing_since_ms = now_ms_ - 1'000}};
  view_.count_waiting_cases = [] { return 2; };
  Look();
  EXPECT_EQ(Last().en.headline, "[watch] Report: 0 alerts, 1 things amiss, 2 cases that nobody has taken");
}

}  // namespace
}  // namespace groundswell
