// Recovery: determinism is how the state comes back. The newest checkpoint, then the stored sequence behind it.
#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "engine/pipeline.h"

namespace groundswell {
namespace {

constexpr size_t kRecordsPerStep = 1024;

}  // namespace

std::string_view SettingsOfCheckpoint(std::string_view bytes) { return ByteReader(bytes).Text(); }

Status Pipeline::Recover() {
  auto position = store_->ReadPosition();
  if (!position.ok()) return position.status();
  if (!*position) return {};
  position_ = **position;
  knows_all_quotes_ = false;
  GROUNDSWELL_TRY(LoadAudit());
  if (position_.finished) return {};
  auto from = LoadCheckpoint();
  if (!from.ok()) return from.status();
  GROUNDSWELL_TRY(StepStored(*from));
  return LoadIndexes();
}

Result<Seq> Pipeline::LoadCheckpoint() {
  auto checkpoint = store_->ReadCheckpoint();
  if (!checkpoint.ok()) return checkpoint.status();
  if (*checkpoint) {
    ByteReader reader((*checkpoint)->bytes);
    if (const std::string_view text = reader.Text(); !text.empty()) GROUNDSWELL_TRY(EnforceSettings(text));
    forgotten_before_ms_ = reader.Number<int64_t>();
    bool is_sound = corrections_.Load(&reader);
    for (SeriesNames& names : series_names_) is_sound = is_sound && names.Load(&reader);
    if (!is_sound || !engine_->Load(reader.rest()))
      return Corrupt("checkpoint " + std::to_string((*checkpoint)->seq) + " is not of this version or setting");
    checkpoint_seq_ = previous_checkpoint_seq_ = taken_checkpoint_seq_ = (*checkpoint)->seq;
    return checkpoint_seq_;
  }
  auto retention = store_->ReadRetention();
  if (!retention.ok()) return retention.status();
  if (retention->records_from > 0) return Corrupt("no checkpoint is sound, and the records before it have expired");
  return Seq{0};
}

Status Pipeline::StepStored(Seq from) {
  ScoredBatch posts;
  std::vector<StoredRecord> stored;
  Seq next = from;
  const auto visit = [&](Seq seq, std::string_view bytes) -> Status {
    if (seq != next) return Corrupt("record " + std::to_string(next) + " is missing from the sequence");
    ++next;
    auto record = DecodeRecord(posts.arena.Copy(bytes));
    if (!record.ok()) return record.status().Annotate("record " + std::to_string(seq));
    if (record->kind == RecordKind::kSettings) {
      GROUNDSWELL_TRY(StepStoredBatch(&posts, &stored, seq - stored.size()));
      return EnforceSettings(DecodeRecord(bytes)->post.text);
    }
    if (record->kind == RecordKind::kCorrection)
      corrections_.Learn(record->post.text_hash, record->post.org, record->correction.reading);
    posts.posts.push_back(record->post);
    stored.push_back(std::move(*record));
    return stored.size() < kRecordsPerStep ? Status() : StepStoredBatch(&posts, &stored, next - stored.size());
  };
  GROUNDSWELL_TRY(store_->ScanRecords(from, visit));
  GROUNDSWELL_TRY(StepStoredBatch(&posts, &stored, next - stored.size()));
  if (next != position_.next_seq) return Corrupt("the sequence ends before its position");
  return {};
}

Status Pipeline::StepStoredBatch(ScoredBatch* posts, std::vector<StoredRecord>* stored, Seq first) {
  if (stored->empty()) return {};
  scorer_->Restore(posts);
  std::vector<Record> records;
  for (size_t i = 0; i < stored->size(); ++i) {
    const StoredRecord& record = (*stored)[i];
    records.push_back({first + i, record.kind, &posts->posts[i], record.has_prior ? &record.prior : nullptr,
                       HoldsRule(record.kind) ? &record.rule : nullptr,
                       record.kind == RecordKind::kCaseAction ? &record.action : nullptr,
                       record.kind == RecordKind::kCorrection ? &record.correction : nullptr,
                       record.kind == RecordKind::kForget ? &record.forgetting : nullptr});
  }
  StepResult result;
  engine_->Step(records, &result);
  for (const Record& record : records) TakeSeriesNames(record);
  for (size_t i = 0; i < stored->size(); ++i)
    if (result.verdicts[i].group != (*stored)[i].verdict.group)
      return Corrupt("record " + std::to_string(first + i) +
                     " is decided otherwise than before; the store was written by another version or with other "
                     "models: start those once more and stop them with SIGTERM, then these take the store over");
  posts->Clear();
  stored->clear();
  return {};
}

Status Pipeline::LoadIndexes() {
  GROUNDSWELL_TRY(store_->ScanIds([this](std::string_view channel, std::string_view id, const IdRow&) {
    filter_.Add(IdHash(channel, id));
    return Status();
  }));
  GROUNDSWELL_TRY(
      store_->ScanPanes(EventTime::None(), [this](EventTime start, std::string_view, const PaneCounts& counts) {
        pane_posts_[start.ms / kDayMs] += counts.posts;
        return Status();
      }));
  const auto mark = store_->ReadMark(kErasingMark);
  if (!mark.ok()) return mark.status();
  if (!mark->value_or("").empty()) {
    std::from_chars((*mark)->data(), (*mark)->data() + (*mark)->size(), erasing_from_);
    erasing_end_ = position_.next_seq;
  }
  return store_->ScanBuckets([this](const BucketStart& bucket) {
    buckets_[bucket.day] = bucket.first_seq;
    return Status();
  });
}

}  // namespace groundswell
