// The commands of the program with their flags: one visible list (cli_commands.cc).
//
// A command is added by a function of its own, which declares the flags and leaves in Invocation::run what to do once
// they are parsed. The work itself is in command_NAME.h or, for larger work, in a header of its own.
#pragma once

#include <functional>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace CLI {
class App;
}

namespace groundswell {

// What the command line asked for.
struct Invocation {
  ConfigInputs config;
  std::function<Status(const Config&, const Console&)> run;
};

void AddCommands(CLI::App* app, Invocation* invocation);

}  // namespace groundswell
