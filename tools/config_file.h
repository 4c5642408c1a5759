// Reads a TOML file as a flat list of settings, without knowing which keys there are.
//
// Contract: one entry a value, and one an empty table, in the file's order of names; tables join to "section.key", a
// channel's to "channel.NAME.key". Values are booleans, whole numbers, numbers, texts and lists of texts, in which a
// table stands for its inline text; any other kind is Invalid. Errors: NotFound for a missing file, Invalid with line
// and column for one that is not TOML.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "tools/config_value.h"

namespace groundswell {

struct FileSetting {
  std::string name;
  ConfigValue value;
  uint32_t line = 0;
  bool is_section = false;  // of a table without settings: its name alone
};

Result<std::vector<FileSetting>> ReadConfigFile(const std::string& path);
Result<std::vector<FileSetting>> ParseConfigText(std::string_view toml);

// A whole number stands for a number where `key` wants one: turns it into that.
void WidenTo(const ConfigKey& key, ConfigValue* value);

}  // namespace groundswell
