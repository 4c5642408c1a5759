// ConfigKey and ConfigValue: what one setting may be, and how its value is read from text and written out again.
//
// Contract: ParseConfigValue takes text as it stands in the environment or after `--set key=`; a list is written with
// commas ("a,b"). FormatToml writes a value so that a TOML file reads it back the same; it is also the canonical form
// that goes into the configuration hash: the same value always has the same bytes.
// Errors: Invalid, with the key, what was given and what is allowed.
// Threads: values and free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/status.h"
#include "base/time.h"

namespace groundswell {

using ConfigValue = std::variant<bool, int64_t, double, std::string, std::vector<std::string>>;

enum class ConfigType : uint8_t {
  kBool,
  kInteger,
  kNumber,
  kText,
  kTextList,
  kZone,    // text: "+08:00", "-05:30", "Z", or empty for none
  kPlace,   // text: an offset, or the name of a place whose clock it is (LocalZone), or empty for none
  kHexKey,  // text: 32 hexadecimal digits, or empty for none
};

struct ConfigKey {
  std::string_view name;  // "section.key"; of a channel's settings the key alone
  ConfigType type = ConfigType::kText;
  ConfigValue standard;          // holds without any configuration
  double min = 0, max = 0;       // of integers and numbers, both included
  std::string_view unit = {};    // empty where there is none
  std::string_view help = {};    // one sentence
  bool changes_results = false;  // a replay may decide otherwise: part of the configuration hash
  bool secret = false;           // masked wherever it is shown
};

Result<ConfigValue> ParseConfigValue(const ConfigKey& key, std::string_view text);

// Ok when `value` has the type of `key` and lies in its range.
Status CheckConfigValue(const ConfigKey& key, const ConfigValue& value);

std::string FormatToml(const ConfigValue& value);

// Text of kind kZone; empty text is Invalid.
Result<ZoneOffset> ParseZone(std::string_view text);

}  // namespace groundswell
