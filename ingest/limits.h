// Limits of input, each with its reason. What goes past one is refused and counted, never kept.
//
// Units: bytes unless the name says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace groundswell {

// A longer line is no post: the longest text fits in it twice over, written as \u escapes (twice its bytes in Chinese).
constexpr size_t kLineBytesMax = size_t{1024} * 1024;
// Bytes that must be readable behind every line, for a parser that reads in whole vectors. Not part of the line.
constexpr size_t kLinePaddingBytes = 64;
// What is kept of a line that is too long: enough to recognise it in the reject log.
constexpr size_t kLongLineHeadBytes = 1024;
// A block ends early at this size, so that 4,096 long lines do not make a block of 4 GiB.
constexpr size_t kBlockBytesMax = size_t{4} * 1024 * 1024;
// One read from a source: large enough that system calls do not show, small enough for the second-level cache.
constexpr size_t kReadBytes = size_t{256} * 1024;

// Deeper nesting is an attack on the stack; no feed seen goes beyond 12.
constexpr int kDepthMax = 32;
// Fields of the record itself. A post has 24; feeds that pass a platform's whole object on have some 120.
constexpr int kFieldsMax = 256;

// Names and ids become keys of the store and of maps: a key's size is paid in every index.
constexpr size_t kNameBytesMax = 256;
// Longer addresses are cut by browsers and proxies anyway, commonly at 2,048 to 8,192.
constexpr size_t kUrlBytesMax = size_t{4} * 1024;
// A title is one line.
constexpr size_t kTitleBytesMax = size_t{4} * 1024;
// Some 85,000 Chinese characters: a novella. Longer texts are attachments, not posts.
constexpr size_t kTextBytesMax = size_t{256} * 1024;
// Labels of one record; the sets known have at most nine.
constexpr size_t kLabelsMax = 64;

// A row of the reject log shows at most this much of its line, after redaction.
constexpr size_t kRejectShownBytesMax = 256;
// Redaction looks at this much of a line: what it takes out may be longer than what it puts in.
constexpr size_t kRejectHeadBytes = 1024;
// Rows of a reject log, and of the store of a replay; what comes after is counted only. At 0.5 KiB a row this is some
// 50 MB.
constexpr uint64_t kRejectRowsMax = 100'000;
// Those that a live store keeps, the newest: as many as one call counts by reason in a few tens of milliseconds.
constexpr uint64_t kLiveRejectRowsMax = 10'000;

static_assert(kTextBytesMax * 4 <= kLineBytesMax);
static_assert(kReadBytes <= kLineBytesMax && kLineBytesMax <= kBlockBytesMax);
static_assert(kLongLineHeadBytes >= kRejectHeadBytes && kRejectHeadBytes > kRejectShownBytesMax);

}  // namespace groundswell
