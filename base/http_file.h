// HttpFile: the body of a response that lies in a file, so that a large one is never held in memory.
//
// Contract: the file has no name any more and is as long as it was when the HttpFile was made; its bytes go with the
// last pointer. Units: bytes. Ownership: owns the descriptor. Threads: immutable; Read from any. Errors: kIo.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/status.h"

namespace groundswell {

class HttpFile {
 public:
  // Takes the descriptor of a regular file that is open for reading.
  static Result<std::shared_ptr<const HttpFile>> Take(int descriptor);
  // A new file without a name in the system's folder for such, open for reading and writing.
  static Result<int> Create();

  HttpFile(int descriptor, uint64_t bytes) : descriptor_(descriptor), bytes_(bytes) {}
  HttpFile(const HttpFile&) = delete;
  HttpFile& operator=(const HttpFile&) = delete;
  ~HttpFile() { ::close(descriptor_); }

  uint64_t bytes() const { return bytes_; }
  // Puts the bytes from `offset` on, at most `bytes_max`, in the place of *out.
  Status Read(uint64_t offset, size_t bytes_max, std::string* out) const;

 private:
  const int descriptor_;
  const uint64_t bytes_;
};

}  // namespace groundswell
