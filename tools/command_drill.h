// `groundswell drill`: sends a marked drill through the real receivers of a running engine and tells who took it, how
// fast, and when somebody confirmed it; with --ack it confirms one, with --list it tells of those before.
//
// Contract: words for people go to stdout in the language asked for, how it goes meanwhile to stderr; --json prints the
// drill as it ended, one object. Errors: those of tools/api_client.h; kIo when a receiver did not take it or nobody
// confirmed it in time. Threads: one.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "tools/command_cases.h"
#include "tools/console.h"

namespace groundswell {

struct DrillOptions : CaseCommand {
  std::vector<std::string> receivers;  // none: who watches
  std::string level = "emerging", text, by;
  std::string wait = "10m";  // for a confirmation: a number and s, m or h
  std::string ack;           // confirms this drill instead
  bool list = false;         // tells of drills instead
};
Status RunDrill(const DrillOptions& options, const Console& console);

}  // namespace groundswell
