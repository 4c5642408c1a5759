// The commands about cases on the command line: cases, show, and one for each action.
//
// Ownership: the app owns its commands; `invocation` must outlive it. Threads: one.
#pragma once

#include "tools/cli_commands.h"

namespace groundswell {

void AddCaseCommands(CLI::App* app, Invocation* invocation);

// --by, --url, --token-file, --lang and --json of a client of a running engine.
struct CaseCommand;
void AddCallerOptions(CLI::App* command, CaseCommand* options, std::string* by);

}  // namespace groundswell
