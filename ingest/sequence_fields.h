// The fields of a sequence's lines, as one table: name, form, place, and which kinds of line have or may have it.
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

#include "ingest/sequence_line.h"

namespace groundswell {

enum class SequenceForm : uint8_t {
  kWhich,      // `record`: what the line is
  kVersion,    // of the format
  kNumber,     // a place in the sequence, or a count of records
  kReason,     // why records are missing
  kSettings,   // an object, kept as text
  kKey,        // a string by which records find each other: as posts have it, never empty where it is given
  kText,       // a string in its stored form
  kKind,       // of a post
  kTime,       // RFC 3339
  kCount,      // a non-negative integer
  kTrue,       // true where it is given
  kHash,       // 16 hexadecimal digits
  kSentiment,  // a name
  kLang,       // a name
  kScore,      // a number, read to the bit
  kCause,      // a name
  kEmotion,    // a name
  kBits,       // an integer: a bit a demand or sign (models/reading.h)
  kGroup,      // 16 hexadecimal digits
  kWords,      // a string of a rule
  kPosts,      // an array of keys: the channel and the id of each post, one after the other
  kAction,     // a name: what was done with a case
  kScope,      // a name: what a silence covers
  kState,      // a name: what became of a person
  kWall,       // RFC 3339, a label
  kSaid,       // true or false: whether a post complains
  kSalt,       // 32 hexadecimal digits
};

// Kinds of line as bits: those of RecordKind, then the head and what is missing.
constexpr uint32_t kPostLine = 1u << static_cast<int>(RecordKind::kPost);
constexpr uint32_t kUpdateLine = 1u << static_cast<int>(RecordKind::kUpdate);
constexpr uint32_t kRefreshLine = 1u << static_cast<int>(RecordKind::kRefresh);
constexpr uint32_t kDeletionLine = 1u << static_cast<int>(RecordKind::kDeletion);
constexpr uint32_t kTickLine = 1u << static_cast<int>(RecordKind::kTick);
constexpr uint32_t kSettingsLine = 1u << static_cast<int>(RecordKind::kSettings);
constexpr uint32_t kMergeLine = 1u << static_cast<int>(RecordKind::kGroupMerge);
constexpr uint32_t kSplitLine = 1u << static_cast<int>(RecordKind::kGroupSplit);
constexpr uint32_t kMoveLine = 1u << static_cast<int>(RecordKind::kMove);
constexpr uint32_t kActionLine = 1u << static_cast<int>(RecordKind::kCaseAction);
constexpr uint32_t kCorrectionLine = 1u << static_cast<int>(RecordKind::kCorrection);
constexpr uint32_t kCorrectedLine = 1u << static_cast<int>(RecordKind::kCorrected);
constexpr uint32_t kForgetLine = 1u << static_cast<int>(RecordKind::kForget);
constexpr uint32_t kHeadLine = kForgetLine << 1, kMissingLine = kForgetLine << 2;
static_assert(kLastRecordKind == RecordKind::kForget);
constexpr uint32_t kScoredLines = kPostLine | kUpdateLine;
constexpr uint32_t kTimedLines = kScoredLines | kRefreshLine | kDeletionLine;
constexpr uint32_t kIdLines = kTimedLines | kMoveLine | kCorrectionLine | kCorrectedLine;
constexpr uint32_t kRuleLines = kMergeLine | kSplitLine;
constexpr uint32_t kActLines = kRuleLines | kActionLine | kCorrectionLine | kForgetLine;
constexpr uint32_t kRecordLines = kIdLines | kTickLine | kSettingsLine | kActLines;

// The value of `record` for each kind, in the order of the bits.
constexpr std::string_view kLineNames[] = {"post",       "update",      "refresh",     "deletion", "tick",
                                           "settings",   "group_merge", "group_split", "move",     "case_action",
                                           "correction", "corrected",   "forget",      "sequence", "missing"};

struct SequenceField {
  std::string_view name;
  SequenceForm form;
  uint32_t required_by = 0, allowed_in = 0;
  std::string_view ScoredPost::*text = nullptr;
  EventTime ScoredPost::*time = nullptr;
  int64_t ScoredPost::*count = nullptr;
  float Scores::*score = nullptr;
  float score_min = 0;                           // the greatest is 1
  uint64_t ScoredPost::*hash = nullptr;          // the person's where there is none
  uint64_t& (*number)(SequenceLine&) = nullptr;  // also of a group
  std::string GroupRule::*said = nullptr;
  std::string CaseAction::*done = nullptr;  // of kWords, where `said` is none
  int64_t& (*wall_ms)(SequenceLine&) = nullptr;
  std::string_view Reading::*words = nullptr;  // of kText, where `text` is none
  uint8_t Reading::*bits = nullptr;
  uint8_t bits_max = 0;
};

// clang-format off
inline constexpr SequenceField kSequenceFields[] = {
    {.name = "seq", .form = SequenceForm::kNumber, .required_by = kRecordLines,
     .number = [](SequenceLine& line) -> uint64_t& { return line.seq; }},
    {.name = "record", .form = SequenceForm::kWhich, .required_by = kRecordLines | kHeadLine | kMissingLine},
    {.name = "id", .form = SequenceForm::kKey, .required_by = kIdLines,
     .allowed_in = kActionLine | kForgetLine, .text = &ScoredPost::id},
    {.name = "channel", .form = SequenceForm::kKey, .required_by = kIdLines,
     .allowed_in = kActionLine | kForgetLine, .text = &ScoredPost::channel},
    {.name = "time", .form = SequenceForm::kTime, .required_by = kScoredLines | kTickLine,
     .allowed_in = kTimedLines, .time = &ScoredPost::time},
    {.name = "text", .form = SequenceForm::kText, .required_by = kScoredLines, .text = &ScoredPost::text},
    {.name = "title", .form = SequenceForm::kText, .allowed_in = kScoredLines, .text = &ScoredPost::title},
    {.name = "person_hash", .form = SequenceForm::kHash, .allowed_in = kScoredLines | kActionLine | kForgetLine},
    {.name = "hashed", .form = SequenceForm::kTrue, .allowed_in = kScoredLines | kActionLine | kForgetLine},
    {.name = "org", .form = SequenceForm::kText, .allowed_in = kScoredLines | kCorrectionLine, .text = &ScoredPost::org},
    {.name = "product", .form = SequenceForm::kText, .allowed_in = kScoredLines, .text = &ScoredPost::product},
    {.name = "region", .form = SequenceForm::kText, .allowed_in = kScoredLines, .text = &ScoredPost::region},
    {.name = "url", .form = SequenceForm::kText, .allowed_in = kScoredLines, .text = &ScoredPost::url},
    {.name = "reply_to", .form = SequenceForm::kKey, .allowed_in = kScoredLines, .text = &ScoredPost::reply_to},
    {.name = "kind", .form = SequenceForm::kKind, .allowed_in = kScoredLines},
    {.name = "edited_at", .form = SequenceForm::kTime, .allowed_in = kScoredLines | kRefreshLine,
     .time = &ScoredPost::edited_at},
    {.name = "followers", .form = SequenceForm::kCount, .allowed_in = kScoredLines | kRefreshLine,
     .count = &ScoredPost::followers},
    {.name = "reposts", .form = SequenceForm::kCount, .allowed_in = kScoredLines | kRefreshLine,
     .count = &ScoredPost::reposts},
    {.name = "likes", .form = SequenceForm::kCount, .allowed_in = kScoredLines | kRefreshLine,
     .count = &ScoredPost::likes},
    {.name = "by_organisation", .form = SequenceForm::kTrue, .allowed_in = kScoredLines},
    {.name = "by_voice", .form = SequenceForm::kTrue, .allowed_in = kScoredLines},
    {.name = "is_ahead", .form = SequenceForm::kTrue, .allowed_in = kScoredLines | kRefreshLine},
    {.name = "complaint_said", .form = SequenceForm::kTrue, .allowed_in = kScoredLines},
    {.name = "lang", .form = SequenceForm::kLang, .required_by = kScoredLines},
    {.name = "sentiment", .form = SequenceForm::kSentiment, .required_by = kScoredLines,
     .allowed_in = kCorrectionLine},
    {.name = "sentiment_score", .form = SequenceForm::kScore, .required_by = kScoredLines,
     .score = &Scores::sentiment_score, .score_min = -1},
    {.name = "complaint", .form = SequenceForm::kScore, .required_by = kScoredLines, .score = &Scores::complaint},
    {.name = "text_hash", .form = SequenceForm::kHash, .required_by = kScoredLines,
     .hash = &ScoredPost::text_hash},
    {.name = "org_evidence", .form = SequenceForm::kText, .allowed_in = kScoredLines,
     .text = &ScoredPost::org_evidence},
    {.name = "cause", .form = SequenceForm::kCause, .allowed_in = kScoredLines | kCorrectionLine},
    {.name = "cause_tag", .form = SequenceForm::kText, .allowed_in = kScoredLines | kCorrectionLine, .words = &Reading::cause_tag},
    {.name = "cause_evidence", .form = SequenceForm::kText, .allowed_in = kScoredLines,
     .words = &Reading::cause_evidence},
    {.name = "emotion", .form = SequenceForm::kEmotion, .allowed_in = kScoredLines},
    {.name = "demands", .form = SequenceForm::kBits, .allowed_in = kScoredLines, .bits = &Reading::demands,
     .bits_max = kDemandBits},
    {.name = "signs", .form = SequenceForm::kBits, .allowed_in = kScoredLines, .bits = &Reading::signs,
     .bits_max = kSignBits},
    {.name = "settings", .form = SequenceForm::kSettings, .required_by = kSettingsLine, .allowed_in = kHeadLine},
    {.name = "version", .form = SequenceForm::kVersion, .required_by = kHeadLine},
    {.name = "from_seq", .form = SequenceForm::kNumber, .required_by = kHeadLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.head.from_seq; }},
    {.name = "next_seq", .form = SequenceForm::kNumber, .required_by = kHeadLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.head.next_seq; }},
    {.name = "missing", .form = SequenceForm::kNumber, .required_by = kHeadLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.head.missing; }},
    {.name = "from", .form = SequenceForm::kNumber, .required_by = kMissingLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.missing.from; }},
    {.name = "to", .form = SequenceForm::kNumber, .required_by = kMissingLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.missing.to; }},
    {.name = "reason", .form = SequenceForm::kReason, .required_by = kMissingLine},
    {.name = "group", .form = SequenceForm::kGroup, .required_by = kRuleLines | kActionLine,
     .allowed_in = kForgetLine, .number = [](SequenceLine& line) -> uint64_t& { return line.rule.group.value; }},
    {.name = "other", .form = SequenceForm::kGroup, .required_by = kMergeLine, .allowed_in = kForgetLine,
     .number = [](SequenceLine& line) -> uint64_t& { return line.rule.other.value; }},
    {.name = "lifts_split", .form = SequenceForm::kTrue, .allowed_in = kMergeLine},
    {.name = "posts", .form = SequenceForm::kPosts, .required_by = kSplitLine | kCorrectionLine,
     .allowed_in = kForgetLine},
    {.name = "by", .form = SequenceForm::kWords, .allowed_in = kActLines, .said = &GroupRule::by},
    {.name = "why", .form = SequenceForm::kWords, .allowed_in = kActLines, .said = &GroupRule::reason},
    {.name = "at", .form = SequenceForm::kWall, .allowed_in = kActLines,
     .wall_ms = [](SequenceLine& line) -> int64_t& { return line.action.at_ms; }},
    {.name = "salt", .form = SequenceForm::kSalt, .allowed_in = kActLines},
    {.name = "action", .form = SequenceForm::kAction, .required_by = kActionLine},
    {.name = "value", .form = SequenceForm::kWords, .allowed_in = kActionLine | kForgetLine, .done = &CaseAction::value},
    {.name = "until", .form = SequenceForm::kWall, .allowed_in = kActionLine,
     .wall_ms = [](SequenceLine& line) -> int64_t& { return line.action.until_ms; }},
    {.name = "scope", .form = SequenceForm::kScope, .allowed_in = kActionLine},
    {.name = "state", .form = SequenceForm::kState, .allowed_in = kActionLine},
    {.name = "said_complaint", .form = SequenceForm::kSaid, .allowed_in = kCorrectionLine},
    {.name = "no_org", .form = SequenceForm::kTrue, .allowed_in = kCorrectionLine},
    {.name = "no_cause", .form = SequenceForm::kTrue, .allowed_in = kCorrectionLine},
};
// clang-format on
static_assert(std::size(kSequenceFields) <= 64, "a line's fields are remembered in 64 bits");

// Names by value, as posts have them.
constexpr std::string_view kPostKindNames[] = {"post", "repost", "reply", "review", "ticket"};
constexpr std::string_view kMissingReasonNames[] = {"expired", "deleted"};

}  // namespace groundswell
