#include "serve/parameters.h"

#include <algorithm>

#include "models/text_cleaner.h"
#include "serve/cursor.h"

namespace groundswell {
namespace {

constexpr size_t kTextBytesMax = 256;
constexpr size_t kLimitDefault = 50, kLimitMax = 500;
constexpr int64_t kDurationMaxMs = 400 * kDayMs;

// A name fit to be printed back.
std::string Shown(std::string_view name) {
  std::string shown(name.substr(0, 64));
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }, '?');
  return shown;
}

std::string Join(std::string_view separator, const std::string_view* all, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text.append(i == 0 ? "" : separator).append(all[i]);
  return text;
}

}  // namespace

Parameters::Parameters(const HttpRequest& request, std::initializer_list<std::string_view> known) : request_(request) {
  const std::string calls = known.size() == 0 ? "none" : Join(", ", known.begin(), known.size());
  for (auto given = request.query.begin(); given != request.query.end(); ++given) {
    const std::string& name = given->first;
    if (std::find(known.begin(), known.end(), name) == known.end())
      Refuse(Shown(name), "this call has no such parameter; it has " + calls);
    if (std::any_of(request.query.begin(), given, [&](const auto& earlier) { return earlier.first == name; }))
      Refuse(Shown(name), "give it once");
  }
}

void Parameters::Refuse(std::string_view name, std::string_view allowed) {
  if (!error_) error_ = Problem(400, "parameter " + std::string(name) + ": " + std::string(allowed));
}

std::optional<std::string> Parameters::Text(std::string_view name) {
  const std::string* text = Find(name);
  if (text == nullptr) return std::nullopt;
  if (text->size() > kTextBytesMax) return Refuse(name, "at most 256 bytes are allowed"), std::nullopt;
  return *text;
}

size_t Parameters::Limit() { return static_cast<size_t>(Number("limit", kLimitDefault, 1, kLimitMax)); }

int64_t Parameters::Number(std::string_view name, int64_t fallback, int64_t least, int64_t most) {
  const std::string* text = Find(name);
  if (text == nullptr) return fallback;
  const auto number = ParseSigned(*text);
  if (number && *number >= least && *number <= most) return *number;
  Refuse(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is allowed");
  return fallback;
}

EventTime Parameters::Time(std::string_view name) {
  const std::string* given = Find(name);
  if (given == nullptr) return EventTime::None();
  if (const auto ms = ParseSigned(*given)) {
    const EventTime time{*ms};
    if (time >= kEventTimeMin && time <= kEventTimeMax) return time;
  } else {
    std::string text = *given;
    // A plus sign that was not percent-encoded comes as a space: "2026-03-01T09:00:00 08:00".
    if (text.size() > 19 && text[text.size() - 6] == ' ') text[text.size() - 6] = '+';
    constexpr ZoneOffset kUtc;
    if (const auto time = ParseEventTime(text, &kUtc); time.ok()) return *time;
  }
  Refuse(name,
         "a time such as 2026-03-01T09:00:00Z or 2026-03-01T09:00:00%2B08:00, a date, or milliseconds since 1970 is "
         "allowed");
  return EventTime::None();
}

std::optional<size_t> Parameters::PlaceOf(std::string_view name, const std::string_view* all, size_t count) {
  const std::string* text = Find(name);
  if (text == nullptr) return std::nullopt;
  const auto found = std::find(all, all + count, *text);
  if (found != all + count) return static_cast<size_t>(found - all);
  Refuse(name, "one of " + Join(", ", all, count) + " is allowed");
  return std::nullopt;
}

NameSet Parameters::SetOf(std::string_view name, const std::string_view* all, size_t count) {
  const std::string* text = Find(name);
  if (text == nullptr) return std::nullopt;
  uint32_t set = 0;
  for (size_t begin = 0; begin <= text->size();) {
    const size_t end = std::min(text->find(',', begin), text->size());
    const auto found = std::find(all, all + count, std::string_view(*text).substr(begin, end - begin));
    if (found == all + count) {
      Refuse(name, "one or more of " + Join(", ", all, count) + " are allowed, with commas between them");
      return std::nullopt;
    }
    set |= 1u << (found - all);
    begin = end + 1;
  }
  return set;
}

std::optional<bool> Parameters::Flag(std::string_view name) {
  constexpr std::string_view kNames[] = {"false", "true"};
  const auto place = PlaceOf(name, kNames, 2);
  return place ? std::optional(*place == 1) : std::nullopt;
}

std::optional<int64_t> Parameters::Duration(std::string_view name) {
  const std::string* text = Find(name);
  if (text == nullptr) return std::nullopt;
  if (!text->empty()) {
    const char unit = text->back();
    const int64_t unit_ms = unit == 's' ? kSecondMs : unit == 'm' ? 60 * kSecondMs : unit == 'h' ? kHourMs : kDayMs;
    const auto number = ParseUnsigned(std::string_view(*text).substr(0, text->size() - 1));
    const bool is_unit = std::string_view("smhd").find(unit) != std::string_view::npos;
    if (is_unit && number && *number > 0 && *number <= static_cast<uint64_t>(kDurationMaxMs / unit_ms))
      return static_cast<int64_t>(*number) * unit_ms;
  }
  Refuse(name, "a number and a unit are allowed, such as 90s, 10m, 24h or 7d, at most 400d");
  return std::nullopt;
}

std::optional<std::vector<std::string>> Parameters::Cursor(std::string_view kind, size_t words) {
  const std::string* text = Find("cursor");
  if (text == nullptr) return std::nullopt;
  auto decoded = DecodeCursor(kind, *text, words);
  if (!decoded) Refuse("cursor", "only a next_cursor of this list is allowed");
  return decoded;
}

std::vector<std::string> SearchWords(const std::optional<std::string>& q) {
  std::string clean, folded;
  CleanText(q.value_or(""), &clean);
  FoldText(clean, &folded);
  std::vector<std::string> words;
  for (size_t begin = 0; begin < folded.size();) {
    const size_t end = std::min(folded.find(' ', begin), folded.size());
    if (end > begin) words.push_back(folded.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool HasAll(std::string_view folded, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return folded.find(word) != std::string_view::npos; });
}

}  // namespace groundswell
