#include "engine/person_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/hash.h"

namespace groundswell {
namespace {

// Ertl's sigma and tau, the sums that stand for registers still at zero and for those at the end of their range.
double Sigma(double x) {
  if (x == 1) return HUGE_VAL;
  double sum = x, power = 1;
  for (double before = -1; sum != before;) {
    x *= x;
    before = sum;
    sum += x * power;
    power += power;
  }
  return sum;
}

double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x, power = 1;
  for (double before = -1; sum != before;) {
    x = std::sqrt(x);
    before = sum;
    power /= 2;
    sum -= (1 - x) * (1 - x) * power;
  }
  return sum / 3;
}

}  // namespace

bool PersonSketch::Add(PersonHash person) {
  if (!person.known()) return false;
  if (is_estimate()) return AddToSketch(person.value);
  bool inserted;
  uint32_t& posts = people_.FindOrInsert(person.value, &inserted);
  posts += posts < UINT32_MAX ? 1 : 0;
  if (people_.size() > exact_max_) Convert();
  return inserted;
}

bool PersonSketch::Withdraw(PersonHash person) {
  if (is_estimate() || !person.known()) return false;
  uint32_t* posts = people_.Find(person.value);
  if (posts == nullptr || --*posts > 0) return false;
  people_.Erase(person.value);
  return true;
}

void PersonSketch::Merge(const PersonSketch& other) {
  if (other.is_estimate()) {
    if (!is_estimate()) Convert();
    for (size_t i = 0; i < kRegisters; ++i) Raise(i, other.registers_[i]);
    return;
  }
  other.people_.ForEach([this](uint64_t person, uint32_t posts) {
    if (is_estimate()) {
      AddToSketch(person);
      return;
    }
    bool inserted;
    uint32_t& ours = people_.FindOrInsert(person, &inserted);
    ours = static_cast<uint32_t>(std::min<uint64_t>(UINT32_MAX, uint64_t{ours} + posts));
    if (people_.size() > exact_max_) Convert();
  });
}

void PersonSketch::Clear() {
  people_.Clear();
  registers_.clear();
  at_rank_.fill(0);
}

void PersonSketch::Convert() {
  registers_.assign(kRegisters, 0);
  at_rank_.fill(0);
  at_rank_[0] = kRegisters;
  people_.ForEach([this](uint64_t person, uint32_t) { AddToSketch(person); });
  FlatMap<uint32_t>().Swap(people_);
}

bool PersonSketch::Raise(size_t index, uint8_t rank) {
  uint8_t& value = registers_[index];
  if (rank <= value) return false;
  --at_rank_[value];
  ++at_rank_[rank];
  value = rank;
  return true;
}

bool PersonSketch::AddToSketch(uint64_t person) {
  // The hash is well mixed already; mixing it again costs a nanosecond and asks nothing of it.
  const uint64_t hash = Mix64(person);
  const uint64_t rest = hash << kIndexBits;
  const int rank = rest == 0 ? kRankMax : std::countl_zero(rest) + 1;
  return Raise(hash >> (64 - kIndexBits), static_cast<uint8_t>(rank));
}

uint64_t PersonSketch::count() const {
  if (!is_estimate()) return people_.size();
  constexpr double kM = kRegisters;
  double z = kM * Tau(1 - at_rank_[kRankMax] / kM);
  for (int rank = kRankMax - 1; rank >= 1; --rank) z = (z + at_rank_[static_cast<size_t>(rank)]) / 2;
  z += kM * Sigma(at_rank_[0] / kM);
  constexpr double kAlpha = 0.72134752044448170368;  // 1 / (2 ln 2)
  // There were more than exact_max when it became an estimate, and nobody leaves it.
  return std::max<uint64_t>(uint64_t{exact_max_} + 1, static_cast<uint64_t>(std::llround(kAlpha * kM * kM / z)));
}

uint64_t PersonSketch::low() const {
  if (!is_estimate()) return count();
  const double low = static_cast<double>(count()) * (1 - 2 * kStandardError);
  return std::max<uint64_t>(uint64_t{exact_max_} + 1, static_cast<uint64_t>(low));
}

uint64_t PersonSketch::high() const {
  if (!is_estimate()) return count();
  return static_cast<uint64_t>(std::ceil(static_cast<double>(count()) * (1 + 2 * kStandardError)));
}

void PersonSketch::Save(ByteWriter* writer) const {
  writer->Number(is_estimate());
  if (is_estimate()) {
    writer->Bytes({reinterpret_cast<const char*>(registers_.data()), registers_.size()});
  } else {
    people_.Save(writer);
  }
}

bool PersonSketch::Load(ByteReader* reader) {
  Clear();
  if (!reader->Number<bool>()) return reader->ok() && people_.Load(reader) && people_.size() <= exact_max_;
  if (!reader->ok() || reader->rest().size() < kRegisters) return false;
  registers_.resize(kRegisters);
  for (uint8_t& value : registers_) {
    value = reader->Number<uint8_t>();
    if (value > kRankMax) {
      Clear();
      return false;
    }
    ++at_rank_[value];
  }
  return true;
}

}  // namespace groundswell
