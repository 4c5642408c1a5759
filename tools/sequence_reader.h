// SequenceReader: a block of a sequence's lines to blocks of records as they were sequenced live; and SequenceOrder,
// which sees that no line of a sequence is lost between its head and its end.
//
// Contract: nothing is scored, redacted or hashed again: posts, scores and people are taken as written, and terms
// and meaning are computed from the text (PostScorer::Restore). A tick or a change of
// settings begins a block of its own within the step. A line that is none of a sequence, out of order, or whose text is
// not the one that was hashed ends the block with FeedBlock::damage, kCorrupt with the line's number. Ownership: a
// block owns its posts; a reader borrows the models. Threads: one SequenceReader a thread; SequenceOrder is the
// consumer's.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ingest/framing.h"
#include "ingest/sequence_line.h"
#include "models/scorer.h"
#include "tools/block_scorer.h"

namespace groundswell {

class SequenceReader {
 public:
  // What posts mean is told by these models again; all else of them is in the sequence.
  explicit SequenceReader(const Models* models) : restorer_(models, nullptr) {}

  std::unique_ptr<FeedBlock> Read(const LineBlock& lines);

 private:
  Status TakeLine(const LineBlock& lines, const Line& line, FeedBlock* block);
  Status TakeRecord(const SequenceLine& line, uint64_t number, FeedBlock* block);
  Status Restore(InputBlock* block);

  SequenceLineReader reader_;
  PostScorer restorer_;
  std::vector<uint64_t> text_hashes_;
};

class SequenceOrder {
 public:
  // `from_start`: the first block is the one behind the head.
  SequenceOrder(const SequenceHead& head, bool from_start) : head_(head), from_start_(from_start) {
    if (from_start) next_ = 0;
  }

  // The block's place, and whether it is whole. Blocks come in their order.
  Status Check(const FeedBlock& block);
  // After the last block.
  Status Finish() const;

 private:
  const SequenceHead head_;
  const bool from_start_;
  std::optional<Seq> next_;  // the record to come, where it is known
  uint64_t missing_ = 0;
};

}  // namespace groundswell
