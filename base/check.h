// CHECK: stops the program when an invariant of its own is broken, in release builds too. Input never trips one.
#pragma once

namespace groundswell {

// Prints the failed expression with its place to stderr and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* expression);

}  // namespace groundswell

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::groundswell::CheckFailed(__FILE__, __LINE__, #condition))
