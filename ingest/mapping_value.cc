#include "ingest/mapping_value.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

#include "models/post.h"

namespace groundswell {
namespace {

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kWeekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
// A text with one of these tells a time from where its reader stands.
constexpr std::string_view kRelativeWords[] = {"前",        "刚",    "昨",       "今天", "ago",
                                               "yesterday", "today", "just now", "now"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Reads a text from the left; every Take says whether what it wanted was there.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool Take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  bool TakeAny(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == wanted.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void SkipSpaces() {
    while (Take(" ")) {
    }
  }
  std::optional<int> TakeNumber(size_t digits_min, size_t digits_max) {
    size_t digits = 0;
    int value = 0;
    while (digits < rest_.size() && digits < digits_max && IsDigit(rest_[digits]))
      value = value * 10 + (rest_[digits++] - '0');
    if (digits < digits_min) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  // Its place among `names`, of which each has three letters.
  std::optional<int> TakeName(std::span<const std::string_view> names) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (rest_.starts_with(names[i]) && (rest_.size() == 3 || !IsLetter(rest_[3]))) {
        rest_.remove_prefix(3);
        return static_cast<int>(i);
      }
    }
    return std::nullopt;
  }
  int64_t TakeFractionMs() {
    int64_t ms = 0, scale = 100;
    for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1), scale /= 10)
      ms += (rest_.front() - '0') * scale;
    return ms;
  }
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

struct TimeParts {
  int64_t date_ms = 0, clock_ms = 0;
  bool has_clock = false;
  std::optional<int> offset_minutes;
};

bool SetDate(int year, int month, int day, TimeParts* parts) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  parts->date_ms = int64_t{std::chrono::sys_days(date).time_since_epoch().count()} * kDayMs;
  return true;
}

// 5:00, 05:00:56, 05:00:56.123
bool TakeClock(TimeReader* reader, TimeParts* parts) {
  const auto hour = reader->TakeNumber(1, 2);
  if (!hour || *hour > 23 || !reader->Take(":")) return false;
  const auto minute = reader->TakeNumber(2, 2);
  if (!minute || *minute > 59) return false;
  parts->has_clock = true;
  parts->clock_ms = (int64_t{*hour} * 60 + *minute) * 60 * kSecondMs;
  if (!reader->Take(":")) return true;
  const auto second = reader->TakeNumber(2, 2);
  if (!second || *second > 60) return false;
  parts->clock_ms += std::min(*second, 59) * kSecondMs;
  if (!reader->TakeAny(".,")) return true;
  if (reader->done() || !IsDigit(reader->rest().front())) return false;
  parts->clock_ms += reader->TakeFractionMs();
  return true;
}

// Z, UTC, GMT, +08:00, +0800, +08; nothing there is fine, something else is not.
bool TakeOffset(TimeReader* reader, TimeParts* parts) {
  reader->SkipSpaces();
  if (reader->Take("UTC") || reader->Take("GMT") || reader->TakeAny("Zz")) {
    parts->offset_minutes = 0;
    return true;
  }
  const bool east = reader->Take("+");
  if (!east && !reader->Take("-")) return true;
  const auto hours = reader->TakeNumber(2, 2);
  if (!hours || *hours > 23) return false;
  reader->Take(":");
  const auto minutes = reader->TakeNumber(0, 2);
  if (!minutes || *minutes > 59) return false;
  parts->offset_minutes = (east ? 1 : -1) * (*hours * 60 + *minutes);
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
  return TakeClock(reader, parts) && TakeOffset(reader, parts);
}

// "Jul 16 05:00:56 +0800 2018", behind its weekday.
bool TakeTwitterTime(int month, TimeReader* reader, TimeParts* parts) {
  reader->SkipSpaces();
  const auto day = reader->TakeNumber(1, 2);
  reader->SkipSpaces();
  if (!day || !TakeClock(reader, parts) || !TakeOffset(reader, parts)) return false;
  reader->SkipSpaces();
  const auto year = reader->TakeNumber(4, 4);
  return year && SetDate(*year, month, *day, parts);
}

// "16 Jul 2018 05:00:56 +0800 (CST)", behind its weekday.
bool TakeMailTime(TimeReader* reader, TimeParts* parts) {
  const auto day = reader->TakeNumber(1, 2);
  reader->SkipSpaces();
  const auto month = reader->TakeName(kMonths);
  reader->SkipSpaces();
  const auto year = reader->TakeNumber(4, 4);
  reader->SkipSpaces();
  if (!day || !month || !year || !SetDate(*year, *month + 1, *day, parts)) return false;
  if (!TakeClock(reader, parts) || !TakeOffset(reader, parts)) return false;
  reader->SkipSpaces();
  return !reader->Take("(") || reader->rest().ends_with(')');
}

bool TakeNamedTime(TimeReader* reader, TimeParts* parts) {
  if (reader->TakeName(kWeekdays)) {
    reader->Take(",");
    reader->SkipSpaces();
  }
  if (const auto month = reader->TakeName(kMonths)) return TakeTwitterTime(*month + 1, reader, parts) && reader->done();
  return TakeMailTime(reader, parts);
}

// Seconds, milliseconds or microseconds since 1970, with or without a fraction.
TimeFault ReadEpoch(std::string_view text, EpochUnit unit, EventTime* time) {
  int64_t whole = 0;
  size_t at = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at) {
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
  for (const std::string_view word : kRelativeWords) {
    if (text.find(word) != text.npos) return TimeFault::kRelative;
  }
  TimeReader reader(text);
  if (reader.TakeNumber(1, 2) && (reader.TakeAny("-/") || reader.Take("月")) && reader.TakeNumber(1, 2))
    return TimeFault::kNoYear;
  return TimeFault::kNotATime;
}

struct Suffix {
  std::string_view text;
  int64_t factor;
};
constexpr Suffix kSuffixes[] = {{"万", 10'000},      {"萬", 10'000},      {"w", 10'000},    {"W", 10'000},
                                {"亿", 100'000'000}, {"億", 100'000'000}, {"千", 1'000},    {"k", 1'000},
                                {"K", 1'000},        {"m", 1'000'000},    {"M", 1'000'000}, {"b", 1'000'000'000},
                                {"B", 1'000'000'000}};

// Digits with commas in their right places; false for anything else. *at is left behind them.
bool TakeGrouped(std::string_view text, size_t* at, int64_t* value) {
  size_t digits = 0, since_comma = 0;
  bool grouped = false;
  for (; *at < text.size(); ++*at) {
    if (IsDigit(text[*at])) {
      if (++digits > 18) return false;
      ++since_comma;
      *value = *value * 10 + (text[*at] - '0');
    } else if (text[*at] == ',' && digits > 0 && (grouped ? since_comma == 3 : since_comma <= 3)) {
      grouped = true;
      since_comma = 0;
    } else {
      break;
    }
  }
  return digits > 0 && (!grouped || since_comma == 3);
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
    case TimeFault::kNoZone:
      return "a time without offset; give the channel a time zone";
    case TimeFault::kDateAlone:
      return "a date alone; say date_only = true in [channel] if this source knows no time of day";
    case TimeFault::kOutOfRange:
      return "outside the years 1970 to 9999";
    case TimeFault::kNotATime:
      break;
  }
  return "no form of time that is known, such as 2026-01-31T08:00:00Z";
}

TimeFault ReadMappedTime(std::string_view text, const TimeRules& rules, EventTime* time) {
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  if (digits > 0 && IsEpoch(text, digits)) return ReadEpoch(text, rules.epoch, time);
  TimeParts parts;
  TimeReader reader(text);
  const bool numeric = digits == 4;
  if (numeric ? !TakeNumericTime(&reader, &parts) || !reader.done() : !TakeNamedTime(&reader, &parts))
    return FaultOf(text);
  if (!parts.has_clock && !rules.date_only) return TimeFault::kDateAlone;
  if (!parts.offset_minutes && rules.zone == nullptr) return TimeFault::kNoZone;
  const int64_t offset_minutes = parts.offset_minutes ? *parts.offset_minutes : rules.zone->minutes;
  time->ms = parts.date_ms + parts.clock_ms - offset_minutes * 60 * kSecondMs;
  return *time < kEventTimeMin || *time > kEventTimeMax ? TimeFault::kOutOfRange : TimeFault::kNone;
}

std::optional<int64_t> ReadMappedCount(std::string_view text) {
  int64_t value = 0, fraction = 0, scale = 1;
  size_t at = 0;
  // Some write -1 for unknown, others subtract votes: either way nothing is known to be counted.
  if (text.size() > 1 && text[0] == '-' && text.find_first_not_of("0123456789", 1) == text.npos) return kNoCount;
  if (!TakeGrouped(text, &at, &value)) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    const size_t first = ++at;
    for (; at < text.size() && IsDigit(text[at]) && at - first < 6; ++at) {
      fraction = fraction * 10 + (text[at] - '0');
      scale *= 10;
    }
    if (at == first) return std::nullopt;
  }
  while (at < text.size() && text[at] == ' ') ++at;
  std::string_view rest = text.substr(at);
  if (rest.ends_with('+')) rest.remove_suffix(1);
  int64_t factor = 1;
  for (const Suffix& suffix : kSuffixes) {
    if (rest != suffix.text) continue;
    factor = suffix.factor;
    rest = {};
    break;
  }
  // A part of one like, as in 3.5, is no count; 12.0 is what tables make of 12.
  if (!rest.empty() || (fraction * factor) % scale != 0) return std::nullopt;
  if (value > (int64_t{1} << 62) / factor) return std::nullopt;
  return value * factor + fraction * factor / scale;
}

std::optional<ZoneOffset> ReadZoneOffset(std::string_view text) {
  TimeReader reader(text);
  TimeParts parts;
  const bool shaped = text == "Z" || (text.size() == 6 && text[3] == ':' && (text[0] == '+' || text[0] == '-'));
  if (!shaped || !TakeOffset(&reader, &parts) || !reader.done() || !parts.offset_minutes) return std::nullopt;
  return ZoneOffset{*parts.offset_minutes};
}

std::string_view TrimmedOfSpaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  constexpr std::string_view kWide = "\u3000";
  while (true) {
    const size_t begin = text.find_first_not_of(kSpaces);
    if (begin == text.npos) return {};
    text = text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
    if (text.starts_with(kWide)) {
      text.remove_prefix(kWide.size());
    } else if (text.ends_with(kWide)) {
      text.remove_suffix(kWide.size());
    } else {
      return text;
    }
  }
}

}  // namespace groundswell
