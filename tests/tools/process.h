// Process: the built binary as a user starts it: with arguments, words on stdin, output and exit status to look at; and
// as nobody should stop it.
//
// Contract: stdout and stderr go to files, so that no pipe can fill up and stop the child. The environment is the
// test's own without its GROUNDSWELL_ variables. A Process that is destroyed while it runs is killed.
// Threads: one.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/storage/temp_folder.h"

namespace groundswell {

struct ProcessResult {
  int exit_status = -1;  // -1: ended by `signal`
  int signal = 0;
  std::string out, err;
};

class Process {
 public:
  enum class Stdin { kNothing, kPipe };

  // Starts the binary; a failure to do so fails the test.
  explicit Process(const std::vector<std::string>& arguments, Stdin in = Stdin::kNothing);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Writes to its stdin until all is taken or the process is gone; returns how much was taken.
  size_t Write(std::string_view bytes);
  void CloseStdin();
  void Signal(int number);
  // Closes its stdin and waits for its end.
  ProcessResult Wait();

 private:
  TempFolder folder_;
  pid_t pid_ = -1;
  int stdin_ = -1;
};

// Starts it, feeds it and waits.
ProcessResult RunProcess(const std::vector<std::string>& arguments, std::string_view input = {});

}  // namespace groundswell
