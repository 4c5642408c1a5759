// Record: one step of the sequence, a post, a change to one, a rule about groups, a person's action on a case, or a
// change of what judges them, and Verdict: what the engine decided on it.
//
// Ownership: a Record points at its post, prior, rule, action, correction and forgetting, which the caller keeps until
// Step returns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "models/case_action.h"
#include "models/correction.h"
#include "models/forgetting.h"
#include "models/group_rule.h"
#include "models/scored_post.h"
#include "models/sequence.h"

namespace groundswell {

// A post's (channel, id) as a hash, by which it is looked up before the store is asked. Never 0.
inline uint64_t IdHash(std::string_view channel, std::string_view id) {
  const uint64_t hash = Hash64(id, Hash64(channel));
  return hash == 0 ? 1 : hash;
}

// A tick says that time has passed where no post did; a settings record holds from its place on. A split is followed at
// once by a move of each post that leaves, which is the post's record from there on; a correction by a `corrected` of
// each post that it reaches, likewise; a forgetting by the deletions of its posts.
enum class RecordKind : uint8_t {
  kPost,
  kUpdate,
  kRefresh,
  kDeletion,
  kTick,
  kSettings,
  kGroupMerge,
  kGroupSplit,
  kMove,
  kCaseAction,
  kCorrection,
  kCorrected,
  kForget
};
constexpr RecordKind kLastRecordKind = RecordKind::kForget;

// Whether it is a post's whole record, text and verdict included.
inline bool HoldsPost(RecordKind kind) {
  return kind == RecordKind::kPost || kind == RecordKind::kUpdate || kind == RecordKind::kMove ||
         kind == RecordKind::kCorrected;
}
// Whether it is what a person did, which the audit log tells.
inline bool HoldsAct(RecordKind kind) {
  return kind == RecordKind::kGroupMerge || kind == RecordKind::kGroupSplit || kind == RecordKind::kCaseAction ||
         kind == RecordKind::kCorrection || kind == RecordKind::kForget;
}
inline bool HoldsRule(RecordKind kind) { return kind == RecordKind::kGroupMerge || kind == RecordKind::kGroupSplit; }

// What a post did to its group, so that an edit or a deletion can take it back.
struct Verdict {
  GroupId group = {};           // where the post was placed; merges may have moved it since
  PersonHash complainant = {};  // counted as a complainant; unknown when not counted, or counted as a nameless one
  bool complaint = false;       // the post is a complaint
  bool copy = false;            // of an earlier post by someone else
  bool nameless = false;        // a complaint in its own words by nobody known: counts in `high` alone
  bool joins = false;           // says "me too" to a complaint, whose group it went to
  bool new_account = false;     // its author had written nothing before
  bool again = false;           // its author had complained there before: it taught the group no words
  bool formal = false;          // a complaint made formally: clocks run for it
  bool dated = false;           // a complaint whose time is true to the day alone
};

// The part of an earlier record that a change must take back.
struct Prior {
  Seq first_seq = 0, seq = 0;
  EventTime time;
  std::string org, channel, id, region;
  uint64_t text_hash = 0;
  Sentiment sentiment = Sentiment::kNeutral;
  float sentiment_score = 0;
  CauseClass cause = CauseClass::kNone;
  std::string cause_tag;
  uint8_t demands = 0, signs = 0;
  PersonHash person;  // who wrote it, counted or not
  int64_t audience = 0;
  bool has_own_words = false;
  HarmReading harm;
  NearCopySignature near_copy;
  Verdict verdict;
};

struct Record {
  Seq seq = 0;
  RecordKind kind = RecordKind::kPost;
  // Of a tick: its time alone. Of a settings record: the settings as `text` (tools/settings_text.h).
  const ScoredPost* post = nullptr;
  // Of updates, moves, corrected posts and deletions of a post that stands: what they take back. Of a refresh: whose
  // reach grows.
  const Prior* prior = nullptr;
  const GroupRule* rule = nullptr;  // of a merge or a split
  const CaseAction* action = nullptr;
  const Correction* correction = nullptr;
  const Forgetting* forgetting = nullptr;
};

}  // namespace groundswell
