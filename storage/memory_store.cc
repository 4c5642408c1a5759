#include "storage/memory_store.h"

#include <algorithm>

#include "storage/limits.h"

namespace groundswell {
namespace {

void AddCounts(const PaneCounts& add, PaneCounts* counts) {
  counts->posts += add.posts;
  counts->complaints += add.complaints;
  counts->negative += add.negative;
  counts->positive += add.positive;
}

// The value of one row, or nothing.
template <typename Map, typename Key>
std::optional<typename Map::mapped_type> Find(const Map& rows, const Key& key) {
  const auto row = rows.find(key);
  return row == rows.end() ? std::optional<typename Map::mapped_type>() : std::optional(row->second);
}

}  // namespace

MemoryStore::MemoryStore() { manifest_.emplace(kFormatKey, kFormatVersion); }

void MemoryStore::DropExpired(const CommitBatch& batch) {
  if (batch.drop_records_before && *batch.drop_records_before > retention_.records_from) {
    const Seq from = retention_.records_from = *batch.drop_records_before;
    records_.erase(records_.begin(), records_.lower_bound(from));
    superseded_.erase(superseded_.begin(), superseded_.lower_bound(from));
    std::erase_if(members_, [from](const auto& member) { return ~member.first.second < from; });
    std::erase_if(buckets_, [from](const auto& bucket) { return bucket.second < from; });
  }
  if (batch.drop_panes_before && *batch.drop_panes_before > retention_.panes_from) {
    retention_.panes_from = *batch.drop_panes_before;
    panes_.erase(panes_.begin(), panes_.lower_bound(PaneKey(retention_.panes_from, "")));
    series_.erase(series_.begin(), series_.lower_bound(SeriesKey(retention_.panes_from, SeriesKind{}, "")));
  }
  if (batch.drop_rejects_before) rejects_.erase(rejects_.begin(), rejects_.lower_bound(*batch.drop_rejects_before));
  if (batch.drop_evidence_before) {
    retention_.evidence_from = std::max(retention_.evidence_from, *batch.drop_evidence_before);
    evidence_.erase(evidence_.begin(), evidence_.lower_bound(*batch.drop_evidence_before));
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
  for (const RecordWrite& write : batch.rewritten)
    if (write.seq >= retention_.records_from) records_[write.seq] = write.bytes;
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
  for (const GroupWrite& write : batch.groups) groups_[write.id] = write.row;
  for (const AlertWrite& write : batch.alerts) {
    alerts_[write.number] = write.row;
    if (!write.id.empty()) alert_ids_[std::string(write.id)] = write.number;
  }
  for (const OutboxWrite& write : batch.outbox) outbox_[write.number] = write.decided_ms;
  for (const CaseWrite& write : batch.cases) {
    if (write.bytes.empty()) {
      cases_.erase(write.id);
    } else {
      cases_[write.id] = write.bytes;
    }
  }
  for (const AuditWrite& write : batch.audit) audit_[write.number] = write.bytes;
  for (const EvidenceWrite& write : batch.evidence) evidence_[write.number] = write.row;
  for (const RejectWrite& write : batch.rejects) rejects_[write.number] = write.json;
  for (const CursorWrite& write : batch.cursors) cursors_[std::string(write.source)] = write.cursor;
  for (const PaneWrite& write : batch.panes) AddCounts(write.add, &panes_[PaneKey(write.start, write.org)]);
  for (const SeriesWrite& write : batch.series)
    AddCounts(write.add, &series_[SeriesKey(write.start, write.kind, write.name)]);
  for (const MemberWrite& write : batch.members) {
    const MemberKey key(write.group, ~write.seq);
    if (write.erase || write.seq < retention_.records_from) {
      members_.erase(key);
    } else {
      members_[key] = write.row;
    }
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
  return Find(manifest_, std::string(key));
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
  return Find(ids_, TextPair(channel, id));
}

Result<std::optional<std::string>> MemoryStore::ReadRecord(Seq seq) const {
  std::lock_guard lock(mutex_);
  return Find(records_, seq);
}

template <typename Map, typename Visit>
Status MemoryStore::Scan(const Map& rows, const typename Map::key_type* from, const Visit& visit,
                         const typename Map::key_type* last_wanted) const {
  using Key = typename Map::key_type;
  std::optional<Key> last;
  std::vector<std::pair<Key, typename Map::mapped_type>> chunk;
  do {
    chunk.clear();
    {
      std::lock_guard lock(mutex_);
      auto row = last ? rows.upper_bound(*last) : from ? rows.lower_bound(*from) : rows.begin();
      const auto end = last_wanted == nullptr ? rows.end() : rows.upper_bound(*last_wanted);
      for (; row != end && chunk.size() < kScanChunkRows; ++row) chunk.emplace_back(row->first, row->second);
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

Status MemoryStore::ScanGroupRows(const Visitor<GroupId, std::string_view>& visit) const {
  return Scan(groups_, nullptr, visit);
}

Status MemoryStore::ScanAlertRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(alerts_, &from, visit);
}

Status MemoryStore::ScanRejects(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(rejects_, &from, visit);
}

Status MemoryStore::ScanPanes(EventTime from,
                              const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const {
  const PaneKey first(from, "");
  return Scan(panes_, &first,
              [&](const PaneKey& key, const PaneCounts& counts) { return visit(key.first, key.second, counts); });
}

Status MemoryStore::ScanSeries(EventTime from,
                               const Visitor<EventTime, SeriesKind, std::string_view, const PaneCounts&>& visit) const {
  const SeriesKey first(from, SeriesKind{}, "");
  return Scan(series_, &first, [&](const SeriesKey& key, const PaneCounts& counts) {
    return visit(std::get<0>(key), std::get<1>(key), std::get<2>(key), counts);
  });
}

Status MemoryStore::ScanMembers(GroupId group, Seq below, const Visitor<Seq, const MemberRow&>& visit) const {
  if (below == 0) return {};
  const MemberKey first(group, ~(below - 1)), last(group, ~Seq{0});
  return Scan(
      members_, &first, [&](const MemberKey& key, const MemberRow& row) { return visit(~key.second, row); }, &last);
}

Status MemoryStore::ScanAllMembers(const Visitor<GroupId, Seq, const MemberRow&>& visit) const {
  return Scan(members_, nullptr,
              [&](const MemberKey& key, const MemberRow& row) { return visit(key.first, ~key.second, row); });
}

Result<std::optional<GroupId>> MemoryStore::FindMergedInto(GroupId from) const {
  std::lock_guard lock(mutex_);
  return Find(merges_, from);
}

Status MemoryStore::ScanMergedInto(GroupId into, const Visitor<GroupId>& visit) const {
  return Scan(merges_, nullptr,
              [&](GroupId from, GroupId merged_into) { return merged_into == into ? visit(from) : Status(); });
}

Result<std::optional<std::string>> MemoryStore::ReadGroupRow(GroupId id) const {
  std::lock_guard lock(mutex_);
  return Find(groups_, id);
}

Result<std::optional<std::string>> MemoryStore::ReadAlertRow(uint64_t number) const {
  std::lock_guard lock(mutex_);
  return Find(alerts_, number);
}

Result<std::optional<uint64_t>> MemoryStore::FindAlert(std::string_view id) const {
  std::lock_guard lock(mutex_);
  return Find(alert_ids_, id);
}

Result<std::optional<std::string>> MemoryStore::ReadCase(GroupId id) const {
  std::lock_guard lock(mutex_);
  return Find(cases_, id);
}

Status MemoryStore::ScanCases(const Visitor<GroupId, std::string_view>& visit) const {
  return Scan(cases_, nullptr, visit);
}

Result<std::optional<std::string>> MemoryStore::ReadAudit(uint64_t number) const {
  std::lock_guard lock(mutex_);
  return Find(audit_, number);
}

Status MemoryStore::ScanAudit(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(audit_, &from, visit);
}

Result<uint64_t> MemoryStore::CountAudit() const {
  std::lock_guard lock(mutex_);
  return audit_.empty() ? 0 : audit_.rbegin()->first + 1;
}

Result<std::optional<std::string>> MemoryStore::ReadEvidenceRow(uint64_t number) const {
  std::lock_guard lock(mutex_);
  return Find(evidence_, number);
}

Status MemoryStore::ScanEvidenceRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(evidence_, &from, visit);
}

Status MemoryStore::ScanOutbox(uint64_t from, const Visitor<uint64_t, int64_t>& visit) const {
  return Scan(outbox_, &from, visit);
}

Status MemoryStore::EraseOutbox(uint64_t before) {
  std::lock_guard lock(mutex_);
  outbox_.erase(outbox_.begin(), outbox_.lower_bound(before));
  return {};
}

Status MemoryStore::PutMark(std::string_view name, std::string_view value) {
  std::lock_guard lock(mutex_);
  marks_[std::string(name)] = value;
  return {};
}

Result<std::optional<std::string>> MemoryStore::ReadMark(std::string_view name) const {
  std::lock_guard lock(mutex_);
  return Find(marks_, std::string(name));
}

Status MemoryStore::PutDeliveries(const std::vector<DeliveryWrite>& rows, std::string_view mark,
                                  std::string_view value) {
  std::lock_guard lock(mutex_);
  for (const DeliveryWrite& row : rows) deliveries_[{row.number, std::string(row.receiver)}] = row.json;
  marks_[std::string(mark)] = value;
  return {};
}

Status MemoryStore::ScanDeliveries(uint64_t from,
                                   const Visitor<uint64_t, std::string_view, std::string_view>& visit) const {
  const std::pair<uint64_t, std::string> first(from, "");
  return Scan(deliveries_, &first, [&](const std::pair<uint64_t, std::string>& key, const std::string& json) {
    return visit(key.first, key.second, json);
  });
}

Status MemoryStore::EraseDeliveries(uint64_t before) {
  std::lock_guard lock(mutex_);
  deliveries_.erase(deliveries_.begin(), deliveries_.lower_bound({std::min(before, kNoticeDeliveries), ""}));
  return {};
}

Status MemoryStore::PutNotice(uint64_t number, std::string_view json) {
  std::lock_guard lock(mutex_);
  notices_[number] = json;
  return {};
}

Status MemoryStore::ScanNotices(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return Scan(notices_, &from, visit);
}

Status MemoryStore::EraseNotices(uint64_t before) {
  std::lock_guard lock(mutex_);
  notices_.erase(notices_.begin(), notices_.lower_bound(before));
  deliveries_.erase(deliveries_.lower_bound({kNoticeDeliveries, ""}),
                    deliveries_.lower_bound({kNoticeDeliveries + std::min(before, kNoticeDeliveries - 1), ""}));
  return {};
}

Result<std::optional<std::string>> MemoryStore::ReadCursor(std::string_view source) const {
  std::lock_guard lock(mutex_);
  return Find(cursors_, std::string(source));
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
      {"series",
       sum(series_,
           [](const auto& r) { return std::get<2>(r.first).size() + sizeof(EventTime) + 1 + sizeof(r.second); })},
      {"members", members_.size() * (sizeof(MemberKey) + sizeof(MemberRow))},
      {"alert_ids", sum(alert_ids_, [](const auto& r) { return r.first.size() + sizeof(r.second); })},
      {"cases", sum(cases_, text) + sum(audit_, text) + sum(evidence_, text)},
      {"outbox", outbox_.size() * 2 * sizeof(uint64_t)},
      {"buckets", buckets_.size() * sizeof(BucketStart)},
      {"superseded", superseded_.size() * (sizeof(Seq) + 1)},
      {"checkpoints", sum(checkpoints_, text)},
  };
}

}  // namespace groundswell
