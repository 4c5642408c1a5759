// HarmWords: what harm a post names, to whom, and how much money it speaks of.
//
// Severity is made from this (engine/severity.h). The phrases are the reader's own list, in both languages
// (models/harm_words_list.cc); a phrase that is negated ("无人受伤", "nobody was hurt") or stands within a turn of
// speech
// ("killed it", "信息爆炸") is none. Contract: Read is a pure function of the folded text (models/text_cleaner.h); it
// says what is named, not whether it is true. Units: yuan, other currencies at one rate each that is good for the order
// of magnitude alone. Ownership: owns its matcher. Threads: immutable; one HarmScratch a thread. No allocation in the
// steady state. Errors: none; the list is checked when the reader is made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/phrase_matcher.h"
#include "models/taxonomy_words.h"

namespace groundswell {

// Bits: a post may name several.
enum Harm : uint16_t {
  kDeath = 1,
  kInjury = 2,
  kIllness = 4,      // of food, drugs, air
  kViolence = 8,     // beaten, threatened, locked in
  kSelfHarm = 16,    // spoken of or announced
  kHazard = 32,      // fire, shock, brakes: somebody may come to harm
  kLivelihood = 64,  // life savings, no money for rent or treatment
  kMoneyLost = 128,  // cheated of it, or taken without consent
  kPrivacyLost = 256,
  kDeadlineNamed = 512,  // by tomorrow, within 24 hours
};
enum Vulnerable : uint8_t { kElderly = 1, kChildren = 2, kPregnant = 4, kDisabled = 8, kPatients = 16 };

constexpr size_t kHarmKinds = 10, kVulnerableKinds = 5;
inline constexpr std::array<std::string_view, kHarmKinds> kHarmNames = {
    "death",  "injury",     "illness",    "violence",     "self_harm",
    "hazard", "livelihood", "money_lost", "privacy_lost", "deadline"};
inline constexpr std::array<std::string_view, kVulnerableKinds> kVulnerableNames = {"elderly", "children", "pregnant",
                                                                                    "disabled", "patients"};

struct HarmReading {
  uint16_t harms = 0;      // Harm
  uint8_t vulnerable = 0;  // Vulnerable
  float money_yuan = 0;    // the largest sum named; 0 for none
  bool operator==(const HarmReading&) const = default;
};

struct HarmPhrases;

struct HarmScratch {
  PhraseScratch phrases;
  std::vector<PhraseMatch> matches;
};

class HarmWords {
 public:
  HarmWords();
  HarmReading Read(std::string_view folded, HarmScratch* scratch) const;

 private:
  bool IsTurnOfSpeech(const PhraseMatch& match, const std::vector<PhraseMatch>& all) const;

  PhraseMatcher matcher_;
  std::vector<const HarmPhrases*> entries_;  // by phrase of the matcher
  TaxonomyWords words_;
};

}  // namespace groundswell
