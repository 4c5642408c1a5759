// What the store teaches RocksDB: to add pane counts, to forget expired ids and members while it compacts, and to leave
// recovery from a full disk to the writer.
//
// Threads: all are called from RocksDB's own threads at any time; they hold no state but an atomic.
#pragma once

#include <rocksdb/compaction_filter.h>
#include <rocksdb/listener.h>
#include <rocksdb/merge_operator.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>

#include "models/sequence.h"

namespace groundswell {

// Adds four 64-bit counts (row_codec.h, `pane`); refuses, as corruption, a value that is no such row.
class PaneAdder final : public rocksdb::AssociativeMergeOperator {
 public:
  const char* Name() const override { return "groundswell.PaneAdder"; }
  bool Merge(const rocksdb::Slice& key, const rocksdb::Slice* existing, const rocksdb::Slice& value, std::string* sum,
             rocksdb::Logger* logger) const override;
};

// Drops id rows whose time lies before the floor; keeps what it cannot read, for a reader to report.
class ExpiredIdFilter final : public rocksdb::CompactionFilter {
 public:
  const char* Name() const override { return "groundswell.ExpiredIdFilter"; }
  bool Filter(int level, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string* new_value,
              bool* value_changed) const override;

  int64_t floor_ms() const { return floor_ms_.load(std::memory_order_acquire); }
  void set_floor_ms(int64_t floor_ms) { floor_ms_.store(floor_ms, std::memory_order_release); }

 private:
  std::atomic<int64_t> floor_ms_ = std::numeric_limits<int64_t>::min();
};

// Drops member rows whose record lies before the floor; keeps what it cannot read, for a reader to report.
class ExpiredMemberFilter final : public rocksdb::CompactionFilter {
 public:
  const char* Name() const override { return "groundswell.ExpiredMemberFilter"; }
  bool Filter(int level, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string* new_value,
              bool* value_changed) const override;

  Seq floor_seq() const { return floor_seq_.load(std::memory_order_acquire); }
  void set_floor_seq(Seq floor_seq) { floor_seq_.store(floor_seq, std::memory_order_release); }

 private:
  std::atomic<Seq> floor_seq_ = 0;
};

// The writer resumes before its next step; RocksDB's own attempts, every few seconds, would only stand in its way.
class WriterRecovers final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* is_automatic) override {
    *is_automatic = false;
  }
};

}  // namespace groundswell
