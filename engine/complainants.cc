#include "engine/complainants.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace groundswell {
namespace {

// More halvings than any sample of people on Earth needs.
constexpr uint32_t kHalvingsMax = 31;
// Parts who is kept from where FlatMap puts him, or a sample would fill one corner of its table.
constexpr uint64_t kSampleSeed = 0x9d8a1f0b6c35e247;

}  // namespace

bool Complainants::IsKept(uint64_t person) const { return (Mix64(person ^ kSampleSeed) & (weight() - 1)) == 0; }

uint32_t Complainants::Add(PersonHash person, Seq seq, EventTime at, EventTime now, bool joins) {
  if (!IsKept(person.value)) return 0;
  bool is_new;
  Joined& joined = kept_.FindOrInsert(person.value, &is_new);
  joiners_ -= joined.only_joins();
  ++joined.posts;
  joined.joins += joins;
  joiners_ += joined.only_joins();
  if (!is_new) return 0;
  joined.at_ms = at.ms;
  joined.arrived_ms = now.ms;
  joined.first_seq = seq;
  joined.came_joining = joins;
  if (window_.ms > 0) CountInWindow(now.ms);
  const uint32_t came = weight();
  KeepWithinBounds();
  return came;
}

std::optional<Complainants::Change> Complainants::Withdraw(PersonHash person, Seq seq, bool joins) {
  Joined* joined = kept_.Find(person.value);
  if (joined == nullptr || seq < joined->first_seq) return std::nullopt;
  joiners_ -= joined->only_joins();
  --joined->posts;
  joined->joins -= joins;
  joiners_ += joined->only_joins();
  if (joined->posts > 0) return std::nullopt;
  const Change left{weight(), EventTime{joined->at_ms}, EventTime{joined->arrived_ms}, joined->came_joining != 0};
  kept_.Erase(person.value);
  window_ = {};
  return left;
}

Complainants::Change Complainants::Unite(Joined* ours, const Joined& theirs) {
  joiners_ -= ours->only_joins();
  const Change later{weight(), EventTime{std::max(ours->at_ms, theirs.at_ms)},
                     EventTime{std::max(ours->arrived_ms, theirs.arrived_ms)},
                     ours->came_joining != 0 || theirs.came_joining != 0};
  ours->at_ms = std::min(ours->at_ms, theirs.at_ms);
  ours->arrived_ms = std::min(ours->arrived_ms, theirs.arrived_ms);
  ours->first_seq = std::min(ours->first_seq, theirs.first_seq);
  ours->posts += theirs.posts;
  ours->joins += theirs.joins;
  ours->came_joining &= theirs.came_joining;
  joiners_ += ours->only_joins();
  return later;
}

void Complainants::KeepWithinBounds() {
  while (kept_.size() > exact_max_ && halvings_ < kHalvingsMax) HalveTo(halvings_ + 1);
}

void Complainants::HalveTo(uint32_t halvings) {
  if (halvings <= halvings_) return;
  halvings_ = halvings;
  joiners_ = 0;
  window_ = {};
  FlatMap<Joined> kept;
  kept_.ForEach([&](uint64_t person, const Joined& joined) {
    if (!IsKept(person)) return;
    bool is_new;
    kept.FindOrInsert(person, &is_new) = joined;
    joiners_ += joined.only_joins();
  });
  kept_.Swap(kept);
}

void Complainants::Clear() {
  kept_.Clear();
  joiners_ = halvings_ = 0;
  window_ = {};
}

uint64_t Complainants::CountWithin(int64_t window_ms, EventTime now) {
  if (window_.ms != window_ms || now.ms >= window_.leaves_ms) {
    window_ = {.ms = window_ms, .leaves_ms = std::numeric_limits<int64_t>::max(), .kept = 0};
    kept_.ForEach([&](uint64_t, const Joined& joined) {
      if (joined.arrived_ms > now.ms - window_ms) CountInWindow(joined.arrived_ms);
    });
  }
  return Scaled(window_.kept);
}

void Complainants::CountInWindow(int64_t arrived_ms) {
  ++window_.kept;
  window_.leaves_ms = std::min(window_.leaves_ms, arrived_ms + window_.ms);
}

EventTime Complainants::leaves_at() const {
  return window_.ms == 0 ? EventTime{std::numeric_limits<int64_t>::max()} : EventTime{window_.leaves_ms};
}

uint64_t Complainants::Error() const {
  if (!is_estimate() || kept_.empty()) return 0;
  const double error = 2 * static_cast<double>(count()) / std::sqrt(static_cast<double>(kept_.size()));
  return static_cast<uint64_t>(std::llround(error));
}

uint64_t Complainants::low() const { return count() - std::min(count(), Error()); }
uint64_t Complainants::high() const { return count() + Error(); }

void Complainants::Save(ByteWriter* writer) const {
  writer->Number(halvings_);
  kept_.Save(writer);
}

bool Complainants::Load(ByteReader* reader) {
  window_ = {};
  halvings_ = reader->Number<uint32_t>();
  if (halvings_ > kHalvingsMax || !kept_.Load(reader)) return false;
  joiners_ = 0;
  kept_.ForEach([this](uint64_t, const Joined& joined) { joiners_ += joined.only_joins(); });
  return true;
}

}  // namespace groundswell
