#include "tools/train_seeds.h"

#include <cstdint>
#include <unordered_set>

#include "base/hash.h"

namespace groundswell {
namespace {

constexpr int kReadingsMax = 40;          // of one pattern
constexpr int kDrawsMax = 120;            // readings are drawn at random; those drawn before do not count
constexpr uint64_t kValidationShare = 5;  // one pattern of so many

// Reads patterns by drawing every choice from a fixed sequence.
class PatternReader {
 public:
  PatternReader(std::span<const SeedList> lists, uint64_t seed) : lists_(lists), random_(seed) {}

  void Append(std::string_view pattern, std::string* text) {
    while (!pattern.empty()) {
      const size_t open = pattern.find_first_of("{<");
      text->append(pattern.substr(0, open));
      if (open == std::string_view::npos) return;
      pattern.remove_prefix(open);
      const size_t size = pattern[0] == '<' ? pattern.find('>') + 1 : GroupSize(pattern);
      const std::string_view choices =
          pattern[0] == '<' ? ListOf(pattern.substr(0, size)) : pattern.substr(1, size - 2);
      Append(Draw(choices), text);
      pattern.remove_prefix(size);
    }
  }

 private:
  // Bytes of the group in braces that `pattern` starts with, braces counted.
  static size_t GroupSize(std::string_view pattern) {
    int depth = 0;
    for (size_t at = 0; at < pattern.size(); ++at) {
      depth += pattern[at] == '{';
      depth -= pattern[at] == '}';
      if (depth == 0) return at + 1;
    }
    return pattern.size();
  }

  std::string_view ListOf(std::string_view name) const {
    for (const SeedList& list : lists_) {
      if (list.name == name) return list.choices;
    }
    return {};
  }

  std::string_view Draw(std::string_view choices) {
    std::vector<std::string_view> parts;
    size_t start = 0;
    int depth = 0;
    for (size_t at = 0; at < choices.size(); ++at) {
      depth += choices[at] == '{';
      depth -= choices[at] == '}';
      if (choices[at] != '|' || depth > 0) continue;
      parts.push_back(choices.substr(start, at - start));
      start = at + 1;
    }
    parts.push_back(choices.substr(start));
    return parts[(random_ = Mix64(random_)) % parts.size()];
  }

  const std::span<const SeedList> lists_;
  uint64_t random_;
};

void Expand(std::string_view pattern, std::span<const SeedList> lists, const SeedText& labels,
            std::unordered_set<std::string>* seen, std::vector<SeedText>* seeds) {
  const uint64_t hash = Hash64(pattern);
  const bool is_validation = hash % kValidationShare == 0;
  PatternReader reader(lists, Mix64(hash));
  int taken = 0;
  for (int draw = 0; draw < kDrawsMax && taken < kReadingsMax; ++draw) {
    std::string text;
    reader.Append(pattern, &text);
    if (!seen->insert(text).second) continue;
    ++taken;
    seeds->push_back({std::move(text), labels.is_complaint, labels.sentiment, is_validation});
  }
}

}  // namespace

std::vector<SeedText> ExpandTrainingSeeds() {
  std::vector<SeedText> seeds;
  std::unordered_set<std::string> seen;
  for (const SeedTables& tables : {GeneralSeeds(), ChineseSeeds(), EnglishSeeds(), ChineseFieldSeeds(),
                                   EnglishFieldSeeds(), ChineseTalkSeeds(), EnglishTalkSeeds(), MoodSeeds()}) {
    for (std::string_view pattern : tables.complaints)
      Expand(pattern, tables.lists, {{}, true, {}, false}, &seen, &seeds);
    for (std::string_view pattern : tables.others) Expand(pattern, tables.lists, {{}, false, {}, false}, &seen, &seeds);
    for (const MoodPattern& mood : tables.moods) {
      Expand(mood.pattern, tables.lists, {{}, {}, mood.sentiment, false}, &seen, &seeds);
    }
  }
  return seeds;
}

}  // namespace groundswell
