// Authorship as bytes, bit for bit.
#include <algorithm>

#include "engine/authorship.h"

namespace groundswell {

void Authorship::Save(ByteWriter* writer) const {
  writer->Number(static_cast<uint8_t>(slots_.size()));
  for (const Slot& slot : slots_) {
    writer->Bytes({reinterpret_cast<const char*>(slot.signature.rows.data()), slot.signature.rows.size()});
    writer->Number(slot.signature.shingles);
    for (const uint32_t number : {slot.serial, slot.touched, slot.people, slot.late, slot.arrivals, slot.gaps})
      writer->Number(number);
    for (const int64_t number : {slot.copied, slot.empty, slot.several, slot.began_ms}) writer->Number(number);
    writer->Number(slot.gap_sum_secs);
    writer->Number(slot.gap_square_sum);
    for (const uint64_t person : slot.first) writer->Number(person);
    writer->Number(slot.latest_count);
    for (uint32_t i = 0; i < slot.latest_count; ++i) {
      writer->Number(slot.latest[i].at_ms);
      writer->Number(slot.latest[i].of_text);
      writer->Number(slot.latest[i].of_group);
    }
    writer->Number(slot.is_template);
    writer->Number(slot.is_tight);
  }
  authors_.Save(writer);
  for (const uint32_t number : {next_serial_, posts_, arrivals_}) writer->Number(number);
  for (const int64_t number : {organic_, organic_empty_, organic_late_, unnamed_, unnamed_late_})
    writer->Number(number);
  writer->Number(is_estimate_);
}

bool Authorship::Load(ByteReader* reader) {
  const size_t count = reader->Number<uint8_t>();
  if (count > kSlotsMax) return false;
  slots_.assign(count, {});
  for (Slot& slot : slots_) {
    if (!reader->Value(&slot.signature.rows)) return false;
    slot.signature.shingles = reader->Number<uint16_t>();
    for (uint32_t* number : {&slot.serial, &slot.touched, &slot.people, &slot.late, &slot.arrivals, &slot.gaps})
      *number = reader->Number<uint32_t>();
    for (int64_t* number : {&slot.copied, &slot.empty, &slot.several, &slot.began_ms})
      *number = reader->Number<int64_t>();
    slot.gap_sum_secs = reader->Number<double>();
    slot.gap_square_sum = reader->Number<double>();
    for (uint64_t& person : slot.first) person = reader->Number<uint64_t>();
    slot.latest_count = reader->Number<uint32_t>();
    if (slot.latest_count > slot.latest.size()) return false;
    for (uint32_t i = 0; i < slot.latest_count; ++i) {
      slot.latest[i].at_ms = reader->Number<int64_t>();
      slot.latest[i].of_text = reader->Number<uint32_t>();
      slot.latest[i].of_group = reader->Number<uint32_t>();
    }
    slot.is_template = reader->Number<bool>();
    slot.is_tight = reader->Number<bool>();
  }
  // More of them would leave no place for a new text.
  const auto templates = std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.is_template; });
  if (static_cast<size_t>(templates) > kTemplatesMax || !authors_.Load(reader)) return false;
  for (uint32_t* number : {&next_serial_, &posts_, &arrivals_}) *number = reader->Number<uint32_t>();
  for (int64_t* number : {&organic_, &organic_empty_, &organic_late_, &unnamed_, &unnamed_late_})
    *number = reader->Number<int64_t>();
  is_estimate_ = reader->Number<bool>();
  return reader->ok();
}

}  // namespace groundswell
