#include "models/case_action.h"

namespace groundswell {

std::string_view CaseActionName(CaseActionKind kind) {
  constexpr std::string_view kNames[] = {"ack",          "assign",  "note",    "link",          "analyse",
                                         "handle",       "answer",  "resolve", "review",        "reopen",
                                         "dismiss",      "silence", "person",  "follow-up",     "promise",
                                         "promise-kept", "extend",  "report",  "review-request"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view CaseStatusName(CaseStatus status) {
  constexpr std::string_view kNames[] = {"received", "registered", "analysed", "handling",
                                         "answered", "reviewed",   "dismissed"};
  return kNames[static_cast<size_t>(status)];
}

std::string_view PersonStateName(PersonState state) {
  constexpr std::string_view kNames[] = {"contacted", "answered", "settled", "refused", "withdrawn", "followed_up"};
  return kNames[static_cast<size_t>(state)];
}

std::string_view SilenceScopeName(SilenceScope scope) {
  constexpr std::string_view kNames[] = {"group", "org", "cause"};
  return kNames[static_cast<size_t>(scope)];
}

void WriteCaseAction(const CaseAction& action, ByteWriter* writer) {
  writer->Number(action.kind);
  writer->Number(action.group.value);
  for (const std::string* text : {&action.by, &action.value, &action.text, &action.channel, &action.post})
    writer->Text(*text);
  writer->Number(action.at_ms);
  writer->Number(action.until_ms);
  writer->Number(action.salt.high);
  writer->Number(action.salt.low);
  writer->Number(action.scope);
  writer->Number(action.person.value);
  writer->Number(action.state);
  writer->Number(action.status);
  writer->Number(action.is_closed);
}

bool ReadCaseAction(ByteReader* reader, CaseAction* action) {
  action->kind = reader->Number<CaseActionKind>();
  action->group.value = reader->Number<uint64_t>();
  for (std::string* text : {&action->by, &action->value, &action->text, &action->channel, &action->post})
    *text = reader->Text();
  action->at_ms = reader->Number<int64_t>();
  action->until_ms = reader->Number<int64_t>();
  action->salt.high = reader->Number<uint64_t>();
  action->salt.low = reader->Number<uint64_t>();
  action->scope = reader->Number<SilenceScope>();
  action->person.value = reader->Number<uint64_t>();
  action->state = reader->Number<PersonState>();
  action->status = reader->Number<CaseStatus>();
  action->is_closed = reader->Number<bool>();
  return reader->ok() && action->kind <= kLastCaseActionKind && action->scope <= kLastSilenceScope &&
         action->state <= kLastPersonState && action->status <= kLastCaseStatus;
}

}  // namespace groundswell
