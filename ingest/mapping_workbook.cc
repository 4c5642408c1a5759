// The framer of workbooks (XLSX): a row becomes an object by the names of the first row that has any. The sheet is read
// as a stream: a row is held, and never the sheet.
#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/json_writer.h"
#include "ingest/limits.h"
#include "ingest/mapping_source.h"
#include "ingest/utf8.h"
#include "ingest/workbook.h"
#include "ingest/xml_parser.h"

namespace groundswell {
namespace {

constexpr int64_t kRowsMax = 1'048'576;               // of any sheet there is
constexpr size_t kRowXmlBytesMax = size_t{16} << 20;  // read for one row

// The rows of a sheet as lines.
class RowWriter final : public XmlHandler {
 public:
  RowWriter(const Workbook* workbook, std::string* out) : workbook_(*workbook), out_(out) {}
  void SetParser(XmlParser* parser) { parser_ = parser; }

  void OnOpen(std::string_view name, const XmlAttributes& attributes) override {
    name = XmlLocalName(name);
    if (name == "row") return BeginRow(attributes);
    if (name == "c") return BeginCell(attributes);
    if (name == "rPh") is_aside_ = true;
    is_value_ = in_cell_ && !is_aside_ && (name == "v" || name == "t");
  }
  void OnText(std::string_view text) override {
    if (!is_value_) return;
    row_bytes_ += text.size();
    if (row_bytes_ <= kLineBytesMax) value_.append(text);
  }
  void OnClose(std::string_view name) override {
    name = XmlLocalName(name);
    is_value_ = false;
    if (name == "rPh") is_aside_ = false;
    if (name == "c" && in_cell_) EndCell();
    if (name == "row") EndRow();
    if (name == "sheetData") parser_->Stop();
  }
  // Rows read so far, and why no more can be.
  int64_t rows() const { return row_; }
  const char* failure() const { return failure_; }

 private:
  void BeginRow(const XmlAttributes& attributes) {
    int64_t number = 0;
    const std::string_view text = attributes.Get("r");
    std::from_chars(text.data(), text.data() + text.size(), number);
    number = std::max(number, row_ + 1);
    if (number > kRowsMax) {
      failure_ = "more rows than a sheet may have";
      return parser_->Stop();
    }
    // Rows that are not there are blank lines, so that a line has its row's number.
    out_->append(static_cast<size_t>(number - row_ - 1), '\n');
    row_ = number;
    next_column_ = 0;
    row_bytes_ = 0;
    fault_ = nullptr;
    is_blank_ = true;
    for (std::string& cell : cells_) cell.clear();
  }

  void BeginCell(const XmlAttributes& attributes) {
    const std::string_view reference = attributes.Get("r");
    column_ = reference.empty() ? next_column_ : CellColumn(reference);
    next_column_ = column_ + 1;
    type_ = attributes.Get("t");
    style_ = 0;
    const std::string_view style = attributes.Get("s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    in_cell_ = column_ >= 0 && (header_.empty() || static_cast<size_t>(column_) < header_.size());
  }

  void EndCell() {
    in_cell_ = false;
    if (value_.empty() || type_ == "e") return;
    const auto column = static_cast<size_t>(column_);
    if (column >= kColumnsMax) return;
    if (column >= cells_.size()) cells_.resize(column + 1);
    std::string& cell = cells_[column];
    cell.clear();
    if (type_ == "s") {
      size_t number = SIZE_MAX;
      std::from_chars(value_.data(), value_.data() + value_.size(), number);
      const std::string* text = workbook_.Text(number);
      if (text == nullptr) fault_ = "a cell whose text is not in the workbook";
      if (text != nullptr && row_bytes_ <= kLineBytesMax) cell = *text;
      row_bytes_ += cell.size();
    } else if (type_ == "b") {
      cell = value_ == "1" ? "true" : "false";
    } else if (type_.empty() || type_ == "n") {
      AppendCellNumber(value_, workbook_.Format(style_), workbook_.is_1904(), &cell);
    } else {
      cell = value_;
      UndoCellEscapes(&cell);
    }
    is_blank_ = is_blank_ && cell.find_first_not_of(" \t\r\n") == cell.npos;
  }

  void EndRow() {
    if (row_bytes_ > kLineBytesMax) fault_ = "a row that is too long";
    if (header_.empty() && !is_blank_ && fault_ == nullptr) {
      header_ = cells_;
      *out_ += '\n';
    } else if (fault_ != nullptr) {
      AppendRefusedLine(fault_, out_);
    } else {
      if (!is_blank_) WriteRow();
      *out_ += '\n';
    }
  }

  void WriteRow() {
    JsonWriter json(out_);
    json.BeginObject();
    for (size_t i = 0; i < std::min(header_.size(), cells_.size()); ++i)
      if (!header_[i].empty() && !cells_[i].empty()) json.Key(header_[i]).Text(cells_[i]);
    json.EndObject();
  }

  static constexpr size_t kColumnsMax = 1024;  // as of other tables

  const Workbook& workbook_;
  std::string* const out_;
  XmlParser* parser_ = nullptr;
  std::vector<std::string> header_, cells_;
  std::string value_, type_;
  int64_t row_ = 0, column_ = 0, next_column_ = 0;
  size_t style_ = 0, row_bytes_ = 0;
  const char *fault_ = nullptr, *failure_ = nullptr;
  bool in_cell_ = false, is_value_ = false, is_aside_ = false, is_blank_ = true;
};

class WorkbookFramer : public RecordFramer {
 public:
  WorkbookFramer(ByteSource* source, std::string sheet) : source_(source), sheet_(std::move(sheet)) {}

  Result<bool> Next(std::string* out) override {
    if (is_over_) return false;
    if (workbook_ == nullptr) {
      auto bytes = ReadAll();
      if (!bytes.ok() && bytes.status().code() != Code::kExhausted) return bytes.status();
      const Status opened = bytes.ok() ? Open(std::move(*bytes)) : bytes.status();
      if (!opened.ok()) return Refuse(opened, out);
    }
    const size_t size = out->size();
    while (out->size() == size && !is_over_) {
      const Status read = ReadRows();
      out->append(lines_);
      lines_.clear();
      if (!read.ok()) return Refuse(read, out);
    }
    return out->size() > size;
  }

 private:
  Result<std::string> ReadAll() {
    std::string bytes;
    while (bytes.size() <= kWorkbookBytesMax) {
      const size_t filled = bytes.size();
      bytes.resize(filled + kReadBytes);
      const Result<size_t> read = source_->Read(bytes.data() + filled, kReadBytes);
      bytes.resize(filled + (read.ok() ? *read : 0));
      if (!read.ok()) return read.status();
      if (*read == 0) return bytes;
    }
    return Exhausted("it has more than " + std::to_string(kWorkbookBytesMax) + " bytes; save it as CSV");
  }

  Status Open(std::string bytes) {
    auto workbook = Workbook::Open(std::move(bytes), sheet_);
    if (!workbook.ok()) return workbook.status();
    workbook_ = std::move(*workbook);
    auto part = workbook_->OpenSheet();
    if (!part.ok()) return part.status();
    part_ = std::move(*part);
    rows_.emplace(workbook_.get(), &lines_);
    parser_.emplace(&*rows_);
    rows_->SetParser(&*parser_);
    return {};
  }

  Status ReadRows() {
    char piece[16 << 10];
    const Result<size_t> count = part_->Read(piece, sizeof piece);
    if (!count.ok()) return count.status();
    const int64_t before = rows_->rows();
    GROUNDSWELL_TRY(parser_->Take({piece, *count}, *count == 0));
    is_over_ = *count == 0 || parser_->is_stopped();
    if (rows_->failure() != nullptr) return Exhausted(rows_->failure());
    since_row_bytes_ = rows_->rows() > before ? 0 : since_row_bytes_ + *count;
    if (since_row_bytes_ > kRowXmlBytesMax) return Exhausted("a row without an end");
    return {};
  }

  // What follows a fault cannot be told apart: it is one refused record, in its place.
  bool Refuse(const Status& why, std::string* out) {
    is_over_ = true;
    AppendRefusedLine("the workbook cannot be read: " + why.message(), out);
    return true;
  }

  ByteSource* source_;
  const std::string sheet_;
  std::unique_ptr<Workbook> workbook_;
  std::unique_ptr<ByteSource> part_;  // borrows it
  std::string lines_;
  std::optional<RowWriter> rows_;
  std::optional<XmlParser> parser_;
  size_t since_row_bytes_ = 0;
  bool is_over_ = false;
};

}  // namespace

std::unique_ptr<RecordFramer> MakeWorkbookFramer(ByteSource* source, const Mapping* mapping) {
  return std::make_unique<WorkbookFramer>(source, mapping->sheet());
}

}  // namespace groundswell
