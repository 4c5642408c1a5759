// The life of a running engine, from its settings to its drain.
#include "tools/serve.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "tools/config_clocks.h"
#include "tools/history.h"
#include "tools/serve_live.h"

namespace groundswell {
namespace {

// How soon a signal is noticed.
constexpr std::chrono::milliseconds kSignalPoll(50);
constexpr std::string_view kStarting = "start", kImporting = "import", kStore = "store", kDraining = "drain";

}  // namespace

Status Live::Run() {
  GROUNDSWELL_TRY(ReadSettings());
  GROUNDSWELL_TRY(OpenStore());
  GROUNDSWELL_TRY(AdoptWatchlist());
  GROUNDSWELL_TRY(BuildNotifier());
  readiness_.Add(kStarting, "the state is being rebuilt from the store");
  BuildParts();
  GROUNDSWELL_TRY(BuildSources());
  GROUNDSWELL_TRY(BuildWatch());
  BuildContext();
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

Status Live::ReadSettings() {
  auto settings = ServeSettingsOf(config_);
  if (!settings.ok()) return settings.status();
  settings_ = std::move(*settings);
  if (!options_.listen.empty()) settings_.listen = options_.listen;
  if (!options_.data_dir.empty()) settings_.data_dir = options_.data_dir;
  return CheckExposure(settings_);
}

Status Live::OpenStore() {
  auto models = LoadModels(config_);
  if (!models.ok()) return models.status();
  models_ = std::make_unique<Models>(std::move(*models));
  auto folder = DataFolder::OpenLive(settings_.data_dir, config_, {.durability = settings_.durability});
  if (!folder.ok()) return folder.status();
  folder_ = std::move(*folder);
  return {};
}

void Live::TellHealth(const Status& status) {
  if (watch_) watch_->NoteStore(status);
  if (status.ok()) {
    readiness_.Remove(kStore);
    return Say("the store takes writes again");
  }
  readiness_.Add(kStore, status.message());
  Say("the store failed, posts are refused until it takes writes again: " + status.message());
}

Status Live::Recover() {
  const auto start = std::chrono::steady_clock::now();
  GROUNDSWELL_TRY(engine_->Recover().Annotate(settings_.data_dir));
  Say(fmt::format("state rebuilt in {:.1f} s", SecondsSince(start)));
  return {};
}

Status Live::TakeHistory() {
  if (options_.imports.empty()) return {};
  readiness_.Add(kImporting, "history is being taken in");
  const Status taken =
      ImportHistory({options_.imports, options_.mapping}, config_, *models_, folder_.get(), engine_.get(), console_);
  if (!taken.ok() && !Interrupt::requested()) return taken;
  if (!taken.ok()) Say(taken.message());  // asked to stop: what was taken is kept, and the next start takes the rest
  readiness_.Remove(kImporting);
  return {};
}

Status Live::TakePosts() {
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

Status Live::Drain() {
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

void Live::Say(std::string_view words) {
  std::lock_guard lock(say_mutex_);
  *console_.err << words << std::endl;  // flushed: whoever started the engine waits for these lines
}

Status RunServe(const ServeOptions& options, const Config& config, const Console& console) {
  return Live(options, config, console).Run();
}

}  // namespace groundswell
