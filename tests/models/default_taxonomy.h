// The default taxonomy as it is shipped, read from the source tree once for all tests, and how tests read with it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/taxonomy.h"
#include "models/text_cleaner.h"

namespace groundswell {

inline std::string SourceFile(const std::string& path) {
  const char* root = std::getenv("GROUNDSWELL_SOURCE_DIR");
  std::ifstream file((root == nullptr ? "." : root) + ("/" + path), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline const Taxonomy& DefaultTaxonomy() {
  static const Result<Taxonomy>* const parsed =
      new Result<Taxonomy>(Taxonomy::Parse(SourceFile("models/default_taxonomy.toml"), "default_taxonomy.toml"));
  EXPECT_TRUE(parsed->ok()) << parsed->status().message();
  return parsed->value();
}

inline std::string Folded(std::string_view text) {
  std::string stored, folded;
  CleanText(text, &stored);
  FoldText(stored, &folded);
  return folded;
}

// Reads texts as they come; the reading's views live until the next one.
class TaxonomyProbe {
 public:
  explicit TaxonomyProbe(const Taxonomy& taxonomy = DefaultTaxonomy()) : taxonomy_(taxonomy) {}
  const Reading& Read(std::string_view text) {
    folded_ = Folded(text);
    return reading_ = taxonomy_.Read(folded_, &scratch_);
  }

 private:
  const Taxonomy& taxonomy_;
  TaxonomyScratch scratch_;
  std::string folded_;
  Reading reading_;
};

// The lines of a file of two columns.
inline std::vector<std::pair<std::string, std::string>> TwoColumns(const std::string& path) {
  std::vector<std::pair<std::string, std::string>> rows;
  const std::string text = SourceFile(path);
  for (size_t begin = 0; begin < text.size();) {
    const size_t tab = text.find('\t', begin), end = text.find('\n', begin);
    if (tab == std::string::npos || end == std::string::npos) break;
    rows.emplace_back(text.substr(begin, tab - begin), text.substr(tab + 1, end - tab - 1));
    begin = end + 1;
  }
  return rows;
}

}  // namespace groundswell
