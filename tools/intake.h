// Intake: POST /api/v1/posts and /api/v1/feeds/{mapping}, from the body of a request to blocks in the engine's queue.
//
// The pool unpacks, splits, decodes, redacts and scores; the answer is given when all of a request is durable.
// Contract: a body is read whole or refused whole (400, 413, 415); what cannot be used of it is listed in the answer.
// A feed that asks for a signature refuses a request without the right one (401) before anything of it is read. While
// posts are not taken (recovery, import, drain, a failing store) the answer is 503 with Retry-After; when more
// work waits than the engine does in about a second, 429. A post whose time lies more than 5 minutes ahead of its
// arrival is marked. Threads: Handle and HandleFeed on the server's; SetScore from any. Ownership: borrows engine and
// pool.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "base/histogram.h"
#include "base/http.h"
#include "ingest/post_body.h"
#include "tools/feeds.h"
#include "tools/live_engine.h"
#include "tools/post_request.h"
#include "tools/scorer_pool.h"

namespace groundswell {

struct IntakeOptions {
  BlockScorerOptions score;
  PostBodyLimits limits;
  size_t block_posts = 1024;
  // Bodies taken and not yet answered, bytes: beyond, requests are refused, unless nothing else waits.
  size_t waiting_bytes_max = size_t{4} << 20;
  ClockWatch::Say say = {};  // of clocks that are wrong
};

// Marks the posts whose time lies more than 5 minutes ahead of their arrival, milliseconds of the wall clock.
void MarkAhead(int64_t arrived_ms, ScoredBatch* posts);
// The same, and keeps what the watch over clocks and the reject log ask for.
void NoteArrival(int64_t arrived_ms, std::string_view sender, InputBlock* block);

// Counted since the start; read from any thread.
struct IntakeCounts {
  std::atomic<uint64_t> requests{0}, refused_busy{0}, refused_closed{0}, refused_type{0}, refused_body{0},
      refused_signature{0};
  std::atomic<int64_t> waiting_bytes{0};
  std::atomic<uint64_t> posts_read{0}, lines_refused{0}, bytes{0}, score_micros{0};
  Histogram answers;  // seconds from a request until its answer
};

class Intake {
 public:
  Intake(LiveEngine* engine, ScorerPool* pool, IntakeOptions options);

  // Whether posts are taken; false at first.
  void SetOpen(bool is_open) { is_open_ = is_open; }
  void Handle(HttpRequest request, Respond respond);
  // The same for records of another system.
  void HandleFeed(std::shared_ptr<NamedFeed> feed, HttpRequest request, Respond respond);
  // How posts of our own are read from now on; requests that are being read keep to what was.
  void SetScore(const BlockScorerOptions& score);

  const IntakeCounts& counts() const { return counts_; }
  // Of the channels that come without a source of the configuration.
  std::vector<ClockError> ClockErrors() const { return clocks_->Errors(); }

 private:
  struct Task {
    HttpRequest request;
    std::shared_ptr<PostRequest> answer;
    std::shared_ptr<NamedFeed> feed;  // null: posts of our own
  };
  void Admit(std::shared_ptr<NamedFeed> feed, HttpRequest request, Respond respond);
  void Read(BlockScorers* scorers, const Task& task);
  Status ReadBody(const Task& task, const std::function<void(std::unique_ptr<LineBlock>)>& take) const;
  bool IsSigned(const Task& task);
  std::shared_ptr<const BlockScorerOptions> ScoreOf(const Task& task) const;

  LiveEngine* engine_;
  ScorerPool* pool_;
  const IntakeOptions options_;
  mutable std::mutex mutex_;  // guards what is below
  std::shared_ptr<const BlockScorerOptions> score_;
  IntakeCounts counts_;
  const std::shared_ptr<ClockWatch> clocks_;
  std::atomic<bool> is_open_{false};
};

}  // namespace groundswell
