// The path of one post from scored to stored: Take reads top to bottom. What a record is taken for is
// pipeline_sequence.cc, rows for readers are pipeline_series.cc, recovery is pipeline_recover.cc.
#include "engine/pipeline.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "models/quoting_row.h"

namespace groundswell {
namespace {

int64_t DayOf(EventTime time) { return time.ms / kDayMs; }

Outcome OutcomeOf(RecordKind kind) {
  switch (kind) {
    case RecordKind::kUpdate:
      return Outcome::kUpdated;
    case RecordKind::kRefresh:
      return Outcome::kRefreshed;
    case RecordKind::kDeletion:
      return Outcome::kDeletion;
    default:
      return Outcome::kAccepted;
  }
}

}  // namespace

Pipeline::Pipeline(Engine* engine, Store* store, PostScorer* scorer, PipelineOptions options)
    : engine_(engine),
      store_(store),
      scorer_(scorer),
      options_(std::move(options)),
      committer_(store, options_.async_commit, options_.on_commit),
      checkpointer_(store, options_.async_commit),
      filter_(options_.filter_ids) {}

Status Pipeline::Take(std::unique_ptr<InputBlock> block) {
  InputBlocks blocks;
  blocks.push_back(std::move(block));
  return Take(std::move(blocks));
}

Status Pipeline::Take(InputBlocks blocks, TakeOptions options) {
  if (failed_.ok()) failed_ = TakeStep(&blocks, options);
  if (failed_.ok()) return {};
  // The committer tells what it was given; a step that failed on its way to it, or was not begun, is told here.
  if (step_) blocks = std::move(step_->blocks);
  step_.reset();
  if (options.written && !blocks.empty()) options.written(failed_, blocks);
  return failed_;
}

Status Pipeline::TakeStep(InputBlocks* blocks, const TakeOptions& options) {
  BeginStep();
  step_->blocks = std::move(*blocks);
  for (const auto& block : step_->blocks) GROUNDSWELL_TRY(TakeBlock(block.get()));
  StepPending();
  if (options.deliver_at_ms)
    for (const AlertWrite& alert : step_->commit.alerts)
      if (!alert.id.empty()) step_->commit.outbox.push_back({alert.number, *options.deliver_at_ms});
  step_->written = options.written;
  return CommitStep();
}

Status Pipeline::TakeBlock(InputBlock* block) {
  if (!block->tick.is_none()) TakeTick(block->tick);
  if (!block->settings.empty()) GROUNDSWELL_TRY(TakeSettings(block->settings));
  if (block->rule) GROUNDSWELL_TRY(TakeRule(block));
  if (block->action) GROUNDSWELL_TRY(TakeCaseAction(block));
  if (block->correction) GROUNDSWELL_TRY(TakeCorrection(block));
  if (block->forgetting) GROUNDSWELL_TRY(TakeForgetting(block));
  block->outcomes.resize(block->posts.posts.size());
  NoteSender(*block);
  const uint64_t late_before = position_.totals.late;
  auto refused = block->refused.begin();
  for (size_t i = 0; i < block->posts.posts.size(); ++i) {
    for (; refused != block->refused.end() && refused->line < block->lines[i]; ++refused) Refuse(refused->json);
    ScoredPost& post = block->posts.posts[i];
    if (i + 1 < block->posts.posts.size()) {
      const ScoredPost& next = block->posts.posts[i + 1];
      filter_.Prefetch(IdHash(next.channel, next.id));
    }
    if (!block->recorded.empty()) {
      GROUNDSWELL_TRY(TakeRecorded(*block, i, &block->outcomes[i]));
      continue;
    }
    // A time ahead of its arrival is no time to judge others by: the post counts as of the watermark.
    if (post.is_ahead) post.time = std::min(post.time, std::max(position_.watermark, kEventTimeMin));
    GROUNDSWELL_TRY(Sequence(post, block->lines[i], {}, &block->outcomes[i]));
  }
  for (; refused != block->refused.end(); ++refused) Refuse(refused->json);
  block->late = position_.totals.late - late_before;
  if (!block->source.empty()) step_->commit.cursors.push_back({block->source, block->cursor});
  if (block->end_lines == 0) return {};
  position_.input_lines = block->end_lines;
  position_.input_bytes = block->end_bytes;
  position_.input_hash = block->end_hash;
  return {};
}

Status Pipeline::TakeRecorded(const InputBlock& block, size_t i, Outcome* outcome) {
  const RecordKind was = block.recorded[i];
  GROUNDSWELL_TRY(Sequence(block.posts.posts[i], block.lines[i], was, outcome));
  if (!options_.records_hold || *outcome == OutcomeOf(was)) return {};
  return Corrupt("line " + std::to_string(block.lines[i]) +
                 ": the record becomes something else than it was when it was sequenced; the sequence is damaged or "
                 "was made by another version");
}

void Pipeline::TakeTick(EventTime time) {
  StepPending();  // the post that stands for the tick is one, and the records before may hold it
  control_ = ScoredPost();
  control_.time = time;
  position_.watermark = std::max(position_.watermark, time);
  records_.push_back({position_.next_seq++, RecordKind::kTick, &control_, nullptr});
  StepPending();
}

Status Pipeline::TakeSettings(std::string_view text) {
  StepPending();
  GROUNDSWELL_TRY(EnforceSettings(text));
  control_ = ScoredPost();
  control_.text = settings_text_;
  WriteRecord({position_.next_seq++, RecordKind::kSettings, &control_, nullptr}, {});
  return {};
}

Status Pipeline::EnforceSettings(std::string_view text) {
  if (!options_.read_settings) return Invalid("the sequence changes settings, and nothing here reads them");
  auto settings = options_.read_settings(text);
  if (!settings.ok()) return settings.status();
  const EventTime now = engine_->watermark();  // of the records so far, in recovery too
  const int64_t kept_ms = int64_t{engine_->settings().retention_days} * kDayMs;
  GROUNDSWELL_TRY(engine_->ChangeSettings(std::move(settings->settings), std::move(settings->config_hash)));
  if (!now.is_none()) forgotten_before_ms_ = std::max(forgotten_before_ms_, now.ms - kept_ms);
  settings_text_ = text;
  return {};
}

Status Pipeline::WriteChangedGroups(size_t groups_max) {
  if (!failed_.ok()) return failed_;
  BeginStep();
  StepResult& rows = step_->results.emplace_back();
  engine_->DescribeChanged(groups_max, &rows);
  WriteResult(rows);
  return failed_ = CommitStep();
}

Status Pipeline::Finish() {
  if (!failed_.ok()) return failed_;
  BeginStep();
  StepResult& rows = step_->results.emplace_back();
  engine_->DescribeGroups(&rows);
  WriteResult(rows);
  position_.finished = true;
  GROUNDSWELL_TRY(CommitStep());
  GROUNDSWELL_TRY(committer_.Drain());
  return checkpointer_.Drain();
}

Status Pipeline::Close() {
  if (!failed_.ok()) return failed_;
  GROUNDSWELL_TRY(committer_.Drain());
  GROUNDSWELL_TRY(checkpointer_.Drain());
  GROUNDSWELL_TRY(NoteCheckpoint());
  if (options_.checkpoint_records == 0 || position_.next_seq == checkpoint_seq_) return {};
  SubmitCheckpoint(TakeCheckpoint(), false);  // whoever stops does not wait for files
  return checkpointer_.Drain();
}

// ---- Step and commit.

void Pipeline::BeginStep() {
  step_ = std::make_unique<PendingStep>();
  step_first_seq_ = position_.next_seq;
  has_rewritten_ = false;
  step_ids_.Clear();
  refreshes_.clear();
  series_.clear();
}

void Pipeline::StepPending() {
  if (records_.empty()) return;
  StepResult& result = step_->results.emplace_back();
  engine_->Step(records_, &result);
  for (size_t i = 0; i < records_.size(); ++i) WriteRecord(records_[i], result.verdicts[i]);
  WriteResult(result);
  if (options_.observer) options_.observer(records_, result);
  records_.clear();
}

void Pipeline::WriteRecord(const Record& record, const Verdict& verdict) {
  bytes_.clear();
  EncodeRecord(record, verdict, &bytes_);
  CommitBatch& commit = step_->commit;
  commit.records.push_back({record.seq, step_->arena.Copy(bytes_)});
  const ScoredPost& post = *record.post;
  switch (record.kind) {
    case RecordKind::kPost:
      commit.assignments.push_back({record.seq, post.channel, post.id, verdict.group});
      break;
    case RecordKind::kUpdate:
    case RecordKind::kMove:
    case RecordKind::kCorrected:
      commit.assignments.push_back({record.prior->first_seq, post.channel, post.id, verdict.group});
      break;
    case RecordKind::kDeletion:
      if (record.prior != nullptr)
        commit.assignments.push_back({record.prior->first_seq, post.channel, post.id, {}, true});
      break;
    case RecordKind::kRefresh:
    case RecordKind::kTick:
    case RecordKind::kSettings:
    case RecordKind::kGroupMerge:
    case RecordKind::kGroupSplit:
    case RecordKind::kCaseAction:
    case RecordKind::kCorrection:
    case RecordKind::kForget:
      break;
  }
  if (options_.keeps_reader_rows) WriteReaderRows(record, verdict);
}

void Pipeline::WriteResult(const StepResult& result) {
  CommitBatch& commit = step_->commit;
  Totals& totals = position_.totals;
  for (const auto& alert : result.alerts) {
    uint64_t number = 0;
    for (const uint64_t count : totals.alerts) number += count;
    commit.alerts.push_back({number, KeepRow(alert.json, alert.quoted), alert.id});
    ++totals.alerts[static_cast<size_t>(alert.level)];
  }
  for (const auto& group : result.groups) {
    commit.groups.push_back({group.id, KeepRow(group.json, group.quoted)});
  }
  step_->case_changes.insert(step_->case_changes.end(), result.case_changes.begin(), result.case_changes.end());
  commit.merges.insert(commit.merges.end(), result.merges.begin(), result.merges.end());
  for (const PaneDelta& pane : result.panes) {
    commit.panes.push_back({pane.start, pane.org, pane.add});
    pane_posts_[DayOf(pane.start)] += pane.add.posts;
  }
  totals.groups += result.groups_reached_watch;
}

std::string_view Pipeline::KeepRow(std::string_view json, const std::vector<StepResult::Quoted>& quoted) {
  std::vector<PersonHash> writers;
  for (const auto& [id_hash, writer] : quoted) {
    bool inserted;
    quoted_.FindOrInsert(id_hash, &inserted) = 1;
    writers.push_back(writer);
  }
  return step_->arena.Copy(QuotingRow(json, writers));
}

Status Pipeline::CommitStep() {
  GROUNDSWELL_TRY(ApplyCaseChanges());
  WriteSeries();
  GROUNDSWELL_TRY(NoteCheckpoint());
  GROUNDSWELL_TRY(NoteErasing());
  GROUNDSWELL_TRY(AdvanceRetention());
  DropOldRejects();
  step_->commit.position = position_;
  auto& unwritten = unwritten_ids_[unwritten_next_];
  unwritten_next_ = (unwritten_next_ + 1) % unwritten_ids_.size();
  unwritten.Clear();
  if (options_.async_commit)
    step_ids_.ForEach([&](uint64_t hash, uint32_t) {
      bool inserted;
      unwritten.FindOrInsert(hash, &inserted) = 1;
    });
  GROUNDSWELL_TRY(committer_.Submit(std::move(step_)));
  return CheckpointIfDue();
}

Status Pipeline::AdvanceRetention() {
  if (position_.watermark.is_none()) return {};
  const int64_t today = DayOf(position_.watermark);
  if (!buckets_.empty() && buckets_.rbegin()->first >= today) return {};
  buckets_[today] = step_first_seq_;
  CommitBatch& commit = step_->commit;
  commit.buckets.push_back({today, step_first_seq_});
  // Every record of a bucket is at most as new as the day after it began.
  const int64_t first_kept_day = today - engine_->settings().retention_days - 1;
  commit.drop_ids_before_ms = first_kept_day * kDayMs;
  commit.drop_panes_before = EventTime{std::max<int64_t>(first_kept_day, 0) * kDayMs};
  while (!pane_posts_.empty() && pane_posts_.begin()->first < first_kept_day) {
    position_.totals.dropped_pane_posts += pane_posts_.begin()->second;
    pane_posts_.erase(pane_posts_.begin());
  }
  // This step's own rows are written after the drop; what they add to dropped panes is counted there already.
  std::erase_if(commit.panes, [&](const PaneWrite& pane) { return pane.start < *commit.drop_panes_before; });
  std::erase_if(commit.series, [&](const SeriesWrite& row) { return row.start < *commit.drop_panes_before; });
  Seq drop_before = buckets_.begin()->second;
  while (buckets_.size() > 1 && buckets_.begin()->first < first_kept_day) {
    buckets_.erase(buckets_.begin());
    drop_before = buckets_.begin()->second;
  }
  // Recovery steps over the records behind the checkpoint before the newest.
  const bool waits = options_.checkpoint_records > 0 && drop_before > previous_checkpoint_seq_;
  commit.drop_records_before = waits ? previous_checkpoint_seq_ : drop_before;
  has_expired_records_ = waits;
  return DropOldEvidence();
}

void Pipeline::DropOldRejects() {
  const uint64_t rejected = position_.totals.rejected;
  if (!options_.keeps_newest_rejects || rejected <= options_.rejects_max) return;
  const uint64_t first_kept = (rejected - options_.rejects_max) / kRejectsStride * kRejectsStride;
  if (first_kept <= rejects_dropped_to_) return;
  step_->commit.drop_rejects_before = rejects_dropped_to_ = first_kept;
}

bool Pipeline::IsCheckpointDue() const {
  const Seq since = position_.next_seq - taken_checkpoint_seq_;
  return since >= options_.checkpoint_records || (is_checkpoint_asked_for_ && since > 0);
}

// What it supersedes must outlive the one before it: should this one be damaged, that one is what recovery takes. So
// words are erased once two have passed the step by which they went.
void Pipeline::SubmitCheckpoint(Checkpoint checkpoint, bool scrubs) {
  checkpointer_.Submit(std::move(checkpoint), checkpoint_seq_,
                       scrubs && erasing_from_ > 0 && erasing_from_ <= checkpoint_seq_);
}

// What a replay leaves in its folder is not what people are shown: it keeps no book.
Status Pipeline::NoteErasing() {
  const CommitBatch& commit = step_->commit;
  const bool erases = has_rewritten_ || !commit.superseded.empty() || !commit.rewritten.empty();
  if (!erases || !options_.keeps_reader_rows) return {};
  // Before the step, so that a restart right behind it knows.
  if (erasing_end_ == 0) GROUNDSWELL_TRY(store_->PutMark(kErasingMark, std::to_string(position_.next_seq)));
  erasing_end_ = position_.next_seq;
  if (erasing_from_ == 0) erasing_from_ = erasing_end_;
  return {};
}

Status Pipeline::CheckpointIfDue() {
  if (options_.checkpoint_records == 0) return {};
  GROUNDSWELL_TRY(checkpointer_.status());
  if (!IsCheckpointDue() || checkpointer_.busy()) return {};
  if (!is_checkpoint_prepared_) {
    checkpointer_.Prepare(ExpectedCheckpointBytes());
    is_checkpoint_prepared_ = true;
    if (checkpointer_.busy()) return {};
  }
  is_checkpoint_prepared_ = false;
  taken_checkpoint_seq_ = position_.next_seq;
  Checkpoint checkpoint = TakeCheckpoint();
  // It must not be on disk before the steps it covers are: after a crash in between, others could take their places.
  GROUNDSWELL_TRY(committer_.Drain());
  // Files are rewritten no more often than it is asked for: a stream of deletions would have it done without end.
  SubmitCheckpoint(std::move(checkpoint), std::exchange(is_checkpoint_asked_for_, false));
  return {};
}

// Half as much again as the last one; of the first, what a stream of short posts comes to.
size_t Pipeline::ExpectedCheckpointBytes() const {
  constexpr size_t kBytesPerRecord = 640, kFirstBytesMax = size_t{256} << 20;
  if (checkpoint_bytes_ > 0) return checkpoint_bytes_ + checkpoint_bytes_ / 2;
  return std::min(options_.checkpoint_records * kBytesPerRecord, kFirstBytesMax);
}

Checkpoint Pipeline::TakeCheckpoint() {
  Checkpoint checkpoint{.seq = position_.next_seq, .bytes = checkpointer_.TakeSpare()};
  ByteWriter writer(&checkpoint.bytes);
  writer.Text(settings_text_);
  writer.Number(forgotten_before_ms_);
  corrections_.Save(&writer);
  for (const SeriesNames& names : series_names_) names.Save(&writer);
  engine_->Save(&checkpoint.bytes);
  checkpoint_bytes_ = checkpoint.bytes.size();
  return checkpoint;
}

Status Pipeline::NoteCheckpoint() {
  const auto written = checkpointer_.written();
  if (!written || *written == checkpoint_seq_) return {};
  previous_checkpoint_seq_ = checkpoint_seq_;
  checkpoint_seq_ = *written;
  const Seq scrubbed = checkpointer_.scrubbed();
  if (erasing_from_ == 0 || scrubbed < erasing_from_) return {};
  erasing_from_ = scrubbed < erasing_end_ ? scrubbed + 1 : 0;
  if (erasing_from_ == 0) erasing_end_ = 0;
  return store_->PutMark(kErasingMark, erasing_from_ > 0 ? std::to_string(erasing_from_) : std::string());
}

}  // namespace groundswell
