// FileTail: the bytes of a file that others write to, through its rotations, from where it was left.
//
// A file is known by its inode and by a hash of its first bytes, so that it is found again under another name. It may
// be renamed and made anew, or copied and cut: what was written before is read to its end first, under whatever name it
// has now, and files rotated away meanwhile come next, in the order of their last change, as long as their names are
// the path with digits behind it (app.log.1, app.log-20260101) and they are not compressed. A file that was renamed is
// read on until the one after it has bytes and it has been quiet itself: its writer may reopen late. A file that was
// empty when it was last looked at and was written to, copied and cut since looks as it did: its copy is not read.
// Contract: every byte is given once and in order, as far as it is still on disk. Read gives bytes, or says why there
// are none now; where the bytes of another file come next it says so first, for a half line before it ends there. A
// file that was cut, or is gone, and of which no copy is found has lost what was not read: gaps() counts it, and what
// was written since comes next. Units: bytes. Threads: one. Errors: kIo with path and reason, when nothing has changed
// and Read may be tried again; a path that is not there is kMissing, no failure. What is no regular file is refused.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

// A place in a file: what Read goes on from.
struct TailPlace {
  uint64_t inode = 0;
  uint64_t head_bytes = 0, head_hash = 0;  // of the file's first bytes, at most kTailHeadBytes
  uint64_t offset = 0;
  uint64_t lines = 0;         // before it; the caller's
  int64_t changed_nanos = 0;  // the file's last change when it was read last
  std::string ToText() const;
  static std::optional<TailPlace> Parse(std::string_view text);
};

// Lines of two files that begin with the same bytes are told apart by their inode alone.
constexpr size_t kTailHeadBytes = 256;

class FileTail {
 public:
  enum class Turn : uint8_t { kBytes, kNothing, kNextFile, kMissing };

  explicit FileTail(std::string path) : path_(std::move(path)) {}
  ~FileTail();
  FileTail(const FileTail&) = delete;
  FileTail& operator=(const FileTail&) = delete;

  // From where the first Read goes on; without it, at the file's start.
  void GoOnAt(const TailPlace& place) { sought_ = place; }
  // Appends at most `bytes_max` bytes to *out. kNothing and kMissing: ask again later.
  Result<Turn> Read(size_t bytes_max, std::string* out);

  // The file that is read now, at `offset`.
  TailPlace Place(uint64_t offset, uint64_t lines) const {
    return {file_.inode, file_.head_bytes, file_.head_hash, offset, lines, file_.changed_nanos};
  }
  // Of the file that is read now.
  uint64_t size() const { return file_.size; }
  uint64_t gaps() const { return gaps_; }

 private:
  // A file under some name, as it was found in the folder.
  struct Found {
    std::string path;
    struct stat stat;
  };
  // The file that is read.
  struct Opened {
    int fd = -1;
    uint64_t inode = 0, size = 0, head_bytes = 0, head_hash = 0;
    int64_t changed_nanos = 0;
  };
  static Result<Opened> OpenFile(const std::string& path);
  Result<bool> GoTo(const Found& file, uint64_t offset);
  Result<bool> GoOn(int64_t changed_nanos, uint64_t but_inode);
  Status ReadHead();
  Result<std::vector<Found>> Siblings() const;
  Result<std::optional<Found>> FindPlace(const TailPlace& place) const;
  Result<std::optional<Found>> OldestAfter(int64_t changed_nanos, uint64_t but_inode) const;
  Result<Turn> Begin();
  Result<bool> WasCut();
  Result<Turn> Cut();
  Result<Turn> AtEnd();
  void Close();

  const std::string path_;
  std::optional<TailPlace> sought_;  // until it was found, or is known to be gone
  Opened file_;
  uint64_t read_offset_ = 0, gaps_ = 0;
  int quiet_turns_ = 0;  // at the end of a file that is no longer the path's
};

}  // namespace groundswell
