#include "ingest/workbook_cell.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "ingest/utf8.h"

namespace groundswell {
namespace {

constexpr double kSerialMax = 2'958'466;  // the first day of the year 10000, days since the end of 1899
constexpr double kMillisADay = 86'400'000;
constexpr int64_t kColumnsMax = 16'384;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// The code without texts, escaped characters, colours and locales, in small letters, of its first section.
// A span of time ("[h]") leaves a '['.
std::string BareCode(std::string_view code) {
  std::string bare;
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const size_t close = std::min(code.find(']', i), code.size());
      const char first = Lower(i + 1 < code.size() ? code[i + 1] : ' ');
      const bool is_span = code.substr(i + 1, close - i - 1).find_first_not_of("hHmMsS") == std::string_view::npos;
      if (is_span && (first == 'h' || first == 'm' || first == 's')) bare += '[';
      i = close;
    } else {
      bare += Lower(c);
    }
  }
  for (const std::string_view half : {"am/pm", "a/p"})
    if (const size_t at = bare.find(half); at != bare.npos) bare.replace(at, half.size(), "h");
  return bare;
}

void AppendTwo(int64_t value, char before, std::string* out) {
  if (before != 0) *out += before;
  *out += static_cast<char>('0' + value / 10);
  *out += static_cast<char>('0' + value % 10);
}

void AppendClock(int64_t millis, std::string* out) {
  AppendTwo(millis / 3'600'000, 0, out);
  AppendTwo(millis / 60'000 % 60, ':', out);
  AppendTwo(millis / 1000 % 60, ':', out);
  if (millis % 1000 == 0) return;
  char text[8];
  std::snprintf(text, sizeof text, ".%03d", static_cast<int>(millis % 1000));
  *out += text;
}

void AppendDate(int64_t day, bool is_1904, std::string* out) {
  using namespace std::chrono;
  // The first system has a 29 February 1900, its day 60, which there never was.
  const sys_days first = is_1904 ? sys_days(year(1904) / 1 / 1) : sys_days(year(1899) / 12 / (day < 60 ? 31 : 30));
  const year_month_day date(first + days(day));
  AppendTwo(static_cast<int>(date.year()) / 100, 0, out);
  AppendTwo(static_cast<int>(date.year()) % 100, 0, out);
  AppendTwo(static_cast<unsigned>(date.month()), '-', out);
  AppendTwo(static_cast<unsigned>(date.day()), '-', out);
}

void AppendNumber(double value, std::string* out) {
  char text[32];
  const auto end = std::abs(value) < 1e15 && value == std::floor(value)
                       ? std::to_chars(text, text + sizeof text, static_cast<int64_t>(value))
                       : std::to_chars(text, text + sizeof text, value);
  out->append(text, end.ptr);
}

}  // namespace

CellFormat BuiltInCellFormat(int64_t number) {
  const auto within = [&](int64_t first, int64_t last) { return number >= first && number <= last; };
  if (number == 22) return {true, true};
  if (within(14, 17) || within(27, 31) || number == 36 || within(50, 54) || within(57, 58)) return {true, false};
  if (within(18, 21) || within(32, 35) || number == 45 || number == 47 || within(55, 56)) return {false, true};
  return {};
}

CellFormat CellFormatOf(std::string_view code) {
  const std::string bare = BareCode(code);
  if (bare.find('[') != bare.npos || bare == "general") return {};
  CellFormat format;
  format.has_time = bare.find_first_of("hs") != bare.npos;
  const bool has_month_or_minute = bare.find('m') != bare.npos;
  format.has_date = bare.find_first_of("yd") != bare.npos || (has_month_or_minute && !format.has_time);
  return format;
}

void AppendCellNumber(std::string_view number, CellFormat format, bool is_1904, std::string* out) {
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size() || !std::isfinite(value)) {
    out->append(number);
    return;
  }
  if (!format.is_moment() || value < 0 || value >= kSerialMax) return AppendNumber(value, out);
  const auto millis = static_cast<int64_t>(std::llround(value * kMillisADay));
  const int64_t day = millis / static_cast<int64_t>(kMillisADay), rest = millis % static_cast<int64_t>(kMillisADay);
  // Nor was there a day 0, but for a time alone.
  const bool is_no_day = !is_1904 && (day == 60 || (day == 0 && format.has_date));
  if (is_no_day) return AppendNumber(value, out);
  const bool shows_day = format.has_date || day > 0;
  if (shows_day) AppendDate(day, is_1904, out);
  if (shows_day && rest == 0 && !format.has_time) return;
  if (shows_day) *out += ' ';
  AppendClock(rest, out);
}

void UndoCellEscapes(std::string* text) {
  size_t next = text->find("_x");
  if (next == text->npos) return;
  std::string undone;
  size_t kept = 0;  // what is before it was copied
  for (; next != text->npos && next + 7 <= text->size(); next = text->find("_x", next)) {
    uint32_t value = 0;
    const char* const digits = text->data() + next + 2;
    const auto read = std::from_chars(digits, digits + 4, value, 16);
    const bool is_one = read.ec == std::errc() && read.ptr == digits + 4 && (*text)[next + 6] == '_' &&
                        (value < 0xD800 || value > 0xDFFF);
    if (is_one) {
      undone.append(*text, kept, next - kept);
      AppendCharacter(static_cast<char32_t>(value), &undone);
      kept = next + 7;
    }
    next += is_one ? 7 : 2;
  }
  undone.append(*text, kept);
  text->swap(undone);
}

int64_t CellColumn(std::string_view reference) {
  int64_t column = 0;
  size_t letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters) {
    column = column * 26 + (reference[letters] - 'A' + 1);
    if (column > kColumnsMax) return -1;
  }
  return letters == 0 ? -1 : column - 1;
}

}  // namespace groundswell
