// Values as other systems write them: times in all common forms, and counts such as "1.2万".
//
// Contract: total over any bytes; no allocation. What is not understood is said by name, never guessed: a relative time
// ("3分钟前", "yesterday") has no meaning once the record is stored, and one without a year has many.
// Threads: free functions without state.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "ingest/mapping_spec.h"

namespace groundswell {

enum class TimeFault : uint8_t { kNone, kNotATime, kRelative, kNoYear, kDayOrMonth, kNoZone, kDateAlone, kOutOfRange };

// What a refusal says of it.
std::string_view TimeFaultText(TimeFault fault);

struct TimeRules {
  const ZoneOffset* zone = nullptr;  // of times without an offset; null: such times are refused
  bool date_only = false;            // a date alone is taken, as its first moment in `zone`
  EpochUnit epoch = EpochUnit::kBySize;
};

// Reads
//   1531688456, 1531688456123, 1531688456.123     seconds, milliseconds or microseconds since 1970, by size or as told
//   20180716, 20180716050056, 20180716T050056Z    figures alone, where no unit is told
//   2018-07-16T05:00:56.123+08:00                 RFC 3339; also a space, no seconds, "UTC", "GMT+8", no offset
//   2018/7/16 5:00, 2018年7月16日 下午5:00, 2018.07.16, 2018-07-16 5:00 PM
//   Mon Jul 16 05:00:56 +0800 2018                as Twitter v1.1 and Weibo
//   Mon Jul 16 2018 05:00:56 GMT+0800 (…)         as scripts of a browser; also July 16, 2018, 5:00 AM
//   Mon, 16 Jul 2018 05:00:56 +0800 (CST)         RFC 5322; the weekday may be left out
// Of the names of zones those of RFC 5322 are known. CST is either China's or America's, whichever `zone` is.
TimeFault ReadMappedTime(std::string_view text, const TimeRules& rules, EventTime* time);

// Reads 3400, "3,400", "1.2万", "1.2k", "10w+", "3亿", "12.0"; kNoCount for a negative number. Nothing for what is no
// count, or beyond 2^62.
std::optional<int64_t> ReadMappedCount(std::string_view text);

// "+08:00" or "Z".
std::optional<ZoneOffset> ReadZoneOffset(std::string_view text);

// Without white space at its ends; the ideographic space and that of &nbsp; count as such.
std::string_view TrimmedOfSpaces(std::string_view text);
inline std::string_view TrimmedText(std::string_view text) {
  if (text.empty()) return text;
  // Nearly every text begins and ends with neither, and its first byte and its last say so.
  const auto first = static_cast<unsigned char>(text.front()), last = static_cast<unsigned char>(text.back());
  return first > ' ' && first != 0xE3 && first != 0xC2 && last > ' ' && last != 0x80 && last != 0xA0
             ? text
             : TrimmedOfSpaces(text);
}

}  // namespace groundswell
