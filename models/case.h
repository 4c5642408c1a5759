// Case: where the handling of one group stands: the fold of what people have done with it, in the order of the audit
// log.
//
// Contract: a case is a function of its actions alone. CheckCaseAction says whether an action may be taken now and
// ApplyCaseAction takes it; the words of actions are not here but in the audit log, by the numbers of `entries`. Which
// action is allowed where, and where it leads, is the table in case.cc. A status only goes forward, but for a
// reopening. Limits: kCaseEntriesMax actions, kCasePeopleMax people; a full case refuses all but what closes and opens
// it, and names its newest entries. Ownership: owns its texts. Threads: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "models/case_action.h"
#include "models/clock_acts.h"
#include "models/group_rule.h"

namespace groundswell {

// A group of 300 people who are each called three times still fits; a row stays below 1 MiB.
constexpr size_t kCaseEntriesMax = 4096;
constexpr size_t kCasePeopleMax = 2048;
constexpr size_t kCaseSilencesMax = 32;

// One who complained, and what became of them.
struct CasePerson {
  PersonHash person;          // where it is known
  std::string channel, post;  // a post of theirs; empty where the hash alone is known
  PersonState state = PersonState::kContacted;
  std::string link;    // a ticket
  uint64_t entry = 0;  // of the audit log that said so last
  bool operator==(const CasePerson&) const = default;
};

struct CaseSilence {
  SilenceScope scope = SilenceScope::kGroup;
  std::string key;       // the organisation or the tag of the cause; empty for the group
  std::string org;       // of a cause: it is silenced for this organisation alone
  int64_t until_ms = 0;  // wall time
  uint64_t entry = 0;
  bool operator==(const CaseSilence&) const = default;
};

struct Case {
  GroupId group;
  CaseStatus status = CaseStatus::kReceived;
  bool is_resolved = false;
  std::string assignee, acked_by, cause;
  int64_t acked_at_ms = 0, opened_at_ms = 0, changed_at_ms = 0, follow_up_ms = 0;  // wall times; 0: never
  uint64_t resolution = 0;                                                         // the entry; where is_resolved
  std::vector<uint64_t> entries;
  std::vector<CasePerson> people;
  std::vector<CaseSilence> silences;
  std::vector<GroupId> merged_from;  // groups whose cases it took over
  ClockActs acts;                    // as far as deadlines depend on them

  // Closed cases are quiet until something changes.
  bool is_closed() const { return is_resolved || status == CaseStatus::kReviewed || status == CaseStatus::kDismissed; }
  bool operator==(const Case&) const = default;
};

// kConflict with what stands against it: the state of the case, or that it is full.
Status CheckCaseAction(const Case& before, const CaseAction& action);
// `action.scope` of a silence is settled: its `value` is the organisation or cause, `org` the group's organisation.
// `watermark` is the event time at which it is taken, from which deadlines run.
void ApplyCaseAction(const CaseAction& action, uint64_t entry, std::string_view org, Case* now,
                     EventTime watermark = EventTime::None());
// An entry that tells of the case and is none of its actions.
void NoteCaseEntry(uint64_t entry, Case* now);
// Takes out of the register who has this hash, and these posts wherever somebody is known by them; how many it reached.
// The posts that it gives of the person are appended to `posts`.
size_t ForgetPeople(PersonHash person, std::vector<GroupRule::Post>* posts, Case* now);
// The engine has seen the cause recur: closed no more, and nobody has it.
void ReopenCase(uint64_t entry, Case* now);
// `from`'s group has merged into `into`'s; `status` and whether it is closed are the engine's decision.
void TakeOverCase(const Case& from, uint64_t entry, CaseStatus status, bool is_closed, Case* into);

void EncodeCase(const Case& one, std::string* bytes);
// kCorrupt for what is no case.
Result<Case> DecodeCase(std::string_view bytes);

}  // namespace groundswell
