// `groundswell receivers`: what the configured receivers are, and a marked test message to them; and `groundswell
// route`: where an alert would go, as what, and what would hold it back, without sending anything.
//
// Contract: neither needs a running engine nor a store. A test message says of itself that it is one. Results to
// stdout, or one JSON object with --json. Errors: kInvalid for a receiver that is not configured or a file that holds
// no alert; kIo when a test message was not taken. Threads: one.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct ReceiversTestOptions {
  std::string name;  // of one; empty where is_all
  bool is_all = false;
  bool json = false;
};
Status RunReceiversTest(const ReceiversTestOptions& options, const Config& config, const Console& console);

struct RouteCommandOptions {
  std::string file;  // "-": stdin
  std::string at;    // RFC 3339: when the alert is taken to be decided; empty: now
  bool json = false;
};
Status RunRoute(const RouteCommandOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
