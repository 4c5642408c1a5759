// StoredRecord: one record of the sequence as bytes, with what the engine decided on it.
//
// From these bytes the state is rebuilt after a crash and a change finds what it must take back. Format:
// docs/formats.md. Contract: Decode(Encode(x)) gives x, but for terms and own words, which PostScorer::Restore computes
// again from the text. Ownership: a decoded post views the bytes. Errors: kCorrupt when the bytes are not a record.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/status.h"
#include "models/record.h"

namespace groundswell {

struct StoredRecord {
  RecordKind kind = RecordKind::kPost;
  ScoredPost post;  // of a deletion: id and channel alone
  Verdict verdict;
  bool has_prior = false;
  Prior prior;
  GroupRule rule;  // of a merge or a split
  CaseAction action;
  Correction correction;
  Forgetting forgetting;
};

// Appends the record to *bytes.
void EncodeRecord(const Record& record, const Verdict& verdict, std::string* bytes);
Result<StoredRecord> DecodeRecord(std::string_view bytes);

// What a later change must take back of a stored post.
Prior PriorOf(const StoredRecord& stored, Seq first_seq, Seq seq);

}  // namespace groundswell
