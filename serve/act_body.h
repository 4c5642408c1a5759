// ActBody: the body of a request by which a person acts: one JSON object, read field by field and checked whole.
//
// Contract: a field that the call does not know, a wrong value or a missing one is a 400 that names it; the first thing
// that is wrong is kept. Times are RFC 3339, a time or a date by the clock of the team, or a duration from now such as
// 4h. Ownership: owns what it parsed; the texts it gives are copies. Threads: one.
#pragma once

#include <simdjson.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/status.h"
#include "models/local_zone.h"

namespace groundswell {

class ActBody {
 public:
  explicit ActBody(const HttpRequest& request);

  bool failed() const { return error_.has_value(); }
  void Refuse(int status, std::string_view detail);
  void Wrong(std::string_view field, std::string_view allowed);
  // Calls take(name, value) for each field; false: no field of this call.
  using Value = simdjson::dom::element;
  void Read(const std::function<bool(std::string_view, Value)>& take);

  void TakeText(std::string_view name, Value value, size_t bytes_min, size_t bytes_max, std::string* out);
  // Milliseconds of the wall clock. Of a date the begin of its day, or its last millisecond where it says until when.
  void TakeTime(std::string_view name, Value value, const LocalZone& zone, bool is_until, int64_t* out_ms);
  // One of the names of an enum whose values run from 0 to `last`.
  template <typename Name>
  void TakeName(std::string_view name, Value value, Name last, std::string_view (*name_of)(Name), Name* out) {
    std::string_view text;
    std::string all;
    const bool is_text = value.get(text) == simdjson::SUCCESS;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      const std::string_view one = name_of(static_cast<Name>(i));
      if (is_text && text == one) return void(*out = static_cast<Name>(i));
      all.append(all.empty() ? "" : ", ").append(one);
    }
    Wrong(name, "must be one of " + all);
  }

  std::optional<HttpResponse> TakeError() { return std::move(error_); }
  int64_t arrived_ms() const { return arrived_ms_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::padded_string padded_;
  simdjson::dom::object object_;
  int64_t arrived_ms_ = 0;
  std::optional<HttpResponse> error_;
};

// What the engine refuses, as an answer: 404, 409, and 503 for what may be tried again.
HttpResponse ActRefusal(const Status& status);

}  // namespace groundswell
