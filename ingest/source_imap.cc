#include "ingest/source_imap.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <random>

#include "ingest/mapping_email.h"

namespace groundswell {
namespace {

// Messages asked for at once; each has at most kMessageBytesMax.
constexpr size_t kMessagesABatch = 8;
// Numbers listed in one visit; the next begins where they end.
constexpr size_t kListedMax = 10'000;
// Visits in which one message may be refused.
constexpr int kRefusalsMax = 4;

struct Place {
  uint32_t uid_validity = 0, uid = 0;

  static Place Parse(std::string_view cursor) {
    Place place;
    const size_t blank = std::min(cursor.find(' '), cursor.size());
    std::from_chars(cursor.data(), cursor.data() + blank, place.uid_validity);
    if (blank < cursor.size()) std::from_chars(cursor.data() + blank + 1, cursor.data() + cursor.size(), place.uid);
    return place;
  }
  std::string Text() const { return std::to_string(uid_validity) + " " + std::to_string(uid); }
};

// As a mailbox on disk has it, whose lines end in a line feed alone.
std::string WithPlainLineEnds(std::string_view message) {
  std::string plain;
  plain.reserve(message.size());
  for (size_t i = 0; i < message.size(); ++i)
    if (message[i] != '\r' || i + 1 == message.size() || message[i + 1] != '\n') plain += message[i];
  return plain;
}

}  // namespace

// What the loop and the thread share. Functions named On… and Grant run on the loop, the rest on the thread.
class ImapSource::Visitor : public std::enable_shared_from_this<Visitor> {
 public:
  Visitor(boost::asio::io_context* loop, SourceSink* sink, ImapSourceOptions options)
      : loop_(loop), sink_(sink), options_(std::move(options)), random_(options_.jitter_seed) {}

  void Run(std::string_view cursor);
  bool has_ended() const { return has_ended_; }

  void OnPaused(bool is_paused) {
    {
      std::lock_guard lock(mutex_);
      is_paused_ = is_paused;
      if (!is_stopped_) is_interrupted_ = is_paused;
    }
    changed_.notify_all();
    Grant();
  }
  void OnStop() {
    {
      std::lock_guard lock(mutex_);
      is_stopped_ = true;
      is_interrupted_ = true;
    }
    changed_.notify_all();
  }
  void Grant() {
    if (!sink_->has_room()) return;
    {
      std::lock_guard lock(mutex_);
      is_granted_ = is_granted_ || wants_room_;
      wants_room_ = false;
    }
    changed_.notify_all();
  }

 private:
  using Clock = std::chrono::steady_clock;

  Status Visit();
  Status ReadNew(ImapSession* session);
  Status FetchAndGive(ImapSession* session, std::span<const uint32_t> uids);
  void Give(const std::vector<ImapMessage>& messages, uint32_t last_uid);
  bool WaitUntil(Clock::time_point until);
  bool WaitForRoom();
  std::chrono::milliseconds PauseAfter(const Status& visit);
  void Tell(SourceState state, const Status& why);
  template <typename Do>
  void OnLoop(Do action);

  boost::asio::io_context* const loop_;
  SourceSink* const sink_;  // used on the loop alone, and not once it is stopped
  const ImapSourceOptions options_;
  std::mt19937_64 random_;
  Place place_;
  uint64_t given_messages_ = 0;
  uint32_t refused_uid_ = 0;
  int failures_ = 0, refusals_ = 0;
  std::chrono::steady_clock::time_point refused_since_;
  bool has_more_ = false;

  std::atomic<bool> is_interrupted_{false};  // the visit under way is to end
  std::atomic<bool> has_ended_{false};       // the thread does nothing more
  std::mutex mutex_;                         // guards what follows
  std::condition_variable changed_;
  bool is_paused_ = false, is_stopped_ = false, wants_room_ = false, is_granted_ = false;
};

template <typename Do>
void ImapSource::Visitor::OnLoop(Do action) {
  boost::asio::post(*loop_, [self = shared_from_this(), action = std::move(action)]() mutable {
    {
      std::lock_guard lock(self->mutex_);
      if (self->is_stopped_) return;
    }
    action(self.get());
  });
}

void ImapSource::Visitor::Tell(SourceState state, const Status& why) {
  OnLoop([state, why](Visitor* self) { self->sink_->Tell(state, why); });
}

void ImapSource::Visitor::Run(std::string_view cursor) {
  place_ = Place::Parse(cursor);
  auto next = Clock::now();
  while (WaitUntil(next)) {
    const Status visit = Visit();
    // A pause is no failure of the mailbox.
    if (is_interrupted_) continue;
    if (!visit.ok()) Tell(SourceState::kWaiting, visit.Annotate(options_.session.address.host));
    next = Clock::now() + PauseAfter(visit);
  }
  has_ended_ = true;
}

// False when it was stopped. While it is paused it waits on.
bool ImapSource::Visitor::WaitUntil(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  while (!is_stopped_ && (is_paused_ || Clock::now() < until)) {
    if (is_paused_)
      changed_.wait(lock);
    else
      changed_.wait_until(lock, until);
  }
  return !is_stopped_;
}

// False when it was stopped or paused.
bool ImapSource::Visitor::WaitForRoom() {
  {
    std::lock_guard lock(mutex_);
    wants_room_ = true;
    is_granted_ = false;
  }
  OnLoop([](Visitor* self) { self->Grant(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_granted_ || is_stopped_ || is_paused_; });
  return is_granted_ && !is_stopped_ && !is_paused_;
}

std::chrono::milliseconds ImapSource::Visitor::PauseAfter(const Status& visit) {
  const auto jitter = [&](std::chrono::milliseconds pause) {
    return std::chrono::milliseconds(random_() % static_cast<uint64_t>(pause.count() / 2 + 1));
  };
  if (visit.ok()) {
    failures_ = 0;
    if (has_more_) return std::chrono::milliseconds(0);
    return options_.interval + jitter(options_.interval / 5);
  }
  if (visit.code() == Code::kInvalid) return options_.login_pause + jitter(options_.login_pause);
  const auto pause = std::min(options_.pause_min * (int64_t{1} << std::min(failures_++, 16)), options_.pause_max);
  return pause + jitter(pause);
}

Status ImapSource::Visitor::Visit() {
  has_more_ = false;
  ImapSession session(options_.session, &is_interrupted_);
  GROUNDSWELL_TRY(session.Open());
  const auto folder = session.Examine();
  if (!folder.ok()) return folder.status();
  Tell(SourceState::kRunning, {});
  if (place_.uid_validity != 0 && place_.uid_validity != folder->uid_validity)
    Tell(SourceState::kRunning,
         Conflict("folder " + options_.session.folder + " was made anew (UIDVALIDITY " +
                  std::to_string(place_.uid_validity) + " is now " + std::to_string(folder->uid_validity) +
                  "): it is read from its beginning, and known messages are duplicates"));
  if (place_.uid_validity != folder->uid_validity) place_ = {folder->uid_validity, 0};
  const bool has_new = folder->uid_next == 0 || folder->uid_next > uint64_t{place_.uid} + 1;
  return has_new && place_.uid < UINT32_MAX ? ReadNew(&session) : Status();
}

Status ImapSource::Visitor::ReadNew(ImapSession* session) {
  const auto uids = session->List(place_.uid + 1, kListedMax);
  if (!uids.ok()) return uids.status();
  for (size_t at = 0; at < uids->size(); at += kMessagesABatch) {
    const auto batch = std::span(*uids).subspan(at, std::min(kMessagesABatch, uids->size() - at));
    if (!WaitForRoom()) return IoError("stopped");
    GROUNDSWELL_TRY(FetchAndGive(session, batch));
    failures_ = 0;
  }
  has_more_ = uids->size() == kListedMax;
  return {};
}

// Where a server refuses a batch for one message in it, each is asked for by itself. Only what it refuses again and
// again is passed over: it may be short of something for a while.
Status ImapSource::Visitor::FetchAndGive(ImapSession* session, std::span<const uint32_t> uids) {
  auto messages = session->Fetch(uids);
  if (messages.ok()) {
    Give(*messages, uids.back());
    return {};
  }
  if (messages.status().code() != Code::kNotFound) return messages.status();
  for (const uint32_t uid : uids) {
    if (uids.size() > 1) {
      GROUNDSWELL_TRY(FetchAndGive(session, std::span(&uid, 1)));
      continue;
    }
    const auto now = std::chrono::steady_clock::now();
    if (uid != refused_uid_) refusals_ = 0, refused_since_ = now;
    refused_uid_ = uid;
    if (++refusals_ < kRefusalsMax || now - refused_since_ < options_.refused_max)
      return IoError(messages.status().message());
    Tell(SourceState::kRunning, messages.status().Annotate("message " + std::to_string(uid) + " is passed over"));
    Give({}, uid);
  }
  return {};
}

void ImapSource::Visitor::Give(const std::vector<ImapMessage>& messages, uint32_t last_uid) {
  place_.uid = last_uid;
  SourceChunk chunk;
  for (const ImapMessage& message : messages) {
    EmailToJson(WithPlainLineEnds(message.bytes), &chunk.bytes);
    chunk.bytes += '\n';
  }
  chunk.cursor = place_.Text();
  chunk.lines = messages.size();
  chunk.lines_before = given_messages_;
  given_messages_ += chunk.lines;
  OnLoop([chunk = std::move(chunk)](Visitor* self) mutable { self->sink_->Give(std::move(chunk)); });
}

ImapSource::ImapSource(boost::asio::io_context* loop, SourceSink* sink, ImapSourceOptions options)
    : visitor_(std::make_shared<Visitor>(loop, sink, std::move(options))) {}

ImapSource::~ImapSource() {
  visitor_->OnStop();
  if (thread_.joinable()) thread_.join();
}

void ImapSource::Start(std::string_view cursor) {
  thread_ = std::thread([visitor = visitor_, cursor = std::string(cursor)] { visitor->Run(cursor); });
}

void ImapSource::SetPaused(bool is_paused) { visitor_->OnPaused(is_paused); }
void ImapSource::OnRoom() { visitor_->Grant(); }
void ImapSource::Stop() { visitor_->OnStop(); }
bool ImapSource::HasEnded() const { return !thread_.joinable() || visitor_->has_ended(); }

}  // namespace groundswell
