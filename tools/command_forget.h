// `groundswell store forget`: what somebody has a right to have forgotten, in a store that no engine has open.
//
// The engine of the store is brought up as `serve` does it, under the settings that the store itself carries, forgets,
// and leaves a checkpoint; nothing is delivered by this process. On a running engine it is POST /api/v1/forget. Errors:
// kConflict when another process has the store open, those of the store and of the models. Threads: one.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct ForgetOptions {
  std::string data_dir, by, reason;
  // One of: channel and author, customer, person (a hash), channel and post, entry (a number).
  std::string channel, author, customer, person, post, entry;
  bool json = false;
};
Status RunStoreForget(const ForgetOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
