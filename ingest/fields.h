// The fields a record may have, as one table: name, form, limit and place in Post. Everything else in a record is
// unknown.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "ingest/limits.h"
#include "models/post.h"

namespace groundswell {

enum class FieldForm : uint8_t {
  kName,        // a string that becomes a key or is shown in one line: no NUL characters
  kIdentifier,  // the same, or an integer, which is read as its decimal text
  kProse,       // a string of any characters
  kTime,        // RFC 3339, or integer epoch milliseconds
  kCount,       // a non-negative integer
  kKind,
  kDeleted,
  kLabel,        // truth: a string
  kLabels,       // truth: a list of strings
  kTruthString,  // truth: a string
};

struct FieldSpec {
  std::string_view name;
  FieldForm form;
  size_t bytes_max = 0;                    // of strings
  std::string_view Post::*text = nullptr;  // of strings
  EventTime Post::*time = nullptr;         // of times
  int64_t Post::*count = nullptr;          // of counts
  std::string Truth::*truth = nullptr;     // of truth strings
};

// In order of the names' lengths, which FindField relies on.
inline constexpr FieldSpec kFields[] = {
    {.name = "id", .form = FieldForm::kIdentifier, .bytes_max = kNameBytesMax, .text = &Post::id},
    {.name = "org", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::org},
    {.name = "url", .form = FieldForm::kName, .bytes_max = kUrlBytesMax, .text = &Post::url},
    {.name = "text", .form = FieldForm::kProse, .bytes_max = kTextBytesMax, .text = &Post::text},
    {.name = "time", .form = FieldForm::kTime, .time = &Post::time},
    {.name = "kind", .form = FieldForm::kKind},
    {.name = "lang", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::lang},
    {.name = "title", .form = FieldForm::kProse, .bytes_max = kTitleBytesMax, .text = &Post::title},
    {.name = "likes", .form = FieldForm::kCount, .count = &Post::likes},
    {.name = "label", .form = FieldForm::kLabel, .bytes_max = kNameBytesMax},
    {.name = "cause", .form = FieldForm::kTruthString, .bytes_max = kNameBytesMax, .truth = &Truth::cause},
    {.name = "author", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::author},
    {.name = "person", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::person},
    {.name = "region", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::region},
    {.name = "labels", .form = FieldForm::kLabels, .bytes_max = kNameBytesMax},
    {.name = "channel", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::channel},
    {.name = "product", .form = FieldForm::kName, .bytes_max = kNameBytesMax, .text = &Post::product},
    {.name = "reposts", .form = FieldForm::kCount, .count = &Post::reposts},
    {.name = "deleted", .form = FieldForm::kDeleted},
    {.name = "reply_to", .form = FieldForm::kIdentifier, .bytes_max = kNameBytesMax, .text = &Post::reply_to},
    {.name = "followers", .form = FieldForm::kCount, .count = &Post::followers},
    {.name = "edited_at", .form = FieldForm::kTime, .time = &Post::edited_at},
    {.name = "sentiment", .form = FieldForm::kTruthString, .bytes_max = kNameBytesMax, .truth = &Truth::sentiment},
};
inline constexpr size_t kFieldNameBytesMax = 9;
static_assert(std::size(kFields) <= 32, "a record's fields are remembered in 32 bits");

// In the order of PostKind.
inline constexpr std::string_view kKindNames[] = {"post", "repost", "reply", "review", "ticket"};

// The kind called `name`, or nothing.
inline std::optional<PostKind> FindKind(std::string_view name) {
  for (size_t i = 0; i < std::size(kKindNames); ++i)
    if (kKindNames[i] == name) return static_cast<PostKind>(i);
  return std::nullopt;
}
constexpr std::string_view kUnknownKindText = "not one of post, repost, reply, review, ticket";

// first[n] is the place of the first field whose name has n bytes or more.
inline constexpr auto kFirstFieldOfLength = [] {
  std::array<uint8_t, kFieldNameBytesMax + 2> first{};
  for (size_t length = 0; length < first.size(); ++length) {
    while (first[length] < std::size(kFields) && kFields[first[length]].name.size() < length) ++first[length];
  }
  return first;
}();

// The field called `name`, or nullptr.
inline const FieldSpec* FindField(std::string_view name) {
  if (name.size() > kFieldNameBytesMax) return nullptr;
  for (size_t i = kFirstFieldOfLength[name.size()]; i < kFirstFieldOfLength[name.size() + 1]; ++i) {
    if (kFields[i].name == name) return &kFields[i];
  }
  return nullptr;
}

}  // namespace groundswell
