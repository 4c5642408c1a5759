// StreamGaps: what a stream did not give again behind a break, as far as its cursors and the clock can tell.
//
// What came while nobody listened is lost unless the server gives it again. The first record behind a break tells:
//   without cursors    nothing can be given again: from the last record to that one there is a gap;
//   the same cursor, or an earlier one    the server began again where we were: there is none;
//   a counter    its cursors were always one more than the one before: what it leaves out is lost;
//   a server that began again where we were each time, twice at least, and now does not    it has that no longer;
//   a time from before the connection was opened    the server gives what it kept: no gap that we know of;
//   a later time    a gap if the stream was never silent for half as long while we listened: that is known once
//                   kSilencesMin silences were heard, before the break or behind it;
//   anything else    says nothing, and nothing is claimed.
// Contract: no gap is claimed that the server has shown to be covered. Times are milliseconds of the wall clock, given
// by the caller; those of a gap are the server's where its cursors are times. Memory: bounded by two cursors.
// Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/source.h"

namespace groundswell {

class StreamGaps {
 public:
  static constexpr uint64_t kSilencesMin = 16;

  // Goes on behind what was heard before: a cursor, or else when the last record came; neither on the first start.
  void Begin(std::string_view cursor, int64_t heard_ms);
  void OnOpen(int64_t now_ms) { open_ms_ = now_ms; }
  // Records that came together: the cursors of the first and of the last, empty where they have none, and how many
  // they are at most. The gap that they show, if any.
  std::optional<SourceGap> OnRecords(std::string_view first, std::string_view last, uint64_t records_max,
                                     int64_t now_ms);
  void OnBreak() { is_broken_ = heard_ms_ > 0 || !last_.empty(); }

 private:
  std::optional<SourceGap> JudgeBreak(std::string_view first, int64_t now_ms);
  std::optional<SourceGap> JudgeSuspect();
  void LearnStep(std::string_view from, std::string_view to, uint64_t records_max);
  bool is_counter() const { return steps_ >= 3 && !has_jumped_; }

  std::string last_;
  int64_t heard_ms_ = 0, open_ms_ = 0;
  bool is_broken_ = false;
  // What is known of the server.
  uint64_t repeats_ = 0, misses_ = 0;  // breaks behind which it began at the last record, and did not
  uint64_t steps_ = 0;                 // of one
  bool has_jumped_ = false;            // other steps were heard
  uint64_t silences_ = 0;
  int64_t silence_ms_ = 0;               // the longest, of the cursors' times
  std::optional<int64_t> least_lag_ms_;  // from a cursor's time until it was heard
  struct Suspect {
    SourceGap gap;
    int64_t open_ms = 0;
  };
  std::optional<Suspect> suspect_;
};

}  // namespace groundswell
