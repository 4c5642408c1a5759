// ChunkedReader: takes the chunks out of a body sent with Transfer-Encoding: chunked.
//
// Contract: bytes are fed as they come, in pieces of any size; extensions and trailers are read past. A line longer
// than kLineBytesMax, or trailers above kTrailerBytesMax, fail. Nothing is buffered here. Threads: one. Source: RFC
// 9112, 7.1.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

class ChunkedReader {
 public:
  static constexpr size_t kLineBytesMax = 4096;
  static constexpr size_t kTrailerBytesMax = 8192;
  enum class Progress {
    kMore,    // all was used; the body goes on
    kDone,    // the body has ended; what was not used belongs to the next request
    kFull,    // the body would exceed `body_bytes_max`; the reader may go on with a larger one
    kFailed,  // these are no chunks
  };

  // Appends to *body (null: read past) until it, with all read past before, has `body_bytes_max` bytes. *used is what
  // was taken of `bytes`.
  Progress Read(std::string_view bytes, uint64_t body_bytes_max, size_t* used, std::string* body);

  uint64_t body_bytes() const { return body_bytes_; }

 private:
  enum class State { kSize, kExtension, kSizeEnd, kData, kDataReturn, kDataEnd, kTrailer, kTrailerEnd, kDone, kFailed };

  // One byte of what stands between the data.
  State Step(char byte);
  State StepSize(char byte);

  State state_ = State::kSize;
  uint64_t chunk_left_ = 0;
  uint64_t body_bytes_ = 0;
  size_t line_bytes_ = 0;
  size_t trailer_bytes_ = 0;
  bool has_digit_ = false;
  bool line_empty_ = true;  // of a trailer
};

}  // namespace groundswell
