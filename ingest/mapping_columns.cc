#include "ingest/mapping_columns.h"

#include <algorithm>

#include "base/json_writer.h"
#include "ingest/mapping_value.h"

namespace groundswell {
namespace {

// The part of *rest up to the separator, which goes with it.
std::string_view TakePart(char separator, std::string_view* rest) {
  const size_t end = std::min(rest->find(separator), rest->size());
  const std::string_view part = TrimmedText(rest->substr(0, end));
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return part;
}

// A line of TOML; its texts are written as JSON writes them.
void AppendLine(std::string_view key, std::string_view values, std::string* toml) {
  AppendJsonString(key, toml);
  toml->append(" = [");
  while (!values.empty()) {
    AppendJsonString(TakePart('|', &values), toml);
    toml->append(", ");
  }
  toml->append("]\n");
}

}  // namespace

Result<std::string> ColumnsToToml(std::string_view columns) {
  std::string root = "input = \"csv\"\n", fields = "[columns]\n", name = "\"table\"", zone;
  while (!columns.empty()) {
    std::string_view part = TakePart(',', &columns);
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    if (equals == part.npos)
      return Invalid("columns: \"" + std::string(part) + "\" is no field=column, such as id=number");
    std::string_view value = TrimmedText(part.substr(equals + 1));
    const std::string_view key = TrimmedText(part.substr(0, equals));
    if (value.empty()) return Invalid("columns: " + std::string(key) + " has no column");
    std::string text;
    AppendJsonString(value, &text);
    if (key == "name")
      name = text;
    else if (key == "zone")
      zone = "time_zone = " + text + "\n";
    else if (key == "sheet")
      root += "sheet = " + text + "\n";
    else
      AppendLine(key, value, &fields);
  }
  return root + "[channel]\nname = " + name + "\ndates = true\n" + zone + fields;
}

}  // namespace groundswell
