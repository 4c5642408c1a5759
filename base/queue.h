// BoundedQueue<T>: how values pass between threads. Full means the producer waits: back-pressure, never growth.
//
// Contract: Push blocks while the queue is full and returns false once the queue is closed. Pop blocks while it is
// empty and returns nothing once the queue is closed and drained. TryPush takes nothing when the queue is full or
// closed; PopUntil gives nothing, too, when the time has come. Close may be called from any thread, more than once.
// Threads: any number of producers and consumers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace groundswell {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t items_max) : items_max_(items_max) {}

  bool Push(T item) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return closed_ || items_.size() < items_max_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    filled_.notify_one();
    return true;
  }
  // Moves from *item only when it returns true.
  bool TryPush(T* item) {
    std::lock_guard lock(mutex_);
    if (closed_ || items_.size() >= items_max_) return false;
    items_.push_back(std::move(*item));
    filled_.notify_one();
    return true;
  }
  std::optional<T> Pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return TakeFirst();
  }
  std::optional<T> PopUntil(std::chrono::steady_clock::time_point time) {
    std::unique_lock lock(mutex_);
    filled_.wait_until(lock, time, [this] { return closed_ || !items_.empty(); });
    return TakeFirst();
  }
  bool closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }
  size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }
  void Close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    room_.notify_all();
    filled_.notify_all();
  }

 private:
  std::optional<T> TakeFirst() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  const size_t items_max_;
  mutable std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace groundswell
