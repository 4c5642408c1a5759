// Console: where a command reads and writes, so that a test can stand in for the terminal.
//
// Contract: results go to `out`, words for people to `err`; a progress line is drawn only where err_is_terminal.
// Ownership: borrows the streams. Threads: one.
#pragma once

#include <istream>
#include <ostream>

namespace groundswell {

struct Console {
  std::istream* in = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool err_is_terminal = false;
};

}  // namespace groundswell
