#include "engine/series_names.h"

namespace groundswell {

std::string_view SeriesNames::Take(std::string_view name) {
  if (const auto found = known_.find(name); found != known_.end()) return *found;
  if (names_.size() >= kNamesMax) return {};
  return *known_.insert(names_.emplace_back(name)).first;
}

void SeriesNames::Save(ByteWriter* writer) const {
  writer->Number(static_cast<uint32_t>(names_.size()));
  for (const std::string& name : names_) writer->Text(name);
}

bool SeriesNames::Load(ByteReader* reader) {
  names_.clear();
  known_.clear();
  const uint32_t count = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < count && reader->ok(); ++i) Take(reader->Text());
  return reader->ok() && names_.size() == count;
}

}  // namespace groundswell
