// ReaderPool: threads on which requests that read the store are answered, so that the server's thread never waits.
//
// Contract: Submit queues a handler with its request, or answers 503 with Retry-After at once when the queue is full.
// Every request taken is answered exactly once; what is queued when the pool ends is answered with 503. Ownership: the
// pool outlives the server that submits to it. Threads: Submit from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/http.h"

namespace groundswell {

class ReaderPool {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  struct Options {
    size_t threads = 2;
    size_t queued_max = 256;
    int retry_after_secs = 1;
  };
  struct Counts {
    std::atomic<uint64_t> answered{0}, refused{0}, busy_nanos{0};
    std::atomic<int64_t> queued{0};
  };

  explicit ReaderPool(Options options);
  ~ReaderPool();

  void Submit(Handler handler, HttpRequest request, Respond respond);
  const Counts& counts() const { return counts_; }

 private:
  struct Job {
    Handler handler;
    HttpRequest request;
    Respond respond;
  };
  void Run();
  HttpResponse Busy(std::string_view detail) const;

  const Options options_;
  Counts counts_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace groundswell
