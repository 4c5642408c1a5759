// Names of settings: how a key splits, what its environment variable is called, and which known key a wrong one meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace groundswell {

constexpr std::string_view kVariablePrefix = "GROUNDSWELL_";
// Sections that users name: one a channel, one an organisation, one a source, one a receiver, one a route.
constexpr std::string_view kChannelPrefix = "channel.", kOrganisationPrefix = "organisation.",
                           kSourcePrefix = "source.", kReceiverPrefix = "receiver.", kRoutePrefix = "route.";

// Section and key: the parts before and after the last dot of a name.
std::pair<std::string, std::string> SplitName(std::string_view name);

// "engine.batch_posts" -> "ENGINE_BATCH_POSTS", what follows the prefix in the environment.
std::string VariableSuffix(std::string_view name);

std::string LowerAscii(std::string_view text);

// Of `known` (not empty) the name nearest to `name` when it is near enough to have been meant, else empty. A name that
// differs in its section alone is nearest of all.
std::string_view NearestName(std::string_view name, std::span<const std::string> known);

// The header of a section in a TOML file; a name that a user gave is quoted unless it is a bare key.
std::string TomlHeader(std::string_view section);

}  // namespace groundswell
