// The writing half of RocksStore.
#include "storage/rocks_store.h"

#include <algorithm>
#include <numeric>

#include "storage/limits.h"
#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

// Collects the rows of one step. Put and Merge copy what they are given; the first failure is kept.
class StepWriter {
 public:
  StepWriter(rocksdb::WriteBatch* batch, const std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount>& families)
      : batch_(batch), families_(families) {}

  void Put(Family family, std::string_view key, std::string_view value) {
    Keep(batch_->Put(families_[family], ToSlice(key), ToSlice(value)));
  }
  void Merge(Family family, std::string_view key, std::string_view value) {
    Keep(batch_->Merge(families_[family], ToSlice(key), ToSlice(value)));
  }
  void Delete(Family family, std::string_view key) { Keep(batch_->Delete(families_[family], ToSlice(key))); }
  void DeleteRange(Family family, std::string_view from, std::string_view to) {
    Keep(batch_->DeleteRange(families_[family], ToSlice(from), ToSlice(to)));
  }
  const rocksdb::Status& status() const { return status_; }

 private:
  void Keep(const rocksdb::Status& status) {
    if (status_.ok() && !status.ok()) status_ = status;
  }

  rocksdb::WriteBatch* batch_;
  const std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount>& families_;
  rocksdb::Status status_;
};

std::string SupersededKey(char prefix, Seq seq) { return std::string(1, prefix).append(NumberKey(seq).view()); }

// Adds the id rows in the order of their keys: neighbours then meet the same, cached part of the memtable, which makes
// ids that come in random order cheaper. Of equal keys the later stays the later.
void AddIds(const std::vector<IdWrite>& ids, std::vector<uint32_t>* order, std::string* key, std::string* value,
            StepWriter* step) {
  order->resize(ids.size());
  std::iota(order->begin(), order->end(), 0);
  const auto is_before = [&ids](uint32_t a, uint32_t b) {
    const int by_channel = ids[a].channel.compare(ids[b].channel);
    const int by_id = by_channel != 0 ? by_channel : ids[a].id.compare(ids[b].id);
    return by_id != 0 ? by_id < 0 : a < b;
  };
  if (!std::is_sorted(order->begin(), order->end(), is_before)) std::sort(order->begin(), order->end(), is_before);
  for (const uint32_t i : *order) {
    EncodeIdKey(ids[i].channel, ids[i].id, key);
    EncodeIdRow(ids[i].row, value);
    step->Put(kIds, *key, *value);
  }
}

void AddRows(const CommitBatch& batch, std::string* key, std::string* value, StepWriter* step) {
  for (const RecordWrite& write : batch.records) step->Put(kRecords, NumberKey(write.seq).view(), write.bytes);
  for (const AssignmentWrite& write : batch.assignments) {
    const FixedKey seq_key = NumberKey(write.first_seq);
    if (write.erase) {
      step->Delete(kAssignments, seq_key.view());
      continue;
    }
    EncodeAssignment(write.channel, write.id, write.group, value);
    step->Put(kAssignments, seq_key.view(), *value);
  }
  for (const MergeWrite& write : batch.merges)
    step->Put(kMerges, NumberKey(write.from.value).view(), NumberKey(write.into.value).view());
  for (const GroupWrite& write : batch.groups) step->Put(kGroups, NumberKey(write.id.value).view(), write.json);
  for (const AlertWrite& write : batch.alerts) step->Put(kAlerts, NumberKey(write.number).view(), write.json);
  for (const RejectWrite& write : batch.rejects) step->Put(kRejects, NumberKey(write.number).view(), write.json);
  for (const PaneWrite& write : batch.panes) {
    EncodePaneKey(write.start, write.org, key);
    EncodePaneCounts(write.add, value);
    step->Merge(kPanes, *key, *value);
  }
  for (const BucketStart& bucket : batch.buckets)
    step->Put(kBuckets, SignedKey(bucket.day).view(), NumberKey(bucket.first_seq).view());
  for (const Seq seq : batch.superseded) step->Put(kSuperseded, SupersededKey(kPendingPrefix, seq), {});
  EncodePosition(batch.position, value);
  step->Put(kMeta, kPositionKey, *value);
}

// Adds what retention removes; *retention moves on.
Status AddDrops(const RocksStore& store, const CommitBatch& batch, Retention* retention, StepWriter* step) {
  if (batch.drop_records_before && *batch.drop_records_before > retention->records_from) {
    const Seq from = retention->records_from, to = *batch.drop_records_before;
    step->DeleteRange(kRecords, NumberKey(from).view(), NumberKey(to).view());
    for (const char prefix : {kPendingPrefix, kErasedPrefix})
      step->DeleteRange(kSuperseded, SupersededKey(prefix, 0), SupersededKey(prefix, to));
    GROUNDSWELL_TRY(store.ScanBuckets([&](const BucketStart& bucket) {
      if (bucket.first_seq < to) step->Delete(kBuckets, SignedKey(bucket.day).view());
      return Status();
    }));
    retention->records_from = to;
  }
  if (batch.drop_panes_before && *batch.drop_panes_before > retention->panes_from) {
    step->DeleteRange(kPanes, SignedKey(EventTime::None().ms).view(), SignedKey(batch.drop_panes_before->ms).view());
    retention->panes_from = *batch.drop_panes_before;
  }
  if (batch.drop_ids_before_ms) retention->ids_from_ms = std::max(retention->ids_from_ms, *batch.drop_ids_before_ms);
  return {};
}

}  // namespace

Status RocksStore::Parts::Write(rocksdb::WriteBatch* rows, bool is_synced) {
  if (has_failed) {
    GROUNDSWELL_TRY(FromRocks(db->Resume(), folder + ": the store is still failing"));
    has_failed = false;
  }
  rocksdb::WriteOptions write;
  write.sync = is_synced;
  const rocksdb::Status status = db->Write(write, rows);
  has_failed = !status.ok();
  return FromRocks(status, folder + ": cannot write to the store");
}

Status RocksStore::Commit(const CommitBatch& batch) {
  Parts& parts = *parts_;
  parts.batch.Clear();
  StepWriter step(&parts.batch, parts.families);
  Retention retention = parts.retention;
  GROUNDSWELL_TRY(AddDrops(*this, batch, &retention, &step));
  AddIds(batch.ids, &parts.order, &parts.key, &parts.value, &step);
  AddRows(batch, &parts.key, &parts.value, &step);
  const bool retention_moves = retention != parts.retention;
  if (retention_moves) {
    EncodeRetention(retention, &parts.value);
    step.Put(kMeta, kRetentionKey, parts.value);
  }
  GROUNDSWELL_TRY(FromRocks(step.status(), parts.folder));
  GROUNDSWELL_TRY(parts.Write(&parts.batch, parts.options.durability == Durability::kFsync));
  if (retention_moves) {
    parts.retention = retention;
    parts.id_filter.set_floor_ms(retention.ids_from_ms);
  }
  return {};
}

Status RocksStore::PutManifest(std::string_view key, std::string_view value) {
  if (key == kFormatKey) return Invalid("the manifest row '" + std::string(kFormatKey) + "' is the store's own");
  parts_->batch.Clear();
  StepWriter step(&parts_->batch, parts_->families);
  step.Put(kMeta, std::string(kManifestPrefix).append(key), value);
  GROUNDSWELL_TRY(FromRocks(step.status(), parts_->folder));
  return parts_->Write(&parts_->batch, true);
}

Status RocksStore::WriteCheckpoint(const Checkpoint& checkpoint) {
  // The log first: after a loss of power no checkpoint may be ahead of the records it summarises.
  GROUNDSWELL_TRY(FromRocks(parts_->db->SyncWAL(), parts_->folder + ": cannot sync the log"));
  return parts_->checkpoints.Write(checkpoint);
}

Status RocksStore::EraseSuperseded(Seq before) {
  std::vector<Seq> seqs;
  do {
    // Rows are collected before they are erased, a bounded number at a time.
    seqs.clear();
    constexpr Code kStop = Code::kExhausted;
    Status scanned = parts_->Scan(kSuperseded, std::string(1, kPendingPrefix),
                                  [&](std::string_view key, std::string_view) -> Status {
                                    Seq seq = 0;
                                    if (key.empty() || !DecodeNumberKey(key.substr(1), &seq))
                                      return parts_->BadRow(kSuperseded, key);
                                    if (seq >= before || seqs.size() == kErasedRowsPerWrite) return {kStop, ""};
                                    seqs.push_back(seq);
                                    return {};
                                  });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
    if (seqs.empty()) return {};
    parts_->batch.Clear();
    StepWriter step(&parts_->batch, parts_->families);
    for (const Seq seq : seqs) {
      step.Delete(kRecords, NumberKey(seq).view());
      step.Delete(kSuperseded, SupersededKey(kPendingPrefix, seq));
      step.Put(kSuperseded, SupersededKey(kErasedPrefix, seq), {});
    }
    GROUNDSWELL_TRY(FromRocks(step.status(), parts_->folder));
    GROUNDSWELL_TRY(parts_->Write(&parts_->batch, false));
  } while (seqs.size() == kErasedRowsPerWrite);
  return {};
}

Status RocksStore::Compact() {
  rocksdb::CompactRangeOptions compact;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (rocksdb::ColumnFamilyHandle* family : parts_->families)
    GROUNDSWELL_TRY(FromRocks(parts_->db->CompactRange(compact, family, nullptr, nullptr),
                              parts_->folder + ": cannot compact the store"));
  return {};
}

}  // namespace groundswell
