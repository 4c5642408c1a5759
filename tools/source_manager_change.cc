// Another configuration while sources run: which start, stop and change, and what takes the place of what has stopped.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <set>
#include <utility>

#include "tools/source_manager.h"

namespace groundswell {
namespace {

// How often it is looked whether all that a stopped source read is stored.
constexpr std::chrono::milliseconds kStoppedPoll(5);

const SourceSettings* FindSource(const std::vector<SourceSettings>& sources, const std::string& name) {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const auto& each) { return each.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

// A mapping was read again, perhaps from a file that has changed: it is the same where its bytes are.
bool IsSame(const SourceSettings& now, SourceSettings next) {
  if (now.mapping && next.mapping && now.mapping->checksum() == next.mapping->checksum()) next.mapping = now.mapping;
  return now == next;
}

}  // namespace

std::optional<SourceChanges> SourceManager::Become(WantedSources wanted) {
  if (!has_loop_) return std::nullopt;
  std::promise<SourceChanges> answer;
  boost::asio::post(loop_, [&] { answer.set_value(Change(std::move(wanted))); });
  return answer.get_future().get();
}

bool SourceManager::SetScore(const BlockScorerOptions& score) {
  if (!has_loop_) return false;
  std::promise<void> done;
  boost::asio::post(loop_, [&] {
    parts_.score = score;
    parts_.feeds->SetScore(score);
    for (const Running& running : running_) running.lane->SetScore(score);
    done.set_value();
  });
  done.get_future().wait();
  return true;
}

SourceChanges SourceManager::Change(WantedSources wanted) {
  SourceChanges changes;
  if (wanted.score) parts_.score = *wanted.score;
  parts_.feeds->Become(*wanted.feeds);
  ChangeWebhooks(wanted.sources, &changes);
  std::set<std::string> known;
  for (Running& running : running_) {
    known.insert(running.lane->settings().name);
    if (wanted.score) running.lane->SetScore(*wanted.score);
    ChangeRunning(&running, wanted.sources, &changes);
  }
  for (const SourceSettings& settings : wanted.sources) {
    if (settings.kind == SourceKind::kWebhook || known.contains(settings.name)) continue;
    changes.started.push_back(settings.name);
    Running running = MakeRunning(settings, std::make_shared<SourceCounts>());
    BeginLater(running);
    std::lock_guard lock(mutex_);
    running_.push_back(std::move(running));
  }
  ReapStopped();
  return changes;
}

void SourceManager::ChangeRunning(Running* running, const std::vector<SourceSettings>& wanted, SourceChanges* changes) {
  const SourceSettings& now = running->lane->settings();
  const SourceSettings* next = FindSource(wanted, now.name);
  if (next != nullptr && next->kind == SourceKind::kWebhook) next = nullptr;
  running->next.reset();
  if (next != nullptr && !running->is_stopping && IsSame(now, *next)) {
    ++changes->untouched;
    return;
  }
  if (next != nullptr) running->next = *next;
  (next == nullptr ? changes->stopped : changes->changed).push_back(now.name);
  if (std::exchange(running->is_stopping, true)) return;
  running->source->Stop();
}

void SourceManager::ChangeWebhooks(const std::vector<SourceSettings>& wanted, SourceChanges* changes) {
  std::vector<SourceSettings> webhooks;
  for (const SourceSettings& next : wanted) {
    if (next.kind != SourceKind::kWebhook) continue;
    webhooks.push_back(next);
    const SourceSettings* before = FindSource(webhooks_, next.name);
    if (before == nullptr)
      changes->started.push_back(next.name);
    else if (IsSame(*before, next))
      ++changes->untouched;
    else
      changes->changed.push_back(next.name);
  }
  for (const SourceSettings& before : webhooks_)
    if (FindSource(webhooks, before.name) == nullptr) changes->stopped.push_back(before.name);
  webhooks_ = std::move(webhooks);
  const Status begun = BeginFeeds();
  if (!begun.ok()) parts_.say("which webhooks were paused cannot be read: " + begun.message());
}

// A source that comes while others run: what is wrong is its own.
void SourceManager::BeginLater(const Running& running) {
  if (const Status begun = Begin(running.lane.get(), running.source.get()); !begun.ok())
    running.lane->Tell(SourceState::kFailed, begun);
}

// What has stopped and is stored is forgotten, and what takes its place is started; again while there is more to come.
// Never in the turn in which a source was stopped: the loop may still hold something it had begun.
void SourceManager::ReapStopped() {
  reap_timer_.expires_after(kStoppedPoll);
  reap_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || is_stopping_) return;
    ReplaceStopped();
    if (std::any_of(running_.begin(), running_.end(), [](const Running& each) { return each.is_stopping; }))
      ReapStopped();
  });
}

// A source that is started again is listed all the while.
void SourceManager::ReplaceStopped() {
  std::vector<Running> stopped;
  std::lock_guard lock(mutex_);
  for (Running& running : running_) {
    if (!running.is_stopping || !running.lane->is_empty() || !running.source->HasEnded()) continue;
    running.lane->Attach(nullptr);
    parts_.say("source " + running.lane->settings().name + ": stopped, all it read is stored");
    Running next;
    if (running.next) next = MakeRunning(*running.next, running.lane->counts());
    if (running.next) BeginLater(next);
    stopped.push_back(std::exchange(running, std::move(next)));
  }
  std::erase_if(running_, [](const Running& each) { return each.lane == nullptr; });
}

}  // namespace groundswell
