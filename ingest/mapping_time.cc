// Times as other systems write them: what is read is listed in ingest/mapping_value.h.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>

#include "ingest/mapping_value.h"
#include "ingest/time_reader.h"
#include "models/post.h"

namespace groundswell {
namespace {

constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
constexpr std::string_view kWeekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
// A text with one of these tells a time from where its reader stands. In lower case.
constexpr std::string_view kRelativeWords[] = {"前",  "刚",        "昨",    "今天",     "上周",
                                               "ago", "yesterday", "today", "just now", "last "};

// Names of offsets that mean one thing (RFC 5322, 4.3).
struct ZoneName {
  std::string_view name;
  int hours;
};
constexpr ZoneName kZoneNames[] = {{"UTC", 0},  {"GMT", 0},  {"UT", 0},   {"Z", 0},    {"z", 0},    {"EST", -5},
                                   {"EDT", -4}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
// China's and North America's central standard time.
constexpr std::string_view kCst = "CST";

struct HalfDay {
  std::string_view name;
  int hours;
};
constexpr HalfDay kHalfDays[] = {{"AM", 0}, {"am", 0}, {"上午", 0}, {"PM", 12}, {"pm", 12}, {"下午", 12}};

struct TimeParts {
  int64_t date_ms = 0, clock_ms = 0;
  bool has_clock = false, is_cst = false;
  std::optional<int> offset_minutes;
};

bool SetDate(int year, int month, int day, TimeParts* parts) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  parts->date_ms = int64_t{std::chrono::sys_days(date).time_since_epoch().count()} * kDayMs;
  return true;
}

bool SetClock(int hour, int minute, int second, TimeParts* parts) {
  if (hour > 23 || minute > 59 || second > 60) return false;
  parts->has_clock = true;
  parts->clock_ms = ((int64_t{hour} * 60 + minute) * 60 + std::min(second, 59)) * kSecondMs;
  return true;
}

// Hours that a half of the day begins at.
std::optional<int> TakeHalfDay(TimeReader* reader) {
  for (const HalfDay& half : kHalfDays)
    if (reader->Take(half.name)) return half.hours;
  return std::nullopt;
}

bool TakeFraction(TimeReader* reader, TimeParts* parts) {
  if (!reader->TakeAny(".,")) return true;
  if (reader->done() || !TimeReader::IsDigit(reader->rest().front())) return false;
  parts->clock_ms += reader->TakeFractionMs();
  return true;
}

// 5:00, 05:00:56, 05:00:56.123, 5:00 PM, 下午 5:00
bool TakeClock(TimeReader* reader, TimeParts* parts) {
  auto half = TakeHalfDay(reader);
  if (half) reader->SkipSpaces();
  const auto hour = reader->TakeNumber(1, 2);
  if (!hour || !reader->Take(":")) return false;
  const auto minute = reader->TakeNumber(2, 2);
  const bool has_seconds = minute && reader->Take(":");
  const auto second = has_seconds ? reader->TakeNumber(2, 2) : 0;
  if (!minute || !second || !SetClock(*hour, *minute, *second, parts)) return false;
  if (has_seconds && !TakeFraction(reader, parts)) return false;
  if (!half) {
    TimeReader ahead = *reader;
    ahead.SkipSpaces();
    half = TakeHalfDay(&ahead);
    if (half) *reader = ahead;
  }
  if (!half) return true;
  if (*hour > 12) return false;
  parts->clock_ms += (*hour % 12 + *half - *hour) * kHourMs;
  return true;
}

// What some write behind an offset, and what says nothing more: (CST), [Asia/Shanghai], and CST behind figures.
void SkipZoneNote(bool behind_figures, TimeReader* reader) {
  TimeReader ahead = *reader;
  ahead.SkipSpaces();
  const size_t letters = ahead.LettersAhead();
  const bool is_name = behind_figures && letters >= 2 && letters <= 5 && letters == ahead.rest().size();
  if (is_name) {
    *reader = TimeReader(std::string_view());
  } else if (ahead.TakeBracketed('(', ')') || ahead.TakeBracketed('[', ']')) {
    *reader = ahead;
  }
}

// Z, UTC, EST, +08:00, +0800, +08, GMT+0800, UTC+8; nothing there is fine, something else is not.
bool TakeOffset(TimeReader* reader, TimeParts* parts) {
  reader->SkipSpaces();
  bool is_named = false;
  for (const ZoneName& zone : kZoneNames) {
    if (is_named || !reader->TakeWord(zone.name)) continue;
    is_named = true;
    parts->offset_minutes = zone.hours * 60;
  }
  parts->is_cst = !is_named && reader->TakeWord(kCst);
  const bool may_have_figures = !is_named || *parts->offset_minutes == 0;
  const bool east = may_have_figures && reader->Take("+");
  const bool has_figures = east || (may_have_figures && reader->Take("-"));
  if (has_figures) {
    const auto hours = reader->TakeNumber(is_named ? 1 : 2, 2);
    reader->Take(":");
    const auto minutes = reader->TakeNumber(0, 2);
    if (!hours || *hours > 23 || !minutes || *minutes > 59) return false;
    parts->offset_minutes = (east ? 1 : -1) * (*hours * 60 + *minutes);
  }
  SkipZoneNote(has_figures, reader);
  return true;
}

// Two digits at text[at]; something below zero for anything else.
int TwoDigits(std::string_view text, size_t at) {
  const int tens = text[at] - '0', ones = text[at + 1] - '0';
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10'000;
}

// Nearly every time is written so, and each post has one: 2018-07-16T05:00:56 or 05:00:56.123, alone or with Z or
// +08:00, by its places. What differs is left to the reader of all forms.
bool ReadPlainTime(std::string_view text, TimeParts* parts) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':')
    return false;
  const int year = TwoDigits(text, 0) * 100 + TwoDigits(text, 2), month = TwoDigits(text, 5), day = TwoDigits(text, 8);
  const int hour = TwoDigits(text, 11), minute = TwoDigits(text, 14), second = TwoDigits(text, 17);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return false;
  std::string_view zone = text.substr(19);
  int64_t fraction_ms = 0;
  if (zone.size() >= 4 && zone[0] == '.') {
    if (TwoDigits(zone, 1) < 0 || !TimeReader::IsDigit(zone[3])) return false;
    fraction_ms = TwoDigits(zone, 1) * 10 + (zone[3] - '0');
    zone.remove_prefix(4);
  }
  if (zone == "Z") {
    parts->offset_minutes = 0;
  } else if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
    const int hours = TwoDigits(zone, 1), minutes = TwoDigits(zone, 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
    parts->offset_minutes = (zone[0] == '+' ? 1 : -1) * (hours * 60 + minutes);
  } else if (!zone.empty()) {
    return false;
  }
  if (!SetDate(year, month, day, parts) || !SetClock(hour, minute, second, parts)) return false;
  parts->clock_ms += fraction_ms;
  return true;
}

// 2018-07-16 and its kin, the year first.
bool TakeNumericTime(TimeReader* reader, TimeParts* parts) {
  const auto year = reader->TakeNumber(4, 4);
  if (!year || !(reader->TakeAny("-/.") || reader->Take("年"))) return false;
  const auto month = reader->TakeNumber(1, 2);
  if (!month || !(reader->TakeAny("-/.") || reader->Take("月"))) return false;
  const auto day = reader->TakeNumber(1, 2);
  if (!day || !SetDate(*year, *month, *day, parts)) return false;
  reader->Take("日");
  if (reader->done()) return true;
  if (!reader->TakeAny("Tt")) reader->SkipSpaces();
  for (const std::string_view day_name : {"一", "二", "三", "四", "五", "六", "日", "天"}) {
    TimeReader ahead = *reader;
    if ((ahead.Take("星期") || ahead.Take("周")) && ahead.Take(day_name)) *reader = ahead;
  }
  reader->SkipSpaces();
  return reader->done() || (TakeClock(reader, parts) && TakeOffset(reader, parts));
}

// 20180716, 20180716050056, 20180716T050056Z
bool TakeCompactTime(TimeReader* reader, TimeParts* parts) {
  const auto year = reader->TakeNumber(4, 4), month = reader->TakeNumber(2, 2), day = reader->TakeNumber(2, 2);
  // Beyond these years it is rather an epoch.
  if (!year || *year < 1970 || *year > 2099 || !month || !day || !SetDate(*year, *month, *day, parts)) return false;
  if (reader->done()) return true;
  if (reader->Take(" ")) return TakeClock(reader, parts) && TakeOffset(reader, parts);
  reader->TakeAny("Tt");
  const auto hour = reader->TakeNumber(2, 2), minute = reader->TakeNumber(2, 2);
  const auto second = !reader->done() && TimeReader::IsDigit(reader->rest().front()) ? reader->TakeNumber(2, 2) : 0;
  if (!hour || !minute || !second || !SetClock(*hour, *minute, *second, parts)) return false;
  return TakeFraction(reader, parts) && TakeOffset(reader, parts);
}

// "Jul 16 05:00:56 +0800 2018", "Jul 16 2018 05:00:56 GMT+0800", "July 16, 2018, 5:00 AM", behind the weekday.
bool TakeMonthFirst(int month, TimeReader* reader, TimeParts* parts) {
  reader->SkipSpaces();
  const auto day = reader->TakeNumber(1, 2);
  reader->Take(",");
  reader->SkipSpaces();
  if (!day) return false;
  if (const auto year = reader->TakeNumber(4, 4)) {
    if (!SetDate(*year, month, *day, parts)) return false;
    reader->Take(",");
    reader->SkipSpaces();
    reader->Take("at ");
    return reader->done() || (TakeClock(reader, parts) && TakeOffset(reader, parts));
  }
  if (!TakeClock(reader, parts) || !TakeOffset(reader, parts)) return false;
  reader->SkipSpaces();
  const auto year = reader->TakeNumber(4, 4);
  return year && SetDate(*year, month, *day, parts);
}

// 2018, or 18 as RFC 822 had it: its years begin with 1950.
std::optional<int> TakeMailYear(TimeReader* reader) {
  const size_t before = reader->rest().size();
  const auto year = reader->TakeNumber(2, 4);
  const size_t digits = before - reader->rest().size();
  if (!year || digits == 3) return std::nullopt;
  // Without a clock behind them they may be anything.
  if (digits == 2 && reader->done()) return std::nullopt;
  return digits == 4 ? *year : *year + (*year < 50 ? 2000 : 1900);
}

// "16 Jul 2018 05:00:56 +0800 (CST)", behind the weekday.
bool TakeDayFirst(TimeReader* reader, TimeParts* parts) {
  const auto day = reader->TakeNumber(1, 2);
  reader->SkipSpaces();
  const auto month = reader->TakeName(kMonths);
  reader->Take(",");
  reader->SkipSpaces();
  const auto year = TakeMailYear(reader);
  if (!day || !month || !year || !SetDate(*year, *month + 1, *day, parts)) return false;
  reader->Take(",");
  reader->SkipSpaces();
  return reader->done() || (TakeClock(reader, parts) && TakeOffset(reader, parts));
}

bool TakeNamedTime(TimeReader* reader, TimeParts* parts) {
  if (reader->TakeName(kWeekdays)) {
    reader->Take(",");
    reader->SkipSpaces();
  }
  if (const auto month = reader->TakeName(kMonths)) return TakeMonthFirst(*month + 1, reader, parts);
  return TakeDayFirst(reader, parts);
}

// Seconds, milliseconds or microseconds since 1970, with or without a fraction.
TimeFault ReadEpoch(std::string_view text, EpochUnit unit, EventTime* time) {
  int64_t whole = 0;
  size_t at = 0;
  for (; at < text.size() && TimeReader::IsDigit(text[at]); ++at) {
    if (at == 18) return TimeFault::kOutOfRange;
    whole = whole * 10 + (text[at] - '0');
  }
  TimeReader fraction(text.substr(at));
  int64_t fraction_ms = 0;
  if (fraction.Take(".")) fraction_ms = fraction.TakeFractionMs();
  if (!fraction.done()) return TimeFault::kNotATime;
  if (unit == EpochUnit::kBySize) {
    // Seconds reach 11 digits in the year 5138, milliseconds had 12 in 1973, microseconds 15.
    unit = whole < 100'000'000'000       ? EpochUnit::kSeconds
           : whole < 100'000'000'000'000 ? EpochUnit::kMillis
                                         : EpochUnit::kMicros;
  }
  if (unit == EpochUnit::kSeconds && whole > kEventTimeMax.ms / kSecondMs) return TimeFault::kOutOfRange;
  time->ms = unit == EpochUnit::kSeconds  ? whole * kSecondMs + fraction_ms
             : unit == EpochUnit::kMillis ? whole
                                          : whole / 1000;
  return *time > kEventTimeMax ? TimeFault::kOutOfRange : TimeFault::kNone;
}

// Digits, of which `digits` stand in front, and at most one point with further ones.
bool IsEpoch(std::string_view text, size_t digits) {
  if (digits == text.size()) return true;
  return text[digits] == '.' && text.find_first_not_of("0123456789", digits + 1) == text.npos;
}

// Why a text that has no form of a time is refused.
TimeFault FaultOf(std::string_view text) {
  const auto has = [text](std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char c, char wanted) {
             return (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) == wanted;
           }) != text.end();
  };
  if (std::any_of(std::begin(kRelativeWords), std::end(kRelativeWords), has)) return TimeFault::kRelative;
  TimeReader reader(text);
  const bool begins = reader.TakeNumber(1, 2).has_value(), has_points = reader.Take(".");
  if (!begins || !(has_points || reader.TakeAny("-/") || reader.Take("月")) || !reader.TakeNumber(1, 2))
    return TimeFault::kNotATime;
  if (reader.TakeAny("-/.") && reader.TakeNumber(2, 4)) return TimeFault::kDayOrMonth;
  return has_points ? TimeFault::kNotATime : TimeFault::kNoYear;
}

TimeFault Finish(const TimeParts& parts, const TimeRules& rules, EventTime* time) {
  if (!parts.has_clock && !rules.date_only) return TimeFault::kDateAlone;
  if (!parts.offset_minutes && rules.zone == nullptr) return TimeFault::kNoZone;
  // Two zones have this name: the channel says which one it is.
  const bool is_either = parts.is_cst && !parts.offset_minutes;
  if (is_either && rules.zone->minutes != 8 * 60 && rules.zone->minutes != -6 * 60) return TimeFault::kNoZone;
  const int64_t offset_minutes = parts.offset_minutes ? *parts.offset_minutes : rules.zone->minutes;
  time->ms = parts.date_ms + parts.clock_ms - offset_minutes * 60 * kSecondMs;
  return *time < kEventTimeMin || *time > kEventTimeMax ? TimeFault::kOutOfRange : TimeFault::kNone;
}

}  // namespace

std::string_view TimeFaultText(TimeFault fault) {
  switch (fault) {
    case TimeFault::kNone:
      return "";
    case TimeFault::kRelative:
      return "a time told from where its reader stands, such as 3 hours ago; take the absolute one";
    case TimeFault::kNoYear:
      return "a date without its year; take the full one";
    case TimeFault::kDayOrMonth:
      return "a date in figures whose year is not first: day and month may stand either way; take 2026-01-31";
    case TimeFault::kNoZone:
      return "a time without offset; give the channel a time zone";
    case TimeFault::kDateAlone:
      return "a date alone; say dates = true in [channel] to take it, or date_only = true if this source knows no time "
             "of day";
    case TimeFault::kOutOfRange:
      return "outside the years 1970 to 9999";
    case TimeFault::kNotATime:
      break;
  }
  return "no form of time that is known, such as 2026-01-31T08:00:00Z";
}

TimeFault ReadMappedTime(std::string_view text, const TimeRules& rules, EventTime* time) {
  TimeParts parts;
  if (ReadPlainTime(text, &parts)) return Finish(parts, rules, time);
  parts = {};
  size_t digits = 0;
  while (digits < text.size() && TimeReader::IsDigit(text[digits])) ++digits;
  TimeReader reader(text);
  const bool may_be_compact = digits == 8 || digits == 12 || digits == 14;
  if (may_be_compact && rules.epoch == EpochUnit::kBySize && TakeCompactTime(&reader, &parts) && reader.done())
    return Finish(parts, rules, time);
  if (digits > 0 && IsEpoch(text, digits)) return ReadEpoch(text, rules.epoch, time);
  parts = {};
  reader = TimeReader(text);
  const bool is_read = digits == 4 ? TakeNumericTime(&reader, &parts) : TakeNamedTime(&reader, &parts);
  return is_read && reader.done() ? Finish(parts, rules, time) : FaultOf(text);
}

std::optional<ZoneOffset> ReadZoneOffset(std::string_view text) {
  TimeReader reader(text);
  TimeParts parts;
  const bool shaped = text == "Z" || (text.size() == 6 && text[3] == ':' && (text[0] == '+' || text[0] == '-'));
  if (!shaped || !TakeOffset(&reader, &parts) || !reader.done() || !parts.offset_minutes) return std::nullopt;
  return ZoneOffset{*parts.offset_minutes};
}

}  // namespace groundswell
