// MappingSpec: a mapping file as written, checked: how another system's records become posts.
//
// Contract: ParseMappingSpec takes any bytes. The format is explained in docs/feeds.md. Every table, key and value is
// checked here; what a spec holds can be compiled (ingest/mapping_plan.h). Errors: kInvalid, "NAME: line N: what is
// wrong; what to do". Units: as their names say. Ownership: values. Threads: a free function without state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "ingest/fields.h"

namespace groundswell {

// Limits, so that a wrong file is refused rather than slow. The largest built-in mapping has a tenth of each.
constexpr size_t kMappingBytesMax = size_t{256} * 1024;
constexpr size_t kMappingAlternativesMax = 32;  // of one field
constexpr size_t kMappingPointersMax = 512;     // in the whole file
constexpr size_t kPointerStepsMax = 16;
constexpr size_t kMappingTextBytesMax = 512;  // of one value in the file

// How the bytes of an input become records of JSON (ingest/mapping_source.h).
enum class MappingInput : uint8_t { kJson, kSse, kBulk, kCsv, kEmail, kFeed };

// What a channel is like, whatever a single record says.
struct MappedChannel {
  std::string name;
  std::optional<ZoneOffset> time_zone;  // of times written without one
  std::string time_zone_text;           // as written, "+08:00"
  bool dates = false;                   // a date alone is taken, as the first moment of its day
  bool date_only = false;               // its times are true to the day alone; `dates` then holds, too
  bool complaints = false;              // a complaints desk
  bool each_post_is_a_person = false;
  bool formal = false;                           // its records are formal complaints, for which clocks run
  std::vector<std::string> placeholder_authors;  // names that stand for nobody
  int64_t expected_lag_secs = 0;                 // how late its records usually come
};

// A step into an object or array: a key (of an array, a number), or "[key=value]": the element whose `key` is `value`,
// which is a text, or a pointer to one when it begins with '/' or '^'.
struct PointerStep {
  std::string key;
  bool selects = false;
  std::string match;
};

// A JSON pointer (RFC 6901) into the item, or behind '^' into the whole record.
struct PointerSpec {
  std::string text;  // as written
  bool outer = false;
  std::vector<PointerStep> steps;  // none: the record itself
};

// A text between pointers, or a pointer.
struct TemplatePart {
  std::string literal;
  std::optional<PointerSpec> pointer;
};

enum class EpochUnit : uint8_t { kBySize, kSeconds, kMillis, kMicros };

// One way to fill a field. The first that gives something is taken.
struct AlternativeSpec {
  std::vector<TemplatePart> parts;                          // one pointer, one literal, or a mix of both
  std::optional<PointerSpec> needed;                        // counts only where this is given,
  std::string needed_value;                                 // and, unless empty, is this;
  bool needed_is_other = false;                             // or wherever it is not this
  std::vector<std::string> none;                            // values that mean there is none
  std::vector<std::pair<std::string, std::string>> values;  // value -> what it is called here
  std::string after, before;                                // the part of the value between these
  bool html = false;
  bool hash = false;  // 16 hexadecimal digits that stand for the value
  EpochUnit epoch = EpochUnit::kBySize;

  const PointerSpec* pointer() const { return parts.size() == 1 && parts[0].pointer ? &*parts[0].pointer : nullptr; }
};

struct MappedField {
  const FieldSpec* field = nullptr;
  std::vector<AlternativeSpec> alternatives;
};

// A pointer and the values that count; "*" is any value, "" is none, "a*" any that begins with a.
struct ConditionSpec {
  PointerSpec pointer;
  std::vector<std::string> values;
};

// A place where items lie. Of the groups of places the first that is there counts, with all places of it.
struct PlaceSpec {
  std::optional<PointerSpec> pointer;  // a step "*" is every element of a list; nothing: the record itself
  uint32_t group = 0;
};

struct MappingSpec {
  std::string name, about;
  MappingInput input = MappingInput::kJson;
  std::string sheet;  // of a workbook; empty: the first
  std::vector<PlaceSpec> each;
  std::vector<PointerSpec> nested;  // strings that hold JSON
  std::vector<ConditionSpec> take, skip, deletes;
  MappedChannel channel;
  std::vector<MappedField> fields;
};

// The step of a place that stands for every element of a list.
constexpr std::string_view kEveryElement = "*";

Result<MappingSpec> ParseMappingSpec(std::string_view toml, std::string_view name);

// "/a/b", "^/a/b", "/list/[id=7]/value"; an empty text is the record itself.
Result<PointerSpec> ParsePointer(std::string_view text);

}  // namespace groundswell
