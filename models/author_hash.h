// Keyed hashes of people, so that nothing which is kept names a person: SipHash-2-4 under a key of the installation.
//
// Contract: the same key, channel and author always give the same hash; different fields never run into each other
// (each is preceded by its length, and people and accounts are hashed apart). Who holds the key can test whether a
// known name is in the data; who does not, cannot. Only equality of hashes means anything. Placeholders give the
// unknown hash, for they name nobody: an empty field, one without a letter or digit ("-", "***"), and 匿名, 匿名用户,
// 网友, 游客, 用户, anonymous, guest and the like, whatever their case (the list is in the .cc). Threads: an AuthorKey
// may be read by many.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/scored_post.h"

namespace groundswell {

class AuthorKey {
 public:
  static constexpr size_t kBytes = 16;

  explicit AuthorKey(const std::array<uint8_t, kBytes>& bytes) : bytes_(bytes) {}

  // A new key from the system's random source.
  static AuthorKey Generate();

  // Reads a file that Save wrote. NotFound where there is none, Corrupt where it is no key, IoError where it cannot be
  // read.
  static Result<AuthorKey> Load(const std::string& path);

  // Writes the key to a new file that only the owner may read (mode 0600), and waits until it is on disk. Conflict
  // where the file exists: with another key every person would count as a new one.
  Status Save(const std::string& path) const;

  const std::array<uint8_t, kBytes>& bytes() const { return bytes_; }

 private:
  std::array<uint8_t, kBytes> bytes_;
};

// The hash of a person known across accounts and channels, and of one account of a channel; both as the record gives
// them.
PersonHash HashPerson(const AuthorKey& key, std::string_view person);
PersonHash HashAuthor(const AuthorKey& key, std::string_view channel, std::string_view author);

// True where `author` names nobody.
bool IsPlaceholderAuthor(std::string_view author);

}  // namespace groundswell
