// Severity and urgency of a group, 0..100 each, with the parts that made them.
//
// Severity is how bad it is, urgency is how soon somebody must act; the two are read apart. Each is the sum of named
// parts, cut at 100, so that a person can say where it comes from. Contract: pure functions; each part grows with every
// figure it is made from (urgency's forecast and deadline with less time left, its growth with a lower baseline). The
// weights are those of kSeverityWeights and kUrgencyWeights in the .cc, with reasons there and in
// docs/decisions/0015. Units: points; people, posts, yuan, hours. Threads: plain values and free functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "models/harm_words.h"
#include "models/reading.h"

namespace groundswell {

// What the complaints of a group name, counted so that a post can be taken back.
class HarmTally {
 public:
  // `sign` 1 adds a complaint, -1 takes it back.
  void Count(const HarmReading& reading, int sign);
  void Merge(const HarmTally& other);

  int64_t harm_posts(size_t kind) const { return harms_[kind]; }
  int64_t vulnerable_posts(size_t kind) const { return vulnerable_[kind]; }
  // The largest sum named, down to the half of a power of ten below it; 0 for none.
  double money_yuan() const;
  int64_t money_posts() const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);
  bool operator==(const HarmTally&) const = default;

 private:
  static constexpr size_t kSums = 18;  // 10, 32, 100 ... yuan and more
  std::array<uint32_t, kHarmKinds> harms_{};
  std::array<uint32_t, kVulnerableKinds> vulnerable_{};
  std::array<uint32_t, kSums> sums_{};
};

// All that the two are made from.
struct SeverityFigures {
  HarmTally harm;
  int64_t complainants = 0, joiners = 0;
  int64_t audience = 0;            // followers of those who wrote, and reposts
  int64_t channels = 0;            // different ones
  double negative_share = 0;       // 0..1
  std::array<int64_t, 6> signs{};  // complaints with each sign, by its bit (models/reading.h)
  double rate_per_hour = 0, baseline_per_hour = 0;
  double surprise = 0;                        // -log10 of a probability
  std::optional<double> hours_to_next_level;  // forecast; none: not foreseen
  std::optional<double> hours_to_deadline;    // of the nearest clock, below 0 when it is over; none: no clock runs
};

struct ScorePart {
  std::string_view name;
  double points = 0;
};

template <size_t N>
struct PartedScore {
  double score = 0;  // 0..100
  std::array<ScorePart, N> parts{};
};
using Severity = PartedScore<6>;
using Urgency = PartedScore<4>;

// "harm", "safety", "money", "vulnerable", "reach", "mood".
Severity SeverityOf(const SeverityFigures& figures);
// "danger", "growth", "forecast", "deadline".
Urgency UrgencyOf(const SeverityFigures& figures);

}  // namespace groundswell
