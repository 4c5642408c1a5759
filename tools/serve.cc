#include "tools/serve.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "base/http_server.h"
#include "ingest/limits.h"
#include "serve/api.h"
#include "serve/case_silences.h"
#include "serve/notifier.h"
#include "serve/notifier_metrics.h"
#include "serve/page.h"
#include "tools/access.h"
#include "tools/case_intake.h"
#include "tools/config_keys.h"
#include "tools/config_receivers.h"
#include "tools/config_serve.h"
#include "tools/config_sources.h"
#include "tools/data_folder.h"
#include "tools/history.h"
#include "tools/intake.h"
#include "tools/interrupt.h"
#include "tools/live_engine.h"
#include "tools/live_metrics.h"
#include "tools/model_set.h"
#include "tools/reload.h"
#include "tools/rule_intake.h"
#include "tools/settings_text.h"
#include "tools/source_manager.h"
#include "tools/source_routes.h"

namespace groundswell {
namespace {

// How soon a signal is noticed.
constexpr std::chrono::milliseconds kSignalPoll(50);
constexpr std::string_view kStarting = "start", kImporting = "import", kStore = "store", kDraining = "drain";

size_t ReadingThreads(const ServeOptions& options, const Config& config) {
  if (options.threads > 0) return options.threads;
  const auto configured = static_cast<size_t>(config.Integer("engine.threads"));
  // One core is the engine's.
  return configured > 0 ? configured : std::max(2u, std::thread::hardware_concurrency()) - 1;
}

// The names under which a browser on this machine may address a loopback engine.
std::vector<std::string> HostsOf(const ServeSettings& settings) {
  std::vector<std::string> hosts = settings.hosts;
  if (IsLoopback(settings.listen))
    hosts.insert(hosts.end(), {"localhost", "127.0.0.1", "::1", settings.listen.substr(0, settings.listen.rfind(':'))});
  return hosts;
}

class Live {
 public:
  Live(const ServeOptions& options, const Config& config, const Console& console)
      : options_(options), config_(config), console_(console) {}

  // The whole life of the engine, in its order; what was begun last ends first.
  Status Run() {
    GROUNDSWELL_TRY(ReadSettings());
    GROUNDSWELL_TRY(OpenStore());
    GROUNDSWELL_TRY(BuildNotifier());
    BuildParts();
    GROUNDSWELL_TRY(BuildSources());
    GROUNDSWELL_TRY(read_model_->Load());
    GROUNDSWELL_TRY(Listen());
    GROUNDSWELL_TRY(Recover());
    GROUNDSWELL_TRY(TakeHistory());
    if (!Interrupt::requested()) GROUNDSWELL_TRY(TakePosts());
    while (!Interrupt::requested()) {
      if (Interrupt::TakeReload()) reload_->Run();
      std::this_thread::sleep_for(kSignalPoll);
    }
    return Drain();
  }

 private:
  Status ReadSettings() {
    auto settings = ServeSettingsOf(config_);
    if (!settings.ok()) return settings.status();
    settings_ = std::move(*settings);
    if (!options_.listen.empty()) settings_.listen = options_.listen;
    if (!options_.data_dir.empty()) settings_.data_dir = options_.data_dir;
    return CheckExposure(settings_);
  }

  Status OpenStore() {
    auto models = LoadModels(config_);
    if (!models.ok()) return models.status();
    models_ = std::make_unique<Models>(std::move(*models));
    auto folder = DataFolder::OpenLive(settings_.data_dir, config_, {.durability = settings_.durability});
    if (!folder.ok()) return folder.status();
    folder_ = std::move(*folder);
    return {};
  }

  Status BuildNotifier() {
    auto options = NotifierOptionsOf(config_, models_->taxonomy);
    if (!options.ok()) return options.status();
    if (options->receivers.empty()) return {};
    options->jitter_seed = std::random_device()();
    silences_ = std::make_unique<CaseSilences>(folder_->store());
    options->silences = [this] { return silences_->Active(); };
    auto made = Notifier::Make(folder_->store(), *options, [this](std::string_view line) { Say(line); });
    if (!made.ok()) return made.status();
    notifier_ = std::move(*made);
    return {};
  }

  void BuildParts() {
    readiness_.Add(kStarting, "the state is being rebuilt from the store");
    read_model_ = std::make_unique<ReadModel>(folder_->store(), ReadModel::Options{});
    events_ = std::make_unique<EventStream>(read_model_.get(), folder_->store(),
                                            EventStream::Options{.pane_secs = config_.Integer("engine.pane_secs")});
    readers_ = std::make_unique<ReaderPool>(ReaderPool::Options{});
    restorer_ = std::make_unique<PostScorer>(models_.get(), &folder_->key());
    engine_ = std::make_unique<LiveEngine>(folder_->store(), restorer_.get(), EngineOptions());
    pool_ = std::make_unique<ScorerPool>(models_.get(), &folder_->key(), ReadingThreads(options_, config_));
    intake_ = std::make_unique<Intake>(engine_.get(), pool_.get(),
                                       IntakeOptions{.score = BlockScorerOptionsOf(config_),
                                                     .limits = {},
                                                     .block_posts = BatchPosts(),
                                                     .waiting_bytes_max = settings_.waiting_bytes_max,
                                                     .say = [this](std::string_view line) { Say(line); }});
    const BlockScorerOptions score = BlockScorerOptionsOf(config_);
    rules_ = std::make_unique<RuleIntake>(engine_.get(), score.patterns);
    cases_ = std::make_unique<CaseIntake>(engine_.get(), models_.get(), score.patterns, score.watchlist);
  }

  Status BuildSources() {
    const BlockScorerOptions score = BlockScorerOptionsOf(config_);
    auto feeds = Feeds::Make(config_, score, [this](std::string_view line) { Say(line); });
    if (!feeds.ok()) return feeds.status();
    feeds_ = std::move(*feeds);
    auto sources = SourcesOf(config_);
    if (!sources.ok()) return sources.status();
    sources_ = std::make_unique<SourceManager>(SourceManagerParts{.store = folder_->store(),
                                                                  .pool = pool_.get(),
                                                                  .engine = engine_.get(),
                                                                  .feeds = feeds_.get(),
                                                                  .score = score,
                                                                  .say = [this](std::string_view line) { Say(line); }},
                                               *sources);
    reload_ = std::make_unique<Reload>(config_, ReloadParts{.models = models_.get(),
                                                            .engine = engine_.get(),
                                                            .intake = intake_.get(),
                                                            .sources = sources_.get(),
                                                            .say = [this](std::string_view line) { Say(line); }});
    return {};
  }

  size_t BatchPosts() const { return static_cast<size_t>(config_.Integer("engine.batch_posts")); }

  LiveEngineOptions EngineOptions() {
    LiveEngineOptions options;
    options.pipeline.async_commit = true;
    options.pipeline.keeps_reader_rows = true;
    options.pipeline.checkpoint_records = static_cast<uint64_t>(config_.Integer("storage.checkpoint_records"));
    options.pipeline.rejects_max = kRejectRowsMax;
    options.pipeline.on_commit = [this](const CommitBatch& batch) {
      read_model_->OnCommit(batch);
      if (notifier_ && !batch.outbox.empty()) notifier_->Wake();
    };
    options.pipeline.read_settings = [](std::string_view text) { return ReadSettingsText(text); };
    options.settings_text = SettingsText(config_, *models_);
    options.delivers = notifier_ != nullptr;
    options.batch_posts = BatchPosts();
    options.batch_wait = settings_.batch_wait;
    options.tick_idle = settings_.tick_idle;
    options.on_health = [this](const Status& status) { TellHealth(status); };
    return options;
  }

  void TellHealth(const Status& status) {
    if (status.ok()) {
      readiness_.Remove(kStore);
      return Say("the store takes writes again");
    }
    readiness_.Add(kStore, status.message());
    Say("the store failed, posts are refused until it takes writes again: " + status.message());
  }

  Status Listen() {
    HttpServerOptions http;
    http.listen = settings_.listen;
    http.body_bytes_max = settings_.body_bytes_max;
    http.inflight_bytes_max = settings_.inflight_bytes_max;
    http.connections_max = settings_.connections_max;
    // All callers behind a proxy have its address.
    if (settings_.tls_by_proxy) http.connections_per_peer_max = http.connections_max;
    http.request_secs = settings_.request_secs;
    http.idle_secs = settings_.idle_secs;
    http.hosts = HostsOf(settings_);
    http.authorize = [access = std::make_shared<Access>(settings_.tokens)](const HttpRequest& request,
                                                                           const HttpRoute& route) {
      return access->Refusal(request, route);
    };
    server_ = std::make_unique<HttpServer>(std::move(http), Routes());
    for (auto& source :
         {ReadModelMetrics(read_model_.get()), HttpMetrics(&server_->counts()), ReaderMetrics(readers_.get()),
          EventStreamMetrics(events_.get()), ReadinessMetrics(&readiness_, GROUNDSWELL_VERSION),
          IntakeMetrics(&intake_->counts()), LiveEngineMetrics(&engine_->counts()), SourceMetrics(sources_.get()),
          ReloadMetrics(reload_.get()), ChannelClockMetrics(intake_.get()), ProcessMetrics()})
      metrics_.Add(source);
    if (notifier_) metrics_.Add(NotifierMetrics(notifier_.get()));
    GROUNDSWELL_TRY(server_->Start());
    const std::string host = settings_.listen.substr(0, settings_.listen.rfind(':'));
    Say(fmt::format("listening on http://{}:{}", host, server_->port()));
    return {};
  }

  std::vector<HttpRoute> Routes() {
    ApiContext context{.store = folder_->store(),
                       .model = read_model_.get(),
                       .readiness = &readiness_,
                       .version = GROUNDSWELL_VERSION,
                       .config_hash = [this] { return reload_->config_hash(); },
                       .write_sources = [this](JsonWriter* json) { WriteSourcesStatus(*intake_, *sources_, json); },
                       .write_reload = [this](JsonWriter* json) { WriteReload(reload_->report(), json); },
                       .pane_secs = config_.Integer("engine.pane_secs")};
    std::vector<HttpRoute> routes = ReadRoutes(std::move(context), readers_.get(), &metrics_, events_.get());
    for (HttpRoute& route : PageRoutes()) routes.push_back(std::move(route));
    for (HttpRoute& route : SourceRoutes(intake_.get(), feeds_.get(), sources_.get()))
      routes.push_back(std::move(route));
    for (HttpRoute& route :
         RuleRoutes([this](GroupRule rule, RuleTold told) { rules_->Take(std::move(rule), std::move(told)); }))
      routes.push_back(std::move(route));
    for (HttpRoute& route : CaseActionRoutes(
             [this](CaseAction action, CaseTold told) { cases_->Take(std::move(action), std::move(told)); }))
      routes.push_back(std::move(route));
    routes.push_back(CorrectionRoute(
        [this](AskedCorrection asked, CorrectionTold told) { cases_->Correct(std::move(asked), std::move(told)); }));
    routes.push_back({.method = "POST",
                      .pattern = "/api/v1/posts",
                      .role = "ingest",
                      .takes_body = true,
                      .handle = [this](HttpRequest request,
                                       Respond respond) { intake_->Handle(std::move(request), std::move(respond)); },
                      .open_stream = {}});
    return routes;
  }

  Status Recover() {
    const auto start = std::chrono::steady_clock::now();
    GROUNDSWELL_TRY(engine_->Recover().Annotate(settings_.data_dir));
    Say(fmt::format("state rebuilt in {:.1f} s", SecondsSince(start)));
    return {};
  }

  Status TakeHistory() {
    if (options_.imports.empty()) return {};
    readiness_.Add(kImporting, "history is being taken in");
    const Status taken =
        ImportHistory({options_.imports, options_.mapping}, config_, *models_, folder_.get(), engine_.get(), console_);
    if (!taken.ok() && !Interrupt::requested()) return taken;
    if (!taken.ok()) Say(taken.message());  // asked to stop: what was taken is kept, and the next start takes the rest
    readiness_.Remove(kImporting);
    return {};
  }

  Status TakePosts() {
    if (notifier_) notifier_->Start();
    engine_->Run();
    intake_->SetOpen(true);
    rules_->SetOpen(true);
    cases_->SetOpen(true);
    GROUNDSWELL_TRY(sources_->Start());
    readiness_.Remove(kStarting);
    Say("ready");
    return {};
  }

  Status Drain() {
    Say("stopping: requests under way are answered, new ones refused");
    readiness_.Add(kDraining, "the engine is being stopped");
    intake_->SetOpen(false);
    rules_->SetOpen(false);
    cases_->SetOpen(false);
    events_->Close();
    sources_->StopReading();
    const std::chrono::seconds drain(settings_.drain_secs);
    const bool is_clean = server_->Drain(drain);
    if (!sources_->Stop(drain)) Say("some of what sources had given was not stored, and will be read again");
    pool_->Stop();
    const Status stopped = engine_->Stop();
    if (notifier_) notifier_->Stop();
    if (!is_clean) Say("some requests were still under way and were not answered");
    Say("stopped");
    return stopped;
  }

  void Say(std::string_view words) {
    std::lock_guard lock(say_mutex_);
    *console_.err << words << std::endl;  // flushed: whoever started the engine waits for these lines
  }

  const ServeOptions& options_;
  const Config& config_;
  const Console& console_;
  Interrupt interrupt_{Interrupt::Hangup::kReloads};
  std::mutex say_mutex_;
  ServeSettings settings_;
  Readiness readiness_;
  std::unique_ptr<Models> models_;
  std::unique_ptr<DataFolder> folder_;
  std::unique_ptr<CaseSilences> silences_;
  std::unique_ptr<Notifier> notifier_;
  MetricsPage metrics_;
  std::unique_ptr<ReadModel> read_model_;
  std::unique_ptr<EventStream> events_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<PostScorer> restorer_;
  std::unique_ptr<Feeds> feeds_;
  std::unique_ptr<SourceManager> sources_;  // outlives what may still tell it of a block
  std::unique_ptr<LiveEngine> engine_;
  std::unique_ptr<ScorerPool> pool_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<RuleIntake> rules_;
  std::unique_ptr<CaseIntake> cases_;
  std::unique_ptr<Reload> reload_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace

Status RunServe(const ServeOptions& options, const Config& config, const Console& console) {
  return Live(options, config, console).Run();
}

}  // namespace groundswell
