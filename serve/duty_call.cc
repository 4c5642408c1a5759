#include "serve/duty_call.h"

#include <simdjson.h>

#include <algorithm>

#include "models/sequence.h"

namespace groundswell {
namespace {

// Above what is read at a glance, below how many complain: a text message has no room for both.
constexpr int kWeightLinks = 87;

// Notices from here on call somebody.
constexpr uint8_t kLevelCalled = 2;

// Whom a notice about a case asks.
std::string AskedOf(const Notice& notice) {
  simdjson::dom::parser parser;
  simdjson::dom::object data;
  std::string_view asked;
  if (parser.parse(notice.data).get_object().get(data) != simdjson::SUCCESS) return {};
  return data["asked"].get_string().get(asked) == simdjson::SUCCESS ? std::string(asked) : std::string();
}

bool TakesLinks(ReceiverKind kind) {
  return kind != ReceiverKind::kWebhook && kind != ReceiverKind::kPagerDuty && kind != ReceiverKind::kAlertmanager;
}

bool IsWaiting(const AlertFacts& alert, uint8_t level) {
  const bool is_high = alert.level >= level || alert.is_critical();
  return is_high && (alert.status.empty() || alert.status == "received");
}

}  // namespace

void DutyCall::Complete(const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message) const {
  const auto plan = on_call_->plan();
  if (!plan->rota) return;
  if (subject.notice != nullptr) return CompleteNotice(*plan, receiver, subject, message);
  const RotaPerson* person = plan->OnDuty(subject.now_ms);
  if (person == nullptr) return;
  message->mentions = plan->Mentions(receiver, person);
  if (subject.newest != nullptr && IsWaiting(*subject.newest, plan->level))
    AddLinks(*plan, receiver, *person, subject.newest->group, subject, message);
}

void DutyCall::CompleteNotice(const OnCallPlan& plan, const ReceiverSettings& receiver, const MessageSubject& subject,
                              AlertMessage* message) const {
  const Notice& notice = *subject.notice;
  const auto is_here = [&](const NoticeMention& mention) { return mention.receiver == receiver.name; };
  if (std::any_of(notice.mentions.begin(), notice.mentions.end(), is_here)) return;
  const RotaPerson* person = plan.OnDuty(subject.now_ms);
  if (notice.kind == NoticeKind::kUnacknowledged) {
    const std::string asked = AskedOf(notice);
    person = asked.empty() ? nullptr : plan.rota->Find(asked);
  } else if (notice.is_over || notice.level < kLevelCalled) {
    return;  // news that calls nobody
  }
  if (person == nullptr) return;
  message->mentions = plan.Mentions(receiver, person);
  if (notice.kind == NoticeKind::kUnacknowledged) AddLinks(plan, receiver, *person, notice.group, subject, message);
  if (notice.kind != NoticeKind::kDrill) return;
  if (const auto drill = DrillSubject(notice.id))
    AddLink(plan, receiver, *person, {LinkPurpose::kDrillAck, *drill}, subject, message);
}

void DutyCall::AddLinks(const OnCallPlan& plan, const ReceiverSettings& receiver, const RotaPerson& person,
                        std::string_view group, const MessageSubject& subject, AlertMessage* message) const {
  const auto id = ParseGroupId(group);
  if (!id) return;
  for (const LinkPurpose purpose : {LinkPurpose::kAck, LinkPurpose::kAssignToMe})
    AddLink(plan, receiver, person, {purpose, id->value}, subject, message);
}

void DutyCall::AddLink(const OnCallPlan& plan, const ReceiverSettings& receiver, const RotaPerson& person,
                       Target target, const MessageSubject& subject, AlertMessage* message) const {
  const int64_t expires_ms = subject.decided_ms + plan.link_ms;
  if (links_ == nullptr || !plan.has_links || !TakesLinks(receiver.kind) || expires_ms <= subject.now_ms) return;
  message->parts.push_back({PartKind::kLink, kWeightLinks, std::string(LinkWords(target.purpose).In(message->language)),
                            links_->Url(target.purpose, target.subject, person, receiver.name, expires_ms)});
}

}  // namespace groundswell
