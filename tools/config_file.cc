#include "tools/config_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace groundswell {
namespace {

std::optional<ConfigValue> FromToml(const toml::node& node);

// A table within a list, as the text of an inline table.
std::optional<std::string> InlineText(const toml::table& table) {
  std::string text;
  for (const auto& [key, node] : table) {
    const std::optional<ConfigValue> value = FromToml(node);
    if (!value.has_value()) return std::nullopt;
    text += fmt::format("{} {} = {}", text.empty() ? "{" : ",", std::string_view(key.str()), FormatToml(*value));
  }
  return text.empty() ? "{}" : text + " }";
}

std::optional<ConfigValue> FromToml(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return ConfigValue(flag->get());
  if (const auto* integer = node.as_integer()) return ConfigValue(integer->get());
  if (const auto* number = node.as_floating_point()) return ConfigValue(number->get());
  if (const auto* text = node.as_string()) return ConfigValue(text->get());
  const toml::array* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> items;
  for (const toml::node& item : *array) {
    const toml::table* table = item.as_table();
    std::optional<std::string> text = table == nullptr ? std::nullopt : InlineText(*table);
    if (item.is_string()) text = item.as_string()->get();
    if (!text.has_value()) return std::nullopt;
    items.push_back(std::move(*text));
  }
  return ConfigValue(std::move(items));
}

Status Flatten(const std::string& section, const toml::table& table, std::vector<FileSetting>* settings) {
  for (const auto& [key, node] : table) {
    const std::string name = section.empty() ? std::string(key.str()) : section + "." + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      if (inner->empty()) settings->push_back({name, {}, static_cast<uint32_t>(inner->source().begin.line), true});
      GROUNDSWELL_TRY(Flatten(name, *inner, settings));
      continue;
    }
    const uint32_t line = static_cast<uint32_t>(node.source().begin.line);
    std::optional<ConfigValue> value = FromToml(node);
    if (!value.has_value()) {
      return Invalid(
          fmt::format("line {}: {} is neither true or false, nor a number, text or list of texts", line, name));
    }
    settings->push_back({name, std::move(*value), line, false});
  }
  return {};
}

}  // namespace

Result<std::vector<FileSetting>> ReadConfigFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) || std::filesystem::is_directory(path, error)) {
    return NotFound("there is no such configuration file; without it the defaults hold");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return IoError("the configuration file cannot be read; check who may read it");
  return ParseConfigText(text);
}

Result<std::vector<FileSetting>> ParseConfigText(std::string_view toml) {
  std::vector<FileSetting> settings;
  try {
    const toml::table table = toml::parse(toml);
    GROUNDSWELL_TRY(Flatten("", table, &settings));
  } catch (const toml::parse_error& failure) {
    return Invalid(fmt::format("line {}, column {}: {}", failure.source().begin.line, failure.source().begin.column,
                               failure.description()));
  }
  return settings;
}

void WidenTo(const ConfigKey& key, ConfigValue* value) {
  const auto* integer = std::get_if<int64_t>(value);
  if (integer != nullptr && key.type == ConfigType::kNumber) *value = static_cast<double>(*integer);
}

}  // namespace groundswell
