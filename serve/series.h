// Series: counts in buckets of equal length, and the times they begin at.
//
// Buckets lie on multiples of their length since 1970 (UTC). Threads: values and free functions.
#pragma once

#include <cstdint>

#include "base/json_writer.h"
#include "base/time.h"

namespace groundswell {

// More than this no chart can show, and no answer should hold.
constexpr int64_t kBucketsMax = 2'000;

struct Buckets {
  EventTime from = kEventTimeMin;  // where the first one begins
  int64_t step_ms = 1;
  int64_t count = 0;

  EventTime to() const { return {from.ms + step_ms * count}; }
  // The bucket that `time` falls into, or -1.
  int64_t Of(EventTime time) const {
    if (time < from || time >= to()) return -1;
    return (time.ms - from.ms) / step_ms;
  }
};

// The finest of some plain steps (a minute to four weeks, none below `least_ms`) that cuts the span into at most some
// 200 buckets.
int64_t PlainStep(int64_t span_ms, int64_t least_ms);
// The buckets of `step_ms` that hold both times.
Buckets BucketsBetween(EventTime first, EventTime last, int64_t step_ms);

// Writes step_secs, from, to and times.
void WriteBuckets(const Buckets& buckets, JsonWriter* json);

}  // namespace groundswell
