// RocksDB's status as ours, with what was being done and where.
#pragma once

#include <rocksdb/status.h>

#include <string_view>

#include "base/status.h"

namespace groundswell {

// Ok stays ok; damage becomes kCorrupt, everything else kIo.
Status FromRocks(const rocksdb::Status& status, std::string_view what);

inline rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace groundswell
