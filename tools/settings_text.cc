#include "tools/settings_text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <set>
#include <utility>

#include "base/json_writer.h"
#include "tools/config_file.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

void WriteValue(const ConfigValue& value, JsonWriter* json) {
  if (const auto* flag = std::get_if<bool>(&value)) json->Bool(*flag);
  if (const auto* integer = std::get_if<int64_t>(&value)) json->Integer(*integer);
  if (const auto* number = std::get_if<double>(&value)) json->Number(*number);
  if (const auto* text = std::get_if<std::string>(&value)) json->Text(*text);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    json->BeginArray();
    for (const std::string& item : *list) json->Text(item);
    json->EndArray();
  }
}

Status NoSettings(std::string_view what) {
  return Corrupt(fmt::format("settings of the sequence: {}; they are damaged or written by another version", what));
}

// False for what no setting can be.
bool ReadValue(const dom::element& element, ConfigValue* value) {
  bool flag = false;
  int64_t integer = 0;
  double number = 0;
  std::string_view text;
  dom::array items;
  if (element.get(flag) == simdjson::SUCCESS) {
    *value = flag;
  } else if (element.get(integer) == simdjson::SUCCESS) {
    *value = integer;
  } else if (element.get(number) == simdjson::SUCCESS) {
    *value = number;
  } else if (element.get(text) == simdjson::SUCCESS) {
    value->emplace<std::string>(text);
  } else if (element.get(items) == simdjson::SUCCESS) {
    auto& list = value->emplace<std::vector<std::string>>();
    for (const dom::element item : items) {
      if (item.get(text) != simdjson::SUCCESS) return false;
      list.emplace_back(text);
    }
  } else {
    return false;
  }
  return true;
}

// Of an organisation, of which there may be thousands, what has its default is left out. The kind stays, so that an
// organisation of nothing but defaults is named.
bool IsLeftOut(const std::pair<std::string, std::string>& name, const Config::Entry& entry) {
  return name.first.starts_with(kOrganisationPrefix) && name.second != "kind" && entry.value == entry.key->standard;
}

bool IsHash(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What a text says, before it is looked up which settings there are.
struct Parsed {
  std::string config_hash;
  uint64_t models = 0, meaning = 0;
  std::vector<std::pair<std::string, ConfigValue>> values;
};

Status ParseValues(const dom::object& settings, Parsed* parsed) {
  std::set<std::string_view> names;
  for (const auto& [name, element] : settings) {
    auto& [known_name, value] = parsed->values.emplace_back(name, false);
    if (!ReadValue(element, &value) || !names.insert(name).second)
      return NoSettings(fmt::format("{} has no readable value", known_name));
  }
  return {};
}

Result<Parsed> Parse(std::string_view text) {
  dom::parser parser;
  dom::element root;
  dom::object settings;
  std::string_view hash, models, meaning;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS ||
      root["config_hash"].get(hash) != simdjson::SUCCESS || root["models"].get(models) != simdjson::SUCCESS ||
      root["meaning"].get(meaning) != simdjson::SUCCESS || root["settings"].get(settings) != simdjson::SUCCESS ||
      !IsHash(hash) || !IsHash(models) || !IsHash(meaning))
    return NoSettings("not what SettingsText writes");
  Parsed parsed;
  parsed.config_hash = hash;
  std::from_chars(models.data(), models.data() + models.size(), parsed.models, 16);
  std::from_chars(meaning.data(), meaning.data() + meaning.size(), parsed.meaning, 16);
  if (Status status = ParseValues(settings, &parsed); !status.ok()) return status;
  return parsed;
}

}  // namespace

std::string SettingsText(const Config& config, const Models& models) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("config_hash").Text(ConfigHash(config, models));
  json.Key("models").Text(fmt::format("{:016x}", models.checksum()));
  json.Key("meaning").Text(fmt::format("{:016x}", models.meaning_checksum())).Key("settings").BeginObject();
  for (const auto& [name, entry] : config.entries()) {
    if (!entry.key->changes_results || IsLeftOut(name, entry)) continue;
    json.Key(fmt::format("{}.{}", name.first, name.second));
    WriteValue(entry.value, &json);
  }
  json.EndObject().EndObject();
  return text;
}

Result<SettingsInForce> ReadSettingsText(std::string_view text, const std::vector<std::string>& flags) {
  auto parsed = Parse(text);
  if (!parsed.ok()) return parsed.status();
  const auto recorded = Config::Load({.recorded = parsed->values});
  if (!recorded.ok()) return NoSettings(recorded.status().message());
  const auto in_force = [&](const Config& config, std::string hash) {
    SettingsInForce settings{EngineSettingsOf(config), std::move(hash)};
    settings.settings.meaning = parsed->meaning;
    return settings;
  };
  if (flags.empty()) return in_force(*recorded, parsed->config_hash);
  const auto config = Config::Load({.recorded = std::move(parsed->values), .sets = flags});
  if (!config.ok()) return config.status();
  const std::vector<HashedFile> files = {ModelsFile(parsed->models)};
  std::string hash = config->Hash(files);
  if (hash == recorded->Hash(files)) hash = parsed->config_hash;
  return in_force(*config, std::move(hash));
}

}  // namespace groundswell
