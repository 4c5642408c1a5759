// Text of other character sets to UTF-8, by ICU.
//
// Contract: total over any bytes. gb2312 and gbk are read as gb18030, their superset, for that is what is meant.
// Threads: a free function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace groundswell {

// What becomes of bytes that are no text of their set.
enum class Damage : uint8_t { kReplace, kRefuse };

// `bytes` of the named set as UTF-8; a set that is not known, or none, is read as UTF-8. Nothing for damaged bytes
// under kRefuse; else they become U+FFFD.
std::optional<std::string> ToUtf8(std::string_view bytes, std::string_view charset, Damage damage);

}  // namespace groundswell
