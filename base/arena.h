// Arena: one growing store for the strings of a batch, so that a post costs no allocation of its own.
//
// Contract: views returned stay valid until Clear() or destruction; moving the arena keeps them valid. Clear() keeps
// the first block for reuse. Units: bytes. Threads: belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace groundswell {

class Arena {
 public:
  explicit Arena(size_t block_bytes = size_t{64} * 1024) : block_bytes_(block_bytes) {}

  Arena(Arena&& other) noexcept { *this = std::move(other); }
  Arena& operator=(Arena&& other) noexcept {
    block_bytes_ = other.block_bytes_;
    blocks_ = std::move(other.blocks_);
    other.blocks_.clear();
    next_ = std::exchange(other.next_, nullptr);
    left_ = std::exchange(other.left_, 0);
    used_bytes_ = std::exchange(other.used_bytes_, 0);
    return *this;
  }

  // Room for `size` bytes, uninitialised.
  char* Allocate(size_t size) {
    if (size > left_) Grow(size);
    char* place = next_;
    next_ += size;
    left_ -= size;
    used_bytes_ += size;
    return place;
  }
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* place = Allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }
  void Clear() {
    if (blocks_.size() > 1) blocks_.resize(1);
    if (!blocks_.empty()) next_ = blocks_[0].bytes.get(), left_ = blocks_[0].size;
    used_bytes_ = 0;
  }
  size_t used_bytes() const { return used_bytes_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };
  void Grow(size_t size) {
    const size_t block = size > block_bytes_ ? size : block_bytes_;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(block), block});
    next_ = blocks_.back().bytes.get();
    left_ = block;
  }

  size_t block_bytes_ = size_t{64} * 1024;
  std::vector<Block> blocks_;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t used_bytes_ = 0;
};

}  // namespace groundswell
