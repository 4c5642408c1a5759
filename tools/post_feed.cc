#include "tools/post_feed.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "tools/config.h"
#include "tools/interrupt.h"

namespace groundswell {
namespace {

// How soon an interrupt is noticed while the input has nothing to give.
constexpr std::chrono::milliseconds kInterruptPoll(100);

}  // namespace

PostFeed::PostFeed(LineReader* reader, const Models* models, const AuthorKey* key, FeedOptions options)
    : reader_(reader),
      options_(std::move(options)),
      make_reader_([this, models, key] {
        const auto scorer = std::make_shared<BlockScorer>(models, key, &options_.scoring);
        return BlockReader([scorer](const LineBlock& lines) { return scorer->Score(lines); });
      }),
      tasks_(kBlocksAhead * std::max<size_t>(options_.threads, 1)) {
  Start();
}

PostFeed::PostFeed(LineReader* reader, std::function<BlockReader()> make_reader, FeedOptions options)
    : reader_(reader),
      options_(std::move(options)),
      make_reader_(std::move(make_reader)),
      tasks_(kBlocksAhead * std::max<size_t>(options_.threads, 1)) {
  Start();
}

void PostFeed::Start() {
  if (options_.threads <= 1) {
    inline_reader_ = make_reader_();
    return;
  }
  threads_.emplace_back([this] { ReadLines(); });
  for (size_t i = 1; i < options_.threads; ++i) threads_.emplace_back([this] { Work(); });
}

PostFeed::~PostFeed() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  tasks_.Close();
  // The first thread reads, and may be waiting for stdin.
  if (!threads_.empty() && Interrupt::requested()) Interrupt::Wake(threads_.front().native_handle());
  for (std::thread& thread : threads_) thread.join();
}

Result<std::unique_ptr<FeedBlock>> PostFeed::Next() {
  if (inline_reader_) return NextInline();
  std::unique_lock lock(mutex_);
  const auto is_decided = [this] { return done_.contains(next_) || (at_end_ && next_ == read_); };
  while (!changed_.wait_for(lock, kInterruptPoll, is_decided))
    if (Interrupt::requested()) return std::unique_ptr<FeedBlock>();
  const auto found = done_.find(next_);
  if (found == done_.end()) {
    if (!read_status_.ok()) return read_status_;
    return std::unique_ptr<FeedBlock>();
  }
  std::unique_ptr<FeedBlock> block = std::move(found->second);
  done_.erase(found);
  ++next_;
  changed_.notify_all();
  return block;
}

Result<std::unique_ptr<FeedBlock>> PostFeed::NextInline() {
  LineBlock lines;
  const Result<bool> more = reader_->Next(options_.block_posts, &lines);
  if (!more.ok()) return more.status();
  if (!*more) return std::unique_ptr<FeedBlock>();
  return inline_reader_(lines);
}

void PostFeed::ReadLines() {
  Status status;
  for (uint64_t number = 0;; ++number) {
    auto lines = std::make_unique<LineBlock>();
    const Result<bool> more = reader_->Next(options_.block_posts, lines.get());
    if (!more.ok()) status = more.status();
    if (!more.ok() || !*more || !tasks_.Push({number, std::move(lines)})) {
      tasks_.Close();
      std::lock_guard lock(mutex_);
      read_ = number;
      read_status_ = status;
      at_end_ = true;
      changed_.notify_all();
      return;
    }
  }
}

void PostFeed::Work() {
  const BlockReader read = make_reader_();
  while (auto task = tasks_.Pop()) {
    std::unique_ptr<FeedBlock> block = read(*task->lines);
    std::unique_lock lock(mutex_);
    // A block far ahead of the one that is wanted waits, so that memory stays flat.
    changed_.wait(lock, [&] { return stopping_ || task->number < next_ + kBlocksAhead * options_.threads; });
    if (stopping_) return;
    done_.emplace(task->number, std::move(block));
    changed_.notify_all();
  }
}

FeedOptions FeedOptionsOf(const Config& config) {
  FeedOptions options;
  options.scoring = BlockScorerOptionsOf(config);
  options.block_posts = static_cast<size_t>(config.Integer("engine.batch_posts"));
  return options;
}

}  // namespace groundswell
