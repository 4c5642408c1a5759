#include "serve/series.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;
constexpr int64_t kPlainSteps[] = {kMinuteMs,   5 * kMinuteMs, 10 * kMinuteMs, 30 * kMinuteMs, kHourMs,    3 * kHourMs,
                                   6 * kHourMs, 12 * kHourMs,  kDayMs,         7 * kDayMs,     28 * kDayMs};
constexpr int64_t kPlainBucketsMax = 200;

}  // namespace

int64_t PlainStep(int64_t span_ms, int64_t least_ms) {
  for (const int64_t step_ms : kPlainSteps)
    if (step_ms >= least_ms && step_ms % least_ms == 0 && span_ms / step_ms <= kPlainBucketsMax) return step_ms;
  // A span of decades, or panes of an odd length: as many panes as it takes.
  const int64_t panes = span_ms / least_ms / kPlainBucketsMax + 1;
  return panes * least_ms;
}

Buckets BucketsBetween(EventTime first, EventTime last, int64_t step_ms) {
  Buckets buckets;
  buckets.step_ms = step_ms;
  buckets.from.ms = first.ms / step_ms * step_ms;
  buckets.count = last.ms / step_ms - first.ms / step_ms + 1;
  return buckets;
}

void WriteBuckets(const Buckets& buckets, JsonWriter* json) {
  json->Key("step_secs").Integer(buckets.step_ms / kSecondMs);
  json->Key("from").Time(buckets.from).Key("to").Time(std::min(buckets.to(), kEventTimeMax)).Key("times").BeginArray();
  for (int64_t i = 0; i < buckets.count; ++i) json->Time({buckets.from.ms + i * buckets.step_ms});
  json->EndArray();
}

}  // namespace groundswell
