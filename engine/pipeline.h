// Pipeline: the path of one post from scored to stored. Sequence, deduplicate, step, commit; and recovery.
//
// Take gives every record of its blocks their place in the one sequence, sets apart what is known already (duplicates,
// edits, refreshes, deletions), lets the engine decide, and commits records, ids, assignments, alerts, groups and the
// position in the input as one step of the store.
// Contract: what is decided depends on the sequence of records, ticks and settings, not on blocks, threads or timing.
// After a crash, Recover brings the engine to the last committed step; the caller goes on behind position(). Units:
// event time decides, retention included. Threads: one caller; with async_commit two threads of its own, one that
// commits and one that writes checkpoints. Errors: those of the store; after the first, nothing more is taken.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "engine/checkpointer.h"
#include "engine/committer.h"
#include "engine/correction_table.h"
#include "engine/engine.h"
#include "engine/input_block.h"
#include "engine/series_names.h"
#include "models/audit.h"
#include "models/case.h"
#include "models/scorer.h"
#include "models/stored_record.h"
#include "storage/id_filter.h"
#include "storage/store.h"

namespace groundswell {

// Sees every step of the engine, with the records it was given.
using StepObserver = std::function<void(std::span<const Record>, const StepResult&)>;

// Settings as the sequence carries them: what they mean to the engine, and the hash that its alerts name.
struct SettingsInForce {
  EngineSettings settings;
  std::string config_hash;
};
using SettingsReader = std::function<Result<SettingsInForce>(std::string_view text)>;

struct PipelineOptions {
  bool async_commit = false;
  // Writes what only readers of a live store need: members of groups, series of channels, causes and regions.
  bool keeps_reader_rows = false;
  // Records between two checkpoints; 0 writes none, for a store that nobody will open again.
  uint64_t checkpoint_records = 0;
  // Refused lines kept by row: the first, or the newest and at most kRejectsStride before them. Others are counted
  // only.
  uint64_t rejects_max = 0;
  bool keeps_newest_rejects = false;
  // Ids for which the filter is sized: 10 bits each.
  size_t filter_ids = size_t{1} << 23;
  StepObserver observer = {};
  // Sees each step once it is durable, from the thread that commits.
  CommitObserver on_commit = {};
  // Reads the settings that a sequence carries; without it a sequence with settings is refused.
  SettingsReader read_settings = {};
  // A record that becomes something else than it was when it was sequenced (InputBlock::recorded) is kCorrupt.
  bool records_hold = false;
};

class Pipeline {
 public:
  // Old rows of refused lines go by so many at once: each erasure is paid for by every later reader.
  static constexpr uint64_t kRejectsStride = 1024;

  // Borrows all three.
  Pipeline(Engine* engine, Store* store, PostScorer* scorer, PipelineOptions options);

  // Rebuilds the engine from the newest checkpoint and the sequence behind it. Call once, before Take.
  Status Recover();
  // Takes the blocks, in their order, as one step. `written` is told when the step is durable, or why it is not.
  Status Take(InputBlocks blocks, TakeOptions options = {});
  Status Take(std::unique_ptr<InputBlock> block);
  // Writes the rows of at most so many groups that changed since their last row: for readers, at their pace.
  Status WriteChangedGroups(size_t groups_max);
  bool has_changed_groups() const { return engine_->has_changed_groups(); }
  // Marks the input as read to its end, and waits until all is written.
  Status Finish();
  // Waits until all that was taken is written.
  Status Drain() { return committer_.Drain(); }
  // Whether words that were deleted or forgotten may still stand in the store's files, or records that have expired.
  // They leave them with the second checkpoint that was asked for behind that; only a live store keeps book of words.
  bool has_words_to_erase() const { return erasing_end_ > 0 || has_expired_records_; }
  // Has one taken with the next step that has a record behind the last. What is decided does not depend on it.
  void AskForCheckpoint() { is_checkpoint_asked_for_ = true; }
  // Waits until all is written, and leaves a checkpoint, so that the next Recover is quick.
  Status Close();

  const Position& position() const { return position_; }
  // The settings the sequence has brought into force; empty when it has none.
  const std::string& settings_text() const { return settings_text_; }

 private:
  // Deduplication: what a record is to the engine.
  Status TakeStep(InputBlocks* blocks, const TakeOptions& options);
  Status TakeBlock(InputBlock* block);
  void TakeTick(EventTime time);
  Status TakeSettings(std::string_view text);
  Status EnforceSettings(std::string_view text);
  // A rule that does not hold is refused and is no record (pipeline_rules.cc).
  struct Leaving {
    IdRow row;
    uint64_t id_hash;
    const Prior* prior;
  };
  Status TakeRule(InputBlock* block);
  Status FindLeaving(const GroupRule& rule, bool may_be_gone, std::vector<Leaving>* leaving, ScoredBatch* posts,
                     Status* refused);
  Status TakeSplit(const GroupRule& rule, bool may_be_gone, RuleAnswer* answer);
  Status TakeMerge(const GroupRule& rule, RuleAnswer* answer);
  void AppendRule(RecordKind kind, const GroupRule& rule);
  // Actions on cases, and the audit log of all that people do (pipeline_cases.cc).
  Status TakeCaseAction(InputBlock* block);
  Status TryCaseAction(CaseAction* action, bool is_recorded, CaseAnswer* answer);
  Status SettlePerson(const Case& before, CaseAction* action, Status* refused);
  Result<std::optional<PersonHash>> WriterOf(const std::string& channel, const std::string& id);
  Status PrepareAct();
  Status PinEvidence(AuditEntry* entry);
  void WriteAudit(AuditEntry entry);
  void WriteCase(const Case& one);
  Status ApplyCaseChanges();
  Status AuditRule(const GroupRule& rule, const RuleOutcome& outcome, Seq seq);
  Status AuditBeside(AuditEntry entry);
  // These look into the step under way, then into the store, to which all steps before must have been written.
  Result<GroupId> SurvivorOf(GroupId id);
  Result<std::optional<std::string>> ReadGroupRow(GroupId id);
  Result<std::optional<Case>> ReadCase(GroupId id);
  Status LoadAudit();
  Status DropOldEvidence();
  // Corrections (pipeline_correct.cc).
  using Reached = Leaving;
  Status TakeCorrection(InputBlock* block);
  Status TryCorrection(Correction* correction, bool is_recorded, CorrectionAnswer* answer);
  // Each post once; `posts` and `reached` are of the same length.
  struct Corrected {
    ScoredBatch* posts;
    std::vector<Reached> reached;
    std::set<uint64_t> seen;  // by IdHash
  };
  Result<bool> Reach(std::string_view channel, std::string_view id, Corrected* corrected);
  Status ReachCopies(const ScoredPost& first, GroupId group, Corrected* corrected);
  Result<std::vector<Seq>> NewestMembers(GroupId group);
  Status ReachIfCopy(Seq seq, const ScoredPost& first, Corrected* corrected);
  Seq WriteCorrected(Correction* correction, const ScoredPost& first, Corrected* corrected);
  // What somebody has a right to have forgotten (pipeline_forget.cc).
  Status TakeForgetting(InputBlock* block);
  Status TryForgetting(Forgetting* forgetting, bool is_recorded, ForgettingAnswer* answer);
  Status ForgetInCases(PersonHash person, std::vector<GroupRule::Post>* posts, uint64_t* people);
  Status FindQuoted(PersonHash person, std::vector<GroupRule::Post>* posts, bool* has_more);
  Status EraseExpired(const std::vector<Seq>& records, uint64_t* posts);
  Status KeepStanding(std::vector<GroupRule::Post>* posts, uint64_t* standing);
  Status DeletePosts(const std::vector<GroupRule::Post>& posts, uint64_t* quotes);
  Status EraseWordsOf(Forgetting* forgetting, uint64_t* words);
  Status EraseReason(std::string_view reason);
  Status TakeRecorded(const InputBlock& block, size_t i, Outcome* outcome);
  // `was`: what it was when it was sequenced before; nothing for a post that is new. What was recorded is as it was
  // taken, corrections included.
  Status Sequence(const ScoredPost& post, uint64_t line, std::optional<RecordKind> was, Outcome* outcome);
  void TakeNew(const ScoredPost& post, uint64_t id_hash, bool is_recorded);
  Status TakeUpdate(const ScoredPost& post, uint64_t id_hash, IdRow row, bool is_recorded);
  // *quotes counts the rows that quoted it, where it is asked for.
  Status TakeDeletion(const ScoredPost& post, uint64_t id_hash, const std::optional<IdRow>& known,
                      uint64_t* quotes = nullptr);
  Status LoadQuotes();
  Status BlankQuotes(const ScoredPost& post, uint64_t id_hash, uint64_t* rows);
  // Rewrites what readers are shown, of this step and of all before: `change` says whether it changed the text.
  using ChangeRow = std::function<bool(std::string*)>;
  Status RewriteRows(const ChangeRow& change, uint64_t* rows);
  bool Rewrite(const ChangeRow& change, std::string_view* row, uint64_t* rows);
  Status TakeRefresh(const ScoredPost& post, uint64_t id_hash, IdRow row);
  Result<std::optional<IdRow>> FindKnown(const ScoredPost& post, uint64_t id_hash);
  Result<std::optional<IdRow>> ReadId(const ScoredPost& post, uint64_t id_hash);
  Result<Prior> ReadPrior(const IdRow& row);
  Result<std::optional<std::string>> ReadStored(Seq seq);
  // The post with the largest figures that came of it.
  static ScoredPost WithFigures(const ScoredPost& post, const IdRow& row);
  Status EraseWords(Seq seq);
  // Until when a post is known by its id: as long as the words of its record are kept.
  EventTime KnownFrom(EventTime time) const;
  void Append(RecordKind kind, const ScoredPost& post, const Prior* prior);
  void WriteId(const ScoredPost& post, uint64_t id_hash, const IdRow& row);
  bool IsExpired(EventTime time) const;
  // Whether its own pane has been closed for longer than its channel is expected to take.
  bool IsLate(const ScoredPost& post) const;
  // The row says who sent the line, and when, where that is known.
  void Refuse(std::string_view json);
  void NoteSender(const InputBlock& block);
  void RefuseExpired(const ScoredPost& post, uint64_t line);

  // Stepping and writing.
  void BeginStep();
  void StepPending();
  void WriteRecord(const Record& record, const Verdict& verdict);
  // Rows for readers (pipeline_series.cc).
  struct Counted;
  static Counted CountedOf(const Prior& prior);
  static Counted CountedOf(const ScoredPost& post, const Verdict& verdict);
  void WriteReaderRows(const Record& record, const Verdict& verdict);
  void CountSeries(const Counted& post, int64_t sign);
  void WriteSeries();
  void TakeSeriesNames(const Record& record);
  void WriteResult(const StepResult& result);
  // Of the step: what the engine wrote, with who wrote what it quotes.
  std::string_view KeepRow(std::string_view json, const std::vector<StepResult::Quoted>& quoted);
  Status CommitStep();
  Status AdvanceRetention();
  void DropOldRejects();
  Status CheckpointIfDue();
  bool IsCheckpointDue() const;
  void SubmitCheckpoint(Checkpoint checkpoint, bool scrubs);
  Status NoteCheckpoint();
  Status NoteErasing();
  size_t ExpectedCheckpointBytes() const;
  Checkpoint TakeCheckpoint();

  // Recovery.
  Result<Seq> LoadCheckpoint();
  Status StepStored(Seq from);
  Status StepStoredBatch(ScoredBatch* posts, std::vector<StoredRecord>* stored, Seq first);
  Status LoadIndexes();

  Engine* engine_;
  Store* store_;
  PostScorer* scorer_;
  const PipelineOptions options_;
  // By SeriesKind. They outlive the steps in flight, which view the names.
  std::array<SeriesNames, kSeriesKinds> series_names_;
  Committer committer_;
  Checkpointer checkpointer_;
  Position position_;
  std::string settings_text_;
  CorrectionTable corrections_;
  // The audit log goes on with this number, behind this hash.
  uint64_t audit_next_ = 0;
  AuditHash audit_head_ = {};
  // What lay before this had expired when the settings last changed: a longer retention brings none of it back.
  int64_t forgotten_before_ms_ = std::numeric_limits<int64_t>::min();
  IdFilter filter_;
  std::map<int64_t, int64_t> pane_posts_;  // posts counted in kept panes, by day
  std::map<int64_t, Seq> buckets_;         // day of the watermark -> first record
  // The last checkpoint taken, the newest on disk, and the one before that.
  Seq taken_checkpoint_seq_ = 0, checkpoint_seq_ = 0, previous_checkpoint_seq_ = 0;
  // Behind the first and the last step by which words went that may stand in files still; 0 where there is none.
  Seq erasing_from_ = 0, erasing_end_ = 0;
  bool has_rewritten_ = false;        // rows of before, by the step under way
  bool has_expired_records_ = false;  // which wait for checkpoints behind them
  bool is_checkpoint_asked_for_ = false;
  bool is_checkpoint_prepared_ = false;
  size_t checkpoint_bytes_ = 0;  // of the last one taken

  // The step under way: records the engine has not seen yet, what their changes take back, ids written so far.
  std::unique_ptr<PendingStep> step_;
  Seq step_first_seq_ = 0;
  std::vector<Record> records_;
  std::deque<ScoredPost> refreshes_;  // and edits that came with smaller figures than are known
  ScoredPost control_;                // of the tick, the settings or the act under way
  std::map<std::tuple<int64_t, SeriesKind, std::string_view>, PaneCounts> series_;
  FlatMap<uint32_t> step_ids_;  // hash of (channel, id) -> place in step_->commit.ids
  // Hashes of ids in steps that may not be written yet.
  std::array<FlatMap<uint8_t>, Committer::kStepsInFlight + 2> unwritten_ids_;
  size_t unwritten_next_ = 0;
  // Posts that alerts and groups quote, by IdHash; those of before a restart by the hash of their QuoteMark, once the
  // first deletion has had them read.
  FlatMap<uint8_t> quoted_, stored_quotes_;
  bool knows_all_quotes_ = true;
  std::string sender_fields_;        // what rows of refused lines of the block under way end in
  uint64_t rejects_dropped_to_ = 0;  // by this pipeline
  std::string bytes_;
  Status failed_;  // the first failure; nothing is taken after it
};

// The settings in force where a checkpoint was taken, as text; empty when the sequence had none.
std::string_view SettingsOfCheckpoint(std::string_view bytes);

}  // namespace groundswell
