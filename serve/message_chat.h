// Puts a message into the form of a chat: WeCom, DingTalk, Feishu, Slack, Teams.
//
// Contract: the body of the request, JSON, within the chat's limit; what strangers wrote is made harmless for that chat
// (message_escape.h), and nobody is called but the people of `mentions`. The short form is plain text of a fraction of
// the length, for a chat that has refused the long one. Threads: free functions.
// Sources: the chats' own descriptions of their incoming robots and webhooks.
#pragma once

#include <string>

#include "serve/message.h"
#include "serve/message_fit.h"

namespace groundswell {

struct ChatOptions {
  bool is_short = false;
  std::string keyword = {};               // a robot may take only what holds it
  std::string timestamp = {}, sign = {};  // of Feishu, which has them in the body; empty: unsigned
};

constexpr size_t kWeComBytesMax = 4'096, kWeComTextBytesMax = 2'048;
constexpr size_t kDingTalkBytesMax = 20'000, kFeishuBytesMax = 20'000;
constexpr size_t kSlackTextBytesMax = 2'900;  // of one section, which takes 3,000 characters
constexpr size_t kTeamsBytesMax = 28'000;
constexpr size_t kShortBytesMax = 1'000;

Rendered RenderWeCom(const AlertMessage& message, const ChatOptions& options);
Rendered RenderDingTalk(const AlertMessage& message, const ChatOptions& options);
Rendered RenderFeishu(const AlertMessage& message, const ChatOptions& options);
Rendered RenderSlack(const AlertMessage& message, const ChatOptions& options);
Rendered RenderTeams(const AlertMessage& message, const ChatOptions& options);

// The message as plain lines, for gateways that take a text.
Rendered RenderPlain(const AlertMessage& message, size_t bytes_max);

}  // namespace groundswell
