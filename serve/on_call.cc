#include "serve/on_call.h"

#include <algorithm>

namespace groundswell {

const RotaPerson* OnCallPlan::OnDuty(int64_t at_ms) const {
  if (!rota) return nullptr;
  const RotaPerson* person = rota->At(at_ms);
  return person == nullptr ? rota->Find(fallback) : person;
}

const RotaPerson* OnCallPlan::Asked(std::string_view who, int64_t at_ms) const {
  if (!rota) return nullptr;
  const RotaPerson* person = nullptr;
  if (who == "duty") {
    person = rota->At(at_ms);
  } else if (who == "next") {
    person = rota->NextInTurn(at_ms);
  } else if (who == "deputy") {
    const RotaPerson* on_duty = OnDuty(at_ms);
    if (on_duty != nullptr) person = rota->DeputyOf(*on_duty, at_ms);
    if (person == nullptr) person = rota->NextInTurn(at_ms);
  } else if (who != "fallback") {
    person = rota->Find(who);
  }
  return person == nullptr ? rota->Find(fallback) : person;
}

std::vector<std::string> OnCallPlan::Mentions(const ReceiverSettings& receiver, const RotaPerson* person) const {
  if (mention == MentionRule::kNone || person == nullptr) return receiver.mentions;
  const std::string& contact = ContactOf(*person, receiver.kind);
  if (contact.empty()) return receiver.mentions;
  // A template fills in the first alone.
  std::vector<std::string> mentions = {contact};
  if (mention == MentionRule::kReplace) return mentions;
  for (const std::string& other : receiver.mentions)
    if (other != contact) mentions.push_back(other);
  return mentions;
}

}  // namespace groundswell
