// LinkLimit: how often wrong links, and one right link, may be asked for.
//
// Contract: counts by the minute of the wall. Wrong ones: kWrongOfPeer a peer and kWrongOfAll in all; a right one:
// kOfOne. Whoever guesses slows nobody who holds a right link. Memory is bounded: beyond kNamesMax names in a minute
// all further ones count as one. Threads: any.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace groundswell {

class LinkLimit {
 public:
  static constexpr int kWrongOfPeer = 30, kWrongOfAll = 600, kOfOne = 60;
  static constexpr size_t kNamesMax = 4'096;

  // Whether one more is within the limits; counts it.
  bool TakesWrong(std::string_view peer, int64_t now_ms) {
    std::lock_guard lock(mutex_);
    Turn(now_ms);
    const bool is_within = ++Count(&peers_, peer) <= kWrongOfPeer;
    return ++wrong_ <= kWrongOfAll && is_within;
  }
  bool TakesRight(std::string_view tag, int64_t now_ms) {
    std::lock_guard lock(mutex_);
    Turn(now_ms);
    return ++Count(&links_, tag) <= kOfOne;
  }

 private:
  using Counts = std::unordered_map<std::string, int>;
  static int& Count(Counts* counts, std::string_view name) {
    const std::string key(name);
    const auto found = counts->find(key);
    if (found != counts->end()) return found->second;
    return (*counts)[counts->size() < kNamesMax ? key : std::string()];
  }
  void Turn(int64_t now_ms) {
    constexpr int64_t kMinuteMs = 60'000;
    if (now_ms / kMinuteMs == minute_) return;
    minute_ = now_ms / kMinuteMs;
    wrong_ = 0;
    peers_.clear();
    links_.clear();
  }

  std::mutex mutex_;
  int64_t minute_ = 0;
  int wrong_ = 0;
  Counts peers_, links_;
};

}  // namespace groundswell
