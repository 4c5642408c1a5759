// A table as comma-separated values (RFC 4180), in UTF-8 with the mark by which Excel knows it.
//
// Contract: as table_writer.h says. Times are RFC 3339. A text that a spreadsheet could read as a formula has an
// apostrophe before it, which spreadsheets show as the sign of a text and other readers may take off. Threads: one.
#pragma once

#include <cstdio>

#include "serve/table_writer.h"

namespace groundswell {

class CsvTable final : public TableWriter {
 public:
  static Result<std::unique_ptr<TableWriter>> Make();
  ~CsvTable() override;

  void Header(std::span<const std::string_view> names, const std::vector<bool>& is_time) override;
  void Row(std::span<const TableCell> cells) override;
  uint64_t bytes() const override { return bytes_; }
  Result<std::shared_ptr<const HttpFile>> Finish() override;

 private:
  explicit CsvTable(std::FILE* file) : file_(file) {}
  void WriteLine();

  std::FILE* file_;
  std::string line_;
  uint64_t bytes_ = 0;
};

// Whether a spreadsheet may read a text as something to compute: it begins, behind any white space, with one of = + - @
// or their full-width forms, or with a tab or a line end.
bool LooksLikeFormula(std::string_view text);

}  // namespace groundswell
