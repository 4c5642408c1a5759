#include "serve/table_csv.h"

#include <unistd.h>

#include <array>
#include <charconv>

namespace groundswell {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void AppendQuoted(std::string_view text, std::string* line) {
  *line += '"';
  if (LooksLikeFormula(text)) *line += '\'';
  for (const char c : text) {
    if (c == '"') *line += '"';
    if (c != '\0') *line += c;  // most readers end a table at one
  }
  *line += '"';
}

void AppendCell(const TableCell& cell, std::string* line) {
  std::array<char, 32> digits;
  switch (cell.kind) {
    case TableCell::Kind::kEmpty:
      return;
    case TableCell::Kind::kText:
      return AppendQuoted(cell.text, line);
    case TableCell::Kind::kInteger:
      line->append(digits.data(), std::to_chars(digits.begin(), digits.end(), cell.integer).ptr);
      return;
    case TableCell::Kind::kNumber:
      line->append(digits.data(), std::to_chars(digits.begin(), digits.end(), cell.number).ptr);
      return;
    case TableCell::Kind::kTime:
      line->append(FormatEventTime(cell.time));
      return;
    case TableCell::Kind::kBool:
      line->append(cell.integer != 0 ? "true" : "false");
      return;
  }
}

}  // namespace

bool LooksLikeFormula(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("\t\r\n").find(text.front()) != std::string_view::npos) return true;
  while (text.starts_with(' ') || text.starts_with("\u3000") || text.starts_with("\u00a0"))
    text.remove_prefix(text.front() == ' ' ? 1 : text.starts_with("\u3000") ? 3 : 2);
  for (const std::string_view sign : {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\t", "\r", "\n"})
    if (text.starts_with(sign)) return true;
  return false;
}

Result<std::unique_ptr<TableWriter>> CsvTable::Make() {
  auto descriptor = HttpFile::Create();
  if (!descriptor.ok()) return descriptor.status();
  std::FILE* file = ::fdopen(*descriptor, "w+");
  if (file == nullptr) {
    ::close(*descriptor);
    return IoError("a temporary file cannot be written");
  }
  return std::unique_ptr<TableWriter>(new CsvTable(file));
}

CsvTable::~CsvTable() {
  if (file_ != nullptr) std::fclose(file_);
}

void CsvTable::Header(std::span<const std::string_view> names, const std::vector<bool>&) {
  line_ = kByteOrderMark;
  for (size_t i = 0; i < names.size(); ++i) line_.append(i == 0 ? "" : ",").append(names[i]);
  WriteLine();
}

void CsvTable::Row(std::span<const TableCell> cells) {
  line_.clear();
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line_ += ',';
    AppendCell(cells[i], &line_);
  }
  WriteLine();
}

// A failure stays with the file until Finish asks.
void CsvTable::WriteLine() {
  line_ += "\r\n";
  bytes_ += line_.size();
  std::fwrite(line_.data(), 1, line_.size(), file_);
}

Result<std::shared_ptr<const HttpFile>> CsvTable::Finish() {
  const bool is_whole = std::fflush(file_) == 0 && std::ferror(file_) == 0;
  const int descriptor = is_whole ? ::dup(::fileno(file_)) : -1;
  if (descriptor < 0) return IoError("the table cannot be written to a temporary file; make room there");
  return HttpFile::Take(descriptor);
}

}  // namespace groundswell
