// PhraseMatcher: where thousands of phrases occur in a text, in one pass.
//
// Matching is of bytes, so phrases and texts must both be in folded form (models/text_cleaner.h). A phrase of which
// `whole_word` is set is found only where its ends are no part of a longer Latin word or number: `mac` is not in
// `machine`; an end that is a Chinese character always is an end. Every occurrence of every phrase is given,
// overlapping ones too; choosing is the caller's. Ownership: owns its database. Errors: Build returns kInvalid for a
// phrase that is empty, begins with a zero byte or is longer than 4,096 bytes. Threads: immutable; one PhraseScratch a
// thread. No allocation in the steady state. Source: Vectorscan, literal mode.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

struct Phrase {
  std::string text;
  bool whole_word = true;
};

// [begin, end) in bytes of the text; `phrase` is its place in what Build was given.
struct PhraseMatch {
  uint32_t phrase = 0, begin = 0, end = 0;
};

class PhraseScratch;

class PhraseMatcher {
 public:
  static Result<PhraseMatcher> Build(std::span<const Phrase> phrases);
  PhraseMatcher(PhraseMatcher&&) noexcept;
  PhraseMatcher& operator=(PhraseMatcher&&) noexcept;
  ~PhraseMatcher();

  // Replaces *matches, in order of end, then begin, then phrase. Every text is read to its end, whatever its length.
  void Find(std::string_view folded, PhraseScratch* scratch, std::vector<PhraseMatch>* matches) const;

 private:
  friend class PhraseScratch;
  struct Database;
  explicit PhraseMatcher(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

// What one thread needs to read texts; may serve several matchers one after the other.
class PhraseScratch {
 public:
  PhraseScratch();
  ~PhraseScratch();
  PhraseScratch(PhraseScratch&&) noexcept;
  PhraseScratch& operator=(PhraseScratch&&) noexcept;

 private:
  friend class PhraseMatcher;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace groundswell
