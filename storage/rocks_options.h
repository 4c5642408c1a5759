// How RocksDB is set up: the column families, and the options of each with their reasons.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/rocks_operators.h"
#include "storage/rocks_store.h"

namespace groundswell {

// The default family, which every RocksDB has, holds the manifest, the marks, the position and the retention.
enum Family : size_t {
  kMeta,
  kRecords,
  kIds,
  kAssignments,
  kMerges,
  kGroups,
  kAlerts,
  kRejects,
  kPanes,
  kBuckets,
  kSuperseded,
  kSeries,
  kMembers,
  kMergedInto,
  kAlertIds,
  kOutbox,
  kCases,
  kFamilyCount,
};
constexpr std::array<std::string_view, kFamilyCount> kFamilyNames = {
    "default", "records",    "ids",    "assignments", "merges",      "groups",    "alerts", "rejects", "panes",
    "buckets", "superseded", "series", "members",     "merged_into", "alert_ids", "outbox", "cases"};

rocksdb::DBOptions MakeDbOptions(const RocksStoreOptions& options);
// The filters must outlive the database.
std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilies(const ExpiredIdFilter* id_filter,
                                                          const ExpiredMemberFilter* member_filter);

}  // namespace groundswell
