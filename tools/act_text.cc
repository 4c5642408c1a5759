#include "tools/act_text.h"

#include <sodium.h>

#include "models/stored_text.h"

namespace groundswell {

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

AuditSalt DrawAuditSalt() {
  AuditSalt salt;
  randombytes_buf(&salt, sizeof(salt));
  return salt;
}

}  // namespace groundswell
