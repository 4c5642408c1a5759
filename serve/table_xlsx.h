// A table as a workbook of one sheet (XLSX, ECMA-376), written by libxlsxwriter in its mode of constant memory.
//
// Contract: as table_writer.h says. Texts are cells of text whatever they begin with, cut at the 32,767 characters that
// a cell may have; times are cells of dates in UTC, which their column's name says. Threads: one.
#pragma once

#include <xlsxwriter.h>

#include "serve/table_writer.h"

namespace groundswell {

class XlsxTable final : public TableWriter {
 public:
  // `sheet` is the sheet's name.
  static Result<std::unique_ptr<TableWriter>> Make(const std::string& sheet);
  ~XlsxTable() override;

  void Header(std::span<const std::string_view> names, const std::vector<bool>& is_time) override;
  void Row(std::span<const TableCell> cells) override;
  uint64_t bytes() const override { return bytes_; }
  Result<std::shared_ptr<const HttpFile>> Finish() override;

 private:
  XlsxTable(std::string path, std::string folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  void WriteCell(uint16_t column, const TableCell& cell);
  void WriteText(uint16_t column, std::string_view text, lxw_format* format);

  const std::string path_;  // gone with the table
  std::string folder_;      // which the library may point to
  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *bold_ = nullptr, *moment_ = nullptr;
  uint32_t row_ = 0;
  uint64_t bytes_ = 0;
  lxw_error error_ = LXW_NO_ERROR;
  std::string text_;
};

}  // namespace groundswell
