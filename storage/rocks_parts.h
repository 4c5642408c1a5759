// The open database behind a RocksStore. Included by storage/rocks_*.cc alone.
//
// Keys of the default family: "position", "retention", and "manifest/" followed by the manifest's key. The superseded
// family has 'p' and the seq key while a record waits to be erased, 'e' and the seq key from then on.
// Ownership: closes the database with itself. Threads: everything below `batch` belongs to the writer.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "storage/checkpoint_files.h"
#include "storage/rocks_operators.h"
#include "storage/rocks_options.h"
#include "storage/rocks_status.h"
#include "storage/rocks_store.h"

namespace groundswell {

constexpr std::string_view kPositionKey = "position", kRetentionKey = "retention", kManifestPrefix = "manifest/";
constexpr char kPendingPrefix = 'p', kErasedPrefix = 'e';

struct RocksStore::Parts {
  Parts(const std::string& data_folder, const RocksStoreOptions& store_options)
      : folder(data_folder), options(store_options), checkpoints(data_folder) {}
  ~Parts();

  Status OpenDb(bool read_only);
  // Checks the format version, or writes it into a store just made, and reads the retention.
  Status LoadState(bool may_create);

  Status Write(rocksdb::WriteBatch* rows, bool is_synced);
  // The value of one row, or nothing.
  Result<std::optional<std::string>> Get(Family family, std::string_view key) const;
  // Visits the rows of a family from `from` on.
  template <typename Visit>
  Status Scan(Family family, std::string_view from, const Visit& visit) const;
  Status BadRow(Family family, std::string_view key) const;

  std::string folder;
  RocksStoreOptions options;
  ExpiredIdFilter id_filter;
  CheckpointFiles checkpoints;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families{};
  std::unique_ptr<rocksdb::DB> db;

  rocksdb::WriteBatch batch;
  std::string key, value;
  std::vector<uint32_t> order;
  Retention retention;
  bool has_failed = false;  // the last write failed: resume before the next
};

template <typename Visit>
Status RocksStore::Parts::Scan(Family family, std::string_view from, const Visit& visit) const {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> row(db->NewIterator(read, families[family]));
  for (row->Seek(ToSlice(from)); row->Valid(); row->Next())
    GROUNDSWELL_TRY(visit(ToView(row->key()), ToView(row->value())));
  return FromRocks(row->status(), folder);
}

}  // namespace groundswell
