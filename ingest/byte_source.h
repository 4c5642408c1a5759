// ByteSource: where bytes come from: a file, stdin, memory, or several files read as one; compressed or not.
//
// Contract: Read gives the next bytes, in order, and 0 exactly at the end of the input; it may give fewer than asked.
// Whatever came whole before a failure is given first; the failure is returned by the next Read, and by every later
// one. Memory is flat: a source holds at most its own fixed buffers, however large or strongly compressed the input is.
// Units: bytes. Threads: a source belongs to one thread.
// Errors: kNotFound and kIo from the system, kCorrupt for truncated or damaged compressed input. Messages name the
// input and, for damage, the offset in the compressed file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `out` with at most `size` (> 0) bytes and returns how many; 0 is the end.
  virtual Result<size_t> Read(char* out, size_t size) = 0;
  // False when a Read would have to wait for somebody else, as on a pipe with nothing in it.
  virtual bool Ready() const { return true; }
};

// Appends what one Read of at most kReadBytes gives; false at the end.
Result<bool> AppendRead(ByteSource* source, std::string* bytes);

// Bytes of the caller, who keeps them alive.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  Result<size_t> Read(char* out, size_t size) override;

 private:
  std::string_view rest_;
};

// Opens a file, or stdin for "-". gzip and zstd are recognised by their first bytes, not by the name.
Result<std::unique_ptr<ByteSource>> OpenInput(const std::string& path);

// The name a message calls an input by: the path, or "stdin".
std::string InputName(const std::string& path);

// Several inputs, one after the other, as if they were one. A file's last line without line end is a line of its own,
// and a byte order mark at a file's start is dropped, so that cutting an input into files at line ends changes nothing.
// Files are opened one at a time, when their turn comes.
class InputFiles : public ByteSource {
 public:
  explicit InputFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {}
  // Whether every input can be opened now: a wrong name is better known before hours of work than after them.
  Status Check() const;
  Result<size_t> Read(char* out, size_t size) override;
  bool Ready() const override { return current_ == nullptr || current_->Ready(); }

 private:
  Status OpenNext();

  std::vector<std::string> paths_;
  size_t next_path_ = 0;
  std::unique_ptr<ByteSource> current_;
  std::string head_;           // first bytes of the current file, read ahead to see a byte order mark
  bool ends_in_line_ = false;  // bytes of the current file were given and the last one was no line end
  Status failure_;
};

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace groundswell
