// What a cell of a workbook (XLSX, ECMA-376 part 1, 18.3 and 18.8) shows, as text.
//
// Contract: a number is its shortest decimal form; where its format shows a date or a time it is "2026-03-01",
// "2026-03-01 09:12:00" or "09:12:00", local to whoever wrote it, to the millisecond. A number that is no day of the
// calendar stays a number. Units: days since the system's first day. Threads: free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

// What a number format shows of a moment.
struct CellFormat {
  bool has_date = false, has_time = false;
  bool is_moment() const { return has_date || has_time; }
};

// Of the formats that need not be written down in a file, by their number.
CellFormat BuiltInCellFormat(int64_t number);
// Of a format code such as "yyyy-mm-dd hh:mm". Spans of time, "[h]:mm", are no moments.
CellFormat CellFormatOf(std::string_view code);

// Appends what a number shows. `number` is as the file has it; what is none is appended as it is.
void AppendCellNumber(std::string_view number, CellFormat format, bool is_1904, std::string* out);

// Undoes "_x000D_", by which characters are written that XML cannot hold.
void UndoCellEscapes(std::string* text);

// The column of a reference such as "AB12", from 0; -1 for none.
int64_t CellColumn(std::string_view reference);

}  // namespace groundswell
