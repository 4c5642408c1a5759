#include "base/time.h"

#include <optional>

namespace groundswell {
namespace {

// Days since 1970-01-01 of a civil date (Howard Hinnant, "chrono-compatible low-level date algorithms").
constexpr int64_t DaysFromCivil(int64_t year, int month, int day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

constexpr bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Reads the text from the left; every Take says whether what it wanted was there.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  std::optional<int> TakeDigits(int count) {
    if (static_cast<int>(rest_.size()) < count) return std::nullopt;
    int value = 0;
    for (int i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool Take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool TakeAny(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // The digits of a second's fraction, as milliseconds; -1 when there is none.
  int TakeFractionMs() {
    int value = 0, scale = 100, digits = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      value += (rest_.front() - '0') * scale;
      scale /= 10;
      ++digits;
      rest_.remove_prefix(1);
    }
    return digits == 0 ? -1 : value;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<int64_t> TakeDateMs(Cursor* cursor) {
  const auto year = cursor->TakeDigits(4);
  if (!year || !cursor->Take('-')) return std::nullopt;
  const auto month = cursor->TakeDigits(2);
  if (!month || *month < 1 || *month > 12 || !cursor->Take('-')) return std::nullopt;
  const auto day = cursor->TakeDigits(2);
  if (!day || *day < 1 || *day > DaysInMonth(*year, *month)) return std::nullopt;
  return DaysFromCivil(*year, *month, *day) * kDayMs;
}

std::optional<int64_t> TakeClockMs(Cursor* cursor) {
  const auto hour = cursor->TakeDigits(2);
  if (!hour || *hour > 23 || !cursor->Take(':')) return std::nullopt;
  const auto minute = cursor->TakeDigits(2);
  if (!minute || *minute > 59) return std::nullopt;
  int64_t ms = (int64_t{*hour} * 60 + *minute) * 60 * kSecondMs;
  if (!cursor->Take(':')) return ms;
  const auto second = cursor->TakeDigits(2);
  if (!second || *second > 60) return std::nullopt;
  ms += std::min(*second, 59) * kSecondMs;
  if (cursor->TakeAny(".,")) {
    const int fraction_ms = cursor->TakeFractionMs();
    if (fraction_ms < 0) return std::nullopt;
    ms += fraction_ms;
  }
  return ms;
}

// Minutes east of UTC of "Z", "+08:00" or "+0800"; nothing when the rest is no offset.
std::optional<int> TakeOffsetMinutes(Cursor* cursor) {
  if (cursor->TakeAny("Zz")) return 0;
  const bool east = cursor->Take('+');
  if (!east && !cursor->Take('-')) return std::nullopt;
  const auto hours = cursor->TakeDigits(2);
  if (!hours || *hours > 23) return std::nullopt;
  cursor->Take(':');
  const auto minutes = cursor->TakeDigits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (*hours * 60 + *minutes);
}

void AppendPadded(int64_t value, int width, std::string* out) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out->append(digits, width);
}

}  // namespace

Result<EventTime> ParseEventTime(std::string_view text, const ZoneOffset* zone) {
  // Made only when it is needed: the message is an allocation, and every post has a time.
  const auto malformed = [] { return Invalid("not an RFC 3339 time such as 2026-01-31T08:00:00Z"); };
  Cursor cursor(text);
  const auto date_ms = TakeDateMs(&cursor);
  if (!date_ms) return malformed();
  int64_t clock_ms = 0;
  std::optional<int> offset_minutes;
  if (!cursor.done()) {
    if (!cursor.TakeAny("Tt ")) return malformed();
    const auto taken = TakeClockMs(&cursor);
    if (!taken) return malformed();
    clock_ms = *taken;
    if (!cursor.done()) {
      offset_minutes = TakeOffsetMinutes(&cursor);
      if (!offset_minutes || !cursor.done()) return malformed();
    }
  }
  if (!offset_minutes) {
    if (zone == nullptr) return Invalid("a time without offset; give the channel a time zone");
    offset_minutes = zone->minutes;
  }
  const EventTime time{*date_ms + clock_ms - int64_t{*offset_minutes} * 60 * kSecondMs};
  if (time < kEventTimeMin || time > kEventTimeMax) return Invalid("time outside the years 1970 to 9999");
  return time;
}

void AppendEventTime(EventTime time, std::string* out) {
  CHECK(time >= kEventTimeMin && time <= kEventTimeMax);
  const int64_t days = time.ms / kDayMs;
  int64_t rest = time.ms % kDayMs;
  // The inverse of DaysFromCivil, same source.
  const int64_t shifted = days + 719468;
  const int64_t era = shifted / 146097;
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_index = (5 * day_of_year + 2) / 153;
  const int64_t month = month_index < 10 ? month_index + 3 : month_index - 9;
  AppendPadded(year_of_era + era * 400 + (month <= 2), 4, out);
  out->push_back('-');
  AppendPadded(month, 2, out);
  out->push_back('-');
  AppendPadded(day_of_year - (153 * month_index + 2) / 5 + 1, 2, out);
  out->push_back('T');
  AppendPadded(rest / kHourMs, 2, out);
  rest %= kHourMs;
  out->push_back(':');
  AppendPadded(rest / (60 * kSecondMs), 2, out);
  rest %= 60 * kSecondMs;
  out->push_back(':');
  AppendPadded(rest / kSecondMs, 2, out);
  out->push_back('.');
  AppendPadded(rest % kSecondMs, 3, out);
  out->push_back('Z');
}

std::string FormatEventTime(EventTime time) {
  std::string out;
  AppendEventTime(time, &out);
  return out;
}

}  // namespace groundswell
