#include "serve/notify_cursor.h"

#include <charconv>
#include <optional>

namespace groundswell {
namespace {

constexpr std::string_view kVersion = "v2";

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
  text += " " + std::to_string(next) + " " + static_cast<char>(flight_kind);
  return text + " " + Joined(flight) + " " + Joined(done) + " " + throttle;
}

Result<NotifyCursor> NotifyCursor::Parse(std::string_view mark) {
  NotifyCursor cursor;
  const Status bad = Corrupt("the mark of a receiver cannot be read; run `groundswell store verify`");
  std::string_view rest = mark;
  const std::string_view first = TakeWord(&rest);
  if (first != kVersion) {
    // What a late message covered is gathered anew.
    const auto next = NumberOf(first), late_end = NumberOf(rest);
    if (!next || !late_end) return bad;
    cursor.next = *next;
    return cursor;
  }
  const auto next = NumberOf(TakeWord(&rest));
  const std::string_view kind = TakeWord(&rest);
  auto flight = NumbersOf(TakeWord(&rest));
  const auto done = NumbersOf(TakeWord(&rest));
  constexpr std::string_view kKinds = "-gdl";
  if (!next || !flight || !done || kind.size() != 1 || kKinds.find(kind[0]) == std::string_view::npos) return bad;
  cursor.next = *next;
  cursor.flight_kind = static_cast<FlightKind>(kind[0]);
  cursor.flight = std::move(*flight);
  cursor.done.insert(done->begin(), done->end());
  cursor.throttle = rest;
  return cursor;
}

}  // namespace groundswell
