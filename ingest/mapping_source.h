// MappingSource: the bytes of another system, one record of JSON a line, as a MappingReader takes them.
//
//   json   lines of JSON pass as they are. One array over many lines becomes its elements, a document over many lines
//          one line; a document too long for a line is cut at the array that holds the mapping's items. The call
//          around JSON that is JSONP is left out.
//   sse    an event of a stream becomes {"event":…,"id":…,"payload":…}; JSON in its data stays JSON.
//   bulk   an action and its document, two lines, become {"index":{…},"_source":{…}}.
//   csv    a row becomes an object by the names of the header; all values are texts. A workbook (XLSX), known by its
//          first bytes, is read likewise (ingest/mapping_workbook.cc).
//   feed   an item of RSS or Atom becomes an object (ingest/feed_item.h).
//   email  a message, or each of a mailbox, becomes an object: message_id, from, from_name, to, date, subject, text,
//          html, in_reply_to.
//
// What is called sse or csv may be JSON too, known by its first bracket. Line numbers stay those of the input, for
// blank lines stand where a record has more than one; but elements of an array are counted from 1. What is no record
// becomes {"~refused":reason}, in its place. Contract: as ByteSource's; nothing is held but one record and, for a
// document over many lines, all of it, at most kDocumentBytesMax. Records of more than `records_bytes_max` bytes end in
// a refused line that says so: some forms repeat in each record what stands around it. Ownership: borrows the source
// and the mapping. Errors: the source's own; kExhausted for an array that is too long. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ingest/byte_source.h"
#include "ingest/mapping.h"

namespace groundswell {

// An array or document of more must come as lines: it would have to be held whole.
constexpr size_t kDocumentBytesMax = size_t{64} << 20;

// Turns the bytes of one kind of input into lines.
class RecordFramer {
 public:
  virtual ~RecordFramer() = default;
  // Appends further lines to `out`; false at the end, when nothing was appended.
  virtual Result<bool> Next(std::string* out) = 0;
};

// A source without the byte order mark that may stand at its front.
class UnmarkedSource : public ByteSource {
 public:
  explicit UnmarkedSource(ByteSource* source) : source_(source) {}
  Result<size_t> Read(char* out, size_t size) override;
  bool Ready() const override { return !head_.empty() || source_->Ready(); }

 private:
  ByteSource* source_;
  std::string head_;  // read ahead
  bool at_start_ = true;
};

class MappingSource : public ByteSource {
 public:
  MappingSource(ByteSource* source, const Mapping* mapping, size_t records_bytes_max = SIZE_MAX);
  Result<size_t> Read(char* out, size_t size) override;
  bool Ready() const override { return given_ < lines_.size() || source_.Ready(); }

 private:
  UnmarkedSource source_;
  std::unique_ptr<RecordFramer> framer_;
  const size_t records_bytes_max_;
  std::string lines_;
  size_t given_ = 0, made_bytes_ = 0;
};

// A line that says why there is no record.
void AppendRefusedLine(std::string_view reason, std::string* out);

std::unique_ptr<RecordFramer> MakeJsonFramer(ByteSource* source, const Mapping* mapping);
std::unique_ptr<RecordFramer> MakeSseFramer(ByteSource* source);
std::unique_ptr<RecordFramer> MakeBulkFramer(ByteSource* source);
std::unique_ptr<RecordFramer> MakeCsvFramer(ByteSource* source);
std::unique_ptr<RecordFramer> MakeEmailFramer(ByteSource* source);
std::unique_ptr<RecordFramer> MakeFeedFramer(ByteSource* source);
std::unique_ptr<RecordFramer> MakeWorkbookFramer(ByteSource* source, const Mapping* mapping);

// Physical lines of a source, for framers.
class SourceLines {
 public:
  explicit SourceLines(ByteSource* source) : source_(source) {}
  // The next line without its end; false behind the last. A line longer than `bytes_max` is cut there and *too_long.
  Result<bool> Next(size_t bytes_max, std::string_view* line, bool* too_long);

 private:
  Status Fill();

  ByteSource* source_;
  std::string buffer_;
  size_t at_ = 0, searched_ = 0;
  bool at_end_ = false;
};

}  // namespace groundswell
