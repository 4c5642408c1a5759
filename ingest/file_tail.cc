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

// A renamed file has been left by its writers when the one after it has bytes and it was quiet for a second, and for
// five where the two were written to at about the same time; a turn is a tenth of a second.
constexpr int kQuietTurns = 10, kLongQuietTurns = 50;
constexpr int64_t kQuietNanos = 5'000'000'000;
constexpr std::string_view kPlaceVersion = "2";

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

bool IsFile(const std::string& path, struct stat* found) {
  return stat(path.c_str(), found) == 0 && S_ISREG(found->st_mode);
}

// A hash of the first `bytes` bytes; nothing where there are fewer.
Result<std::optional<uint64_t>> HashHead(int fd, const std::string& path, uint64_t bytes) {
  char head[kTailHeadBytes];
  const ssize_t read = pread(fd, head, std::min<uint64_t>(bytes, sizeof(head)), 0);
  if (read < 0) return SystemError(path, "cannot be read");
  if (static_cast<uint64_t>(read) != bytes) return std::optional<uint64_t>();
  return std::optional(Hash64(std::string_view(head, bytes)));
}

}  // namespace

std::string TailPlace::ToText() const {
  std::string text(kPlaceVersion);
  for (const uint64_t number : {inode, head_bytes, head_hash, offset, lines}) text += " " + std::to_string(number);
  return text + " " + std::to_string(changed_nanos);
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
  if (at == end || *at != ' ') return std::nullopt;
  const auto read = std::from_chars(at + 1, end, place.changed_nanos);
  if (read.ec != std::errc()) return std::nullopt;
  at = read.ptr;
  if (at != end || place.head_bytes > kTailHeadBytes) return std::nullopt;
  return place;
}

FileTail::~FileTail() { Close(); }

void FileTail::Close() {
  if (file_.fd >= 0) close(file_.fd);
  file_.fd = -1;
}

// Not blocking: a pipe or a device by that name must not hold up the loop.
Result<FileTail::Opened> FileTail::OpenFile(const std::string& path) {
  Opened opened;
  opened.fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened.fd < 0) return SystemError(path, "cannot be opened");
  struct stat stat;
  Status failed;
  if (fstat(opened.fd, &stat) != 0) failed = SystemError(path, "cannot be looked at");
  if (failed.ok() && !S_ISREG(stat.st_mode))
    failed = IoError(path + ": is no regular file; a source of kind file follows one");
  if (!failed.ok()) {
    close(opened.fd);
    return failed;
  }
  opened.inode = stat.st_ino;
  opened.size = static_cast<uint64_t>(stat.st_size);
  opened.changed_nanos = ChangedNanos(stat);
  return opened;
}

// Leaves the file at hand only once the other is open, so that a failure can be tried again. False where the name has
// become another file's since it was found.
Result<bool> FileTail::GoTo(const Found& file, uint64_t offset) {
  const Result<Opened> opened = OpenFile(file.path);
  if (!opened.ok()) return opened.status();
  const Opened before = std::exchange(file_, *opened);
  const Status read = ReadHead();
  if (!read.ok() || !IsSameFile(file.stat, file_.inode)) {
    Close();
    file_ = before;
    if (!read.ok()) return read;
    return false;
  }
  if (before.fd >= 0) close(before.fd);
  read_offset_ = offset;
  quiet_turns_ = 0;
  return true;
}

// Begins what comes behind files changed until then. False where there is none, or where names are moving just now.
Result<bool> FileTail::GoOn(int64_t changed_nanos, uint64_t but_inode) {
  const auto next = OldestAfter(changed_nanos, but_inode);
  if (!next.ok()) return next.status();
  if (!*next) return false;
  // A folder is not looked through in one moment: what is renamed meanwhile may be seen under neither name.
  const auto again = OldestAfter(changed_nanos, but_inode);
  if (!again.ok()) return again.status();
  if (!*again || !IsSameFile((*again)->stat, (*next)->stat.st_ino)) return false;
  return GoTo(**again, 0);
}

Status FileTail::ReadHead() {
  const uint64_t bytes = std::min<uint64_t>(file_.size, kTailHeadBytes);
  const auto hash = HashHead(file_.fd, path_, bytes);
  if (!hash.ok()) return hash.status();
  if (!*hash) return IoError(path_ + ": was cut while it was opened");
  file_.head_bytes = bytes;
  file_.head_hash = **hash;
  return {};
}

// The path and what was rotated away from it.
Result<std::vector<FileTail::Found>> FileTail::Siblings() const {
  const std::filesystem::path path(path_);
  const std::string base = path.filename().string();
  std::filesystem::path folder = path.parent_path();
  if (folder.empty()) folder = ".";
  std::vector<Found> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!IsRotationOf(entry->path().filename().string(), base)) continue;
    Found file{entry->path().string(), {}};
    if (IsFile(file.path, &file.stat)) found.push_back(std::move(file));
  }
  if (error == std::errc::no_such_file_or_directory) return std::vector<Found>();
  if (error) return IoError(folder.string() + ": cannot be looked through: " + error.message());
  return found;
}

// A file that may not be read is passed over, unless it is the one that is sought.
Result<std::optional<FileTail::Found>> FileTail::FindPlace(const TailPlace& place) const {
  auto siblings = Siblings();
  if (!siblings.ok()) return siblings.status();
  std::optional<Found> copy;
  for (Found& file : *siblings) {
    const bool is_same = IsSameFile(file.stat, place.inode);
    if (static_cast<uint64_t>(file.stat.st_size) < place.offset) continue;
    const Result<Opened> opened = OpenFile(file.path);
    if (!opened.ok() && is_same) return opened.status();
    if (!opened.ok()) continue;
    const auto hash = HashHead(opened->fd, file.path, place.head_bytes);
    close(opened->fd);
    if (!hash.ok() && is_same) return hash.status();
    if (!hash.ok() || *hash != place.head_hash) continue;
    if (is_same) return std::optional(std::move(file));
    // A copy has its bytes under another inode; an empty beginning would be that of any file.
    if (place.head_bytes > 0) copy = std::move(file);
  }
  return copy;
}

// Of what was rotated away and changed after then, the oldest; else the path, where it is there.
Result<std::optional<FileTail::Found>> FileTail::OldestAfter(int64_t changed_nanos, uint64_t but_inode) const {
  auto siblings = Siblings();
  if (!siblings.ok()) return siblings.status();
  std::optional<Found> oldest, of_path;
  for (Found& file : *siblings) {
    if (std::filesystem::path(file.path).filename() == std::filesystem::path(path_).filename()) {
      of_path = std::move(file);
      continue;
    }
    const int64_t changed = ChangedNanos(file.stat);
    if (file.stat.st_size == 0 || IsSameFile(file.stat, but_inode) || changed <= changed_nanos) continue;
    if (!oldest || changed < ChangedNanos(oldest->stat)) oldest = std::move(file);
  }
  return oldest ? oldest : of_path;
}

// The first file: the one that was left, or what was written since. While nothing at all is there, no place is gone:
// the folder may be one that is mounted later.
Result<FileTail::Turn> FileTail::Begin() {
  Found of_path{path_, {}};
  const bool is_there = stat(path_.c_str(), &of_path.stat) == 0;
  if (!is_there && errno != ENOENT) return SystemError(path_, "cannot be looked at");
  if (!sought_) {
    if (!is_there) return Turn::kMissing;
    const auto gone = GoTo(of_path, 0);
    if (!gone.ok()) return gone.status();
    return *gone ? Turn::kBytes : Turn::kNothing;
  }
  const auto found = FindPlace(*sought_);
  if (!found.ok()) return found.status();
  const auto gone = *found ? GoTo(**found, sought_->offset) : GoOn(sought_->changed_nanos, 0);
  if (!gone.ok()) return gone.status();
  if (!*gone) return is_there ? Turn::kNothing : Turn::kMissing;
  sought_.reset();
  if (*found) return Turn::kBytes;
  ++gaps_;
  return Turn::kNextFile;
}

Result<FileTail::Turn> FileTail::Read(size_t bytes_max, std::string* out) {
  if (file_.fd < 0) {
    const auto begun = Begin();
    if (!begun.ok() || *begun != Turn::kBytes) return begun;
  }
  struct stat stat;
  if (fstat(file_.fd, &stat) != 0) return SystemError(path_, "cannot be looked at");
  file_.size = static_cast<uint64_t>(stat.st_size);
  file_.changed_nanos = ChangedNanos(stat);
  const auto was_cut = WasCut();
  if (!was_cut.ok()) return was_cut.status();
  if (*was_cut) return Cut();
  if (file_.head_bytes < kTailHeadBytes && file_.size > file_.head_bytes) GROUNDSWELL_TRY(ReadHead());
  const size_t filled = out->size();
  out->resize(filled + bytes_max);
  const ssize_t read = pread(file_.fd, out->data() + filled, bytes_max, static_cast<off_t>(read_offset_));
  out->resize(filled + static_cast<size_t>(std::max<ssize_t>(read, 0)));
  if (read < 0) return SystemError(path_, "cannot be read");
  if (read == 0) return AtEnd();
  read_offset_ += static_cast<uint64_t>(read);
  quiet_turns_ = 0;
  return Turn::kBytes;
}

Result<bool> FileTail::WasCut() {
  if (file_.size < read_offset_) return true;
  const auto head = HashHead(file_.fd, path_, file_.head_bytes);
  if (!head.ok()) return head.status();
  return *head != file_.head_hash;
}

// The file was cut and written anew. Its bytes up to then may lie in a copy, which is read to its end first.
Result<FileTail::Turn> FileTail::Cut() {
  const auto copy = FindPlace(Place(read_offset_, 0));
  if (!copy.ok()) return copy.status();
  const bool has_copy = *copy && !IsSameFile((*copy)->stat, file_.inode);
  Found of_path{path_, {}};
  if (!has_copy && stat(path_.c_str(), &of_path.stat) != 0) return Turn::kNothing;
  const auto gone = GoTo(has_copy ? **copy : of_path, has_copy ? read_offset_ : 0);
  if (!gone.ok()) return gone.status();
  if (has_copy || !*gone) return Turn::kNothing;
  ++gaps_;
  return Turn::kNextFile;
}

// What was rotated away after the file at hand, the oldest first; then the path.
Result<FileTail::Turn> FileTail::AtEnd() {
  struct stat of_path;
  if (stat(path_.c_str(), &of_path) == 0 && IsSameFile(of_path, file_.inode)) return Turn::kNothing;
  const auto next = OldestAfter(file_.changed_nanos, file_.inode);
  if (!next.ok()) return next.status();
  // Nothing is missed by staying while the next one has no bytes, or is not there.
  if (!*next || (*next)->stat.st_size == 0) return Turn::kNothing;
  const bool is_long_left = ChangedNanos((*next)->stat) - file_.changed_nanos >= kQuietNanos;
  if (++quiet_turns_ < (is_long_left ? kQuietTurns : kLongQuietTurns)) return Turn::kNothing;
  const auto gone = GoOn(file_.changed_nanos, file_.inode);
  if (!gone.ok()) return gone.status();
  return *gone ? Turn::kNextFile : Turn::kNothing;
}

}  // namespace groundswell
