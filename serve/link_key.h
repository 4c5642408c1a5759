// LinkKey: the secret that signed links are made with, and LinkKeys, which holds the one in force.
//
// A link is 66 bytes in base64url: version u8, purpose u8, subject u64, person u64, receiver u64, expiry u64
// (milliseconds since 1970), all little-endian, then HMAC-SHA256 over them. Person and receiver stand in it by keyed
// hashes, so that a link tells nothing of them. Contract: a link is a function of the key and of what it says; Open
// compares in constant time. The key lies in a file readable by its owner alone, and is never printed. LinkKeys reads
// the file again when it was changed, so that another key ends all links of the former at once, also of an engine that
// runs; a file that cannot be read leaves the key that was. Errors: kIo, and kCorrupt for a file that holds no key.
// Threads: any.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

enum class LinkPurpose : uint8_t { kAck = 1, kAssignToMe, kDrillAck };

struct LinkClaim {
  LinkPurpose purpose = LinkPurpose::kAck;
  uint64_t subject = 0;  // a group, or a hash of a drill's id
  uint64_t person = 0, receiver = 0;
  int64_t expires_ms = 0;
};

class LinkKey {
 public:
  static constexpr size_t kBytes = 32;
  static LinkKey Generate();
  static Result<LinkKey> Load(const std::string& path);  // kNotFound where there is no file
  // Puts the key into the place of whatever is there, whole.
  Status Save(const std::string& path) const;

  // What stands in a link for a name; `domain` tells persons, receivers and drills apart.
  uint64_t HashOf(std::string_view domain, std::string_view name) const;
  std::string Sign(const LinkClaim& claim) const;
  // Nothing where the text is no link of this key. Whether it has expired is the caller's to see.
  std::optional<LinkClaim> Open(std::string_view token) const;

 private:
  std::array<unsigned char, kBytes> bytes_{};
};

class LinkKeys {
 public:
  // Makes a key where there is none.
  static Result<std::unique_ptr<LinkKeys>> Open(std::string path);
  LinkKey key();

 private:
  struct Stamp {
    ino_t inode = 0;
    int64_t secs = 0, nanos = 0;
    bool operator==(const Stamp&) const = default;
  };
  explicit LinkKeys(std::string path) : path_(std::move(path)) {}
  Stamp StampOf() const;

  const std::string path_;
  std::mutex mutex_;
  Stamp stamp_;
  LinkKey key_;
};

// By which an act tells which link it came by: twelve letters that give nothing of the link away.
std::string LinkTag(std::string_view token);

// Links in a text, as a gateway may send them back, without what signs them.
std::string WithoutLinks(std::string text);

// The file of a data folder.
std::string LinkKeyPath(const std::string& data_dir);

}  // namespace groundswell
