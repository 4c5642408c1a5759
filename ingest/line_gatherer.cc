#include "ingest/line_gatherer.h"

#include <algorithm>
#include <utility>

namespace groundswell {

void LineGatherer::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    half_.append(piece.substr(0, std::min(piece.size(), kLineBytesMax + 1 - half_.size())));
    half_taken_ += piece.size();
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    ++half_taken_;
    EndLine();
  }
}

void LineGatherer::EndLine() {
  ready_.bytes.append(half_).push_back('\n');
  ready_.taken += half_taken_;
  ++ready_.lines;
  half_.clear();
  half_taken_ = 0;
}

GatheredLines LineGatherer::Take() { return std::exchange(ready_, {}); }

GatheredLines LineGatherer::TakeRest() {
  if (half_taken_ > 0) EndLine();
  return Take();
}

}  // namespace groundswell
