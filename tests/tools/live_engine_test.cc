// LiveEngine over the store in memory: batches of requests, ticks, a store that fails for a while, stopping.
#include "tools/live_engine.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/engine/pipeline_testing.h"
#include "tests/storage/faulty_store.h"
#include "tools/post_request.h"

namespace groundswell {
namespace {

class LiveEngineTest : public ::testing::Test {
 protected:
  LiveEngineOptions Options() {
    LiveEngineOptions options;
    options.pipeline.async_commit = true;
    options.pipeline.filter_ids = 1 << 12;
    options.pipeline.checkpoint_records = 1'000'000;
    options.pipeline.read_settings = [](std::string_view text) -> Result<SettingsInForce> {
      return SettingsInForce{TestSettings(), std::string(text)};
    };
    options.settings_text = "settings";
    options.batch_wait = std::chrono::microseconds(0);
    options.on_health = [this](const Status& status) { status.ok() ? ++recovered_ : ++failed_; };
    return options;
  }

  // Sends one post as a request of its own.
  std::future<HttpResponse> Send(LiveEngine* engine, const std::string& id) {
    auto answer = std::make_shared<std::promise<HttpResponse>>();
    auto request = std::make_shared<PostRequest>(
        [answer](HttpResponse response) { answer->set_value(std::move(response)); }, &times_);
    LiveBlock block;
    block.input = MakeBlock({{.id = id, .author = id, .text = "转账失败 余额不见了 " + id, .org = "海桥银行"}}, 0, 1);
    block.input->end_lines = 0;
    block.request = request;
    request->AddBlock();
    engine->Submit(std::move(block));
    request->EndBody();
    return answer->get_future();
  }
  // Kinds of the stored records, a letter each.
  std::string Kinds(const Store& store) {
    std::string kinds;
    EXPECT_TRUE(store
                    .ScanRecords(0,
                                 [&](Seq, std::string_view bytes) {
                                   kinds += "purdts"[static_cast<size_t>(DecodeRecord(bytes)->kind)];
                                   return Status();
                                 })
                    .ok());
    return kinds;
  }

  Histogram times_;
  PostScorer restorer_{nullptr, nullptr};
  std::atomic<int> failed_{0}, recovered_{0};
  MemoryStore store_;
};

TEST_F(LiveEngineTest, EveryRequestIsAnsweredWhenItsPostIsStored) {
  LiveEngine engine(&store_, &restorer_, Options());
  ASSERT_TRUE(engine.Recover().ok());
  engine.Run();
  std::vector<std::future<HttpResponse>> answers;
  for (int i = 0; i < 100; ++i) answers.push_back(Send(&engine, "p" + std::to_string(i % 50)));
  int accepted = 0;
  for (auto& answer : answers) accepted += answer.get().body.find("\"accepted\":1") != std::string::npos;
  EXPECT_EQ(accepted, 50);
  EXPECT_TRUE(engine.Stop().ok());
  EXPECT_EQ(Kinds(store_), "s" + std::string(50, 'p'));
}

TEST_F(LiveEngineTest, TheSettingsAreSequencedOnceAndWhenTheyChange) {
  for (const char* text : {"first", "first", "second"}) {
    LiveEngineOptions options = Options();
    options.settings_text = text;
    LiveEngine engine(&store_, &restorer_, std::move(options));
    ASSERT_TRUE(engine.Recover().ok());
    EXPECT_TRUE(engine.Stop().ok());
  }
  EXPECT_EQ(Kinds(store_), "ss");
}

TEST_F(LiveEngineTest, SettingsChangedWhileItRunsEnterTheSequenceAndHoldWhenTheEngineIsRebuilt) {
  FaultyStore faulty(&store_, {3, 6});  // the first attempt at the change, and a post behind it
  LiveEngineOptions options = Options();
  const auto read = options.pipeline.read_settings;
  options.pipeline.read_settings = [read](std::string_view text) {
    return text == "wrong" ? Result<SettingsInForce>(Invalid("wrong")) : read(text);
  };
  LiveEngine engine(&faulty, &restorer_, std::move(options));
  ASSERT_TRUE(engine.Recover().ok());
  engine.Run();
  EXPECT_EQ(Send(&engine, "a").get().status, 200);
  EXPECT_EQ(engine.ChangeSettings("wrong").code(), Code::kInvalid);
  EXPECT_FALSE(engine.ChangeSettings("other").ok());
  EXPECT_EQ(Kinds(store_), "sp") << "what the store did not take is not in force after the rebuild";
  while (!engine.ChangeSettings("other").ok()) std::this_thread::yield();  // refused until it is rebuilt
  EXPECT_EQ(Kinds(store_), "sps");
  EXPECT_EQ(Send(&engine, "b").get().status, 200);
  while (Send(&engine, "c").get().status != 200) std::this_thread::yield();
  EXPECT_TRUE(engine.Stop().ok());
  EXPECT_EQ(failed_, 2);
  EXPECT_EQ(Kinds(store_), "spspp") << "the change was not made again, nor taken back";
}

TEST_F(LiveEngineTest, IdleTimeEntersTheSequenceOnceThereIsAPost) {
  LiveEngineOptions options = Options();
  options.tick_idle = std::chrono::milliseconds(5);
  LiveEngine engine(&store_, &restorer_, std::move(options));
  ASSERT_TRUE(engine.Recover().ok());
  engine.Run();
  while (engine.counts().ticks_idle < 2) std::this_thread::yield();
  EXPECT_EQ(engine.counts().ticks, 0u) << "idle time before the first post counts for nothing";
  Send(&engine, "a").get();
  while (engine.counts().ticks < 3) std::this_thread::yield();
  EXPECT_TRUE(engine.Stop().ok());
  EXPECT_EQ(Kinds(store_).substr(0, 5), "spttt");
  const EventTime watermark = (**store_.ReadPosition()).watermark;
  EXPECT_GE(watermark.ms, kTestStart.ms + 15);
  EXPECT_LT(watermark.ms, kTestStart.ms + 60'000);
}

TEST_F(LiveEngineTest, AStoreThatFailsForAWhileLosesNothingThatWasAnswered) {
  FaultyStore faulty(&store_, {4, 5, 9});
  LiveEngine engine(&faulty, &restorer_, Options());
  ASSERT_TRUE(engine.Recover().ok());
  engine.Run();
  int refused = 0;
  for (int i = 0; i < 20; ++i)  // as a sender does: again until it is taken
    while (Send(&engine, "p" + std::to_string(i)).get().status != 200) ++refused;
  EXPECT_TRUE(engine.Stop().ok());
  EXPECT_GE(refused, 3);
  EXPECT_GE(failed_, 2);
  EXPECT_EQ(failed_, recovered_);
  EXPECT_EQ(Kinds(store_), "s" + std::string(20, 'p'));
}

TEST_F(LiveEngineTest, AStoppedEngineTakesNothing) {
  LiveEngine engine(&store_, &restorer_, Options());
  ASSERT_TRUE(engine.Recover().ok());
  engine.Run();
  EXPECT_TRUE(engine.Stop().ok());
  EXPECT_EQ(Send(&engine, "late").get().status, 503);
}

}  // namespace
}  // namespace groundswell
