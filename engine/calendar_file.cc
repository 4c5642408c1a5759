// The calendar's TOML: every table, key and value is checked here, and nowhere else.
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

#include "engine/calendar.h"

namespace groundswell {
namespace {

constexpr std::string_view kEventKeys[] = {"name", "organisation", "from", "to", "factor"};

class CalendarReader {
 public:
  CalendarReader(std::string_view name, const ZoneOffset* zone) : name_(name), zone_(zone) {}

  Result<Calendar> Read(const toml::table& root) const {
    std::vector<PlannedEvent> events;
    for (const auto& [key, node] : root) {
      if (key.str() == "days") continue;
      if (key.str() != "event") {
        return Fail(node, "a calendar has no `" + std::string(key.str()) +
                              "`; write each event under [[event]], and holidays under [days]");
      }
      const toml::array* array = node.as_array();
      if (array == nullptr) return Fail(node, "`event` must be a list; write [[event]] with two brackets");
      for (const toml::node& item : *array) {
        if (!item.is_table()) return Fail(item, "an event must be a table; write [[event]] and its keys below");
        if (events.size() == kCalendarEventsMax) {
          return Fail(item, "more than " + std::to_string(kCalendarEventsMax) + " events; drop those that are over");
        }
        GROUNDSWELL_TRY(ReadEvent(*item.as_table(), &events.emplace_back()));
      }
    }
    Calendar calendar(std::move(events));
    const Result<std::vector<std::string>> days = ReadDays(root);
    if (!days.ok()) return days.status();
    Result<Workdays> workdays = Workdays::Parse(*days);
    if (!workdays.ok()) return Fail(*root.get("days"), workdays.status().message());
    calendar.SetWorkdays(std::move(*workdays));
    return calendar;
  }

  // In the order of the table's keys, which is that of their dates.
  Result<std::vector<std::string>> ReadDays(const toml::table& root) const {
    std::vector<std::string> items;
    const toml::node* node = root.get("days");
    if (node == nullptr) return items;
    if (!node->is_table()) return Fail(*node, "`days` must be a table; write [days] and a date a line below it");
    for (const auto& [key, value] : *node->as_table()) {
      const auto kind = value.value<std::string>().value_or("");
      if (!ParseDay(key.str()).ok()) return Fail(value, ParseDay(key.str()).status().message());
      if (!value.is_string() || (kind != "holiday" && kind != "workday"))
        return Fail(value, "a day is \"holiday\" or \"workday\", such as 2026-05-01 = \"holiday\"");
      items.push_back(std::string(key.str()) + " = " + kind);
    }
    return items;
  }

 private:
  Status Fail(const toml::node& node, const std::string& what) const {
    return Invalid(name_ + ": line " + std::to_string(node.source().begin.line) + ": " + what);
  }

  Status ReadEvent(const toml::table& table, PlannedEvent* event) const {
    for (const auto& [key, node] : table) {
      if (std::find(std::begin(kEventKeys), std::end(kEventKeys), key.str()) != std::end(kEventKeys)) continue;
      return Fail(node, "an event has no key `" + std::string(key.str()) +
                            "`; it may have name, organisation, from, to, factor");
    }
    GROUNDSWELL_TRY(ReadText(table, "name", true, &event->name));
    GROUNDSWELL_TRY(ReadText(table, "organisation", false, &event->organisation));
    GROUNDSWELL_TRY(ReadTime(table, "from", &event->from));
    GROUNDSWELL_TRY(ReadTime(table, "to", &event->to));
    if (event->to <= event->from) return Fail(*table.get("to"), "`to` must be later than `from`");
    return ReadFactor(table, &event->factor);
  }

  Status ReadText(const toml::table& table, std::string_view key, bool required, std::string* text) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return required ? Fail(table, "`" + std::string(key) + "` is missing; give it as a text") : Status();
    }
    if (!node->is_string()) return Fail(*node, "`" + std::string(key) + "` must be a text in quotes");
    *text = node->as_string()->get();
    if (text->empty() || text->size() > kCalendarNameBytesMax) {
      return Fail(*node,
                  "`" + std::string(key) + "` must have 1 to " + std::to_string(kCalendarNameBytesMax) + " bytes");
    }
    return {};
  }

  // A quoted time, or one of TOML's own, brought to text.
  static std::optional<std::string> TextOf(const toml::node& node) {
    if (node.is_string()) return node.as_string()->get();
    std::ostringstream text;
    if (const auto* time = node.as_date_time()) {
      text << time->get();
    } else if (const auto* date = node.as_date()) {
      text << date->get();
    } else {
      return std::nullopt;
    }
    return text.str();
  }

  Status ReadTime(const toml::table& table, std::string_view key, EventTime* time) const {
    const toml::node* node = table.get(key);
    const std::string quoted = "`" + std::string(key) + "`";
    if (node == nullptr)
      return Fail(table, quoted + " is missing; give it as a time such as 2026-11-11T00:00:00+08:00");
    const std::optional<std::string> text = TextOf(*node);
    if (!text) return Fail(*node, quoted + " must be a time such as 2026-11-11T00:00:00+08:00");
    const Result<EventTime> parsed = ParseEventTime(*text, zone_);
    if (!parsed.ok()) return Fail(*node, quoted + " is " + parsed.status().message());
    *time = *parsed;
    return {};
  }

  Status ReadFactor(const toml::table& table, double* factor) const {
    const toml::node* node = table.get("factor");
    if (node == nullptr) {
      return Fail(table, "`factor` is missing; give how many times the usual number of posts is expected");
    }
    const std::optional<double> value = node->value<double>();
    if (!node->is_number() || !value) return Fail(*node, "`factor` must be a number");
    if (!(*value >= kCalendarFactorMin && *value <= kCalendarFactorMax)) {
      return Fail(*node, "`factor` must lie between 0.1 and 100");
    }
    *factor = *value;
    return {};
  }

  const std::string name_;
  const ZoneOffset* const zone_;
};

// Calls read(table) with what the text holds.
template <typename Read>
auto ParsedAs(std::string_view name, std::string_view toml, const Read& read) -> decltype(read(toml::table())) {
  try {
    return read(toml::parse(toml));
  } catch (const toml::parse_error& failure) {
    return Invalid(std::string(name) + ": line " + std::to_string(failure.source().begin.line) + ", column " +
                   std::to_string(failure.source().begin.column) + ": " + std::string(failure.description()));
  }
}

}  // namespace

Result<Calendar> ParseCalendar(std::string_view name, std::string_view toml, const ZoneOffset* zone) {
  return ParsedAs(name, toml, [&](const toml::table& root) { return CalendarReader(name, zone).Read(root); });
}

Result<std::vector<std::string>> ParseCalendarDays(std::string_view name, std::string_view toml) {
  return ParsedAs(name, toml, [&](const toml::table& root) { return CalendarReader(name, nullptr).ReadDays(root); });
}

}  // namespace groundswell
