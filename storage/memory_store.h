// MemoryStore: the twin of RocksStore in memory, for tests and for runs that keep nothing.
//
// Contract: that of Store, but for surviving the process. Rows are held in ordered maps and grow with the input:
// the caller bounds it, by retention or by the length of what it feeds.
// Threads: as Store; one lock, held for short copies, so a visitor may call the store again.
#pragma once

#include <map>
#include <mutex>
#include <string>
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
  Status ScanGroups(const Visitor<GroupId, std::string_view>& visit) const override;
  Status ScanAlerts(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override;
  Status ScanRejects(const Visitor<uint64_t, std::string_view>& visit) const override;
  Status ScanPanes(const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const override;
  Status ScanBuckets(const Visitor<const BucketStart&>& visit) const override;
  Status ScanSuperseded(const Visitor<Seq, bool>& visit) const override;

  Status WriteCheckpoint(const Checkpoint& checkpoint) override;
  Result<std::optional<Checkpoint>> ReadCheckpoint() const override;
  Result<std::vector<CheckpointInfo>> ListCheckpoints() const override;
  Status EraseSuperseded(Seq before) override;
  Result<std::vector<FamilySize>> FamilySizes() const override;
  Status VerifyFiles() const override { return {}; }

 private:
  struct Assignment {
    std::string channel, id;
    GroupId group;
  };
  using TextPair = std::pair<std::string, std::string>;
  using PaneKey = std::pair<EventTime, std::string>;

  void DropExpired(const CommitBatch& batch);
  // Visits the rows from `from` on (all when it is null), copied out in chunks.
  template <typename Map, typename Visit>
  Status Scan(const Map& rows, const typename Map::key_type* from, const Visit& visit) const;

  mutable std::mutex mutex_;
  std::map<Seq, std::string> records_;
  std::map<TextPair, IdRow> ids_;
  std::map<Seq, Assignment> assignments_;
  std::map<GroupId, GroupId> merges_;
  std::map<GroupId, std::string> groups_;
  std::map<uint64_t, std::string> alerts_, rejects_;
  std::map<PaneKey, PaneCounts> panes_;
  std::map<int64_t, Seq> buckets_;
  std::map<Seq, bool> superseded_;  // whether erased
  std::map<std::string, std::string> manifest_;
  std::optional<Position> position_;
  Retention retention_;
  std::map<Seq, std::string> checkpoints_;
};

}  // namespace groundswell
