#include "ingest/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "ingest/limits.h"

namespace groundswell {
namespace {

constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
constexpr int kZstdWindowLogMax = 27;

// The last three bytes of the mark of a zstd skippable frame, whose first byte is 0x50 to 0x5F.
constexpr std::string_view kZstdSkippableTail = "\x2A\x4D\x18";

bool IsZstd(std::string_view head) {
  const bool skippable = head.size() == 4 && (head[0] & 0xF0) == 0x50 && head.substr(1) == kZstdSkippableTail;
  return head == kZstdMagic || skippable;
}

// The compressed bytes: a buffer, refilled from the source, and the offset of what is left of it.
class CompressedInput {
 public:
  CompressedInput(std::unique_ptr<ByteSource> raw, std::string name, std::string head)
      : raw_(std::move(raw)), name_(std::move(name)), buffer_(std::move(head)) {
    filled_ = buffer_.size();
    buffer_.resize(kReadBytes);
  }

  // What is left of the buffer, refilled when empty; empty at the end of the input.
  Result<std::span<char>> Peek() {
    if (taken_ == filled_ && !ended_) {
      auto count = raw_->Read(buffer_.data(), buffer_.size());
      if (!count.ok()) return count.status();
      offset_ += filled_;
      taken_ = 0;
      filled_ = *count;
      ended_ = *count == 0;
    }
    return std::span<char>(buffer_.data() + taken_, filled_ - taken_);
  }
  void Take(size_t count) { taken_ += count; }
  Status Damaged(std::string_view format, std::string_view what) const {
    return Corrupt(name_ + ": damaged " + std::string(format) + " data at byte " + std::to_string(offset_ + taken_) +
                   " (" + std::string(what) + "); whole lines before it were read, get the file anew for the rest");
  }
  bool Ready() const { return taken_ < filled_ || ended_ || raw_->Ready(); }

 private:
  std::unique_ptr<ByteSource> raw_;
  std::string name_;
  std::string buffer_;
  size_t taken_ = 0, filled_ = 0;
  uint64_t offset_ = 0;  // of buffer_[0] in the input
  bool ended_ = false;
};

class GzipSource : public ByteSource {
 public:
  explicit GzipSource(CompressedInput input) : input_(std::move(input)) {
    CHECK(inflateInit2(&stream_, 15 + 16) == Z_OK);  // 16: a gzip header is expected
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<size_t> Read(char* out, size_t size) override {
    if (!failure_.ok()) return failure_;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, UINT32_MAX));
    const uInt wanted = stream_.avail_out;
    bool ended = false;
    while (stream_.avail_out == wanted && !ended && failure_.ok()) failure_ = Step(&ended);
    const size_t given = wanted - stream_.avail_out;
    if (given == 0 && !failure_.ok()) return failure_;
    return given;
  }
  bool Ready() const override { return input_.Ready(); }

 private:
  // Feeds what is left of the buffer to zlib once.
  Status Step(bool* ended) {
    auto bytes = input_.Peek();
    if (!bytes.ok()) return bytes.status();
    // Without new bytes zlib may still hold some that it has decoded, so it is asked even at the end.
    const bool at_end = bytes->empty();
    if (at_end && !in_member_) return *ended = true, Status();
    if (!in_member_ && (*bytes)[0] != kGzipMagic[0]) return input_.Damaged("gzip", "other bytes behind its end");
    in_member_ = true;
    stream_.next_in = reinterpret_cast<Bytef*>(bytes->data());
    stream_.avail_in = static_cast<uInt>(bytes->size());
    const uInt room_before = stream_.avail_out;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    input_.Take(bytes->size() - stream_.avail_in);
    if (code == Z_STREAM_END) {
      in_member_ = false;
      CHECK(inflateReset(&stream_) == Z_OK);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      return input_.Damaged("gzip", stream_.msg != nullptr ? stream_.msg : "not readable");
    } else if (at_end && stream_.avail_out == room_before) {
      return input_.Damaged("gzip", "it ends in the middle");
    }
    return {};
  }

  CompressedInput input_;
  z_stream stream_{};
  bool in_member_ = false;
  Status failure_;
};

class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(CompressedInput input) : input_(std::move(input)), stream_(ZSTD_createDStream()) {
    CHECK(stream_ != nullptr);
    CHECK(ZSTD_isError(ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kZstdWindowLogMax)) == 0);
  }

  Result<size_t> Read(char* out, size_t size) override {
    if (!failure_.ok()) return failure_;
    ZSTD_outBuffer room{out, size, 0};
    bool ended = false;
    while (room.pos == 0 && !ended && failure_.ok()) failure_ = Step(&room, &ended);
    if (room.pos == 0 && !failure_.ok()) return failure_;
    return room.pos;
  }
  bool Ready() const override { return input_.Ready(); }

 private:
  Status Step(ZSTD_outBuffer* room, bool* ended) {
    auto bytes = input_.Peek();
    if (!bytes.ok()) return bytes.status();
    // As with zlib, what was decoded already is asked for even at the end.
    const bool at_end = bytes->empty();
    if (at_end && !in_frame_) return *ended = true, Status();
    ZSTD_inBuffer in{bytes->data(), bytes->size(), 0};
    const size_t hint = ZSTD_decompressStream(stream_.get(), room, &in);
    input_.Take(in.pos);
    if (ZSTD_isError(hint)) return input_.Damaged("zstd", ZSTD_getErrorName(hint));
    in_frame_ = hint != 0;
    if (at_end && in_frame_ && room->pos == 0) return input_.Damaged("zstd", "it ends in the middle");
    return {};
  }

  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  CompressedInput input_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  bool in_frame_ = false;
  Status failure_;
};

// Plain bytes whose first few were read already.
class PlainSource : public ByteSource {
 public:
  PlainSource(std::unique_ptr<ByteSource> raw, std::string head) : raw_(std::move(raw)), head_(std::move(head)) {}
  Result<size_t> Read(char* out, size_t size) override {
    if (head_.empty()) return raw_->Read(out, size);
    const size_t count = std::min(size, head_.size());
    std::memcpy(out, head_.data(), count);
    head_.erase(0, count);
    return count;
  }
  bool Ready() const override { return !head_.empty() || raw_->Ready(); }

 private:
  std::unique_ptr<ByteSource> raw_;
  std::string head_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> Decompress(std::unique_ptr<ByteSource> raw, std::string name) {
  std::string head(kZstdMagic.size(), '\0');
  size_t filled = 0;
  while (filled < head.size()) {
    auto count = raw->Read(&head[filled], head.size() - filled);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    filled += *count;
    // An interactive writer's first byte decides; nobody is made to wait for four.
    if (head[0] != kGzipMagic[0] && head[0] != kZstdMagic[0] && (head[0] & 0xF0) != 0x50) break;
  }
  head.resize(filled);
  std::unique_ptr<ByteSource> source;
  if (head.starts_with(kGzipMagic)) {
    source = std::make_unique<GzipSource>(CompressedInput(std::move(raw), std::move(name), std::move(head)));
  } else if (IsZstd(head)) {
    source = std::make_unique<ZstdSource>(CompressedInput(std::move(raw), std::move(name), std::move(head)));
  } else {
    source = std::make_unique<PlainSource>(std::move(raw), std::move(head));
  }
  return source;
}

}  // namespace groundswell
