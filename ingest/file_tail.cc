#include "ingest/file_tail.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/hash.h"

namespace groundswell {
namespace {

// A writer goes on for a moment with a file that was renamed: so many turns of quiet end it.
constexpr int kQuietTurns = 5;
// Files are rotated once a day or once a second; not so often as this while one is opened.
constexpr int kAttempts = 10;
constexpr std::string_view kPlaceVersion = "1";

Status SystemError(const std::string& path, std::string_view what) {
  return IoError(path + ": " + std::string(what) + ": " + std::strerror(errno));
}

bool IsSameFile(const struct stat& a, uint64_t inode) { return a.st_ino == inode; }

// "app.log.1", "app.log-20260101T00" for "app.log": behind the name a separator and what dates and numbers are made of.
bool IsRotationOf(std::string_view name, std::string_view base) {
  if (!name.starts_with(base) || name.size() == base.size()) return name == base;
  name.remove_prefix(base.size());
  return name.find_first_of("0123456789") != std::string_view::npos &&
         name.find_first_not_of("0123456789.-_T") == std::string_view::npos;
}

int64_t ChangedNanos(const struct stat& stat) {
  return int64_t{stat.st_mtim.tv_sec} * 1'000'000'000 + stat.st_mtim.tv_nsec;
}

// A hash of the first `bytes` bytes; nothing where there are fewer.
std::optional<uint64_t> HashHead(int fd, uint64_t bytes) {
  char head[kTailHeadBytes];
  const ssize_t read = pread(fd, head, std::min<uint64_t>(bytes, sizeof(head)), 0);
  if (read < 0 || static_cast<uint64_t>(read) != bytes) return std::nullopt;
  return Hash64(std::string_view(head, bytes));
}

}  // namespace

std::string TailPlace::ToText() const {
  std::string text(kPlaceVersion);
  for (const uint64_t number : {inode, head_bytes, head_hash, offset, lines}) text += " " + std::to_string(number);
  return text;
}

std::optional<TailPlace> TailPlace::Parse(std::string_view text) {
  TailPlace place;
  if (!text.starts_with(kPlaceVersion)) return std::nullopt;
  const char *at = text.data() + kPlaceVersion.size(), *const end = text.data() + text.size();
  for (uint64_t* number : {&place.inode, &place.head_bytes, &place.head_hash, &place.offset, &place.lines}) {
    if (at == end || *at != ' ') return std::nullopt;
    const auto read = std::from_chars(at + 1, end, *number);
    if (read.ec != std::errc()) return std::nullopt;
    at = read.ptr;
  }
  if (at != end || place.head_bytes > kTailHeadBytes) return std::nullopt;
  return place;
}

FileTail::~FileTail() { Close(); }

void FileTail::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

Status FileTail::Open(const std::optional<TailPlace>& place) {
  if (!place) return {};  // the first Read opens the path
  const Result<bool> is_found = OpenPlace(*place, {});
  if (!is_found.ok()) return is_found.status();
  if (!*is_found) ++gaps_;
  return {};
}

// A file may be renamed between being found and being opened under the name it had: then it is looked for again.
Result<bool> FileTail::OpenPlace(const TailPlace& place, std::optional<uint64_t> but_inode) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto found = FindPlace(place);
    if (!found || (but_inode && IsSameFile(found->stat, *but_inode))) return false;
    const Status opened = OpenFile(found->path, place.offset);
    if (opened.ok() && IsSameFile(found->stat, inode_)) return true;
    if (!opened.ok() && attempt + 1 == kAttempts) return opened;
  }
  return false;
}

Status FileTail::OpenFile(const std::string& path, uint64_t offset) {
  // The file at hand stays so where the other cannot be opened: what lies behind it is found from it.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return SystemError(path, "cannot be opened");
  Close();
  fd_ = fd;
  struct stat stat;
  if (fstat(fd_, &stat) != 0) return SystemError(path, "cannot be looked at");
  inode_ = stat.st_ino;
  size_ = static_cast<uint64_t>(stat.st_size);
  read_offset_ = offset;
  head_bytes_ = head_hash_ = 0;
  quiet_turns_ = 0;
  return ReadHead();
}

Status FileTail::ReadHead() {
  const uint64_t bytes = std::min<uint64_t>(size_, kTailHeadBytes);
  const auto hash = HashHead(fd_, bytes);
  if (!hash) return SystemError(path_, "cannot be read");
  head_bytes_ = bytes;
  head_hash_ = *hash;
  return {};
}

std::vector<FileTail::Found> FileTail::Siblings() const {
  const std::filesystem::path path(path_);
  const std::string base = path.filename().string();
  std::filesystem::path folder = path.parent_path();
  if (folder.empty()) folder = ".";
  std::vector<Found> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!IsRotationOf(entry->path().filename().string(), base)) continue;
    Found file{entry->path().string(), {}};
    if (stat(file.path.c_str(), &file.stat) == 0 && S_ISREG(file.stat.st_mode)) found.push_back(std::move(file));
  }
  return found;
}

bool FileTail::HeadMatches(const std::string& path, uint64_t head_bytes, uint64_t head_hash) const {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const auto hash = HashHead(fd, head_bytes);
  close(fd);
  return hash && *hash == head_hash;
}

std::optional<FileTail::Found> FileTail::FindPlace(const TailPlace& place) const {
  std::optional<Found> copy;
  for (Found& file : Siblings()) {
    if (static_cast<uint64_t>(file.stat.st_size) < place.offset) continue;
    if (!HeadMatches(file.path, place.head_bytes, place.head_hash)) continue;
    if (IsSameFile(file.stat, place.inode)) return std::move(file);
    // A copy has its bytes under another inode; an empty beginning would be that of any file.
    if (place.head_bytes > 0) copy = std::move(file);
  }
  return copy;
}

Result<FileTail::Turn> FileTail::Read(size_t bytes_max, std::string* out) {
  if (fd_ < 0) {
    struct stat stat_of_path;
    if (stat(path_.c_str(), &stat_of_path) != 0) {
      if (errno == ENOENT) return Turn::kMissing;
      return SystemError(path_, "cannot be looked at");
    }
    if (Status status = OpenFile(path_, 0); !status.ok()) return status;
  }
  struct stat stat;
  if (fstat(fd_, &stat) != 0) return SystemError(path_, "cannot be looked at");
  size_ = static_cast<uint64_t>(stat.st_size);
  const auto head = HashHead(fd_, head_bytes_);
  if (size_ < read_offset_ || !head || *head != head_hash_) return Truncated();
  if (head_bytes_ < kTailHeadBytes && size_ > head_bytes_)
    if (Status status = ReadHead(); !status.ok()) return status;
  const size_t filled = out->size();
  out->resize(filled + bytes_max);
  const ssize_t read = pread(fd_, out->data() + filled, bytes_max, static_cast<off_t>(read_offset_));
  out->resize(filled + static_cast<size_t>(std::max<ssize_t>(read, 0)));
  if (read < 0) return SystemError(path_, "cannot be read");
  if (read == 0) return AtEnd();
  read_offset_ += static_cast<uint64_t>(read);
  quiet_turns_ = 0;
  return Turn::kBytes;
}

// The file was cut and written anew. Its bytes up to then may lie in a copy, which is read to its end first.
Result<FileTail::Turn> FileTail::Truncated() {
  const Result<bool> has_copy = OpenPlace(Place(read_offset_, 0), inode_);
  if (!has_copy.ok()) return has_copy.status();
  if (*has_copy) return Turn::kNothing;
  ++gaps_;
  if (Status status = OpenFile(path_, 0); !status.ok()) return status;
  return Turn::kNextFile;
}

Result<FileTail::Turn> FileTail::AtEnd() {
  struct stat stat_of_path;
  if (stat(path_.c_str(), &stat_of_path) != 0) return Turn::kNothing;  // renamed, and not made anew yet
  if (IsSameFile(stat_of_path, inode_)) return Turn::kNothing;
  if (++quiet_turns_ < kQuietTurns) return Turn::kNothing;
  return NextFile();
}

// What was rotated away after the file at hand, the oldest first; nothing where only the path is left.
std::optional<FileTail::Found> FileTail::RotatedBehind(const struct stat& current) const {
  std::optional<Found> next;
  for (Found& file : Siblings()) {
    const bool is_path = std::filesystem::path(file.path).filename() == std::filesystem::path(path_).filename();
    if (is_path || IsSameFile(file.stat, current.st_ino)) continue;
    const int64_t changed = ChangedNanos(file.stat);
    if (changed <= ChangedNanos(current) || (next && changed >= ChangedNanos(next->stat))) continue;
    next = std::move(file);
  }
  return next;
}

// A rotation may come between looking and opening: then another file bears the name, and the one that was meant would
// be passed over. So it is looked again behind the opening, until both agree.
Result<FileTail::Turn> FileTail::NextFile() {
  struct stat current;
  if (fstat(fd_, &current) != 0) return SystemError(path_, "cannot be looked at");
  for (int attempt = 0;; ++attempt) {
    const std::optional<Found> next = RotatedBehind(current);
    const Status opened = OpenFile(next ? next->path : path_, 0);
    const std::optional<Found> still = RotatedBehind(current);
    const bool is_right = opened.ok() && (!still || IsSameFile(still->stat, inode_));
    if (is_right || attempt == kAttempts) return opened.ok() ? Result<Turn>(Turn::kNextFile) : opened;
  }
}

}  // namespace groundswell
