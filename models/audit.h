// The audit log: every act of a person, and what the engine did to cases by itself, as entries chained by hash.
//
//   row  = hash[32], body (u32 length and bytes), words
//   hash = SHA-256(hash of the entry before (32 zero bytes before entry 0), body)
//   words = state u8: 0 none, 1 there, 2 erased; where there: salt[16], text (u32 length and bytes)
//   body = version u8 and the fields of AuditEntry in their order, in the form of base/bytes.h, the words by
//          SHA-256(salt, text) and the pinned evidence by SHA-256 of its canonical form (AuditEntry::evidence_hash)
//
// What may have to be erased one day, the words that people wrote, stands beside the body, which holds its salted hash:
// erasing them breaks no chain, and the hash tells nothing of them. Who acted, when and how stays.
// Contract: an entry is a function of what it says; a byte changed in a body or a hash breaks the chain there, and one
// changed in words shows in their own hash. Ownership: values. Threads: free functions. Errors: kCorrupt.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "base/time.h"
#include "models/case_action.h"
#include "models/correction.h"
#include "models/forgetting.h"
#include "models/group_rule.h"

namespace groundswell {

using AuditHash = std::array<char, 32>;

// The first are those of CaseActionKind, in its order.
enum class AuditEvent : uint8_t {
  kGroupMerge = static_cast<uint8_t>(kLastCaseActionKind) + 1,  // a rule: two groups are one
  kGroupSplit,                                                  // a rule: posts are another matter
  kCorrection,                                                  // of what a post was read to say
  kRecurred,   // the engine: a closed case is open again, `value` is the alert
  kTakenOver,  // the engine: the case of `other` goes on in that of `group`
  kForgotten,  // somebody, a post or words: `value` says which of them, and `posts` were deleted
};
constexpr AuditEvent kLastAuditEvent = AuditEvent::kForgotten;
constexpr AuditEvent AuditEventOf(CaseActionKind kind) { return static_cast<AuditEvent>(kind); }
// "ack" …, "merge", "split", "correct", "recurred", "taken_over", "forget"
std::string_view AuditEventName(AuditEvent event);

struct AuditEntry {
  uint64_t number = 0;  // from 0
  Seq seq = 0;          // of the record that it tells of, or that came before what the engine did
  int64_t at_ms = 0;    // wall time; 0 where it is not known
  EventTime watermark;
  AuditEvent event = AuditEvent::kRecurred;
  GroupId group, other;
  CaseStatus status = CaseStatus::kReceived;  // of the case, after it
  std::string by, value;
  int64_t until_ms = 0;
  SilenceScope scope = SilenceScope::kGroup;
  PersonHash person;
  std::string channel, post;
  PersonState state = PersonState::kContacted;
  uint32_t posts = 0;  // that left with a split, that a correction reached, that were forgotten
  bool has_evidence = false;
  AuditHash evidence_hash = {};
  // Beside the body.
  AuditSalt salt;
  std::string text;
  bool is_erased = false;  // there was a text
};

// Appends the row to *bytes, chained to the entry before; *hash becomes the entry's own.
void EncodeAudit(const AuditEntry& entry, AuditHash* hash, std::string* bytes);

// What the entry of an act says by the act's record alone: all but its number and watermark, and but the groups and
// the status that came of a rule or a correction, and the evidence.
AuditEntry EntryOf(const CaseAction& action);
AuditEntry EntryOf(const GroupRule& rule);
AuditEntry EntryOf(const Correction& correction);
AuditEntry EntryOf(const Forgetting& forgetting);

// Whether the entry says what `act`, made of its record, says: kCorrupt names what differs. Where the words were erased
// they are gone in both.
Status CheckEntryOf(const AuditEntry& entry, const AuditEntry& act);

struct StoredAudit {
  AuditEntry entry;
  AuditHash hash;
  std::string body;
  AuditHash text_hash = {};
  bool has_text = false;  // or had
};
Result<StoredAudit> DecodeAudit(std::string_view bytes);

// Whether the entry follows from the one before, and its words are those that were written. kCorrupt says what is
// wrong.
Status CheckAudit(const StoredAudit& stored, const AuditHash& before);

// Takes the words out of a row, for good; false for what is no row.
bool EraseAuditWords(std::string* row);

AuditHash HashOfEvidence(std::string_view canonical);

// 64 hex digits, and back; nothing for what is none.
std::string FormatAuditHash(const AuditHash& hash);
std::optional<AuditHash> ParseAuditHash(std::string_view text);

}  // namespace groundswell
