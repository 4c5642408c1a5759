#include "ingest/mapping_source.h"

#include <algorithm>
#include <cstring>

#include "base/json_writer.h"
#include "ingest/csv.h"
#include "ingest/limits.h"
#include "ingest/mapping_charset.h"
#include "ingest/utf8.h"

namespace groundswell {
namespace {

// Whatever else a source may send: what begins with a bracket is JSON.
class EitherFramer : public RecordFramer {
 public:
  EitherFramer(ByteSource* source, const Mapping* mapping) : source_(source), mapping_(mapping) {}

  Result<bool> Next(std::string* out) override {
    while (framer_ == nullptr) {
      GROUNDSWELL_TRY(source_.Peek());
      const size_t first = source_.peeked().find_first_not_of(" \t\r\n");
      if (first == std::string_view::npos && !source_.at_end()) continue;
      const bool is_json =
          first != std::string_view::npos && (source_.peeked()[first] == '{' || source_.peeked()[first] == '[');
      framer_ = is_json                                   ? MakeJsonFramer(&source_, mapping_)
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
      const size_t filled = bytes_.size();
      bytes_.resize(filled + kReadBytes);
      const Result<size_t> read = source_->Read(bytes_.data() + filled, kReadBytes);
      bytes_.resize(filled + (read.ok() ? *read : 0));
      at_end_ = read.ok() && *read == 0;
      return read.status();
    }
    Result<size_t> Read(char* out, size_t size) override {
      if (given_ == bytes_.size()) return source_->Read(out, size);
      const size_t count = std::min(size, bytes_.size() - given_);
      std::memcpy(out, bytes_.data() + given_, count);
      given_ += count;
      return count;
    }
    std::string_view peeked() const { return bytes_; }
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
    case MappingInput::kJson:
      break;
  }
  return MakeJsonFramer(source, mapping);
}

// Events as the HTML standard, 9.2.6, writes them.
class SseFramer : public RecordFramer {
 public:
  explicit SseFramer(ByteSource* source) : lines_(source) {}

  Result<bool> Next(std::string* out) override {
    // An event's record stands on its last line: every line of it before is a blank one.
    while (true) {
      std::string_view line;
      bool too_long = false;
      const auto more = lines_.Next(kLineBytesMax, &line, &too_long);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (line.empty()) {
        Flush(out);
        return true;
      }
      Take(line, too_long);
      *out += '\n';
      // Only what has a line end of its own is appended, so an event cut off by the end stands behind.
    }
    if (!has_data_) return !out->empty();
    Flush(out);
    return true;
  }

 private:
  void Take(std::string_view line, bool too_long) {
    const size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "event") event_ = value;
    if (name == "id") id_ = value;
    if (name != "data") return;
    // A line end between two data lines is white space in JSON.
    if (has_data_) data_ += ' ';
    data_ += value;
    has_data_ = true;
    too_long_ = too_long_ || too_long || data_.size() > kLineBytesMax;
    if (too_long_) data_.clear();
  }

  void Flush(std::string* out) {
    if (too_long_) {
      AppendRefusedLine("an event longer than " + std::to_string(kLineBytesMax) + " bytes", out);
    } else if (has_data_) {
      JsonWriter json(out);
      json.BeginObject();
      if (!event_.empty()) json.Key("event").Text(event_);
      if (!id_.empty()) json.Key("id").Text(id_);
      json.Key("payload");
      if (data_.starts_with('{')) {
        json.Raw(data_);
      } else {
        json.Text(data_);
      }
      json.EndObject();
      *out += '\n';
    } else {
      *out += '\n';
    }
    event_.clear();
    id_.clear();
    data_.clear();
    has_data_ = too_long_ = false;
  }

  SourceLines lines_;
  std::string event_, id_, data_;
  bool has_data_ = false, too_long_ = false;
};

// An action names an index, an id and a version or two.
constexpr size_t kActionBytesMax = 4096;

// The lines of Elasticsearch's _bulk: an action, and behind all but deletions its document.
class BulkFramer : public RecordFramer {
 public:
  explicit BulkFramer(ByteSource* source) : lines_(source) {}

  Result<bool> Next(std::string* out) override {
    std::string_view line;
    bool too_long = false;
    const auto more = lines_.Next(kLineBytesMax, &line, &too_long);
    if (!more.ok()) return more.status();
    if (!*more) {
      if (action_.empty()) return false;
      AppendRefusedLine("an action without the line of its document", out);
      action_.clear();
      return true;
    }
    if (line.empty()) {
      *out += '\n';
    } else if (action_.empty()) {
      TakeAction(line, out);
    } else if (IsAction(line)) {
      // The document is missing: the action is refused in this line's stead, and this line is the next action.
      AppendRefusedLine("the action before has no line of its document", out);
      action_.clear();
      if (!IsDeletion(line)) action_ = line;
    } else {
      // Put into the action, as the last of its fields.
      action_.erase(action_.find_last_of('}'));
      out->append(action_).append(R"(,"_source":)").append(line).append("}\n");
      action_.clear();
    }
    return true;
  }

 private:
  // Without the white space that some writers leave in it.
  static std::string Compact(std::string_view line) {
    std::string compact(line.substr(0, kActionBytesMax));
    std::erase_if(compact, [](char c) { return c == ' ' || c == '\t'; });
    return compact;
  }
  static bool IsAction(std::string_view line) {
    if (line.size() > kActionBytesMax) return false;
    const std::string compact = Compact(line);
    if (compact == R"({"index":{}})" || compact == R"({"create":{}})") return true;
    for (const std::string_view name : {R"({"index":{)", R"({"create":{)", R"({"update":{)", R"({"delete":{)"})
      if (compact.starts_with(name) && compact.find("\"_i") != compact.npos && compact.ends_with("}}")) return true;
    return false;
  }
  static bool IsDeletion(std::string_view line) { return Compact(line).starts_with(R"({"delete")"); }

  void TakeAction(std::string_view line, std::string* out) {
    if (!IsAction(line)) return AppendRefusedLine("not an action such as {\"index\":{\"_id\":\"1\"}}", out);
    if (IsDeletion(line)) {
      out->append(line) += '\n';
    } else {
      action_ = line;
      *out += '\n';
    }
  }

  SourceLines lines_;
  std::string action_;
};

class CsvFramer : public RecordFramer {
 public:
  explicit CsvFramer(ByteSource* source) : reader_(source) {}

  Result<bool> Next(std::string* out) override {
    const auto more = reader_.Next(&record_);
    if (!more.ok() || !*more) return more;
    // Blank lines up to its first line, its own further ones come as blank ones before the next record.
    while (line_ < record_.line) {
      *out += '\n';
      ++line_;
    }
    ++line_;
    if (!record_.fault.empty()) {
      AppendRefusedLine(record_.fault, out);
    } else if (header_.empty()) {
      TakeHeader();
      *out += '\n';
    } else if (IsHeader()) {
      *out += '\n';
    } else if (record_.fields.size() != header_.size()) {
      AppendRefusedLine(
          std::to_string(record_.fields.size()) + " fields where the header has " + std::to_string(header_.size()),
          out);
    } else {
      AppendRow(out);
    }
    return true;
  }

 private:
  // A header that is no UTF-8 and can be read as GB 18030 tells the set of its table: spreadsheets write it so.
  void TakeHeader() {
    raw_header_.assign(record_.fields.begin(), record_.fields.end());
    header_ = raw_header_;
    const auto is_utf8 = [](const std::string& name) { return FindInvalidUtf8(name) == std::string::npos; };
    if (std::all_of(header_.begin(), header_.end(), is_utf8)) return;
    is_gb18030_ = true;
    for (std::string& name : header_) name = Text(name);
  }
  // Bytes of no character stay, so that the row is refused for them.
  std::string Text(std::string_view field) const {
    auto text = ToUtf8(field, "gb18030", Damage::kRefuse);
    return text ? std::move(*text) : std::string(field);
  }
  // Every file of several has its own.
  bool IsHeader() const {
    return record_.fields.size() == raw_header_.size() &&
           std::equal(raw_header_.begin(), raw_header_.end(), record_.fields.begin());
  }
  void AppendRow(std::string* out) {
    JsonWriter json(out);
    json.BeginObject();
    for (size_t i = 0; i < header_.size(); ++i) {
      json.Key(header_[i]);
      if (is_gb18030_) {
        json.Text(Text(record_.fields[i]));
      } else {
        json.Text(record_.fields[i]);
      }
    }
    json.EndObject();
    *out += '\n';
  }

  CsvReader reader_;
  CsvRecord record_;
  std::vector<std::string> raw_header_, header_;
  bool is_gb18030_ = false;
  uint64_t line_ = 1;  // the number that the next line given has
};

}  // namespace

MappingSource::MappingSource(ByteSource* source, const Mapping* mapping)
    : source_(source), framer_(MakeFramer(&source_, mapping)) {}

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
    lines_.clear();
    given_ = 0;
    const auto more = framer_->Next(&lines_);
    if (!more.ok()) return more.status();
    if (!*more) return 0;
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

std::unique_ptr<RecordFramer> MakeSseFramer(ByteSource* source) { return std::make_unique<SseFramer>(source); }
std::unique_ptr<RecordFramer> MakeBulkFramer(ByteSource* source) { return std::make_unique<BulkFramer>(source); }
std::unique_ptr<RecordFramer> MakeCsvFramer(ByteSource* source) { return std::make_unique<CsvFramer>(source); }

Status SourceLines::Fill() {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    searched_ -= at_;
    at_ = 0;
  }
  const size_t filled = buffer_.size();
  buffer_.resize(filled + kReadBytes);
  const Result<size_t> read = source_->Read(buffer_.data() + filled, kReadBytes);
  buffer_.resize(filled + (read.ok() ? *read : 0));
  if (!read.ok()) return read.status();
  at_end_ = *read == 0;
  return {};
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
