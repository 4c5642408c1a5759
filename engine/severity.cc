#include "engine/severity.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

// Points at most. Harm that has happened to people weighs more than all else together with its company: a death that
// several tell of is 40, and with a child, a hazard and a crowd it reaches the end of the scale. A fee that a thousand
// people complain of ends near 50: it is large, and nobody is hurt.
constexpr double kSafetyPoints = 20, kMoneyPoints = 15, kVulnerablePoints = 12, kPeoplePoints = 25, kAudiencePoints = 8,
                 kChannelPoints = 4, kMoodPoints = 6;

struct Weighed {
  uint16_t harm;
  double points;
};
// What has happened, by how far it can be made good: not at all, with time, with money.
constexpr Weighed kHarmPoints[] = {{kDeath, 40},    {kSelfHarm, 34},   {kInjury, 30},      {kIllness, 22},
                                   {kViolence, 22}, {kLivelihood, 20}, {kPrivacyLost, 15}, {kMoneyLost, 10}};

// Urgency. What cannot wait for anybody's clock is nearly half of the scale.
constexpr double kDangerPoints = 40, kSurprisePoints = 12, kRatioPoints = 13, kForecastPoints = 20,
                 kDeadlinePoints = 20, kNamedDeadlinePoints = 5;
constexpr double kSurpriseFull = 12;      // one in 10^12 is as certain as a burst needs to be
constexpr double kDoublingsFull = 5;      // 32 times its baseline
constexpr double kForecastHalfHours = 3;  // "a complaint answered in its first hours dissolves"
constexpr double kDeadlineHalfHours = 12;
// A rate near nothing is nothing to compare with: one person in two hours, and as much beside the baseline.
constexpr double kRateFloorPerHour = 0.5;

struct WeighedSign {
  uint8_t sign;
  double points;
};
constexpr WeighedSign kSignPoints[] = {{kDanger, 40}, {kBankRun, 40}, {kGathering, 36}, {kDataLeak, 24}};
constexpr double kSelfHarmUrgency = 40, kHazardUrgency = 18, kInjuryUrgency = 16;

// How far `posts` that say the same are believed: one by half, two by three quarters, never wholly.
double Believed(int64_t posts) {
  return posts <= 0 ? 0 : 1 - std::exp2(-static_cast<double>(std::min<int64_t>(posts, 50)));
}

// 0 at `low` and below, 1 at `high` and above, by orders of magnitude.
double Magnitude(double value, double low, double high) {
  if (!(value > low)) return 0;
  return std::min(1.0, std::log(value / low) / std::log(high / low));
}

double Least(double value) { return std::isfinite(value) ? std::max(0.0, value) : 0; }

size_t BitPlace(uint32_t bit) {
  size_t place = 0;
  while ((bit >>= 1) != 0) ++place;
  return place;
}

int64_t Posts(const SeverityFigures& figures, uint16_t harm) { return figures.harm.harm_posts(BitPlace(harm)); }

template <size_t N>
PartedScore<N> Sum(const std::array<ScorePart, N>& parts) {
  PartedScore<N> score{0, parts};
  for (const ScorePart& part : parts) score.score += part.points;
  score.score = std::min(100.0, score.score);
  return score;
}

}  // namespace

Severity SeverityOf(const SeverityFigures& figures) {
  double harm = 0;
  for (const Weighed& kind : kHarmPoints) harm = std::max(harm, kind.points * Believed(Posts(figures, kind.harm)));
  double vulnerable = 0;
  for (size_t i = 0; i < kVulnerableKinds; ++i)
    vulnerable = std::max(vulnerable, kVulnerablePoints * Believed(figures.harm.vulnerable_posts(i)));
  const double people = static_cast<double>(figures.complainants + figures.joiners);
  const double reach = kPeoplePoints * Magnitude(1 + people, 1, 1001) +
                       kAudiencePoints * Magnitude(static_cast<double>(figures.audience), 1e3, 1e7) +
                       kChannelPoints * Magnitude(static_cast<double>(figures.channels), 1, 8);
  return Sum<6>({{{"harm", harm},
                  {"safety", kSafetyPoints * Believed(Posts(figures, kHazard))},
                  {"money", kMoneyPoints * Magnitude(figures.harm.money_yuan(), 30, 1e6)},
                  {"vulnerable", vulnerable},
                  {"reach", reach},
                  {"mood", kMoodPoints * std::clamp(Least(figures.negative_share), 0.0, 1.0)}}});
}

Urgency UrgencyOf(const SeverityFigures& figures) {
  double danger = std::max({kSelfHarmUrgency * Believed(Posts(figures, kSelfHarm)),
                            kHazardUrgency * Believed(Posts(figures, kHazard)),
                            kInjuryUrgency * Believed(Posts(figures, kInjury))});
  for (const WeighedSign& sign : kSignPoints)
    danger = std::max(danger, sign.points * Believed(figures.signs[BitPlace(sign.sign)]));
  const double ratio =
      (Least(figures.rate_per_hour) + kRateFloorPerHour) / (Least(figures.baseline_per_hour) + kRateFloorPerHour);
  const double growth = kSurprisePoints * std::min(1.0, Least(figures.surprise) / kSurpriseFull) +
                        kRatioPoints * std::clamp(std::log2(ratio) / kDoublingsFull, 0.0, 1.0);
  const auto soon = [](const std::optional<double>& hours, double half_hours) {
    return hours.has_value() && !std::isnan(*hours) ? 1 / (1 + std::max(0.0, *hours) / half_hours) : 0.0;
  };
  const double deadline = kDeadlinePoints * soon(figures.hours_to_deadline, kDeadlineHalfHours) +
                          kNamedDeadlinePoints * Believed(Posts(figures, kDeadlineNamed));
  static_assert(kDangerPoints >= kSelfHarmUrgency &&
                kDangerPoints + kSurprisePoints + kRatioPoints + kForecastPoints + kDeadlinePoints >= 100);
  return Sum<4>({{{"danger", danger},
                  {"growth", growth},
                  {"forecast", kForecastPoints * soon(figures.hours_to_next_level, kForecastHalfHours)},
                  {"deadline", deadline}}});
}

void HarmTally::Count(const HarmReading& reading, int sign) {
  const auto count = [sign](uint32_t* posts) {
    if (sign > 0) ++*posts;
    if (sign < 0 && *posts > 0) --*posts;
  };
  for (size_t i = 0; i < kHarmKinds; ++i)
    if (reading.harms & (1u << i)) count(&harms_[i]);
  for (size_t i = 0; i < kVulnerableKinds; ++i)
    if (reading.vulnerable & (1u << i)) count(&vulnerable_[i]);
  if (!(reading.money_yuan >= 10)) return;
  double sum = 10;
  size_t place = 0;
  // Multiplied and not by logarithm, whose last bit differs between libraries.
  for (; place + 1 < kSums && reading.money_yuan >= sum * 3.1622776601683795; ++place) sum *= 3.1622776601683795;
  count(&sums_[place]);
}

void HarmTally::Merge(const HarmTally& other) {
  for (size_t i = 0; i < kHarmKinds; ++i) harms_[i] += other.harms_[i];
  for (size_t i = 0; i < kVulnerableKinds; ++i) vulnerable_[i] += other.vulnerable_[i];
  for (size_t i = 0; i < kSums; ++i) sums_[i] += other.sums_[i];
}

double HarmTally::money_yuan() const {
  double sum = 10, largest = 0;
  for (size_t i = 0; i < kSums; ++i, sum *= 3.1622776601683795)
    if (sums_[i] > 0) largest = sum;
  return largest;
}

int64_t HarmTally::money_posts() const {
  int64_t posts = 0;
  for (const uint32_t count : sums_) posts += count;
  return posts;
}

void HarmTally::Save(ByteWriter* writer) const {
  for (const uint32_t count : harms_) writer->Number(count);
  for (const uint32_t count : vulnerable_) writer->Number(count);
  for (const uint32_t count : sums_) writer->Number(count);
}

bool HarmTally::Load(ByteReader* reader) {
  for (uint32_t& count : harms_) count = reader->Number<uint32_t>();
  for (uint32_t& count : vulnerable_) count = reader->Number<uint32_t>();
  for (uint32_t& count : sums_) count = reader->Number<uint32_t>();
  return reader->ok();
}

}  // namespace groundswell
