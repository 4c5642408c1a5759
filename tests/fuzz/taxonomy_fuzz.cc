// Taxonomies: any text is taken or refused with words, and a taken one reads any post. An input is the TOML text, a
// line of ---, and the post.
#include <string>

#include "models/taxonomy.h"
#include "models/text_cleaner.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  const std::string_view bytes = FuzzBytes(data, size);
  const size_t cut = bytes.find("\n---\n");
  const auto taxonomy = Taxonomy::Parse(bytes.substr(0, cut), "input.toml");
  if (!taxonomy.ok()) {
    CHECK(!taxonomy.status().message().empty());
    return 0;
  }
  std::string stored, folded;
  CleanText(cut == bytes.npos ? bytes : bytes.substr(cut), &stored);
  FoldText(stored, &folded);
  TaxonomyScratch scratch;
  const Reading reading = taxonomy->Read(folded, &scratch);
  CHECK(reading.cause_evidence.empty() || folded.find(reading.cause_evidence) != folded.npos);
  CHECK((reading.demands & ~kDemandBits) == 0 && (reading.signs & ~kSignBits) == 0);
  return 0;
}
