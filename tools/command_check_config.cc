#include "tools/command_check_config.h"

#include <string>

#include "base/json_writer.h"

namespace groundswell {
namespace {

void WriteValue(const Config::Entry& entry, JsonWriter* json) {
  if (entry.key->secret && entry.value != entry.key->standard) {
    json->Text(kMaskedSecret);
  } else if (const auto* flag = std::get_if<bool>(&entry.value)) {
    json->Bool(*flag);
  } else if (const auto* integer = std::get_if<int64_t>(&entry.value)) {
    json->Integer(*integer);
  } else if (const auto* number = std::get_if<double>(&entry.value)) {
    json->Number(*number);
  } else if (const auto* text = std::get_if<std::string>(&entry.value)) {
    json->Text(*text);
  } else {
    json->BeginArray();
    for (const std::string& item : std::get<std::vector<std::string>>(entry.value)) json->Text(item);
    json->EndArray();
  }
}

std::string ToJson(const Config& config) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("keys").BeginArray();
  for (const auto& [name, entry] : config.entries()) {
    json.BeginObject().Key("key").Text(name.first + "." + name.second).Key("value");
    WriteValue(entry, &json);
    json.Key("source").Text(ConfigSourceName(entry.source));
    if (!entry.key->unit.empty()) json.Key("unit").Text(entry.key->unit);
    json.Key("changes_results").Bool(entry.key->changes_results);
    json.Key("help").Text(entry.key->help).EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

}  // namespace

Status RunCheckConfig(const CheckConfigOptions& options, const Config& config, const Console& console) {
  *console.out << (options.json ? ToJson(config) + "\n" : config.ToToml());
  return {};
}

}  // namespace groundswell
