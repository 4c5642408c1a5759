// The open database behind a RocksStore. Included by storage/rocks_*.cc alone.
//
// Keys of the default family: "position", "retention", "manifest/" followed by the manifest's key, "mark/" followed by
// the mark's name, "cursor/" followed by the source's name, "delivery/" followed by the alert's number key and the
// receiver's name, and "notice/" followed by the notice's number key. The superseded family has 'p' and the seq key
// while a record waits to be erased, 'e' and the seq key from then on, and 's' and the
// seq key of one that was erased or rewritten, until no file holds what it was. The alert_ids family has the alert's
// id, with its number as a seq key; the cases family has 'c' and the seq key of a group, 'a' and 'e' and that of an
// audit entry and of its evidence; merged_into has inverse keys and no values, and a row of it holds only while the
// merges family says the same. Ownership: closes the database with itself. Threads: what belongs to the writer says so;
// the rest is for all.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/checkpoint_files.h"
#include "storage/rocks_operators.h"
#include "storage/rocks_options.h"
#include "storage/rocks_status.h"
#include "storage/rocks_store.h"
#include "storage/row_codec.h"

namespace groundswell {

constexpr std::string_view kPositionKey = "position", kRetentionKey = "retention", kManifestPrefix = "manifest/",
                           kMarkPrefix = "mark/", kCursorPrefix = "cursor/", kDeliveryPrefix = "delivery/",
                           kDeliveryEnd = "delivery0",  // behind every row of the delivery log
    kNoticePrefix = "notice/", kNoticeEnd = "notice0";
constexpr char kCasePrefix = 'c', kAuditPrefix = 'a', kEvidencePrefix = 'e';
inline std::string DeliveryKey(uint64_t number, std::string_view receiver) {
  return std::string(kDeliveryPrefix).append(NumberKey(number).view()).append(receiver);
}
inline std::string NoticeKey(uint64_t number) { return std::string(kNoticePrefix).append(NumberKey(number).view()); }
constexpr char kPendingPrefix = 'p', kErasedPrefix = 'e', kStalePrefix = 's';
inline std::string PrefixedKey(char prefix, uint64_t number) {
  return std::string(1, prefix).append(NumberKey(number).view());
}
inline std::string SupersededKey(char prefix, Seq seq) { return PrefixedKey(prefix, seq); }

struct RocksStore::Parts {
  Parts(const std::string& data_folder, const RocksStoreOptions& store_options)
      : folder(data_folder), options(store_options), checkpoints(data_folder) {}
  ~Parts();

  Status OpenDb(bool read_only);
  // Checks the format version, or writes it into a store just made, and reads the retention.
  Status LoadState(bool may_create);

  // With `writing` held.
  Status ResumeIfFailed();
  // Resumes first when the last write, of whichever thread, failed.
  Status Write(rocksdb::WriteBatch* rows, bool is_synced);
  // One row, in a batch of its own.
  Status PutRow(Family family, std::string_view key, std::string_view value, bool is_synced);
  bool is_fsync() const { return options.durability == Durability::kFsync; }
  // The value of one row, or nothing.
  Result<std::optional<std::string>> Get(Family family, std::string_view key) const;
  // Visits the rows of a family from `from` on.
  template <typename Visit>
  Status Scan(Family family, std::string_view from, const Visit& visit) const;
  // The same below `to`.
  template <typename Visit>
  Status Scan(Family family, std::string_view from, std::string_view to, const Visit& visit) const;
  // Visits the rows of the cases family of this prefix, from `from` on.
  Status ScanCaseRows(char prefix, uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const;
  Status BadRow(Family family, std::string_view key) const;
  // At most kErasedRowsPerWrite superseded records of this prefix below `before`.
  Result<std::vector<Seq>> FindSuperseded(char prefix, Seq before) const;
  // Rewrites the files of a family between two keys, all of them for null.
  Status CompactFamily(Family family, const rocksdb::Slice* from, const rocksdb::Slice* to);
  // The same of the records that were erased or rewritten.
  Status ScrubRecords();
  // Brings every family to its files, so that none needs the log any more.
  Status FlushAll();
  // Erases the rows of the delivery log from one number to below another.
  Status EraseDeliveryRows(uint64_t from, uint64_t before);

  std::string folder;
  RocksStoreOptions options;
  ExpiredIdFilter id_filter;
  ExpiredMemberFilter member_filter;
  CheckpointFiles checkpoints;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families{};
  std::unique_ptr<rocksdb::DB> db;

  // A log to which a write has failed must not be written to before RocksDB has resumed, or that ends the process: so
  // the writes of all threads go one by one.
  std::mutex writing;
  bool has_failed = false;  // the last failed: resume before the next
  // Held while superseded records are erased or dropped, so that no mark of an erased one outlives the drop.
  std::mutex erasing;

  // The writer's.
  rocksdb::WriteBatch batch;
  std::string key, value;
  std::vector<uint32_t> order;
  Retention retention;
};

// Collects rows for one write. Put and Merge copy what they are given; the first failure is kept.
class RowWriter {
 public:
  RowWriter(rocksdb::WriteBatch* batch, const std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount>& families)
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

template <typename Visit>
Status RocksStore::Parts::Scan(Family family, std::string_view from, const Visit& visit) const {
  return Scan(family, from, {}, visit);
}

template <typename Visit>
Status RocksStore::Parts::Scan(Family family, std::string_view from, std::string_view to, const Visit& visit) const {
  rocksdb::ReadOptions read;
  const rocksdb::Slice end = ToSlice(to);
  if (!to.empty()) read.iterate_upper_bound = &end;
  read.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> row(db->NewIterator(read, families[family]));
  for (row->Seek(ToSlice(from)); row->Valid(); row->Next())
    GROUNDSWELL_TRY(visit(ToView(row->key()), ToView(row->value())));
  return FromRocks(row->status(), folder);
}

}  // namespace groundswell
