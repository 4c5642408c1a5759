#include "tools/config_names.h"

#include <algorithm>
#include <vector>

#include "tools/config_value.h"

namespace groundswell {
namespace {

// How many single-character changes lead from one text to the other (Levenshtein).
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

bool IsBareKey(std::string_view text) {
  const auto bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), bare);
}

}  // namespace

std::pair<std::string, std::string> SplitName(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {"", std::string(name)};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

std::string VariableSuffix(std::string_view name) {
  std::string suffix(name);
  for (char& c : suffix) {
    if (c == '.') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return suffix;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view NearestName(std::string_view name, std::span<const std::string> known) {
  const std::string key = SplitName(name).second;
  const auto distance = [&](const std::string& other) {
    return SplitName(other).second == key ? 0 : EditDistance(name, other);
  };
  const std::string* nearest = &known.front();
  for (const std::string& other : known) {
    if (distance(other) < distance(*nearest)) nearest = &other;
  }
  return distance(*nearest) <= std::max<size_t>(2, name.size() / 3) ? std::string_view(*nearest) : std::string_view();
}

std::string TomlHeader(std::string_view section) {
  for (const std::string_view prefix :
       {kChannelPrefix, kOrganisationPrefix, kSourcePrefix, kReceiverPrefix, kRoutePrefix}) {
    if (!section.starts_with(prefix)) continue;
    const std::string name(section.substr(prefix.size()));
    return "[" + std::string(prefix) + (IsBareKey(name) ? name : FormatToml(ConfigValue(name))) + "]";
  }
  return "[" + std::string(section) + "]";
}

}  // namespace groundswell
