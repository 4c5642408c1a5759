// Workbook: an XLSX file in memory, opened as far as its rows need it: which part is the sheet, its texts, which of its
// formats show dates.
//
// Contract: Open takes any bytes. The sheet itself is not read but given as a stream, so that what is held is the file,
// its shared texts and its formats, each within a limit. Parts are found by the file's own relations; names in it are
// never used as paths. A packed part that gives more than its limit, an encrypted one, one packed by another method
// than XLSX has, several workbooks behind each other: refused. Units: bytes. Ownership: the workbook owns the file; a
// part borrows the workbook. Errors: kCorrupt and kExhausted, kNotFound for a sheet that is not in it. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/byte_source.h"
#include "ingest/workbook_cell.h"

struct zip;

namespace groundswell {

// A workbook of more must come as CSV: it has to be held whole.
constexpr size_t kWorkbookBytesMax = size_t{64} << 20;

// "PK", by which a zip archive is known.
constexpr std::string_view kZipMark("PK\x03\x04", 4);
// Of workbooks of old, and of encrypted ones.
constexpr std::string_view kOldWorkbookMark("\xD0\xCF\x11\xE0", 4);

class Workbook {
 public:
  // `sheet` is the sheet's name; empty: the first.
  static Result<std::unique_ptr<Workbook>> Open(std::string bytes, const std::string& sheet);
  ~Workbook();

  // The XML of the sheet.
  Result<std::unique_ptr<ByteSource>> OpenSheet() const;
  bool is_1904() const { return is_1904_; }
  // The number'th shared text; null where there is none.
  const std::string* Text(size_t number) const { return number < texts_.size() ? &texts_[number] : nullptr; }
  // Of a cell's style.
  CellFormat Format(size_t style) const { return style < formats_.size() ? formats_[style] : CellFormat(); }

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit Workbook(std::string bytes) : bytes_(std::move(bytes)) {}

  Status Unzip();
  Status ReadParts(const std::string& sheet);
  Result<std::unique_ptr<ByteSource>> OpenPart(const std::string& name, uint64_t bytes_max) const;
  // Reads a part to its end, or until the handler stops it; one that is not there is empty.
  Status ReadPart(const std::string& name, class PartHandler* handler) const;
  // The part of this type that `part` names; empty for none.
  Result<std::string> Related(const std::string& part, std::string_view type_or_id) const;

  std::string bytes_;
  std::unique_ptr<zip, Close> archive_;
  std::string sheet_part_;
  bool is_1904_ = false;
  std::vector<std::string> texts_;
  std::vector<CellFormat> formats_;  // by style
};

}  // namespace groundswell
