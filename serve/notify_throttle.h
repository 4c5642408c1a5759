// Throttle: keeps one receiver within so many messages a minute and a second.
//
// Contract: in any 60 s no more than per_minute, and in any second no more than per_second messages are let through. It
// holds a bucket for each, of half the limit, that fills with the other half over the span: a burst gets through at
// once, and what comes right after it is not shut out for a whole minute. What the receiver asks for itself, to be left
// alone until a time, holds beside the limits. Units: milliseconds of the wall; a wall that is set back fills nothing,
// and holds nothing for longer than kHoldMsMax. A limit of 0 is none. Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

constexpr int64_t kHoldMsMax = 24 * 3600 * 1000;

class Throttle {
 public:
  Throttle(int per_minute, int per_second);

  bool is_limited() const { return buckets_[0].is_limited() || buckets_[1].is_limited(); }
  // Messages that may go now; a large number without limits.
  int Available(int64_t now_ms);
  // Messages that may go within `horizon_ms`, those of now included.
  double Room(int64_t now_ms, int64_t horizon_ms);
  // How long until one may go; 0 when one may.
  int64_t WaitMs(int64_t now_ms);
  void Take(int64_t now_ms);
  // The receiver said that it was too much: nothing is left.
  void Drain(int64_t now_ms);
  // And it said when to come again.
  void HoldUntil(int64_t until_ms) { hold_until_ms_ = until_ms; }

  // "AT TOKENS TOKENS HOLD", or "-" where nothing is to be kept, so that a restart gives no second burst. Text that
  // cannot be read leaves the buckets full.
  std::string ToText() const;
  void FromText(std::string_view text);

 private:
  struct Bucket {
    double capacity = 0, tokens = 0, per_ms = 0;
    bool is_limited() const { return capacity > 0; }
  };
  void Fill(int64_t now_ms);

  std::array<Bucket, 2> buckets_;
  int64_t at_ms_ = 0, hold_until_ms_ = 0;
};

}  // namespace groundswell
