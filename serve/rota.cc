#include "serve/rota.h"

#include <algorithm>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60'000;
// Deputies of deputies that are asked: enough for any team, and an end where they name each other.
constexpr int kDeputiesMax = 8;

int64_t FloorDiv(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

// When the shift of a day begins and ends, by the clock of its zone.
int64_t BeginMs(int64_t day, const RotaShift& shift) {
  return shift.zone.TimeAt(day * kDayMs + shift.from_min * kMinuteMs).ms;
}
int64_t EndMs(int64_t day, const RotaShift& shift) {
  const int64_t last = shift.to_min > shift.from_min ? day : day + 1;
  return shift.zone.TimeAt(last * kDayMs + shift.to_min * kMinuteMs).ms;
}

bool Holds(int64_t from_ms, int64_t until_ms, int64_t at_ms) { return from_ms <= at_ms && at_ms < until_ms; }

bool IsSame(const DutySpan& a, const DutySpan& b) {
  return a.person == b.person && a.instead == b.instead && a.shift == b.shift;
}

}  // namespace

const std::string& ContactOf(const RotaPerson& person, ReceiverKind kind) {
  static const std::string kNone;
  switch (kind) {
    case ReceiverKind::kWeCom:
      return person.wecom;
    case ReceiverKind::kDingTalk:
      return person.dingtalk;
    case ReceiverKind::kFeishu:
      return person.feishu;
    case ReceiverKind::kSlack:
      return person.slack;
    case ReceiverKind::kTeams:
      return person.teams;
    case ReceiverKind::kEmail:
      return person.email;
    case ReceiverKind::kTemplate:
      return person.phone;
    default:
      return kNone;
  }
}

Rota::Rota(RotaParts parts) : parts_(std::move(parts)) {
  const size_t people = parts_.people.size();
  for (const RotaShift& shift : parts_.shifts) {
    CHECK(shift.turn_days > 0 && !shift.people.empty());
    for (const size_t person : shift.people) CHECK(person < people);
  }
  for (const RotaException& exception : parts_.exceptions) CHECK(exception.person < people);
  for (const RotaAbsence& absence : parts_.absences)
    CHECK(absence.person < people && absence.deputy.value_or(0) < people);
}

const RotaPerson* Rota::Find(std::string_view id) const {
  const auto is_wanted = [id](const RotaPerson& person) { return person.id == id; };
  const auto found = std::find_if(parts_.people.begin(), parts_.people.end(), is_wanted);
  return found == parts_.people.end() ? nullptr : &*found;
}

bool Rota::IsOn(const RotaShift& shift, int64_t day) const {
  // 1970-01-01 was a Thursday.
  const int week_day = static_cast<int>(((day + 4) % 7 + 7) % 7);
  const auto mark = parts_.days.find(day);
  const bool is_holiday = mark != parts_.days.end() && mark->second == DayMark::kHoliday;
  const bool is_worked = mark == parts_.days.end() ? week_day >= 1 && week_day <= 5 : !is_holiday;
  uint16_t words = static_cast<uint16_t>(1 << week_day);
  words |= is_worked ? kRotaWorkday : kRotaRestday;
  if (is_holiday) words |= kRotaHoliday;
  return (shift.days & words) != 0;
}

// The day on which the shift began that holds now, if it does.
std::optional<int64_t> Rota::DayOf(const RotaShift& shift, int64_t at_ms) const {
  const int64_t today = shift.zone.DayAt({at_ms});
  for (const int64_t day : {today, today - 1})
    if (Holds(BeginMs(day, shift), EndMs(day, shift), at_ms) && IsOn(shift, day)) return day;
  return std::nullopt;
}

size_t Rota::TurnOf(const RotaShift& shift, int64_t day) const {
  const auto people = static_cast<int64_t>(shift.people.size());
  const int64_t turn = FloorDiv(day - shift.start_day, shift.turn_days);
  return static_cast<size_t>((turn % people + people) % people);
}

const RotaPerson* Rota::Present(size_t person, int64_t at_ms) const {
  for (int hop = 0; hop < kDeputiesMax; ++hop) {
    const RotaAbsence* absent = nullptr;
    for (const RotaAbsence& absence : parts_.absences)
      if (absent == nullptr && absence.person == person && Holds(absence.from_ms, absence.until_ms, at_ms))
        absent = &absence;
    if (absent == nullptr) return &parts_.people[person];
    if (absent->deputy) {
      person = *absent->deputy;
      continue;
    }
    const RotaPerson* deputy = Find(parts_.people[person].deputy);
    if (deputy == nullptr) return nullptr;
    person = static_cast<size_t>(deputy - parts_.people.data());
  }
  return nullptr;
}

DutySpan Rota::DutyAt(int64_t at_ms) const {
  DutySpan duty;
  const auto take = [&](size_t person, std::string_view shift) {
    duty.person = Present(person, at_ms);
    if (duty.person == nullptr) return false;
    duty.shift = shift;
    if (duty.person != &parts_.people[person]) duty.instead = &parts_.people[person];
    return true;
  };
  for (const RotaException& exception : parts_.exceptions)
    if (Holds(exception.from_ms, exception.until_ms, at_ms) && take(exception.person, {})) return duty;
  for (const RotaShift& shift : parts_.shifts) {
    const auto day = DayOf(shift, at_ms);
    if (day && take(shift.people[TurnOf(shift, *day)], shift.name)) return duty;
  }
  return {};
}

const RotaPerson* Rota::DeputyOf(const RotaPerson& person, int64_t at_ms) const {
  const RotaPerson* deputy = Find(person.deputy);
  if (deputy == nullptr) return nullptr;
  const RotaPerson* present = Present(static_cast<size_t>(deputy - parts_.people.data()), at_ms);
  return present == &person ? nullptr : present;
}

const RotaPerson* Rota::NextInTurn(int64_t at_ms) const {
  const RotaPerson* on_duty = At(at_ms);
  for (const RotaShift& shift : parts_.shifts) {
    const auto day = DayOf(shift, at_ms);
    if (!day) continue;
    const size_t turn = TurnOf(shift, *day), people = shift.people.size();
    // By an exception somebody else may be on duty: then the one whose turn it is comes next.
    for (size_t i = 0; i < people; ++i) {
      const RotaPerson* next = Present(shift.people[(turn + i) % people], at_ms);
      if (next != nullptr && next != on_duty) return next;
    }
  }
  return nullptr;
}

std::vector<int64_t> Rota::Edges(int64_t from_ms, int64_t until_ms) const {
  std::vector<int64_t> edges = {from_ms};
  const auto add = [&](int64_t at_ms) {
    if (at_ms > from_ms && at_ms < until_ms) edges.push_back(at_ms);
  };
  for (const RotaShift& shift : parts_.shifts) {
    const int64_t last = shift.zone.DayAt({until_ms});
    for (int64_t day = shift.zone.DayAt({from_ms}) - 1; day <= last; ++day) {
      add(BeginMs(day, shift));
      add(EndMs(day, shift));
    }
  }
  for (const RotaException& exception : parts_.exceptions) add(exception.from_ms), add(exception.until_ms);
  for (const RotaAbsence& absence : parts_.absences) add(absence.from_ms), add(absence.until_ms);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<DutySpan> Rota::Between(int64_t from_ms, int64_t until_ms) const {
  until_ms = std::min(until_ms, from_ms + kRotaSpanDaysMax * kDayMs);
  std::vector<DutySpan> spans;
  if (until_ms <= from_ms) return spans;
  for (const int64_t edge_ms : Edges(from_ms, until_ms)) {
    DutySpan span = DutyAt(edge_ms);
    span.from_ms = edge_ms;
    span.until_ms = until_ms;
    if (!spans.empty() && IsSame(spans.back(), span)) continue;
    if (!spans.empty()) spans.back().until_ms = edge_ms;
    spans.push_back(span);
  }
  return spans;
}

}  // namespace groundswell
