#include "engine/correction_table.h"

#include "base/hash.h"

namespace groundswell {
namespace {

// An organisation may be corrected, and what is then said of that text too.
constexpr int kStepsMax = 8;

uint64_t KeyOf(uint64_t text_hash, std::string_view org) {
  const uint64_t key = Mix64(text_hash ^ Hash64(org));
  return key == 0 ? 1 : key;
}

}  // namespace

const ScoredPost& CorrectionTable::Correct(const ScoredPost& post, std::deque<ScoredPost>* kept) const {
  if (readings_.empty()) return post;
  const ScoredPost* now = &post;
  for (int step = 0; step < kStepsMax; ++step) {
    const uint32_t* place = index_.Find(KeyOf(now->text_hash, now->org));
    if (place == nullptr) break;
    ScoredPost& corrected = kept->emplace_back(*now);
    ApplyCorrection(readings_[*place].reading, &corrected);
    const bool is_elsewhere = corrected.org != now->org;
    now = &corrected;
    if (!is_elsewhere) break;
  }
  return *now;
}

void CorrectionTable::Learn(uint64_t text_hash, std::string_view org, const CorrectedReading& reading) {
  // What is about this organisation stays there, whatever was said of it before: so no way leads in a circle.
  if (reading.org && *reading.org != org)
    if (const uint32_t* there = index_.Find(KeyOf(text_hash, *reading.org))) readings_[*there].reading.org.reset();
  const uint64_t key = KeyOf(text_hash, org);
  if (const uint32_t* known = index_.Find(key)) return AddReading(reading, &readings_[*known].reading);
  const uint32_t place = next_;
  next_ = (next_ + 1) % kTexts;
  if (place == readings_.size()) {
    readings_.push_back({key, reading});
  } else {
    index_.Erase(readings_[place].key);
    readings_[place] = {key, reading};
  }
  bool inserted;
  index_.FindOrInsert(key, &inserted) = place;
}

void CorrectionTable::Save(ByteWriter* writer) const {
  writer->Number(next_);
  writer->Number(static_cast<uint32_t>(readings_.size()));
  for (const Entry& entry : readings_) {
    writer->Number(entry.key);
    WriteReadingOf(entry.reading, writer);
  }
}

bool CorrectionTable::Load(ByteReader* reader) {
  next_ = reader->Number<uint32_t>();
  const uint32_t count = reader->Number<uint32_t>();
  if (!reader->ok() || count > kTexts || next_ >= kTexts) return false;
  readings_.resize(count);
  index_.Clear();
  for (uint32_t place = 0; place < count; ++place) {
    Entry& entry = readings_[place];
    entry = {};
    entry.key = reader->Number<uint64_t>();
    if (entry.key == 0 || !ReadReadingOf(reader, &entry.reading)) return false;
    bool inserted;
    index_.FindOrInsert(entry.key, &inserted) = place;
  }
  return true;
}

}  // namespace groundswell
