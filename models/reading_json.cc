#include "models/reading_json.h"

#include <iterator>

namespace groundswell {
namespace {

template <typename Names>
void WriteBits(std::string_view key, uint8_t bits, const Names& names, JsonWriter* json) {
  if (bits == 0) return;
  json->Key(key).BeginArray();
  for (size_t i = 0; i < std::size(names); ++i)
    if ((bits >> i & 1) != 0) json->Text(names[i]);
  json->EndArray();
}

}  // namespace

void WriteReading(const Reading& reading, JsonWriter* json) {
  if (reading.cause != CauseClass::kNone) {
    json->Key("cause").BeginObject().Key("class").Text(CauseClassName(reading.cause));
    if (!reading.cause_tag.empty()) json->Key("tag").Text(reading.cause_tag);
    json->Key("evidence").Text(reading.cause_evidence).EndObject();
  }
  WriteBits("demands", reading.demands, kDemandNames, json);
  if (reading.emotion != Emotion::kNone) json->Key("emotion").Text(EmotionName(reading.emotion));
  WriteBits("signs", reading.signs, kSignNames, json);
}

}  // namespace groundswell
