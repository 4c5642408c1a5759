// What `groundswell map` says about mappings themselves: the list of the built-in ones, and the file of one.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/console.h"

namespace groundswell {

// A row for each built-in mapping, or one JSON object, with the traits of its channel.
Status ListMappings(bool json, const Console& console);

// The TOML of a built-in mapping, to begin another one with.
Status ShowMapping(const std::string& name, const Console& console);

}  // namespace groundswell
