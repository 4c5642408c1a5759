// PostFeed: an input from its bytes to blocks of records in input order, on one thread or on several.
//
// With one thread, Next does all the work. With more, one thread reads and splits lines and the others turn blocks of
// lines into records side by side, each with a BlockReader of its own; Next hands the blocks on in their order. What
// comes out does not depend on the number.
// Contract: Next gives nothing at the end of the input, and when an Interrupt was requested while it waited. Memory: at
// most kBlocksAhead blocks a worker are under way. Errors: the input's own, after every whole line before the failure
// was handed on. Ownership: borrows the reader, and what block readers borrow. Threads: one caller.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/queue.h"
#include "ingest/framing.h"
#include "tools/block_scorer.h"

namespace groundswell {

// Turns lines into records: a BlockScorer's Score, or a SequenceReader's Read.
using BlockReader = std::function<std::unique_ptr<FeedBlock>(const LineBlock&)>;

struct FeedOptions {
  BlockScorerOptions scoring;  // where posts are read
  size_t block_posts = 1024;
  size_t threads = 1;
};

class PostFeed {
 public:
  // Reads posts, and scores them.
  PostFeed(LineReader* reader, const Models* models, const AuthorKey* key, FeedOptions options);
  // `make_reader` is called once for each thread that works.
  PostFeed(LineReader* reader, std::function<BlockReader()> make_reader, FeedOptions options);
  ~PostFeed();
  PostFeed(const PostFeed&) = delete;
  PostFeed& operator=(const PostFeed&) = delete;

  // The next block; null at the end, or when interrupted.
  Result<std::unique_ptr<FeedBlock>> Next();

 private:
  struct Task {
    uint64_t number;
    std::unique_ptr<LineBlock> lines;
  };

  void ReadLines();
  void Work();
  Result<std::unique_ptr<FeedBlock>> NextInline();
  void Start();

  LineReader* reader_;
  const FeedOptions options_;
  const std::function<BlockReader()> make_reader_;
  BlockReader inline_reader_;

  static constexpr size_t kBlocksAhead = 4;
  BoundedQueue<Task> tasks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<uint64_t, std::unique_ptr<FeedBlock>> done_;
  uint64_t next_ = 0;  // the block that Next gives
  uint64_t read_ = 0;  // blocks read so far
  bool at_end_ = false, stopping_ = false;
  Status read_status_;
  std::vector<std::thread> threads_;
};

// The decoder's and the feed's settings.
FeedOptions FeedOptionsOf(const class Config& config);

}  // namespace groundswell
