// DataFolder: the folder of a store and what identifies it: a live engine's, a replay's, or a temporary one.
//
// Contract: a folder remembers what made it. A replay's remembers which settings, models and author key it was begun
// with, and refuses others; a live one remembers the key, for its settings may change and are in its sequence. A folder
// of the other kind is refused. A temporary folder goes with the object. Layout: the store (storage/rocks_store.h) and
// author.key, the key of author hashes, made at first use. Threads: one. Errors: kConflict for a folder of something
// else, and those of the store.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "models/author_hash.h"
#include "storage/rocks_store.h"
#include "tools/config.h"

namespace groundswell {

class DataFolder {
 public:
  // `path` empty makes a temporary folder.
  static Result<std::unique_ptr<DataFolder>> OpenReplay(const std::string& path, const std::string& config_hash,
                                                        const Config& config);
  static Result<std::unique_ptr<DataFolder>> OpenLive(const std::string& path, const Config& config,
                                                      const RocksStoreOptions& options);
  ~DataFolder();

  Store* store() { return store_.get(); }
  const AuthorKey& key() const { return *key_; }
  bool is_temporary() const { return is_temporary_; }

 private:
  DataFolder() = default;
  Status OpenStore(const RocksStoreOptions& options);
  Status Claim(std::string_view kind);
  Status ClaimSettings(const std::string& config_hash);
  Status LoadKey(const Config& config);
  Status LoadKeyFile(bool is_begun);

  std::string path_;
  bool is_temporary_ = false;
  std::unique_ptr<Store> store_;
  std::optional<AuthorKey> key_;
};

}  // namespace groundswell
