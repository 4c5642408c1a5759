// Status and Result<T>: how every expected failure is returned.
//
// Contract: a Status is ok or carries a code and a message. The message says what failed, where, and what to do about
// it, in one sentence a user can act on. Both types are [[nodiscard]]. Broken invariants are not Statuses: see check.h.
// Threads: values; share them like any other value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace groundswell {

enum class Code {
  kOk,
  kInvalid,    // the caller's input is wrong: bad usage, bad configuration, an unreadable record
  kNotFound,   // the named thing is not there
  kCorrupt,    // stored bytes do not check: damaged, or not ours
  kConflict,   // it exists, but belongs to another input, setting or version
  kExhausted,  // a limit is reached: memory, disk, queue
  kIo,         // the system refused: read, write, open
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }

  // The same failure with `context` before its message: Annotate("posts.jsonl") -> "posts.jsonl: ...".
  Status Annotate(std::string_view context) const {
    return ok() ? *this : Status(code_, std::string(context) + ": " + message_);
  }

 private:
  Code code_ = Code::kOk;
  std::string message_;
};

inline Status Invalid(std::string message) { return {Code::kInvalid, std::move(message)}; }
inline Status NotFound(std::string message) { return {Code::kNotFound, std::move(message)}; }
inline Status Corrupt(std::string message) { return {Code::kCorrupt, std::move(message)}; }
inline Status Conflict(std::string message) { return {Code::kConflict, std::move(message)}; }
inline Status Exhausted(std::string message) { return {Code::kExhausted, std::move(message)}; }
inline Status IoError(std::string message) { return {Code::kIo, std::move(message)}; }

// A value, or the Status that says why there is none. Reading the value of a failed Result is a broken invariant.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}                                 // NOLINT(google-explicit-constructor)
  Result(Status status) : status_(std::move(status)) { CHECK(!status_.ok()); }  // NOLINT(google-explicit-constructor)

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() {
    CHECK(ok());
    return *value_;
  }
  const T& value() const {
    CHECK(ok());
    return *value_;
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace groundswell

// Returns from the enclosing function when `expression`, a Status, is a failure.
#define GROUNDSWELL_TRY(expression)                                                   \
  do {                                                                                \
    if (auto status_of_try = (expression); !status_of_try.ok()) return status_of_try; \
  } while (false)
