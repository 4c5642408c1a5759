#include "engine/formal_receipts.h"

#include <algorithm>

namespace groundswell {

void FormalReceipts::Add(uint64_t id_hash, EventTime at, PersonHash person, uint32_t acts) {
  const bool is_edit = withdrawn_id_ == id_hash && id_hash != 0;
  const uint32_t marks = is_edit ? withdrawn_marks_ : 0;
  withdrawn_id_ = 0;
  Insert({at.ms, id_hash, person.value, is_edit ? withdrawn_acts_ : acts, marks});
}

void FormalReceipts::Insert(const Receipt& receipt) {
  if (kept_.size() == kKeptMax) {
    // Those that nothing runs for give way first, then the latest.
    const auto over =
        std::find_if(kept_.begin(), kept_.end(), [](const Receipt& known) { return (known.marks & kOver) != 0; });
    if (over != kept_.end()) {
      LetGo(*over);
      kept_.erase(over);
    } else if (Before(receipt, kept_.back())) {
      LetGo(kept_.back());
      kept_.pop_back();
    } else {
      return LetGo(receipt);
    }
  }
  kept_.insert(std::upper_bound(kept_.begin(), kept_.end(), receipt, Before), receipt);
}

void FormalReceipts::LetGo(const Receipt& receipt) {
  if ((receipt.marks & kOver) != 0) return LetGoOver(receipt.at_ms, receipt.at_ms, 1);
  const bool is_first = more_ <= 0;
  more_ = std::max<int64_t>(more_, 0) + 1;
  more_from_ms_ = is_first ? receipt.at_ms : std::min(more_from_ms_, receipt.at_ms);
  more_to_ms_ = is_first ? receipt.at_ms : std::max(more_to_ms_, receipt.at_ms);
  // An act ends all that came before it: of those with unlike numbers the greater one leaves the clock running.
  more_acts_ = is_first ? receipt.acts : std::max(more_acts_, receipt.acts);
}

void FormalReceipts::LetGoOver(int64_t from_ms, int64_t to_ms, int64_t count) {
  over_from_ms_ = over_ == 0 ? from_ms : std::min(over_from_ms_, from_ms);
  over_to_ms_ = over_ == 0 ? to_ms : std::max(over_to_ms_, to_ms);
  over_ += count;
}

void FormalReceipts::Withdraw(uint64_t id_hash, EventTime at) {
  const auto begin = std::lower_bound(kept_.begin(), kept_.end(), Receipt{at.ms, id_hash, 0, 0, 0}, Before);
  if (begin != kept_.end() && begin->id_hash == id_hash && begin->at_ms == at.ms) {
    withdrawn_id_ = id_hash;
    withdrawn_marks_ = begin->marks;
    withdrawn_acts_ = begin->acts;
    kept_.erase(begin);
  } else if (over_ > 0 && at.ms >= over_from_ms_ && at.ms <= over_to_ms_) {
    --over_;  // which of the two it was is not known: a clock rather goes on than stops
  } else if (more_ > 0 && at.ms >= more_from_ms_ && at.ms <= more_to_ms_) {
    --more_;
  }
}

void FormalReceipts::NotePerson(PersonHash person, uint64_t id_hash, PersonState state) {
  const bool is_over =
      state == PersonState::kSettled || state == PersonState::kRefused || state == PersonState::kWithdrawn;
  if (!is_over && state != PersonState::kAnswered) return;
  uint64_t who = person.value;
  for (const Receipt& receipt : kept_)
    if (who == 0 && id_hash != 0 && receipt.id_hash == id_hash) who = receipt.person;
  for (Receipt& receipt : kept_)
    if ((who != 0 && receipt.person == who) || (id_hash != 0 && receipt.id_hash == id_hash))
      receipt.marks |= is_over ? kOver : kAnsweredBits;
}

void FormalReceipts::Merge(const FormalReceipts& other, const ClockActs& ended_by, uint32_t acts) {
  for (Receipt receipt : other.kept_) {
    for (size_t event = 1; event < ClockActs::kMarks; ++event)
      if (ended_by.last[event].act > receipt.acts) receipt.marks |= uint32_t{1} << event;
    receipt.acts = acts;
    Insert(receipt);
  }
  if (other.over_ > 0) LetGoOver(other.over_from_ms_, other.over_to_ms_, other.over_);
  if (other.more_ <= 0) return;
  const int64_t count = more_ + other.more_;
  LetGo({other.more_from_ms_, 0, 0, acts, 0});
  LetGo({other.more_to_ms_, 0, 0, acts, 0});
  more_ = count;
}

std::vector<ClockReceipts> FormalReceipts::ByDay(const LocalZone& zone) const {
  std::vector<ClockReceipts> days;
  int32_t last_day = 0;
  size_t of_day = 0;  // where those of the last day begin
  const auto add = [&](const ClockReceipts& more) {
    const int32_t day = zone.DayAt(more.from);
    if (days.empty() || day != last_day) of_day = days.size() < kDaysMax ? days.size() : of_day;
    last_day = day;
    const auto same = std::find_if(days.begin() + static_cast<ptrdiff_t>(of_day), days.end(), [&](const auto& known) {
      return known.acts == more.acts && known.ended == more.ended;
    });
    if (same == days.end()) return days.push_back(more);
    same->from = std::min(same->from, more.from);
    same->to = std::max(same->to, more.to);
    same->count += more.count;
  };
  for (const Receipt& receipt : kept_)
    if ((receipt.marks & kOver) == 0) add({{receipt.at_ms}, {receipt.at_ms}, receipt.acts, receipt.marks, 1});
  if (more_ > 0) add({{more_from_ms_}, {more_to_ms_}, more_acts_, 0, more_});
  return days;
}

void FormalReceipts::Save(ByteWriter* writer) const {
  const bool is_as_new = kept_.empty() && more_ == 0 && over_ == 0 && withdrawn_id_ == 0;
  writer->Number(static_cast<uint8_t>(is_as_new));
  if (is_as_new) return;
  writer->Array(kept_);
  for (const int64_t number : {more_, more_from_ms_, more_to_ms_, over_, over_from_ms_, over_to_ms_})
    writer->Number(number);
  writer->Number(withdrawn_id_);
  for (const uint32_t number : {more_acts_, withdrawn_marks_, withdrawn_acts_}) writer->Number(number);
}

bool FormalReceipts::Load(ByteReader* reader) {
  *this = {};
  static_assert(sizeof(Receipt) == 32, "saved as it lies, so without gaps");
  if (reader->Number<uint8_t>() != 0) return reader->ok();
  if (!reader->Array(&kept_)) return false;
  for (int64_t* number : {&more_, &more_from_ms_, &more_to_ms_, &over_, &over_from_ms_, &over_to_ms_})
    *number = reader->Number<int64_t>();
  withdrawn_id_ = reader->Number<uint64_t>();
  for (uint32_t* number : {&more_acts_, &withdrawn_marks_, &withdrawn_acts_}) *number = reader->Number<uint32_t>();
  return reader->ok() && kept_.size() <= kKeptMax && std::is_sorted(kept_.begin(), kept_.end(), Before);
}

}  // namespace groundswell
