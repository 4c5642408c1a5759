// Marker: copies a text piece by piece, with marks in place of what was found; used by the parts of redaction.
//
// Contract: pieces are marked in rising order and do not overlap. Ownership: borrows the text and the scratch until
// Finish, which swaps them where something was marked. Units: bytes. Threads: one.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

class Marker {
 public:
  Marker(std::string* text, std::string* scratch) : text_(text), in_(*text), scratch_(scratch) { scratch_->clear(); }

  void Mark(size_t start, size_t end, std::string_view mark) {
    scratch_->append(in_, copied_, start - copied_);
    scratch_->append(mark);
    copied_ = end;
  }
  // The byte at `i` as the text will have it: the last of a mark for what a mark took.
  char Before(size_t i) const { return i < copied_ ? ']' : in_[i]; }
  // What stands before this has been marked or passed.
  size_t copied() const { return copied_; }

  // Returns true when something was marked.
  bool Finish() {
    if (copied_ == 0) return false;
    scratch_->append(in_, copied_, in_.size() - copied_);
    text_->swap(*scratch_);
    return true;
  }

 private:
  std::string* text_;
  std::string_view in_;
  std::string* scratch_;
  size_t copied_ = 0;
};

}  // namespace groundswell
