#include "tools/act_text.h"

#include <sodium.h>

#include "models/stored_text.h"
#include "models/utf8_decode.h"

namespace groundswell {
namespace {

// Whether a name is better without it: controls, line and paragraph ends, marks of direction, and no-width characters.
bool IsUnseen(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

}  // namespace

void KeepStored(const RedactPatterns* patterns, size_t bytes_max, std::string* text) {
  std::string stored;
  CleanAndRedact(*text, &stored, patterns);
  // Cleaning may make a text longer than it was.
  if (stored.size() > bytes_max) {
    size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(stored[end]) & 0xc0) == 0x80) --end;
    stored.resize(end);
  }
  *text = std::move(stored);
}

Status KeepName(std::string_view field, size_t bytes_max, std::string* name) {
  const auto wrong = [&](std::string_view what) {
    return Invalid("field " + std::string(field) + ": " + std::string(what) + "; give a name that can be read");
  };
  const size_t begin = name->find_first_not_of(' ');
  if (begin == std::string::npos) return wrong("nothing is in it");
  *name = name->substr(begin, name->find_last_not_of(' ') + 1 - begin);
  if (name->size() > bytes_max) return wrong("longer than " + std::to_string(bytes_max) + " bytes");
  for (size_t at = 0; at < name->size();) {
    const DecodedPoint next = DecodePoint(*name, at);
    if (IsUnseen(next.value)) return wrong("it holds a character that cannot be seen");
    at += next.bytes;
  }
  return {};
}

AuditSalt DrawAuditSalt() {
  AuditSalt salt;
  randombytes_buf(&salt, sizeof(salt));
  return salt;
}

}  // namespace groundswell
