// One line of a sequence: a record as it was sequenced live, the sequence's head, or a word about what is missing. Both
// ways: lines to bytes, and bytes to lines. The format is docs/formats.md, section Sequence.
//
// Contract: reading what was written gives the same values, scores to the bit. A sequence is this program's own, so a
// reader takes nothing that the writer would not write: an unknown, doubled, foreign or missing field, a value out of
// its range, or anything that is not JSON to the line's last byte is kCorrupt. What a record was, and what of it can be
// computed again (terms, own words), is not its business. Units: times are event times.
// Ownership: a line read views its reader's buffers until the next Read. Threads: a reader belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/record.h"

namespace groundswell {

// Changes whenever the lines below change in a way that an older reader would misread.
constexpr int64_t kSequenceVersion = 1;

// The first line.
struct SequenceHead {
  Seq from_seq = 0;      // the first record that retention has kept
  Seq next_seq = 0;      // one behind the last record
  uint64_t missing = 0;  // records below next_seq that are not in the file
  std::string settings;  // in force before from_seq, as text; empty where none are known
};

enum class MissingReason : uint8_t { kExpired, kDeleted };
std::string_view MissingReasonName(MissingReason reason);  // "expired", "deleted"

// Records that were there and are not any more, both ends included.
struct MissingRecords {
  Seq from = 0, to = 0;
  MissingReason reason = MissingReason::kExpired;
};

enum class SequenceLineKind : uint8_t { kRecord, kHead, kMissing };

struct SequenceLine {
  SequenceLineKind kind = SequenceLineKind::kRecord;
  SequenceHead head;
  // Of a record. A tick's time is the post's; a refresh has figures and no text; a deletion and a move have id and
  // channel.
  Seq seq = 0;
  RecordKind record = RecordKind::kPost;
  ScoredPost post;
  std::string_view settings;  // of a change of settings: its text
  GroupRule rule;             // of a merge or a split
  CaseAction action;
  Correction correction;
  Forgetting forgetting;
  MissingRecords missing;
};

// Each appends one line, without its end.
void AppendSequenceHead(const SequenceHead& head, std::string* out);
void AppendMissingRecords(const MissingRecords& missing, std::string* out);
// `post` is the record's, as it is stored; of settings, its text is the settings.
void AppendSequenceRecord(Seq seq, RecordKind kind, const ScoredPost& post, std::string* out);
// A merge or a split.
void AppendSequenceRule(Seq seq, RecordKind kind, const GroupRule& rule, std::string* out);
// What is decided where it is sequenced, the status, is not written.
void AppendSequenceAction(Seq seq, const CaseAction& action, std::string* out);
void AppendSequenceForgetting(Seq seq, const Forgetting& forgetting, std::string* out);
void AppendSequenceCorrection(Seq seq, const Correction& correction, std::string* out);

// Whether the first line of an input says that it is a sequence, or that it begins in the midst of one. A damaged line
// may say so too.
bool LooksLikeSequenceHead(std::string_view line);
bool LooksLikeSequenceLine(std::string_view line);

class SequenceLineReader {
 public:
  SequenceLineReader();
  ~SequenceLineReader();
  SequenceLineReader(const SequenceLineReader&) = delete;
  SequenceLineReader& operator=(const SequenceLineReader&) = delete;

  // `readable_bytes` as LineBlock gives them.
  Result<SequenceLine> Read(std::string_view line, size_t readable_bytes);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace groundswell
