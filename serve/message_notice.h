// Puts a notice into a message, and into the body that a webhook gets.
//
// Contract: functions of their arguments, so that a message sent again is the same. What a notice says first, such as
// the mark of a drill, stands first in the headline, of which a chat that takes little cuts the end alone. Threads:
// free functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "serve/message_compose.h"
#include "serve/notice.h"

namespace groundswell {

// `group_title`: of the group that it names, as it stands now; empty: not told of.
AlertMessage ComposeNotice(const Notice& notice, std::string_view receiver, std::string_view group_title,
                           const ComposeOptions& options);

// Several that wait for a receiver's limits, the oldest first, at least two.
AlertMessage ComposeNotices(std::span<const Notice> notices, std::string_view receiver, const ComposeOptions& options);

// After Standard Webhooks: {"type":"notice.KIND","timestamp","data"}, where data is the notice's row.
std::string WebhookNoticeBody(std::string_view kind, int64_t at_ms, std::string_view row);

}  // namespace groundswell
