#include "ingest/source_stream.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace groundswell {

using boost::system::error_code;
namespace ssl = boost::asio::ssl;

namespace {

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// No id of an event and no value that goes into an address holds a line end.
constexpr char kHeardMark = '\n';
// A stream that says it has no more may have been a proxy that erred.
constexpr std::chrono::hours kAskAgain(1);

}  // namespace

StreamSource::StreamSource(boost::asio::io_context* loop, SourceSink* sink, StreamOptions options, MakeConnection make)
    : loop_(loop),
      sink_(sink),
      options_(std::move(options)),
      make_(std::move(make)),
      timer_(*loop),
      random_(options_.jitter_seed) {}

StreamSource::~StreamSource() { Close(); }

void StreamSource::Start(std::string_view cursor) {
  int64_t heard_ms = 0;
  if (is_stream() && cursor.starts_with(kHeardMark))
    std::from_chars(cursor.data() + 1, cursor.data() + cursor.size(), heard_ms);
  else
    cursor_ = cursor;
  gaps_.Begin(cursor_, heard_ms);
  Connect();
}

void StreamSource::Connect() {
  if (is_stopped_ || is_paused_ || connection_) return;
  if (!sink_->has_room()) return ConnectAfter(options_.pause_min);
  ssl::context tls(ssl::context::tls_client);
  error_code error;
  tls.set_verify_mode(ssl::verify_peer, error);
  if (options_.ca_file.empty())
    tls.set_default_verify_paths(error);
  else
    tls.load_verify_file(options_.ca_file, error);
  if (error)
    return OnEnd(IoError("certificates of " + options_.ca_file + " cannot be read: " + error.message()), false);
  connection_ = make_(loop_, this, options_, std::move(tls));
  connection_->Open(cursor_);
}

void StreamSource::Close() {
  timer_.cancel();
  if (connection_) connection_->LetGo();
  if (connection_) gaps_.OnBreak();
  connection_.reset();
}

void StreamSource::OnOpen() {
  is_open_ = true;
  opened_at_ = std::chrono::steady_clock::now();
  gaps_.OnOpen(WallMs());
  sink_->Tell(SourceState::kRunning, {});
}

void StreamSource::OnRecords(std::string bytes, uint64_t lines, std::string cursor, std::string_view first_cursor) {
  const int64_t now_ms = WallMs();
  if (is_stream())
    if (const auto gap = gaps_.OnRecords(first_cursor.empty() ? cursor : first_cursor, cursor, lines, now_ms))
      sink_->TellGap(*gap);
  if (!cursor.empty()) cursor_ = std::move(cursor);
  if (lines == 0) return;
  failures_ = 0;
  // A document has lines of its own, and stays apart from the one before.
  const uint64_t before = is_stream() ? given_lines_ : 0;
  given_lines_ += lines;
  sink_->Give({.bytes = std::move(bytes),
               .cursor = is_stream() && cursor_.empty() ? kHeardMark + std::to_string(now_ms) : cursor_,
               .lines = lines,
               .lines_before = before,
               .is_framed = !options_.whole_events});
}

void StreamSource::OnEnd(const Status& why, bool is_final) {
  connection_.reset();
  gaps_.OnBreak();
  // One that was open for long has not failed to open, however quiet it was.
  if (std::exchange(is_open_, false) && std::chrono::steady_clock::now() - opened_at_ > options_.pause_max)
    failures_ = 0;
  if (is_final) {
    sink_->Tell(SourceState::kDone, {});
    return ConnectAfter(kAskAgain);
  }
  if (why.ok()) {
    failures_ = 0;
    return ConnectAfter(options_.interval + Jitter(options_.interval / 5));
  }
  sink_->Tell(SourceState::kWaiting, why);
  // What works is asked for at intervals; what does not, no sooner.
  const std::chrono::milliseconds least = std::max(
      {options_.pause_min, retry_, std::exchange(retry_once_, {}), std::min(options_.interval, options_.pause_max)});
  std::chrono::milliseconds pause = least * (int64_t{1} << std::min(failures_++, 16));
  pause = std::min(pause, std::max({options_.pause_max, options_.interval, least}));
  ConnectAfter(pause + Jitter(pause));
}

// Up to half of `pause`: many clients that lost the same server must not come back together.
std::chrono::milliseconds StreamSource::Jitter(std::chrono::milliseconds pause) {
  return std::chrono::milliseconds(random_() % static_cast<uint64_t>(pause.count() / 2 + 1));
}

void StreamSource::ConnectAfter(std::chrono::milliseconds pause) {
  if (is_stopped_) return;
  timer_.expires_after(pause);
  timer_.async_wait([this](const error_code& error) {
    if (!error) Connect();
  });
}

void StreamSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  if (is_paused)
    Close();
  else
    Connect();
}

void StreamSource::OnRoom() {
  if (connection_ && !is_paused_) connection_->Read();
}

void StreamSource::Stop() {
  is_stopped_ = true;
  Close();
}

}  // namespace groundswell
