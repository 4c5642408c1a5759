// Tries: how often a message was sent, and how often it may have been the message itself that was not taken.
//
// Such a message is tried in its short form in the end. One that the receiver put off, or that did not reach it, stays
// as long as it was.
#pragma once

#include <algorithm>
#include <cstdint>

#include "serve/receiver_answer.h"

namespace groundswell {

// After so many answers of which the message may be the cause it goes in its short form; after so many that nobody
// knows it is given up: some eight minutes with the back-off.
constexpr uint64_t kLongFormTriesMax = 6, kUnclearTriesMax = 10;

struct Tries {
  uint64_t sent = 0, unclear = 0, doubtful = 0;

  bool wants_short_form() const { return doubtful >= kLongFormTriesMax; }
  bool is_given_up() const { return unclear >= kUnclearTriesMax; }
  void Note(const ReceiverVerdict& verdict) {
    unclear += verdict.meaning == AnswerMeaning::kUnclear ? 1 : 0;
    doubtful += verdict.meaning == AnswerMeaning::kUnclear || verdict.is_wordless ? 1 : 0;
  }
  // Of messages that go on as one.
  void TakeMost(const Tries& other) {
    sent = std::max(sent, other.sent);
    unclear = std::max(unclear, other.unclear);
    doubtful = std::max(doubtful, other.doubtful);
  }
};

}  // namespace groundswell
