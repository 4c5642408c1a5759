// The kinds of receivers, and what holds for each of them: its limits, and how alerts are gathered for it.
//
// Threads: constants and free functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "serve/message.h"

namespace groundswell {

enum class ReceiverKind : uint8_t {
  kWebhook,
  kWeCom,
  kDingTalk,
  kFeishu,
  kSlack,
  kTeams,
  kPagerDuty,
  kAlertmanager,
  kEmail,
  kTemplate
};

struct ReceiverTraits {
  ReceiverKind kind;
  std::string_view name;
  int per_minute, per_second;  // what the receiver takes; 0: no limit of its own
  bool is_in_order;            // every alert singly, in the order of decision
  bool digests;                // at the limit, and after an outage, many groups may be one message
  bool keeps_state;            // it holds an incident open until it is told of its end
};

// In the order of the enumeration.
std::span<const ReceiverTraits> AllReceiverTraits();
const ReceiverTraits& TraitsOf(ReceiverKind kind);
std::optional<ReceiverKind> ReceiverKindOf(std::string_view name);

struct ReceiverSettings {
  std::string name;
  ReceiverKind kind = ReceiverKind::kWebhook;
  std::string url, secret;  // both secret: the addresses of chats hold their keys
  MessageLanguage language = MessageLanguage::kChinese;
  // Alerts from this level on, whatever the routes say; 0: what the routes say, or `emerging` without any.
  uint8_t level = 0;
  std::string proxy, ca_file, client_cert_file, client_key_file;
  int64_t connect_timeout_ms = 5'000, timeout_ms = 10'000;
  std::vector<std::string> mentions;
  int per_minute = 0, per_second = 0;  // 0: as the kind has them
  bool allow_private = false, allow_plain = false;
  std::string keyword;
  std::string from, user;  // of mail
  std::vector<std::string> to;
  std::string method = "POST", body;  // of a template, and what follows
  std::vector<std::string> headers;   // "name: value"
  std::string success_key, success_value;
};

}  // namespace groundswell
