#include "serve/receiver_kind.h"

#include <algorithm>

#include "base/check.h"

namespace groundswell {
namespace {

// Thirty mails a minute is no server's limit but a reader's.
constexpr ReceiverTraits kTraits[] = {
    {ReceiverKind::kWebhook, "webhook", 0, 0, true, true, false},
    {ReceiverKind::kWeCom, "wecom", 20, 0, false, true, false},
    {ReceiverKind::kDingTalk, "dingtalk", 20, 0, false, true, false},
    {ReceiverKind::kFeishu, "feishu", 100, 5, false, true, false},
    {ReceiverKind::kSlack, "slack", 0, 1, false, true, false},
    {ReceiverKind::kTeams, "teams", 0, 4, false, true, false},
    {ReceiverKind::kPagerDuty, "pagerduty", 0, 0, false, false, true},
    {ReceiverKind::kAlertmanager, "alertmanager", 0, 0, false, false, true},
    {ReceiverKind::kEmail, "email", 30, 0, false, true, false},
    {ReceiverKind::kTemplate, "template", 0, 0, false, true, false},
};

}  // namespace

std::span<const ReceiverTraits> AllReceiverTraits() { return kTraits; }

const ReceiverTraits& TraitsOf(ReceiverKind kind) {
  const ReceiverTraits& traits = kTraits[static_cast<size_t>(kind)];
  CHECK(traits.kind == kind);
  return traits;
}

std::optional<ReceiverKind> ReceiverKindOf(std::string_view name) {
  const auto found = std::find_if(std::begin(kTraits), std::end(kTraits),
                                  [&](const ReceiverTraits& known) { return known.name == name; });
  if (found == std::end(kTraits)) return std::nullopt;
  return found->kind;
}

}  // namespace groundswell
