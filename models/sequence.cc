#include "models/sequence.h"

namespace groundswell {

std::string FormatGroupId(GroupId id) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(16, '0');
  for (int i = 0; i < 16; ++i) text[15 - i] = kHex[id.value >> (4 * i) & 15];
  return text;
}

std::optional<GroupId> ParseGroupId(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  GroupId id;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    id.value = id.value << 4 | static_cast<uint64_t>(digit);
  }
  return id;
}

}  // namespace groundswell
