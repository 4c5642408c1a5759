#include "storage/checkpoint_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/bytes.h"
#include "base/hash.h"
#include "storage/limits.h"

namespace groundswell {
namespace {

constexpr std::string_view kMagic = "GSCHKPT\n", kPrefix = "checkpoint-", kSuffix = ".gsc", kTempSuffix = ".tmp",
                           kSpareName = "checkpoint.spare";
constexpr uint32_t kVersion = 1;
constexpr size_t kSeqDigits = 20;
constexpr size_t kHeaderBytes = kMagic.size() + sizeof(uint32_t) + 3 * sizeof(uint64_t);

Status SystemError(std::string_view what, const std::string& path) {
  return IoError(path + ": cannot " + std::string(what) + ": " + std::generic_category().message(errno));
}

// A file descriptor that closes itself.
class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  bool Sync() const { return ::fsync(fd_) == 0; }
  bool CutTo(size_t bytes) const { return ::ftruncate(fd_, static_cast<off_t>(bytes)) == 0; }
  // By slices, each of which is on its way to the disk before the next is written: were all of it handed over at once,
  // the log of the store, which somebody waits for, would be synced behind it.
  bool Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const std::string_view slice = bytes.substr(0, kSliceBytes);
      if (!WriteSlice(slice)) return false;
      bytes.remove_prefix(slice.size());
      // What fails on the way is told here, and may not be told again by Sync.
      const bool begun = ::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE) == 0;
      if (!begun && (errno == EIO || errno == ENOSPC || errno == EDQUOT)) return false;
    }
    return true;
  }
  // The whole file.
  bool Read(std::string* bytes) const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return false;
    bytes->resize(static_cast<size_t>(status.st_size));
    size_t have = 0;
    while (have < bytes->size()) {
      const ssize_t got = ::read(fd_, bytes->data() + have, bytes->size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return false;
      if (got == 0) break;
      have += static_cast<size_t>(got);
    }
    bytes->resize(have);
    return true;
  }

 private:
  static constexpr size_t kSliceBytes = 4 << 20;

  bool WriteSlice(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
  }

  int fd_;
};

std::optional<Seq> SeqOfName(std::string_view name) {
  if (name.size() != kPrefix.size() + kSeqDigits + kSuffix.size()) return std::nullopt;
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  Seq seq = 0;
  const char* digits = name.data() + kPrefix.size();
  const auto [end, error] = std::from_chars(digits, digits + kSeqDigits, seq);
  if (error != std::errc() || end != digits + kSeqDigits) return std::nullopt;
  return seq;
}

std::string Header(const Checkpoint& checkpoint) {
  std::string header(kMagic);
  ByteWriter writer(&header);
  writer.Number(kVersion);
  writer.Number(checkpoint.seq);
  writer.Number(static_cast<uint64_t>(checkpoint.bytes.size()));
  writer.Number(Hash64(checkpoint.bytes, checkpoint.seq));
  return header;
}

enum class ReadOutcome { kSound, kDamaged, kGone };

// Reads the checkpoint at `path` into *checkpoint, whose bytes are valid only when the outcome is kSound.
Result<ReadOutcome> ReadFile(const std::string& path, Seq seq, Checkpoint* checkpoint) {
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return ReadOutcome::kGone;
  if (!file.is_open()) return SystemError("open", path);
  if (!file.Read(&checkpoint->bytes)) return SystemError("read", path);
  checkpoint->seq = seq;
  if (checkpoint->bytes.size() < kHeaderBytes) return ReadOutcome::kDamaged;
  const std::string header = checkpoint->bytes.substr(0, kHeaderBytes);
  checkpoint->bytes.erase(0, kHeaderBytes);
  return header == Header(*checkpoint) ? ReadOutcome::kSound : ReadOutcome::kDamaged;
}

}  // namespace

std::string CheckpointFiles::PathOf(Seq seq) const {
  std::string digits = std::to_string(seq);
  digits.insert(0, kSeqDigits - digits.size(), '0');
  return folder_ + "/" + std::string(kPrefix) + digits + std::string(kSuffix);
}

Status CheckpointFiles::Write(const Checkpoint& checkpoint) {
  const std::string path = PathOf(checkpoint.seq), temporary = path + std::string(kTempSuffix);
  // Over the one forgotten last, where there is one: to give back the disk's blocks and take new ones holds up all who
  // sync meanwhile.
  static_cast<void>(std::rename(SparePath().c_str(), temporary.c_str()));
  {
    const File file(temporary, O_WRONLY | O_CREAT);
    if (!file.is_open()) return SystemError("create", temporary);
    const std::string header = Header(checkpoint);
    if (!file.Write(header) || !file.Write(checkpoint.bytes) || !file.CutTo(header.size() + checkpoint.bytes.size()) ||
        !file.Sync()) {
      Status failure = SystemError("write", temporary);
      ::unlink(temporary.c_str());
      return failure;
    }
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    Status failure = SystemError("rename to its name", path);
    ::unlink(temporary.c_str());
    return failure;
  }
  const File folder(folder_, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open() || !folder.Sync()) return SystemError("sync", folder_);
  return Forget(checkpoint.seq);
}

Status CheckpointFiles::Forget(Seq newest) const {
  Result<std::vector<Seq>> seqs = FindSeqs();
  if (!seqs.ok()) return seqs.status();
  size_t kept = 0;
  for (const Seq seq : *seqs) {
    // One that is ahead of the newest belongs to a position that was lost.
    if (seq <= newest && kept++ < kCheckpointsKept) continue;
    if (std::rename(PathOf(seq).c_str(), SparePath().c_str()) != 0 && errno != ENOENT)
      return SystemError("put aside", PathOf(seq));
  }
  return {};
}

Status CheckpointFiles::DropBefore(Seq seq) const {
  Result<std::vector<Seq>> seqs = FindSeqs();
  if (!seqs.ok()) return seqs.status();
  for (const Seq older : *seqs)
    if (older < seq && ::unlink(PathOf(older).c_str()) != 0 && errno != ENOENT)
      return SystemError("remove", PathOf(older));
  return {};
}

Status CheckpointFiles::DropSpare() const {
  if (::unlink(SparePath().c_str()) != 0 && errno != ENOENT) return SystemError("remove", SparePath());
  return {};
}

Status CheckpointFiles::DropUnfinished() const {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder_, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().native();
    if (!name.starts_with(kPrefix) || !name.ends_with(kTempSuffix)) continue;
    if (::unlink(entry->path().c_str()) != 0 && errno != ENOENT) return SystemError("remove", entry->path());
  }
  return error ? IoError(folder_ + ": cannot list checkpoints: " + error.message()) : Status();
}

std::string CheckpointFiles::SparePath() const { return folder_ + "/" + std::string(kSpareName); }

Result<std::vector<Seq>> CheckpointFiles::FindSeqs() const {
  std::vector<Seq> seqs;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder_, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    if (const auto seq = SeqOfName(entry->path().filename().native())) seqs.push_back(*seq);
  }
  if (error) return IoError(folder_ + ": cannot list checkpoints: " + error.message());
  std::sort(seqs.rbegin(), seqs.rend());
  return seqs;
}

Result<std::optional<Checkpoint>> CheckpointFiles::ReadNewest(Seq seq_max) const {
  Result<std::vector<Seq>> seqs = FindSeqs();
  if (!seqs.ok()) return seqs.status();
  for (const Seq seq : *seqs) {
    if (seq > seq_max) continue;
    Checkpoint checkpoint;
    const Result<ReadOutcome> outcome = ReadFile(PathOf(seq), seq, &checkpoint);
    if (!outcome.ok()) return outcome.status();
    if (*outcome == ReadOutcome::kSound) return std::optional(std::move(checkpoint));
  }
  return std::optional<Checkpoint>();
}

Result<std::vector<CheckpointInfo>> CheckpointFiles::List() const {
  Result<std::vector<Seq>> seqs = FindSeqs();
  if (!seqs.ok()) return seqs.status();
  std::vector<CheckpointInfo> infos;
  for (const Seq seq : *seqs) {
    Checkpoint checkpoint;
    const Result<ReadOutcome> outcome = ReadFile(PathOf(seq), seq, &checkpoint);
    if (!outcome.ok()) return outcome.status();
    if (*outcome == ReadOutcome::kGone) continue;
    infos.push_back({seq, checkpoint.bytes.size(), *outcome == ReadOutcome::kSound});
  }
  return infos;
}

}  // namespace groundswell
