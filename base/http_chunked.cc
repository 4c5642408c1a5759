#include "base/http_chunked.h"

#include <algorithm>
#include <limits>

namespace groundswell {

ChunkedReader::State ChunkedReader::StepSize(char byte) {
  const int digit = byte >= '0' && byte <= '9'   ? byte - '0'
                    : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                    : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                 : -1;
  if (digit >= 0) {
    if (chunk_left_ > std::numeric_limits<uint64_t>::max() >> 8) return State::kFailed;
    has_digit_ = true;
    chunk_left_ = chunk_left_ * 16 + static_cast<uint64_t>(digit);
    return State::kSize;
  }
  if (!has_digit_) return State::kFailed;
  if (byte == ';' || byte == ' ' || byte == '\t') return State::kExtension;
  return byte == '\r' ? State::kSizeEnd : State::kFailed;
}

ChunkedReader::State ChunkedReader::Step(char byte) {
  switch (state_) {
    case State::kSize:
      return ++line_bytes_ > kLineBytesMax ? State::kFailed : StepSize(byte);
    case State::kExtension:
      if (++line_bytes_ > kLineBytesMax || byte == '\n') return State::kFailed;
      return byte == '\r' ? State::kSizeEnd : State::kExtension;
    case State::kSizeEnd:
      line_bytes_ = 0;
      has_digit_ = false;
      if (byte != '\n') return State::kFailed;
      return chunk_left_ > 0 ? State::kData : State::kTrailer;
    case State::kDataReturn:
      return byte == '\r' ? State::kDataEnd : State::kFailed;
    case State::kDataEnd:
      return byte == '\n' ? State::kSize : State::kFailed;
    case State::kTrailer:
      if (++trailer_bytes_ > kTrailerBytesMax || byte == '\n') return State::kFailed;
      if (byte == '\r') return State::kTrailerEnd;
      line_empty_ = false;
      return State::kTrailer;
    case State::kTrailerEnd:
      if (byte != '\n') return State::kFailed;
      if (line_empty_) return State::kDone;
      line_empty_ = true;
      return State::kTrailer;
    default:
      return State::kFailed;
  }
}

ChunkedReader::Progress ChunkedReader::Read(std::string_view bytes, uint64_t body_bytes_max, size_t* used,
                                            std::string* body) {
  size_t at = 0;
  *used = 0;
  while (state_ != State::kDone && state_ != State::kFailed) {
    if (state_ == State::kData) {
      // A chunk says its size before it comes: one that will not fit is known at once.
      if (chunk_left_ > body_bytes_max - std::min(body_bytes_, body_bytes_max)) return *used = at, Progress::kFull;
      const size_t take = static_cast<size_t>(std::min<uint64_t>(chunk_left_, bytes.size() - at));
      if (body != nullptr) body->append(bytes.data() + at, take);
      body_bytes_ += take;
      chunk_left_ -= take;
      at += take;
      if (chunk_left_ == 0) state_ = State::kDataReturn;
    } else if (at < bytes.size()) {
      state_ = Step(bytes[at++]);
    }
    if (at == bytes.size()) break;
  }
  *used = at;
  if (state_ == State::kDone) return Progress::kDone;
  return state_ == State::kFailed ? Progress::kFailed : Progress::kMore;
}

}  // namespace groundswell
