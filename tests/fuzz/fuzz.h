// What every fuzzer has: one function that takes any bytes. Under clang with GROUNDSWELL_FUZZ libFuzzer calls it with
// inputs of its own making; else corpus_main.cc calls it with every file of a folder.
//
// A property that does not hold stops the program (CHECK), as a sanitizer does for memory. Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace groundswell {

inline std::string_view FuzzBytes(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the part before the first `end` off *rest, all of it where there is none.
inline std::string_view TakeUntil(char end, std::string_view* rest) {
  const size_t at = rest->find(end);
  const std::string_view part = rest->substr(0, at);
  rest->remove_prefix(at == rest->npos ? rest->size() : at + 1);
  return part;
}

}  // namespace groundswell
