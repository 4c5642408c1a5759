// LineFile: a result that is written line by line, to a file or to stdout ("-").
//
// Contract: a file appears under its name once it is whole: until Close it has another name, and without Close it is
// taken away again. What is no file (a pipe, a device) is written to as it is. Errors: kIo from Close, with the name.
// Ownership: borrows the console's stream. Threads: one.
#pragma once

#include <fstream>
#include <ostream>
#include <string>
#include <string_view>

#include "base/status.h"
#include "tools/console.h"

namespace groundswell {

class LineFile {
 public:
  LineFile(const std::string& path, const Console& console);
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  void Write(std::string_view line) { *out_ << line << '\n'; }
  // False once a write has failed: the disk is full, or nobody reads any more.
  bool good() const { return out_->good(); }
  Status Close();

 private:
  std::string part() const { return path_ + ".part"; }

  const std::string path_;
  bool is_moved_ = false;  // it is a file, and still has its other name
  std::ofstream file_;
  std::ostream* out_;
};

}  // namespace groundswell
