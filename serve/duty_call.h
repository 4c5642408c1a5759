// DutyCall: what a message carries because somebody is on duty: whom it calls, and the links by which they take the
// case.
//
// Contract: called when a message is about to be sent: the one who is on duty then is called. Links are in messages to
// chats, mail and templates alone, of a case that nobody has taken, from the plan's level on; they expire by the time
// of the decision, so that a message that is sent again carries the same. Threads: any. Ownership: borrows its parts.
#pragma once

#include <cstdint>
#include <string>

#include "serve/link_desk.h"
#include "serve/message.h"
#include "serve/message_complete.h"
#include "serve/on_call.h"

namespace groundswell {

class DutyCall {
 public:
  // `links` may be null: then there are none.
  DutyCall(const OnCall* on_call, LinkDesk* links) : on_call_(on_call), links_(links) {}

  void Complete(const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message) const;

 private:
  struct Target {
    LinkPurpose purpose;
    uint64_t subject;
  };
  void CompleteNotice(const OnCallPlan& plan, const ReceiverSettings& receiver, const MessageSubject& subject,
                      AlertMessage* message) const;
  void AddLinks(const OnCallPlan& plan, const ReceiverSettings& receiver, const RotaPerson& person,
                std::string_view group, const MessageSubject& subject, AlertMessage* message) const;
  void AddLink(const OnCallPlan& plan, const ReceiverSettings& receiver, const RotaPerson& person, Target target,
               const MessageSubject& subject, AlertMessage* message) const;

  const OnCall* const on_call_;
  LinkDesk* const links_;
};

}  // namespace groundswell
