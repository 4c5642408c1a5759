#include "tools/pair_file.h"

#include <simdjson.h>

#include <fstream>
#include <optional>

#include "models/stored_text.h"

namespace groundswell {
namespace {

std::optional<bool> SameOf(const simdjson::dom::element& line) {
  bool truth = false;
  int64_t number = 0;
  if (line["same"].get(truth) == simdjson::SUCCESS) return truth;
  if (line["same"].get(number) == simdjson::SUCCESS && (number == 0 || number == 1)) return number == 1;
  return std::nullopt;
}

std::string FoldedOf(std::string_view raw) {
  std::string stored, folded;
  CleanAndRedact(raw, &stored);
  FoldText(stored, &folded);
  return folded;
}

}  // namespace

Result<std::vector<MeaningPair>> ReadPairFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": there is no such file of pairs");
  std::vector<MeaningPair> pairs;
  simdjson::dom::parser parser;
  uint64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty()) continue;
    simdjson::dom::element element;
    std::string_view a, b;
    if (parser.parse(line).get(element) != simdjson::SUCCESS || element["a"].get(a) != simdjson::SUCCESS ||
        element["b"].get(b) != simdjson::SUCCESS || !SameOf(element)) {
      return Invalid(path + ": line " + std::to_string(number) + " is no object with texts `a` and `b` and a `same`");
    }
    pairs.push_back({FoldedOf(a), FoldedOf(b), *SameOf(element)});
  }
  if (file.bad()) return IoError(path + ": cannot be read");
  return pairs;
}

}  // namespace groundswell
