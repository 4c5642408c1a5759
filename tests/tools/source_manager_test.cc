// SourceManager over a live engine on the store in memory: places go with posts, none stalls another, a store that
// fails.
#include "tools/source_manager.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "ingest/file_tail.h"
#include "tests/engine/pipeline_testing.h"
#include "tests/ingest/source_testing.h"
#include "tests/models/trained_models.h"
#include "tests/storage/faulty_store.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;

std::string Line(std::string_view source, int number) {
  return "{\"id\":\"" + std::string(source) + std::to_string(number) + "\",\"channel\":\"" + std::string(source) +
         "\",\"time\":" + std::to_string(kTestStart.ms + number) + ",\"author\":\"a" + std::to_string(number) +
         "\",\"text\":\"转账失败 余额不见了\"}\n";
}
std::string Lines(std::string_view source, int begin, int end) {
  std::string lines;
  for (int i = begin; i < end; ++i) lines += Line(source, i);
  return lines;
}

// Engine, pool and sources over one store, as serve wires them.
class Running {
 public:
  Running(Store* store, const Models* models, const Config& config)
      : engine_(store, &restorer_, EngineOptions()), pool_(models, &key_, 2) {
    auto feeds = Feeds::Make(config, {});
    EXPECT_TRUE(feeds.ok()) << feeds.status().message();
    feeds_ = std::move(*feeds);
    sources_ = std::make_unique<SourceManager>(SourceManagerParts{.store = store,
                                                                  .pool = &pool_,
                                                                  .engine = &engine_,
                                                                  .feeds = feeds_.get(),
                                                                  .score = {},
                                                                  .say = [](std::string_view) {}},
                                               *SourcesOf(config));
    EXPECT_TRUE(engine_.Recover().ok());
    engine_.Run();
    EXPECT_TRUE(sources_->Start().ok());
  }
  ~Running() {
    sources_->Stop(std::chrono::seconds(10));
    pool_.Stop();
    EXPECT_TRUE(engine_.Stop().ok());
  }

  SourceReport Report(std::string_view name) {
    for (SourceReport& report : sources_->Reports())
      if (report.name == name) return report;
    ADD_FAILURE() << "no source " << name;
    return {};
  }
  bool Until(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
  }
  bool Has(std::string_view name, uint64_t posts) {
    return Until([&] { return Report(name).counts->posts >= posts; });
  }
  std::optional<SourceReport> SetPaused(const std::string& name, bool is_paused) {
    std::promise<std::optional<SourceReport>> answer;
    EXPECT_TRUE(sources_->SetPaused(name, is_paused,
                                    [&](std::optional<SourceReport> report) { answer.set_value(std::move(report)); }));
    return answer.get_future().get();
  }
  SourceManager* sources() { return sources_.get(); }
  SourceChanges Become(const Config& config) {
    auto feeds = Feeds::Make(config, {});
    EXPECT_TRUE(feeds.ok()) << feeds.status().message();
    auto changes = sources_->Become({.sources = *SourcesOf(config), .feeds = std::move(*feeds), .score = {}});
    EXPECT_TRUE(changes);
    return changes.value_or(SourceChanges());
  }
  bool IsListed(std::string_view name) {
    const auto reports = sources_->Reports();
    return std::any_of(reports.begin(), reports.end(), [&](const SourceReport& each) { return each.name == name; });
  }
  Feeds* feeds() { return feeds_.get(); }
  LiveEngine* engine() { return &engine_; }
  // As an HTTP handler would see it.
  const LiveCounts& counts() const { return engine_.counts(); }

 private:
  static LiveEngineOptions EngineOptions() {
    LiveEngineOptions options;
    options.pipeline.async_commit = true;
    options.pipeline.filter_ids = 1 << 14;
    options.pipeline.checkpoint_records = 1'000'000;
    options.pipeline.read_settings = [](std::string_view text) -> Result<SettingsInForce> {
      return SettingsInForce{TestSettings(), std::string(text)};
    };
    options.settings_text = "settings";
    options.on_health = [](const Status&) {};
    return options;
  }

  const AuthorKey key_{std::array<uint8_t, AuthorKey::kBytes>{}};
  PostScorer restorer_{nullptr, nullptr};
  std::unique_ptr<Feeds> feeds_;
  std::unique_ptr<SourceManager> sources_;
  LiveEngine engine_;
  ScorerPool pool_;
};

class SourceManagerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto models = ReadModels();
    ASSERT_TRUE(models.ok()) << models.status().message();
    models_ = new Models(std::move(*models));
  }
  static void TearDownTestSuite() {
    delete models_;
    models_ = nullptr;
  }
  Config Load(const std::vector<std::string>& sets) {
    auto config = Config::Load({.sets = sets});
    EXPECT_TRUE(config.ok()) << config.status().message();
    return config.ok() ? std::move(*config) : std::move(*Config::Load({}));
  }
  Config FileAnd(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"source.app.kind=file", "source.app.path=" + path_});
    return Load(more);
  }
  // A mapping of our own form.
  std::string WriteOwn() const {
    AppendTo(folder_.path() + "/own.toml",
             "[channel]\nname = \"a\"\n[post]\nid = \"/id\"\ntime = \"/time\"\ntext = \"/text\"\n");
    return folder_.path() + "/own.toml";
  }
  uint64_t Accepted() {
    const auto position = store_.ReadPosition();
    return position.ok() && *position ? (**position).totals.accepted : 0;
  }

  static Models* models_;
  TempFolder folder_;
  const std::string path_ = folder_.path() + "/app.jsonl";
  MemoryStore store_;
};
Models* SourceManagerTest::models_ = nullptr;

TEST_F(SourceManagerTest, APlaceIsStoredWithItsPostsAndARestartRepeatsNothing) {
  const Config config = FileAnd();
  AppendTo(path_, Lines("f", 0, 3000));
  {
    Running running(&store_, models_, config);
    EXPECT_TRUE(running.Has("app", 3000));
  }
  const auto cursor = store_.ReadCursor("app");
  ASSERT_TRUE(cursor.ok() && *cursor);
  const auto place = TailPlace::Parse((*cursor)->substr(17));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->lines, 3000u);
  AppendTo(path_, Lines("f", 3000, 3010) + "no json\n" + Line("f", 3010));
  Running running(&store_, models_, config);
  EXPECT_TRUE(running.Has("app", 11));
  const SourceReport report = running.Report("app");
  EXPECT_EQ(report.counts->duplicates, 0u);
  EXPECT_EQ(report.counts->refused, 1u);
  EXPECT_EQ(Accepted(), 3011u);
}

TEST_F(SourceManagerTest, AStoreThatFailsForAWhileLosesNothingAndRepeatsNothing) {
  FaultyStore faulty(&store_, {3, 4, 6});
  AppendTo(path_, Lines("f", 0, 50'000));
  Running running(&faulty, models_, FileAnd());
  EXPECT_TRUE(running.Until([&] { return Accepted() == 50'000; }));
  EXPECT_TRUE(running.Until([&] { return running.Report("app").lag_secs == 0; }));
  const auto position = store_.ReadPosition();
  EXPECT_EQ((**position).totals.duplicates, 0u) << "what failed was not stored, and its place neither";
  EXPECT_GT(running.counts().store_failures, 0u);
}

// Looks, at each place of a source that is stored, whether all posts before it are.
class WatchedStore final : public FaultyStore {
 public:
  using FaultyStore::FaultyStore;
  Status Commit(const CommitBatch& batch) override {
    const Status status = FaultyStore::Commit(batch);
    for (const CursorWrite& write : batch.cursors) {
      if (!status.ok()) continue;
      std::string cursor(write.cursor);
      if (cursor.ends_with(" done")) cursor.resize(cursor.size() - 5);
      const uint64_t lines = std::stoull(cursor.substr(cursor.rfind(' ')));
      places_too_far_ += lines > batch.position.totals.accepted ? 1 : 0;
      ++places_;
    }
    return status;
  }
  int places_ = 0, places_too_far_ = 0;
};

TEST_F(SourceManagerTest, AChunkOfSeveralBlocksHasItsPlaceStoredWhenAllOfThemAre) {
  std::string lines;
  for (int i = 0; i < 1100; ++i) {
    std::string line = Line("f", i);
    line.insert(line.rfind('"'), std::string(8000, ' ') + "x");
    lines += line;
  }
  AppendTo(path_, lines);
  WatchedStore watched(&store_, {1, 3});
  Running running(&watched, models_, Load({"source.app.kind=archive", "source.app.path=" + path_}));
  EXPECT_TRUE(running.Until([&] { return running.Report("app").state == SourceState::kDone; }));
  EXPECT_TRUE(running.Until([&] { return Accepted() == 1100; }));
  EXPECT_GT(watched.places_, 0);
  EXPECT_EQ(watched.places_too_far_, 0);
}

TEST_F(SourceManagerTest, AMappingsOwnAddressIsClosedWhereItsRecordsComeSigned) {
  const Config config = Load({"source.desk.kind=webhook", "source.desk.mapping=zendesk",
                              "source.desk.signature=zendesk", "source.desk.secret=long enough"});
  const auto feeds = Feeds::Make(config, {});
  ASSERT_TRUE(feeds.ok()) << feeds.status().message();
  EXPECT_NE((*feeds)->Find("desk"), nullptr);
  EXPECT_EQ((*feeds)->Find("zendesk"), nullptr);
  EXPECT_NE((*feeds)->Find("chatwoot"), nullptr);
}

TEST_F(SourceManagerTest, APausedSourceReadsNothingAndStaysPausedOverARestart) {
  const Config config = FileAnd();
  AppendTo(path_, Lines("f", 0, 10));
  {
    Running running(&store_, models_, config);
    EXPECT_TRUE(running.Has("app", 10));
    EXPECT_FALSE(running.SetPaused("nobody", true));
    const auto paused = running.SetPaused("app", true);
    ASSERT_TRUE(paused);
    EXPECT_EQ(paused->state, SourceState::kPaused);
  }
  AppendTo(path_, Lines("f", 10, 20));
  Running running(&store_, models_, config);
  EXPECT_EQ(running.Report("app").state, SourceState::kPaused);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(Accepted(), 10u);
  running.SetPaused("app", false);
  EXPECT_TRUE(running.Has("app", 10));
  EXPECT_EQ(Accepted(), 20u);
}

TEST_F(SourceManagerTest, AnotherConfigurationStartsStopsAndChangesSourcesAndLeavesTheOthersAlone) {
  const std::string other = folder_.path() + "/other.jsonl", third = folder_.path() + "/third.jsonl";
  AppendTo(path_, Lines("f", 0, 10));
  AppendTo(other, Lines("o", 0, 10));
  AppendTo(third, Lines("t", 0, 10));
  const std::vector<std::string> kept = {"source.lines.kind=tcp", "source.lines.address=127.0.0.1:0"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), kept.begin(), kept.end());
    return Load(more);
  };
  Running running(&store_, models_,
                  with({"source.app.kind=file", "source.app.path=" + path_, "source.other.kind=file",
                        "source.other.path=" + other, "source.hook.kind=webhook", "source.hook.mapping=zendesk"}));
  EXPECT_TRUE(running.Has("app", 10) && running.Has("other", 10));
  ASSERT_TRUE(running.Until([&] { return !running.Report("lines").address.empty(); }));
  const std::string address = running.Report("lines").address;
  tcp::iostream socket(address.substr(0, address.rfind(':')), address.substr(address.rfind(':') + 1));
  socket << Lines("l", 0, 5) << std::flush;
  EXPECT_TRUE(running.Has("lines", 5));

  const SourceChanges changes =
      running.Become(with({"source.app.kind=file", "source.app.path=" + path_, "source.app.inflight_bytes_max=65536",
                           "source.third.kind=file", "source.third.path=" + third, "source.desk.kind=webhook",
                           "source.desk.mapping=zendesk"}));
  EXPECT_EQ(changes.started, (std::vector<std::string>{"desk", "third"}));
  EXPECT_EQ(changes.stopped, (std::vector<std::string>{"hook", "other"}));
  EXPECT_EQ(changes.changed, std::vector<std::string>{"app"});
  EXPECT_EQ(changes.untouched, 1u);
  EXPECT_TRUE(running.Has("third", 10));
  EXPECT_TRUE(running.Until([&] { return !running.IsListed("other"); }));
  EXPECT_TRUE(running.IsListed("desk") && !running.IsListed("hook"));
  // The connection lives on; the changed file goes on where it stood, with its counts; the gone one is read no more.
  socket << Lines("l", 5, 10) << std::flush;
  AppendTo(path_, Lines("f", 10, 20));
  AppendTo(other, Lines("o", 10, 20));
  EXPECT_TRUE(running.Has("lines", 10) && running.Has("app", 20));
  EXPECT_EQ(running.Report("lines").address, address);
  EXPECT_EQ(running.Report("app").counts->duplicates, 0u);
  EXPECT_EQ(Accepted(), 50u);
  // The same again touches nothing; and one that comes back goes on where it stood.
  const SourceChanges again =
      running.Become(with({"source.app.kind=file", "source.app.path=" + path_, "source.app.inflight_bytes_max=65536",
                           "source.third.kind=file", "source.third.path=" + third, "source.other.kind=file",
                           "source.other.path=" + other}));
  EXPECT_EQ(again.untouched, 3u);
  EXPECT_EQ(again.started, std::vector<std::string>{"other"});
  EXPECT_TRUE(running.Has("other", 10));
  EXPECT_EQ(running.Report("other").counts->duplicates, 0u);
  EXPECT_EQ(Accepted(), 60u);
}

// As an edited watchlist has it: a file that somebody is in the middle of changing is nobody's business.
TEST_F(SourceManagerTest, SourcesThatAreScoredAnewStayAsTheyWereRead) {
  const std::string own = WriteOwn();
  const Config config =
      FileAnd({"source.app.mapping=" + own, "source.desk.kind=webhook", "source.desk.mapping=" + own});
  Running running(&store_, models_, config);
  AppendTo(path_, Line("a", 1));
  EXPECT_TRUE(running.Has("app", 1));
  const auto before = running.feeds()->Find("desk");
  AppendTo(own, "[half");
  EXPECT_TRUE(running.sources()->SetScore({}));
  const auto after = running.feeds()->Find("desk");
  EXPECT_NE(after->score, before->score);
  EXPECT_EQ(after->score->mapping, before->score->mapping);
  EXPECT_EQ(after->counts, before->counts);
  EXPECT_TRUE(after->is_source && after->clocks);
  AppendTo(path_, Line("a", 2));
  EXPECT_TRUE(running.Has("app", 2));
  EXPECT_EQ(running.Report("app").state, SourceState::kRunning);
}

TEST_F(SourceManagerTest, ACrawlersLinesAreFollowedByTheMappingOfItsTables) {
  Running running(&store_, models_, FileAnd({"source.app.mapping=bilibili"}));
  AppendTo(
      path_,
      "{\"comment_id\":\"25\",\"parent_comment_id\":\"0\",\"create_time\":1772355700,\"video_id\":\"11\",\"content\":"
      "\"转账失败 余额不见了\",\"user_id\":\"2002\"}\nid,time\n");
  EXPECT_TRUE(running.Has("app", 1));
  EXPECT_TRUE(running.Until([&] { return running.Report("app").counts->refused == 1; }));
}

TEST_F(SourceManagerTest, AStoppedSourceIsForgottenOnlyOnceAllItReadIsStored) {
  FaultyStore faulty(&store_, {3, 4});
  AppendTo(path_, Lines("f", 0, 20'000));
  Running running(&faulty, models_, FileAnd());
  EXPECT_TRUE(running.Until([&] { return running.Report("app").counts->lines_received > 0; }));
  EXPECT_EQ(running.Become(Load({})).stopped, std::vector<std::string>{"app"});
  const uint64_t received = running.IsListed("app") ? running.Report("app").counts->lines_received.load() : 0;
  EXPECT_TRUE(running.Until([&] { return !running.IsListed("app"); }));
  EXPECT_GE(Accepted(), received);
  const auto place = TailPlace::Parse((*store_.ReadCursor("app"))->substr(17));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->lines, Accepted()) << "what was read is stored, with its place";
}

TEST_F(SourceManagerTest, APausedWebhookStaysPausedWhenTheConfigurationIsReadAgain) {
  const Config config = Load({"source.hook.kind=webhook", "source.hook.mapping=zendesk"});
  Running running(&store_, models_, config);
  running.SetPaused("hook", true);
  EXPECT_EQ(running.Become(config).untouched, 1u);
  EXPECT_EQ(running.Report("hook").state, SourceState::kPaused);
  running.SetPaused("hook", false);
  EXPECT_EQ(running.Report("hook").state, SourceState::kRunning);
}

TEST_F(SourceManagerTest, EveryLineThatWasReceivedIsStoredDroppedOrHeldAtAnyMoment) {
  FaultyStore faulty(&store_, {3, 4, 6});
  AppendTo(path_, Lines("f", 0, 30'000) + "no json\n" + Lines("f", 0, 100));
  std::shared_ptr<const SourceCounts> counts;
  const auto check = [&counts] {
    const uint64_t stored = counts->lines, dropped = counts->lines_dropped;
    EXPECT_GE(counts->lines_received, stored + dropped);
  };
  {
    Running running(&faulty, models_, FileAnd());
    counts = running.Report("app").counts;
    EXPECT_TRUE(running.Until([&] {
      check();
      return counts->lines == 30'101;
    }));
    EXPECT_TRUE(running.Until([&] { return counts->lines_held() == 0; }));
    EXPECT_EQ(counts->posts + counts->duplicates + counts->refused, counts->lines);
    EXPECT_EQ(counts->duplicates, 100u);
    EXPECT_EQ(counts->refused, 1u);
  }
  EXPECT_EQ(counts->lines_received, counts->lines + counts->lines_dropped + counts->lines_held());
  EXPECT_EQ(counts->lines_dropped, 0u);
}

TEST_F(SourceManagerTest, WhatAStoreTookNotBeforeTheEndIsCountedAsDropped) {
  FaultyStore faulty(&store_, {3, 4, 5});  // from the first that has posts on; each is tried again after a second
  AppendTo(path_, Lines("f", 0, 1000));
  Running running(&faulty, models_, FileAnd());
  const auto counts = running.Report("app").counts;
  EXPECT_TRUE(running.Until([&] { return running.counts().store_failures > 0 && counts->errors > 0; }));
  EXPECT_FALSE(running.sources()->Stop(std::chrono::milliseconds(0)));
  EXPECT_EQ(counts->lines_received, counts->lines + counts->lines_dropped);
  EXPECT_GT(counts->lines_dropped, 0u);
}

TEST_F(SourceManagerTest, AFloodingSourceAndAStalledOneLeaveTheOthersLagUnderASecond) {
  const Config config =
      FileAnd({"source.flood.kind=tcp", "source.flood.address=127.0.0.1:0", "source.flood.inflight_bytes_max=65536",
               "source.stalled.kind=tcp", "source.stalled.address=127.0.0.1:0", "source.gone.kind=file",
               "source.gone.path=" + folder_.path() + "/nothing"});
  Running running(&store_, models_, config);
  ASSERT_TRUE(running.Until(
      [&] { return !running.Report("flood").address.empty() && !running.Report("stalled").address.empty(); }));
  const auto connect = [&](std::string_view name) {
    const std::string address = running.Report(name).address;
    auto socket =
        std::make_shared<tcp::iostream>(address.substr(0, address.rfind(':')), address.substr(address.rfind(':') + 1));
    EXPECT_TRUE(*socket);
    return socket;
  };
  const auto stalled = connect("stalled");
  *stalled << Line("s", 0) << "{\"id\":\"half" << std::flush;
  std::atomic<bool> stop{false};
  std::thread flood([&, socket = connect("flood")] {
    for (int i = 0; !stop && *socket; i += 100) *socket << Lines("x", i, i + 100) << std::flush;
  });
  EXPECT_TRUE(running.Has("flood", 1000));
  double slowest = 0;
  for (int i = 0; i < 10; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const uint64_t before = running.Report("app").counts->posts;
    AppendTo(path_, Line("f", i));
    EXPECT_TRUE(running.Has("app", before + 1));
    slowest = std::max(slowest, SecondsSince(start));
  }
  EXPECT_LT(slowest, 1.0);
  EXPECT_EQ(running.Report("stalled").counts->posts, 1u);
  EXPECT_EQ(running.Report("gone").state, SourceState::kWaiting);
  stop = true;
  flood.join();
}

// Notes how much of a source was durable when its block was.
struct Bystander final : BlockSender {
  explicit Bystander(std::shared_ptr<const SourceCounts> of) : counts(std::move(of)) {}
  void TellWritten(const Status&, const InputBlock&) override { posts.set_value(counts->posts); }
  std::shared_ptr<const SourceCounts> counts;
  std::promise<uint64_t> posts;
};

TEST_F(SourceManagerTest, ADocumentIsScoredByTurnsWithOtherWork) {
  boost::asio::io_context loop;  // outlives the engine, which lets go of a lane's blocks last
  const auto work = boost::asio::make_work_guard(loop);
  Running running(&store_, models_, Load({}));
  const AuthorKey key{std::array<uint8_t, AuthorKey::kBytes>{}};
  ScorerPool pool(models_, &key, 1);
  const SourceSettings settings =
      SourcesOf(Load({"source.a.kind=poll", "source.a.url=http://127.0.0.1/", "source.a.mapping=" + WriteOwn()}))
          ->at(0);
  const auto counts = std::make_shared<SourceCounts>();
  const auto lane = std::make_shared<SourceLane>(
      &loop, settings, BlockScorerOptions{}, &pool, running.engine(), [](std::string_view) {}, counts);
  const auto bystander = std::make_shared<Bystander>(counts);
  // Nothing is begun before both stand in line.
  std::promise<void> begin;
  ScorerPool::Job wait = [begun = begin.get_future().share()](BlockScorers*) { begun.wait(); };
  ScorerPool::Job other = [&](BlockScorers*) {
    running.engine()->Submit({std::make_unique<InputBlock>(), bystander, 0});
  };
  EXPECT_TRUE(pool.TryAdd(&wait));
  lane->Give({.bytes = Lines("a", 0, 5000), .cursor = "5000", .lines = 5000, .is_framed = false});
  EXPECT_TRUE(pool.TryAdd(&other));
  begin.set_value();
  EXPECT_LT(bystander->posts.get_future().get(), 5000u);
  while (counts->lines < 5000) loop.run_one();
  EXPECT_EQ(counts->posts, 5000u);
  EXPECT_EQ(Accepted(), 5000u);
}

TEST_F(SourceManagerTest, LinesOverTcpAreAcknowledgedOnceTheyAreStored) {
  Running running(&store_, models_,
                  Load({"source.lines.kind=tcp", "source.lines.address=127.0.0.1:0", "source.lines.acknowledge=true"}));
  ASSERT_TRUE(running.Until([&] { return !running.Report("lines").address.empty(); }));
  const std::string address = running.Report("lines").address;
  tcp::iostream socket(address.substr(0, address.rfind(':')), address.substr(address.rfind(':') + 1));
  socket << Lines("t", 0, 500) << std::flush;
  std::string told;
  while (told != "500" && std::getline(socket, told)) EXPECT_GE(Accepted(), static_cast<uint64_t>(std::stoi(told)));
  EXPECT_EQ(told, "500");
}

}  // namespace
}  // namespace groundswell
