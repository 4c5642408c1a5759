// The reading half of RocksStore; what only readers ask for is in rocks_read_indexes.cc.
#include <algorithm>

#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

// Walks the rows of one prefix of the superseded family: pending or erased.
class SupersededCursor {
 public:
  SupersededCursor(const rocksdb::ReadOptions& read, rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, char prefix)
      : prefix_(prefix), row_(db->NewIterator(read, family)) {
    row_->Seek(rocksdb::Slice(&prefix_, 1));
  }
  bool valid() const { return row_->Valid() && !row_->key().empty() && row_->key()[0] == prefix_; }
  bool Decode(Seq* seq) const { return DecodeNumberKey(ToView(row_->key()).substr(1), seq); }
  void Next() { row_->Next(); }
  rocksdb::Status status() const { return row_->status(); }

 private:
  char prefix_;
  std::unique_ptr<rocksdb::Iterator> row_;
};

}  // namespace

Status RocksStore::Parts::BadRow(Family family, std::string_view row_key) const {
  // An id key holds what its author chose, so no more than its hexadecimal start goes into a message.
  constexpr size_t kShownBytes = 16;
  return Corrupt(folder + ": a row of '" + std::string(kFamilyNames[family]) + "' cannot be read, key 0x" +
                 Hex(row_key.substr(0, kShownBytes)));
}

Result<std::optional<std::string>> RocksStore::Parts::Get(Family family, std::string_view row_key) const {
  std::string got;
  const rocksdb::Status status = db->Get(rocksdb::ReadOptions(), families[family], ToSlice(row_key), &got);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return FromRocks(status, folder + ": cannot read '" + std::string(kFamilyNames[family]) + "'");
  return std::optional(std::move(got));
}

Result<std::optional<std::string>> RocksStore::ReadManifest(std::string_view key) const {
  return parts_->Get(kMeta, std::string(kManifestPrefix).append(key));
}

Status RocksStore::ScanManifest(const Visitor<std::string_view, std::string_view>& visit) const {
  return parts_->Scan(kMeta, kManifestPrefix, [&](std::string_view key, std::string_view value) -> Status {
    return key.starts_with(kManifestPrefix) ? visit(key.substr(kManifestPrefix.size()), value) : Status();
  });
}

Result<std::optional<Position>> RocksStore::ReadPosition() const {
  const auto row = parts_->Get(kMeta, kPositionKey);
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<Position>();
  Position position;
  if (!DecodePosition(**row, &position)) return parts_->BadRow(kMeta, kPositionKey);
  return std::optional(position);
}

Result<Retention> RocksStore::ReadRetention() const {
  const auto row = parts_->Get(kMeta, kRetentionKey);
  if (!row.ok()) return row.status();
  Retention retention;
  if (*row && !DecodeRetention(**row, &retention)) return parts_->BadRow(kMeta, kRetentionKey);
  return retention;
}

Result<std::optional<IdRow>> RocksStore::FindId(std::string_view channel, std::string_view id) const {
  std::string key;
  EncodeIdKey(channel, id, &key);
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = parts_->db->Get(rocksdb::ReadOptions(), parts_->families[kIds], ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<IdRow>();
  if (!status.ok()) return FromRocks(status, parts_->folder + ": cannot read an id");
  IdRow row;
  if (!DecodeIdRow(ToView(value), &row)) return parts_->BadRow(kIds, key);
  if (row.time.ms < parts_->id_filter.floor_ms()) return std::optional<IdRow>();
  return std::optional(row);
}

Result<std::optional<std::string>> RocksStore::ReadRecord(Seq seq) const {
  return parts_->Get(kRecords, NumberKey(seq).view());
}

Status RocksStore::ScanRecords(Seq from, const Visitor<Seq, std::string_view>& visit) const {
  return parts_->Scan(kRecords, NumberKey(from).view(), [&](std::string_view key, std::string_view value) {
    Seq seq = 0;
    return DecodeNumberKey(key, &seq) ? visit(seq, value) : parts_->BadRow(kRecords, key);
  });
}

Status RocksStore::ScanIds(const Visitor<std::string_view, std::string_view, const IdRow&>& visit) const {
  const int64_t floor_ms = parts_->id_filter.floor_ms();
  std::string channel;
  return parts_->Scan(kIds, {}, [&](std::string_view key, std::string_view value) -> Status {
    std::string_view id;
    IdRow row;
    if (!DecodeIdKey(key, &channel, &id) || !DecodeIdRow(value, &row)) return parts_->BadRow(kIds, key);
    return row.time.ms < floor_ms ? Status() : visit(channel, id, row);
  });
}

Status RocksStore::ScanAssignments(const Visitor<Seq, std::string_view, std::string_view, GroupId>& visit) const {
  return parts_->Scan(kAssignments, {}, [&](std::string_view key, std::string_view value) {
    Seq seq = 0;
    std::string_view channel, id;
    GroupId group;
    if (!DecodeNumberKey(key, &seq) || !DecodeAssignment(value, &channel, &id, &group))
      return parts_->BadRow(kAssignments, key);
    return visit(seq, channel, id, group);
  });
}

Status RocksStore::ScanMerges(const Visitor<GroupId, GroupId>& visit) const {
  return parts_->Scan(kMerges, {}, [&](std::string_view key, std::string_view value) {
    GroupId from, into;
    if (!DecodeNumberKey(key, &from.value) || !DecodeNumberKey(value, &into.value)) return parts_->BadRow(kMerges, key);
    return visit(from, into);
  });
}

Status RocksStore::ScanGroupRows(const Visitor<GroupId, std::string_view>& visit) const {
  return parts_->Scan(kGroups, {}, [&](std::string_view key, std::string_view json) {
    GroupId id;
    return DecodeNumberKey(key, &id.value) ? visit(id, json) : parts_->BadRow(kGroups, key);
  });
}

Status RocksStore::ScanAlertRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return parts_->Scan(kAlerts, NumberKey(from).view(), [&](std::string_view key, std::string_view json) {
    uint64_t number = 0;
    return DecodeNumberKey(key, &number) ? visit(number, json) : parts_->BadRow(kAlerts, key);
  });
}

Status RocksStore::ScanRejects(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return parts_->Scan(kRejects, NumberKey(from).view(), [&](std::string_view key, std::string_view json) {
    uint64_t number = 0;
    return DecodeNumberKey(key, &number) ? visit(number, json) : parts_->BadRow(kRejects, key);
  });
}

Status RocksStore::ScanBuckets(const Visitor<const BucketStart&>& visit) const {
  return parts_->Scan(kBuckets, {}, [&](std::string_view key, std::string_view value) {
    BucketStart bucket;
    if (!DecodeSignedKey(key, &bucket.day) || !DecodeNumberKey(value, &bucket.first_seq))
      return parts_->BadRow(kBuckets, key);
    return visit(bucket);
  });
}

Status RocksStore::ScanSuperseded(const Visitor<Seq, bool>& visit) const {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  SupersededCursor pending(read, parts_->db.get(), parts_->families[kSuperseded], kPendingPrefix);
  SupersededCursor erased(read, parts_->db.get(), parts_->families[kSuperseded], kErasedPrefix);
  while (pending.valid() || erased.valid()) {
    Seq pending_seq = 0, erased_seq = 0;
    if ((pending.valid() && !pending.Decode(&pending_seq)) || (erased.valid() && !erased.Decode(&erased_seq)))
      return parts_->BadRow(kSuperseded, {});
    const bool take_pending = pending.valid() && (!erased.valid() || pending_seq <= erased_seq);
    const bool take_erased = erased.valid() && (!pending.valid() || erased_seq <= pending_seq);
    GROUNDSWELL_TRY(take_pending ? visit(pending_seq, false) : visit(erased_seq, true));
    if (take_pending) pending.Next();
    if (take_erased) erased.Next();
  }
  GROUNDSWELL_TRY(FromRocks(pending.status(), parts_->folder));
  return FromRocks(erased.status(), parts_->folder);
}

Result<std::optional<Checkpoint>> RocksStore::ReadCheckpoint() const {
  const auto position = ReadPosition();
  if (!position.ok()) return position.status();
  return parts_->checkpoints.ReadNewest(*position ? (*position)->next_seq : 0);
}

Result<std::vector<CheckpointInfo>> RocksStore::ListCheckpoints() const { return parts_->checkpoints.List(); }

Result<std::vector<FamilySize>> RocksStore::FamilySizes() const {
  std::vector<FamilySize> sizes;
  for (size_t family = 0; family < kFamilyCount; ++family) {
    uint64_t table_bytes = 0, buffer_bytes = 0;
    rocksdb::DB* db = parts_->db.get();
    if (!db->GetIntProperty(parts_->families[family], rocksdb::DB::Properties::kTotalSstFilesSize, &table_bytes) ||
        !db->GetIntProperty(parts_->families[family], rocksdb::DB::Properties::kCurSizeAllMemTables, &buffer_bytes))
      return IoError(parts_->folder + ": cannot tell the size of '" + std::string(kFamilyNames[family]) + "'");
    sizes.push_back({family == kMeta ? "meta" : kFamilyNames[family], table_bytes + buffer_bytes});
  }
  const auto checkpoints = ListCheckpoints();
  if (!checkpoints.ok()) return checkpoints.status();
  FamilySize all{"checkpoints", 0};
  for (const CheckpointInfo& checkpoint : *checkpoints) all.bytes += checkpoint.bytes;
  sizes.push_back(all);
  return sizes;
}

Status RocksStore::VerifyFiles() const {
  return FromRocks(parts_->db->VerifyChecksum(), parts_->folder + ": a stored file is damaged");
}

}  // namespace groundswell
