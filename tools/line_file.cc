#include "tools/line_file.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

namespace groundswell {

LineFile::LineFile(const std::string& path, const Console& console) : path_(path), out_(console.out) {
  if (path == "-") return;
  std::error_code error;
  const std::filesystem::file_status before = std::filesystem::status(path, error);
  is_moved_ = !std::filesystem::exists(before) || std::filesystem::is_regular_file(before);
  file_.open(is_moved_ ? part() : path, std::ios::binary | std::ios::trunc);
  out_ = &file_;
}

LineFile::~LineFile() {
  file_.close();
  std::error_code ignored;  // nothing was written, or the disk is gone
  if (is_moved_) std::filesystem::remove(part(), ignored);
}

Status LineFile::Close() {
  if (path_ == "-") return out_->flush() ? Status() : IoError("stdout: could not be written");
  file_.close();
  if (!file_ || (is_moved_ && std::rename(part().c_str(), path_.c_str()) != 0))
    return IoError(path_ + ": could not be written; is the folder there and the disk not full?");
  is_moved_ = false;
  return {};
}

}  // namespace groundswell
