#include "ingest/mapping_source.h"

#include <algorithm>
#include <cstring>

#include "base/json_writer.h"
#include "ingest/limits.h"
#include "ingest/mapping_jsonp.h"
#include "ingest/workbook.h"

namespace groundswell {
namespace {

// Whatever else a source may send: what begins with a bracket, or a call around one, is JSON.
class EitherFramer : public RecordFramer {
 public:
  EitherFramer(ByteSource* source, const Mapping* mapping) : source_(source), mapping_(mapping) {}

  Result<bool> Next(std::string* out) override {
    while (framer_ == nullptr) {
      GROUNDSWELL_TRY(source_.Peek());
      const bool may_be_table = mapping_->input() == MappingInput::kCsv;
      if (may_be_table && (source_.IsHeadOf(kZipMark) || source_.IsHeadOf(kOldWorkbookMark))) continue;
      const bool is_workbook =
          may_be_table && (source_.peeked().starts_with(kZipMark) || source_.peeked().starts_with(kOldWorkbookMark));
      const size_t first = std::min(source_.peeked().find_first_not_of(" \t\r\n"), source_.peeked().size());
      const std::string_view head = source_.peeked().substr(first);
      const bool is_json = head.starts_with('{') || head.starts_with('[') || JsonpFrontBytes(head) > 0;
      // A call is known by its bracket alone. Nothing but blanks is held only so far.
      const bool may_be_call = head.size() <= kJsonpFrontBytesMax && head.find('\n') == head.npos;
      if (!is_json && !is_workbook && may_be_call && !source_.at_end() && first <= kLineBytesMax) continue;
      framer_ = is_json                                   ? MakeJsonFramer(&source_, mapping_)
                : is_workbook                             ? MakeWorkbookFramer(&source_, mapping_)
                : mapping_->input() == MappingInput::kSse ? MakeSseFramer(&source_)
                                                          : MakeCsvFramer(&source_);
    }
    return framer_->Next(out);
  }

 private:
  // Gives again what was looked at.
  class Peeked : public ByteSource {
   public:
    explicit Peeked(ByteSource* source) : source_(source) {}
    Status Peek() {
      const Result<bool> more = AppendRead(source_, &bytes_);
      at_end_ = more.ok() && !*more;
      return more.status();
    }
    Result<size_t> Read(char* out, size_t size) override {
      if (given_ == bytes_.size()) return source_->Read(out, size);
      const size_t count = std::min(size, bytes_.size() - given_);
      std::memcpy(out, bytes_.data() + given_, count);
      given_ += count;
      return count;
    }
    bool Ready() const override { return given_ < bytes_.size() || source_->Ready(); }
    std::string_view peeked() const { return bytes_; }
    // Whether what was looked at so far is the beginning of `mark` and not all of it, and there is more to look at.
    bool IsHeadOf(std::string_view mark) const {
      return !at_end_ && bytes_.size() < mark.size() && mark.starts_with(bytes_);
    }
    bool at_end() const { return at_end_; }

   private:
    ByteSource* source_;
    std::string bytes_;
    size_t given_ = 0;
    bool at_end_ = false;
  };

  Peeked source_;
  const Mapping* mapping_;
  std::unique_ptr<RecordFramer> framer_;
};

std::unique_ptr<RecordFramer> MakeFramer(ByteSource* source, const Mapping* mapping) {
  switch (mapping->input()) {
    case MappingInput::kSse:
    case MappingInput::kCsv:
      return std::make_unique<EitherFramer>(source, mapping);
    case MappingInput::kBulk:
      return MakeBulkFramer(source);
    case MappingInput::kEmail:
      return MakeEmailFramer(source);
    case MappingInput::kFeed:
      return MakeFeedFramer(source);
    case MappingInput::kJson:
      break;
  }
  return MakeJsonFramer(source, mapping);
}

}  // namespace

MappingSource::MappingSource(ByteSource* source, const Mapping* mapping, size_t records_bytes_max)
    : source_(source), framer_(MakeFramer(&source_, mapping)), records_bytes_max_(records_bytes_max) {}

Result<size_t> UnmarkedSource::Read(char* out, size_t size) {
  while (at_start_ && head_.size() < kByteOrderMark.size()) {
    char next = 0;
    const Result<size_t> count = source_->Read(&next, 1);
    if (!count.ok()) return count;
    if (*count == 0) break;
    head_ += next;
    if (!kByteOrderMark.starts_with(head_)) break;
  }
  if (at_start_ && head_ == kByteOrderMark) head_.clear();
  at_start_ = false;
  if (head_.empty()) return source_->Read(out, size);
  const size_t count = head_.copy(out, size);
  head_.erase(0, count);
  return count;
}

Result<size_t> MappingSource::Read(char* out, size_t size) {
  while (given_ == lines_.size()) {
    if (made_bytes_ > records_bytes_max_) return 0;
    const bool is_in_line = !lines_.empty() && lines_.back() != '\n';
    lines_.clear();
    given_ = 0;
    const auto more = framer_->Next(&lines_);
    if (!more.ok()) return more.status();
    if (!*more) return 0;
    made_bytes_ += lines_.size();
    if (made_bytes_ <= records_bytes_max_) continue;
    lines_ = is_in_line ? "\n" : "";
    AppendRefusedLine(
        "what follows is left out: all records come to more than " + std::to_string(records_bytes_max_) + " bytes",
        &lines_);
  }
  const size_t count = std::min(size, lines_.size() - given_);
  std::memcpy(out, lines_.data() + given_, count);
  given_ += count;
  return count;
}

void AppendRefusedLine(std::string_view reason, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key(kRefusedKey).Text(reason).EndObject();
  *out += '\n';
}

Status SourceLines::Fill() {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    searched_ -= at_;
    at_ = 0;
  }
  const Result<bool> more = AppendRead(source_, &buffer_);
  at_end_ = more.ok() && !*more;
  return more.status();
}

Result<bool> SourceLines::Next(size_t bytes_max, std::string_view* line, bool* too_long) {
  *too_long = false;
  size_t dropped = 0;
  while (true) {
    const size_t end = buffer_.find('\n', searched_);
    if (end == std::string::npos && !at_end_) {
      searched_ = buffer_.size();
      if (searched_ - at_ > bytes_max + 1) {
        // Its head is kept, what follows is read past.
        dropped += searched_ - at_ - bytes_max;
        buffer_.resize(at_ + bytes_max);
        searched_ = buffer_.size();
      }
      GROUNDSWELL_TRY(Fill());
      continue;
    }
    if (end == std::string::npos && at_ == buffer_.size()) return false;
    const size_t stop = std::min(end, buffer_.size());
    *line = std::string_view(buffer_).substr(at_, stop - at_);
    if (line->ends_with('\r')) line->remove_suffix(1);
    *too_long = dropped > 0 || line->size() > bytes_max;
    *line = line->substr(0, bytes_max);
    at_ = searched_ = std::min(stop + 1, buffer_.size());
    return true;
  }
}

}  // namespace groundswell
