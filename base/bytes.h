// ByteWriter and ByteReader: the one way bytes of our own are written to disk and read back.
//
// Contract: little-endian fixed-width numbers, and byte strings as a 32-bit length and the bytes. A reader never reads
// past its input: once a read fails, ok() is false, that read and every later one gives zero or empty.
// Ownership: ByteReader and the strings it returns view the caller's bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace groundswell {

class ByteWriter {
 public:
  explicit ByteWriter(std::string* out) : out_(out) {}

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void Number(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out_->append(bytes, sizeof(T));
  }
  void Text(std::string_view text) {
    Number(static_cast<uint32_t>(text.size()));
    out_->append(text);
  }
  // As they lie, without their length: the reader must know it.
  void Bytes(std::span<const char> bytes) { out_->append(bytes.data(), bytes.size()); }
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void Array(std::span<const T> values) {
    Number(static_cast<uint64_t>(values.size()));
    out_->append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  template <typename T>
  void Array(const std::vector<T>& values) {
    Array(std::span<const T>(values));
  }

 private:
  std::string* out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T> T Number() {
    if constexpr (std::is_same_v<T, bool>) {
      // Any other byte is no bool, and copying it into one would not be defined.
      const uint8_t byte = Number<uint8_t>();
      ok_ = ok_ && byte <= 1;
      return ok_ && byte == 1;
    } else {
      T value{};
      if (std::string_view bytes = Take(sizeof(T)); ok_) std::memcpy(&value, bytes.data(), sizeof(T));
      return value;
    }
  }
  std::string_view Text() { return Take(Number<uint32_t>()); }
  // One value, as Bytes wrote it.
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  bool Value(T* value) {
    const std::string_view bytes = Take(sizeof(T));
    if (ok_) std::memcpy(value, bytes.data(), sizeof(T));
    return ok_;
  }
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  bool Array(std::vector<T>* values) {
    const uint64_t count = Number<uint64_t>();
    if (!ok_ || count > rest_.size() / sizeof(T)) return ok_ = false;
    const std::string_view bytes = Take(count * sizeof(T));
    values->resize(count);
    if (count > 0) std::memcpy(values->data(), bytes.data(), bytes.size());
    return true;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view Take(uint64_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace groundswell
