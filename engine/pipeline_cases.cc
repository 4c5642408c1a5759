// Actions of people on their way into the sequence, and what they leave in the store: the case's row, an entry of the
// audit log, and the evidence it pins. All of it is of the step that holds the record.
#include <algorithm>

#include "engine/group_json.h"
#include "engine/pipeline.h"
#include "models/quoting_row.h"

namespace groundswell {
namespace {

constexpr std::string_view kMergedMark = "\"merged_into\":";
constexpr int64_t kDaysPerYear = 366;  // rather a day longer than one too short

Case NewCase(GroupId group) {
  Case one;
  one.group = group;
  return one;
}

// Names what a silence covers. Refused where the group's organisation or cause is not known.
Status SettleSilence(const Engine::Subject& subject, CaseAction* action) {
  if (action->kind != CaseActionKind::kSilence) return {};
  action->value = action->scope == SilenceScope::kOrg     ? subject.org
                  : action->scope == SilenceScope::kCause ? subject.cause
                                                          : std::string();
  if (action->scope == SilenceScope::kGroup || !action->value.empty()) return {};
  return Conflict("the group has no known " + std::string(SilenceScopeName(action->scope)) +
                  ", or has ended: silence the group instead");
}

}  // namespace

Status Pipeline::TakeCaseAction(InputBlock* block) {
  CaseAction action = *block->action;
  CaseAnswer& answer = block->case_answer;
  GROUNDSWELL_TRY(PrepareAct());
  GROUNDSWELL_TRY(TryCaseAction(&action, block->rule_line > 0, &answer));
  if (answer.refused.ok() || block->rule_line == 0 || !options_.records_hold) return {};
  return Corrupt("line " + std::to_string(block->rule_line) +
                 ": the action held when it was sequenced and does not now (" + answer.refused.message() +
                 "); the sequence is damaged or was made by another version");
}

Status Pipeline::PrepareAct() {
  StepPending();
  GROUNDSWELL_TRY(ApplyCaseChanges());
  // What it looks at may be on its way to the store.
  return committer_.Drain();
}

Status Pipeline::TryCaseAction(CaseAction* action, bool is_recorded, CaseAnswer* answer) {
  auto group = SurvivorOf(action->group);
  if (!group.ok()) return group.status();
  action->group = *group;
  auto row = ReadGroupRow(*group);
  if (!row.ok()) return row.status();
  const bool is_shown = engine_->IsShown(*group);
  const bool is_known = is_shown || (*row && (*row)->find(kMergedMark) == std::string::npos);
  if (!is_known) {
    answer->refused = NotFound("no group " + FormatGroupId(*group) + " has reached watch");
    return {};
  }
  auto before = ReadCase(*group);
  if (!before.ok()) return before.status();
  Case now = before->value_or(NewCase(*group));
  const Engine::Subject subject = engine_->SubjectOf(*group);
  answer->refused = CheckCaseAction(now, *action);
  if (answer->refused.ok()) answer->refused = CheckClockAct(*action, engine_->settings().clocks, now.acts);
  if (answer->refused.ok()) answer->refused = SettleSilence(subject, action);
  if (answer->refused.ok() && !is_recorded) GROUNDSWELL_TRY(SettlePerson(now, action, &answer->refused));
  if (!answer->refused.ok()) return {};
  const CaseStatus was = now.status;
  ApplyCaseAction(*action, audit_next_, subject.org, &now, position_.watermark);
  action->status = now.status;
  action->is_closed = now.is_closed();
  control_ = ScoredPost();
  const Seq seq = position_.next_seq++;
  records_.push_back({.seq = seq,
                      .kind = RecordKind::kCaseAction,
                      .post = &control_,
                      .action = &step_->actions.emplace_back(*action)});
  StepPending();
  if (!is_shown && SetStatus(now.status, &**row)) step_->commit.groups.push_back({*group, step_->arena.Copy(**row)});
  AuditEntry entry = EntryOf(*action);
  entry.seq = seq;
  if (now.status != was || action->kind == CaseActionKind::kAck || action->kind == CaseActionKind::kResolve)
    GROUNDSWELL_TRY(PinEvidence(&entry));
  answer->outcome = {.group = *group, .status = now.status, .entry = audit_next_};
  WriteAudit(std::move(entry));
  WriteCase(now);
  return {};
}

// Who is noted by a post must have written one: it is there, or was when they were noted before.
Status Pipeline::SettlePerson(const Case& before, CaseAction* action, Status* refused) {
  if (action->kind != CaseActionKind::kPerson || action->post.empty()) return {};
  const auto is_noted = [action](const CasePerson& known) {
    return known.post == action->post && known.channel == action->channel;
  };
  const auto noted = std::find_if(before.people.begin(), before.people.end(), is_noted);
  if (noted != before.people.end()) {
    // So that the entry, too, says whom it is about.
    if (!action->person.known()) action->person = noted->person;
    return {};
  }
  auto person = WriterOf(action->channel, action->post);
  if (!person.ok()) return person.status();
  if (!*person)
    *refused = NotFound("post " + action->post + " of channel " + action->channel +
                        " is not there; name the person by the hash, or by another post");
  else if (!action->person.known())
    action->person = **person;
  return {};
}

// Who wrote a post that stands; unknown where nobody is known, nothing where the post is not there.
Result<std::optional<PersonHash>> Pipeline::WriterOf(const std::string& channel, const std::string& id) {
  ScoredPost key;
  key.channel = channel;
  key.id = id;
  auto row = FindKnown(key, IdHash(channel, id));
  if (!row.ok()) return row.status();
  if (!*row || (*row)->deleted) return std::optional<PersonHash>();
  auto bytes = ReadStored((*row)->seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return std::optional<PersonHash>();
  auto stored = DecodeRecord(**bytes);
  if (!stored.ok()) return stored.status();
  return std::optional(stored->post.person);
}

Status Pipeline::PinEvidence(AuditEntry* entry) {
  auto row = ReadGroupRow(entry->group);
  if (!row.ok()) return row.status();
  if (!*row) return {};
  entry->has_evidence = true;
  entry->evidence_hash = HashOfEvidence(EmptiedOfWords(JsonOfRow(**row)));
  step_->commit.evidence.push_back({audit_next_, step_->arena.Copy(**row)});
  return {};
}

void Pipeline::WriteAudit(AuditEntry entry) {
  entry.number = audit_next_++;
  if (entry.watermark.is_none()) entry.watermark = position_.watermark;
  bytes_.clear();
  EncodeAudit(entry, &audit_head_, &bytes_);
  step_->commit.audit.push_back({entry.number, step_->arena.Copy(bytes_)});
}

void Pipeline::WriteCase(const Case& one) {
  bytes_.clear();
  EncodeCase(one, &bytes_);
  step_->commit.cases.push_back({one.group, step_->arena.Copy(bytes_)});
}

// What the engine did by itself, in its order, between the acts of people: wherever the input is cut into steps, the
// entries are the same.
Status Pipeline::ApplyCaseChanges() {
  if (step_->case_changes.empty()) return {};
  GROUNDSWELL_TRY(committer_.Drain());
  for (const CaseChange& change : std::exchange(step_->case_changes, {})) {
    auto found = ReadCase(change.group);
    if (!found.ok()) return found.status();
    Case now = found->value_or(NewCase(change.group));
    AuditEntry entry;
    entry.seq = change.seq;
    entry.watermark = change.at;
    entry.group = change.group;
    entry.other = change.other;
    entry.status = change.status;
    if (change.kind == CaseChange::kRecurred) {
      entry.event = AuditEvent::kRecurred;
      entry.value = FormatGroupId(change.group) + "-" + std::to_string(change.alert);
      ReopenCase(audit_next_, &now);
    } else {
      auto from = ReadCase(change.other);
      if (!from.ok()) return from.status();
      entry.event = AuditEvent::kTakenOver;
      TakeOverCase(from->value_or(NewCase(change.other)), audit_next_, change.status, change.is_closed, &now);
      step_->commit.cases.push_back({change.other, {}});
    }
    WriteAudit(std::move(entry));
    WriteCase(now);
  }
  return {};
}

Status Pipeline::AuditRule(const GroupRule& rule, const RuleOutcome& outcome, Seq seq) {
  AuditEntry entry = EntryOf(rule);
  entry.seq = seq;
  entry.group = outcome.group;
  entry.other = outcome.other;
  entry.posts = static_cast<uint32_t>(outcome.posts);
  return AuditBeside(std::move(entry));
}

// An act that is none on the case itself, and belongs to its history all the same.
Status Pipeline::AuditBeside(AuditEntry entry) {
  const uint64_t number = audit_next_;
  const GroupId group = entry.group;
  auto before = ReadCase(group);
  if (!before.ok()) return before.status();
  if (*before) entry.status = (*before)->status;
  WriteAudit(std::move(entry));
  GROUNDSWELL_TRY(ApplyCaseChanges());
  auto now = ReadCase(group);
  if (!now.ok()) return now.status();
  if (!*now) return {};
  NoteCaseEntry(number, &**now);
  WriteCase(**now);
  return {};
}

Result<GroupId> Pipeline::SurvivorOf(GroupId id) {
  while (true) {
    id = engine_->Survivor(id);
    const auto& merges = step_->commit.merges;
    const auto pending = std::find_if(merges.rbegin(), merges.rend(), [&](const auto& m) { return m.from == id; });
    if (pending != merges.rend()) {
      id = pending->into;
      continue;
    }
    auto stored = store_->FindMergedInto(id);
    if (!stored.ok()) return stored.status();
    if (!*stored) return id;
    id = **stored;
  }
}

Result<std::optional<std::string>> Pipeline::ReadGroupRow(GroupId id) {
  const auto& groups = step_->commit.groups;
  const auto pending = std::find_if(groups.rbegin(), groups.rend(), [&](const auto& g) { return g.id == id; });
  if (pending != groups.rend()) return std::optional(std::string(pending->row));
  return store_->ReadGroupRow(id);
}

Result<std::optional<Case>> Pipeline::ReadCase(GroupId id) {
  const auto& cases = step_->commit.cases;
  const auto pending = std::find_if(cases.rbegin(), cases.rend(), [&](const auto& c) { return c.id == id; });
  std::optional<std::string> bytes;
  if (pending != cases.rend()) {
    if (!pending->bytes.empty()) bytes = pending->bytes;
  } else {
    auto stored = store_->ReadCase(id);
    if (!stored.ok()) return stored.status();
    bytes = std::move(*stored);
  }
  if (!bytes) return std::optional<Case>();
  auto decoded = DecodeCase(*bytes);
  if (!decoded.ok()) return decoded.status();
  return std::optional(std::move(*decoded));
}

Status Pipeline::LoadAudit() {
  auto count = store_->CountAudit();
  if (!count.ok()) return count.status();
  audit_next_ = *count;
  if (audit_next_ == 0) return {};
  auto last = store_->ReadAudit(audit_next_ - 1);
  if (!last.ok()) return last.status();
  if (!*last) return Corrupt("the last entry of the audit log is missing; run `groundswell store verify`");
  auto stored = DecodeAudit(**last);
  if (!stored.ok()) return stored.status();
  audit_head_ = stored->hash;
  return {};
}

// Evidence is kept for years beyond the posts; its entry stays for good.
Status Pipeline::DropOldEvidence() {
  const int64_t kept_ms = int64_t{engine_->settings().profile.evidence_years} * kDaysPerYear * kDayMs;
  const EventTime floor{position_.watermark.ms - kept_ms};
  std::optional<uint64_t> drop_before;
  constexpr Code kStop = Code::kExhausted;
  const Status scanned = store_->ScanEvidence(0, [&](uint64_t number, std::string_view) -> Status {
    auto bytes = store_->ReadAudit(number);
    if (!bytes.ok()) return bytes.status();
    auto entry = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(Corrupt("evidence without its audit entry"));
    if (!entry.ok()) return entry.status();
    if (entry->entry.watermark.is_none() || entry->entry.watermark >= floor) return {kStop, ""};
    drop_before = number + 1;
    return {};
  });
  if (drop_before) step_->commit.drop_evidence_before = drop_before;
  return scanned.code() == kStop ? Status() : scanned;
}

}  // namespace groundswell
