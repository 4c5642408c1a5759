// Sequence and deduplicate: what a record is to the engine, and what a change to a post takes back.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json_writer.h"
#include "engine/group_json.h"
#include "engine/pipeline.h"
#include "engine/quote_rows.h"

namespace groundswell {
namespace {

// What the reject log shows of a post that came too late.
constexpr size_t kShownBytesMax = 256;

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

Status Pipeline::Sequence(const ScoredPost& post, uint64_t line, std::optional<RecordKind> was, Outcome* outcome) {
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
    if (refreshes) return TakeRefresh(post, id_hash, *known);
    ++totals.duplicates;
    return {};
  }
  if (was == RecordKind::kRefresh) return *outcome = Outcome::kDuplicate, ++totals.duplicates, Status();
  if (IsExpired(post.time)) return *outcome = Outcome::kExpired, RefuseExpired(post, line), Status();
  *outcome = is_edit ? Outcome::kUpdated : Outcome::kAccepted;
  if (is_edit) return TakeUpdate(post, id_hash, *known, was.has_value());
  TakeNew(post, id_hash, was.has_value());
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

// A record lives for as long as retention from when it was sequenced, however old its post was then.
EventTime Pipeline::KnownFrom(EventTime time) const { return std::max(time, position_.watermark); }

void Pipeline::TakeNew(const ScoredPost& post, uint64_t id_hash, bool is_recorded) {
  ++position_.totals.accepted;
  position_.totals.ahead += post.is_ahead;
  position_.totals.late += IsLate(post);
  position_.totals.text_bytes += post.text.size() + post.title.size();
  filter_.Add(id_hash);
  IdRow row{.first_seq = position_.next_seq,
            .seq = position_.next_seq,
            .time = KnownFrom(post.time),
            .edited_at = post.edited_at};
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  Append(RecordKind::kPost, is_recorded ? post : corrections_.Correct(post, &refreshes_), nullptr);
}

Status Pipeline::TakeUpdate(const ScoredPost& post, uint64_t id_hash, IdRow row, bool is_recorded) {
  auto prior = ReadPrior(row);
  if (!prior.ok()) return prior.status();
  ++position_.totals.updated;
  row.seq = position_.next_seq;
  row.time = KnownFrom(post.time);
  row.edited_at = post.edited_at;
  RaiseFigures(post, &row);
  WriteId(post, id_hash, row);
  // A post does not reach fewer people because its edit came with older figures.
  const bool is_behind = row.followers != post.followers || row.reposts != post.reposts || row.likes != post.likes;
  const ScoredPost& read = is_recorded ? post : corrections_.Correct(post, &refreshes_);
  const ScoredPost& taken = is_behind ? refreshes_.emplace_back(WithFigures(read, row)) : read;
  Append(RecordKind::kUpdate, taken, &step_->priors.emplace_back(std::move(*prior)));
  return {};
}

Status Pipeline::TakeDeletion(const ScoredPost& post, uint64_t id_hash, const std::optional<IdRow>& known,
                              uint64_t* quotes) {
  ++position_.totals.deletions;
  position_.totals.removed += known.has_value();
  filter_.Add(id_hash);
  IdRow row = known.value_or(IdRow());
  if (!known) row.first_seq = position_.next_seq;
  const Prior* prior = nullptr;
  if (known) {
    auto read = ReadPrior(row);
    if (!read.ok()) return read.status();
    prior = &step_->priors.emplace_back(std::move(*read));
    GROUNDSWELL_TRY(EraseWords(row.seq));
  }
  // Groups and pinned evidence may outlive the post.
  GROUNDSWELL_TRY(BlankQuotes(post, id_hash, quotes));
  row.seq = position_.next_seq;
  // A deletion is remembered for as long as an id that came now.
  row.time = position_.watermark.is_none() ? kEventTimeMax : position_.watermark;
  row.deleted = true;
  WriteId(post, id_hash, row);
  Append(RecordKind::kDeletion, post, prior);
  return {};
}

Status Pipeline::LoadQuotes() {
  GROUNDSWELL_TRY(committer_.Drain());
  const auto read = [this](std::string_view json) {
    ForEachQuoteMark(json, [this](std::string_view mark) {
      bool inserted;
      stored_quotes_.FindOrInsert(Hash64(mark) | 1, &inserted) = 1;
    });
    return Status();
  };
  GROUNDSWELL_TRY(store_->ScanAlerts(0, [&](uint64_t, std::string_view row) { return read(row); }));
  GROUNDSWELL_TRY(store_->ScanGroups([&](GroupId, std::string_view row) { return read(row); }));
  GROUNDSWELL_TRY(store_->ScanEvidence(0, [&](uint64_t, std::string_view row) { return read(row); }));
  knows_all_quotes_ = true;
  return {};
}

Status Pipeline::BlankQuotes(const ScoredPost& post, uint64_t id_hash, uint64_t* rows) {
  StepPending();  // alerts of the records before may quote it too
  if (!knows_all_quotes_) GROUNDSWELL_TRY(LoadQuotes());
  const uint64_t mark_hash = Hash64(QuoteMark(post.channel, post.id)) | 1;
  if (quoted_.Find(id_hash) == nullptr && stored_quotes_.Find(mark_hash) == nullptr) return {};
  return RewriteRows([&post](std::string* row) { return ForgetQuote(post.channel, post.id, row); }, rows);
}

// The rows that this step writes are newer than those of the store.
Status Pipeline::RewriteRows(const ChangeRow& change, uint64_t* rows) {
  GROUNDSWELL_TRY(committer_.Drain());
  CommitBatch& commit = step_->commit;
  std::set<uint64_t> pinned, alerts, groups;
  for (EvidenceWrite& write : commit.evidence) Rewrite(change, &write.row, rows), pinned.insert(write.number);
  for (AlertWrite& write : commit.alerts) Rewrite(change, &write.row, rows), alerts.insert(write.number);
  for (GroupWrite& write : commit.groups) Rewrite(change, &write.row, rows), groups.insert(write.id.value);
  GROUNDSWELL_TRY(store_->ScanEvidenceRows(0, [&](uint64_t number, std::string_view row) {
    if (!pinned.contains(number) && Rewrite(change, &row, rows)) commit.evidence.push_back({number, row});
    return Status();
  }));
  GROUNDSWELL_TRY(store_->ScanAlertRows(0, [&](uint64_t number, std::string_view row) {
    if (!alerts.contains(number) && Rewrite(change, &row, rows)) commit.alerts.push_back({number, row});
    return Status();
  }));
  return store_->ScanGroupRows([&](GroupId id, std::string_view row) {
    if (!groups.contains(id.value) && Rewrite(change, &row, rows)) commit.groups.push_back({id, row});
    return Status();
  });
}

bool Pipeline::Rewrite(const ChangeRow& change, std::string_view* row, uint64_t* rows) {
  bytes_ = *row;
  if (!change(&bytes_)) return false;
  has_rewritten_ = true;
  *row = step_->arena.Copy(bytes_);
  if (rows != nullptr) ++*rows;
  return true;
}

ScoredPost Pipeline::WithFigures(const ScoredPost& post, const IdRow& row) {
  ScoredPost raised = post;
  raised.followers = row.followers;
  raised.reposts = row.reposts;
  raised.likes = row.likes;
  return raised;
}

Status Pipeline::TakeRefresh(const ScoredPost& post, uint64_t id_hash, IdRow row) {
  ++position_.totals.refreshed;
  const ScoredPost before = WithFigures(post, row);
  const IdRow known = row;
  RaiseFigures(post, &row);
  const Prior* prior = nullptr;
  if (AudienceOf(before) != AudienceOf(WithFigures(post, row))) {
    auto read = ReadPrior(known);
    if (!read.ok()) return read.status();
    prior = &step_->priors.emplace_back(std::move(*read));
  }
  WriteId(post, id_hash, row);
  // Its words are those of the post, and would outlive it in the store.
  ScoredPost& figures = refreshes_.emplace_back();
  figures.id = post.id;
  figures.channel = post.channel;
  figures.time = post.time;
  figures.edited_at = post.edited_at;
  figures.followers = row.followers;
  figures.reposts = row.reposts;
  figures.likes = row.likes;
  figures.is_ahead = post.is_ahead;
  Append(RecordKind::kRefresh, figures, prior);
  return {};
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
  Prior prior = PriorOf(*stored, row.first_seq, row.seq);
  prior.audience = AudienceOf(WithFigures(stored->post, row));  // refreshes may have raised it
  return prior;
}

Result<std::optional<std::string>> Pipeline::ReadStored(Seq seq) {
  if (seq >= step_first_seq_) {
    StepPending();  // its verdict is not known before
    return std::optional(std::string(step_->commit.records[seq - step_first_seq_].bytes));
  }
  // Whoever asks has looked for its id, which waits for what is being written of it.
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

bool Pipeline::IsLate(const ScoredPost& post) const {
  if (position_.watermark.is_none() || post.is_ahead) return false;
  const EngineSettings& settings = engine_->settings();
  int64_t due_ms = post.time.ms;
  if (const auto traits = settings.channels.find(post.channel); traits != settings.channels.end())
    due_ms += traits->second.expected_lag_secs * kSecondMs + (traits->second.date_only ? kDayMs : 0);
  const int64_t pane_ms = settings.burst.pane_secs * kSecondMs;
  return due_ms / pane_ms < position_.watermark.ms / pane_ms;
}

void Pipeline::Refuse(std::string_view json) {
  const uint64_t number = position_.totals.rejected++;
  if (json.empty() || (number >= options_.rejects_max && !options_.keeps_newest_rejects)) return;
  if (!sender_fields_.empty()) {
    bytes_.assign(json.substr(0, json.size() - 1)).append(sender_fields_);
    json = bytes_;
  }
  step_->commit.rejects.push_back({number, step_->arena.Copy(json)});
}

void Pipeline::NoteSender(const InputBlock& block) {
  sender_fields_.clear();
  if (block.arrived_ms == 0) return;
  JsonWriter(&sender_fields_)
      .BeginObject()
      .Key("source")
      .Text(block.sender)
      .Key("at")
      .Time({block.arrived_ms})
      .EndObject();
  sender_fields_.front() = ',';  // it goes on where the row ends
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

}  // namespace groundswell
