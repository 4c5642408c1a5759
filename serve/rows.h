// Rows of groups and alerts, as the store holds them, to the fields that lists filter by.
//
// Contract: rows are JSON objects of docs/formats.md, made by the engine; fields that are absent are none. A row that
// is no such object gives kCorrupt. Threads: a RowReader belongs to one thread (it holds the parser and its buffer).
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "serve/group_entry.h"

namespace groundswell {

struct GroupRow {
  GroupEntry entry;
  std::optional<GroupId> merged_into;  // then nothing else is known but the id
};

struct AlertRow {
  std::string org;  // empty where it is unknown
  GroupId group;
  EventTime at;
  int8_t event = -1;  // in kEventNames
  uint8_t level = 0, previous_level = 0;
};

class RowReader {
 public:
  Result<GroupRow> ReadGroup(std::string_view json);
  Result<AlertRow> ReadAlert(std::string_view json);

 private:
  Result<simdjson::dom::object> Parse(std::string_view json);

  simdjson::dom::parser parser_;
  std::string folded_, text_;
};

}  // namespace groundswell
