#include "ingest/stream_gaps.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace groundswell {
namespace {

constexpr uint64_t kRepeatsMin = 2;
// Clocks of servers and ours are not the same to the second.
constexpr int64_t kClockSlackMs = 1000;

std::optional<int64_t> NumberOf(std::string_view cursor) {
  int64_t number = 0;
  const auto read = std::from_chars(cursor.data(), cursor.data() + cursor.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == cursor.data() + cursor.size() && number >= 0;
  return is_number ? std::optional(number) : std::nullopt;
}

// Milliseconds of a cursor that is a time of these decades, in s, ms, us or ns: each unit has its own length of number.
std::optional<int64_t> TimeOf(std::string_view cursor) {
  const auto number = NumberOf(cursor);
  if (!number) return std::nullopt;
  switch (cursor.size()) {
    case 10:
      return *number * 1000;
    case 13:
      return *number;
    case 16:
      return *number / 1000;
    case 19:
      return *number / 1'000'000;
    default:
      return std::nullopt;
  }
}

}  // namespace

void StreamGaps::Begin(std::string_view cursor, int64_t heard_ms) {
  last_ = cursor;
  heard_ms_ = heard_ms;
  OnBreak();
}

std::optional<SourceGap> StreamGaps::OnRecords(std::string_view first, std::string_view last, uint64_t records_max,
                                               int64_t now_ms) {
  std::optional<SourceGap> gap;
  const bool has_place = !first.empty();
  if (records_max > 0 && is_broken_ && last_.empty()) {
    gap = SourceGap{heard_ms_, now_ms};
    is_broken_ = false;
  } else if (records_max > 0 && is_broken_ && has_place) {
    gap = JudgeBreak(first, now_ms);
    is_broken_ = false;
  } else if (has_place && !last_.empty() && !is_broken_) {
    LearnStep(last_, first, 2);
  }
  if (has_place && first != last) LearnStep(first, last, records_max);
  if (const auto time_ms = TimeOf(last)) least_lag_ms_ = std::min(least_lag_ms_.value_or(INT64_MAX), now_ms - *time_ms);
  if (!last.empty()) last_ = last;
  if (records_max > 0) heard_ms_ = now_ms;
  return gap ? gap : JudgeSuspect();
}

// From one cursor to a later one, with `records_max` records at most, both ends included.
void StreamGaps::LearnStep(std::string_view from, std::string_view to, uint64_t records_max) {
  const auto begin = NumberOf(from), end = NumberOf(to);
  if (!begin || !end || *end < *begin || static_cast<uint64_t>(*end - *begin) >= records_max)
    has_jumped_ = true;
  else
    steps_ += static_cast<uint64_t>(*end - *begin);
  const auto begin_ms = TimeOf(from), end_ms = TimeOf(to);
  if (!begin_ms || !end_ms) return;
  ++silences_;
  silence_ms_ = std::max(silence_ms_, *end_ms - *begin_ms);
}

std::optional<SourceGap> StreamGaps::JudgeBreak(std::string_view first, int64_t now_ms) {
  suspect_.reset();
  const auto was = NumberOf(last_), is = NumberOf(first);
  const bool is_behind = was && is ? *is > *was : first != last_;
  if (!is_behind) {
    ++repeats_;
    return std::nullopt;
  }
  const auto was_ms = TimeOf(last_), is_ms = TimeOf(first);
  const SourceGap gap = was_ms && is_ms ? SourceGap{*was_ms, *is_ms} : SourceGap{heard_ms_, now_ms};
  if (was && is && is_counter()) return *is > *was + 1 ? std::optional(gap) : std::nullopt;
  if (repeats_ >= kRepeatsMin && misses_ == 0) return gap;
  ++misses_;
  if (was_ms && is_ms) suspect_ = Suspect{gap, open_ms_};
  return std::nullopt;
}

std::optional<SourceGap> StreamGaps::JudgeSuspect() {
  if (!suspect_ || silences_ < kSilencesMin || !least_lag_ms_) return std::nullopt;
  const Suspect suspect = *std::exchange(suspect_, std::nullopt);
  const bool is_new = suspect.gap.until_ms + *least_lag_ms_ >= suspect.open_ms - kClockSlackMs;
  const bool is_long = suspect.gap.until_ms - suspect.gap.from_ms > 2 * silence_ms_;
  return is_new && is_long ? std::optional(suspect.gap) : std::nullopt;
}

}  // namespace groundswell
