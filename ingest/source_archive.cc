#include "ingest/source_archive.h"

#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <chrono>
#include <fstream>
#include <utility>

#include "base/hash.h"

namespace groundswell {
namespace {

constexpr std::chrono::milliseconds kTryAgain(2000);
constexpr size_t kLinesATurn = 1024;
// Lines read past in a turn, on the way to where a restart goes on.
constexpr uint64_t kLinesSkippedATurn = 8192;
constexpr size_t kHeadBytes = 4096;
// A file that was written to within this time may still be written to.
constexpr int64_t kRestSecs = 2;

// What a file is: its size and a hash of its first bytes.
struct Identity {
  std::string text;  // empty where it cannot be read
  bool has_rested = false;
};

Identity IdentityOf(const std::string& path) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  const int64_t age_secs = int64_t{time(nullptr)} - found.st_mtim.tv_sec;
  return {std::to_string(found.st_size) + " " + std::to_string(Hash64(head)), age_secs < 0 || age_secs > kRestSecs};
}

// Gives up when it is asked to, so that nobody waits for the rest of an archive.
class AbandonableSource final : public ByteSource {
 public:
  AbandonableSource(std::unique_ptr<ByteSource> source, const std::atomic<bool>* is_abandoned)
      : source_(std::move(source)), is_abandoned_(is_abandoned) {}
  Result<size_t> Read(char* out, size_t size) override {
    if (*is_abandoned_) return IoError("reading was given up");
    return source_->Read(out, size);
  }

 private:
  const std::unique_ptr<ByteSource> source_;
  const std::atomic<bool>* const is_abandoned_;
};

}  // namespace

ArchiveSource::ArchiveSource(boost::asio::io_context* loop, SourceSink* sink, std::string path,
                             std::shared_ptr<const Mapping> mapping)
    : loop_(loop), sink_(sink), timer_(*loop), path_(std::move(path)), mapping_(std::move(mapping)) {}

ArchiveSource::~ArchiveSource() {
  *is_alive_ = false;
  is_abandoned_ = true;
}

void ArchiveSource::Start(std::string_view cursor) {
  started_at_ = cursor;
  Wait(std::chrono::milliseconds(0));
}

void ArchiveSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  OnRoom();
}

void ArchiveSource::OnRoom() {
  if (!is_scheduled_ && !is_reading_ && !is_over_) Wait(std::chrono::milliseconds(0));
}

void ArchiveSource::Stop() {
  is_stopped_ = true;
  is_abandoned_ = true;
  timer_.cancel();
}

void ArchiveSource::Wait(std::chrono::milliseconds time) {
  if (is_stopped_ || is_paused_) return;
  is_scheduled_ = true;
  timer_.expires_after(time);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // stopped, and perhaps gone
    is_scheduled_ = false;
    if (!is_stopped_ && !is_paused_ && sink_->has_room()) BeginTurn();
  });
}

void ArchiveSource::BeginTurn() {
  is_reading_ = true;
  boost::asio::post(thread_, [this] {
    boost::asio::post(*loop_, [this, is_alive = is_alive_, turn = ReadTurn()]() mutable {
      if (*is_alive) OnTurn(std::move(turn));
    });
  });
}

void ArchiveSource::OnTurn(Turn turn) {
  using Outcome = Turn::Outcome;
  is_reading_ = false;
  if (is_stopped_) return;
  if (turn.chunk) sink_->Give(std::move(*turn.chunk));
  switch (turn.outcome) {
    case Outcome::kMore:
      sink_->Tell(SourceState::kRunning, {});
      return Wait(std::chrono::milliseconds(0));
    case Outcome::kNotYet:
    case Outcome::kChanged:
      sink_->Tell(SourceState::kWaiting, turn.why);
      return Wait(kTryAgain);
    case Outcome::kDone:
    case Outcome::kFailed:
      is_over_ = true;
      sink_->Tell(turn.outcome == Outcome::kDone ? SourceState::kDone : SourceState::kFailed, turn.why);
  }
}

std::string ArchiveSource::Cursor(uint64_t lines, bool is_done) const {
  return identity_ + " " + std::to_string(lines) + (is_done ? " done" : "");
}

Status ArchiveSource::Open() {
  Identity identity = IdentityOf(path_);
  if (identity.text.empty()) return NotFound(path_ + ": there is no such file yet, or it may not be read");
  if (!identity.has_rested) return NotFound(path_ + ": is being written; it is read once it has rested for a moment");
  identity_ = std::move(identity.text);
  std::string_view rest = started_at_;
  if (rest.starts_with(identity_ + " ")) {
    rest.remove_prefix(identity_.size() + 1);
    is_known_ = rest.ends_with(" done");
    std::from_chars(rest.data(), rest.data() + rest.size(), skip_to_);
  }
  if (is_known_) return {};
  auto file = OpenInput(path_);
  if (!file.ok()) return file.status();
  file_ = std::make_unique<AbandonableSource>(std::move(*file), &is_abandoned_);
  if (mapping_) records_.emplace(file_.get(), mapping_.get());
  reader_.emplace(records_ ? static_cast<ByteSource*>(&*records_) : file_.get());
  return {};
}

ArchiveSource::Turn ArchiveSource::ReadTurn() {
  using Outcome = Turn::Outcome;
  if (!reader_) {
    if (Status opened = Open(); !opened.ok()) return {.outcome = Outcome::kNotYet, .why = std::move(opened)};
    if (is_known_) return {.outcome = Outcome::kDone};
  }
  Turn turn;
  const uint64_t at = reader_->progress().lines;
  const bool is_skipping = at < skip_to_;
  Result<bool> more = true;
  if (is_skipping) {
    const auto skipped = reader_->SkipTo(std::min(skip_to_, at + kLinesSkippedATurn));
    if (!skipped.ok()) more = skipped.status();
    if (skipped.ok() && skipped->lines == at) skip_to_ = at;  // it ends before
  } else {
    more = reader_->Next(kLinesATurn, &block_);
  }
  if (more.ok() && *more) {
    if (!is_skipping) turn.chunk = ChunkOfBlock();
    return turn;
  }
  // An end, or damage, may be that of a file that is still being written.
  if (IdentityOf(path_).text != identity_) {
    reader_.reset(), records_.reset(), file_.reset();
    started_at_.clear(), skip_to_ = 0;
    return {.outcome = Outcome::kChanged, .why = Corrupt(path_ + ": changed while it was read; it is read again")};
  }
  if (more.ok()) turn.chunk = ChunkOfBlock();
  turn.outcome = more.ok() ? Outcome::kDone : Outcome::kFailed;
  if (!more.ok()) turn.why = more.status();
  return turn;
}

// Line ends stand for the blank lines in between, so that a line keeps its number. Without a line it is the end.
SourceChunk ArchiveSource::ChunkOfBlock() const {
  SourceChunk chunk;
  chunk.lines_before = block_.lines.empty() ? block_.end.lines : block_.lines.front().number - 1;
  for (const Line& line : block_.lines) {
    chunk.bytes.append(line.number - 1 - chunk.lines_before - chunk.lines, '\n');
    chunk.bytes.append(block_.text(line)).push_back('\n');
    chunk.lines = line.number - chunk.lines_before;
  }
  chunk.cursor = Cursor(block_.end.lines, block_.lines.empty());
  return chunk;
}

}  // namespace groundswell
