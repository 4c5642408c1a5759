#include "tools/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include "storage/rocks_store.h"
#include "tools/config_keys.h"

namespace groundswell {
namespace {

constexpr std::string_view kKindKey = "kind", kReplayKind = "replay", kLiveKind = "live", kConfigKey = "config_hash";
constexpr std::string_view kKeyMarkKey = "author_key_mark";

// By which a key is known again, and which gives nothing of it away.
std::string MarkOf(const AuthorKey& key) { return fmt::format("{:016x}", HashPerson(key, kKeyMarkKey).value); }

Result<std::string> MakeTemporaryFolder() {
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / "groundswell-replay-XXXXXX").string();
  if (error || mkdtemp(path.data()) == nullptr)
    return IoError("no temporary folder could be made; set TMPDIR, or give --data-dir");
  return path;
}

// What was renamed within a folder stays so through a loss of power only once the folder itself is on the disk.
Status SyncFolder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = folder >= 0 && ::fsync(folder) == 0;
  const int error = errno;
  if (folder >= 0) ::close(folder);
  if (is_synced) return {};
  return IoError(path + ": cannot be brought to the disk: " + std::strerror(error));
}

}  // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::OpenReplay(const std::string& path, const std::string& config_hash,
                                                           const Config& config) {
  std::unique_ptr<DataFolder> folder(new DataFolder());
  folder->path_ = path;
  if (path.empty()) {
    auto made = MakeTemporaryFolder();
    if (!made.ok()) return made.status();
    folder->path_ = *made;
    folder->is_temporary_ = true;
  }
  if (Status status = folder->OpenStore({}); !status.ok()) return status;
  if (Status status = folder->Claim(kReplayKind); !status.ok()) return status.Annotate(folder->path_);
  if (Status status = folder->ClaimSettings(config_hash); !status.ok()) return status.Annotate(folder->path_);
  if (Status status = folder->LoadKey(config); !status.ok()) return status.Annotate(folder->path_);
  return folder;
}

Result<std::unique_ptr<DataFolder>> DataFolder::OpenLive(const std::string& path, const Config& config,
                                                         const RocksStoreOptions& options) {
  std::unique_ptr<DataFolder> folder(new DataFolder());
  folder->path_ = path;
  if (Status status = folder->OpenStore(options); !status.ok()) return status;
  if (Status status = folder->Claim(kLiveKind); !status.ok()) return status.Annotate(path);
  if (Status status = folder->LoadKey(config); !status.ok()) return status.Annotate(path);
  return folder;
}

DataFolder::~DataFolder() {
  store_.reset();
  std::error_code ignored;  // what is left in the temporary folder is the system's to clear
  if (is_temporary_) std::filesystem::remove_all(path_, ignored);
}

Status DataFolder::OpenStore(const RocksStoreOptions& options) {
  auto opened = RocksStore::Open(path_, options);
  if (!opened.ok()) return opened.status();
  store_ = std::move(*opened);
  return {};
}

Status DataFolder::Claim(std::string_view kind) {
  auto known = store_->ReadManifest(kKindKey);
  if (!known.ok()) return known.status();
  if (*known && **known == kind) return {};
  if (*known) return Conflict("holds a " + **known + " store; give another --data-dir");
  auto position = store_->ReadPosition();
  if (!position.ok()) return position.status();
  if (*position) return Conflict("holds a store of something else; give another --data-dir");
  return store_->PutManifest(kKindKey, kind);
}

Status DataFolder::ClaimSettings(const std::string& config_hash) {
  auto known = store_->ReadManifest(kConfigKey);
  if (!known.ok()) return known.status();
  if (!*known) return store_->PutManifest(kConfigKey, config_hash);
  if (**known == config_hash) return {};
  return Conflict("was begun with other settings or models; give another --data-dir, or the settings of then");
}

// The key is part of what a folder was begun with: under another one everybody would count as somebody new.
Status DataFolder::LoadKey(const Config& config) {
  auto mark = store_->ReadManifest(kKeyMarkKey);
  if (!mark.ok()) return mark.status();
  key_ = AuthorKeyOf(config);
  const bool is_given = key_.has_value();
  if (!is_given) GROUNDSWELL_TRY(LoadKeyFile(mark->has_value()));
  const std::string mine = MarkOf(*key_);
  if (!*mark) return store_->PutManifest(kKeyMarkKey, mine);
  if (**mark == mine) return {};
  return Conflict(is_given ? "was begun with another people.author_key; give that one, or another --data-dir"
                           : "author.key is not the key that the folder was begun with; put that one back");
}

Status DataFolder::LoadKeyFile(bool is_begun) {
  const std::string file = path_ + "/author.key";
  auto loaded = AuthorKey::Load(file);
  if (loaded.ok()) key_ = *loaded;
  if (loaded.ok() || loaded.status().code() != Code::kNotFound) return loaded.status();
  if (is_begun) return Conflict("was begun with people.author_key; give it again");
  key_ = AuthorKey::Generate();
  // Under its name only once it is whole: a run may be killed at any moment.
  const std::string part = file + ".part";
  std::error_code error;
  std::filesystem::remove(part, error);
  GROUNDSWELL_TRY(key_->Save(part));
  std::filesystem::rename(part, file, error);
  if (error) return IoError(file + ": cannot be written: " + error.message());
  return SyncFolder(path_);
}

}  // namespace groundswell
