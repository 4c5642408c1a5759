#include "models/case.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr uint8_t kCaseVersion = 1;

using enum CaseStatus;

// What may be done where, and where it leads.
struct Transition {
  bool when_closed;  // also once the case is resolved, reviewed or dismissed
  bool when_open;
  CaseStatus to;  // at least; a case that is further stays there
};
// In the order of CaseActionKind.
constexpr Transition kTransitions[] = {
    {false, true, kRegistered},  // ack
    {false, true, kRegistered},  // assign
    {true, true, kReceived},     // note
    {true, true, kReceived},     // link
    {false, true, kAnalysed},    // analyse
    {false, true, kHandling},    // handle
    {true, true, kAnswered},     // answer: also after the measure was taken, until the review
    {false, true, kHandling},    // resolve
    {true, false, kReviewed},    // review: of what is resolved
    {true, false, kRegistered},  // reopen
    {false, true, kDismissed},   // dismiss
    {true, true, kReceived},     // silence
    {true, true, kReceived},     // person
    {true, true, kReceived},     // follow-up
};
static_assert(std::size(kTransitions) == static_cast<size_t>(kLastCaseActionKind) + 1);

CasePerson* FindPerson(const CaseAction& action, std::vector<CasePerson>* people) {
  const auto same = [&](const CasePerson& known) {
    const bool by_hash = action.person.known() && known.person == action.person;
    const bool by_post = !action.post.empty() && known.post == action.post && known.channel == action.channel;
    return by_hash || by_post;
  };
  const auto found = std::find_if(people->begin(), people->end(), same);
  return found == people->end() ? nullptr : &*found;
}

void NotePerson(const CaseAction& action, uint64_t entry, std::vector<CasePerson>* people) {
  CasePerson* known = FindPerson(action, people);
  if (known == nullptr) known = &people->emplace_back();
  if (action.person.known()) known->person = action.person;
  if (!action.post.empty()) known->channel = action.channel, known->post = action.post;
  if (!action.value.empty()) known->link = action.value;
  known->state = action.state;
  known->entry = entry;
}

// One silence a scope; one that has ended by the wall clock of the action goes.
void NoteSilence(const CaseAction& action, uint64_t entry, std::string_view org, std::vector<CaseSilence>* silences) {
  std::erase_if(*silences, [&](const CaseSilence& known) {
    return known.until_ms <= action.at_ms || (known.scope == action.scope && known.key == action.value);
  });
  if (action.until_ms <= action.at_ms) return;
  if (silences->size() == kCaseSilencesMax) silences->erase(silences->begin());
  silences->push_back({action.scope, action.value, std::string(org), action.until_ms, entry});
}

Status CheckRoom(const Case& before, const CaseAction& action) {
  if (before.entries.size() >= kCaseEntriesMax)
    return Conflict("the case holds " + std::to_string(kCaseEntriesMax) + " entries and takes no more");
  if (action.kind != CaseActionKind::kPerson || before.people.size() < kCasePeopleMax) return {};
  std::vector<CasePerson> people = before.people;
  if (FindPerson(action, &people) != nullptr) return {};
  return Conflict("the register holds " + std::to_string(kCasePeopleMax) + " people and takes no more");
}

}  // namespace

Status CheckCaseAction(const Case& before, const CaseAction& action) {
  GROUNDSWELL_TRY(CheckRoom(before, action));
  const Transition& transition = kTransitions[static_cast<size_t>(action.kind)];
  const std::string_view status = CaseStatusName(before.status);
  const std::string name(CaseActionName(action.kind));
  if (before.is_closed() && !transition.when_closed)
    return Conflict("the case is " + std::string(before.is_resolved ? "resolved" : status) + "; reopen it before " +
                    name);
  if (!before.is_closed() && !transition.when_open)
    return Conflict("the case is open (" + std::string(status) + "): only one that is closed takes " + name);
  const bool is_ended = before.status == kReviewed || before.status == kDismissed;
  if (action.kind == CaseActionKind::kReview && !before.is_resolved)
    return Conflict("a review follows a resolution, and the case is " + std::string(status));
  if (is_ended && (action.kind == CaseActionKind::kAnswer || action.kind == CaseActionKind::kReview))
    return Conflict("the case is " + std::string(status) + "; reopen it before " + name);
  return {};
}

void ApplyCaseAction(const CaseAction& action, uint64_t entry, std::string_view org, Case* now) {
  const CaseActionKind kind = action.kind;
  if (now->opened_at_ms == 0) now->opened_at_ms = action.at_ms;
  now->changed_at_ms = action.at_ms;
  now->entries.push_back(entry);
  now->status = std::max(now->status, kTransitions[static_cast<size_t>(kind)].to);
  if (kind == CaseActionKind::kReopen) {
    now->status = kRegistered;
    now->is_resolved = false;
  }
  // Who reviews has not yet said that nothing is to come: it stays resolved.
  if (kind == CaseActionKind::kResolve) now->is_resolved = true, now->resolution = entry;
  if (kind == CaseActionKind::kResolve || kind == CaseActionKind::kAnalyse) now->cause = action.value;
  if (kind == CaseActionKind::kAssign) now->assignee = action.value;
  if (kind == CaseActionKind::kFollowUp) now->follow_up_ms = action.until_ms;
  if (kind == CaseActionKind::kPerson) NotePerson(action, entry, &now->people);
  if (kind == CaseActionKind::kSilence) NoteSilence(action, entry, org, &now->silences);
  if (kind != CaseActionKind::kAck) return;
  // Who took it first, and when, stands; a later one may still become the assignee of nobody's case.
  if (now->acked_by.empty()) now->acked_by = action.by, now->acked_at_ms = action.at_ms;
  if (now->assignee.empty()) now->assignee = action.by;
}

void ReopenCase(uint64_t entry, Case* now) {
  now->status = kReceived;
  now->is_resolved = false;
  now->acked_by.clear();
  now->acked_at_ms = 0;
  now->entries.push_back(entry);
}

void TakeOverCase(const Case& from, uint64_t entry, CaseStatus status, bool is_closed, Case* into) {
  const auto earlier = [](int64_t a, int64_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); };
  into->status = status;
  if (from.is_resolved && !into->is_resolved) into->resolution = from.resolution;
  into->is_resolved = is_closed && status != kDismissed;
  if (into->assignee.empty()) into->assignee = from.assignee;
  if (into->acked_by.empty()) into->acked_by = from.acked_by, into->acked_at_ms = from.acked_at_ms;
  if (into->cause.empty()) into->cause = from.cause;
  into->opened_at_ms = earlier(into->opened_at_ms, from.opened_at_ms);
  into->changed_at_ms = std::max(into->changed_at_ms, from.changed_at_ms);
  into->follow_up_ms = earlier(into->follow_up_ms, from.follow_up_ms);
  // The newest are kept where both together are too many; all of them stay in the audit log.
  into->entries.insert(into->entries.end(), from.entries.begin(), from.entries.end());
  std::sort(into->entries.begin(), into->entries.end());
  into->entries.erase(std::unique(into->entries.begin(), into->entries.end()), into->entries.end());
  into->entries.push_back(entry);
  if (into->entries.size() > kCaseEntriesMax)
    into->entries.erase(into->entries.begin(), into->entries.end() - static_cast<ptrdiff_t>(kCaseEntriesMax));
  for (const CasePerson& person : from.people)
    if (into->people.size() < kCasePeopleMax) into->people.push_back(person);
  for (const CaseSilence& silence : from.silences)
    if (into->silences.size() < kCaseSilencesMax) into->silences.push_back(silence);
  into->merged_from.push_back(from.group);
  into->merged_from.insert(into->merged_from.end(), from.merged_from.begin(), from.merged_from.end());
}

void EncodeCase(const Case& one, std::string* bytes) {
  ByteWriter writer(bytes);
  writer.Number(kCaseVersion);
  writer.Number(one.group.value);
  writer.Number(one.status);
  writer.Number(one.is_resolved);
  for (const std::string* text : {&one.assignee, &one.acked_by, &one.cause}) writer.Text(*text);
  for (const int64_t at_ms : {one.acked_at_ms, one.opened_at_ms, one.changed_at_ms, one.follow_up_ms})
    writer.Number(at_ms);
  writer.Number(one.resolution);
  writer.Array(one.entries);
  writer.Array(one.merged_from);
  writer.Number(static_cast<uint32_t>(one.people.size()));
  for (const CasePerson& person : one.people) {
    writer.Number(person.person.value);
    for (const std::string* text : {&person.channel, &person.post, &person.link}) writer.Text(*text);
    writer.Number(person.state);
    writer.Number(person.entry);
  }
  writer.Number(static_cast<uint32_t>(one.silences.size()));
  for (const CaseSilence& silence : one.silences) {
    writer.Number(silence.scope);
    for (const std::string* text : {&silence.key, &silence.org}) writer.Text(*text);
    writer.Number(silence.until_ms);
    writer.Number(silence.entry);
  }
}

Result<Case> DecodeCase(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Number<uint8_t>() != kCaseVersion) return Corrupt("a stored case is not of this version");
  Case one;
  one.group.value = reader.Number<uint64_t>();
  one.status = reader.Number<CaseStatus>();
  one.is_resolved = reader.Number<bool>();
  for (std::string* text : {&one.assignee, &one.acked_by, &one.cause}) *text = reader.Text();
  for (int64_t* at_ms : {&one.acked_at_ms, &one.opened_at_ms, &one.changed_at_ms, &one.follow_up_ms})
    *at_ms = reader.Number<int64_t>();
  one.resolution = reader.Number<uint64_t>();
  bool is_whole = reader.Array(&one.entries) && reader.Array(&one.merged_from) && one.status <= kLastCaseStatus;
  const uint32_t people = reader.Number<uint32_t>();
  for (uint32_t i = 0; i < people && is_whole && reader.ok(); ++i) {
    CasePerson& person = one.people.emplace_back();
    person.person.value = reader.Number<uint64_t>();
    for (std::string* text : {&person.channel, &person.post, &person.link}) *text = reader.Text();
    person.state = reader.Number<PersonState>();
    person.entry = reader.Number<uint64_t>();
    is_whole = person.state <= kLastPersonState;
  }
  const uint32_t silences = reader.Number<uint32_t>();
  for (uint32_t i = 0; i < silences && is_whole && reader.ok(); ++i) {
    CaseSilence& silence = one.silences.emplace_back();
    silence.scope = reader.Number<SilenceScope>();
    for (std::string* text : {&silence.key, &silence.org}) *text = reader.Text();
    silence.until_ms = reader.Number<int64_t>();
    silence.entry = reader.Number<uint64_t>();
    is_whole = silence.scope <= kLastSilenceScope;
  }
  if (!is_whole || !reader.done()) return Corrupt("a stored case is damaged");
  return one;
}

}  // namespace groundswell
