// Pipeline: the path of one post from scored to stored. Sequence, deduplicate, step, commit; and recovery.
//
// Take gives every record of a block its place in the one sequence, sets apart what is known already (duplicates,
// edits, refreshes, deletions), lets the engine decide, and commits records, ids, assignments, alerts, groups and the
// position in the input as one step of the store.
// Contract: what is decided depends on the sequence of records and the settings, not on blocks, threads or timing.
// After a crash, Recover brings the engine to the last committed step; the caller goes on behind position(). Units:
// event time decides, retention included. Threads: one caller; with async_commit one thread of its own. Errors: those
// of the store; after the first, the pipeline takes nothing more.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/committer.h"
#include "engine/engine.h"
#include "models/stored_record.h"
#include "models/scorer.h"
#include "storage/id_filter.h"
#include "storage/store.h"

namespace groundswell {

// A block of input, scored: accepted records and refused lines, each in line order.
struct InputBlock {
  struct Refused {
    uint64_t line;
    std::string json;  // the row of the reject log
  };
  ScoredBatch posts;
  std::vector<uint64_t> lines;  // of the posts
  std::vector<Refused> refused;
  // Of the whole input up to the block's end.
  uint64_t end_lines = 0, end_bytes = 0, end_hash = 0;
};

// Sees every step of the engine, with the records it was given.
using StepObserver = std::function<void(std::span<const Record>, const StepResult&)>;

struct PipelineOptions {
  bool async_commit = false;
  // Records between two checkpoints; 0 writes none, for a store that nobody will open again.
  uint64_t checkpoint_records = 0;
  // Refused lines kept by row; further ones are counted only. tools/replay.cc gives kRejectRowsMax.
  uint64_t rejects_max = 0;
  // Ids for which the filter is sized: 10 bits each.
  size_t filter_ids = size_t{1} << 23;
  StepObserver observer = {};
};

class Pipeline {
 public:
  // Borrows all three.
  Pipeline(Engine* engine, Store* store, PostScorer* scorer, PipelineOptions options);

  // Rebuilds the engine from the newest checkpoint and the sequence behind it. Call once, before Take.
  Status Recover();
  Status Take(std::unique_ptr<InputBlock> block);
  // Marks the input as read to its end, and waits until all is written.
  Status Finish();
  Status Drain() { return committer_.Drain(); }

  const Position& position() const { return position_; }

 private:
  // Deduplication: what a record is to the engine.
  Status TakeBlock(InputBlock* block);
  Status Sequence(const ScoredPost& post, uint64_t line);
  void TakeNew(const ScoredPost& post, uint64_t id_hash);
  Status TakeUpdate(const ScoredPost& post, uint64_t id_hash, IdRow row);
  Status TakeDeletion(const ScoredPost& post, uint64_t id_hash, const std::optional<IdRow>& known);
  Status BlankQuotes(const ScoredPost& post, uint64_t id_hash);
  void TakeRefresh(const ScoredPost& post, uint64_t id_hash, IdRow row);
  Result<std::optional<IdRow>> FindKnown(const ScoredPost& post, uint64_t id_hash);
  Result<std::optional<IdRow>> ReadId(const ScoredPost& post, uint64_t id_hash);
  Result<Prior> ReadPrior(const IdRow& row);
  void Append(RecordKind kind, const ScoredPost& post, const Prior* prior);
  void WriteId(const ScoredPost& post, uint64_t id_hash, const IdRow& row);
  bool IsExpired(EventTime time) const;
  void Refuse(std::string_view json);
  void RefuseExpired(const ScoredPost& post, uint64_t line);

  // Stepping and writing.
  void BeginStep();
  void StepPending();
  void WriteRecord(const Record& record, const Verdict& verdict);
  void WriteResult(const StepResult& result);
  void RememberQuoted(const std::vector<uint64_t>& quoted);
  Status CommitStep();
  void AdvanceRetention();
  Status CheckpointIfDue();

  // Recovery.
  Result<Seq> LoadCheckpoint();
  Status StepStored(Seq from);
  Status StepStoredBatch(ScoredBatch* posts, std::vector<StoredRecord>* stored, Seq first);
  Status LoadIndexes();

  Engine* engine_;
  Store* store_;
  PostScorer* scorer_;
  const PipelineOptions options_;
  Committer committer_;
  Position position_;
  IdFilter filter_;
  std::map<int64_t, int64_t> pane_posts_;  // posts counted in kept panes, by day
  std::map<int64_t, Seq> buckets_;         // day of the watermark -> first record
  Seq checkpoint_seq_ = 0, previous_checkpoint_seq_ = 0;

  // The step under way: records the engine has not seen yet, what their changes take back, ids written so far.
  std::unique_ptr<PendingStep> step_;
  Seq step_first_seq_ = 0;
  std::vector<Record> records_;
  std::deque<Prior> priors_;
  FlatMap<uint32_t> step_ids_;  // hash of (channel, id) -> place in step_->commit.ids
  // Hashes of ids in steps that may not be written yet.
  std::array<FlatMap<uint8_t>, Committer::kStepsInFlight + 2> unwritten_ids_;
  size_t unwritten_next_ = 0;
  // Posts that alerts and groups quote (by IdHash); after a restart only those quoted since are known.
  FlatMap<uint8_t> quoted_;
  bool knows_all_quotes_ = true;
  std::string bytes_;
  Status failed_;  // the first failure; nothing is taken after it
};

}  // namespace groundswell
