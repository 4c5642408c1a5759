#include "ingest/source_file.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace groundswell {
namespace {

// How often a file that rests is looked at: what is written is at the engine within a tenth of a second.
constexpr std::chrono::milliseconds kLook(100), kLookForMissing(500), kTryAgain(2000);

}  // namespace

FileSource::FileSource(boost::asio::io_context* loop, SourceSink* sink, std::string path)
    : sink_(sink), timer_(*loop), path_(std::move(path)), tail_(path_) {}

void FileSource::Start(std::string_view cursor) {
  if (const auto place = TailPlace::Parse(cursor)) {
    tail_.GoOnAt(*place);
    given_offset_ = place->offset;
    given_lines_ = place->lines;
    has_place_ = true;
  }
  Wait(std::chrono::milliseconds(0));
}

void FileSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  OnRoom();
}

void FileSource::OnRoom() {
  if (!is_scheduled_ && !is_paused_ && !is_stopped_) Wait(std::chrono::milliseconds(0));
}

void FileSource::Stop() {
  is_stopped_ = true;
  timer_.cancel();
}

void FileSource::Wait(std::chrono::milliseconds time) {
  if (is_stopped_) return;
  is_scheduled_ = true;
  timer_.expires_after(time);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // stopped, and perhaps gone
    is_scheduled_ = false;
    if (!is_stopped_ && !is_paused_ && sink_->has_room()) ReadTurn();
  });
}

// One read a turn, so that other sources have theirs in between.
void FileSource::ReadTurn() {
  bytes_.clear();
  const Result<FileTail::Turn> turn = tail_.Read(kReadBytes, &bytes_);
  if (!turn.ok()) return Fail(turn.status());
  Status gap;
  if (tail_.gaps() > gaps_told_)
    gap = Corrupt(path_ +
                  ": what was read last is no longer there, what was written behind it is lost; keep rotated "
                  "files for longer");
  for (; gaps_told_ < tail_.gaps(); ++gaps_told_) sink_->TellGap({});
  if (*turn == FileTail::Turn::kMissing) {
    sink_->Tell(SourceState::kWaiting, gap.ok() ? NotFound(path_ + ": there is no such file yet") : gap);
    return Wait(kLookForMissing);
  }
  sink_->Tell(SourceState::kRunning, gap);
  // Which file was begun is remembered before anything of it is stored: it may be rotated away by the next start.
  if (!std::exchange(has_place_, true)) sink_->Give({.bytes = {}, .cursor = tail_.Place(0, 0).ToText()});
  if (*turn == FileTail::Turn::kNextFile) BeginFile();
  lines_.Add(bytes_);
  GiveLines(lines_.Take());
  sink_->TellBehind(tail_.size() - std::min(tail_.size(), given_offset_));
  Wait(*turn == FileTail::Turn::kNothing ? kLook : std::chrono::milliseconds(0));
}

// The half line of the file before is all there will be of it. The new place is told even where there is none.
void FileSource::BeginFile() {
  GatheredLines rest = lines_.TakeRest();
  const uint64_t lines_before = std::exchange(given_lines_, 0);
  given_offset_ = 0;
  sink_->Give({.bytes = std::move(rest.bytes),
               .cursor = tail_.Place(0, 0).ToText(),
               .lines = rest.lines,
               .lines_before = lines_before});
}

void FileSource::GiveLines(GatheredLines lines) {
  if (lines.lines == 0) return;
  given_offset_ += lines.taken;
  const uint64_t before = given_lines_;
  given_lines_ += lines.lines;
  sink_->Give({.bytes = std::move(lines.bytes),
               .cursor = tail_.Place(given_offset_, given_lines_).ToText(),
               .lines = lines.lines,
               .lines_before = before});
}

void FileSource::Fail(const Status& why) {
  sink_->Tell(SourceState::kWaiting, why);
  Wait(kTryAgain);
}

}  // namespace groundswell
