#include "serve/notify_cursor.h"

#include <charconv>
#include <optional>

namespace groundswell {
namespace {

constexpr std::string_view kVersion = "v3", kVersionBefore = "v2";

template <typename Numbers>
std::string Joined(const Numbers& numbers) {
  std::string text;
  for (const uint64_t number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
  return text.empty() ? "-" : text;
}

std::optional<uint64_t> NumberOf(std::string_view text) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::vector<uint64_t>> NumbersOf(std::string_view text) {
  std::vector<uint64_t> numbers;
  if (text == "-") return numbers;
  while (true) {
    const size_t comma = text.find(',');
    const auto number = NumberOf(text.substr(0, comma));
    if (!number || (!numbers.empty() && *number <= numbers.back())) return std::nullopt;
    numbers.push_back(*number);
    if (comma == std::string_view::npos) return numbers;
    text.remove_prefix(comma + 1);
  }
}

std::string Joined(const std::vector<OpenAlert>& open) {
  std::string text;
  for (const OpenAlert& alert : open)
    text.append(text.empty() ? "" : ",").append(std::to_string(alert.number)) += "@" + std::to_string(alert.begun_ms);
  return text.empty() ? "-" : text;
}

std::optional<std::vector<OpenAlert>> OpenOf(std::string_view text) {
  std::vector<OpenAlert> open;
  if (text == "-") return open;
  while (true) {
    const std::string_view item = text.substr(0, text.find(','));
    const size_t at = item.find('@');
    const auto number = NumberOf(item.substr(0, at));
    const auto begun = at == std::string_view::npos ? std::nullopt : NumberOf(item.substr(at + 1));
    if (!number || !begun || (!open.empty() && *number <= open.back().number)) return std::nullopt;
    open.push_back({*number, static_cast<int64_t>(*begun)});
    if (item.size() == text.size()) return open;
    text.remove_prefix(item.size() + 1);
  }
}

// The text up to the next space, which goes too.
std::string_view TakeWord(std::string_view* text) {
  const size_t space = text->find(' ');
  const std::string_view word = text->substr(0, space);
  text->remove_prefix(space == std::string_view::npos ? text->size() : space + 1);
  return word;
}

}  // namespace

std::string NotifyCursor::Format() const {
  std::string text(kVersion);
  text += " " + std::to_string(seen) + " " + static_cast<char>(flight_kind);
  return text + " " + Joined(flight) + " " + Joined(waiting) + " " + Joined(open) + " " + throttle;
}

Result<NotifyCursor> NotifyCursor::Parse(std::string_view mark) {
  NotifyCursor cursor;
  const Status bad = Corrupt("the mark of a receiver cannot be read; run `groundswell store verify`");
  std::string_view rest = mark;
  const std::string_view first = TakeWord(&rest);
  if (first != kVersion && first != kVersionBefore) {
    // What a late message covered is gathered anew.
    const auto next = NumberOf(first), late_end = NumberOf(rest);
    if (!next || !late_end) return bad;
    cursor.seen = *next;
    return cursor;
  }
  const auto seen = NumberOf(TakeWord(&rest));
  const std::string_view kind = TakeWord(&rest);
  auto flight = NumbersOf(TakeWord(&rest));
  auto listed = NumbersOf(TakeWord(&rest));
  constexpr std::string_view kKinds = "-gdle";
  if (!seen || !flight || !listed || kind.size() != 1 || kKinds.find(kind[0]) == std::string_view::npos) return bad;
  cursor.seen = *seen;
  cursor.flight_kind = static_cast<FlightKind>(kind[0]);
  cursor.flight = std::move(*flight);
  if (first == kVersionBefore) {
    cursor.done.insert(listed->begin(), listed->end());
  } else {
    auto open = OpenOf(TakeWord(&rest));
    if (!open || (!listed->empty() && listed->back() >= *seen)) return bad;
    cursor.waiting = std::move(*listed);
    cursor.open = std::move(*open);
  }
  cursor.throttle = rest;
  return cursor;
}

}  // namespace groundswell
