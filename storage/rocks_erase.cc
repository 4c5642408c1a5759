// How words that were deleted or forgotten leave a RocksStore: their rows first, then the files that hold them still.
#include <limits>

#include "storage/limits.h"
#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

}  // namespace

Result<std::vector<Seq>> RocksStore::Parts::FindSuperseded(char prefix, Seq before) const {
  std::vector<Seq> seqs;
  const Status scanned =
      Scan(kSuperseded, SupersededKey(prefix, 0), SupersededKey(prefix, before), [&](std::string_view row_key, auto) {
        Seq seq = 0;
        if (!DecodeNumberKey(row_key.substr(1), &seq)) return BadRow(kSuperseded, row_key);
        if (seqs.size() == kErasedRowsPerWrite) return Status(kStop, "");
        seqs.push_back(seq);
        return Status();
      });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  return seqs;
}

Status RocksStore::EraseSuperseded(Seq before) {
  while (true) {
    // Rows are collected before they are erased, a bounded number at a time.
    const std::lock_guard lock(parts_->erasing);
    const auto seqs = parts_->FindSuperseded(kPendingPrefix, before);
    if (!seqs.ok()) return seqs.status();
    if (seqs->empty()) return {};
    rocksdb::WriteBatch rows;
    RowWriter writer(&rows, parts_->families);
    for (const Seq seq : *seqs) {
      writer.Delete(kRecords, NumberKey(seq).view());
      writer.Delete(kSuperseded, SupersededKey(kPendingPrefix, seq));
      for (const char now : {kErasedPrefix, kStalePrefix}) writer.Put(kSuperseded, SupersededKey(now, seq), {});
    }
    GROUNDSWELL_TRY(FromRocks(writer.status(), parts_->folder));
    GROUNDSWELL_TRY(parts_->Write(&rows, false));
  }
}

Status RocksStore::Parts::CompactFamily(Family family, const rocksdb::Slice* from, const rocksdb::Slice* to) {
  rocksdb::CompactRangeOptions compact;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  compact.exclusive_manual_compaction = false;  // what the writer needs goes on beside it
  return FromRocks(db->CompactRange(compact, families[family], from, to), folder + ": cannot compact the store");
}

// Posts that are deleted together often came together: their files are rewritten once, and the store as a whole is not.
Status RocksStore::Parts::ScrubRecords() {
  while (true) {
    const auto seqs = FindSuperseded(kStalePrefix, std::numeric_limits<Seq>::max());
    if (!seqs.ok()) return seqs.status();
    if (seqs->empty()) return {};
    for (size_t first = 0, last = 0; first < seqs->size(); first = ++last) {
      while (last + 1 < seqs->size() && (*seqs)[last + 1] - (*seqs)[last] <= kScrubbedTogetherRecords) ++last;
      const FixedKey from_key = NumberKey((*seqs)[first]), to_key = NumberKey((*seqs)[last]);
      const rocksdb::Slice from = ToSlice(from_key.view()), to = ToSlice(to_key.view());
      GROUNDSWELL_TRY(CompactFamily(kRecords, &from, &to));
    }
    rocksdb::WriteBatch rows;
    RowWriter writer(&rows, families);
    for (const Seq seq : *seqs) writer.Delete(kSuperseded, SupersededKey(kStalePrefix, seq));
    GROUNDSWELL_TRY(FromRocks(writer.status(), folder));
    GROUNDSWELL_TRY(Write(&rows, false));
  }
}

Status RocksStore::Parts::FlushAll() {
  return FromRocks(db->Flush({}, {families.begin(), families.end()}), folder + ": cannot flush the store");
}

Status RocksStore::ScrubFiles() {
  GROUNDSWELL_TRY(parts_->ScrubRecords());
  // Those that expired before their turn came are not marked.
  const auto retention = ReadRetention();
  if (!retention.ok()) return retention.status();
  const FixedKey kept_key = NumberKey(retention->records_from);
  const rocksdb::Slice kept = ToSlice(kept_key.view());
  GROUNDSWELL_TRY(parts_->CompactFamily(kRecords, nullptr, &kept));
  // Of these it is not known which rows were written over; they are small beside the records.
  for (const Family family : {kGroups, kAlerts, kCases})
    GROUNDSWELL_TRY(parts_->CompactFamily(family, nullptr, nullptr));
  GROUNDSWELL_TRY(parts_->FlushAll());
  return parts_->checkpoints.DropSpare();
}

// Recovery begins at the newest checkpoint: what lies before is needed should that be damaged, which it is not.
Result<bool> RocksStore::EraseWaiting() {
  const auto position = ReadPosition();
  if (!position.ok()) return position.status();
  if (!*position) return true;
  const Seq end = (*position)->next_seq;
  // Of an input that was read to its end nothing is decided again.
  if ((*position)->finished) {
    GROUNDSWELL_TRY(EraseSuperseded(end));
    return true;
  }
  const auto waiting = parts_->FindSuperseded(kPendingPrefix, end);
  if (!waiting.ok()) return waiting.status();
  const auto mark = ReadMark(kErasingMark);
  if (!mark.ok()) return mark.status();
  if (waiting->empty() && mark->value_or("").empty()) return true;
  const auto checkpoint = ReadCheckpoint();
  if (!checkpoint.ok()) return checkpoint.status();
  if (!*checkpoint) return false;
  const Seq passed = (*checkpoint)->seq;
  GROUNDSWELL_TRY(parts_->checkpoints.DropBefore(passed));
  GROUNDSWELL_TRY(EraseSuperseded(passed));
  return passed == end;
}

Status RocksStore::Compact() {
  GROUNDSWELL_TRY(parts_->ScrubRecords());
  for (size_t family = 0; family < kFamilyCount; ++family)
    GROUNDSWELL_TRY(parts_->CompactFamily(static_cast<Family>(family), nullptr, nullptr));
  GROUNDSWELL_TRY(parts_->FlushAll());
  return parts_->checkpoints.DropSpare();
}

}  // namespace groundswell
