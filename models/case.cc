#include "models/case.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr uint8_t kCaseVersion = 2;

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
    {true, true, kReceived},     // promise
    {true, true, kReceived},     // promise-kept
    {true, true, kReceived},     // extend
    {true, true, kReceived},     // report
    {true, true, kReceived},     // review-request
};
static_assert(std::size(kTransitions) == static_cast<size_t>(kLastCaseActionKind) + 1);

bool IsSame(const CasePerson& known, PersonHash person, std::string_view channel, std::string_view post) {
  const bool by_hash = person.known() && known.person == person;
  const bool by_post = !post.empty() && known.post == post && known.channel == channel;
  return by_hash || by_post;
}

// Adds what is known of one who may be there already, under the hash, a post or both: what was said last stands.
void NotePerson(const CasePerson& told, std::vector<CasePerson>* people) {
  const auto is_same = [&](const CasePerson& known) { return IsSame(known, told.person, told.channel, told.post); };
  const auto first = std::find_if(people->begin(), people->end(), is_same);
  if (first == people->end()) return void(people->push_back(told));
  const auto add = [&first](const CasePerson& more) {
    if (more.person.known()) first->person = more.person;
    if (!more.post.empty()) first->channel = more.channel, first->post = more.post;
    if (!more.link.empty()) first->link = more.link;
    if (more.entry >= first->entry) first->state = more.state, first->entry = more.entry;
  };
  for (auto also = std::next(first); also != people->end();) {
    if (is_same(*also)) add(*also);
    also = is_same(*also) ? people->erase(also) : std::next(also);
  }
  add(told);
}

// One silence a scope; one that has ended by the wall clock of the action goes.
void NoteSilence(const CaseAction& action, uint64_t entry, std::string_view org, std::vector<CaseSilence>* silences) {
  std::erase_if(*silences, [&](const CaseSilence& known) {
    return known.until_ms <= action.at_ms || (known.scope == action.scope && known.key == action.value);
  });
  if (action.until_ms <= action.at_ms) return;
  if (silences->size() == kCaseSilencesMax) silences->erase(silences->begin());
  const bool is_cause = action.scope == SilenceScope::kCause;
  silences->push_back({action.scope, action.value, std::string(is_cause ? org : ""), action.until_ms, entry});
}

// However much was done, a case can be closed, and opened again.
bool IsAlwaysTaken(CaseActionKind kind) {
  using enum CaseActionKind;
  return kind == kResolve || kind == kReview || kind == kDismiss || kind == kReopen;
}

Status CheckRoom(const Case& before, const CaseAction& action) {
  if (before.entries.size() >= kCaseEntriesMax && !IsAlwaysTaken(action.kind))
    return Conflict("the case holds " + std::to_string(kCaseEntriesMax) +
                    " entries and takes no more but resolve, review, dismiss and reopen");
  if (action.kind != CaseActionKind::kPerson || before.people.size() < kCasePeopleMax) return {};
  for (const CasePerson& known : before.people)
    if (IsSame(known, action.person, action.channel, action.post)) return {};
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

void ApplyCaseAction(const CaseAction& action, uint64_t entry, std::string_view org, Case* now, EventTime watermark) {
  const CaseActionKind kind = action.kind;
  NoteAct(action, watermark, &now->acts);
  if (now->opened_at_ms == 0) now->opened_at_ms = action.at_ms;
  now->changed_at_ms = action.at_ms;
  NoteCaseEntry(entry, now);
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
  if (kind == CaseActionKind::kPerson)
    NotePerson({action.person, action.channel, action.post, action.state, action.value, entry}, &now->people);
  if (kind == CaseActionKind::kSilence) NoteSilence(action, entry, org, &now->silences);
  if (kind != CaseActionKind::kAck) return;
  // Who took it first, and when, stands; a later one may still become the assignee of nobody's case.
  if (now->acked_by.empty()) now->acked_by = action.by, now->acked_at_ms = action.at_ms;
  if (now->assignee.empty()) now->assignee = action.by;
}

void NoteCaseEntry(uint64_t entry, Case* now) {
  std::vector<uint64_t>& entries = now->entries;
  entries.insert(std::upper_bound(entries.begin(), entries.end(), entry), entry);
  // The newest are kept where there are too many; all of them stay in the audit log.
  if (entries.size() > kCaseEntriesMax)
    entries.erase(entries.begin(), entries.end() - static_cast<ptrdiff_t>(kCaseEntriesMax));
}

size_t ForgetPeople(PersonHash person, std::vector<GroupRule::Post>* posts, Case* now) {
  size_t gone = 0;
  std::vector<CasePerson> kept;
  for (CasePerson& known : now->people) {
    const bool is_person = person.known() && known.person == person;
    const bool by_post =
        !known.post.empty() && std::any_of(posts->begin(), posts->end(), [&](const GroupRule::Post& post) {
          return known.post == post.id && known.channel == post.channel;
        });
    gone += is_person || by_post;
    if (is_person && !known.post.empty() && !by_post) posts->push_back({known.channel, known.post});
    // Who is known otherwise stays there without the post.
    if (by_post) known.channel.clear(), known.post.clear();
    if (!is_person && (!by_post || known.person.known())) kept.push_back(std::move(known));
  }
  now->people = std::move(kept);
  return gone;
}

void ReopenCase(uint64_t entry, Case* now) {
  now->status = kReceived;
  now->is_resolved = false;
  now->acked_by.clear();
  now->acked_at_ms = 0;
  NoteReopened(&now->acts);
  NoteCaseEntry(entry, now);
}

void TakeOverCase(const Case& from, uint64_t entry, CaseStatus status, bool is_closed, Case* into) {
  const auto earlier = [](int64_t a, int64_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); };
  // Whoever closed the one has not taken the other.
  if (into->is_closed() && !is_closed) {
    into->acked_by.clear();
    into->acked_at_ms = 0;
    if (!from.assignee.empty()) into->assignee.clear();
  }
  into->status = status;
  if (from.is_resolved && !into->is_resolved) into->resolution = from.resolution;
  into->is_resolved = is_closed && status != kDismissed;
  if (into->assignee.empty()) into->assignee = from.assignee;
  if (into->acked_by.empty()) into->acked_by = from.acked_by, into->acked_at_ms = from.acked_at_ms;
  if (into->cause.empty()) into->cause = from.cause;
  into->opened_at_ms = earlier(into->opened_at_ms, from.opened_at_ms);
  into->changed_at_ms = std::max(into->changed_at_ms, from.changed_at_ms);
  into->follow_up_ms = earlier(into->follow_up_ms, from.follow_up_ms);
  std::vector<uint64_t>& entries = into->entries;
  entries.insert(entries.end(), from.entries.begin(), from.entries.end());
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  NoteCaseEntry(entry, into);
  for (const CasePerson& person : from.people) NotePerson(person, &into->people);
  if (into->people.size() > kCasePeopleMax) into->people.resize(kCasePeopleMax);
  // A silence of that very group ends with it: what goes on is more than what somebody meant to hush.
  for (const CaseSilence& silence : from.silences) {
    const bool is_wide =
        silence.scope == SilenceScope::kOrg || (silence.scope == SilenceScope::kCause && !silence.org.empty());
    if (is_wide && into->silences.size() < kCaseSilencesMax) into->silences.push_back(silence);
  }
  MergeClockActs(from.acts, &into->acts);
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
  WriteClockActs(one.acts, &writer);
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
  is_whole = is_whole && ReadClockActs(&reader, &one.acts);
  if (!is_whole || !reader.done()) return Corrupt("a stored case is damaged");
  return one;
}

}  // namespace groundswell
