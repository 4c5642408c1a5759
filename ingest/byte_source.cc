#include "ingest/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "ingest/decompress.h"
#include "ingest/limits.h"

namespace groundswell {
namespace {

// A file descriptor; closes it unless it is stdin.
class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  ~DescriptorSource() override {
    if (descriptor_ != STDIN_FILENO) close(descriptor_);
  }
  DescriptorSource(const DescriptorSource&) = delete;
  DescriptorSource& operator=(const DescriptorSource&) = delete;

  Result<size_t> Read(char* out, size_t size) override {
    while (true) {
      const ssize_t count = read(descriptor_, out, size);
      if (count >= 0) return static_cast<size_t>(count);
      if (errno != EINTR) return IoError(name_ + ": cannot be read: " + std::strerror(errno));
    }
  }
  bool Ready() const override {
    pollfd wanted{descriptor_, POLLIN, 0};
    return poll(&wanted, 1, 0) != 0;
  }

 private:
  int descriptor_;
  std::string name_;
};

Result<std::unique_ptr<ByteSource>> OpenDescriptor(const std::string& path) {
  if (path == "-") return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(STDIN_FILENO, "stdin"));
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const std::string message = path + ": cannot be opened: " + std::strerror(errno);
    return errno == ENOENT ? NotFound(message) : IoError(message);
  }
  auto source = std::make_unique<DescriptorSource>(descriptor, path);
  struct stat facts;
  if (fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode)) {
    return IoError(path + ": is a directory; name the files in it");
  }
  return std::unique_ptr<ByteSource>(std::move(source));
}

}  // namespace

Result<bool> AppendRead(ByteSource* source, std::string* bytes) {
  const size_t filled = bytes->size();
  bytes->resize(filled + kReadBytes);
  const Result<size_t> read = source->Read(bytes->data() + filled, kReadBytes);
  bytes->resize(filled + (read.ok() ? *read : 0));
  if (!read.ok()) return read.status();
  return *read > 0;
}

Result<size_t> MemorySource::Read(char* out, size_t size) {
  const size_t count = std::min(size, rest_.size());
  if (count > 0) std::memcpy(out, rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

std::string InputName(const std::string& path) { return path == "-" ? "stdin" : path; }

Result<std::unique_ptr<ByteSource>> OpenInput(const std::string& path) {
  auto raw = OpenDescriptor(path);
  if (!raw.ok()) return raw.status();
  return Decompress(std::move(*raw), InputName(path));
}

Status InputFiles::Check() const {
  for (const std::string& path : paths_) {
    if (auto opened = OpenDescriptor(path); !opened.ok()) return opened.status();
  }
  return {};
}

Status InputFiles::OpenNext() {
  auto opened = OpenInput(paths_[next_path_++]);
  if (!opened.ok()) return opened.status();
  current_ = std::move(*opened);
  head_.assign(kByteOrderMark.size(), '\0');
  size_t filled = 0;
  while (filled < head_.size()) {
    auto count = current_->Read(&head_[filled], head_.size() - filled);
    // A failure is not lost: the source returns it again once the head is given.
    if (!count.ok() || *count == 0) break;
    filled += *count;
    if (!kByteOrderMark.starts_with(std::string_view(head_).substr(0, filled))) break;
  }
  head_.resize(filled);
  if (head_ == kByteOrderMark) head_.clear();
  return {};
}

Result<size_t> InputFiles::Read(char* out, size_t size) {
  while (failure_.ok()) {
    if (current_ == nullptr) {
      if (next_path_ == paths_.size()) return size_t{0};
      failure_ = OpenNext();
      continue;
    }
    size_t count = std::min(size, head_.size());
    if (count > 0) {
      std::memcpy(out, head_.data(), count);
      head_.erase(0, count);
    } else {
      auto read = current_->Read(out, size);
      if (!read.ok()) {
        failure_ = read.status();
        break;
      }
      count = *read;
    }
    if (count > 0) {
      ends_in_line_ = out[count - 1] != '\n';
      return count;
    }
    current_ = nullptr;
    if (ends_in_line_) {
      ends_in_line_ = false;
      *out = '\n';
      return size_t{1};
    }
  }
  return failure_;
}

}  // namespace groundswell
