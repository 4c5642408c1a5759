// Intake: POST /api/v1/posts, from the body of a request to blocks in the engine's queue.
//
// Workers of its own unpack, split, decode, redact and score; the answer is given when all of a request is durable.
// Contract: a body is read whole or refused whole (400, 413, 415); what cannot be used of it is listed in the answer.
// While posts are not taken (recovery, import, drain, a failing store) the answer is 503 with Retry-After; when more
// work waits than the engine does in about a second, 429. A post whose time lies more than 5 minutes ahead of its
// arrival is marked. Threads: Handle on the server's; Stop from the owner's. Ownership: borrows engine, models and key.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "base/histogram.h"
#include "base/http.h"
#include "base/queue.h"
#include "ingest/post_body.h"
#include "models/author_hash.h"
#include "tools/block_scorer.h"
#include "tools/live_engine.h"
#include "tools/post_request.h"

namespace groundswell {

struct IntakeOptions {
  BlockScorerOptions score;
  PostBodyLimits limits;
  size_t block_posts = 1024;
  size_t threads = 1;
  // Bodies taken and not yet answered, bytes: beyond, requests are refused, unless nothing else waits.
  size_t waiting_bytes_max = size_t{4} << 20;
};

// Marks the posts whose time lies more than 5 minutes ahead of their arrival, milliseconds of the wall clock.
void MarkAhead(int64_t arrived_ms, ScoredBatch* posts);

// Counted since the start; read from any thread.
struct IntakeCounts {
  std::atomic<uint64_t> requests{0}, refused_busy{0}, refused_closed{0}, refused_type{0}, refused_body{0};
  std::atomic<int64_t> waiting_bytes{0};
  std::atomic<uint64_t> posts_read{0}, lines_refused{0}, bytes{0}, score_micros{0};
  Histogram answers;  // seconds from a request until its answer
};

class Intake {
 public:
  Intake(LiveEngine* engine, const Models* models, const AuthorKey* key, IntakeOptions options);
  ~Intake();

  // Whether posts are taken; false at first.
  void SetOpen(bool is_open) { is_open_ = is_open; }
  void Handle(HttpRequest request, Respond respond);
  // Ends the workers once all requests they have are handed on.
  void Stop();

  const IntakeCounts& counts() const { return counts_; }

 private:
  struct Task {
    HttpRequest request;
    std::shared_ptr<PostRequest> answer;
  };
  void Work();
  void Read(BlockScorer* scorer, Task* task);

  LiveEngine* engine_;
  const Models* models_;
  const AuthorKey* key_;
  const IntakeOptions options_;
  IntakeCounts counts_;
  std::atomic<bool> is_open_{false};
  BoundedQueue<Task> tasks_;
  std::vector<std::thread> threads_;
};

}  // namespace groundswell
