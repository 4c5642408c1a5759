// What a receiver's answer means: each kind says success, haste, refusal and farewell in its own way.
//
// Contract: success is the receiver's own: HTTP 200 with errcode 310000 is a refusal. A verdict's `why` is for people:
// one line without control characters, of the receiver's words at most a hundred bytes, and none of `secrets`. Threads:
// free functions. Sources: the receivers' descriptions of their answers; codes as listed in receiver_answer.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "serve/receiver_kind.h"
#include "serve/receiver_transport.h"

namespace groundswell {

enum class AnswerMeaning : uint8_t {
  kTaken,
  kLater,    // try again, after wait_ms where the receiver said so
  kRefused,  // it will never take this message in this form
  kGone,     // it takes nothing any more: removed, or the key is wrong
};

struct ReceiverVerdict {
  AnswerMeaning meaning = AnswerMeaning::kLater;
  std::optional<int64_t> wait_ms = {};
  std::string why = {};  // empty when taken
};

ReceiverVerdict Judge(const ReceiverSettings& settings, const TransportAnswer& answer);

// `text` without those of `secrets` that it holds, each of at least six characters.
std::string WithoutSecrets(std::string text, std::span<const std::string> secrets);
// What in the settings of a receiver must not be shown.
std::vector<std::string> SecretsOf(const ReceiverSettings& settings);

}  // namespace groundswell
