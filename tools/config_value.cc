#include "tools/config_value.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>

#include "models/local_zone.h"

namespace groundswell {
namespace {

std::string_view TypeName(ConfigType type) {
  switch (type) {
    case ConfigType::kBool:
      return "true or false";
    case ConfigType::kInteger:
      return "a whole number";
    case ConfigType::kNumber:
      return "a number";
    case ConfigType::kText:
      return "text";
    case ConfigType::kTextList:
      return "a list of texts";
    case ConfigType::kZone:
      return "an offset such as \"+08:00\" or \"Z\"";
    case ConfigType::kPlace:
      return "an offset such as \"+08:00\" or a place such as \"Europe/London\"";
    case ConfigType::kHexKey:
      return "32 hexadecimal digits";
  }
  return "";
}

// Zero bytes and other control characters have no place in a setting and would not survive every writer.
bool HasControl(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

bool IsHexKey(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// The shortest decimal that reads back the same, always with a point or an exponent so that TOML reads a float.
std::string FormatNumber(double number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

void AppendTomlString(std::string_view text, std::string* out) {
  *out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') *out += '\\';
    *out += c;
  }
  *out += '"';
}

template <typename T>
bool ParseWhole(std::string_view text, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return items;
}

Status WrongType(const ConfigKey& key, std::string_view given) {
  return Invalid(fmt::format("{} is {}, not \"{}\"", key.name, TypeName(key.type), key.secret ? "…" : given));
}

Status CheckRange(const ConfigKey& key, double number) {
  if (number >= key.min && number <= key.max) return {};
  return Invalid(fmt::format("{} = {} is out of range: {} to {}{}{} are allowed", key.name, number, key.min, key.max,
                             key.unit.empty() ? "" : " ", key.unit));
}

}  // namespace

Result<ConfigValue> ParseConfigValue(const ConfigKey& key, std::string_view text) {
  ConfigValue value;
  switch (key.type) {
    case ConfigType::kBool:
      if (text != "true" && text != "false") return WrongType(key, text);
      value = text == "true";
      break;
    case ConfigType::kInteger: {
      int64_t number = 0;
      if (!ParseWhole(text, &number)) return WrongType(key, text);
      value = number;
      break;
    }
    case ConfigType::kNumber: {
      double number = 0;
      if (!ParseWhole(text, &number)) return WrongType(key, text);
      value = number;
      break;
    }
    case ConfigType::kText:
    case ConfigType::kZone:
    case ConfigType::kPlace:
    case ConfigType::kHexKey:
      value = std::string(text);
      break;
    case ConfigType::kTextList:
      value = SplitList(text);
      break;
  }
  GROUNDSWELL_TRY(CheckConfigValue(key, value));
  return value;
}

Status CheckConfigValue(const ConfigKey& key, const ConfigValue& value) {
  if (value.index() != key.standard.index()) return WrongType(key, FormatToml(value));
  if (const auto* number = std::get_if<int64_t>(&value)) return CheckRange(key, static_cast<double>(*number));
  if (const auto* number = std::get_if<double>(&value)) return CheckRange(key, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (HasControl(*text)) return Invalid(fmt::format("{} holds a control character; take it out", key.name));
    if (key.type == ConfigType::kZone && !text->empty() && !ParseZone(*text).ok()) return WrongType(key, *text);
    if (key.type == ConfigType::kPlace && !text->empty())
      if (const auto zone = LocalZone::Parse(*text); !zone.ok()) return zone.status().Annotate(key.name);
    if (key.type == ConfigType::kHexKey && !text->empty() && !IsHexKey(*text)) return WrongType(key, *text);
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& item : *list) {
      if (HasControl(item)) return Invalid(fmt::format("{} holds a control character; take it out", key.name));
    }
  }
  return {};
}

std::string FormatToml(const ConfigValue& value) {
  std::string out;
  if (const auto* flag = std::get_if<bool>(&value)) {
    out = *flag ? "true" : "false";
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    out = std::to_string(*integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    out = FormatNumber(*number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    AppendTomlString(*text, &out);
  } else {
    out = "[";
    for (const std::string& item : std::get<std::vector<std::string>>(value)) {
      if (out.size() > 1) out += ", ";
      AppendTomlString(item, &out);
    }
    out += "]";
  }
  return out;
}

Result<ZoneOffset> ParseZone(std::string_view text) {
  if (text == "Z") return ZoneOffset{0};
  int hours = 0, minutes = 0;
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!shaped || !ParseWhole(text.substr(1, 2), &hours) || !ParseWhole(text.substr(4, 2), &minutes) || hours < 0 ||
      hours > 18 || minutes < 0 || minutes > 59) {
    return Invalid(fmt::format("\"{}\" is no time zone: write an offset such as \"+08:00\"", text));
  }
  const int total = hours * 60 + minutes;
  return ZoneOffset{text[0] == '-' ? -total : total};
}

}  // namespace groundswell
