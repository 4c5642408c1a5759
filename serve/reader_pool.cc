#include "serve/reader_pool.h"

#include <chrono>
#include <string>

namespace groundswell {

ReaderPool::ReaderPool(Options options) : options_(options) {
  for (size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Run(); });
}

ReaderPool::~ReaderPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  for (Job& job : jobs_) job.respond(Busy("the engine is stopping; ask again when it runs"));
}

HttpResponse ReaderPool::Busy(std::string_view detail) const {
  HttpResponse response = Problem(503, detail);
  response.headers.push_back({"Retry-After", std::to_string(options_.retry_after_secs)});
  return response;
}

void ReaderPool::Submit(Handler handler, HttpRequest request, Respond respond) {
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && jobs_.size() < options_.queued_max) {
      jobs_.push_back({std::move(handler), std::move(request), std::move(respond)});
      ++counts_.queued;
      filled_.notify_one();
      return;
    }
  }
  ++counts_.refused;
  respond(Busy("too many reads are waiting; ask again later"));
}

void ReaderPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    filled_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    --counts_.queued;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    job.respond(job.handler(job.request));
    counts_.busy_nanos += static_cast<uint64_t>((std::chrono::steady_clock::now() - start).count());
    ++counts_.answered;
    job = {};  // freed outside the lock
    lock.lock();
  }
}

}  // namespace groundswell
