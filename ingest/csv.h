// CsvReader: comma-separated tables (RFC 4180) record by record.
//
// Contract: fields may be quoted, and then hold the separator, line ends and doubled quotes. The separator is whichever
// of comma, semicolon and tab stands most often in the first line. Blank lines are no records. A record that is not
// well formed (a quote that is never closed, something behind a closing quote, longer than kLineBytesMax, more than
// kCsvFieldsMax fields) is given with its fault, and covers its first line alone: reading goes on with the next line,
// so that one stray quote costs one line and not the rest of the file. Units: lines from 1. Ownership: borrows the
// source; fields view the reader until the next Next. Memory: one record and one read. Errors: the source's own.
// Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/byte_source.h"

namespace groundswell {

// No table of posts seen has more than 80.
constexpr size_t kCsvFieldsMax = 1024;

struct CsvRecord {
  std::vector<std::string_view> fields;
  uint64_t line = 0;       // of its first line
  uint64_t lines = 0;      // that it covers
  std::string_view fault;  // empty: none
};

class CsvReader {
 public:
  explicit CsvReader(ByteSource* source) : source_(source) {}

  // The next record; false behind the last.
  Result<bool> Next(CsvRecord* record);

 private:
  enum class Scan { kRecord, kFault, kNeedsMore };

  Status Fill();
  void ChooseSeparator();
  Scan ScanRecord(CsvRecord* record);
  Scan ScanQuoted(size_t* at, uint64_t* lines);
  void TakeFirstLine(CsvRecord* record);

  ByteSource* source_;
  std::string buffer_;
  size_t at_ = 0;  // the first byte not taken
  bool at_end_ = false;
  char separator_ = 0;  // 0: not known yet
  uint64_t next_line_ = 1;
  std::string text_;  // of the record's fields, one after the other
  std::vector<size_t> ends_;
  std::string_view fault_;
};

}  // namespace groundswell
