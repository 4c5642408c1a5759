// `groundswell generate`: the synthetic feed into a file or onto stdout.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/console.h"
#include "tools/generate.h"

namespace groundswell {

struct GenerateCommandOptions {
  GenerateOptions feed;
  std::string out_path;                   // empty: stdout
  std::string truth_path, calendar_path;  // empty: not written
  std::string start;                      // RFC 3339; empty: the standard start
  bool no_truth = false;
};

// A file is written beside its name and moved there when whole, so that nobody reads half a feed.
Status RunGenerate(const GenerateCommandOptions& options, const Console& console);

}  // namespace groundswell
