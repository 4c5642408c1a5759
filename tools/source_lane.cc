#include "tools/source_lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "ingest/mapping_source.h"
#include "ingest/utf8.h"
#include "tools/intake.h"

namespace groundswell {
namespace {

constexpr std::chrono::milliseconds kPoolIsFull(10), kStoreFailed(1000);
// A chunk is one block, so that all of it is stored with its cursor; only one of very long lines is several.
constexpr size_t kLinesABlock = kBlockBytesMax;
// A document is large and comes whole: it is scored by turns with what else there is, some 50 ms each.
constexpr size_t kLinesATurn = 1024;
// Of all records of a document of 16 MiB, each with what stands around it there.
constexpr size_t kRecordsBytesMax = size_t{256} << 20;
constexpr size_t kErrorBytesMax = 1024;
constexpr size_t kMergedBytesMax = size_t{128} << 10;
// A chunk has one time of arrival, by which its posts may be ahead.
constexpr std::chrono::seconds kMergedTimeMax(1);

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

int64_t Nanos(MonotonicTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace

std::string PlaceMark(const SourceSettings& settings) {
  std::string what(SourceKindName(settings.kind));
  for (const std::string& part : {settings.path, settings.stream.host, settings.stream.port, settings.stream.target,
                                  settings.folder, settings.user})
    what.append("\n").append(part);
  // Whatever is read whole is read again by another mapping; what is known by its ids stands.
  const bool is_read_whole = settings.kind == SourceKind::kArchive || settings.kind == SourceKind::kPoll;
  if (is_read_whole && settings.mapping) what += fmt::format("\n{:016x}", settings.mapping->checksum());
  return fmt::format("{:016x} ", Hash64(what));
}

// One chunk's attempt at the engine, by turns: a block is read and scored on the pool, and the next once the one before
// it is durable. No two threads have it at once.
class SourceLane::Carriage final : public BlockSender, public std::enable_shared_from_this<Carriage> {
 public:
  Carriage(std::shared_ptr<SourceLane> lane, const Waiting* carried)
      : lane_(std::move(lane)),
        score_(lane_->score_),
        carried_(*carried),
        bytes_(carried->is_stored ? std::string_view() : carried->chunk.bytes) {
    const Mapping* mapping = score_->mapping.get();
    if (!carried_.chunk.is_framed && mapping != nullptr) records_.emplace(&bytes_, mapping, kRecordsBytesMax);
    reader_.emplace(records_ ? static_cast<ByteSource*>(&*records_) : &bytes_);
  }

  // For the turns to come; between two of them.
  void SetScore(std::shared_ptr<const BlockScorerOptions> score) { score_ = std::move(score); }
  // Brings a block to the engine. The one behind it is read first, to know whether it is the last.
  void TakeTurn(BlockScorers* scorers) {
    BlockScorer* scorer = scorers->For(score_);
    LineBlock lines;
    while (ReadLines(&lines)) {
      std::unique_ptr<InputBlock> block = std::move(scorer->Score(lines)->input);
      NoteArrival(carried_.arrived_ms, lane_->settings_.name, block.get());
      block->end_lines = 0;  // a live stream has no place in a file
      size_t bytes = lines.lines_bytes;
      std::swap(held_, block);
      std::swap(held_bytes_, bytes);
      if (block == nullptr) continue;
      is_split_ = true;
      return Submit(std::move(block), bytes);
    }
    SubmitLast();
  }
  void TellWritten(const Status& status, const InputBlock& block) override {
    if (status.ok()) lane_->counts_->Add(block);
    // An archive is as old as it is.
    if (status.ok() && lane_->settings_.kind != SourceKind::kArchive) lane_->clocks_.Note(block, carried_.arrived_ms);
    boost::asio::post(*lane_->loop_, [self = shared_from_this(), status] {
      if (status.ok() && !self->has_ended_) return self->lane_->StandInLine(self);
      self->lane_->OnDone(status, !self->is_split_);
    });
  }

 private:
  bool IsDocument() const { return records_ && lane_->settings_.kind == SourceKind::kPoll; }
  // As the mapping makes them of a document; false behind the last. Bytes in memory do not fail; a document that is too
  // long was refused as a line.
  bool ReadLines(LineBlock* lines) {
    const Result<bool> more = reader_->Next(IsDocument() ? kLinesATurn : kLinesABlock, lines);
    if (!more.ok() || !*more) return false;
    for (Line& line : lines->lines) line.number += carried_.chunk.lines_before;
    return true;
  }
  // The cursor goes with the posts where they are one block. Of several any may fail, so that there it follows by
  // itself once all of them are durable.
  void SubmitLast() {
    if (held_ == nullptr) held_ = std::make_unique<InputBlock>();
    const std::string& cursor = carried_.chunk.cursor;
    if (!is_split_ && !cursor.empty()) {
      held_->source = lane_->settings_.name;
      held_->cursor = lane_->place_mark_ + cursor;
    }
    has_ended_ = true;
    Submit(std::move(held_), held_bytes_);
  }
  // The last that a turn does: the next may begin before this returns.
  void Submit(std::unique_ptr<InputBlock> block, size_t bytes) {
    lane_->engine_->Submit({std::move(block), shared_from_this(), bytes});
  }

  const std::shared_ptr<SourceLane> lane_;
  std::shared_ptr<const BlockScorerOptions> score_;
  const Waiting& carried_;  // stays where it is until OnDone
  MemorySource bytes_;
  std::optional<MappingSource> records_;
  std::optional<LineReader> reader_;
  std::unique_ptr<InputBlock> held_;
  size_t held_bytes_ = 0;
  bool is_split_ = false, has_ended_ = false;
};

SourceLane::SourceLane(boost::asio::io_context* loop, const SourceSettings& settings, const BlockScorerOptions& score,
                       ScorerPool* pool, LiveEngine* engine, Say say, std::shared_ptr<SourceCounts> counts)
    : settings_(settings),
      place_mark_(PlaceMark(settings)),
      pool_(pool),
      engine_(engine),
      say_(std::move(say)),
      loop_(loop),
      timer_(*loop),
      counts_(std::move(counts)),
      clocks_("source " + settings_.name, score.clocks, say_) {
  SetScore(score);
}

void SourceLane::SetScore(BlockScorerOptions score) {
  clocks_.SetChannels(score.clocks);
  score.mapping = settings_.mapping;
  score_ = std::make_shared<const BlockScorerOptions>(std::move(score));
}

void SourceLane::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  if (source_ != nullptr) source_->SetPaused(is_paused);
}

void SourceLane::SetCursor(std::string cursor) {
  std::lock_guard lock(mutex_);
  cursor_ = std::move(cursor);
}

// Whether the chunk goes on where the last one that waits ends, so that small ones share a step.
bool SourceLane::Follows(const SourceChunk& chunk) const {
  if (waiting_.size() < (is_under_way_ ? 2u : 1u)) return false;
  const SourceChunk& last = waiting_.back().chunk;
  return last.peer == chunk.peer && last.is_framed == chunk.is_framed &&
         last.lines_before + last.lines == chunk.lines_before && last.bytes.size() < kMergedBytesMax &&
         std::chrono::steady_clock::now() - waiting_.back().arrived_at < kMergedTimeMax;
}

void SourceLane::Give(SourceChunk chunk) {
  inflight_bytes_ += chunk.bytes.size();
  counts_->lines_received += chunk.lines;
  if (Follows(chunk)) {
    SourceChunk& last = waiting_.back().chunk;
    last.bytes += chunk.bytes;
    last.lines += chunk.lines;
    last.cursor = std::move(chunk.cursor);
    return;
  }
  waiting_.push_back({std::move(chunk), WallMs(), std::chrono::steady_clock::now()});
  NoteOldest();
  if (!is_under_way_) Dispatch();
}

void SourceLane::Dispatch() {
  if (waiting_.empty() || is_abandoned_) return;
  is_under_way_ = true;
  carried_since_ = std::chrono::steady_clock::now();
  StandInLine(std::make_shared<Carriage>(shared_from_this(), &waiting_.front()));
}

void SourceLane::StandInLine(const std::shared_ptr<Carriage>& carriage) {
  if (is_abandoned_) return;
  carriage->SetScore(score_);
  ScorerPool::Job turn = [carriage](BlockScorers* scorers) { carriage->TakeTurn(scorers); };
  if (pool_->TryAdd(&turn)) return;
  timer_.expires_after(kPoolIsFull);
  timer_.async_wait([lane = shared_from_this(), carriage](const boost::system::error_code& error) {
    if (!error) lane->StandInLine(carriage);
  });
}

void SourceLane::OnDone(const Status& status, bool has_cursor) {
  if (is_abandoned_) return;
  if (!status.ok()) {
    NoteError(status);
    timer_.expires_after(kStoreFailed);
    return timer_.async_wait([lane = shared_from_this()](const boost::system::error_code& error) {
      if (!error) lane->Dispatch();
    });
  }
  if (!has_cursor && !waiting_.front().chunk.cursor.empty()) {
    waiting_.front().is_stored = true;
    return Dispatch();
  }
  const SourceChunk chunk = std::move(waiting_.front().chunk);
  waiting_.pop_front();
  is_under_way_ = false;
  inflight_bytes_ -= chunk.bytes.size();
  counts_->bytes += chunk.bytes.size();
  counts_->lines += chunk.lines;
  counts_->carried_micros += static_cast<uint64_t>(SecondsSince(carried_since_) * 1e6);
  NoteOldest();
  if (!chunk.cursor.empty()) {
    std::lock_guard lock(mutex_);
    cursor_ = chunk.cursor;
  }
  Dispatch();
  if (source_ == nullptr) return;
  source_->OnStored(chunk);
  if (has_room()) source_->OnRoom();
}

void SourceLane::Abandon() {
  if (std::exchange(is_abandoned_, true)) return;
  timer_.cancel();
  source_ = nullptr;
  for (const Waiting& waiting : waiting_) counts_->lines_dropped += waiting.chunk.lines;
}

void SourceLane::NoteOldest() { oldest_ns_ = waiting_.empty() ? 0 : Nanos(waiting_.front().arrived_at); }

void SourceLane::Tell(SourceState state, const Status& why) {
  {
    std::lock_guard lock(mutex_);
    state_ = state;
    if (why.ok()) is_failing_ = false;
  }
  if (!why.ok()) NoteError(why);
}

// Told once, and again only when it is another, or comes back.
void SourceLane::NoteError(const Status& why) {
  std::string words;
  AppendValidUtf8(why.message(), kErrorBytesMax, &words);  // it may name what a peer sent
  {
    std::lock_guard lock(mutex_);
    const bool is_new = !is_failing_ || error_ != words;
    is_failing_ = true;
    error_ms_ = WallMs();
    if (!is_new) return;
    error_ = words;
  }
  ++counts_->errors;
  say_("source " + settings_.name + ": " + words);
}

void SourceLane::TellAddress(std::string address) {
  say_("source " + settings_.name + ": listening on " + address);
  std::lock_guard lock(mutex_);
  address_ = std::move(address);
}

void SourceLane::TellGap(const SourceGap& gap) {
  const int64_t ms = std::max<int64_t>(gap.until_ms - gap.from_ms, 0);
  ++counts_->gaps;
  counts_->gap_ms += static_cast<uint64_t>(ms);
  const std::string what = gap.from_ms == 0
                               ? "some of its records are lost"
                               : "what came between " + FormatEventTime(EventTime{gap.from_ms}) + " and " +
                                     FormatEventTime(EventTime{gap.until_ms}) + " was not given and is lost";
  say_("source " + settings_.name + ": a gap: " + what);
  std::lock_guard lock(mutex_);
  last_gap_ = gap;
}

SourceReport SourceLane::Report() const {
  SourceReport report;
  report.name = settings_.name;
  report.kind = SourceKindName(settings_.kind);
  if (settings_.mapping) report.mapping = settings_.mapping->name();
  report.counts = counts_;
  report.quiet_after_secs = settings_.quiet_after_secs;
  report.behind_bytes = behind_bytes_;
  report.clock_errors = clocks_.Errors();
  if (const int64_t oldest_ns = oldest_ns_; oldest_ns > 0)
    report.lag_secs = static_cast<double>(Nanos(std::chrono::steady_clock::now()) - oldest_ns) / 1e9;
  std::lock_guard lock(mutex_);
  report.state = is_paused_ && state_ != SourceState::kDone ? SourceState::kPaused : state_;
  report.error = error_;
  report.error_ms = error_ms_;
  AppendValidUtf8(cursor_, kErrorBytesMax, &report.cursor);  // a stream's ids may be any bytes
  report.address = address_;
  report.last_gap = last_gap_;
  return report;
}

}  // namespace groundswell
