// The tokeniser: any bytes give distinct terms within the limit, the same each time, and as many occurrences as their
// counts say.
#include <set>
#include <string>
#include <vector>

#include "models/tokenizer.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  static Tokenizer tokenizer;
  const std::string_view text = FuzzBytes(data, size);
  std::vector<Term> terms, again;
  CHECK(tokenizer.Tokenize(text, &terms) == terms.size());
  tokenizer.Tokenize(text, &again);
  CHECK(terms.size() == again.size() && terms.size() <= kTermsMax);
  std::set<uint32_t> hashes;
  for (size_t i = 0; i < terms.size(); ++i) {
    CHECK(terms[i].count > 0 && terms[i].hash == again[i].hash && terms[i].count == again[i].count);
    CHECK(hashes.insert(terms[i].hash).second);
  }
  size_t occurrences = 0;
  Tokenizer::ForEachTerm(text, [&](uint32_t, std::string_view term, bool) {
    CHECK(!term.empty());
    ++occurrences;
  });
  CHECK(occurrences >= terms.size());
  return 0;
}
