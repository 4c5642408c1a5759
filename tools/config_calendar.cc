#include "tools/config_calendar.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "base/json_writer.h"

namespace groundswell {
namespace {

// More than kCalendarEventsMax events need.
constexpr size_t kCalendarBytesMax = 8u << 20;

// JSON's escapes are among those of TOML's strings.
std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(text, &quoted);
  return quoted;
}

std::string ItemOf(const PlannedEvent& event) {
  std::string item = fmt::format("{{ name = {}", Quoted(event.name));
  if (!event.organisation.empty()) item += fmt::format(", organisation = {}", Quoted(event.organisation));
  return item + fmt::format(", from = {}, to = {}, factor = {} }}", FormatEventTime(event.from),
                            FormatEventTime(event.to), event.factor);
}

}  // namespace

Result<CalendarItems> ReadCalendarFile(const std::string& path, const ZoneOffset& zone) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": cannot be opened; give a file that exists and can be read");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (text.size() > kCalendarBytesMax) return Invalid(path + ": more than 8 MiB; drop the events that are over");
  const Result<Calendar> calendar = ParseCalendar(path, text, &zone);
  if (!calendar.ok()) return calendar.status();
  CalendarItems items;
  for (const PlannedEvent& event : calendar->events()) items.events.push_back(ItemOf(event));
  auto days = ParseCalendarDays(path, text);
  if (!days.ok()) return days.status();
  items.days = std::move(*days);
  return items;
}

Result<Calendar> ParseCalendarItems(const std::vector<std::string>& items, const ZoneOffset& zone) {
  std::string toml = "event = [\n";
  for (const std::string& item : items) toml.append(item).append(",\n");
  return ParseCalendar("calendar.events", toml + "]\n", &zone);
}

}  // namespace groundswell
