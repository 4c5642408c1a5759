// RocksStore: the Store on disk, a RocksDB database of one column family a kind of row, and checkpoint files beside it.
//
// Layout of a data folder: db/ is RocksDB's (LOCK, log, tables), checkpoint-*.gsc are storage/checkpoint_files.h.
// Contract: that of Store. One Commit is one WriteBatch with the write-ahead log on. A damaged log refuses to open, a
// log that merely ends early (the process died while writing) opens without the unfinished step.
// Threads: one writer calls Commit. Reads, PutMark, PutManifest and EraseOutbox run beside it from any thread; of
// WriteCheckpoint, EraseSuperseded and ScrubFiles one at a time. RocksDB puts the writes of all threads into one order,
// so each is whole. A folder is open for writing in one process at a time. Errors: kConflict when the folder is in use
// or of another format version, kCorrupt when bytes do not check, kNotFound from OpenReadOnly without a store, kIo when
// the system refuses. After a failed write the next one first tries to resume: a disk that was full for a while needs
// no restart, after any other failed write the folder must be opened again. Memory: below 256 MiB, see
// storage/limits.h; CommitBatch and checkpoints are the caller's.
#pragma once

#include <memory>
#include <string>

#include "storage/store.h"

namespace rocksdb {
class Env;
}

namespace groundswell {

enum class Durability {
  kWal,    // a returned Commit, PutMark or EraseOutbox survives the death of the process
  kFsync,  // and the loss of power; costs one fsync a call
};

enum class LogDamage {
  kRefuse,  // a damaged log does not open
  // Everything from the first damaged byte of the log on is given up. For a person to choose after a loss of power
  // without kFsync, when the disk may hold later parts of the log without earlier ones.
  kDropTail,
};

struct RocksStoreOptions {
  Durability durability = Durability::kWal;
  LogDamage log_damage = LogDamage::kRefuse;
  // The file system, for tests that make it fail; must outlive the store. Null is the system's.
  rocksdb::Env* env = nullptr;
};

class RocksStore final : public Store {
 public:
  // Opens the store in `folder`, making folder and store where they are missing.
  static Result<std::unique_ptr<RocksStore>> Open(const std::string& folder, const RocksStoreOptions& options);
  // For inspection: takes no lock and changes no row. Of a store that a running process writes it shows the state at
  // opening; opening itself may fail, or miss rows, when the writer removes a file meanwhile.
  static Result<std::unique_ptr<RocksStore>> OpenReadOnly(const std::string& folder);
  ~RocksStore() override;

  // Rewrites every family, so that what was dropped, hidden or superseded leaves the files. Slow.
  Status Compact();
  // Of a store that no engine has open: erases the superseded records that wait, where the newest checkpoint has passed
  // them. Only that one is kept then, for those before it hold what was deleted and need what is erased. Says whether
  // nothing waits any more: behind Compact the mark kErasingMark may go then.
  Result<bool> EraseWaiting();

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
  Status ScrubFiles() override;

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
  Status VerifyFiles() const override;

 private:
  struct Parts;  // the open database and the writer's scratch; storage/rocks_parts.h
  explicit RocksStore(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace groundswell
