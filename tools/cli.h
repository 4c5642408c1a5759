// The command line: `groundswell COMMAND`, from the arguments to the exit status.
//
// Exit status: 0 done, 1 the work failed, 2 bad usage or bad configuration. Results go to stdout, words for people to
// stderr; every error says what to do about it.
#pragma once

#include <string>
#include <vector>

#include "tools/console.h"

namespace groundswell {

// The whole program, on the process's own streams and environment.
int RunCommandLine(int argc, char** argv);

// The same with everything given; `arguments` are without the program's name, `environment` as a process has it.
int RunCommandLine(const std::vector<std::string>& arguments, char** environment, const Console& console);

}  // namespace groundswell
