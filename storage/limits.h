// The limits of the store, each with its reason. The RocksDB store as a whole stays below 256 MiB of memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace groundswell {

constexpr size_t kMiB = size_t{1} << 20;

// Blocks, indexes and filters that are read again. Reads are rare: new ids are known by storage/id_filter.h.
constexpr size_t kBlockCacheBytes = 48 * kMiB;
// All memtables of all families, the ones being flushed included.
constexpr size_t kWriteBufferBytesTotal = 138 * kMiB;
// One memtable of the four families that every post writes to (members in a live store alone). Keys arrive in order, so
// size costs no time to insert; below 16 MiB files get small and many, above 32 MiB two of them no longer fit the total
// beside the others.
constexpr size_t kRecordBufferBytes = 32 * kMiB;
constexpr size_t kRowBufferBytes = 16 * kMiB;
// One memtable of a family that few posts write to.
constexpr size_t kSmallBufferBytes = 2 * kMiB;
// Data blocks: large enough that keys and checksums cost little, small enough for a single read.
constexpr size_t kBlockBytes = size_t{16} * 1024;
// Table files: large, because most are only ever moved, never rewritten.
constexpr uint64_t kTableFileBytes = 64 * kMiB;
// The write-ahead log is replayed on open, so its length bounds the time to start after a crash.
constexpr uint64_t kLogBytesMax = 192 * kMiB;
// Nothing is written when no more than this would be left on the disk: enough for a log that RocksDB has begun, and for
// what other programs write between the question and the write.
constexpr uint64_t kDiskReserveBytes = 8 * kMiB;
// File handles, and with them the table readers held in memory.
constexpr int kOpenFilesMax = 256;
// One flush and one compaction at a time: the machine has two cores and the engine wants both.
constexpr int kBackgroundJobs = 2;

static_assert(2 * kRecordBufferBytes + 3 * kRowBufferBytes + 13 * kSmallBufferBytes <= kWriteBufferBytesTotal);
static_assert(kBlockCacheBytes + kWriteBufferBytesTotal + 64 * kMiB <= 256 * kMiB);

// Checkpoints kept: the newest, and the one before it should the newest be damaged.
constexpr size_t kCheckpointsKept = 2;
// Rows erased by one write of EraseSuperseded, ScrubFiles or EraseOutbox, so that a great clean-up needs little memory.
constexpr size_t kErasedRowsPerWrite = 4096;
// Records of which some were erased, so close together that they are likely in one file: a tenth of one.
constexpr uint64_t kScrubbedTogetherRecords = 16384;
// Rows the in-memory twin copies out under its lock at a time during a scan.
constexpr size_t kScanChunkRows = 256;

}  // namespace groundswell
