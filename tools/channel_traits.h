// What mappings say of their channels, as settings.
//
// Contract: settings by name of the key ("channel.heimao.complaints"), those alone that differ from the defaults. They
// stand below everything that is configured. Why, and which of them hold for channels that no source names, is
// docs/decisions/0022-traits-of-built-in-channels.md. Threads: free functions; what is built in is made on first use
// and constant from then on.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/mapping_spec.h"
#include "tools/config_value.h"

namespace groundswell {

using NamedSettings = std::vector<std::pair<std::string, ConfigValue>>;

// All that a mapping says of its channel: for posts that come by it.
NamedSettings TraitSettings(const MappedChannel& channel);

// What all built-in mappings of a channel say of it alike, for every post of the channel however it comes. How records
// are read (`time_zone`, `placeholder_authors`) is the mapping's own business and not among them.
const NamedSettings& BuiltInTraits();

}  // namespace groundswell
