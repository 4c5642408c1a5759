// InputBlock: a piece of input on its way into the sequence, scored; and what became of it.
//
// Ownership: a block owns its posts. Threads: values, handed from thread to thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "models/record.h"

namespace groundswell {

// What became of a post that could be read.
enum class Outcome : uint8_t { kAccepted, kUpdated, kRefreshed, kDuplicate, kDeletion, kExpired };

// What became of a rule: its outcome, or why it does not hold (kNotFound, kConflict).
struct RuleAnswer {
  Status refused;
  RuleOutcome outcome;
};

// The same of a person's action on a case, of a correction, and of what is to be forgotten.
struct CaseAnswer {
  Status refused;
  CaseOutcome outcome;
};
struct CorrectionAnswer {
  Status refused;
  CorrectionOutcome outcome;
};
struct ForgettingAnswer {
  Status refused;
  ForgettingOutcome outcome;
};

// Accepted records and refused lines, each in line order; before them, where given, a tick, a change of settings, and
// one of a rule about groups, an action on a case, a correction and a forgetting, in this order.
struct InputBlock {
  struct Refused {
    uint64_t line;
    std::string json;  // the row of the reject log
  };
  EventTime tick;        // none: no tick
  std::string settings;  // empty: no change
  std::optional<GroupRule> rule;
  std::optional<CaseAction> action;
  std::optional<Correction> correction;
  std::optional<Forgetting> forgetting;
  uint64_t rule_line = 0;  // of one of these that has been sequenced before; 0 for one that is new
  ScoredBatch posts;
  std::vector<uint64_t> lines;  // of the posts
  // Of posts that have been sequenced before: what each was then. Their times are taken as they are, and a refresh
  // whose post is gone refreshes nothing. Empty for posts that are new.
  std::vector<RecordKind> recorded;
  std::vector<Refused> refused;
  // Where a live source stands behind this block; committed with its posts. An empty source keeps no place.
  std::string source, cursor;
  // Of live posts, one each: how far its time lay ahead of its arrival as it was told, behind is negative. Nothing is
  // decided by it; it is by what a wrong clock is noticed.
  std::vector<int64_t> ahead_ms;
  // Of live posts: who sent them and when they came, for the rows of those that are refused. 0: neither is known.
  std::string sender;
  int64_t arrived_ms = 0;
  // Of the whole input up to the block's end; a live stream has no such place.
  uint64_t end_lines = 0, end_bytes = 0, end_hash = 0;

  std::vector<Outcome> outcomes;  // one a post, once the block was taken
  RuleAnswer rule_answer;         // likewise
  CaseAnswer case_answer;
  CorrectionAnswer correction_answer;
  ForgettingAnswer forgetting_answer;
  uint64_t late = 0;  // likewise: posts taken that came later than their channel is expected to be

  bool has_act() const { return rule || action || correction || forgetting; }
};

using InputBlocks = std::vector<std::unique_ptr<InputBlock>>;
// Told once about the blocks of a step: that they are durable, or why not.
using WrittenCallback = std::function<void(const Status&, const InputBlocks&)>;

struct TakeOptions {
  // The wall time of the step, milliseconds: its alerts go to the outbox. Without it nothing is to be delivered.
  std::optional<int64_t> deliver_at_ms = {};
  WrittenCallback written = {};
};

}  // namespace groundswell
