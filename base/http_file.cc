#include "base/http_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace groundswell {
namespace {

Status Failed(const char* what) { return IoError(std::string(what) + ": " + std::strerror(errno)); }

}  // namespace

Result<std::shared_ptr<const HttpFile>> HttpFile::Take(int descriptor) {
  struct stat facts = {};
  if (::fstat(descriptor, &facts) != 0) {
    const Status failed = Failed("the file of an answer cannot be looked at");
    ::close(descriptor);
    return failed;
  }
  return std::make_shared<const HttpFile>(descriptor, static_cast<uint64_t>(facts.st_size));
}

Result<int> HttpFile::Create() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) return IoError("there is no folder for temporary files; set TMPDIR to one: " + error.message());
  std::string name = (folder / "groundswell-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return Failed("a temporary file cannot be made; make room or set TMPDIR to another folder");
  ::unlink(name.c_str());
  return descriptor;
}

Status HttpFile::Read(uint64_t offset, size_t bytes_max, std::string* out) const {
  out->resize(static_cast<size_t>(std::min<uint64_t>(bytes_max, bytes_ - std::min(bytes_, offset))));
  size_t read = 0;
  while (read < out->size()) {
    const ssize_t got = ::pread(descriptor_, out->data() + read, out->size() - read, static_cast<off_t>(offset + read));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Failed("the file of an answer cannot be read");
    read += static_cast<size_t>(got);
  }
  return {};
}

}  // namespace groundswell
