// The command that prints completion scripts.
//
// Ownership: reads `app` when it runs; both outlive it. Threads: one.
#pragma once

#include "tools/cli_commands.h"

namespace groundswell {

void AddCompletion(CLI::App* app, Invocation* invocation);

}  // namespace groundswell
