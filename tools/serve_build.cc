// The parts of a running engine, made and wired.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "ingest/limits.h"
#include "tools/act_text.h"
#include "tools/config_clocks.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/config_receivers.h"
#include "tools/config_sources.h"
#include "tools/config_watch.h"
#include "tools/config_watchlist.h"
#include "tools/live_metrics.h"
#include "tools/serve_live.h"
#include "tools/settings_text.h"
#include "tools/source_routes.h"

namespace groundswell {
namespace {

size_t ReadingThreads(const ServeOptions& options, const Config& config) {
  if (options.threads > 0) return options.threads;
  const auto configured = static_cast<size_t>(config.Integer("engine.threads"));
  // One core is the engine's.
  return configured > 0 ? configured : std::max(2u, std::thread::hardware_concurrency()) - 1;
}

}  // namespace

Status Live::AdoptWatchlist() {
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

Status Live::BuildNotifier() {
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
  options->complete = [this, call = options->complete](const ReceiverSettings& receiver, const MessageSubject& subject,
                                                       AlertMessage* message) {
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

void Live::BuildParts() {
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

Status Live::BuildSources() {
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

Status Live::BuildWatch() {
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

void Live::BuildContext() {
  const std::string& page = config_.Text("serve.public_url");
  const size_t page_bytes = page.find_last_not_of('/') + 1;
  context_ = {.store = folder_->store(),
              .model = read_model_.get(),
              .notices = notices_.get(),
              .readiness = &readiness_,
              .version = GROUNDSWELL_VERSION,
              .config_hash = [this] { return reload_->config_hash(); },
              .write_sources = [this](JsonWriter* json) { WriteSourcesStatus(*intake_, *sources_, json); },
              .write_reload = [this](JsonWriter* json) { WriteReload(reload_->report(), json); },
              .clocks = clocks_,
              .role_of = reports_.context.role_of,
              .zone = reports_.zone,
              .zone_name = NotifyZoneText(config_),
              .pane_secs = config_.Integer("engine.pane_secs"),
              .public_url = page.substr(0, page_bytes)};
  reports_.context = context_;
  report_files_ = std::make_unique<ReportFiles>(reports_, [this](std::string_view line) { Say(line); });
}

size_t Live::BatchPosts() const { return static_cast<size_t>(config_.Integer("engine.batch_posts")); }

LiveEngineOptions Live::EngineOptions() {
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

}  // namespace groundswell
