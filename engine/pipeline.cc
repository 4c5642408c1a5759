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

}  // namespace

Pipeline::Pipeline(Engine* engine, Store* store, PostScorer* scorer, PipelineOptions options)
    : engine_(engine),
      store_(store),
      scorer_(scorer),
      options_(std::move(options)),
      committer_(store, options_.async_commit),
      filter_(options_.filter_ids) {}

Status Pipeline::Take(std::unique_ptr<InputBlock> block) {
  if (failed_.ok()) failed_ = TakeBlock(block.get());
  return failed_;
}

Status Pipeline::TakeBlock(InputBlock* block) {
  BeginStep();
  step_->posts = std::move(block->posts);
  auto refused = block->refused.begin();
  for (size_t i = 0; i < step_->posts.posts.size(); ++i) {
    for (; refused != block->refused.end() && refused->line < block->lines[i]; ++refused) Refuse(refused->json);
    GROUNDSWELL_TRY(Sequence(step_->posts.posts[i], block->lines[i]));
  }
  for (; refused != block->refused.end(); ++refused) Refuse(refused->json);
  StepPending();
  position_.input_lines = block->end_lines;
  position_.input_bytes = block->end_bytes;
  position_.input_hash = block->end_hash;
  return CommitStep();
}

Status Pipeline::Finish() {
  if (!failed_.ok()) return failed_;
  BeginStep();
  StepResult& rows = step_->results.emplace_back();
  engine_->DescribeGroups(&rows);
  WriteResult(rows);
  position_.finished = true;
  GROUNDSWELL_TRY(CommitStep());
  return committer_.Drain();
}

// ---- Sequence and deduplicate.

Status Pipeline::Sequence(const ScoredPost& post, uint64_t line) {
  const uint64_t id_hash = IdHash(post.channel, post.id);
  std::optional<IdRow> known;
  if (filter_.MayContain(id_hash)) {
    auto found = FindKnown(post, id_hash);
    if (!found.ok()) return found.status();
    known = *found;
  }
  Totals& totals = position_.totals;
  if (post.deleted) return TakeDeletion(post, id_hash, known);
  if (known && known->deleted) return ++totals.duplicates, Status();
  const bool is_edit = known && post.edited_at > known->edited_at;
  if (known && !is_edit) {
    HasLargerFigures(post, *known) ? TakeRefresh(post, id_hash, *known) : void(++totals.duplicates);
    return {};
  }
  if (IsExpired(post.time)) return RefuseExpired(post, line), Status();
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
  step_->commit.superseded.push_back(row.seq);
  row.seq = position_.next_seq;
  row.time = post.time;
  row.edited_at = post.edited_at;
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  Append(RecordKind::kUpdate, post, &priors_.emplace_back(std::move(*prior)));
  return {};
}

Status Pipeline::TakeDeletion(const ScoredPost& post, uint64_t id_hash, const std::optional<IdRow>& known) {
  if (known && known->deleted) return ++position_.totals.duplicates, Status();
  ++position_.totals.deletions;
  filter_.Add(id_hash);
  IdRow row = known.value_or(IdRow());
  if (!known) row.first_seq = position_.next_seq;
  const Prior* prior = nullptr;
  if (known) {
    auto read = ReadPrior(row);
    if (!read.ok()) return read.status();
    prior = &priors_.emplace_back(std::move(*read));
    GROUNDSWELL_TRY(BlankQuotes(post, id_hash));
    step_->commit.superseded.push_back(row.seq);
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
  Append(RecordKind::kRefresh, post, nullptr);
}

Result<Prior> Pipeline::ReadPrior(const IdRow& row) {
  if (row.seq >= step_first_seq_) {
    StepPending();  // its verdict is not known before
    auto stored = DecodeRecord(step_->commit.records[row.seq - step_first_seq_].bytes);
    if (!stored.ok()) return stored.status();
    return PriorOf(*stored, row.first_seq, row.seq);
  }
  if (Status status = committer_.Drain(); !status.ok()) return status;
  auto bytes = store_->ReadRecord(row.seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return Corrupt("record " + std::to_string(row.seq) + " is missing; run `groundswell store verify`");
  auto stored = DecodeRecord(**bytes);
  if (!stored.ok()) return stored.status();
  return PriorOf(*stored, row.first_seq, row.seq);
}

void Pipeline::Append(RecordKind kind, const ScoredPost& post, const Prior* prior) {
  records_.push_back({position_.next_seq++, kind, &post, prior});
  const bool moves_watermark = kind == RecordKind::kPost || kind == RecordKind::kUpdate;
  if (moves_watermark) position_.watermark = std::max(position_.watermark, post.time);
}

void Pipeline::WriteId(const ScoredPost& post, uint64_t id_hash, const IdRow& row) {
  bool inserted;
  step_ids_.FindOrInsert(id_hash, &inserted) = static_cast<uint32_t>(step_->commit.ids.size());
  step_->commit.ids.push_back({post.channel, post.id, row});
}

bool Pipeline::IsExpired(EventTime time) const {
  if (position_.watermark.is_none()) return false;
  return time.ms < position_.watermark.ms - int64_t{engine_->settings().retention_days} * kDayMs;
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
      break;
  }
}

void Pipeline::WriteResult(const StepResult& result) {
  CommitBatch& commit = step_->commit;
  Totals& totals = position_.totals;
  for (const auto& alert : result.alerts) {
    uint64_t number = 0;
    for (const uint64_t count : totals.alerts) number += count;
    commit.alerts.push_back({number, alert.json});
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
  if (position_.next_seq - checkpoint_seq_ < options_.checkpoint_records) return {};
  GROUNDSWELL_TRY(committer_.Drain());
  Checkpoint checkpoint{.seq = position_.next_seq, .bytes = {}};
  engine_->Save(&checkpoint.bytes);
  GROUNDSWELL_TRY(store_->WriteCheckpoint(checkpoint));
  // The checkpoint before stays good until the next: what lies behind it may still be needed.
  previous_checkpoint_seq_ = checkpoint_seq_;
  checkpoint_seq_ = checkpoint.seq;
  return store_->EraseSuperseded(previous_checkpoint_seq_);
}

}  // namespace groundswell
