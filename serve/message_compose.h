// Composes messages from what is known of alerts: every sentence is made from stored figures and quoted posts.
//
// Contract: a function of its arguments, so that a message sent again is the same. One group's message says how it
// stands at its newest alert, and by which steps it came there where several waited; a digest lists groups worst first.
// What is absent gives no sentence. Threads: free functions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "models/local_zone.h"
#include "serve/message.h"
#include "serve/message_facts.h"

namespace groundswell {

struct ComposeOptions {
  MessageLanguage language = MessageLanguage::kEnglish;
  std::string public_url = {};  // of the page, without a slash at its end; empty: no links
  std::vector<std::string> mentions = {};
  LocalZone zone = {};  // in which times are told
  // What people call a cause of the taxonomy; empty: its name.
  std::function<std::string(std::string_view tag, MessageLanguage language)> tag_name = {};
};

// `alerts` are of one group, the oldest first, at least one. `is_late`: they could not be delivered in their time.
AlertMessage ComposeGroup(std::span<const AlertFacts> alerts, bool is_late, const ComposeOptions& options);

constexpr size_t kDigestLinesMax = 100;

// One group of a digest: its newest alert, the highest level it reached while it waited, whether a post that cannot
// wait is among its alerts, and what the newest such post says.
struct DigestEntry {
  const AlertFacts* newest = nullptr;
  uint8_t highest = 0;
  bool is_critical = false;
  const AlertFacts::Quote* critical = nullptr;
};
// `groups` are the worst first, at least two, of `total` in all, at most kDigestLinesMax of them given; `is_late`: they
// could not be delivered in their time.
AlertMessage ComposeDigest(std::span<const DigestEntry> groups, size_t total, bool is_late, std::string id,
                           const ComposeOptions& options);

// The page of a group, or the page itself where `group` is empty; nothing without serve.public_url.
std::string LinkOf(const std::string& public_url, const std::string& group);

// A message that says of itself that it is a test of this receiver.
AlertMessage ComposeTest(std::string_view receiver, std::string id, const ComposeOptions& options);

}  // namespace groundswell
