// SourcePace: how long a source is usually silent, by the hour of the day, and whether it is silent for longer now.
//
// It keeps, for each hour of the day and apart for weekdays and weekends, the longest silence that each of the last
// kPaceDays such days saw at that hour; so a source that sleeps at night is known to. Silent is a source whose silence
// has lasted kPaceFactor times the longest that is known of this hour and the hours beside it, a tenth of these aside,
// and kQuietMinMs: one bad day among many makes no rule. With less than kPaceDaysMin days of an hour the
// longest silence of all that ended stands in, once a whole day was watched; before that nothing is told. Units:
// milliseconds of the wall. Contract: a function of the calls; times that go backwards count as no time. Memory: under
// 3 KiB. Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/time.h"
#include "models/local_zone.h"

namespace groundswell {

constexpr size_t kPaceDays = 10, kPaceDaysMin = 3;
constexpr int64_t kPaceFactor = 2, kQuietMinMs = 15 * 60 * kSecondMs;

class SourcePace {
 public:
  explicit SourcePace(LocalZone zone) : zone_(zone) {}

  // The source is watched from now on, after a start or a pause: its silence begins here.
  void Begin(int64_t now_ms);
  // What it brought up to now: `has_brought` since the last call.
  void Note(int64_t now_ms, bool has_brought);
  // How long it has been silent.
  int64_t SilenceMs(int64_t now_ms) const;
  // The longest silence that is usual at this hour; nothing while too little is known.
  std::optional<int64_t> UsualMs(int64_t now_ms) const;
  // From which silence on it is told of; nothing while too little is known.
  std::optional<int64_t> LimitMs(int64_t now_ms) const;
  int64_t last_ms() const { return last_ms_; }

  void Save(ByteWriter* writer) const;
  // False when the bytes are not a pace's.
  bool Load(ByteReader* reader);

 private:
  static constexpr size_t kSlots = 48;  // hours of weekdays, then of weekends
  struct Slot {
    std::array<uint32_t, kPaceDays> secs{};  // a ring
    uint8_t next = 0, known = 0;
  };
  size_t SlotOf(int64_t now_ms) const;
  void CloseHour();

  LocalZone zone_;
  int64_t last_ms_ = 0;     // it brought something, or its silence began
  int64_t watched_ms_ = 0;  // time in all
  int64_t noted_ms_ = 0;    // the last call
  int64_t hour_ = 0;        // since 1970, in the zone: the hour that is open
  uint32_t hour_secs_ = 0, longest_secs_ = 0;
  std::array<Slot, kSlots> slots_{};
};

}  // namespace groundswell
