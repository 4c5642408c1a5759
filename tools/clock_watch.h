// ClockWatch: notices that the times of a source's posts come from a wrong clock, and says so once.
//
// It compares, by channel, the times of the last kWindowPosts new posts with their arrival, by quantiles, so that one
// odd post says nothing. Ahead of arrival no post can be: a clock is ahead when nine tenths of the posts are. Behind,
// every post is, by the time that it takes to come, and an archive by years: a clock is called behind only when the
// posts come nearly evenly late, by less than the width of all time zones and more than their channel is expected to
// be; at once when that is whole or half hours, as with a wrong time zone, and after half an hour of arrivals when it
// is anything else. Of a channel whose times are dates nothing is said for being behind.
// Contract: live only, for arrival is the wall clock; nothing is decided by it. Edits, deletions and duplicates say
// nothing. `say` is told when an error begins, changes or ends. Memory: 2 KiB for each of at most channels_max
// channels; further ones are not watched. No allocation for each post. Threads: any; `say` is called from the noting
// one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input_block.h"

namespace groundswell {

// What is known of a channel's delay.
struct ChannelClock {
  int64_t expected_lag_secs = 0;
  bool date_only = false;
};
using ChannelClocks = std::map<std::string, ChannelClock, std::less<>>;

struct ClockError {
  std::string channel;
  int64_t error_secs = 0;  // above 0: its times are ahead of the truth
  std::string message;     // a sentence for people
};

// How far a clock is wrong by `ahead_ms` (event time less arrival, of new posts) that came within `span_ms`; 0 where
// nothing tells that it is. Reorders `ahead_ms`.
int64_t ClockErrorSecs(std::vector<int64_t>* ahead_ms, int64_t span_ms, const ChannelClock& channel);

class ClockWatch {
 public:
  static constexpr size_t kWindowPosts = 128;
  using Say = std::function<void(std::string_view)>;

  // `who` begins every message: "source crawler". Either of the others may be empty.
  ClockWatch(std::string who, ChannelClocks channels, Say say, size_t channels_max = 64);

  // What is known of the channels from now on; what was noted stays.
  void SetChannels(ChannelClocks channels);
  // A block of live posts that was taken, with InputBlock::ahead_ms and outcomes.
  void Note(const InputBlock& block, int64_t arrived_ms);
  // The channels whose clock is wrong now, in ascending order of their names.
  std::vector<ClockError> Errors() const;

 private:
  struct Window {
    std::array<int64_t, kWindowPosts> ahead_ms{}, arrived_ms{};
    size_t noted = 0;  // in all
    bool is_touched = false;
    int64_t error_secs = 0;
  };
  Window* Find(std::string_view channel);
  void Judge(const std::string& channel, Window* window, std::vector<std::string>* messages);

  const std::string who_;
  const Say say_;
  const size_t channels_max_;
  mutable std::mutex mutex_;  // guards what is below
  ChannelClocks channels_;
  std::map<std::string, Window, std::less<>> windows_;
  std::vector<int64_t> scratch_;
};

// The error of the clock that is furthest off; 0 where none is wrong.
int64_t WorstErrorSecs(const std::vector<ClockError>& errors);

}  // namespace groundswell
