// What a receiver's answer means: each kind says success, haste, refusal and farewell in its own way.
//
// Contract: success is the receiver's own: HTTP 200 with errcode 310000 is a refusal. A verdict's `why` is for people:
// one line without control characters, of the receiver's words at most a hundred bytes; none of the secrets, which are
// masked before anything is cut; and no words at all where they repeat what the message said, for a log holds no text
// of a post. Threads: free functions. Sources: the receivers' descriptions of their answers; codes as listed in
// receiver_answer.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "serve/answer_words.h"
#include "serve/receiver_kind.h"
#include "serve/receiver_transport.h"

namespace groundswell {

enum class AnswerMeaning : uint8_t {
  kTaken,
  kLater,    // try again, after wait_ms where the receiver said so
  kUnclear,  // it did not take this message, and nobody knows whether it ever will: try a few times
  kRefused,  // it will never take this message in this form
  kGone,     // it takes nothing any more: removed, or the key is wrong
};

struct ReceiverVerdict {
  AnswerMeaning meaning = AnswerMeaning::kLater;
  std::optional<int64_t> wait_ms = {};
  std::string why = {};  // empty when taken
  // It came through and was not put off: the message itself may be why it was not taken.
  bool is_wordless = false;
};

// What a message holds that must not come back in a log.
struct MessageSecrets {
  std::vector<std::string> keys = {};  // signatures
  std::string said = {};               // its headline, and what posts say in it
};

ReceiverVerdict Judge(const ReceiverSettings& settings, const TransportAnswer& answer,
                      const MessageSecrets& message = {});

// What in the settings of a receiver must not be shown.
std::vector<std::string> SecretsOf(const ReceiverSettings& settings);

}  // namespace groundswell
