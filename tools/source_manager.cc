#include "tools/source_manager.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <random>
#include <utility>

#include "base/check.h"
#include "ingest/source_archive.h"
#include "ingest/source_file.h"
#include "ingest/source_imap.h"
#include "ingest/source_stream.h"
#include "ingest/source_tcp.h"

namespace groundswell {
namespace {

// How often it is looked whether all that was read is stored.
constexpr std::chrono::milliseconds kDrainPoll(5);
constexpr std::string_view kPausedMark = "source_paused/";
constexpr std::string_view kAcceptFeed =
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";

StreamOptions StreamOptionsOf(const SourceSettings& settings, ResolverPool* resolvers) {
  StreamOptions options;
  options.resolvers = resolvers;
  options.address = settings.stream;
  options.token = settings.token;
  options.ca_file = settings.ca_file;
  const bool is_poll = settings.kind == SourceKind::kPoll;
  options.whole_events = is_poll || (settings.kind == SourceKind::kSse && settings.mapping &&
                                     settings.mapping->input() == MappingInput::kSse);
  if (settings.mapping && settings.mapping->input() == MappingInput::kFeed) options.accept = kAcceptFeed;
  options.interval = settings.interval;
  options.cursor_key = settings.cursor_key;
  options.cursor_parameter = settings.cursor_parameter;
  options.idle = settings.idle;
  options.jitter_seed = std::random_device()();
  return options;
}

ImapSourceOptions ImapOptionsOf(const SourceSettings& settings) {
  ImapSourceOptions options;
  options.session = {.address = settings.stream,
                     .user = settings.user,
                     .password = settings.token,
                     .folder = settings.folder,
                     .ca_file = settings.ca_file,
                     .idle = settings.idle};
  options.interval = settings.interval;
  options.jitter_seed = std::random_device()();
  return options;
}

SourceReport ReportOf(const NamedFeed& feed) {
  SourceReport report;
  report.name = feed.name;
  report.kind = SourceKindName(SourceKind::kWebhook);
  if (feed.score->mapping) report.mapping = feed.score->mapping->name();
  report.state = feed.is_paused ? SourceState::kPaused : SourceState::kRunning;
  report.counts = feed.counts;
  report.quiet_after_secs = feed.quiet_after_secs;
  report.clock_errors = feed.clocks->Errors();
  return report;
}

}  // namespace

SourceManager::SourceManager(SourceManagerParts parts, const std::vector<SourceSettings>& sources)
    : parts_(std::move(parts)), reap_timer_(loop_) {
  for (const SourceSettings& settings : sources) {
    if (settings.kind == SourceKind::kWebhook)
      webhooks_.push_back(settings);
    else
      running_.push_back(MakeRunning(settings, std::make_shared<SourceCounts>()));
  }
}

SourceManager::~SourceManager() { Stop(std::chrono::milliseconds(0)); }

SourceManager::Running SourceManager::MakeRunning(const SourceSettings& settings,
                                                  std::shared_ptr<SourceCounts> counts) {
  Running running;
  running.lane = std::make_shared<SourceLane>(&loop_, settings, parts_.score, parts_.pool, parts_.engine, parts_.say,
                                              std::move(counts));
  running.source = MakeSource(settings, running.lane.get());
  running.lane->Attach(running.source.get());
  return running;
}

std::unique_ptr<Source> SourceManager::MakeSource(const SourceSettings& settings, SourceLane* lane) {
  switch (settings.kind) {
    case SourceKind::kFile:
      return std::make_unique<FileSource>(&loop_, lane, settings.path);
    case SourceKind::kArchive:
      return std::make_unique<ArchiveSource>(&loop_, lane, settings.path, settings.mapping);
    case SourceKind::kTcp:
      return std::make_unique<TcpSource>(&loop_, lane,
                                         TcpSourceOptions{.address = settings.address,
                                                          .connections_max = settings.connections_max,
                                                          .acknowledges = settings.acknowledges});
    case SourceKind::kSse:
      return std::make_unique<StreamSource>(&loop_, lane, StreamOptionsOf(settings, &resolvers_), MakeSseConnection);
    case SourceKind::kWebSocket:
      return std::make_unique<StreamSource>(&loop_, lane, StreamOptionsOf(settings, &resolvers_),
                                            MakeWebSocketConnection);
    case SourceKind::kPoll:
      return std::make_unique<StreamSource>(&loop_, lane, StreamOptionsOf(settings, &resolvers_), MakePollConnection);
    case SourceKind::kImap:
      return std::make_unique<ImapSource>(&loop_, lane, ImapOptionsOf(settings));
    case SourceKind::kWebhook:
      break;
  }
  CHECK(false && "a webhook has no source of its own");
  return nullptr;
}

Result<bool> SourceManager::WasPaused(const std::string& name) const {
  auto mark = parts_.store->ReadMark(std::string(kPausedMark) + name);
  if (!mark.ok()) return mark.status();
  return *mark && !(*mark)->empty();
}

// Where it stood, and whether it was paused.
Status SourceManager::Begin(SourceLane* lane, Source* source) {
  const std::string& name = lane->settings().name;
  const auto paused = WasPaused(name);
  if (!paused.ok()) return paused.status();
  auto stored = parts_.store->ReadCursor(name);
  if (!stored.ok()) return stored.status();
  if (*paused) lane->SetPaused(true);
  // A place in something else is none here.
  const std::string mark = PlaceMark(lane->settings());
  const bool is_of_it = *stored && (*stored)->starts_with(mark);
  if (*stored && !is_of_it) parts_.say("source " + name + ": reads from elsewhere than before, and begins anew there");
  std::string cursor = is_of_it ? (*stored)->substr(mark.size()) : std::string();
  lane->SetCursor(cursor);
  boost::asio::post(loop_, [source, cursor = std::move(cursor)] { source->Start(cursor); });
  return {};
}

Status SourceManager::BeginFeeds() {
  for (const auto& feed : parts_.feeds->Configured()) {
    const auto paused = WasPaused(feed->name);
    if (!paused.ok()) return paused.status();
    feed->is_paused = *paused;
  }
  return {};
}

Status SourceManager::Start() {
  GROUNDSWELL_TRY(BeginFeeds());
  for (const Running& running : running_) GROUNDSWELL_TRY(Begin(running.lane.get(), running.source.get()));
  work_.emplace(loop_.get_executor());
  has_loop_ = true;
  thread_ = std::thread([this] { loop_.run(); });
  return {};
}

bool SourceManager::AllEmpty() const {
  return std::all_of(running_.begin(), running_.end(), [](const Running& each) { return each.lane->is_empty(); });
}

void SourceManager::StopReading() {
  boost::asio::post(loop_, [this] {
    if (is_stopping_.exchange(true)) return;
    reap_timer_.cancel();
    for (const Running& running : running_)
      if (!running.is_stopping) running.source->Stop();
  });
}

bool SourceManager::Stop(std::chrono::milliseconds time_max) {
  if (!thread_.joinable()) return true;
  StopReading();
  const auto until = std::chrono::steady_clock::now() + time_max;
  bool is_clean = false;
  while (true) {
    std::promise<bool> answer;
    boost::asio::post(loop_, [this, &answer] { answer.set_value(AllEmpty()); });
    is_clean = answer.get_future().get();
    if (is_clean || std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(kDrainPoll);
  }
  has_loop_ = false;
  boost::asio::post(loop_, [this] {
    for (const Running& running : running_) running.lane->Abandon();
    work_.reset();
    loop_.stop();
  });
  thread_.join();
  return is_clean;
}

std::vector<SourceReport> SourceManager::Reports() const {
  std::vector<SourceReport> reports;
  {
    std::lock_guard lock(mutex_);
    for (const Running& running : running_) reports.push_back(running.lane->Report());
  }
  for (const auto& feed : parts_.feeds->Configured()) reports.push_back(ReportOf(*feed));
  std::sort(reports.begin(), reports.end(),
            [](const SourceReport& a, const SourceReport& b) { return a.name < b.name; });
  return reports;
}

std::optional<SourceReport> SourceManager::ChangePaused(const std::string& name, bool is_paused) {
  std::optional<SourceReport> report;
  for (const Running& running : running_) {
    if (running.lane->settings().name != name) continue;
    running.lane->SetPaused(is_paused);
    report = running.lane->Report();
  }
  for (const auto& feed : parts_.feeds->Configured()) {
    if (feed->name != name) continue;
    feed->is_paused = is_paused;
    report = ReportOf(*feed);
  }
  if (!report) return report;
  const Status kept = parts_.store->PutMark(std::string(kPausedMark) + name, is_paused ? "1" : "");
  if (!kept.ok()) parts_.say("source " + name + ": a restart will not know that it was changed: " + kept.message());
  return report;
}

bool SourceManager::SetPaused(const std::string& name, bool is_paused, Done done) {
  if (!has_loop_) return false;
  auto change = [this, name, is_paused, done = std::move(done)] { done(ChangePaused(name, is_paused)); };
  boost::asio::post(loop_, std::move(change));
  return true;
}

}  // namespace groundswell
