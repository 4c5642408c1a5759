// The trained files of the source tree, for tests.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "models/models.h"
#include "models/text_cleaner.h"
#include "models/text_scorer.h"

namespace groundswell {

inline std::string ReadModelBytes(const std::string& name) {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  std::ifstream file(std::string(source ? source : ".") + "/models/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Result<Models> ReadModels() {
  auto text = TextScorer::Parse(ReadModelBytes("sentiment.gsm"), ReadModelBytes("complaint.gsm"));
  if (!text.ok()) return text.status();
  auto taxonomy = Taxonomy::Parse(ReadModelBytes("default_taxonomy.toml"), "default_taxonomy.toml");
  if (!taxonomy.ok()) return taxonomy.status();
  return Models{.text = std::move(*text), .taxonomy = std::move(*taxonomy)};
}

// Scores of a raw text through the whole path: cleaned, folded, scored.
class TrainedModels {
 public:
  TrainedModels() : scorer_(TextScorer::Parse(ReadModelBytes("sentiment.gsm"), ReadModelBytes("complaint.gsm"))) {}
  const Result<TextScorer>& scorer() const { return scorer_; }
  Scores Score(std::string_view raw) {
    CleanText(raw, &stored_);
    FoldText(stored_, &folded_);
    return scorer_->Score(folded_, &scratch_);
  }

 private:
  Result<TextScorer> scorer_;
  NgramScratch scratch_;
  std::string stored_, folded_;
};

}  // namespace groundswell
