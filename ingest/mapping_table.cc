// The framer of tables.
#include <algorithm>
#include <vector>

#include "base/json_writer.h"
#include "ingest/csv.h"
#include "ingest/mapping_charset.h"
#include "ingest/mapping_source.h"
#include "ingest/mapping_value.h"
#include "ingest/utf8.h"

namespace groundswell {
namespace {

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
    for (const std::string& name : raw_header_) header_.emplace_back(TrimmedText(name));
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

std::unique_ptr<RecordFramer> MakeCsvFramer(ByteSource* source) { return std::make_unique<CsvFramer>(source); }

}  // namespace groundswell
