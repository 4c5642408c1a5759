#include "tools/map_list.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "ingest/mapping.h"

namespace groundswell {
namespace {

constexpr std::string_view kInputNames[] = {"json", "sse", "bulk", "csv", "email", "feed"};
static_assert(std::size(kInputNames) == static_cast<size_t>(MappingInput::kFeed) + 1);

// The traits as words, for people.
std::string Traits(const MappedChannel& channel) {
  std::string words;
  const auto add = [&](const std::string& word) { words += words.empty() ? word : ", " + word; };
  if (!channel.time_zone_text.empty()) add(channel.time_zone_text);
  if (channel.dates) add("dates");
  if (channel.complaints) add("complaints desk");
  if (channel.each_post_is_a_person) add("each post a person");
  if (channel.formal) add("formal");
  if (!channel.placeholder_authors.empty()) add("placeholder authors");
  if (channel.expected_lag_secs > 0) add(fmt::format("comes {} h late", channel.expected_lag_secs / 3600));
  return words;
}

void WriteMapping(const Mapping& mapping, std::string_view name, JsonWriter* json) {
  const MappedChannel& channel = mapping.channel();
  json->BeginObject().Key("name").Text(name).Key("about").Text(mapping.about());
  json->Key("input").Text(kInputNames[static_cast<size_t>(mapping.input())]);
  json->Key("channel").BeginObject().Key("name").Text(channel.name);
  if (!channel.time_zone_text.empty()) json->Key("time_zone").Text(channel.time_zone_text);
  json->Key("date_only").Bool(channel.date_only).Key("complaints").Bool(channel.complaints);
  json->Key("each_post_is_a_person").Bool(channel.each_post_is_a_person).Key("formal").Bool(channel.formal);
  json->Key("placeholder_authors").BeginArray();
  for (const std::string& author : channel.placeholder_authors) json->Text(author);
  json->EndArray().Key("expected_lag_secs").Integer(channel.expected_lag_secs).EndObject().EndObject();
}

}  // namespace

Status ListMappings(bool json, const Console& console) {
  std::string text;
  JsonWriter writer(&text);
  if (json) writer.BeginObject().Key("items").BeginArray();
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    const auto mapping = Mapping::Parse(built_in.toml, built_in.name);
    if (!mapping.ok()) return mapping.status();
    if (json) {
      WriteMapping(*mapping, built_in.name, &writer);
      continue;
    }
    const std::string traits = Traits(mapping->channel());
    text += fmt::format("{:<19}{}\n", built_in.name, mapping->about());
    text += fmt::format("{:<19}channel {}{}{}\n", "", mapping->channel().name, traits.empty() ? "" : ": ", traits);
  }
  if (json) {
    writer.EndArray().EndObject();
    text += '\n';
  }
  *console.out << text << std::flush;
  return {};
}

Status ShowMapping(const std::string& name, const Console& console) {
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    if (built_in.name != name) continue;
    *console.out << built_in.toml << std::flush;
    return {};
  }
  return LoadMapping(name).ok() ? Invalid(name + " is a file of yours; --show is for the built-in mappings")
                                : LoadMapping(name).status();
}

}  // namespace groundswell
