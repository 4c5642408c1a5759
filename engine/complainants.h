// Complainants: the distinct people who complain in one group, exact while they are few, a sample of them when they are
// many.
//
// Up to exact_max people every one is known, with his posts. When there are more, those stay whose hash falls into one
// half of all hashes, each of whom then stands for two; then a quarter, and so on: distinct sampling (Gibbons,
// "Distinct Sampling for Highly-Accurate Answers to Distinct Values Queries and Event Reports", VLDB 2001). Whatever is
// asked of people can so be asked of the sample: who only joins in, who came within some days, who has left, who is in
// two groups. The standard error of a count of n kept people is at most 1 / sqrt(n) of it, which is .55 % where the
// sample has just been halved; low() and high() are two of them away.
//
// Contract: a function of the sequence of calls and, once it is an estimate, of the values of the hashes: stores with
// different keys of the author hash then differ within the error. The count may fall by the error where the sample is
// halved. Memory: 40 bytes for each of at most 2.7 times exact_max people. Ownership: a value. Threads: one. Errors:
// Load returns false for bytes that are not its own.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/flat_map.h"
#include "base/time.h"
#include "models/record.h"

namespace groundswell {

constexpr uint32_t kExactPeopleMax = 1u << 16;

class Complainants {
 public:
  struct Joined {
    int64_t at_ms = 0;       // event time of the post by which the person came
    int64_t arrived_ms = 0;  // the watermark then
    Seq first_seq = 0;       // of the counted posts the first: posts before it belong to a life that has ended
    uint32_t posts = 0;      // counted ones
    // Of them, those that only join in, and whether he came by such a one. One word, for it is saved as it lies.
    uint32_t joins : 31 = 0, came_joining : 1 = 0;
    bool only_joins() const { return posts > 0 && joins == posts; }
  };
  // People who came or left: how many one of the sample stands for, when he had come, and whether he came by joining in
  // (in one group at least, where he was in both).
  struct Change {
    uint32_t people = 0;
    EventTime at, arrived;
    bool came_joining = false;
  };

  explicit Complainants(uint32_t exact_max = kExactPeopleMax) : exact_max_(exact_max) {}

  // One more counted post of a known person, of record `seq`. How many have come by it: 0 where he was there before.
  uint32_t Add(PersonHash person, Seq seq, EventTime at, EventTime now, bool joins);
  // The post of record `seq` counts no longer. Who left by it; none where posts of his remain, or it was not counted.
  std::optional<Change> Withdraw(PersonHash person, Seq seq, bool joins);
  // Takes over the people of `other`. Who is in both came once, when he first did: on_both(Change) is told of the
  // later coming, which is to be taken back wherever comings are counted.
  template <typename OnBoth>
  void Merge(const Complainants& other, OnBoth&& on_both);
  void Clear();  // keeps memory

  uint64_t count() const { return Scaled(kept_.size()); }
  uint64_t joiners() const { return Scaled(joiners_); }                              // who only join in
  bool Has(PersonHash person) const { return kept_.Find(person.value) != nullptr; }  // false of those not kept, too
  // Who arrived within the last window_ms. People are looked at when the first of them leaves it, and not at each
  // call.
  uint64_t CountWithin(int64_t window_ms, EventTime now);
  // When that is, as last counted; never, where nothing was.
  EventTime leaves_at() const;
  // Calls visit(arrived, people), in no order that means anything.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    kept_.ForEach([&](uint64_t, const Joined& joined) { visit(EventTime{joined.arrived_ms}, weight()); });
  }
  bool is_estimate() const { return halvings_ > 0; }
  uint64_t low() const;
  uint64_t high() const;

  // To be loaded by one of the same exact_max.
  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  uint32_t weight() const { return uint32_t{1} << halvings_; }
  uint64_t Scaled(uint64_t kept) const { return kept << halvings_; }
  uint64_t Error() const;  // two standard errors, in people
  bool IsKept(uint64_t person) const;
  void HalveTo(uint32_t halvings);
  void KeepWithinBounds();
  void CountInWindow(int64_t arrived_ms);
  // Makes `ours` what both tell of one person; what is to be taken back.
  Change Unite(Joined* ours, const Joined& theirs);

  uint32_t exact_max_;
  uint32_t halvings_ = 0;
  uint64_t joiners_ = 0;  // of those kept
  FlatMap<Joined> kept_;  // by person
  // What was counted of a window; follows from the above.
  struct Window {
    int64_t ms = 0;  // 0: to be counted anew
    int64_t leaves_ms = 0;
    uint64_t kept = 0;
  };
  Window window_;
};

template <typename OnBoth>
void Complainants::Merge(const Complainants& other, OnBoth&& on_both) {
  window_ = {};
  HalveTo(other.halvings_);
  other.kept_.ForEach([&](uint64_t person, const Joined& theirs) {
    if (!IsKept(person)) return;
    bool is_new;
    Joined& ours = kept_.FindOrInsert(person, &is_new);
    if (!is_new) return on_both(Unite(&ours, theirs));
    ours = theirs;
    joiners_ += ours.only_joins();
  });
  KeepWithinBounds();
}

}  // namespace groundswell
