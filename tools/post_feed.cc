#include "tools/post_feed.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ingest/reject_log.h"
#include "tools/config_keys.h"
#include "tools/interrupt.h"

namespace groundswell {
namespace {

// How soon an interrupt is noticed while the input has nothing to give.
constexpr std::chrono::milliseconds kInterruptPoll(100);

}  // namespace

// Decodes and scores one block after the other, reusing its scratch.
class PostFeed::Worker {
 public:
  Worker(const TextScorer* models, const AuthorKey* key, const FeedOptions& options)
      : options_(options), decoder_(options.decode), scorer_(models, key) {}

  std::unique_ptr<FeedBlock> Process(const LineBlock& lines) {
    posts_.Clear();
    auto block = std::make_unique<FeedBlock>();
    block->input = std::make_unique<InputBlock>();
    DecodeBlock(lines, &decoder_, &posts_, &block->refused);
    ForgetPlaceholders();
    if (options_.decode.want_truth) KeepTruth(block.get());
    scorer_.Score(posts_, &block->input->posts);
    for (const Post& post : posts_.posts) block->input->lines.push_back(post.line);
    for (const RefusedLine& refused : block->refused) {
      RejectLog log;  // a row is a function of the line; how many are kept is decided where they get their order
      const std::string_view row = log.Add(refused.line.number, refused.refusal, lines.text(refused.line));
      block->input->refused.push_back({refused.line.number, std::string(row)});
    }
    block->input->end_lines = lines.end.lines;
    block->input->end_bytes = lines.end.bytes;
    block->input->end_hash = lines.end.hash;
    return block;
  }

 private:
  void ForgetPlaceholders() {
    if (options_.placeholder_authors.empty()) return;
    for (Post& post : posts_.posts) {
      const auto names = options_.placeholder_authors.find(post.channel);
      if (names == options_.placeholder_authors.end()) continue;
      if (std::find(names->second.begin(), names->second.end(), post.author) != names->second.end()) post.author = {};
    }
  }
  void KeepTruth(FeedBlock* block) {
    block->truths = std::move(posts_.truths);
    for (const Post& post : posts_.posts) {
      const bool has_person = !post.person.empty();
      std::string& person = block->people.emplace_back();
      if (has_person) person = post.person;
      if (!has_person && !IsPlaceholderAuthor(post.author))
        person.append(post.channel).append("\n").append(post.author);
    }
  }

  const FeedOptions& options_;
  Decoder decoder_;
  PostScorer scorer_;
  PostBatch posts_;
};

PostFeed::PostFeed(LineReader* reader, const TextScorer* models, const AuthorKey* key, FeedOptions options)
    : reader_(reader),
      models_(models),
      key_(key),
      options_(std::move(options)),
      tasks_(kBlocksAhead * std::max<size_t>(options_.threads, 1)) {
  if (options_.threads <= 1) {
    inline_worker_ = std::make_unique<Worker>(models_, key_, options_);
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
  if (inline_worker_) return NextInline();
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
  return inline_worker_->Process(lines);
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
  Worker worker(models_, key_, options_);
  while (auto task = tasks_.Pop()) {
    std::unique_ptr<FeedBlock> block = worker.Process(*task->lines);
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
  options.decode.channel_zones = ChannelZonesOf(config);
  options.block_posts = static_cast<size_t>(config.Integer("engine.batch_posts"));
  for (const std::string& channel : config.Channels()) {
    const auto& names = config.List("channel." + channel + ".placeholder_authors");
    if (!names.empty()) options.placeholder_authors[channel] = names;
  }
  return options;
}

}  // namespace groundswell
