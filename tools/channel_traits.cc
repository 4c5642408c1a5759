#include "tools/channel_traits.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "ingest/mapping.h"
#include "tools/config_names.h"

namespace groundswell {
namespace {

// What a channel is, whoever reads it.
NamedSettings KindOf(const MappedChannel& channel) {
  NamedSettings settings;
  const std::string section = std::string(kChannelPrefix) + channel.name + ".";
  if (channel.complaints) settings.emplace_back(section + "complaints", true);
  if (channel.date_only) settings.emplace_back(section + "date_only", true);
  if (channel.each_post_is_a_person) settings.emplace_back(section + "each_post_is_a_person", true);
  if (channel.expected_lag_secs != 0) settings.emplace_back(section + "expected_lag_secs", channel.expected_lag_secs);
  if (channel.formal) settings.emplace_back(section + "formal", true);
  return settings;
}

NamedSettings MakeBuiltInTraits() {
  std::map<std::string, NamedSettings> by_channel;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    const auto mapping = Mapping::Parse(built_in.toml, built_in.name);
    CHECK(mapping.ok());
    NamedSettings kind = KindOf(mapping->channel());
    const auto [known, is_first] = by_channel.try_emplace(mapping->channel().name, kind);
    if (!is_first)
      std::erase_if(known->second,
                    [&](const auto& setting) { return std::find(kind.begin(), kind.end(), setting) == kind.end(); });
  }
  NamedSettings all;
  for (auto& [channel, settings] : by_channel)
    for (auto& setting : settings) all.push_back(std::move(setting));
  return all;
}

}  // namespace

NamedSettings TraitSettings(const MappedChannel& channel) {
  NamedSettings settings = KindOf(channel);
  const std::string section = std::string(kChannelPrefix) + channel.name + ".";
  if (!channel.placeholder_authors.empty())
    settings.emplace_back(section + "placeholder_authors", channel.placeholder_authors);
  if (!channel.time_zone_text.empty()) settings.emplace_back(section + "time_zone", channel.time_zone_text);
  return settings;
}

const NamedSettings& BuiltInTraits() {
  static const NamedSettings traits = MakeBuiltInTraits();
  return traits;
}

}  // namespace groundswell
