// What may write beside the writer of a RocksStore: marks, manifest, outbox and checkpoints.
// Each write is a batch of its own; RocksDB brings them into one order with the commits.
#include <sys/statvfs.h>

#include <algorithm>

#include "storage/limits.h"
#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

// RocksDB does not outlive a log that could not be written to the end: asked before it tries.
Status CheckRoom(const std::string& folder, size_t bytes) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0 || disk.f_blocks == 0) return {};
  const uint64_t free_bytes = uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free_bytes >= kDiskReserveBytes + bytes) return {};
  return IoError(folder + ": no space left on the disk; free some, and writing goes on");
}

}  // namespace

Status RocksStore::Parts::ResumeIfFailed() {
  if (!has_failed) return {};
  GROUNDSWELL_TRY(FromRocks(db->Resume(), folder + ": the store is still failing"));
  has_failed = false;
  return {};
}

Status RocksStore::Parts::Write(rocksdb::WriteBatch* rows, bool is_synced) {
  const std::lock_guard lock(writing);
  // A file system of a test's own has room of its own.
  if (options.env == nullptr) GROUNDSWELL_TRY(CheckRoom(folder, rows->GetDataSize()));
  GROUNDSWELL_TRY(ResumeIfFailed());
  rocksdb::WriteOptions write;
  write.sync = is_synced;
  const rocksdb::Status status = db->Write(write, rows);
  if (!status.ok()) has_failed = true;
  return FromRocks(status, folder + ": cannot write to the store");
}

Status RocksStore::Parts::PutRow(Family family, std::string_view row_key, std::string_view row, bool is_synced) {
  rocksdb::WriteBatch one;
  RowWriter writer(&one, families);
  writer.Put(family, row_key, row);
  GROUNDSWELL_TRY(FromRocks(writer.status(), folder));
  return Write(&one, is_synced);
}

Status RocksStore::PutManifest(std::string_view key, std::string_view value) {
  if (key == kFormatKey) return Invalid("the manifest row '" + std::string(kFormatKey) + "' is the store's own");
  return parts_->PutRow(kMeta, std::string(kManifestPrefix).append(key), value, true);
}

Status RocksStore::PutMark(std::string_view name, std::string_view value) {
  return parts_->PutRow(kMeta, std::string(kMarkPrefix).append(name), value, parts_->is_fsync());
}

Status RocksStore::PutDeliveries(const std::vector<DeliveryWrite>& rows, std::string_view mark,
                                 std::string_view value) {
  rocksdb::WriteBatch batch;
  RowWriter writer(&batch, parts_->families);
  for (const DeliveryWrite& row : rows) writer.Put(kMeta, DeliveryKey(row.number, row.receiver), row.json);
  writer.Put(kMeta, std::string(kMarkPrefix).append(mark), value);
  GROUNDSWELL_TRY(FromRocks(writer.status(), parts_->folder));
  return parts_->Write(&batch, parts_->is_fsync());
}

Status RocksStore::Parts::EraseDeliveryRows(uint64_t from, uint64_t before) {
  std::vector<std::string> keys;
  do {
    keys.clear();
    const Status scanned =
        Scan(kMeta, DeliveryKey(from, {}), DeliveryKey(before, {}), [&](std::string_view row_key, std::string_view) {
          if (keys.size() == kErasedRowsPerWrite) return Status(kStop, "");
          keys.emplace_back(row_key);
          return Status();
        });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
    if (keys.empty()) return {};
    rocksdb::WriteBatch rows;
    RowWriter writer(&rows, families);
    for (const std::string& erased : keys) writer.Delete(kMeta, erased);
    GROUNDSWELL_TRY(FromRocks(writer.status(), folder));
    GROUNDSWELL_TRY(Write(&rows, is_fsync()));
  } while (keys.size() == kErasedRowsPerWrite);
  return {};
}

Status RocksStore::EraseDeliveries(uint64_t before) {
  return parts_->EraseDeliveryRows(0, std::min(before, kNoticeDeliveries));
}

Status RocksStore::PutNotice(uint64_t number, std::string_view json) {
  return parts_->PutRow(kMeta, NoticeKey(number), json, parts_->is_fsync());
}

Status RocksStore::EraseNotices(uint64_t before) {
  GROUNDSWELL_TRY(
      parts_->EraseDeliveryRows(kNoticeDeliveries, kNoticeDeliveries + std::min(before, kNoticeDeliveries - 1)));
  std::vector<uint64_t> numbers;
  do {
    numbers.clear();
    const Status scanned = ScanNotices(0, [&](uint64_t number, std::string_view) -> Status {
      if (number >= before || numbers.size() == kErasedRowsPerWrite) return {kStop, ""};
      numbers.push_back(number);
      return {};
    });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
    if (numbers.empty()) return {};
    rocksdb::WriteBatch rows;
    RowWriter writer(&rows, parts_->families);
    for (const uint64_t number : numbers) writer.Delete(kMeta, NoticeKey(number));
    GROUNDSWELL_TRY(FromRocks(writer.status(), parts_->folder));
    GROUNDSWELL_TRY(parts_->Write(&rows, parts_->is_fsync()));
  } while (numbers.size() == kErasedRowsPerWrite);
  return {};
}

Status RocksStore::EraseOutbox(uint64_t before) {
  // Rows are erased one by one: they are few, and a range that ends ever later would slow every scan down.
  std::vector<uint64_t> numbers;
  do {
    numbers.clear();
    const Status scanned = ScanOutbox(0, [&](uint64_t number, int64_t) -> Status {
      if (number >= before || numbers.size() == kErasedRowsPerWrite) return {kStop, ""};
      numbers.push_back(number);
      return {};
    });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
    if (numbers.empty()) return {};
    rocksdb::WriteBatch rows;
    RowWriter writer(&rows, parts_->families);
    for (const uint64_t number : numbers) writer.Delete(kOutbox, NumberKey(number).view());
    GROUNDSWELL_TRY(FromRocks(writer.status(), parts_->folder));
    GROUNDSWELL_TRY(parts_->Write(&rows, parts_->is_fsync()));
  } while (numbers.size() == kErasedRowsPerWrite);
  return {};
}

Status RocksStore::WriteCheckpoint(const Checkpoint& checkpoint) {
  // The log first: after a loss of power no checkpoint may be ahead of the records it summarises.
  {
    const std::lock_guard lock(parts_->writing);
    GROUNDSWELL_TRY(parts_->ResumeIfFailed());
  }
  // Not with it held: this may take long, and writes go on meanwhile.
  GROUNDSWELL_TRY(FromRocks(parts_->db->SyncWAL(), parts_->folder + ": cannot sync the log"));
  return parts_->checkpoints.Write(checkpoint);
}

}  // namespace groundswell
