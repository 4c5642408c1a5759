// The path of one post from scored to stored: Take reads top to bottom. Recovery is pipeline_recover.cc.
#include "engine/pipeline.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json_writer.h"

namespace groundswell {
namespace {

// What the reject log shows of a post that came too late.
constexpr size_t kShownBytesMax = 256;

int64_t DayOf(EventTime time) { return time.ms / kDayMs; }

std::string_view CutAtCharacter(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

bool HasLargerFigures(const ScoredPost& post, const IdRow& row) {
  return post.followers > row.followers || post.reposts > row.reposts || post.likes > row.likes;
}

void RaiseFigures(const ScoredPost& post, IdRow* row) {
  row->followers = std::max(row->followers, post.followers);
  row->reposts = std::max(row->reposts, post.reposts);
  row->likes = std::max(row->likes, post.likes);
}

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
  block->outcomes.resize(block->posts.posts.size());
  auto refused = block->refused.begin();
  for (size_t i = 0; i < block->posts.posts.size(); ++i) {
    for (; refused != block->refused.end() && refused->line < block->lines[i]; ++refused) Refuse(refused->json);
    ScoredPost& post = block->posts.posts[i];
    if (!block->recorded.empty()) {
      GROUNDSWELL_TRY(TakeRecorded(*block, i, &block->outcomes[i]));
      continue;
    }
    // A time ahead of its arrival is no time to judge others by: the post counts as of the watermark.
    if (post.is_ahead) post.time = std::min(post.time, std::max(position_.watermark, kEventTimeMin));
    GROUNDSWELL_TRY(Sequence(post, block->lines[i], false, &block->outcomes[i]));
  }
  for (; refused != block->refused.end(); ++refused) Refuse(refused->json);
  if (block->end_lines == 0) return {};
  position_.input_lines = block->end_lines;
  position_.input_bytes = block->end_bytes;
  position_.input_hash = block->end_hash;
  return {};
}

Status Pipeline::TakeRecorded(const InputBlock& block, size_t i, Outcome* outcome) {
  const RecordKind was = block.recorded[i];
  GROUNDSWELL_TRY(Sequence(block.posts.posts[i], block.lines[i], was == RecordKind::kRefresh, outcome));
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
  NoteCheckpoint();
  if (options_.checkpoint_records == 0 || position_.next_seq == checkpoint_seq_) return {};
  checkpointer_.Submit(TakeCheckpoint(), checkpoint_seq_);
  return checkpointer_.Drain();
}

// ---- Sequence and deduplicate.

Status Pipeline::Sequence(const ScoredPost& post, uint64_t line, bool is_recorded_refresh, Outcome* outcome) {
  const uint64_t id_hash = IdHash(post.channel, post.id);
  std::optional<IdRow> known;
  if (filter_.MayContain(id_hash)) {
    auto found = FindKnown(post, id_hash);
    if (!found.ok()) return found.status();
    known = *found;
  }
  Totals& totals = position_.totals;
  const bool was_deleted = known && known->deleted;
  if (was_deleted) return *outcome = Outcome::kDuplicate, ++totals.duplicates, Status();
  if (post.deleted) return *outcome = Outcome::kDeletion, TakeDeletion(post, id_hash, known);
  const bool is_edit = known && post.edited_at > known->edited_at;
  if (known && !is_edit) {
    const bool refreshes = HasLargerFigures(post, *known);
    *outcome = refreshes ? Outcome::kRefreshed : Outcome::kDuplicate;
    refreshes ? TakeRefresh(post, id_hash, *known) : void(++totals.duplicates);
    return {};
  }
  if (is_recorded_refresh) return *outcome = Outcome::kDuplicate, ++totals.duplicates, Status();
  if (IsExpired(post.time)) return *outcome = Outcome::kExpired, RefuseExpired(post, line), Status();
  *outcome = is_edit ? Outcome::kUpdated : Outcome::kAccepted;
  if (is_edit) return TakeUpdate(post, id_hash, *known);
  TakeNew(post, id_hash);
  return {};
}

Result<std::optional<IdRow>> Pipeline::FindKnown(const ScoredPost& post, uint64_t id_hash) {
  auto found = ReadId(post, id_hash);
  // What has expired is forgotten at once, whether its row is still there or not.
  if (found.ok() && *found && IsExpired((*found)->time)) return std::optional<IdRow>();
  return found;
}

Result<std::optional<IdRow>> Pipeline::ReadId(const ScoredPost& post, uint64_t id_hash) {
  if (const uint32_t* place = step_ids_.Find(id_hash)) {
    const IdWrite& write = step_->commit.ids[*place];
    if (write.id == post.id && write.channel == post.channel) return std::optional(write.row);
  }
  for (const auto& unwritten : unwritten_ids_)
    if (unwritten.Find(id_hash) != nullptr) {
      if (Status status = committer_.Drain(); !status.ok()) return status;
      break;
    }
  return store_->FindId(post.channel, post.id);
}

void Pipeline::TakeNew(const ScoredPost& post, uint64_t id_hash) {
  ++position_.totals.accepted;
  position_.totals.ahead += post.is_ahead;
  position_.totals.text_bytes += post.text.size() + post.title.size();
  filter_.Add(id_hash);
  IdRow row{.first_seq = position_.next_seq, .seq = position_.next_seq, .time = post.time, .edited_at = post.edited_at};
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  Append(RecordKind::kPost, post, nullptr);
}

Status Pipeline::TakeUpdate(const ScoredPost& post, uint64_t id_hash, IdRow row) {
  auto prior = ReadPrior(row);
  if (!prior.ok()) return prior.status();
  ++position_.totals.updated;
  row.seq = position_.next_seq;
  row.time = post.time;
  row.edited_at = post.edited_at;
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  Append(RecordKind::kUpdate, post, &priors_.emplace_back(std::move(*prior)));
  return {};
}

Status Pipeline::TakeDeletion(const ScoredPost& post, uint64_t id_hash, const std::optional<IdRow>& known) {
  ++position_.totals.deletions;
  position_.totals.removed += known.has_value();
  filter_.Add(id_hash);
  IdRow row = known.value_or(IdRow());
  if (!known) row.first_seq = position_.next_seq;
  const Prior* prior = nullptr;
  if (known) {
    auto read = ReadPrior(row);
    if (!read.ok()) return read.status();
    prior = &priors_.emplace_back(std::move(*read));
    GROUNDSWELL_TRY(BlankQuotes(post, id_hash));
    GROUNDSWELL_TRY(EraseWords(row.seq));
  }
  row.seq = position_.next_seq;
  // A deletion is remembered for as long as an id that came now.
  row.time = position_.watermark.is_none() ? kEventTimeMax : position_.watermark;
  row.deleted = true;
  WriteId(post, id_hash, row);
  Append(RecordKind::kDeletion, post, prior);
  return {};
}

Status Pipeline::BlankQuotes(const ScoredPost& post, uint64_t id_hash) {
  StepPending();  // alerts of the records before may quote it too
  if (knows_all_quotes_ && quoted_.Find(id_hash) == nullptr) return {};
  CommitBatch& commit = step_->commit;
  std::set<uint64_t> alerts, groups;  // written by this step: newer than what the store has
  std::string json;
  const auto blank = [&](std::string_view* row) {
    json = *row;
    if (BlankQuote(post.channel, post.id, &json)) *row = step_->arena.Copy(json);
  };
  for (AlertWrite& alert : commit.alerts) blank(&alert.json), alerts.insert(alert.number);
  for (GroupWrite& group : commit.groups) blank(&group.json), groups.insert(group.id.value);
  GROUNDSWELL_TRY(committer_.Drain());
  GROUNDSWELL_TRY(store_->ScanAlerts(0, [&](uint64_t number, std::string_view row) {
    json = row;
    if (!alerts.contains(number) && BlankQuote(post.channel, post.id, &json))
      commit.alerts.push_back({number, step_->arena.Copy(json)});
    return Status();
  }));
  return store_->ScanGroups([&](GroupId id, std::string_view row) {
    json = row;
    if (!groups.contains(id.value) && BlankQuote(post.channel, post.id, &json))
      commit.groups.push_back({id, step_->arena.Copy(json)});
    return Status();
  });
}

void Pipeline::TakeRefresh(const ScoredPost& post, uint64_t id_hash, IdRow row) {
  ++position_.totals.refreshed;
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  // Its words are those of the post, and would outlive it in the store.
  ScoredPost& figures = refreshes_.emplace_back();
  figures.id = post.id;
  figures.channel = post.channel;
  figures.time = post.time;
  figures.edited_at = post.edited_at;
  figures.followers = post.followers;
  figures.reposts = post.reposts;
  figures.likes = post.likes;
  figures.is_ahead = post.is_ahead;
  Append(RecordKind::kRefresh, figures, nullptr);
}

// The record that stands, and those that edits have replaced on the way to it.
Status Pipeline::EraseWords(Seq seq) {
  while (true) {
    auto bytes = ReadStored(seq);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) return {};  // it and those before have expired
    step_->commit.superseded.push_back(seq);
    auto stored = DecodeRecord(**bytes);
    if (!stored.ok()) return stored.status();
    if (!stored->has_prior) return {};
    seq = stored->prior.seq;
  }
}

Result<Prior> Pipeline::ReadPrior(const IdRow& row) {
  auto bytes = ReadStored(row.seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return Corrupt("record " + std::to_string(row.seq) + " is missing; run `groundswell store verify`");
  auto stored = DecodeRecord(**bytes);
  if (!stored.ok()) return stored.status();
  return PriorOf(*stored, row.first_seq, row.seq);
}

Result<std::optional<std::string>> Pipeline::ReadStored(Seq seq) {
  if (seq >= step_first_seq_) {
    StepPending();  // its verdict is not known before
    return std::optional(std::string(step_->commit.records[seq - step_first_seq_].bytes));
  }
  if (Status status = committer_.Drain(); !status.ok()) return status;
  return store_->ReadRecord(seq);
}

void Pipeline::Append(RecordKind kind, const ScoredPost& post, const Prior* prior) {
  records_.push_back({position_.next_seq++, kind, &post, prior});
  const bool has_time = kind == RecordKind::kPost || kind == RecordKind::kUpdate;
  if (has_time && !post.is_ahead) position_.watermark = std::max(position_.watermark, post.time);
}

void Pipeline::WriteId(const ScoredPost& post, uint64_t id_hash, const IdRow& row) {
  bool inserted;
  step_ids_.FindOrInsert(id_hash, &inserted) = static_cast<uint32_t>(step_->commit.ids.size());
  step_->commit.ids.push_back({post.channel, post.id, row});
}

bool Pipeline::IsExpired(EventTime time) const {
  if (position_.watermark.is_none()) return false;
  const int64_t kept_ms = int64_t{engine_->settings().retention_days} * kDayMs;
  return time.ms < std::max(position_.watermark.ms - kept_ms, forgotten_before_ms_);
}

void Pipeline::Refuse(std::string_view json) {
  const uint64_t number = position_.totals.rejected++;
  if (number < options_.rejects_max && !json.empty())
    step_->commit.rejects.push_back({number, step_->arena.Copy(json)});
}

void Pipeline::RefuseExpired(const ScoredPost& post, uint64_t line) {
  std::string row;
  JsonWriter(&row)
      .BeginObject()
      .Key("line")
      .Integer(static_cast<int64_t>(line))
      .Key("code")
      .Text("expired")
      .Key("reason")
      .Text("field time: older than engine.retention_days before the newest post")
      .Key("bytes")
      .Text(CutAtCharacter(post.text, kShownBytesMax))
      .EndObject();
  Refuse(row);
}

// ---- Step and commit.

void Pipeline::BeginStep() {
  step_ = std::make_unique<PendingStep>();
  step_first_seq_ = position_.next_seq;
  step_ids_.Clear();
  priors_.clear();
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
      commit.assignments.push_back({record.prior->first_seq, post.channel, post.id, verdict.group});
      break;
    case RecordKind::kDeletion:
      if (record.prior != nullptr)
        commit.assignments.push_back({record.prior->first_seq, post.channel, post.id, {}, true});
      break;
    case RecordKind::kRefresh:
    case RecordKind::kTick:
    case RecordKind::kSettings:
      break;
  }
  if (options_.keeps_reader_rows) WriteReaderRows(record, verdict);
}

void Pipeline::WriteReaderRows(const Record& record, const Verdict& verdict) {
  const auto count = [this](EventTime time, std::string_view channel, std::string_view region, Sentiment sentiment,
                            bool complaint, int64_t sign) {
    const int64_t pane_ms = engine_->settings().pane_secs * kSecondMs;
    const int64_t start = time.ms / pane_ms * pane_ms;
    const PaneCounts add{sign, sign * complaint, sign * (sentiment == Sentiment::kNegative),
                         sign * (sentiment == Sentiment::kPositive)};
    series_[{start, SeriesKind::kChannel, channel}] += add;
    if (!region.empty()) series_[{start, SeriesKind::kRegion, region}] += add;
  };
  auto& members = step_->commit.members;
  if (const Prior* prior = record.prior) {
    members.push_back({prior->verdict.group, prior->seq, {}, true});
    count(prior->time, prior->channel, prior->region, prior->sentiment, prior->verdict.complaint, -1);
  }
  if (record.kind != RecordKind::kPost && record.kind != RecordKind::kUpdate) return;
  const ScoredPost& post = *record.post;
  members.push_back({verdict.group,
                     record.seq,
                     {post.time, verdict.complainant, post.scores.sentiment, verdict.complaint, verdict.copy}});
  count(post.time, post.channel, post.region, post.scores.sentiment, verdict.complaint, 1);
}

void Pipeline::WriteSeries() {
  for (const auto& [key, add] : series_) {
    const auto& [start, kind, name] = key;
    step_->commit.series.push_back({EventTime{start}, kind, name, add});
  }
}

void Pipeline::WriteResult(const StepResult& result) {
  CommitBatch& commit = step_->commit;
  Totals& totals = position_.totals;
  for (const auto& alert : result.alerts) {
    uint64_t number = 0;
    for (const uint64_t count : totals.alerts) number += count;
    commit.alerts.push_back({number, alert.json, alert.id});
    RememberQuoted(alert.quoted);
    ++totals.alerts[static_cast<size_t>(alert.level)];
  }
  for (const auto& group : result.groups) {
    commit.groups.push_back({group.id, group.json});
    RememberQuoted(group.quoted);
  }
  commit.merges.insert(commit.merges.end(), result.merges.begin(), result.merges.end());
  for (const PaneDelta& pane : result.panes) {
    commit.panes.push_back({pane.start, pane.org, pane.add});
    pane_posts_[DayOf(pane.start)] += pane.add.posts;
  }
  totals.groups += result.groups_reached_watch;
}

void Pipeline::RememberQuoted(const std::vector<uint64_t>& quoted) {
  bool inserted;
  for (const uint64_t id_hash : quoted) quoted_.FindOrInsert(id_hash, &inserted) = 1;
}

Status Pipeline::CommitStep() {
  WriteSeries();
  NoteCheckpoint();
  AdvanceRetention();
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

void Pipeline::AdvanceRetention() {
  if (position_.watermark.is_none()) return;
  const int64_t today = DayOf(position_.watermark);
  if (!buckets_.empty() && buckets_.rbegin()->first >= today) return;
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
  if (options_.checkpoint_records > 0) drop_before = std::min(drop_before, previous_checkpoint_seq_);
  commit.drop_records_before = drop_before;
}

Status Pipeline::CheckpointIfDue() {
  if (options_.checkpoint_records == 0) return {};
  GROUNDSWELL_TRY(checkpointer_.status());
  if (position_.next_seq - taken_checkpoint_seq_ < options_.checkpoint_records || checkpointer_.busy()) return {};
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
  // What it supersedes must outlive the one before it: should this one be damaged, that one is what recovery takes.
  checkpointer_.Submit(std::move(checkpoint), checkpoint_seq_);
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
  engine_->Save(&checkpoint.bytes);
  checkpoint_bytes_ = checkpoint.bytes.size();
  return checkpoint;
}

void Pipeline::NoteCheckpoint() {
  const auto written = checkpointer_.written();
  if (!written || *written == checkpoint_seq_) return;
  previous_checkpoint_seq_ = checkpoint_seq_;
  checkpoint_seq_ = *written;
}

}  // namespace groundswell
