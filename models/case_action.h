// CaseAction: what a person does with the case of a group: takes it, hands it on, answers, closes it.
//
// It is a record of the sequence like any other. Contract: `by`, `value` and `text` are in their stored form
// (models/stored_text.h) before they get here. `at_ms` is a label of the server's wall clock: it is shown and decides
// nothing. The salt is drawn by the server, so that the audit log can hold the text by a hash that nobody can guess it
// from (models/audit.h). Ownership: owns its texts. Threads: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "models/audit_salt.h"
#include "models/scored_post.h"
#include "models/sequence.h"

namespace groundswell {

enum class CaseActionKind : uint8_t {
  kAck,            // somebody has taken it
  kAssign,         // it is `value`'s now
  kNote,           // `text`
  kLink,           // it goes with `value`: a ticket, an address
  kAnalyse,        // its cause is `value`
  kHandle,         // something is done: `text`
  kAnswer,         // those who complained were told `text`, at the address `value`
  kResolve,        // over for us: cause `value`, measure `text`
  kReview,         // what is learned of it: `text`
  kReopen,         // it was not over: `text` says why
  kDismiss,        // a false alarm: `text` says why
  kSilence,        // nothing is delivered of it until `until_ms`: `text` says why
  kPerson,         // what became of one who complained
  kFollowUp,       // to be looked at again at `until_ms`
  kPromise,        // they were promised `text` until `until_ms`
  kPromiseKept,    // the promise that was due first is kept
  kExtend,         // the deadline `value` is extended: `text` says why
  kReport,         // the report that the deadline `value` asks for was made
  kReviewRequest,  // those who complained ask for a review
};
constexpr CaseActionKind kLastCaseActionKind = CaseActionKind::kReviewRequest;
std::string_view CaseActionName(CaseActionKind kind);  // "ack", "follow-up": as in the paths of the API

// The states of a complaint in the field's order, 受理 to 总结改进; a false alarm is beside them.
enum class CaseStatus : uint8_t { kReceived, kRegistered, kAnalysed, kHandling, kAnswered, kReviewed, kDismissed };
constexpr CaseStatus kLastCaseStatus = CaseStatus::kDismissed;
std::string_view CaseStatusName(CaseStatus status);

enum class PersonState : uint8_t { kContacted, kAnswered, kSettled, kRefused, kWithdrawn, kFollowedUp };
constexpr PersonState kLastPersonState = PersonState::kFollowedUp;
std::string_view PersonStateName(PersonState state);  // "followed_up" is the 回访

// What a silence covers.
enum class SilenceScope : uint8_t { kGroup, kOrg, kCause };
constexpr SilenceScope kLastSilenceScope = SilenceScope::kCause;
std::string_view SilenceScopeName(SilenceScope scope);

constexpr size_t kCaseByBytesMax = 128;
constexpr size_t kCaseValueBytesMax = 512;
constexpr size_t kCaseTextBytesMax = 4096;

struct CaseAction {
  CaseActionKind kind = CaseActionKind::kNote;
  GroupId group;
  std::string by, value, text;
  int64_t at_ms = 0;     // wall time
  int64_t until_ms = 0;  // wall time; of a silence its end (one that is past lifts it), of a follow-up its day
  AuditSalt salt;
  SilenceScope scope = SilenceScope::kGroup;
  // Of a person: who, by hash or by a post of theirs, and what became of them.
  PersonHash person = {};
  std::string channel, post;
  PersonState state = PersonState::kContacted;
  // What comes of it, decided where it is sequenced (models/case.h).
  CaseStatus status = CaseStatus::kReceived;
  bool is_closed = false;

  bool operator==(const CaseAction&) const = default;
};

void WriteCaseAction(const CaseAction& action, ByteWriter* writer);
// False where the bytes hold a value that has no name.
bool ReadCaseAction(ByteReader* reader, CaseAction* action);

// What became of an action: where the case stands now, and where it is told of.
struct CaseOutcome {
  GroupId group;
  CaseStatus status = CaseStatus::kReceived;
  uint64_t entry = 0;  // of the audit log
};

}  // namespace groundswell
