#include "storage/rocks_options.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "storage/limits.h"

namespace groundswell {
namespace {

std::shared_ptr<rocksdb::TableFactory> MakeTables(const std::shared_ptr<rocksdb::Cache>& cache, bool with_filter) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = kBlockBytes;
  // The build of RocksDB at hand computes CRC32 in software, XXH3 with vector instructions.
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;
  // Indexes and filters count against the cache, so that memory does not grow with the store.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  if (with_filter) {
    constexpr double kBitsPerKey = 10;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBitsPerKey));
    table.whole_key_filtering = true;
    // Filters are cut into parts that the cache can hold and drop singly.
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
  }
  return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(table));
}

// What every family has in common.
rocksdb::ColumnFamilyOptions MakeFamily(const std::shared_ptr<rocksdb::Cache>& cache, size_t buffer_bytes,
                                        bool with_filter) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = buffer_bytes;
  family.max_write_buffer_number = 3;
  family.target_file_size_base = kTableFileBytes;
  family.max_bytes_for_level_base = 8 * kTableFileBytes;
  // LZ4 on every level: one codec throughout lets tables whose keys do not overlap be moved down without a rewrite.
  family.compression = rocksdb::kLZ4Compression;
  family.bottommost_compression = rocksdb::kDisableCompressionOption;
  family.table_factory = MakeTables(cache, with_filter);
  return family;
}

}  // namespace

rocksdb::DBOptions MakeDbOptions(const RocksStoreOptions& options) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.paranoid_checks = true;
  // Damage in the log is an error; a log that ends inside a record is how a killed process leaves it.
  db.wal_recovery_mode = options.log_damage == LogDamage::kRefuse
                             ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                             : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.manual_wal_flush = false;
  db.max_total_wal_size = kLogBytesMax;
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(kWriteBufferBytesTotal);
  db.max_open_files = kOpenFilesMax;
  db.max_background_jobs = kBackgroundJobs;
  // Beside the one writer others write a row now and then, which is not worth inserting at once: the plain insert
  // remembers the last place, which makes ordered keys cheap.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  // Spreads writing out to the disk instead of leaving it to one long sync.
  db.bytes_per_sync = kMiB;
  db.wal_bytes_per_sync = kMiB;
  db.listeners.push_back(std::make_shared<WriterRecovers>());
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 2;
  db.max_log_file_size = kMiB;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilies(const ExpiredIdFilter* id_filter,
                                                          const ExpiredMemberFilter* member_filter) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(std::size(kFamilyNames));
  for (const std::string_view name : kFamilyNames)
    families.emplace_back(std::string(name), MakeFamily(cache, kSmallBufferBytes, false));
  families[kRecords].options = MakeFamily(cache, kRecordBufferBytes, false);
  families[kAssignments].options = MakeFamily(cache, kRowBufferBytes, false);
  families[kIds].options = MakeFamily(cache, kRowBufferBytes, true);
  families[kIds].options.compaction_filter = id_filter;
  // Ids come in any order: merging runs of like size is meant to rewrite a row less often than levels.
  families[kIds].options.compaction_style = rocksdb::kCompactionStyleUniversal;
  // Members come in the order of their groups' ids, which is any order, and are read by group alone.
  families[kMembers].options = MakeFamily(cache, kRowBufferBytes, false);
  families[kMembers].options.compaction_filter = member_filter;
  families[kMembers].options.compaction_style = rocksdb::kCompactionStyleUniversal;
  // Without its operator a family would open, and fail only when a pane is read.
  for (const Family counts : {kPanes, kSeries}) families[counts].options.merge_operator = std::make_shared<PaneAdder>();
  return families;
}

}  // namespace groundswell
