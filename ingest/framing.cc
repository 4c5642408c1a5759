#include "ingest/framing.h"

#include <algorithm>
#include <cstring>

namespace groundswell {
namespace {

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

void LineBlock::Clear() {
  lines.clear();
  lines_bytes = 0;
  end = {};
  size_ = 0;
}

void LineBlock::Append(std::string_view bytes) {
  const size_t needed = size_ + bytes.size() + kLinePaddingBytes;
  if (needed > capacity_) {
    const size_t capacity = std::max(needed, capacity_ * 2);
    auto grown = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
    bytes_ = std::move(grown);
    capacity_ = capacity;
  }
  if (!bytes.empty()) std::memcpy(bytes_.get() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
  std::memset(bytes_.get() + size_, 0, kLinePaddingBytes);
}

Result<bool> LineReader::Next(size_t lines_max, LineBlock* block) {
  block->Clear();
  while (block->lines.size() < lines_max && block->size() + (begin_ - copied_) < kBlockBytesMax) {
    // With lines in hand, a source that would wait is left alone: its writer may be waiting for an answer to them.
    if (TakeLine(/*may_wait=*/block->lines.empty(), block) == Found::kNothing) break;
  }
  Flush(block);
  block->end = progress();
  if (block->lines.empty() && !failure_.ok()) return failure_;
  return !block->lines.empty();
}

Result<Progress> LineReader::SkipTo(uint64_t line) {
  LineBlock passed;
  while (lines_ < line && TakeLine(/*may_wait=*/true, &passed) != Found::kNothing) {
    if (passed.size() + (begin_ - copied_) >= kReadBytes) {
      copied_ = begin_;  // nothing is handed on
      passed.Clear();
    }
  }
  copied_ = begin_;
  HashUpTo(buffer_.data() + begin_);
  if (lines_ < line && !failure_.ok()) return failure_;
  return progress();
}

Progress LineReader::progress() const { return {lines_, canonical_bytes_, XXH3_64bits_digest(&hash_)}; }

// Hashes what was read since the last call, up to `place`, which lies in the buffer.
void LineReader::HashUpTo(const char* place) {
  const size_t offset = place - buffer_.data();
  XXH3_64bits_update(&hash_, buffer_.data() + hashed_, offset - hashed_);
  canonical_bytes_ += offset - hashed_;
  hashed_ = offset;
}

// Everything read so far goes to the block and into the hash, so that the buffer may move.
void LineReader::Flush(LineBlock* block) {
  if (begin_ > hashed_) HashUpTo(buffer_.data() + begin_);
  if (begin_ > copied_) block->Append({buffer_.data() + copied_, begin_ - copied_});
  copied_ = begin_;
}

// Reads more behind what is unread; false at the end and at a failure. Whatever was read before is flushed by now.
bool LineReader::Fill() {
  if (at_end_ || !failure_.ok()) return false;
  if (end_ > begin_) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  searched_ -= begin_;
  end_ -= begin_;
  begin_ = copied_ = hashed_ = 0;
  buffer_.resize(std::max(buffer_.size(), end_ + kReadBytes));
  const auto count = source_->Read(buffer_.data() + end_, buffer_.size() - end_);
  if (!count.ok()) {
    failure_ = count.status();
    return false;
  }
  at_end_ = *count == 0;
  end_ += *count;
  return !at_end_;
}

LineReader::Found LineReader::TakeLine(bool may_wait, LineBlock* block) {
  while (true) {
    if (at_start_ && end_ - begin_ >= kByteOrderMark.size()) {
      at_start_ = false;
      if (std::string_view(buffer_.data() + begin_, kByteOrderMark.size()) == kByteOrderMark) {
        begin_ = copied_ = hashed_ = begin_ + kByteOrderMark.size();
        searched_ = std::max(searched_, begin_);
      }
    }
    const void* line_end = searched_ == end_ ? nullptr : std::memchr(&buffer_[searched_], '\n', end_ - searched_);
    if (line_end != nullptr) return TakeBuffered(static_cast<const char*>(line_end), true, block);
    searched_ = end_;
    // One byte more than the limit may be the '\r' of a line that just fits.
    if (end_ - begin_ > kLineBytesMax + 1) return TakeLongLine(block);
    Flush(block);
    if (!may_wait && !source_->Ready()) return Found::kNothing;
    if (Fill()) continue;
    if (!failure_.ok() || begin_ == end_) return Found::kNothing;
    return TakeBuffered(buffer_.data() + end_, false, block);
  }
}

// Takes the line that ends before `line_end`, which lies whole in the buffer.
LineReader::Found LineReader::TakeBuffered(const char* line_end, bool has_line_end, LineBlock* block) {
  const char* line = buffer_.data() + begin_;
  size_t length = line_end - line;
  ++lines_;
  at_start_ = false;
  if (length > 0 && line[length - 1] == '\r') {
    --length;
    HashUpTo(line + length);
    ++hashed_;
  }
  const size_t offset = block->size() + (begin_ - copied_);
  begin_ = line_end - buffer_.data() + (has_line_end ? 1 : 0);
  searched_ = begin_;
  if (!has_line_end) {
    HashUpTo(line_end);
    XXH3_64bits_update(&hash_, "\n", 1);
    ++canonical_bytes_;
  }
  const bool too_long = length > kLineBytesMax;
  if (!too_long && IsBlank({line, length})) {
    if (block->lines.empty()) {
      // Blank lines before a block's first are not copied, so that no number of them fills it.
      copied_ = begin_;
    }
    return Found::kBlank;
  }
  if (too_long) length = kLongLineHeadBytes;
  block->lines.push_back({static_cast<uint32_t>(offset), static_cast<uint32_t>(length), lines_, too_long});
  block->lines_bytes += length;
  return Found::kLine;
}

// The buffer holds more than a line may have and no line end: keeps the head and reads past the rest.
LineReader::Found LineReader::TakeLongLine(LineBlock* block) {
  Flush(block);
  const uint64_t bytes_before = canonical_bytes_;
  const XXH3_state_t hash_before = hash_;
  const Line head{static_cast<uint32_t>(block->size()), kLongLineHeadBytes, ++lines_, true};
  block->Append({buffer_.data() + begin_, kLongLineHeadBytes});
  const char* line_end = nullptr;
  while (line_end == nullptr) {
    // A '\r' at the buffer's end waits for the byte behind it: it may belong to the line end.
    const bool holds_return = buffer_[end_ - 1] == '\r';
    begin_ = searched_ = copied_ = end_ - (holds_return ? 1 : 0);
    HashUpTo(buffer_.data() + begin_);
    if (!Fill()) break;
    line_end = static_cast<const char*>(std::memchr(buffer_.data(), '\n', end_));
  }
  if (line_end == nullptr && !failure_.ok()) {
    // The line is not whole: it was never there.
    --lines_;
    canonical_bytes_ = bytes_before;
    hash_ = hash_before;
    return Found::kNothing;
  }
  const char* content_end = line_end == nullptr ? buffer_.data() + end_ : line_end;
  const bool has_return = content_end > buffer_.data() && content_end[-1] == '\r';
  HashUpTo(content_end - (has_return ? 1 : 0));
  XXH3_64bits_update(&hash_, "\n", 1);
  ++canonical_bytes_;
  begin_ = searched_ = copied_ = hashed_ = line_end == nullptr ? end_ : line_end + 1 - buffer_.data();
  block->lines.push_back(head);
  block->lines_bytes += head.length;
  return Found::kLine;
}

}  // namespace groundswell
