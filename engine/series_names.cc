#include "engine/series_names.h"

namespace groundswell {

std::string_view SeriesNames::Take(SeriesKind kind, std::string_view name) {
  Names& names = kinds_[static_cast<size_t>(kind)];
  if (const auto found = names.known.find(name); found != names.known.end()) return *found;
  if (names.texts.size() >= kNamesMax) return {};
  return *names.known.insert(names.texts.emplace_back(name)).first;
}

void SeriesNames::Save(ByteWriter* writer) const {
  for (const Names& names : kinds_) {
    writer->Number(static_cast<uint32_t>(names.texts.size()));
    for (const std::string& text : names.texts) writer->Text(text);
  }
}

bool SeriesNames::Load(ByteReader* reader) {
  for (size_t kind = 0; kind < kSeriesKinds; ++kind) {
    kinds_[kind] = {};
    const uint32_t count = reader->Number<uint32_t>();
    for (uint32_t i = 0; i < count && reader->ok(); ++i) Take(static_cast<SeriesKind>(kind), reader->Text());
    if (kinds_[kind].texts.size() != count) return false;
  }
  return reader->ok();
}

}  // namespace groundswell
