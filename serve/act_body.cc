#include "serve/act_body.h"

#include <algorithm>

#include "base/time.h"
#include "serve/cursor.h"

namespace groundswell {
namespace {

constexpr size_t kBodyBytesMax = size_t{64} << 10;
constexpr size_t kDateBytes = 10;
constexpr int64_t kDurationMaxMs = 3660 * kDayMs;

// "90m", "4h", "7d": milliseconds.
std::optional<int64_t> ReadDuration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto amount = ParseUnsigned(text.substr(0, text.size() - 1));
  int64_t unit_ms = 0;
  if (text.back() == 'm') unit_ms = 60 * kSecondMs;
  if (text.back() == 'h') unit_ms = kHourMs;
  if (text.back() == 'd') unit_ms = kDayMs;
  if (!amount || unit_ms == 0 || *amount > static_cast<uint64_t>(kDurationMaxMs / unit_ms)) return std::nullopt;
  return static_cast<int64_t>(*amount) * unit_ms;
}

}  // namespace

ActBody::ActBody(const HttpRequest& request) : arrived_ms_(request.arrived_ms) {
  if (!request.query.empty()) Refuse(400, "this call has no parameters");
  if (request.body.size() > kBodyBytesMax) Refuse(413, "the body is longer than 64 KiB");
  if (failed()) return;
  padded_ = simdjson::padded_string(request.body);
  simdjson::dom::element body;
  if (parser_.parse(padded_).get(body) != simdjson::SUCCESS || body.get(object_) != simdjson::SUCCESS)
    Refuse(400, "the body must be one JSON object");
}

void ActBody::Refuse(int status, std::string_view detail) {
  if (!error_) error_ = Problem(status, detail);
}

void ActBody::Wrong(std::string_view field, std::string_view allowed) {
  Refuse(400, "field " + std::string(field) + ": " + std::string(allowed));
}

void ActBody::Read(const std::function<bool(std::string_view, Value)>& take) {
  if (failed()) return;
  for (const auto& [name, value] : object_) {
    if (failed()) return;
    if (!take(name, value)) Wrong(name, "unknown; this call knows no such field");
  }
}

void ActBody::TakeText(std::string_view name, Value value, size_t bytes_min, size_t bytes_max, std::string* out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.size() < bytes_min || text.size() > bytes_max)
    return Wrong(name,
                 "must be a text of " + std::to_string(bytes_min) + " to " + std::to_string(bytes_max) + " bytes");
  *out = text;
}

void ActBody::TakeTime(std::string_view name, Value value, const LocalZone& zone, bool is_until, int64_t* out_ms) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    if (const auto duration_ms = ReadDuration(text)) return void(*out_ms = arrived_ms_ + *duration_ms);
    const auto time = zone.ParseTime(text);
    const bool is_day = is_until && text.size() == kDateBytes;
    if (time.ok()) return void(*out_ms = is_day ? std::min(zone.EndOf(zone.DayAt(*time)), kEventTimeMax).ms : time->ms);
  }
  Wrong(name, "must be a time such as 2026-03-01T09:00:00+08:00, a date, or a duration from now such as 90m, 4h or 7d");
}

HttpResponse ActRefusal(const Status& status) {
  if (status.code() == Code::kNotFound) return Problem(404, status.message());
  // A case that is full is no matter of coming again.
  if (status.code() == Code::kConflict) return Problem(409, status.message());
  if (status.code() == Code::kInvalid) return Problem(400, status.message());
  HttpResponse response = Problem(503, status.message() + "; send the request again later");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace groundswell
