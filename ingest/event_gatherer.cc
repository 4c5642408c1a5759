#include "ingest/event_gatherer.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace groundswell {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
// Longer ids are no place in a stream; they would have to be sent back as a header.
constexpr size_t kIdBytesMax = 1024;
constexpr int64_t kRetryMaxMs = 24 * 3600 * 1000;

}  // namespace

void EventGatherer::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(after_return_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const size_t end = bytes.find_first_of("\r\n");
    const std::string_view piece = bytes.substr(0, end);
    constexpr size_t kFieldBytesMax = kLineBytesMax + 64;  // a line and the name of its field
    line_.append(piece.substr(0, std::min(piece.size(), kFieldBytesMax - std::min(kFieldBytesMax, line_.size()))));
    if (end == std::string_view::npos) return;
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    EndLine();
  }
}

void EventGatherer::EndLine() {
  std::string_view line = line_;
  if (std::exchange(at_start_, false) && line.starts_with(kMark)) line.remove_prefix(kMark.size());
  if (line.empty()) {
    EndEvent();
  } else if (line.front() != ':') {
    const size_t colon = line.find(':');
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    TakeField(line.substr(0, colon), value);
  }
  line_.clear();
}

void EventGatherer::TakeField(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (has_data_ && data_.size() <= kLineBytesMax) data_.push_back('\n');
    data_.append(value.substr(0, kLineBytesMax + 1 - std::min(data_.size(), kLineBytesMax + 1)));
    has_data_ = true;
  } else if (name == "event") {
    event_ = value.substr(0, kNameBytesMax);
  } else if (name == "id" && value.find('\0') == std::string_view::npos && value.size() <= kIdBytesMax) {
    id_ = value;
    has_id_ = true;
  } else if (name == "retry") {
    int64_t ms = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), ms);
    if (read.ec == std::errc() && read.ptr == value.data() + value.size() && ms >= 0)
      retry_ms_ = std::min(ms, kRetryMaxMs);
  }
}

void EventGatherer::EndEvent() {
  if (std::exchange(has_id_, false)) last_id_ = id_;
  if (std::exchange(has_data_, false)) {
    if (++ready_.events == 1) ready_.first_id = last_id_;
    const std::string_view each_line = whole_ ? std::string_view("\ndata: ") : std::string_view(" ");
    if (whole_ && !event_.empty()) ready_.bytes.append("event: ").append(event_).append("\n");
    if (whole_ && !last_id_.empty()) ready_.bytes.append("id: ").append(last_id_).append("\n");
    if (whole_) ready_.bytes.append("data: ");
    for (const char c : data_) c == '\n' ? void(ready_.bytes.append(each_line)) : ready_.bytes.push_back(c);
    ready_.bytes.append(whole_ ? "\n\n" : "\n");
  }
  data_.clear();
  event_.clear();
}

GatheredEvents EventGatherer::Take() {
  ready_.last_id = last_id_;
  ready_.lines = static_cast<uint64_t>(std::count(ready_.bytes.begin(), ready_.bytes.end(), '\n'));
  return std::exchange(ready_, {});
}

}  // namespace groundswell
