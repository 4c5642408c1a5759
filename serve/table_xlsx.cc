#include "serve/table_xlsx.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace groundswell {
namespace {

// A cell holds so many UTF-16 units; the library counts characters, and refuses a longer text whole.
constexpr size_t kCellUnitsMax = 32'767;
// Of 1970-01-01 in the calendar of workbooks, days.
constexpr double kEpochDays = 25'569;

// Whether a text begins with what a reader of workbooks takes for a character, "_x000D_" (ECMA-376 part 1, 22.9.2.19).
bool BeginsEscape(std::string_view text) {
  if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return false;
  return text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// The front of a text that fits a cell, without what XML cannot hold, and nothing in it taken for another character.
void AppendFitting(std::string_view text, std::string* out) {
  constexpr std::string_view kEscapedUnderscore = "_x005F_";
  size_t units = 0;
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t bytes = std::min<size_t>(lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, text.size() - at);
    const std::string_view one = BeginsEscape(text.substr(at)) ? kEscapedUnderscore : text.substr(at, bytes);
    units += one.size() == 4 ? 2 : one.size() > 4 ? one.size() : 1;
    if (units > kCellUnitsMax) return;
    const bool is_control = lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r';
    if (!is_control && one != "\uFFFE" && one != "\uFFFF") out->append(one);
    at += bytes;
  }
}

}  // namespace

Result<std::unique_ptr<TableWriter>> XlsxTable::Make(const std::string& sheet) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  std::string path = (folder / "groundswell-XXXXXX").string();
  const int descriptor = error ? -1 : ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return IoError("a temporary file cannot be made; make room or set TMPDIR to another folder");
  ::close(descriptor);
  auto table = std::unique_ptr<XlsxTable>(new XlsxTable(path, folder.string()));
  lxw_workbook_options options = {};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = table->folder_.data();
  lxw_workbook* workbook = table->workbook_ = workbook_new_opt(path.c_str(), &options);
  if (workbook == nullptr) return IoError("a workbook cannot be begun; there is no memory or no room for it");
  table->sheet_ = workbook_add_worksheet(workbook, sheet.c_str());
  table->bold_ = workbook_add_format(workbook);
  table->moment_ = workbook_add_format(workbook);
  if (table->sheet_ == nullptr || table->bold_ == nullptr || table->moment_ == nullptr)
    return IoError("a workbook cannot be begun; there is no memory or no room for it");
  format_set_bold(table->bold_);
  format_set_num_format(table->moment_, "yyyy\\-mm\\-dd\\ hh:mm:ss.000");
  worksheet_freeze_panes(table->sheet_, 1, 0);
  return std::unique_ptr<TableWriter>(std::move(table));
}

XlsxTable::~XlsxTable() {
  if (workbook_ != nullptr) lxw_workbook_free(workbook_);
  ::unlink(path_.c_str());
}

void XlsxTable::WriteText(uint16_t column, std::string_view text, lxw_format* format) {
  text_.clear();
  AppendFitting(text, &text_);
  bytes_ += text_.size();
  if (text_.empty()) return;
  error_ = std::max(error_, worksheet_write_string(sheet_, row_, column, text_.c_str(), format));
}

void XlsxTable::Header(std::span<const std::string_view> names, const std::vector<bool>& is_time) {
  for (size_t i = 0; i < names.size(); ++i) {
    const auto column = static_cast<uint16_t>(i);
    worksheet_set_column(sheet_, column, column, is_time[i] ? 24 : 16, nullptr);
    WriteText(column, is_time[i] ? std::string(names[i]) + " (UTC)" : std::string(names[i]), bold_);
  }
  ++row_;
}

void XlsxTable::WriteCell(uint16_t column, const TableCell& cell) {
  const auto write = [&](double number, lxw_format* format) {
    bytes_ += sizeof(number);
    if (std::isfinite(number)) error_ = std::max(error_, worksheet_write_number(sheet_, row_, column, number, format));
  };
  switch (cell.kind) {
    case TableCell::Kind::kEmpty:
      return;
    case TableCell::Kind::kText:
      return WriteText(column, cell.text, nullptr);
    case TableCell::Kind::kInteger:
      return write(static_cast<double>(cell.integer), nullptr);
    case TableCell::Kind::kNumber:
      return write(cell.number, nullptr);
    case TableCell::Kind::kTime:
      return write(kEpochDays + static_cast<double>(cell.time.ms) / static_cast<double>(kDayMs), moment_);
    case TableCell::Kind::kBool:
      error_ = std::max(error_, worksheet_write_boolean(sheet_, row_, column, static_cast<int>(cell.integer), nullptr));
      return;
  }
}

void XlsxTable::Row(std::span<const TableCell> cells) {
  for (size_t i = 0; i < cells.size(); ++i) WriteCell(static_cast<uint16_t>(i), cells[i]);
  ++row_;
}

Result<std::shared_ptr<const HttpFile>> XlsxTable::Finish() {
  const lxw_error closed = workbook_close(workbook_);
  workbook_ = nullptr;  // freed in any case
  if (const lxw_error error = std::max(error_, closed); error != LXW_NO_ERROR)
    return IoError(std::string("the workbook cannot be written: ") + lxw_strerror(error));
  const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return IoError("the workbook that was written cannot be opened");
  return HttpFile::Take(descriptor);
}

}  // namespace groundswell
