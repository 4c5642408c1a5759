#include "serve/link_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"

namespace groundswell {
namespace {

constexpr std::string_view kFileHead = "groundswell link key 1\n";
constexpr size_t kFileBytes = kFileHead.size() + 2 * LinkKey::kBytes + 1;
constexpr uint8_t kVersion = 1;
constexpr std::string_view kPath = "/l/";
constexpr size_t kClaimBytes = 2 + 4 * 8, kMacBytes = crypto_auth_hmacsha256_BYTES;
constexpr size_t kTokenBytes = (kClaimBytes + kMacBytes) * 8 / 6;
static_assert((kClaimBytes + kMacBytes) % 3 == 0, "no padding");
using Mac = std::array<unsigned char, kMacBytes>;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Mac MacOf(const std::array<unsigned char, LinkKey::kBytes>& key, std::string_view domain, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  Mac mac;
  CHECK(crypto_auth_hmacsha256_init(&state, key.data(), key.size()) == 0);
  // A domain holds no zero byte, so no two of them make one message.
  const std::string head = std::string(domain) + '\0';
  CHECK(crypto_auth_hmacsha256_update(&state, Bytes(head), head.size()) == 0);
  CHECK(crypto_auth_hmacsha256_update(&state, Bytes(text), text.size()) == 0);
  CHECK(crypto_auth_hmacsha256_final(&state, mac.data()) == 0);
  return mac;
}

Status SystemError(const std::string& doing, const std::string& path) {
  return Status(errno == ENOENT ? Code::kNotFound : Code::kIo, doing + " " + path + ": " + std::strerror(errno));
}

bool IsTokenByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

LinkKey LinkKey::Generate() {
  CHECK(sodium_init() >= 0);
  LinkKey key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

Result<LinkKey> LinkKey::Load(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return SystemError("cannot open the key of links", path);
  std::string text(kFileBytes + 1, '\0');
  size_t size = 0;
  ssize_t got = 1;
  while (got > 0 && size < text.size()) {
    got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      size += static_cast<size_t>(got);
  }
  const Status failed = got < 0 ? SystemError("cannot read the key of links", path) : Status();
  ::close(file);
  if (!failed.ok()) return failed;
  text.resize(size);
  LinkKey key;
  size_t decoded = 0;
  if (text.size() == kFileBytes && text.starts_with(kFileHead) && text.ends_with('\n') &&
      sodium_hex2bin(key.bytes_.data(), kBytes, text.data() + kFileHead.size(), 2 * kBytes, nullptr, &decoded,
                     nullptr) == 0 &&
      decoded == kBytes)
    return key;
  return Corrupt(path + " is no key of links; make another with `groundswell links --rotate`");
}

Status LinkKey::Save(const std::string& path) const {
  char hex[2 * kBytes + 1];
  sodium_bin2hex(hex, sizeof(hex), bytes_.data(), bytes_.size());
  const std::string content = std::string(kFileHead) + hex + "\n";
  // Under its name only once it is whole: the engine reads it while this goes on.
  std::string part = path + ".XXXXXX";
  const int file = ::mkostemp(part.data(), O_CLOEXEC);  // readable by its owner alone
  if (file < 0) return SystemError("cannot write the key of links", path);
  const bool is_written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
  const bool is_closed = ::close(file) == 0;
  if (is_written && is_closed && std::rename(part.c_str(), path.c_str()) == 0) return {};
  const Status failed = SystemError("cannot write the key of links", path);
  ::unlink(part.c_str());
  return failed;
}

uint64_t LinkKey::HashOf(std::string_view domain, std::string_view name) const {
  const Mac mac = MacOf(bytes_, domain, name);
  uint64_t hash = 0;
  std::memcpy(&hash, mac.data(), sizeof(hash));
  return hash;
}

std::string LinkKey::Sign(const LinkClaim& claim) const {
  std::string token;
  ByteWriter writer(&token);
  writer.Number(kVersion);
  writer.Number(claim.purpose);
  for (const uint64_t part : {claim.subject, claim.person, claim.receiver, static_cast<uint64_t>(claim.expires_ms)})
    writer.Number(part);
  const Mac mac = MacOf(bytes_, "link", token);
  token.append(reinterpret_cast<const char*>(mac.data()), mac.size());
  std::string text(sodium_base64_ENCODED_LEN(kClaimBytes + kMacBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(token), token.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.resize(kTokenBytes);  // without the zero at its end
  return text;
}

std::optional<LinkClaim> LinkKey::Open(std::string_view token) const {
  std::string bytes(kClaimBytes + kMacBytes, '\0');
  size_t decoded = 0;
  if (token.size() != kTokenBytes ||
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), token.data(), token.size(),
                        nullptr, &decoded, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      decoded != bytes.size())
    return std::nullopt;
  const std::string_view claim_bytes = std::string_view(bytes).substr(0, kClaimBytes);
  const Mac mac = MacOf(bytes_, "link", claim_bytes);
  if (sodium_memcmp(mac.data(), bytes.data() + kClaimBytes, mac.size()) != 0) return std::nullopt;
  ByteReader reader(claim_bytes);
  if (reader.Number<uint8_t>() != kVersion) return std::nullopt;
  LinkClaim claim;
  claim.purpose = reader.Number<LinkPurpose>();
  for (uint64_t* part : {&claim.subject, &claim.person, &claim.receiver}) *part = reader.Number<uint64_t>();
  claim.expires_ms = static_cast<int64_t>(reader.Number<uint64_t>());
  if (claim.purpose < LinkPurpose::kAck || claim.purpose > LinkPurpose::kDrillAck) return std::nullopt;
  return claim;
}

Result<std::unique_ptr<LinkKeys>> LinkKeys::Open(std::string path) {
  std::unique_ptr<LinkKeys> keys(new LinkKeys(std::move(path)));
  auto loaded = LinkKey::Load(keys->path_);
  if (!loaded.ok() && loaded.status().code() == Code::kNotFound) {
    GROUNDSWELL_TRY(LinkKey::Generate().Save(keys->path_));
    loaded = LinkKey::Load(keys->path_);
  }
  if (!loaded.ok()) return loaded.status();
  keys->key_ = *loaded;
  keys->stamp_ = keys->StampOf();
  return keys;
}

LinkKeys::Stamp LinkKeys::StampOf() const {
  struct stat status {};
  if (::stat(path_.c_str(), &status) != 0) return {};
  return {status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

LinkKey LinkKeys::key() {
  std::lock_guard lock(mutex_);
  const Stamp stamp = StampOf();
  if (stamp == stamp_) return key_;
  if (auto loaded = LinkKey::Load(path_); loaded.ok()) {
    key_ = *loaded;
    stamp_ = stamp;
  }
  return key_;
}

std::string LinkTag(std::string_view token) {
  constexpr size_t kLetters = 12;
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256(digest.data(), Bytes(token), token.size());
  std::string tag;
  // Letters alone: no pattern of personal numbers takes them for one.
  for (size_t i = 0; i < kLetters; ++i) tag.push_back(static_cast<char>('a' + digest[i] % 16));
  return tag;
}

std::string WithoutLinks(std::string text) {
  for (size_t at = text.find(kPath); at != std::string::npos; at = text.find(kPath, at + kPath.size())) {
    const size_t from = at + kPath.size();
    size_t end = from;
    while (end < text.size() && IsTokenByte(text[end])) ++end;
    // A front of it, as of an answer that was cut, is as good as useless; it goes all the same.
    if (end - from >= kTokenBytes / 4) text.replace(from, end - from, "…");
  }
  return text;
}

std::string LinkKeyPath(const std::string& data_dir) { return data_dir + "/link.key"; }

}  // namespace groundswell
