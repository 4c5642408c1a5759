// The commands oncall and links on the command line.
//
// Ownership: the app owns its commands; `invocation` must outlive it. Threads: one.
#pragma once

#include "tools/cli_commands.h"

namespace groundswell {

void AddOnCallCommands(CLI::App* app, Invocation* invocation);

}  // namespace groundswell
