// Receiver: one place that alerts go to: forms a message for it, signs it, sends it and says what its answer means.
//
// Contract: Form is a function of what it is given; the id of a message is the same on a retry, and is in every form
// that has a place for it. Send forms and sends. Errors: Make gives kInvalid, with the key and what to do, for settings
// that cannot be used. Threads: Send from one thread; Form and Stop from any.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message.h"
#include "serve/message_facts.h"
#include "serve/message_template.h"
#include "serve/receiver_answer.h"
#include "serve/receiver_kind.h"
#include "serve/receiver_transport.h"
#include "serve/webhook_signer.h"

namespace groundswell {

// What is to be sent: the message, and what it was made from. Borrowed.
struct Dispatch {
  const AlertMessage* message = nullptr;
  // Of one group, the oldest first; of a digest all alerts in the order of decision; of a test or notice none.
  std::span<const AlertFacts* const> alerts = {};
  std::string_view newest_json = {};  // the row of the newest, where it is of one group; of a notice its row
  int64_t decided_ms = 0;             // when the newest was decided; of a digest the last decision
  int64_t from_ms = 0;                // of a digest: the first decision
  // Where the receiver keeps state: what it may hold open of the same incident; `is_end`: the message ends it.
  std::span<const AlertFacts* const> open = {};
  bool is_end = false;
};

struct FormedMessage {
  OutgoingMessage outgoing;
  size_t lines = 0;        // groups of a digest that it lists
  MessageSecrets secrets;  // that an answer to it may repeat
};

class Receiver {
 public:
  // `source` stands where a form asks who speaks: the page's address.
  static Result<std::unique_ptr<Receiver>> Make(ReceiverSettings settings, std::string source);

  FormedMessage Form(const Dispatch& dispatch, bool is_short, int64_t now_ms) const;
  // Whether a refused message may be sent in a shorter form.
  bool has_short_form() const { return settings_.kind != ReceiverKind::kWebhook; }
  ReceiverVerdict Send(const FormedMessage& formed);
  void Stop(std::chrono::milliseconds grace) { transport_->Stop(grace); }

  const ReceiverSettings& settings() const { return settings_; }
  const ReceiverTraits& traits() const { return TraitsOf(settings_.kind); }
  const std::string& host() const { return transport_->host(); }

 private:
  Receiver(ReceiverSettings settings, std::string source, std::unique_ptr<ReceiverTransport> transport);
  void FormWebhook(const Dispatch& dispatch, int64_t now_ms, FormedMessage* formed) const;
  void FormChat(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const;
  void FormEvent(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const;
  void FormMail(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const;
  void FormTemplate(const Dispatch& dispatch, bool is_short, FormedMessage* formed) const;

  ReceiverSettings settings_;
  std::string source_;
  std::optional<WebhookSigner> signer_;      // of a webhook
  std::optional<MessageTemplate> template_;  // of a template, and its address and headers
  std::optional<MessageTemplate> url_template_;
  std::unique_ptr<ReceiverTransport> transport_;
};

}  // namespace groundswell
