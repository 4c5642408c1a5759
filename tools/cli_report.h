// The command `report` on the command line. Threads: one.
#pragma once

#include "tools/cli_commands.h"

namespace groundswell {

void AddReportCommand(CLI::App* app, Invocation* invocation);

}  // namespace groundswell
