// LineReader: bytes to lines, handed on in blocks that own their bytes.
//
// A line ends at '\n' or at the end of the input; one '\r' before that belongs to the line end. Empty and blank lines
// are skipped, yet counted in line numbers. A UTF-8 byte order mark at the input's start is dropped. A line longer than
// kLineBytesMax is handed on as its first kLongLineHeadBytes, marked too_long; the rest is read past.
// The canonical bytes of an input are every line's bytes and '\n', blank and long ones included: the same input gives
// the same canonical bytes however it was cut into files, and with either kind of line end. Progress counts them.
// Memory is flat: one read buffer of at most kLineBytesMax + kReadBytes, and the caller's block.
// Threads: a reader belongs to one thread; a block may be handed to another. Ownership: borrows the source.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/status.h"
#include "ingest/byte_source.h"
#include "ingest/limits.h"

namespace groundswell {

// How far an input was read.
struct Progress {
  uint64_t lines = 0;  // blank ones included; the number of the last line read
  uint64_t bytes = 0;  // canonical bytes of those lines
  uint64_t hash = 0;   // XXH3-64 of those bytes
  bool operator==(const Progress&) const = default;
};

struct Line {
  uint32_t offset = 0, length = 0;  // in the block's bytes, without the line end
  uint64_t number = 0;              // from 1, in the whole input
  bool too_long = false;            // then these bytes are only its head
};

// Lines and the bytes they lie in. At least kLinePaddingBytes can be read behind every line.
class LineBlock {
 public:
  std::string_view text(const Line& line) const { return {bytes_.get() + line.offset, line.length}; }
  // Bytes that may be read from a line's start on.
  size_t readable_bytes(const Line& line) const { return size_ + kLinePaddingBytes - line.offset; }

  std::vector<Line> lines;
  size_t lines_bytes = 0;  // of `lines`, without line ends
  Progress end;            // of the input, after the block's last line and the blank ones read behind it

  // Empties the block and keeps its memory.
  void Clear();
  // Adds bytes behind the ones it has.
  void Append(std::string_view bytes);
  size_t size() const { return size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0, capacity_ = 0;
};

class LineReader {
 public:
  explicit LineReader(ByteSource* source) : source_(source) { XXH3_64bits_reset(&hash_); }
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // Fills `block` (cleared first) with the next lines, at most `lines_max` (> 0). Gives fewer when the block's bytes
  // reach kBlockBytesMax, at the end, and when a line is there but the source would have to wait for more. False when
  // no line is left. A source's failure is returned once all whole lines before it were handed on.
  Result<bool> Next(size_t lines_max, LineBlock* block);

  // Reads past lines, counted and hashed but not handed on, until `line` lines of the input were read in all (or its
  // end), and gives the progress made: how a run that was killed finds its place and knows the input again.
  Result<Progress> SkipTo(uint64_t line);

  // Of everything read so far; at the end of the input it includes trailing blank lines.
  Progress progress() const;

 private:
  enum class Found { kLine, kBlank, kNothing };  // kNothing: the end, or a failure

  Found TakeLine(bool may_wait, LineBlock* block);
  Found TakeLongLine(LineBlock* block);
  Found TakeBuffered(const char* line_end, bool has_line_end, LineBlock* block);
  void Flush(LineBlock* block);
  void HashUpTo(const char* place);
  bool Fill();

  ByteSource* source_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;  // what is unread lies in buffer_[begin_, end_)
  size_t copied_ = 0;           // buffer_[copied_, begin_) was read but is not in the block yet
  size_t hashed_ = 0;           // buffer_[hashed_, begin_) was read but is not hashed yet
  size_t searched_ = 0;         // no line end lies in buffer_[begin_, searched_)
  bool at_start_ = true, at_end_ = false;
  Status failure_;
  uint64_t lines_ = 0, canonical_bytes_ = 0;
  XXH3_state_t hash_;
};

}  // namespace groundswell
