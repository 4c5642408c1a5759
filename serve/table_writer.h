// TableWriter: a table as a file, row by row: CSV (table_csv.h) or a workbook (table_xlsx.h).
//
// Contract: the header comes once and first; each row has a cell for each of its columns. Nobody's text becomes a
// formula of the program that opens the file. What is written lies in a file without a name; memory is that of a row.
// Units: times are event times, UTC. Threads: one. Errors: kIo when there is no room; Finish gives the first.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_file.h"
#include "base/status.h"
#include "base/time.h"

namespace groundswell {

struct TableCell {
  enum class Kind : uint8_t { kEmpty, kText, kInteger, kNumber, kTime, kBool };
  Kind kind = Kind::kEmpty;
  std::string text = {};
  int64_t integer = 0;  // of kBool: 0 or 1
  double number = 0;
  EventTime time = {};
};

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // `is_time` says of each column whether it holds times.
  virtual void Header(std::span<const std::string_view> names, const std::vector<bool>& is_time) = 0;
  virtual void Row(std::span<const TableCell> cells) = 0;
  // Of texts and figures so far: about what the file holds before it is packed.
  virtual uint64_t bytes() const = 0;
  virtual Result<std::shared_ptr<const HttpFile>> Finish() = 0;
};

}  // namespace groundswell
