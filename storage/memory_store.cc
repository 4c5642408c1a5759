#include "storage/memory_store.h"

#include <algorithm>

#include "storage/limits.h"

namespace groundswell {

MemoryStore::MemoryStore() { manifest_.emplace(kFormatKey, kFormatVersion); }

void MemoryStore::DropExpired(const CommitBatch& batch) {
  if (batch.drop_records_before && *batch.drop_records_before > retention_.records_from) {
    const Seq from = retention_.records_from = *batch.drop_records_before;
    records_.erase(records_.begin(), records_.lower_bound(from));
    superseded_.erase(superseded_.begin(), superseded_.lower_bound(from));
    std::erase_if(buckets_, [from](const auto& bucket) { return bucket.second < from; });
  }
  if (batch.drop_panes_before && *batch.drop_panes_before > retention_.panes_from) {
    retention_.panes_from = *batch.drop_panes_before;
    panes_.erase(panes_.begin(), panes_.lower_bound(PaneKey(retention_.panes_from, "")));
  }
  if (batch.drop_ids_before_ms && *batch.drop_ids_before_ms > retention_.ids_from_ms) {
    const int64_t from_ms = retention_.ids_from_ms = *batch.drop_ids_before_ms;
    std::erase_if(ids_, [from_ms](const auto& id) { return id.second.time.ms < from_ms; });
  }
}

Status MemoryStore::Commit(const CommitBatch& batch) {
  std::lock_guard lock(mutex_);
  DropExpired(batch);
  for (const RecordWrite& write : batch.records) records_[write.seq] = write.bytes;
  for (const IdWrite& write : batch.ids) {
    TextPair key(write.channel, write.id);
    if (write.row.time.ms < retention_.ids_from_ms) {
      ids_.erase(key);
    } else {
      ids_[std::move(key)] = write.row;
    }
  }
  for (const AssignmentWrite& write : batch.assignments) {
    if (write.erase) {
      assignments_.erase(write.first_seq);
    } else {
      assignments_[write.first_seq] = {std::string(write.channel), std::string(write.id), write.group};
    }
  }
  for (const MergeWrite& write : batch.merges) merges_[write.from] = write.into;
  for (const GroupWrite& write : batch.groups) groups_[write.id] = write.json;
  for (const AlertWrite& write : batch.alerts) alerts_[write.number] = write.json;
  for (const RejectWrite& write : batch.rejects) rejects_[write.number] = write.json;
  for (const PaneWrite& write : batch.panes) {
    PaneCounts& counts = panes_[PaneKey(write.start, write.org)];
    counts.posts += write.add.posts;
    counts.complaints += write.add.complaints;
    counts.negative += write.add.negative;
    counts.positive += write.add.positive;
  }
  for (const BucketStart& bucket : batch.buckets) buckets_[bucket.day] = bucket.first_seq;
  for (const Seq seq : batch.superseded) superseded_[seq] = false;
  position_ = batch.position;
  return {};
}

Status MemoryStore::PutManifest(std::string_view key, std::string_view value) {
  if (key == kFormatKey) return Invalid("the manifest row '" + std::string(kFormatKey) + "' is the store's own");
  std::lock_guard lock(mutex_);
  manifest_[std::string(key)] = value;
  return {};
}

Result<std::optional<std::string>> MemoryStore::ReadManifest(std::string_view key) const {
  std::lock_guard lock(mutex_);
  const auto row = manifest_.find(std::string(key));
  return row == manifest_.end() ? std::optional<std::string>() : std::optional(row->second);
}

Result<std::optional<Position>> MemoryStore::ReadPosition() const {
  std::lock_guard lock(mutex_);
  return position_;
}

Result<Retention> MemoryStore::ReadRetention() const {
  std::lock_guard lock(mutex_);
  return retention_;
}

Result<std::optional<IdRow>> MemoryStore::FindId(std::string_view channel, std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto row = ids_.find(TextPair(channel, id));
  return row == ids_.end() ? std::optional<IdRow>() : std::optional(row->second);
}

Result<std::optional<std::string>> MemoryStore::ReadRecord(Seq seq) const {
  std::lock_guard lock(mutex_);
  const auto row = records_.find(seq);
  return row == records_.end() ? std::optional<std::string>() : std::optional(row->second);
}

template <typename Map, typename Visit>
Status MemoryStore::Scan(const Map& rows, const typename Map::key_type* from, const Visit& visit) const {
  using Key = typename Map::key_type;
  std::optional<Key> last;
  std::vector<std::pair<Key, typename Map::mapped_type>> chunk;
  do {
    chunk.clear();
    {
      std::lock_guard lock(mutex_);
      auto row = last ? rows.upper_bound(*last) : from ? rows.lower_bound(*from) : rows.begin();
      for (; row != rows.end() && chunk.size() < kScanChunkRows; ++row) chunk.emplace_back(row->first, row->second);
    }
    for (const auto& [key, value] : chunk) GROUNDSWELL_TRY(visit(key, value));
    if (!chunk.empty()) last = chunk.back().first;
  } while (chunk.size() == kScanChunkRows);
  return {};
}

Status MemoryStore::ScanManifest(const Visitor<std::string_view, std::string_view>& visit) const {
  return Scan(manifest_, nullptr, visit);
}

Status MemoryStore::ScanRecords(Seq from, const Visitor<Seq, std::string_view>& visit) const {
  return Scan(records_, &from, visit);
}

Status MemoryStore::ScanIds(const Visitor<std::string_view, std::string_view, const IdRow&>& visit) const {
  return Scan(ids_, nullptr, [&](const TextPair& key, const IdRow& row) { return visit(key.first, key.second, row); });
}

Status MemoryStore::ScanAssignments(const Visitor<Seq, std::string_view, std::string_view, GroupId>& visit) const {
  return Scan(assignments_, nullptr,
              [&](Seq seq, const Assignment& row) { return visit(seq, row.channel, row.id, row.group); });
}

Status MemoryStore::ScanMerges(const Visitor<GroupId, GroupId>& visit) const { return Scan(merges_, nullptr, visit); }

Status MemoryStore::ScanGroups(const Visitor<GroupId, std::string_view>& visit) const {
  return Scan(groups_, nullptr, visit);
}

Status MemoryStore::ScanAlerts(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(alerts_, &from, visit);
}

Status MemoryStore::ScanRejects(const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(rejects_, nullptr, visit);
}

Status MemoryStore::ScanPanes(const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const {
  return Scan(panes_, nullptr,
              [&](const PaneKey& key, const PaneCounts& counts) { return visit(key.first, key.second, counts); });
}

Status MemoryStore::ScanBuckets(const Visitor<const BucketStart&>& visit) const {
  return Scan(buckets_, nullptr, [&](int64_t day, Seq first_seq) { return visit(BucketStart{day, first_seq}); });
}

Status MemoryStore::ScanSuperseded(const Visitor<Seq, bool>& visit) const { return Scan(superseded_, nullptr, visit); }

Status MemoryStore::WriteCheckpoint(const Checkpoint& checkpoint) {
  std::lock_guard lock(mutex_);
  checkpoints_[checkpoint.seq] = checkpoint.bytes;
  checkpoints_.erase(checkpoints_.upper_bound(checkpoint.seq), checkpoints_.end());
  while (checkpoints_.size() > kCheckpointsKept) checkpoints_.erase(checkpoints_.begin());
  return {};
}

Result<std::optional<Checkpoint>> MemoryStore::ReadCheckpoint() const {
  std::lock_guard lock(mutex_);
  const Seq seq_max = position_ ? position_->next_seq : 0;
  auto after = checkpoints_.upper_bound(seq_max);
  if (after == checkpoints_.begin()) return std::optional<Checkpoint>();
  --after;
  return std::optional(Checkpoint{after->first, after->second});
}

Result<std::vector<CheckpointInfo>> MemoryStore::ListCheckpoints() const {
  std::lock_guard lock(mutex_);
  std::vector<CheckpointInfo> infos;
  for (auto row = checkpoints_.rbegin(); row != checkpoints_.rend(); ++row)
    infos.push_back({row->first, row->second.size(), true});
  return infos;
}

Status MemoryStore::EraseSuperseded(Seq before) {
  std::lock_guard lock(mutex_);
  for (auto row = superseded_.begin(); row != superseded_.end() && row->first < before; ++row) {
    records_.erase(row->first);
    row->second = true;
  }
  return {};
}

Result<std::vector<FamilySize>> MemoryStore::FamilySizes() const {
  std::lock_guard lock(mutex_);
  const auto sum = [](const auto& rows, const auto& bytes_of) {
    uint64_t bytes = 0;
    for (const auto& row : rows) bytes += bytes_of(row);
    return bytes;
  };
  const auto text = [](const auto& row) { return row.second.size() + sizeof(row.first); };
  return std::vector<FamilySize>{
      {"records", sum(records_, text)},
      {"ids", sum(ids_, [](const auto& r) { return r.first.first.size() + r.first.second.size() + sizeof(r.second); })},
      {"assignments",
       sum(assignments_, [](const auto& r) { return r.second.channel.size() + r.second.id.size() + 2 * sizeof(Seq); })},
      {"merges", merges_.size() * 2 * sizeof(GroupId)},
      {"groups", sum(groups_, text)},
      {"alerts", sum(alerts_, text)},
      {"rejects", sum(rejects_, text)},
      {"panes",
       sum(panes_, [](const auto& r) { return r.first.second.size() + sizeof(r.first.first) + sizeof(r.second); })},
      {"buckets", buckets_.size() * sizeof(BucketStart)},
      {"superseded", superseded_.size() * (sizeof(Seq) + 1)},
      {"checkpoints", sum(checkpoints_, text)},
  };
}

}  // namespace groundswell
