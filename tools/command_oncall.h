// `groundswell oncall`: who is on duty, and who comes next, by the rota of the configuration. `groundswell links`: the
// key that signed links are made with.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct OnCallOptions {
  std::string at;  // RFC 3339 or a date; empty: now
  bool json = false;
};
// Prints who is on duty then, who comes next, and the times of four weeks in which nobody is. kInvalid without a rota.
Status RunOnCall(const OnCallOptions& options, const Config& config, const Console& console);

struct LinksOptions {
  std::string data_dir;  // empty: storage.data_dir
  bool rotate = false;
};
// Makes another key, which ends every link that is out; an engine that runs takes it at once.
Status RunLinks(const LinksOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
