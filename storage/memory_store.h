// MemoryStore: the twin of RocksStore in memory, for tests and for runs that keep nothing.
//
// Contract: that of Store, but for surviving the process. Rows are held in ordered maps and grow with the input:
// the caller bounds it, by retention or by the length of what it feeds.
// Threads: as Store; one lock, held for short copies, so a visitor may call the store again.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace groundswell {

class MemoryStore final : public Store {
 public:
  MemoryStore();

  Status Commit(const CommitBatch& batch) override;
  Status PutManifest(std::string_view key, std::string_view value) override;
  Result<std::optional<std::string>> ReadManifest(std::string_view key) const override;
  Status ScanManifest(const Visitor<std::string_view, std::string_view>& visit) const override;
  Result<std::optional<Position>> ReadPosition() const override;
  Result<Retention> ReadRetention() const override;
  Result<std::optional<IdRow>> FindId(std::string_view channel, std::string_view id) const override;
  Result<std::optional<std::string>> ReadRecord(Seq seq) const override;

  Status ScanRecords(Seq from, const Visitor<Seq, std::string_view>& visit) const override;
  Status ScanIds(const Visitor<std::string_view, std::string_view, const IdRow&>& visit) const override;
  Status ScanAssignments(const Visitor<Seq, std::string_view, std::string_view, GroupId>& visit) const override;
  Status ScanMerges(const Visitor<GroupId, GroupId>& visit) const override;
  Status ScanGroupRows(const Visitor<GroupId, std::string_view>& visit) const override;
  Status ScanAlertRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Status ScanRejects(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Status ScanPanes(EventTime from, const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const override;
  Status ScanSeries(EventTime from,
                    const Visitor<EventTime, SeriesKind, std::string_view, const PaneCounts&>& visit) const override;

  Status ScanMembers(GroupId group, Seq below, const Visitor<Seq, const MemberRow&>& visit) const override;
  Status ScanAllMembers(const Visitor<GroupId, Seq, const MemberRow&>& visit) const override;
  Result<std::optional<GroupId>> FindMergedInto(GroupId from) const override;
  Status ScanMergedInto(GroupId into, const Visitor<GroupId>& visit) const override;
  Result<std::optional<std::string>> ReadGroupRow(GroupId id) const override;
  Result<std::optional<std::string>> ReadAlertRow(uint64_t number) const override;
  Result<std::optional<uint64_t>> FindAlert(std::string_view id) const override;
  Result<std::optional<std::string>> ReadCase(GroupId id) const override;
  Status ScanCases(const Visitor<GroupId, std::string_view>& visit) const override;
  Result<std::optional<std::string>> ReadAudit(uint64_t number) const override;
  Status ScanAudit(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Result<uint64_t> CountAudit() const override;
  Result<std::optional<std::string>> ReadEvidenceRow(uint64_t number) const override;
  Status ScanEvidenceRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Status ScanBuckets(const Visitor<const BucketStart&>& visit) const override;
  Status ScanSuperseded(const Visitor<Seq, bool>& visit) const override;

  Status WriteCheckpoint(const Checkpoint& checkpoint) override;
  Result<std::optional<Checkpoint>> ReadCheckpoint() const override;
  Result<std::vector<CheckpointInfo>> ListCheckpoints() const override;
  Status EraseSuperseded(Seq before) override;
  Status ScrubFiles() override { return {}; }

  Status ScanOutbox(uint64_t from, const Visitor<uint64_t, int64_t>& visit) const override;
  Status EraseOutbox(uint64_t before) override;
  Status PutMark(std::string_view name, std::string_view value) override;
  Result<std::optional<std::string>> ReadMark(std::string_view name) const override;
  Status PutDeliveries(const std::vector<DeliveryWrite>& rows, std::string_view mark, std::string_view value) override;
  Status ScanDeliveries(uint64_t from,
                        const Visitor<uint64_t, std::string_view, std::string_view>& visit) const override;
  Status EraseDeliveries(uint64_t before) override;
  Status PutNotice(uint64_t number, std::string_view json) override;
  Status ScanNotices(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Status EraseNotices(uint64_t before) override;
  Result<std::optional<std::string>> ReadCursor(std::string_view source) const override;

  Result<std::vector<FamilySize>> FamilySizes() const override;
  Status VerifyFiles() const override { return {}; }

 private:
  struct Assignment {
    std::string channel, id;
    GroupId group;
  };
  using TextPair = std::pair<std::string, std::string>;
  using PaneKey = std::pair<EventTime, std::string>;
  using SeriesKey = std::tuple<EventTime, SeriesKind, std::string>;
  using MemberKey = std::pair<GroupId, Seq>;  // the complement of the seq, so that the newest comes first

  void DropExpired(const CommitBatch& batch);
  // Visits the rows from `from` to `last_wanted` (null: from the first, to the end), copied out in chunks.
  template <typename Map, typename Visit>
  Status Scan(const Map& rows, const typename Map::key_type* from, const Visit& visit,
              const typename Map::key_type* last_wanted = nullptr) const;

  mutable std::mutex mutex_;
  std::map<Seq, std::string> records_;
  std::map<TextPair, IdRow> ids_;
  std::map<Seq, Assignment> assignments_;
  std::map<GroupId, GroupId> merges_;
  std::map<GroupId, std::string> groups_;
  std::map<uint64_t, std::string> alerts_, rejects_, notices_;
  std::map<std::string, uint64_t, std::less<>> alert_ids_;
  std::map<GroupId, std::string> cases_;
  std::map<uint64_t, std::string> audit_, evidence_;
  std::map<PaneKey, PaneCounts> panes_;
  std::map<SeriesKey, PaneCounts> series_;
  std::map<MemberKey, MemberRow> members_;
  std::map<uint64_t, int64_t> outbox_;
  std::map<std::pair<uint64_t, std::string>, std::string> deliveries_;
  std::map<int64_t, Seq> buckets_;
  std::map<Seq, bool> superseded_;  // whether erased
  std::map<std::string, std::string> manifest_, marks_, cursors_;
  std::optional<Position> position_;
  Retention retention_;
  std::map<Seq, std::string> checkpoints_;
};

}  // namespace groundswell
