// Pipeline as a live engine drives it: several blocks a step, ticks, changes of settings, posts ahead of their arrival,
// rows for readers, the outbox.
#include <gtest/gtest.h>

#include "tests/engine/pipeline_testing.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

// The settings text of these tests: the profile's watch, and a name for the hash.
Result<SettingsInForce> ReadTestSettings(std::string_view text) {
  SettingsInForce in_force{TestSettings(), "hash of " + std::string(text)};
  if (text == "unreadable") return Corrupt("unreadable");
  if (text == "other panes") in_force.settings.burst.pane_secs *= 2;
  if (text == "watch 3") in_force.settings.profile.watch = 3;
  return in_force;
}

class LivePipeline : public ::testing::Test {
 protected:
  LivePipeline() { Reopen(); }

  void Reopen() {
    pipeline_.reset();
    engine_ = std::make_unique<Engine>(TestSettings(), "test");
    PipelineOptions options;
    options.keeps_reader_rows = true;
    options.checkpoint_records = 1'000'000;
    options.filter_ids = 1 << 12;
    options.read_settings = ReadTestSettings;
    pipeline_ = std::make_unique<Pipeline>(engine_.get(), &store_, &scorer_, options);
    ASSERT_TRUE(pipeline_->Recover().ok());
  }

  // Takes the posts, one a block, in one step; gives what became of them.
  std::vector<Outcome> Take(const std::vector<PostSpec>& posts, std::optional<int64_t> deliver_at_ms = {},
                            bool is_ahead = false) {
    InputBlocks blocks;
    for (size_t i = 0; i < posts.size(); ++i) {
      blocks.push_back(MakeBlock(posts, i, 1));
      blocks.back()->end_lines = 0;
      if (is_ahead) blocks.back()->posts.posts[0].is_ahead = true;
    }
    std::vector<Outcome> outcomes;
    const Status status =
        pipeline_->Take(std::move(blocks), {deliver_at_ms, [&](const Status& written, const InputBlocks& told) {
                                              EXPECT_TRUE(written.ok());
                                              for (const auto& block : told)
                                                for (const Outcome outcome : block->outcomes)
                                                  outcomes.push_back(outcome);
                                            }});
    EXPECT_TRUE(status.ok()) << status.message();
    return outcomes;
  }
  Status TakeControl(EventTime tick, const std::string& settings) {
    auto block = std::make_unique<InputBlock>();
    block->tick = tick;
    block->settings = settings;
    return pipeline_->Take(std::move(block));
  }

  std::vector<std::string> Alerts() {
    std::vector<std::string> alerts;
    EXPECT_TRUE(store_
                    .ScanAlerts(0,
                                [&](uint64_t, std::string_view json) {
                                  alerts.push_back(JsonField(std::string(json), "level") + " " +
                                                   JsonField(std::string(json), "config_hash"));
                                  return Status();
                                })
                    .ok());
    return alerts;
  }
  size_t OutboxRows() {
    size_t rows = 0;
    EXPECT_TRUE(store_.ScanOutbox(0, [&](uint64_t, int64_t wall_ms) { return rows += wall_ms == 77, Status(); }).ok());
    return rows;
  }
  // "seq:complaint" of every member, by group.
  std::map<uint64_t, std::string> Members() {
    std::map<uint64_t, std::string> members;
    EXPECT_TRUE(store_
                    .ScanAllMembers([&](GroupId group, Seq seq, const MemberRow& row) {
                      members[group.value] += std::to_string(seq) + (row.complaint ? "c " : " ");
                      return Status();
                    })
                    .ok());
    return members;
  }
  PaneCounts SeriesOf(SeriesKind wanted, std::string_view wanted_name) {
    PaneCounts sum;
    EXPECT_TRUE(store_
                    .ScanSeries(EventTime::None(),
                                [&](EventTime, SeriesKind kind, std::string_view name, const PaneCounts& counts) {
                                  if (kind == wanted && name == wanted_name) sum += counts;
                                  return Status();
                                })
                    .ok());
    return sum;
  }

  MemoryStore store_;
  PostScorer scorer_{nullptr, nullptr};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Pipeline> pipeline_;
};

PostSpec Complaint(const std::string& author, int64_t minutes = 0) {
  return {.id = "of " + author,
          .author = author,
          .text = "转账失败 余额不见了 客服不理 " + author,
          .time = {kTestStart.ms + minutes * 60 * kSecondMs},
          .org = "海桥银行",
          .region = "上海"};
}
PostSpec Deleted(PostSpec spec) {
  spec.deleted = true;
  return spec;
}

TEST_F(LivePipeline, EveryPostOfAStepIsToldItsOutcome) {
  PostSpec edited = Complaint("ann", 1), liked = Complaint("bob");
  edited.edited_at = edited.time;
  liked.likes = 5;
  EXPECT_EQ(Take({Complaint("ann"), Complaint("bob"), Complaint("ann"), edited, liked, Deleted(Complaint("bob")),
                  Deleted(Complaint("bob")), Complaint("bob"), Complaint("late", -400 * 24 * 60)}),
            (std::vector<Outcome>{Outcome::kAccepted, Outcome::kAccepted, Outcome::kDuplicate, Outcome::kUpdated,
                                  Outcome::kRefreshed, Outcome::kDeletion, Outcome::kDuplicate, Outcome::kDuplicate,
                                  Outcome::kExpired}));
  EXPECT_EQ(pipeline_->position().totals.removed, 1u);
}

TEST_F(LivePipeline, TicksMoveTheWatermarkAndPostsAheadDoNot) {
  Take({Complaint("ann")});
  EXPECT_EQ(Take({Complaint("bob", 365 * 24 * 60)}, {}, true), std::vector<Outcome>{Outcome::kAccepted});
  EXPECT_EQ(pipeline_->position().watermark, kTestStart);
  EXPECT_EQ(pipeline_->position().totals.ahead, 1u);
  EXPECT_EQ(Alerts(), std::vector<std::string>{"watch test"});
  const EventTime later{kTestStart.ms + 91 * kDayMs};
  ASSERT_TRUE(TakeControl(later, "").ok());
  EXPECT_EQ(pipeline_->position().watermark, later);
  EXPECT_EQ(Alerts().size(), 2u) << "a tick lets a group end";
  Reopen();
  EXPECT_EQ(pipeline_->position().watermark, later);
}

TEST_F(LivePipeline, APostAheadOfEverythingHarmsNothing) {
  Take({Complaint("ann", 365 * 24 * 60)}, {}, true);
  Take({Complaint("bob", 365 * 24 * 60)}, {}, true);
  EXPECT_TRUE(pipeline_->position().watermark.is_none());
  EXPECT_EQ(Take({Complaint("cyd"), Complaint("dan")}), (std::vector<Outcome>(2, Outcome::kAccepted)));
  EXPECT_EQ(pipeline_->position().watermark, kTestStart);
  Reopen();
}

TEST_F(LivePipeline, PostsBehindTheirChannelsLagAreCountedAsLate) {
  constexpr int64_t kDayMinutes = 24 * 60;
  const auto in = [](std::string channel, const std::string& author, int64_t minutes) {
    PostSpec spec = Complaint(author, minutes);
    spec.channel = std::move(channel);
    return spec;
  };
  Take({Complaint("now", 3 * kDayMinutes + 5)});
  Take({Complaint("ann", 3 * kDayMinutes + 1)});
  EXPECT_EQ(pipeline_->position().totals.late, 0u) << "its pane is not closed";
  Take({Complaint("bob", 3 * kDayMinutes - 1)});
  EXPECT_EQ(pipeline_->position().totals.late, 1u);
  Take({in("slow", "cyd", 2 * kDayMinutes + 1), in("ledger", "dan", 2 * kDayMinutes)});
  EXPECT_EQ(pipeline_->position().totals.late, 1u) << "as late as they always are";
  uint64_t late = 0;
  InputBlocks blocks;
  blocks.push_back(MakeBlock({in("slow", "eve", 2 * kDayMinutes - 1), in("ledger", "fay", kDayMinutes),
                              in("slow", "eve", 2 * kDayMinutes - 1)},
                             0, 3));
  ASSERT_TRUE(
      pipeline_->Take(std::move(blocks), {{}, [&](const Status&, const InputBlocks& told) { late = told[0]->late; }})
          .ok());
  EXPECT_EQ(late, 2u) << "a duplicate is none";
  Reopen();
  EXPECT_EQ(pipeline_->position().totals.late, 3u);
}

TEST_F(LivePipeline, AFloodFromTheFarFutureEndsNothingAndAnHonestStreamGoesOn) {
  const std::vector<PostSpec> honest = {Complaint("ann"), Complaint("bob", 10), Complaint("cyd", 20)};
  Take({honest[0], honest[1]});
  const auto before = Alerts();
  std::vector<PostSpec> flood;
  for (int i = 0; i < 300; ++i) {
    flood.push_back(Complaint("far " + std::to_string(i), (80 + i) * int64_t{365} * 24 * 60));
    flood.back().text = "天气 很好 " + std::to_string(i);
    flood.back().org = "别家公司";
    flood.back().complaint = 0.1f;
  }
  Take(flood, {}, true);
  EXPECT_EQ(pipeline_->position().watermark, honest[1].time);
  EXPECT_EQ(pipeline_->position().totals.ahead, 300u);
  EXPECT_EQ(Alerts(), before) << "no group ended";
  EXPECT_EQ(Take({honest[2], Complaint("old", -170 * 24 * 60)}), (std::vector<Outcome>(2, Outcome::kAccepted)))
      << "nothing expired";
  EXPECT_EQ(pipeline_->position().watermark, honest[2].time);
}

TEST_F(LivePipeline, SettingsHoldFromTheirPlaceOn) {
  ASSERT_TRUE(TakeControl({}, "watch 3").ok());
  Take({Complaint("ann"), Complaint("bob")});
  EXPECT_TRUE(Alerts().empty());
  Reopen();
  EXPECT_EQ(pipeline_->settings_text(), "watch 3");
  Take({Complaint("cyd")});
  ASSERT_TRUE(TakeControl({}, "as they were").ok());
  PostSpec other = Complaint("eve"), same = Complaint("fay");
  other.org = same.org = "东湖电信";
  Take({other, same});
  EXPECT_EQ(Alerts(), (std::vector<std::string>{"watch hash of watch 3", "watch hash of as they were"}));
}

TEST_F(LivePipeline, SettingsInForceComeBackWithACheckpoint) {
  ASSERT_TRUE(TakeControl({}, "watch 3").ok());
  Take({Complaint("ann"), Complaint("bob")});
  ASSERT_TRUE(pipeline_->Close().ok());
  Reopen();
  EXPECT_EQ(pipeline_->settings_text(), "watch 3");
  Take({Complaint("cyd")});
  EXPECT_EQ(Alerts(), std::vector<std::string>{"watch hash of watch 3"});
}

TEST_F(LivePipeline, SettingsThatCannotHoldAreRefused) {
  Take({Complaint("ann")});
  EXPECT_EQ(TakeControl({}, "other panes").code(), Code::kInvalid);
  Reopen();
  EXPECT_EQ(TakeControl({}, "unreadable").code(), Code::kCorrupt);
}

TEST_F(LivePipeline, OnlyWhatIsToBeDeliveredIsInTheOutbox) {
  Take({Complaint("ann"), Complaint("bob")});
  EXPECT_EQ(OutboxRows(), 0u);
  Take({Complaint("cyd"), Complaint("dan"), Complaint("eve")}, 77);
  EXPECT_EQ(OutboxRows(), Alerts().size() - 1);
  EXPECT_GT(OutboxRows(), 0u);
  // A deletion that blanks a quote in an alert delivers nothing again.
  const size_t rows = OutboxRows();
  Take({Deleted(Complaint("ann"))}, 77);
  EXPECT_EQ(OutboxRows(), rows);
}

TEST_F(LivePipeline, ADeletionAfterARestartBlanksItsQuotes) {
  PostSpec odd = Complaint("ann");
  odd.id = "an \"odd\" id \\ 奇";
  Take({odd, Complaint("bob"), Complaint("cyd")});
  const auto quoted = [&](const std::string& author) {
    size_t quotes = 0;
    EXPECT_TRUE(store_
                    .ScanAlerts(0,
                                [&](uint64_t, std::string_view json) {
                                  quotes += json.find("客服不理 " + author) != std::string_view::npos;
                                  return Status();
                                })
                    .ok());
    return quotes;
  };
  EXPECT_GT(quoted("ann"), 0u);
  EXPECT_GT(quoted("bob"), 0u);
  Reopen();
  Take({Deleted(odd)});
  EXPECT_EQ(quoted("ann"), 0u);
  EXPECT_GT(quoted("bob"), 0u);
  Take({Deleted(Complaint("bob")), Deleted(Complaint("nobody"))});
  EXPECT_EQ(quoted("bob"), 0u);
}

TEST_F(LivePipeline, MembersAndSeriesFollowEditsAndDeletions) {
  Take({Complaint("ann"), Complaint("bob"), Complaint("cyd")});
  ASSERT_EQ(Members().size(), 1u);
  EXPECT_EQ(Members().begin()->second, "2c 1c 0c ");
  EXPECT_EQ(SeriesOf(SeriesKind::kChannel, "weibo").posts, 3);
  PostSpec edited = Complaint("bob", 1);
  edited.edited_at = edited.time;
  edited.region = "北京";
  Take({edited, Deleted(Complaint("cyd"))});
  EXPECT_EQ(Members().begin()->second, "3c 0c ");
  EXPECT_EQ(SeriesOf(SeriesKind::kChannel, "weibo").posts, 2);
  EXPECT_EQ(SeriesOf(SeriesKind::kRegion, "上海").complaints, 1);
  EXPECT_EQ(SeriesOf(SeriesKind::kRegion, "北京").negative, 1);
}

TEST(LivePipelineFailure, ThePlaceOfASourceIsStoredWithItsPostsOrNotAtAll) {
  MemoryStore inner;
  FaultyStore store(&inner, {3});
  Engine engine(TestSettings(), "test");
  PostScorer scorer(nullptr, nullptr);
  PipelineOptions options;
  options.filter_ids = 1 << 12;
  Pipeline pipeline(&engine, &store, &scorer, options);
  const auto take = [&](const std::string& id, const std::string& source, const std::string& cursor) {
    InputBlocks blocks;
    blocks.push_back(MakeBlock({Complaint(id)}, 0, 1));
    blocks.back()->end_lines = 0;
    blocks.back()->source = source;
    blocks.back()->cursor = cursor;
    return pipeline.Take(std::move(blocks));
  };
  EXPECT_TRUE(take("a", "file", "1").ok());
  EXPECT_TRUE(take("b", "", "ignored").ok());
  EXPECT_EQ(*store.ReadCursor("file"), "1");
  EXPECT_FALSE(take("c", "file", "2").ok());
  EXPECT_EQ(*store.ReadCursor("file"), "1");
  EXPECT_EQ((**store.ReadPosition()).totals.accepted, 2u);
}

TEST(LivePipelineFailure, EveryStepIsToldOnceThatItFailed) {
  MemoryStore inner;
  FaultyStore store(&inner, {1, 2});
  Engine engine(TestSettings(), "test");
  PostScorer scorer(nullptr, nullptr);
  for (const bool async : {false, true}) {
    PipelineOptions options;
    options.async_commit = async;
    options.filter_ids = 1 << 12;
    int told = 0, failed = 0;
    {
      Pipeline pipeline(&engine, &store, &scorer, options);
      for (int i = 0; i < 5; ++i) {
        InputBlocks blocks;
        blocks.push_back(MakeBlock({Complaint("a" + std::to_string(i))}, 0, 1));
        (void)pipeline.Take(std::move(blocks), {{}, [&](const Status& status, const InputBlocks& written) {
                                                  told += static_cast<int>(written.size());
                                                  failed += !status.ok();
                                                }});
      }
      EXPECT_FALSE(pipeline.Drain().ok());
    }
    EXPECT_EQ(told, 5);
    EXPECT_EQ(failed, 5);
  }
}

}  // namespace
}  // namespace groundswell
