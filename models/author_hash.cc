#include "models/author_hash.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "base/check.h"

namespace groundswell {
namespace {

static_assert(AuthorKey::kBytes == crypto_shorthash_siphash24_KEYBYTES);

constexpr std::string_view kFileHead = "groundswell author key 1\n";
constexpr size_t kFileBytes = kFileHead.size() + 2 * AuthorKey::kBytes + 1;

// In lower case; compared with ASCII letters lowered. What sites show in place of a name, or exports in place of
// nothing.
constexpr std::string_view kPlaceholders[] = {
    "匿名",         "匿名用户",     "匿名用戶",  "匿名网友",       "匿名網友", "匿名者",
    "匿名评论",     "匿名車主",     "匿名车主",  "网友",           "網友",     "热心网友",
    "热心市民",     "游客",         "遊客",      "访客",           "訪客",     "用户",
    "用戶",         "客户",         "客戶",      "佚名",           "无名",     "未知",
    "无",           "微博用户",     "微信用户",  "手机用户",       "已注销",   "用户已注销",
    "该用户已注销", "账号已注销",   "anonymous", "anonymous user", "anonym",   "anon",
    "guest",        "guest user",   "visitor",   "user",           "unknown",  "unknown user",
    "deleted",      "deleted user", "[deleted]", "none",           "null",     "nil",
    "n/a",          "na",           "nan",       "undefined",      "no name",  "nobody"};
constexpr size_t kPlaceholderBytesMax = 24;

enum class Domain : uint8_t { kPerson = 1, kAccount = 2 };

PersonHash Hash(const AuthorKey& key, Domain domain, std::initializer_list<std::string_view> fields) {
  thread_local std::string message;  // kept, so that a post costs no allocation
  message.assign(1, static_cast<char>(domain));
  for (const std::string_view field : fields) {
    const uint64_t size_bytes = field.size();
    for (int shift = 0; shift < 64; shift += 8) message.push_back(static_cast<char>(size_bytes >> shift));
    message.append(field);
  }
  unsigned char digest[crypto_shorthash_siphash24_BYTES];
  crypto_shorthash_siphash24(digest, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                             key.bytes().data());
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | digest[i];
  return {value == 0 ? 1 : value};  // 0 means unknown
}

std::string Errno(const std::string& doing, const std::string& path) {
  return doing + " " + path + ": " + std::strerror(errno);
}

// Writes all of `bytes` and closes the file. Returns false, with errno set, when the system refuses.
bool WriteAndClose(int file, std::string_view bytes) {
  bool ok = true;
  while (ok && !bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    ok = written >= 0;
    if (ok) bytes.remove_prefix(static_cast<size_t>(written));
  }
  ok = ok && ::fsync(file) == 0;
  const int error = errno;
  const bool is_closed = ::close(file) == 0;
  if (!ok) errno = error;
  return ok && is_closed;
}

}  // namespace

AuthorKey AuthorKey::Generate() {
  CHECK(sodium_init() >= 0);
  std::array<uint8_t, kBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return AuthorKey(bytes);
}

Result<AuthorKey> AuthorKey::Load(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Status(errno == ENOENT ? Code::kNotFound : Code::kIo, Errno("cannot open the author key", path));
  char text[kFileBytes + 1];
  ssize_t size = 0, got = 0;
  do {
    got = ::read(file, text + size, sizeof(text) - static_cast<size_t>(size));
    if (got > 0) size += got;
  } while ((got > 0 && size < static_cast<ssize_t>(sizeof(text))) || (got < 0 && errno == EINTR));
  const std::string failure = got < 0 ? Errno("cannot read the author key", path) : "";
  ::close(file);
  if (got < 0) return IoError(failure);

  const std::string_view content(text, static_cast<size_t>(size));
  std::array<uint8_t, kBytes> bytes;
  size_t bytes_read = 0;
  const bool is_key = content.size() == kFileBytes && content.starts_with(kFileHead) && content.ends_with('\n') &&
                      sodium_hex2bin(bytes.data(), bytes.size(), text + kFileHead.size(), 2 * kBytes, nullptr,
                                     &bytes_read, nullptr) == 0 &&
                      bytes_read == kBytes;
  if (!is_key)
    return Corrupt(path + " is not an author key: restore it from a backup, or remove it to start with a new one");
  return AuthorKey(bytes);
}

Status AuthorKey::Save(const std::string& path) const {
  char hex[2 * kBytes + 1];
  sodium_bin2hex(hex, sizeof(hex), bytes_.data(), bytes_.size());
  const std::string content = std::string(kFileHead) + hex + "\n";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return Status(errno == EEXIST ? Code::kConflict : Code::kIo, Errno("cannot create the author key", path));
  }
  if (WriteAndClose(file, content)) return {};
  Status failed = IoError(Errno("cannot write the author key", path));
  ::unlink(path.c_str());  // half a key must not be found by the next start
  return failed;
}

bool IsPlaceholderAuthor(std::string_view author) {
  const auto is_name_byte = [](char b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
           static_cast<unsigned char>(b) >= 0x80;
  };
  if (std::none_of(author.begin(), author.end(), is_name_byte)) return true;
  while (author.front() == ' ') author.remove_prefix(1);
  while (author.back() == ' ') author.remove_suffix(1);
  if (author.size() > kPlaceholderBytesMax) return false;
  char folded[kPlaceholderBytesMax];
  std::transform(author.begin(), author.end(), folded,
                 [](char b) { return b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b; });
  const std::string_view name(folded, author.size());
  return std::find(std::begin(kPlaceholders), std::end(kPlaceholders), name) != std::end(kPlaceholders);
}

PersonHash HashPerson(const AuthorKey& key, std::string_view person) {
  return IsPlaceholderAuthor(person) ? PersonHash{} : Hash(key, Domain::kPerson, {person});
}

PersonHash HashAuthor(const AuthorKey& key, std::string_view channel, std::string_view author) {
  return IsPlaceholderAuthor(author) ? PersonHash{} : Hash(key, Domain::kAccount, {channel, author});
}

}  // namespace groundswell
