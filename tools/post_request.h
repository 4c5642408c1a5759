// PostRequest: what POST /api/v1/posts will answer, gathered while the request's blocks go their way.
//
// Contract: every block that was added is told of once, written or failed; the answer is given once, when all added
// blocks have been and the reading of the body has ended. A failure of any block makes the answer 503: what was stored
// of the request before stays, and sending it again adds nothing twice.
// Threads: any; one lock a block.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "base/http.h"
#include "base/status.h"
#include "base/time.h"
#include "tools/block_sender.h"
#include "tools/clock_watch.h"
#include "tools/source_counts.h"

namespace groundswell {

// Refused records named in one answer; further ones are counted.
constexpr size_t kRejectedListedMax = 1000;

// What watches the clocks of a request's posts, and the wall time at which they came.
struct RequestClocks {
  std::shared_ptr<ClockWatch> watch;
  int64_t arrived_ms = 0;
};

class PostRequest final : public BlockSender {
 public:
  // `answers` counts the time until an answer that is no failure, `counts` what became of the records of a feed, where
  // it is one's. The former outlives the request.
  PostRequest(Respond respond, Histogram* answers, std::shared_ptr<SourceCounts> counts = nullptr,
              RequestClocks clocks = {})
      : respond_(std::move(respond)),
        answers_(answers),
        counts_(std::move(counts)),
        clocks_(std::move(clocks)),
        start_(std::chrono::steady_clock::now()) {}

  // Reading the body.
  void Refuse(uint64_t line, std::string reason);
  void AddBlock();
  void EndBody();
  // The body could not be read: `problem` is the answer.
  void Fail(HttpResponse problem);

  // Storing it.
  void TellWritten(const Status& status, const InputBlock& block) override;

 private:
  struct Rejected {
    uint64_t line;
    std::string reason;
  };
  void CountOutcomes(const InputBlock& block);
  void RefuseLocked(uint64_t line, std::string reason);
  void AnswerIfDone(std::unique_lock<std::mutex> lock);
  std::string AnswerJson();

  Respond respond_;
  Histogram* const answers_;
  const std::shared_ptr<SourceCounts> counts_;
  const RequestClocks clocks_;
  const MonotonicTime start_;
  std::mutex mutex_;
  uint64_t accepted_ = 0, updated_ = 0, refreshed_ = 0, duplicates_ = 0, deletions_ = 0, rejected_total_ = 0;
  std::vector<Rejected> rejected_;
  size_t blocks_open_ = 0;
  bool body_ended_ = false, answered_ = false;
  Status failure_;
};

}  // namespace groundswell
