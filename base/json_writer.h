// JsonWriter: appends one JSON value to a string; the same value always gives the same bytes.
//
// Contract: the caller nests Begin/End calls correctly and gives a Key before each value of an object. Text must be
// valid UTF-8; control characters, quotes and backslashes are escaped. Numbers print in the shortest form that reads
// back the same (std::to_chars); a number that is not finite prints as null. Ownership: appends to the caller's string.
// Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace groundswell {

class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  JsonWriter& Key(std::string_view key);
  JsonWriter& Text(std::string_view text);
  JsonWriter& Integer(int64_t value);
  JsonWriter& Number(double value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  JsonWriter& Time(EventTime time);
  // A value that is JSON already.
  JsonWriter& Raw(std::string_view json);

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();

  std::string* out_;
  bool needs_comma_ = false;
};

// Appends `text` as a JSON string, quotes included.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace groundswell
