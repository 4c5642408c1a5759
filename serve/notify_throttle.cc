#include "serve/notify_throttle.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace groundswell {
namespace {

constexpr int kNoLimit = 1'000'000;
constexpr double kWhole = 1 - 1e-9;  // a token that is one but for the rounding

}  // namespace

Throttle::Throttle(int per_minute, int per_second) {
  const int limits[] = {per_minute, per_second};
  const double spans_ms[] = {60'000, 1'000};
  for (size_t i = 0; i < buckets_.size(); ++i) {
    if (limits[i] <= 0) continue;
    const int burst = std::max(1, limits[i] / 2);
    buckets_[i].capacity = buckets_[i].tokens = burst;
    buckets_[i].per_ms = std::max(1, limits[i] - burst) / spans_ms[i];
  }
}

void Throttle::Fill(int64_t now_ms) {
  const double passed_ms = at_ms_ == 0 ? 0 : static_cast<double>(std::max<int64_t>(now_ms - at_ms_, 0));
  at_ms_ = now_ms;
  for (Bucket& bucket : buckets_) bucket.tokens = std::min(bucket.capacity, bucket.tokens + passed_ms * bucket.per_ms);
}

int Throttle::Available(int64_t now_ms) {
  Fill(now_ms);
  int available = kNoLimit;
  for (const Bucket& bucket : buckets_)
    if (bucket.is_limited()) available = std::min(available, static_cast<int>(bucket.tokens + (1 - kWhole)));
  return available;
}

double Throttle::Room(int64_t now_ms, int64_t horizon_ms) {
  Fill(now_ms);
  double room = kNoLimit;
  for (const Bucket& bucket : buckets_)
    if (bucket.is_limited()) room = std::min(room, bucket.tokens + static_cast<double>(horizon_ms) * bucket.per_ms);
  return room;
}

int64_t Throttle::WaitMs(int64_t now_ms) {
  Fill(now_ms);
  if (hold_until_ms_ <= now_ms) hold_until_ms_ = 0;
  auto wait_ms = static_cast<double>(std::clamp<int64_t>(hold_until_ms_ - now_ms, 0, kHoldMsMax));
  for (const Bucket& bucket : buckets_)
    if (bucket.is_limited() && bucket.tokens < kWhole)
      wait_ms = std::max(wait_ms, std::ceil((kWhole - bucket.tokens) / bucket.per_ms));
  return static_cast<int64_t>(wait_ms);
}

void Throttle::Take(int64_t now_ms) {
  Fill(now_ms);
  for (Bucket& bucket : buckets_) bucket.tokens = std::max(0.0, bucket.tokens - 1);
}

void Throttle::Drain(int64_t now_ms) {
  Fill(now_ms);
  for (Bucket& bucket : buckets_) bucket.tokens = 0;
}

std::string Throttle::ToText() const {
  if (!is_limited() && hold_until_ms_ == 0) return "-";
  char text[128];
  std::snprintf(text, sizeof(text), "%lld %.6f %.6f %lld", static_cast<long long>(at_ms_), buckets_[0].tokens,
                buckets_[1].tokens, static_cast<long long>(hold_until_ms_));
  return text;
}

void Throttle::FromText(std::string_view text) {
  long long at_ms = 0, hold_until_ms = 0;
  double tokens[2] = {0, 0};
  // Marks of before have no hold.
  if (std::sscanf(std::string(text).c_str(), "%lld %lf %lf %lld", &at_ms, &tokens[0], &tokens[1], &hold_until_ms) < 3)
    return;
  at_ms_ = at_ms;
  hold_until_ms_ = hold_until_ms;
  for (size_t i = 0; i < buckets_.size(); ++i) buckets_[i].tokens = std::clamp(tokens[i], 0.0, buckets_[i].capacity);
}

}  // namespace groundswell
