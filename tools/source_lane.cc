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

// One chunk's attempt at the engine: read block by block, done when all of its blocks were told of.
class SourceLane::Carriage final : public BlockSender, public std::enable_shared_from_this<Carriage> {
 public:
  Carriage(std::shared_ptr<SourceLane> lane, const Waiting* carried)
      : lane_(std::move(lane)),
        carried_(*carried),
        bytes_(carried->is_stored ? std::string_view() : carried->chunk.bytes) {}

  const Waiting& carried() const { return carried_; }
  // The next lines of the chunk, as `mapping` makes them of a document; false behind the last.
  bool ReadLines(const Mapping* mapping, LineBlock* lines) {
    if (!reader_) {
      if (!carried_.chunk.is_framed && mapping != nullptr) records_.emplace(&bytes_, mapping, kRecordsBytesMax);
      reader_.emplace(records_ ? static_cast<ByteSource*>(&*records_) : &bytes_);
    }
    // Bytes in memory do not fail; a document that is too long was refused as a line.
    const Result<bool> more = reader_->Next(records_ ? kLinesATurn : kLinesABlock, lines);
    if (!more.ok() || !*more) return false;
    for (Line& line : lines->lines) line.number += carried_.chunk.lines_before;
    return true;
  }
  // Holds a block back until it is known whether it is the last, and submits the one before it. False for the first.
  bool Hold(std::unique_ptr<InputBlock> block, size_t bytes) {
    std::swap(held_, block);
    std::swap(held_bytes_, bytes);
    if (block == nullptr) return false;
    is_split_ = true;
    Submit(std::move(block), bytes);
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
    Submit(std::move(held_), held_bytes_);
    End(!is_split_);
  }
  void TellWritten(const Status& status, const InputBlock& block) override {
    if (status.ok()) lane_->counts_->Add(block);
    // An archive is as old as it is.
    if (status.ok() && lane_->settings_.kind != SourceKind::kArchive) lane_->clocks_.Note(block, carried_.arrived_ms);
    std::unique_lock lock(mutex_);
    if (!status.ok()) failure_ = status;
    --blocks_open_;
    TellIfDone(std::move(lock));
  }

 private:
  void Submit(std::unique_ptr<InputBlock> block, size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      ++blocks_open_;
    }
    lane_->engine_->Submit({std::move(block), shared_from_this(), bytes});
  }
  // What was submitted is all; `has_cursor`: with it, it carried where the source goes on.
  void End(bool has_cursor) {
    std::unique_lock lock(mutex_);
    has_ended_ = true;
    has_cursor_ = has_cursor;
    TellIfDone(std::move(lock));
  }
  void TellIfDone(std::unique_lock<std::mutex> lock) {
    if (!has_ended_ || blocks_open_ > 0) return;
    const Status status = failure_;
    lock.unlock();
    boost::asio::post(*lane_->loop_,
                      [lane = lane_, status, has_cursor = has_cursor_] { lane->OnDone(status, has_cursor); });
  }

  const std::shared_ptr<SourceLane> lane_;
  const Waiting& carried_;  // stays where it is until OnDone
  // Of the one thread whose turn it is.
  MemorySource bytes_;
  std::optional<MappingSource> records_;
  std::optional<LineReader> reader_;
  std::unique_ptr<InputBlock> held_;
  size_t held_bytes_ = 0;
  bool is_split_ = false;
  std::mutex mutex_;  // guards what is below
  size_t blocks_open_ = 0;
  bool has_ended_ = false, has_cursor_ = false;
  Status failure_;
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
  ScorerPool::Job job = ScoreJob(score_, std::make_shared<Carriage>(shared_from_this(), &waiting_.front()));
  if (!pool_->TryAdd(&job)) TryAgain(kPoolIsFull);
}

void SourceLane::TryAgain(std::chrono::milliseconds after) {
  timer_.expires_after(after);
  timer_.async_wait([lane = shared_from_this()](const boost::system::error_code& error) {
    if (!error) lane->Dispatch();
  });
}

ScorerPool::Job SourceLane::ScoreJob(std::shared_ptr<const BlockScorerOptions> score,
                                     std::shared_ptr<Carriage> carriage) {
  return [lane = shared_from_this(), score = std::move(score), carriage = std::move(carriage)](BlockScorers* scorers) {
    lane->Score(scorers, score, carriage);
  };
}

// On a thread of the pool. A chunk of many blocks stands in line again behind each, so that nobody waits for all of it;
// where there is no line to stand in, it goes on.
void SourceLane::Score(BlockScorers* scorers, const std::shared_ptr<const BlockScorerOptions>& score,
                       const std::shared_ptr<Carriage>& carriage) {
  BlockScorer* scorer = scorers->For(score);
  LineBlock lines;
  while (carriage->ReadLines(score->mapping.get(), &lines)) {
    std::unique_ptr<InputBlock> block = std::move(scorer->Score(lines)->input);
    NoteArrival(carriage->carried().arrived_ms, settings_.name, block.get());
    block->end_lines = 0;  // a live stream has no place in a file
    if (!carriage->Hold(std::move(block), lines.lines_bytes)) continue;
    ScorerPool::Job rest = ScoreJob(score, carriage);
    if (pool_->TryAdd(&rest)) return;
  }
  carriage->SubmitLast();
}

void SourceLane::OnDone(const Status& status, bool has_cursor) {
  if (is_abandoned_) return;
  if (!status.ok()) {
    NoteError(status);
    return TryAgain(kStoreFailed);
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
