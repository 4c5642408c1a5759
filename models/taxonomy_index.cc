#include "models/taxonomy_index.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "models/text_utf8.h"

namespace groundswell {
namespace {

// A long phrase is surer than a short one, but no single one may outweigh everything else that is said.
constexpr float kPhraseWeightMax = 16;
// A topic alone says which tag fits, but any phrase that says what is wrong shall outweigh it.
constexpr float kTopicFactor = 0.4f;
constexpr float kWideCharWeight = 2, kLatinCharWeight = 0.5f;

class IndexBuilder {
 public:
  explicit IndexBuilder(TaxonomyIndex* index) : index_(index) {}

  void AddSet(const PhraseSet& set) {
    const auto number = static_cast<uint32_t>(index_->sets.size());
    index_->sets.push_back({!set.also.empty(), set.rest_chars_max});
    AddPhrases(set.phrases, {PhraseRole::kWhole, number, 0, set.weight});
    AddPhrases(set.topics, {PhraseRole::kTopic, number, 0, set.weight * kTopicFactor});
    AddPhrases(set.not_phrases, {PhraseRole::kNot, number, 0, 0});
    AddPhrases(set.unless, {PhraseRole::kUnless, number, 0, 0});
    AddPhrases(set.also, {PhraseRole::kAlso, number, 0, 0});
    for (const NearRule& rule : set.near) {
      const auto rule_number = static_cast<uint32_t>(index_->rules.size());
      index_->rules.push_back({number, rule.within});
      AddPhrases(rule.of, {PhraseRole::kOf, number, rule_number, set.weight});
      AddPhrases(rule.says, {PhraseRole::kSays, number, rule_number, set.weight});
    }
  }

  // Lays the uses of each phrase side by side and gives the phrases to the matcher.
  Status Finish() {
    for (size_t i = 0; i < phrases_.size(); ++i) {
      PhraseEntry entry;
      entry.first_use = static_cast<uint32_t>(index_->uses.size());
      index_->uses.insert(index_->uses.end(), uses_[i].begin(), uses_[i].end());
      entry.uses_end = static_cast<uint32_t>(index_->uses.size());
      entry.is_prefix = !phrases_[i].whole_word;
      entry.is_guard = std::any_of(uses_[i].begin(), uses_[i].end(),
                                   [](const PhraseUse& use) { return use.role >= PhraseRole::kNot; });
      index_->entries.push_back(entry);
    }
    if (phrases_.empty()) return {};
    Result<PhraseMatcher> matcher = PhraseMatcher::Build(phrases_);
    if (!matcher.ok()) return matcher.status();
    index_->matcher = std::move(*matcher);
    return {};
  }

 private:
  void AddPhrases(const std::vector<std::string>& phrases, const PhraseUse& use) {
    for (const std::string& phrase : phrases) {
      const auto [place, is_new] = numbers_.emplace(phrase, phrases_.size());
      if (is_new) {
        const bool is_prefix = phrase.back() == '*';
        phrases_.push_back({is_prefix ? phrase.substr(0, phrase.size() - 1) : phrase, !is_prefix});
        uses_.emplace_back();
      }
      PhraseUse own = use;
      own.weight *= PhraseWeight(phrase);
      std::vector<PhraseUse>& uses = uses_[place->second];
      const bool is_listed = std::any_of(uses.begin(), uses.end(), [&own](const PhraseUse& other) {
        return other.role == own.role && other.set == own.set && other.rule == own.rule;
      });
      if (!is_listed) uses.push_back(own);
    }
  }

  TaxonomyIndex* const index_;
  std::unordered_map<std::string, size_t> numbers_;  // looked up alone, so that its order decides nothing
  std::vector<Phrase> phrases_;
  std::vector<std::vector<PhraseUse>> uses_;
};

}  // namespace

float PhraseWeight(std::string_view phrase) {
  float weight = 0;
  for (size_t at = 0; at < phrase.size();) {
    const CodePoint point = CodePointAt(phrase, at);
    weight += point.value >= 0x2e80 ? kWideCharWeight : kLatinCharWeight;
    at += std::max<uint32_t>(point.size_bytes, 1);
  }
  return std::min(weight, kPhraseWeightMax);
}

Result<TaxonomyIndex> BuildTaxonomyIndex(const TaxonomySpec& spec) {
  TaxonomyIndex index;
  IndexBuilder builder(&index);
  for (const PhraseSet& set : spec.causes) builder.AddSet(set);
  index.cause_count = spec.causes.size();
  for (const PhraseSet& set : spec.demands) builder.AddSet(set);
  for (const PhraseSet& set : spec.emotions) builder.AddSet(set);
  for (const PhraseSet& set : spec.signs) builder.AddSet(set);
  for (const PhraseSet& set : spec.evidence) builder.AddSet(set);
  if (Status built = builder.Finish(); !built.ok()) return built;
  for (const std::string& word : spec.negators) index.words.negators.Add(word);
  for (const std::string& word : spec.not_negators) index.words.not_negators.Add(word);
  for (const std::string& word : spec.degrees) index.words.degrees.Add(word);
  for (const std::string& word : spec.fillers) index.words.fillers.Add(word);
  return index;
}

}  // namespace groundswell
