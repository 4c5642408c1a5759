// The normaliser: whatever the bytes, the stored and the folded form are valid UTF-8, and a second time changes
// nothing, redaction included.
#include <array>
#include <string>

#include "models/near_copy.h"
#include "models/own_words.h"
#include "models/redact.h"
#include "models/redact_patterns.h"
#include "models/text_cleaner.h"
#include "models/text_utf8.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

bool IsWellFormed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (c.size_bytes == 0) return false;
    at += c.size_bytes;
  }
  return true;
}

const RedactPatterns& Patterns() {
  static const RedactPatterns patterns = [] {
    const std::array<std::string, 2> texts = {R"(order:\d{12,20})", R"(policy:P[A-Z]{2}\d{8})"};
    auto parsed = RedactPatterns::Parse(texts);
    CHECK(parsed.ok());
    return std::move(*parsed);
  }();
  return patterns;
}

void CheckForm(std::string_view raw, const RedactPatterns* patterns) {
  std::string stored, again, folded, folded_again, redacted, scratch;
  CleanText(raw, &stored, patterns);
  CHECK(IsWellFormed(stored));
  CleanText(stored, &again, patterns);
  CHECK(again == stored);
  FoldText(stored, &folded);
  CHECK(IsWellFormed(folded));
  FoldText(folded, &folded_again);
  CHECK(folded == folded_again);
  redacted = stored;
  CHECK(!Redact(&redacted, &scratch));
  CHECK(OwnWords(stored).size() <= stored.size());
  const NearCopySignature signature = SignNearCopy(folded);
  CHECK(Likeness(signature, signature) == (signature.shingles > 0 ? 1 : 0));
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  groundswell::CheckForm(groundswell::FuzzBytes(data, size), nullptr);
  groundswell::CheckForm(groundswell::FuzzBytes(data, size), &groundswell::Patterns());
  return 0;
}
