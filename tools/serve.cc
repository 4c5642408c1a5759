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
#include "serve/api_drills.h"
#include "serve/api_watchlist.h"
#include "serve/case_silences.h"
#include "serve/clock_keeper.h"
#include "serve/notifier.h"
#include "serve/notifier_metrics.h"
#include "serve/page.h"
#include "tools/access.h"
#include "tools/act_text.h"
#include "tools/case_intake.h"
#include "tools/config_clocks.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/config_receivers.h"
#include "tools/config_report.h"
#include "tools/config_serve.h"
#include "tools/config_sources.h"
#include "tools/config_watch.h"
#include "tools/config_watchlist.h"
#include "tools/data_folder.h"
#include "tools/forget_intake.h"
#include "tools/history.h"
#include "tools/intake.h"
#include "tools/interrupt.h"
#include "tools/live_engine.h"
#include "tools/live_metrics.h"
#include "tools/model_set.h"
#include "tools/on_call_service.h"
#include "tools/reload.h"
#include "tools/rule_intake.h"
#include "tools/settings_text.h"
#include "tools/source_manager.h"
#include "tools/source_routes.h"
#include "tools/watch_loop.h"

namespace groundswell {
namespace {

// How soon a signal is noticed.
constexpr std::chrono::milliseconds kSignalPoll(50);
// A link's form has no fields.
constexpr size_t kLinkBodyBytesMax = 4096;
constexpr size_t kLinkConnectionsMax = 256;
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
  // What its messages are completed from ends before the notifier itself.
  ~Live() {
    if (notifier_) notifier_->Stop();
  }

  // The whole life of the engine, in its order; what was begun last ends first.
  Status Run() {
    GROUNDSWELL_TRY(ReadSettings());
    GROUNDSWELL_TRY(OpenStore());
    GROUNDSWELL_TRY(AdoptWatchlist());
    GROUNDSWELL_TRY(BuildNotifier());
    BuildParts();
    GROUNDSWELL_TRY(BuildSources());
    GROUNDSWELL_TRY(BuildWatch());
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

  // The watchlist that people edited stands in place of the configuration's until that changes.
  Status AdoptWatchlist() {
    auto configured = WatchlistEntriesOf(config_);
    if (!configured.ok()) return configured.status();
    watchlist_base_ = WatchlistOf(config_).checksum();
    const auto before = ReadWatchlistInForce(*folder_->store());
    if (!before.ok()) return before.status();
    book_ = std::make_unique<WatchlistBook>(folder_->store(), [this](const Status& status) {
      Say("an old version of the watchlist could not be dropped, and stays: " + status.message());
    });
    const int64_t now_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    const auto opened = book_->Open(std::move(*configured), watchlist_base_, now_ms);
    if (!opened.ok()) return opened.status();
    if (*before && (*before)->is_edited && !(*opened)->is_edited)
      Say(
          fmt::format("the configuration's watchlist has changed and holds now, as version {}; version {}, edited by "
                      "{}, is kept",
                      (*opened)->number, (*before)->number, (*before)->by));
    if (!(*opened)->is_edited) return {};
    auto edited = ConfigOfWatchlist((*opened)->entries);
    if (!edited.ok()) return edited.status();
    config_.Adopt(*edited, kOrganisationPrefix);
    Say(
        fmt::format("the watchlist is version {}, edited by {}; it stands in place of the configuration's until that "
                    "changes",
                    (*opened)->number, (*opened)->by));
    return CheckWatchlistOf(config_).Annotate(
        "the edited watchlist in the store; put another in its place by changing that of the configuration");
  }

  Status BuildNotifier() {
    auto options = NotifierOptionsOf(config_, models_->taxonomy);
    if (!options.ok()) return options.status();
    auto notices = Notices::Make(folder_->store(), {.receivers = options->receivers,
                                                    .watch_receivers = options->watch_receivers,
                                                    .keep = options->log_age,
                                                    .wake = [this] {
                                                      if (notifier_) notifier_->Wake();
                                                    }});
    if (!notices.ok()) return notices.status();
    notices_ = std::move(*notices);
    silences_ = std::make_unique<CaseSilences>(folder_->store(), [this](std::string_view line) { Say(line); });
    options->silences = [this] { return silences_->Active(); };
    auto on_call = OnCallService::Make(config_,
                                       {.store = folder_->store(),
                                        .notices = notices_.get(),
                                        .data_dir = settings_.data_dir,
                                        .say = [this](std::string_view line) { Say(line); }},
                                       &*options);
    if (!on_call.ok()) return on_call.status();
    on_call_ = std::move(*on_call);
    // Read when a message is sent, by when it is there.
    options->complete = [this, call = options->complete](const ReceiverSettings& receiver,
                                                         const MessageSubject& subject, AlertMessage* message) {
      call(receiver, subject, message);
      report_files_->Complete(receiver, subject, message);
    };
    if (options->receivers.empty()) return {};
    options->notices = notices_.get();
    options->jitter_seed = std::random_device()();
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
    clocks_ = std::make_shared<const ClockBook>(ClockBookOf(config_).value());  // checked when it was read
    report_texts_ = std::make_unique<ReportTexts>(folder_->store());
    report_readers_ = std::make_unique<ReaderPool>(ReaderPool::Options{.threads = 1, .queued_max = 16});
    reports_ = ReportPartsOf(config_, *models_);
    reports_.texts = report_texts_.get();
    cases_ = std::make_unique<CaseIntake>(engine_.get(), models_.get(), score.patterns, score.watchlist);
    // An edited watchlist says what an organisation is from then on.
    reports_.context.role_of = [cases = cases_.get()](std::string_view org) { return cases->watchlist()->RoleOf(org); };
    forget_ = std::make_unique<ForgetIntake>(engine_.get(), folder_->store(), &folder_->key(), score.patterns);
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
                                                            .cases = cases_.get(),
                                                            .sources = sources_.get(),
                                                            .on_call = on_call_->on_call(),
                                                            .watchlist_base = watchlist_base_,
                                                            .say = [this](std::string_view line) { Say(line); }});
    slow_readers_ = std::make_unique<ReaderPool>(ReaderPool::Options{.queued_max = 16, .retry_after_secs = 10});
    edits_ = std::make_unique<ReaderPool>(ReaderPool::Options{.threads = 1, .queued_max = 16});
    return {};
  }

  Status BuildWatch() {
    auto options = WatchOptionsOf(config_);
    if (!options.ok()) return options.status();
    options->log = [this](std::string_view line) { Say(line); };
    keeper_ = std::make_unique<WatchKeeper>(folder_->store(), notices_.get(), std::move(*options));
    drills_ = std::make_unique<Drills>(folder_->store(), notices_.get());
    watch_ = std::make_unique<WatchLoop>(WatchParts{.keeper = keeper_.get(),
                                                    .drills = drills_.get(),
                                                    .notifier = notifier_.get(),
                                                    .sources = sources_.get(),
                                                    .intake = intake_.get(),
                                                    .model = read_model_.get(),
                                                    .count_waiting_cases = [this] { return on_call_->waiting(); },
                                                    .data_dir = settings_.data_dir,
                                                    .say = [this](std::string_view line) { Say(line); }});
    return {};
  }

  size_t BatchPosts() const { return static_cast<size_t>(config_.Integer("engine.batch_posts")); }

  LiveEngineOptions EngineOptions() {
    LiveEngineOptions options;
    options.pipeline.async_commit = true;
    options.pipeline.keeps_reader_rows = true;
    options.pipeline.checkpoint_records = static_cast<uint64_t>(config_.Integer("storage.checkpoint_records"));
    options.pipeline.rejects_max = kLiveRejectRowsMax;
    options.pipeline.keeps_newest_rejects = true;
    options.pipeline.on_commit = [this](const CommitBatch& batch) {
      read_model_->OnCommit(batch);
      if (silences_) silences_->OnCommit(batch);
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
    if (watch_) watch_->NoteStore(status);
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
    const auto access = std::make_shared<const Access>(settings_.tokens);
    http.authorize = [access](const HttpRequest& request, const HttpRoute& route) {
      return access->Refusal(request, route);
    };
    std::vector<HttpRoute> routes = Routes();
    routes.push_back(MeRoute(access));
    server_ = std::make_unique<HttpServer>(std::move(http), std::move(routes));
    for (auto& source :
         {ReadModelMetrics(read_model_.get()), HttpMetrics(&server_->counts()), ReaderMetrics(readers_.get()),
          EventStreamMetrics(events_.get()), ReadinessMetrics(&readiness_, GROUNDSWELL_VERSION),
          IntakeMetrics(&intake_->counts()), LiveEngineMetrics(&engine_->counts()), SourceMetrics(sources_.get()),
          ReloadMetrics(reload_.get()), ChannelClockMetrics(intake_.get()), ProcessMetrics()})
      metrics_.Add(source);
    if (notifier_) metrics_.Add(NotifierMetrics(notifier_.get()));
    metrics_.Add(on_call_->Metrics());
    metrics_.Add(WatchMetrics(keeper_.get(), settings_.data_dir));
    if (silences_) metrics_.Add(SilenceMetrics(silences_.get()));
    GROUNDSWELL_TRY(server_->Start());
    const std::string host = settings_.listen.substr(0, settings_.listen.rfind(':'));
    Say(fmt::format("listening on http://{}:{}", host, server_->port()));
    return ListenForLinks();
  }

  std::vector<HttpRoute> LinkRoutes() {
    return on_call_->LinkRoutes(
        readers_.get(), [this](CaseAction action, CaseTold told) { cases_->Take(std::move(action), std::move(told)); },
        drills_.get());
  }

  // An address of its own for signed links, with nothing else on it.
  Status ListenForLinks() {
    if (settings_.links_listen.empty()) return {};
    HttpServerOptions http;
    http.listen = settings_.links_listen;
    http.body_bytes_max = kLinkBodyBytesMax;
    http.connections_max = kLinkConnectionsMax;
    if (settings_.tls_by_proxy) http.connections_per_peer_max = http.connections_max;
    links_server_ = std::make_unique<HttpServer>(std::move(http), LinkRoutes());
    GROUNDSWELL_TRY(links_server_->Start().Annotate("links.listen"));
    const std::string host = settings_.links_listen.substr(0, settings_.links_listen.rfind(':'));
    Say(fmt::format("signed links on http://{}:{}", host, links_server_->port()));
    return {};
  }

  std::vector<HttpRoute> Routes() {
    const std::string& page = config_.Text("serve.public_url");
    const size_t page_bytes = page.find_last_not_of('/') + 1;
    ApiContext context{.store = folder_->store(),
                       .model = read_model_.get(),
                       .notices = notices_.get(),
                       .readiness = &readiness_,
                       .version = GROUNDSWELL_VERSION,
                       .config_hash = [this] { return reload_->config_hash(); },
                       .write_sources = [this](JsonWriter* json) { WriteSourcesStatus(*intake_, *sources_, json); },
                       .write_reload = [this](JsonWriter* json) { WriteReload(reload_->report(), json); },
                       .clocks = clocks_,
                       .role_of = reports_.context.role_of,
                       .pane_secs = config_.Integer("engine.pane_secs"),
                       .public_url = page.substr(0, page_bytes)};
    context_ = context;
    reports_.context = context;
    report_files_ = std::make_unique<ReportFiles>(reports_, [this](std::string_view line) { Say(line); });
    std::vector<HttpRoute> routes =
        ReadRoutes(std::move(context), readers_.get(), &metrics_, events_.get(), slow_readers_.get());
    for (HttpRoute& route :
         WatchlistRoutes({.context = &context_,
         .book = book_.get(),
         .enforce = [this](const auto&entries) { return reload_->ChangeWatchlist(entries); },
         .clean = [patterns = BlockScorerOptionsOf(config_).patterns](
                      size_t bytes_max, std::string*text) { KeepStored(patterns.get(), bytes_max, text); },
         .keep_name = KeepName},
                         readers_.get(), slow_readers_.get(), edits_.get()))
      routes.push_back(std::move(route));
    for (HttpRoute& route : PageRoutes()) routes.push_back(std::move(route));
    for (HttpRoute& route : ReportRoutes(reports_, report_readers_.get())) routes.push_back(std::move(route));
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
    routes.push_back(on_call_->Route(readers_.get()));
    for (HttpRoute& route : LinkRoutes()) routes.push_back(std::move(route));
    for (HttpRoute& route : DrillRoutes(drills_.get(), readers_.get())) routes.push_back(std::move(route));
    routes.push_back(ForgetRoute(
        [this](AskedForgetting asked, ForgettingTold told) { forget_->Take(std::move(asked), std::move(told)); }));
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
    GROUNDSWELL_TRY(on_call_->Load());
    if (notifier_) notifier_->Start();
    if (notices_) {
      clock_keeper_ = std::make_unique<ClockKeeper>(
          folder_->store(), read_model_.get(), notices_.get(),
          ClockKeeperOptions{.book = clocks_, .warn_before_ms = ClockWarningsOf(config_).value()},
          [this](std::string_view line) { Say(line); });
      clock_keeper_->Start();
    }
    report_sender_ =
        std::make_unique<ReportSender>(reports_, notices_.get(), report_files_.get(), ReportSenderOptionsOf(config_),
                                       [this](std::string_view line) { Say(line); });
    if (notifier_) report_sender_->Start();
    engine_->Run();
    intake_->SetOpen(true);
    rules_->SetOpen(true);
    cases_->SetOpen(true);
    forget_->SetOpen(true);
    GROUNDSWELL_TRY(sources_->Start());
    on_call_->Start();
    watch_->Start();
    reload_->SetOpen(true);
    readiness_.Remove(kStarting);
    Say("ready");
    return {};
  }

  Status Drain() {
    Say("stopping: requests under way are answered, new ones refused");
    readiness_.Add(kDraining, "the engine is being stopped");
    reload_->SetOpen(false);
    intake_->SetOpen(false);
    rules_->SetOpen(false);
    cases_->SetOpen(false);
    forget_->SetOpen(false);
    events_->Close();
    watch_->Stop();
    sources_->StopReading();
    const std::chrono::seconds drain(settings_.drain_secs);
    on_call_->Stop();
    if (links_server_) links_server_->Drain(drain);
    const bool is_clean = server_->Drain(drain);
    if (!sources_->Stop(drain)) Say("some of what sources had given was not stored, and will be read again");
    if (clock_keeper_) clock_keeper_->Stop();
    pool_->Stop();
    const Status stopped = engine_->Stop();
    if (report_sender_) report_sender_->Stop();
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
  Config config_;  // with the watchlist in force
  const Console& console_;
  Interrupt interrupt_{Interrupt::Hangup::kReloads};
  std::mutex say_mutex_;
  ServeSettings settings_;
  Readiness readiness_;
  std::unique_ptr<Models> models_;
  std::unique_ptr<DataFolder> folder_;
  std::unique_ptr<CaseSilences> silences_;
  std::unique_ptr<Notices> notices_;
  std::unique_ptr<OnCallService> on_call_;     // completes the notifier's messages
  std::unique_ptr<ReportFiles> report_files_;  // likewise
  std::unique_ptr<WatchlistBook> book_;
  uint64_t watchlist_base_ = 0;
  ApiContext context_;
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
  std::shared_ptr<const ClockBook> clocks_;
  std::unique_ptr<ClockKeeper> clock_keeper_;
  std::unique_ptr<ForgetIntake> forget_;
  std::unique_ptr<Reload> reload_;
  std::unique_ptr<WatchKeeper> keeper_;
  std::unique_ptr<Drills> drills_;
  std::unique_ptr<WatchLoop> watch_;
  std::unique_ptr<ReaderPool> slow_readers_;  // exports and previews; end before what they read
  std::unique_ptr<ReaderPool> edits_;         // changes of the watchlist, one after the other
  std::unique_ptr<ReportTexts> report_texts_;
  std::unique_ptr<ReaderPool> report_readers_;
  ReportParts reports_;
  std::unique_ptr<ReportSender> report_sender_;
  std::unique_ptr<HttpServer> server_, links_server_;
};

}  // namespace

Status RunServe(const ServeOptions& options, const Config& config, const Console& console) {
  return Live(options, config, console).Run();
}

}  // namespace groundswell
