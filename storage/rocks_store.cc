// The writer's half of RocksStore: one step, one batch.
#include "storage/rocks_store.h"

#include <algorithm>
#include <numeric>

#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

// Fills *order with the places of the rows in the order of their keys: rows added in it meet the same, cached part of
// the memtable as their neighbours, which makes keys that come in random order cheaper. Of equal keys the later stays
// the later. `compare` says how two places' keys compare.
template <typename Compare>
void SortPlaces(size_t count, const Compare& compare, std::vector<uint32_t>* order) {
  order->resize(count);
  std::iota(order->begin(), order->end(), 0);
  const auto is_before = [&compare](uint32_t a, uint32_t b) {
    const auto by_key = compare(a, b);
    return by_key != 0 ? by_key < 0 : a < b;
  };
  if (!std::is_sorted(order->begin(), order->end(), is_before)) std::sort(order->begin(), order->end(), is_before);
}

void AddIds(const std::vector<IdWrite>& ids, std::vector<uint32_t>* order, std::string* key, std::string* value,
            RowWriter* step) {
  const auto compare = [&ids](uint32_t a, uint32_t b) {
    const int by_channel = ids[a].channel.compare(ids[b].channel);
    return by_channel != 0 ? by_channel : ids[a].id.compare(ids[b].id);
  };
  SortPlaces(ids.size(), compare, order);
  for (const uint32_t i : *order) {
    EncodeIdKey(ids[i].channel, ids[i].id, key);
    EncodeIdRow(ids[i].row, value);
    step->Put(kIds, *key, *value);
  }
}

void AddMembers(const std::vector<MemberWrite>& members, std::vector<uint32_t>* order, std::string* value,
                RowWriter* step) {
  const auto compare = [&members](uint32_t a, uint32_t b) {
    const auto by_group = members[a].group <=> members[b].group;
    return by_group != 0 ? by_group : members[b].seq <=> members[a].seq;
  };
  SortPlaces(members.size(), compare, order);
  for (const uint32_t i : *order) {
    const PairKey member_key = MemberKey(members[i].group, members[i].seq);
    if (members[i].erase) {
      step->Delete(kMembers, member_key.view());
      continue;
    }
    EncodeMemberRow(members[i].row, value);
    step->Put(kMembers, member_key.view(), *value);
  }
}

void AddAssignments(const std::vector<AssignmentWrite>& assignments, std::string* value, RowWriter* step) {
  for (const AssignmentWrite& write : assignments) {
    const FixedKey seq_key = NumberKey(write.first_seq);
    if (write.erase) {
      step->Delete(kAssignments, seq_key.view());
      continue;
    }
    EncodeAssignment(write.channel, write.id, write.group, value);
    step->Put(kAssignments, seq_key.view(), *value);
  }
}

void AddCounts(const CommitBatch& batch, std::string* key, std::string* value, RowWriter* step) {
  for (const PaneWrite& write : batch.panes) {
    EncodePaneKey(write.start, write.org, key);
    EncodePaneCounts(write.add, value);
    step->Merge(kPanes, *key, *value);
  }
  for (const SeriesWrite& write : batch.series) {
    EncodeSeriesKey(write.start, write.kind, write.name, key);
    EncodePaneCounts(write.add, value);
    step->Merge(kSeries, *key, *value);
  }
}

// The rows that few posts write.
void AddRareRows(const CommitBatch& batch, std::string* value, RowWriter* step) {
  for (const MergeWrite& write : batch.merges) {
    step->Put(kMerges, NumberKey(write.from.value).view(), NumberKey(write.into.value).view());
    step->Put(kMergedInto, InverseKey(write.into, write.from).view(), {});
  }
  for (const CaseWrite& write : batch.cases) {
    const std::string key = PrefixedKey(kCasePrefix, write.id.value);
    write.bytes.empty() ? step->Delete(kCases, key) : step->Put(kCases, key, write.bytes);
  }
  for (const AuditWrite& write : batch.audit) step->Put(kCases, PrefixedKey(kAuditPrefix, write.number), write.bytes);
  for (const EvidenceWrite& write : batch.evidence)
    step->Put(kCases, PrefixedKey(kEvidencePrefix, write.number), write.row);
  for (const GroupWrite& write : batch.groups) step->Put(kGroups, NumberKey(write.id.value).view(), write.row);
  for (const AlertWrite& write : batch.alerts) {
    step->Put(kAlerts, NumberKey(write.number).view(), write.row);
    if (!write.id.empty()) step->Put(kAlertIds, write.id, NumberKey(write.number).view());
  }
  for (const OutboxWrite& write : batch.outbox)
    step->Put(kOutbox, NumberKey(write.number).view(), SignedKey(write.decided_ms).view());
  for (const RejectWrite& write : batch.rejects) step->Put(kRejects, NumberKey(write.number).view(), write.json);
  for (const CursorWrite& write : batch.cursors)
    step->Put(kMeta, std::string(kCursorPrefix).append(write.source), write.cursor);
  for (const BucketStart& bucket : batch.buckets)
    step->Put(kBuckets, SignedKey(bucket.day).view(), NumberKey(bucket.first_seq).view());
  for (const Seq seq : batch.superseded) step->Put(kSuperseded, SupersededKey(kPendingPrefix, seq), {});
  EncodePosition(batch.position, value);
  step->Put(kMeta, kPositionKey, *value);
}

// Adds what retention removes; *retention moves on.
Status AddDrops(const RocksStore& store, const CommitBatch& batch, Retention* retention, RowWriter* step) {
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
    for (const Family counts : {kPanes, kSeries})
      step->DeleteRange(counts, SignedKey(EventTime::None().ms).view(), SignedKey(batch.drop_panes_before->ms).view());
    retention->panes_from = *batch.drop_panes_before;
  }
  if (batch.drop_rejects_before)
    step->DeleteRange(kRejects, NumberKey(0).view(), NumberKey(*batch.drop_rejects_before).view());
  if (batch.drop_evidence_before && *batch.drop_evidence_before > retention->evidence_from) {
    retention->evidence_from = *batch.drop_evidence_before;
    step->DeleteRange(kCases, PrefixedKey(kEvidencePrefix, 0), PrefixedKey(kEvidencePrefix, retention->evidence_from));
  }
  if (batch.drop_ids_before_ms) retention->ids_from_ms = std::max(retention->ids_from_ms, *batch.drop_ids_before_ms);
  return {};
}

}  // namespace

Status RocksStore::Commit(const CommitBatch& batch) {
  Parts& parts = *parts_;
  parts.batch.Clear();
  RowWriter step(&parts.batch, parts.families);
  Retention retention = parts.retention;
  std::unique_lock<std::mutex> erasing;
  if (batch.drop_records_before) erasing = std::unique_lock(parts.erasing);
  GROUNDSWELL_TRY(AddDrops(*this, batch, &retention, &step));
  AddIds(batch.ids, &parts.order, &parts.key, &parts.value, &step);
  for (const auto* records : {&batch.records, &batch.rewritten})
    for (const RecordWrite& write : *records)
      if (write.seq >= retention.records_from) step.Put(kRecords, NumberKey(write.seq).view(), write.bytes);
  for (const RecordWrite& write : batch.rewritten) step.Put(kSuperseded, SupersededKey(kStalePrefix, write.seq), {});
  AddAssignments(batch.assignments, &parts.value, &step);
  AddMembers(batch.members, &parts.order, &parts.value, &step);
  AddCounts(batch, &parts.key, &parts.value, &step);
  AddRareRows(batch, &parts.value, &step);
  const bool retention_moves = retention != parts.retention;
  if (retention_moves) {
    EncodeRetention(retention, &parts.value);
    step.Put(kMeta, kRetentionKey, parts.value);
  }
  GROUNDSWELL_TRY(FromRocks(step.status(), parts.folder));
  GROUNDSWELL_TRY(parts.Write(&parts.batch, parts.is_fsync()));
  if (retention_moves) {
    parts.retention = retention;
    parts.id_filter.set_floor_ms(retention.ids_from_ms);
    parts.member_filter.set_floor_seq(retention.records_from);
  }
  return {};
}

}  // namespace groundswell
