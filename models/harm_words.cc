#include "models/harm_words.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "models/harm_words_list.h"
#include "models/money_words.h"

namespace groundswell {
namespace {

template <typename Visit>
void ForEachWord(std::string_view words, Visit&& visit) {
  while (!words.empty()) {
    const size_t end = std::min(words.find('|'), words.size());
    if (end > 0) visit(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

PhraseMatcher MakeMatcher() {
  std::vector<Phrase> phrases;
  for (const HarmPhrases& list : HarmPhraseList()) {
    // A marker of money stands right beside its number: 5usd.
    ForEachWord(list.words, [&](std::string_view word) { phrases.push_back({std::string(word), !list.is_money}); });
  }
  Result<PhraseMatcher> matcher = PhraseMatcher::Build(phrases);
  CHECK(matcher.ok());
  return std::move(*matcher);
}

}  // namespace

HarmWords::HarmWords() : matcher_(MakeMatcher()) {
  for (const HarmPhrases& list : HarmPhraseList())
    ForEachWord(list.words, [&](std::string_view) { entries_.push_back(&list); });
  ForEachWord(HarmNegators(), [this](std::string_view word) { words_.negators.Add(word); });
  ForEachWord(HarmNoNegators(), [this](std::string_view word) { words_.not_negators.Add(word); });
  ForEachWord(HarmDegrees(), [this](std::string_view word) { words_.degrees.Add(word); });
}

HarmReading HarmWords::Read(std::string_view folded, HarmScratch* scratch) const {
  HarmReading reading;
  matcher_.Find(folded, &scratch->phrases, &scratch->matches);
  for (const PhraseMatch& match : scratch->matches) {
    const HarmPhrases& says = *entries_[match.phrase];
    if (says.is_turn_of_speech) continue;
    if (says.is_money) {
      const double yuan = MoneyAt(folded, match.begin, match.end);
      reading.money_yuan = std::max(reading.money_yuan, static_cast<float>(yuan));
      continue;
    }
    if ((reading.harms | says.harms) == reading.harms && (reading.vulnerable | says.vulnerable) == reading.vulnerable)
      continue;
    if (IsTurnOfSpeech(match, scratch->matches)) continue;
    if (says.harms != 0 && JudgeBefore(words_, folded, match.begin).negated) continue;
    reading.harms |= says.harms;
    reading.vulnerable |= says.vulnerable;
  }
  return reading;
}

bool HarmWords::IsTurnOfSpeech(const PhraseMatch& match, const std::vector<PhraseMatch>& all) const {
  return std::any_of(all.begin(), all.end(), [&](const PhraseMatch& other) {
    return entries_[other.phrase]->is_turn_of_speech && other.begin <= match.begin && match.end <= other.end;
  });
}

}  // namespace groundswell
