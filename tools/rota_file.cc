#include "tools/rota_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <utility>

#include "serve/notify_route.h"
#include "tools/config_names.h"
#include "tools/config_value.h"

namespace groundswell {
namespace {

// More than the limits below need.
constexpr size_t kRotaBytesMax = size_t{4} << 20;
constexpr size_t kNameBytesMax = 64, kContactBytesMax = 256;
constexpr int64_t kTurnDaysMax = 366;

// The words that a contact of a person is written with, and where it goes.
constexpr std::pair<std::string_view, std::string RotaPerson::*> kPersonKeys[] = {
    {"deputy", &RotaPerson::deputy}, {"dingtalk", &RotaPerson::dingtalk}, {"email", &RotaPerson::email},
    {"feishu", &RotaPerson::feishu}, {"name", &RotaPerson::name},         {"phone", &RotaPerson::phone},
    {"slack", &RotaPerson::slack},   {"teams", &RotaPerson::teams},       {"wecom", &RotaPerson::wecom}};

class RotaReader {
 public:
  RotaReader(std::string_view name, LocalZone zone, const DayMarks& days) : name_(name), zone_(zone) {
    parts_.days = days;
  }

  Result<std::shared_ptr<const Rota>> Read(const toml::table& root) {
    GROUNDSWELL_TRY(CheckKeys(root, {"absence", "days", "override", "person", "shift", "zone"}));
    GROUNDSWELL_TRY(ReadZone(root, &zone_));
    GROUNDSWELL_TRY(EachTable(root, "person", kRotaPeopleMax,
                              [this](const toml::key& id, const toml::table& table) { return ReadPerson(id, table); }));
    for (const auto& [id, at] : deputies_)
      if (Find(id) == nullptr) return Fail(*at, fmt::format("deputy \"{}\": there is no [person.{}]", id, id));
    GROUNDSWELL_TRY(EachTable(root, "shift", kRotaShiftsMax, [this](const toml::key& key, const toml::table& table) {
      return ReadShift(key, table);
    }));
    GROUNDSWELL_TRY(EachItem(root, "override", [this](const toml::table& table) { return ReadException(table); }));
    GROUNDSWELL_TRY(EachItem(root, "absence", [this](const toml::table& table) { return ReadAbsence(table); }));
    GROUNDSWELL_TRY(ReadDays(root));
    if (parts_.shifts.empty()) return Fail(root, "there is no [shift.NAME]: nobody would ever be on duty");
    return std::make_shared<const Rota>(std::move(parts_));
  }

 private:
  Status Fail(const toml::node& node, const std::string& what) const {
    return Invalid(fmt::format("{}: line {}: {}", name_, node.source().begin.line, what));
  }

  Status CheckKeys(const toml::table& table, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      std::vector<std::string> names(known.begin(), known.end());
      const std::string_view nearest = NearestName(key.str(), names);
      return Fail(node, fmt::format("unknown key {}; {}", key.str(),
                                    nearest.empty() ? fmt::format("it may have {}", fmt::join(names, ", "))
                                                    : fmt::format("did you mean {}?", nearest)));
    }
    return {};
  }

  template <typename Visit>
  Status EachTable(const toml::table& root, std::string_view section, size_t count_max, const Visit& visit) const {
    const toml::node* node = root.get(section);
    if (node == nullptr) return {};
    if (!node->is_table()) return Fail(*node, fmt::format("write sections [{}.NAME]", section));
    if (node->as_table()->size() > count_max)
      return Fail(*node, fmt::format("more than {} sections [{}.NAME]", count_max, section));
    for (const auto& [key, inner] : *node->as_table()) {
      if (!inner.is_table()) return Fail(inner, fmt::format("write [{}.{}] and its keys below", section, key.str()));
      if (key.str().empty() || key.str().size() > kNameBytesMax)
        return Fail(inner, fmt::format("a name has 1 to {} bytes", kNameBytesMax));
      GROUNDSWELL_TRY(visit(key, *inner.as_table()));
    }
    return {};
  }

  template <typename Visit>
  Status EachItem(const toml::table& root, std::string_view section, const Visit& visit) const {
    const toml::node* node = root.get(section);
    if (node == nullptr) return {};
    if (!node->is_array()) return Fail(*node, fmt::format("write [[{}]] with two brackets", section));
    if (node->as_array()->size() > kRotaExceptionsMax)
      return Fail(*node, fmt::format("more than {} of [[{}]]; drop those that are over", kRotaExceptionsMax, section));
    for (const toml::node& item : *node->as_array()) {
      if (!item.is_table()) return Fail(item, fmt::format("write [[{}]] and its keys below", section));
      GROUNDSWELL_TRY(visit(*item.as_table()));
    }
    return {};
  }

  Status ReadText(const toml::table& table, std::string_view key, size_t bytes_max, std::string* text) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto* given = node->as_string();
    if (given == nullptr) return Fail(*node, fmt::format("{} must be a text in quotes", key));
    if (given->get().size() > bytes_max) return Fail(*node, fmt::format("{} has at most {} bytes", key, bytes_max));
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(given->get().begin(), given->get().end(), is_control))
      return Fail(*node, fmt::format("{} must be one line", key));
    *text = given->get();
    return {};
  }

  Status ReadZone(const toml::table& table, LocalZone* zone) const {
    std::string text;
    GROUNDSWELL_TRY(ReadText(table, "zone", kNameBytesMax, &text));
    if (text.empty()) return {};
    const auto parsed = LocalZone::Parse(text);
    if (!parsed.ok()) return Fail(*table.get("zone"), "zone: " + parsed.status().message());
    *zone = *parsed;
    return {};
  }

  Status ReadPerson(const toml::key& id, const toml::table& table) {
    GROUNDSWELL_TRY(
        CheckKeys(table, {"deputy", "dingtalk", "email", "feishu", "name", "phone", "slack", "teams", "wecom"}));
    RotaPerson& person = parts_.people.emplace_back();
    person.id = person.name = std::string(id.str());
    for (const auto& [key, field] : kPersonKeys)
      GROUNDSWELL_TRY(ReadText(table, key, kContactBytesMax, &(person.*field)));
    if (person.name.empty() || person.name.size() > kNameBytesMax)
      return Fail(*table.get("name"), fmt::format("name has 1 to {} bytes", kNameBytesMax));
    if (!person.email.empty() && person.email.find('@') == std::string::npos)
      return Fail(*table.get("email"), "email is no address");
    if (person.deputy == person.id) return Fail(*table.get("deputy"), "nobody is their own deputy");
    if (!person.deputy.empty()) deputies_.emplace_back(person.deputy, table.get("deputy"));
    return {};
  }

  const RotaPerson* Find(std::string_view id) const {
    for (const RotaPerson& person : parts_.people)
      if (person.id == id) return &person;
    return nullptr;
  }

  Status ReadId(const toml::table& table, std::string_view key, std::optional<size_t>* person) const {
    std::string id;
    GROUNDSWELL_TRY(ReadText(table, key, kNameBytesMax, &id));
    if (id.empty()) return {};
    const RotaPerson* found = Find(id);
    if (found == nullptr) return Fail(*table.get(key), fmt::format("{} \"{}\": there is no [person.{}]", key, id, id));
    *person = static_cast<size_t>(found - parts_.people.data());
    return {};
  }

  Status ReadShift(const toml::key& key, const toml::table& table) {
    GROUNDSWELL_TRY(CheckKeys(table, {"days", "hours", "people", "start", "turn_days", "zone"}));
    RotaShift& shift = parts_.shifts.emplace_back();
    shift.name = std::string(key.str());
    shift.zone = zone_;
    GROUNDSWELL_TRY(ReadZone(table, &shift.zone));
    GROUNDSWELL_TRY(ReadPeople(table, &shift));
    GROUNDSWELL_TRY(ReadDayWords(table, &shift));
    GROUNDSWELL_TRY(ReadHours(table, &shift));
    return ReadTurns(table, &shift);
  }

  Status ReadPeople(const toml::table& table, RotaShift* shift) const {
    const toml::array* people = table["people"].as_array();
    if (people == nullptr || people->empty())
      return Fail(table, fmt::format("shift.{}: people = [\"ID\", …] is missing", shift->name));
    for (const toml::node& node : *people) {
      const RotaPerson* found = node.is_string() ? Find(node.as_string()->get()) : nullptr;
      if (found == nullptr) return Fail(node, "people: each must be the ID of a section [person.ID]");
      shift->people.push_back(static_cast<size_t>(found - parts_.people.data()));
    }
    return {};
  }

  Status ReadDayWords(const toml::table& table, RotaShift* shift) const {
    const toml::node* node = table.get("days");
    if (node == nullptr) return {};
    if (!node->is_array() || node->as_array()->empty()) return Fail(*node, "days must be a list of texts");
    shift->days = 0;
    for (const toml::node& item : *node->as_array()) {
      const std::string_view word = item.is_string() ? std::string_view(item.as_string()->get()) : "";
      if (const auto day = DayNumber(word)) {
        shift->days = static_cast<uint16_t>(shift->days | 1 << *day);
      } else if (word == "workday" || word == "restday" || word == "holiday") {
        shift->days |= word == "workday" ? kRotaWorkday : word == "restday" ? kRotaRestday : kRotaHoliday;
      } else {
        return Fail(
            item,
            fmt::format("days: \"{}\" is none of mon, tue, wed, thu, fri, sat, sun, workday, restday, holiday", word));
      }
    }
    return {};
  }

  Status ReadHours(const toml::table& table, RotaShift* shift) const {
    std::string text;
    GROUNDSWELL_TRY(ReadText(table, "hours", kNameBytesMax, &text));
    if (text.empty()) return {};
    // A shift may last a whole day from any hour on, which no part of a day does.
    const bool is_whole = text.size() == 11 && text.substr(0, 5) == text.substr(6);
    const auto hours = DayHours::Parse(!is_whole                   ? text
                                       : text.starts_with("00:00") ? "00:00-24:00"
                                                                   : text.substr(0, 6) + "00:00");
    if (!hours.ok()) return Fail(*table.get("hours"), "hours: " + hours.status().message());
    shift->from_min = hours->from_min;
    shift->to_min = is_whole ? hours->from_min : hours->to_min;
    return {};
  }

  Status ReadTurns(const toml::table& table, RotaShift* shift) const {
    if (const toml::node* node = table.get("turn_days"); node != nullptr) {
      const auto days = node->value<int64_t>();
      if (!node->is_integer() || *days < 1 || *days > kTurnDaysMax)
        return Fail(*node, fmt::format("turn_days must be 1 to {}", kTurnDaysMax));
      shift->turn_days = static_cast<int>(*days);
    }
    const toml::node* start = table.get("start");
    if (start == nullptr) {
      if (shift->people.size() == 1) return {};
      return Fail(table, fmt::format("shift.{}: start is missing: the first day of the first one's turn", shift->name));
    }
    const auto day = DayOf(*start);
    if (!day.ok()) return day.status();
    shift->start_day = *day;
    return {};
  }

  // A quoted time, or one of TOML's own, brought to text.
  static std::string TextOf(const toml::node& node) {
    if (node.is_string()) return node.as_string()->get();
    std::ostringstream text;
    if (const auto* time = node.as_date_time()) text << time->get();
    if (const auto* date = node.as_date()) text << date->get();
    return text.str();
  }

  Result<int64_t> DayOf(const toml::node& node) const {
    const std::string text = TextOf(node);
    const ZoneOffset utc;
    const auto time = ParseEventTime(text, &utc);
    if (text.size() != 10 || !time.ok()) return Fail(node, "not a date such as 2026-01-31");
    return time->ms / kDayMs;
  }

  Status ReadTime(const toml::table& table, std::string_view key, bool is_end, int64_t* at_ms) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return Fail(table, fmt::format("{} is missing: a time or a date", key));
    const std::string text = TextOf(*node);
    const auto time = zone_.ParseTime(text);
    if (!time.ok()) return Fail(*node, fmt::format("{}: {}", key, time.status().message()));
    // A date as an end is the end of that day.
    *at_ms = is_end && text.size() == 10 ? zone_.BeginOf(zone_.DayAt(*time) + 1).ms : time->ms;
    return {};
  }

  Status ReadSpan(const toml::table& table, int64_t* from_ms, int64_t* until_ms, size_t* person) const {
    std::optional<size_t> found;
    GROUNDSWELL_TRY(ReadId(table, "person", &found));
    if (!found) return Fail(table, "person is missing: an ID of a section [person.ID]");
    *person = *found;
    GROUNDSWELL_TRY(ReadTime(table, "from", false, from_ms));
    GROUNDSWELL_TRY(ReadTime(table, "until", true, until_ms));
    return *until_ms > *from_ms ? Status() : Fail(*table.get("until"), "until must be later than from");
  }

  Status ReadException(const toml::table& table) {
    GROUNDSWELL_TRY(CheckKeys(table, {"from", "person", "until"}));
    RotaException exception;
    GROUNDSWELL_TRY(ReadSpan(table, &exception.from_ms, &exception.until_ms, &exception.person));
    parts_.exceptions.push_back(exception);
    return {};
  }

  Status ReadAbsence(const toml::table& table) {
    GROUNDSWELL_TRY(CheckKeys(table, {"deputy", "from", "person", "until"}));
    RotaAbsence absence;
    GROUNDSWELL_TRY(ReadSpan(table, &absence.from_ms, &absence.until_ms, &absence.person));
    GROUNDSWELL_TRY(ReadId(table, "deputy", &absence.deputy));
    if (absence.deputy == absence.person) return Fail(*table.get("deputy"), "nobody is their own deputy");
    parts_.absences.push_back(absence);
    return {};
  }

  Status ReadDays(const toml::table& root) {
    const toml::node* node = root.get("days");
    if (node == nullptr) return {};
    if (!node->is_table()) return Fail(*node, "write [days] and below it 2026-10-01 = \"holiday\"");
    for (const auto& [key, value] : *node->as_table()) {
      const ZoneOffset utc;
      const auto time = ParseEventTime(key.str(), &utc);
      if (key.str().size() != 10 || !time.ok())
        return Fail(value, fmt::format("{} is not a date such as 2026-10-01", key.str()));
      const std::string_view mark = value.is_string() ? std::string_view(value.as_string()->get()) : "";
      if (mark != "holiday" && mark != "workday")
        return Fail(value, fmt::format("{} must be \"holiday\" or \"workday\"", key.str()));
      parts_.days[time->ms / kDayMs] = mark == "holiday" ? DayMark::kHoliday : DayMark::kWorkday;
    }
    if (parts_.days.size() > kRotaDaysMax) return Fail(*node, fmt::format("more than {} days", kRotaDaysMax));
    return {};
  }

  const std::string name_;
  LocalZone zone_;
  RotaParts parts_;
  std::vector<std::pair<std::string, const toml::node*>> deputies_;
};

}  // namespace

Result<std::shared_ptr<const Rota>> ParseRota(const std::string& name, std::string_view text, LocalZone zone,
                                              const DayMarks& days) {
  try {
    const toml::table root = toml::parse(text);
    return RotaReader(name, zone, days).Read(root);
  } catch (const toml::parse_error& failure) {
    return Invalid(fmt::format("{}: line {}, column {}: {}", name, failure.source().begin.line,
                               failure.source().begin.column, failure.description()));
  }
}

Result<std::shared_ptr<const Rota>> ReadRotaFile(const std::string& path, LocalZone zone, const DayMarks& days) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": cannot be opened; give a rota file that exists and can be read");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (text.size() > kRotaBytesMax) return Invalid(path + ": more than 4 MiB is no rota; drop what is over");
  return ParseRota(path, text, zone, days);
}

}  // namespace groundswell
