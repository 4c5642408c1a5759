#include "engine/formal_complaints.h"

#include <algorithm>

namespace groundswell {

void FormalComplaints::Add(Seq seq, EventTime at, PersonHash complainant) {
  ++posts_;
  if (complainant.known()) people_.Add(complainant, seq, at, at, false);
  if (at.ms > later_ms_) return;
  earliest_.reserve(kEarliestMax + 1);
  earliest_.insert(std::upper_bound(earliest_.begin(), earliest_.end(), at.ms), at.ms);
  Trim();
}

void FormalComplaints::Withdraw(Seq seq, EventTime at, PersonHash complainant) {
  --posts_;
  if (complainant.known()) people_.Withdraw(complainant, seq, false);
  const auto found = std::lower_bound(earliest_.begin(), earliest_.end(), at.ms);
  if (found != earliest_.end() && *found == at.ms) earliest_.erase(found);
  if (posts_ == static_cast<int64_t>(earliest_.size())) later_ms_ = kNoneLater;
  if (posts_ == 0) people_.Clear();
}

void FormalComplaints::Merge(const FormalComplaints& other) {
  if (other.posts_ == 0) return;
  posts_ += other.posts_;
  people_.Merge(other.people_, [](const Complainants::Change&) {});
  const auto middle = static_cast<ptrdiff_t>(earliest_.size());
  earliest_.insert(earliest_.end(), other.earliest_.begin(), other.earliest_.end());
  std::inplace_merge(earliest_.begin(), earliest_.begin() + middle, earliest_.end());
  later_ms_ = std::min(later_ms_, other.later_ms_);
  Trim();
}

// What lies behind a time that was let go is not known to be among the earliest.
void FormalComplaints::Trim() {
  if (earliest_.size() > kEarliestMax) {
    later_ms_ = std::min(later_ms_, earliest_[kEarliestMax]);
    earliest_.resize(kEarliestMax);
  }
  while (!earliest_.empty() && earliest_.back() > later_ms_) earliest_.pop_back();
}

EventTime FormalComplaints::first_at() const {
  if (posts_ <= 0) return EventTime::None();
  return {earliest_.empty() ? later_ms_ : earliest_.front()};
}

void FormalComplaints::Save(ByteWriter* writer) const {
  writer->Number(posts_);
  if (posts_ == 0) return;
  people_.Save(writer);
  writer->Array(earliest_);
  writer->Number(later_ms_);
}

bool FormalComplaints::Load(ByteReader* reader) {
  *this = {};
  posts_ = reader->Number<int64_t>();
  if (posts_ == 0) return reader->ok();
  if (!people_.Load(reader) || !reader->Array(&earliest_)) return false;
  later_ms_ = reader->Number<int64_t>();
  return reader->ok() && earliest_.size() <= kEarliestMax && std::is_sorted(earliest_.begin(), earliest_.end());
}

}  // namespace groundswell
