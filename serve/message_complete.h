// CompleteMessage: what is added to a message at the moment it is sent, since only then it is known: whom it calls, and
// the links by which they act.
//
// Threads: called from several at once.
#pragma once

#include <cstdint>
#include <functional>

#include "serve/message_facts.h"
#include "serve/notice.h"

namespace groundswell {

// What a message is about: alerts of one group, whose newest this is, or one notice; several of either where both are
// null.
struct MessageSubject {
  const AlertFacts* newest = nullptr;
  const Notice* notice = nullptr;
  int64_t decided_ms = 0, now_ms = 0;  // of the wall; decided, or the end of the quiet hours that held it
};
using CompleteMessage = std::function<void(const MessageSubject& subject, AlertMessage* message)>;

}  // namespace groundswell
