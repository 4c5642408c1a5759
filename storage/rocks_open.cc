#include <algorithm>
#include <filesystem>
#include <system_error>

#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

std::string DbPath(const std::string& folder) { return folder + "/db"; }

Status OtherFormat(const std::string& folder, std::string_view version) {
  return Conflict(folder + ": the store has format version " + std::string(version) + ", this program reads version " +
                  std::string(kFormatVersion) +
                  "; use the program that made it, or replay the input into another data folder");
}

Status FromOpening(const rocksdb::Status& status, const std::string& folder) {
  // RocksDB has no code of its own for a lock that is held; its message says "lock" and nothing else of it is certain.
  if (status.IsIOError() && status.ToString().find("lock") != std::string::npos)
    return Conflict(folder + ": the data folder is in use by another process; stop it, or choose another folder (" +
                    status.ToString() + ")");
  return FromRocks(status, folder + ": cannot open the store");
}

// Whether there are tables or checkpoints although RocksDB's own entry file is gone: a damaged store, not a new one.
bool HasRemains(const std::string& folder) {
  for (const std::string& place : {folder, DbPath(folder)}) {
    std::error_code error;
    std::filesystem::directory_iterator entry(place, error), end;
    for (; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".sst" || entry->path().extension() == ".gsc") return true;
    }
  }
  return false;
}

Status NotWhole(const std::string& folder) {
  return NotFound(folder +
                  ": there is nothing in the store yet: who made it ended before it was whole; start that again");
}

// A store with other families than this program's is of another format, whose version its default family tells, or, if
// it merely lacks some and has no version or this one, not whole yet, which only a writer mends.
Status CheckFamilies(const std::string& folder, const rocksdb::DBOptions& options, bool read_only) {
  std::vector<std::string> names;
  const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(options, DbPath(folder), &names);
  if (!listed.ok()) return FromOpening(listed, folder);
  const bool all_known = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return std::find(kFamilyNames.begin(), kFamilyNames.end(), name) != kFamilyNames.end();
  });
  if (all_known && names.size() == kFamilyNames.size()) return {};
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(rocksdb::Options(), DbPath(folder), &opened);
  const std::unique_ptr<rocksdb::DB> db(opened);
  if (!status.ok()) return FromOpening(status, folder);
  std::string version;
  const std::string key = std::string(kManifestPrefix) + std::string(kFormatKey);
  const rocksdb::Status got = db->Get({}, key, &version);
  if (!got.ok() && !got.IsNotFound()) return FromOpening(got, folder);
  if (!all_known || (got.ok() && version != kFormatVersion)) return OtherFormat(folder, got.ok() ? version : "unknown");
  return read_only ? NotWhole(folder) : Status();
}

}  // namespace

RocksStore::Parts::~Parts() {
  if (db == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families) {
    if (family != nullptr) db->DestroyColumnFamilyHandle(family);
  }
  // Closing can fail only on writes the log does not hold, and there are none.
  db->Close().PermitUncheckedError();
}

RocksStore::RocksStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RocksStore::~RocksStore() = default;

Status RocksStore::Parts::LoadState(bool may_create) {
  const std::string format_key = std::string(kManifestPrefix) + std::string(kFormatKey);
  const auto version = Get(kMeta, format_key);
  if (!version.ok()) return version.status();
  if (*version && **version != kFormatVersion) return OtherFormat(folder, **version);
  if (!*version) {
    const auto position = Get(kMeta, kPositionKey);
    if (!position.ok()) return position.status();
    if (*position) return Corrupt(folder + ": the store has no format version");
    if (!may_create) return NotWhole(folder);
    GROUNDSWELL_TRY(FromRocks(batch.Put(families[kMeta], format_key, ToSlice(kFormatVersion)), folder));
    GROUNDSWELL_TRY(Write(&batch, true));
    batch.Clear();
  }
  const auto row = Get(kMeta, kRetentionKey);
  if (!row.ok()) return row.status();
  if (*row && !DecodeRetention(**row, &retention)) return BadRow(kMeta, kRetentionKey);
  id_filter.set_floor_ms(retention.ids_from_ms);
  member_filter.set_floor_seq(retention.records_from);
  return {};
}

Status RocksStore::Parts::OpenDb(bool read_only) {
  rocksdb::DBOptions db_options = MakeDbOptions(options);
  std::error_code error;
  if (std::filesystem::exists(DbPath(folder) + "/CURRENT", error)) {
    GROUNDSWELL_TRY(CheckFamilies(folder, db_options, read_only));
  } else if (HasRemains(folder)) {
    return Corrupt(folder + ": the store has lost the file db/CURRENT; restore it from a backup");
  } else if (read_only) {
    return NotFound(folder + ": there is no store");
  }
  // A process that died while it made the store leaves it without some families; they are empty still.
  db_options.create_if_missing = db_options.create_missing_column_families = !read_only;
  // Without the lock a writer may run beside: a file that is open stays readable when the writer has removed it.
  if (read_only) db_options.max_open_files = -1;
  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto descriptors = MakeFamilies(&id_filter, &member_filter);
  const rocksdb::Status status =
      read_only ? rocksdb::DB::OpenForReadOnly(db_options, DbPath(folder), descriptors, &handles, &opened)
                : rocksdb::DB::Open(db_options, DbPath(folder), descriptors, &handles, &opened);
  if (!status.ok()) return FromOpening(status, folder);
  db.reset(opened);
  std::copy(handles.begin(), handles.end(), families.begin());
  return LoadState(!read_only);
}

Result<std::unique_ptr<RocksStore>> RocksStore::Open(const std::string& folder, const RocksStoreOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return IoError(folder + ": cannot create the data folder: " + error.message());
  auto parts = std::make_unique<Parts>(folder, options);
  GROUNDSWELL_TRY(parts->OpenDb(false));
  GROUNDSWELL_TRY(parts->checkpoints.DropUnfinished());  // of an engine that was killed: it holds words of its time
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(parts)));
}

Result<std::unique_ptr<RocksStore>> RocksStore::OpenReadOnly(const std::string& folder) {
  auto parts = std::make_unique<Parts>(folder, RocksStoreOptions{});
  GROUNDSWELL_TRY(parts->OpenDb(true));
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(parts)));
}

}  // namespace groundswell
