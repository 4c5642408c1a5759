#include "ingest/source_archive.h"

#include <sys/stat.h>

#include <algorithm>
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

// The file's size and a hash of its first bytes; empty where it cannot be read.
std::string IdentityOf(const std::string& path) {
  struct stat found;
  std::ifstream file(path, std::ios::binary);
  if (!file || stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  return std::to_string(found.st_size) + " " + std::to_string(Hash64(head));
}

}  // namespace

ArchiveSource::ArchiveSource(boost::asio::io_context* loop, SourceSink* sink, std::string path,
                             std::shared_ptr<const Mapping> mapping)
    : sink_(sink), timer_(*loop), path_(std::move(path)), mapping_(std::move(mapping)) {}

void ArchiveSource::Start(std::string_view cursor) {
  started_at_ = cursor;
  Wait(std::chrono::milliseconds(0));
}

void ArchiveSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  OnRoom();
}

void ArchiveSource::OnRoom() {
  if (!is_scheduled_ && !is_paused_ && !is_stopped_ && !is_over_) Wait(std::chrono::milliseconds(0));
}

void ArchiveSource::Stop() {
  is_stopped_ = true;
  timer_.cancel();
}

void ArchiveSource::Wait(std::chrono::milliseconds time) {
  is_scheduled_ = true;
  timer_.expires_after(time);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // stopped, and perhaps gone
    is_scheduled_ = false;
    if (!is_stopped_ && !is_paused_ && sink_->has_room()) ReadTurn();
  });
}

std::string ArchiveSource::Cursor(uint64_t lines, bool is_done) const {
  return identity_ + " " + std::to_string(lines) + (is_done ? " done" : "");
}

Status ArchiveSource::Open() {
  identity_ = IdentityOf(path_);
  if (identity_.empty()) return NotFound(path_ + ": there is no such file yet, or it may not be read");
  std::string_view rest = started_at_;
  if (rest.starts_with(identity_ + " ")) {
    rest.remove_prefix(identity_.size() + 1);
    is_over_ = rest.ends_with(" done");
    std::from_chars(rest.data(), rest.data() + rest.size(), skip_to_);
  }
  if (is_over_) return {};
  auto file = OpenInput(path_);
  if (!file.ok()) return file.status();
  file_ = std::move(*file);
  if (mapping_) records_.emplace(file_.get(), mapping_.get());
  reader_.emplace(records_ ? static_cast<ByteSource*>(&*records_) : file_.get());
  return {};
}

void ArchiveSource::ReadTurn() {
  if (!reader_) {
    const Status opened = Open();
    if (!opened.ok()) {
      sink_->Tell(SourceState::kWaiting, opened);
      return Wait(kTryAgain);
    }
    if (is_over_) return sink_->Tell(SourceState::kDone, {});
  }
  sink_->Tell(SourceState::kRunning, {});
  const uint64_t at = reader_->progress().lines;
  Result<bool> more = true;
  if (at < skip_to_) {
    const auto skipped = reader_->SkipTo(std::min(skip_to_, at + kLinesSkippedATurn));
    if (!skipped.ok()) more = skipped.status();
    if (skipped.ok() && skipped->lines == at) skip_to_ = at;  // it ends before
  } else {
    more = reader_->Next(kLinesATurn, &block_);
    if (more.ok()) GiveBlock();
  }
  if (more.ok() && *more) return Wait(std::chrono::milliseconds(0));
  is_over_ = true;
  sink_->Tell(more.ok() ? SourceState::kDone : SourceState::kFailed, more.ok() ? Status() : more.status());
}

// Line ends stand for the blank lines in between, so that a line keeps its number.
void ArchiveSource::GiveBlock() {
  SourceChunk chunk;
  chunk.lines_before = block_.lines.empty() ? block_.end.lines : block_.lines.front().number - 1;
  for (const Line& line : block_.lines) {
    chunk.bytes.append(line.number - 1 - chunk.lines_before - chunk.lines, '\n');
    chunk.bytes.append(block_.text(line)).push_back('\n');
    chunk.lines = line.number - chunk.lines_before;
  }
  const bool is_done = block_.lines.empty();
  chunk.cursor = Cursor(block_.end.lines, is_done);
  sink_->Give(std::move(chunk));
}

}  // namespace groundswell
