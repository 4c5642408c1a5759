// ReplayFolder: the data folder of a replay: a given one that a later run can go on in, or a temporary one.
//
// Contract: a given folder remembers that it is a replay's and which settings, models and author key it was begun with;
// others, or a store that is not a replay's, are refused with kConflict. A temporary folder goes with the object.
// Layout: the store (storage/rocks_store.h) and author.key, the key of author hashes, made at first use.
// Threads: one.
#pragma once

#include <memory>
#include <string>

#include "models/author_hash.h"
#include "storage/store.h"
#include "tools/config.h"

namespace groundswell {

class ReplayFolder {
 public:
  // `path` empty makes a temporary folder.
  static Result<std::unique_ptr<ReplayFolder>> Open(const std::string& path, const std::string& config_hash,
                                                    const Config& config);
  ~ReplayFolder();

  Store* store() { return store_.get(); }
  const AuthorKey& key() const { return *key_; }
  bool is_temporary() const { return is_temporary_; }

 private:
  ReplayFolder() = default;
  Status OpenStore();
  Status Claim(const std::string& config_hash);
  Status LoadKey(const Config& config);
  Status LoadKeyFile(bool is_begun);

  std::string path_;
  bool is_temporary_ = false;
  std::unique_ptr<Store> store_;
  std::optional<AuthorKey> key_;
};

}  // namespace groundswell
