#include "serve/case_clocks.h"

#include <simdjson.h>

#include <algorithm>

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

EventTime TimeOf(const dom::element& object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return EventTime::None();
  const auto time = ParseEventTime(text, nullptr);
  return time.ok() ? *time : EventTime::None();
}

int64_t NumberOf(const dom::element& object, std::string_view key) {
  int64_t number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

uint32_t EndedOf(const dom::element& receipts) {
  dom::array names;
  uint32_t ended = 0;
  if (receipts["ended"].get(names) != simdjson::SUCCESS) return ended;
  for (const dom::element name : names) {
    std::string_view text;
    if (name.get(text) != simdjson::SUCCESS) continue;
    for (size_t event = 0; event < kClockEvents; ++event)
      if (ClockEventName(static_cast<ClockEvent>(event)) == text) ended |= uint32_t{1} << event;
  }
  return ended;
}

}  // namespace

ClockFacts ReadClockFacts(std::string_view group_row) {
  ClockFacts facts;
  dom::parser parser;
  dom::element row;
  dom::array receipts;
  if (group_row.empty() || parser.parse(group_row.data(), group_row.size()).get(row) != simdjson::SUCCESS) return facts;
  if (row["receipts"].get(receipts) == simdjson::SUCCESS) {
    for (const dom::element day : receipts) {
      const EventTime from = TimeOf(day, "from"), to = TimeOf(day, "to");
      if (from.is_none()) continue;
      facts.receipts.push_back({from, to.is_none() ? from : to, static_cast<uint32_t>(NumberOf(day, "acts")),
                                EndedOf(day), NumberOf(day, "count")});
    }
  }
  for (size_t i = 0; i < facts.starts.size(); ++i) {
    dom::element start;
    if (row["reached"][ClockEventName(kClockStarts[i])].get(start) != simdjson::SUCCESS) continue;
    facts.starts[i] = {TimeOf(start, "at"), static_cast<uint32_t>(NumberOf(start, "acts"))};
  }
  return facts;
}

std::vector<ClockState> ClocksOfCase(const ClockBook* book, const Case& one, std::string_view group_row,
                                     EventTime now) {
  static const ClockBook kNone;
  return FoldClocks(book == nullptr ? kNone : *book, ReadClockFacts(group_row), one.acts, now);
}

bool MayHaveClocks(const ClockBook* book, const GroupEntry& entry) {
  if (entry.has_clocks || book == nullptr) return entry.has_clocks;
  return std::any_of(book->rules.begin(), book->rules.end(),
                     [&entry](const ClockRule& rule) { return (entry.reached & EndBit(rule.after)) != 0; });
}

EventTime DueOf(const std::vector<ClockState>& clocks) {
  const auto first = std::find_if(clocks.begin(), clocks.end(), [](const ClockState& clock) { return clock.binds(); });
  return first == clocks.end() ? EventTime::None() : first->due;
}

void WriteCaseClocks(const std::vector<ClockState>& clocks, EventTime wall, JsonWriter* json) {
  if (clocks.empty()) return;
  if (const EventTime due = DueOf(clocks); !due.is_none()) json->Key("due").Time(due);
  json->Key("clocks");
  WriteClocks(clocks, wall, json);
}

}  // namespace groundswell
