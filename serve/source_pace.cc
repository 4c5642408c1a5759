#include "serve/source_pace.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace groundswell {
namespace {

constexpr uint32_t kSecsMax = 30 * 24 * 3600;

int64_t HourOf(int64_t now_ms, LocalZone zone) { return std::max<int64_t>(zone.ClockMs({now_ms}), 0) / kHourMs; }

size_t PlaceOf(int64_t hour) {
  // 1970-01-01 was a Thursday: 0 is Sunday.
  const int64_t week_day = (hour / 24 + 4) % 7;
  const bool is_weekend = week_day == 0 || week_day == 6;
  return static_cast<size_t>(hour % 24) + (is_weekend ? 24 : 0);
}

}  // namespace

size_t SourcePace::SlotOf(int64_t now_ms) const { return PlaceOf(HourOf(now_ms, zone_)); }

void SourcePace::Begin(int64_t now_ms) {
  last_ms_ = noted_ms_ = now_ms;
  hour_ = HourOf(now_ms, zone_);
  hour_secs_ = 0;
}

void SourcePace::CloseHour() {
  Slot& slot = slots_[PlaceOf(hour_)];
  slot.secs[slot.next] = hour_secs_;
  slot.next = static_cast<uint8_t>((slot.next + 1) % kPaceDays);
  slot.known = static_cast<uint8_t>(std::min<size_t>(slot.known + 1, kPaceDays));
  hour_secs_ = 0;
}

void SourcePace::Note(int64_t now_ms, bool has_brought) {
  if (noted_ms_ == 0) Begin(now_ms);
  const auto secs = static_cast<uint32_t>(std::min<int64_t>(SilenceMs(now_ms) / kSecondMs, kSecsMax));
  watched_ms_ += std::clamp<int64_t>(now_ms - noted_ms_, 0, kHourMs);
  noted_ms_ = now_ms;
  if (const int64_t hour = HourOf(now_ms, zone_); hour != hour_) {
    CloseHour();
    hour_ = hour;
  }
  hour_secs_ = std::max(hour_secs_, secs);
  if (!has_brought) return;
  last_ms_ = now_ms;
  longest_secs_ = std::max(longest_secs_, secs);  // that it came back from
}

int64_t SourcePace::SilenceMs(int64_t now_ms) const { return std::max<int64_t>(now_ms - last_ms_, 0); }

std::optional<int64_t> SourcePace::UsualMs(int64_t now_ms) const {
  const size_t here = SlotOf(now_ms), first = here / 24 * 24;
  const Slot& slot = slots_[here];
  if (slot.known >= kPaceDaysMin) {
    std::vector<uint32_t> secs;
    for (const size_t hour : {(here - first + 23) % 24, here - first, (here - first + 1) % 24}) {
      const Slot& near = slots_[first + hour];
      secs.insert(secs.end(), near.secs.begin(), near.secs.begin() + near.known);
    }
    // Of one bad day the three hours have three; of the Mondays behind long weekends there are more.
    const size_t ignored = secs.size() / kPaceDays;
    std::nth_element(secs.begin(), secs.begin() + static_cast<ptrdiff_t>(ignored), secs.end(), std::greater<>());
    return int64_t{secs[ignored]} * kSecondMs;
  }
  if (watched_ms_ < kDayMs) return std::nullopt;
  return int64_t{longest_secs_} * kSecondMs;
}

std::optional<int64_t> SourcePace::LimitMs(int64_t now_ms) const {
  const auto usual_ms = UsualMs(now_ms);
  if (!usual_ms) return std::nullopt;
  return std::max(kQuietMinMs, kPaceFactor * *usual_ms);
}

void SourcePace::Save(ByteWriter* writer) const {
  writer->Number(last_ms_);
  writer->Number(watched_ms_);
  writer->Number(longest_secs_);
  for (const Slot& slot : slots_) {
    for (const uint32_t secs : slot.secs) writer->Number(secs);
    writer->Number(slot.next);
    writer->Number(slot.known);
  }
}

bool SourcePace::Load(ByteReader* reader) {
  last_ms_ = reader->Number<int64_t>();
  watched_ms_ = reader->Number<int64_t>();
  longest_secs_ = reader->Number<uint32_t>();
  for (Slot& slot : slots_) {
    for (uint32_t& secs : slot.secs) secs = reader->Number<uint32_t>();
    slot.next = reader->Number<uint8_t>();
    slot.known = reader->Number<uint8_t>();
    if (slot.next >= kPaceDays || slot.known > kPaceDays) return false;
  }
  return reader->ok();
}

}  // namespace groundswell
