// The framer of event streams.
#include <algorithm>

#include "base/json_writer.h"
#include "ingest/json_token.h"
#include "ingest/limits.h"
#include "ingest/mapping_source.h"

namespace groundswell {
namespace {

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
    if (has_data_ && data_.starts_with('{') && !IsOneValue(data_)) {
      AppendRefusedLine("an event whose data is more than one JSON object", out);
    } else if (too_long_) {
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

}  // namespace

std::unique_ptr<RecordFramer> MakeSseFramer(ByteSource* source) { return std::make_unique<SseFramer>(source); }

}  // namespace groundswell
