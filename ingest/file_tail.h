// FileTail: the bytes of a file that others write to, through its rotations, from where it was left.
//
// A file is known by its inode and by a hash of its first bytes, so that it is found again under another name. It may
// be renamed and made anew, or copied and cut: what was written before is read to its end first, under whatever name it
// has now, and files rotated away meanwhile come next, in the order of their last change, as long as their names are
// the path with digits behind it (app.log.1, app.log-20260101) and they are not compressed. Contract: every byte is
// given once and in order, as far as it is still on disk. Read gives bytes, or says why there are none now; where the
// bytes of another file come next it says so first, for a half line before it ends there. A file that was cut and of
// which no copy is found has lost what was not read: gaps() counts it. One that was empty when it was last looked at
// and was written to, copied and cut since looks as it did: its copy is not read. Units: bytes. Threads: one. Errors:
// kIo with path and reason; a path that is not there is kMissing, no failure.
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
  uint64_t lines = 0;  // before it; the caller's
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

  // Goes on at a place; without one, at the file's start. Ok also where the place is gone: that is a gap.
  Status Open(const std::optional<TailPlace>& place);
  // Appends at most `bytes_max` bytes to *out. kNothing and kMissing: ask again later.
  Result<Turn> Read(size_t bytes_max, std::string* out);

  // The file that is read now, at `offset`.
  TailPlace Place(uint64_t offset, uint64_t lines) const { return {inode_, head_bytes_, head_hash_, offset, lines}; }
  // Of the file that is read now.
  uint64_t read_offset() const { return read_offset_; }
  uint64_t size() const { return size_; }
  uint64_t gaps() const { return gaps_; }

 private:
  struct Found {
    std::string path;
    struct stat stat;
  };
  std::vector<Found> Siblings() const;
  bool HeadMatches(const std::string& path, uint64_t head_bytes, uint64_t head_hash) const;
  Status OpenFile(const std::string& path, uint64_t offset);
  Status ReadHead();
  std::optional<Found> FindPlace(const TailPlace& place) const;
  std::optional<Found> RotatedBehind(const struct stat& current) const;
  // False where the place is nowhere, or in the file `but_inode` alone.
  Result<bool> OpenPlace(const TailPlace& place, std::optional<uint64_t> but_inode);
  Result<Turn> Truncated();
  Result<Turn> AtEnd();
  Result<Turn> NextFile();
  void Close();

  const std::string path_;
  int fd_ = -1;
  uint64_t inode_ = 0, head_bytes_ = 0, head_hash_ = 0, read_offset_ = 0, size_ = 0, gaps_ = 0;
  int quiet_turns_ = 0;  // at the end of a file that is no longer the path's
};

}  // namespace groundswell
