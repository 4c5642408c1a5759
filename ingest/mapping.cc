#include "ingest/mapping.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "base/hash.h"
#include "ingest/mapping_columns.h"

namespace groundswell {

Result<Mapping> Mapping::Parse(std::string_view toml, std::string_view name) {
  auto spec = ParseMappingSpec(toml, name);
  if (!spec.ok()) return spec.status();
  auto plan = CompileMapping(*spec);
  if (!plan.ok()) return plan.status().Annotate(name);
  return Mapping(std::move(*spec), std::move(*plan), Hash64(toml));
}

Result<std::shared_ptr<const Mapping>> LoadMapping(const std::string& name) {
  std::string text, names;
  std::string_view toml;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    if (built_in.name == name) toml = built_in.toml;
    names.append(names.empty() ? "" : ", ").append(built_in.name);
  }
  if (name.starts_with(kColumnsPrefix)) {
    auto columns = ColumnsToToml(std::string_view(name).substr(kColumnsPrefix.size()));
    if (!columns.ok()) return columns.status();
    auto mapping = Mapping::Parse(*columns, "table");
    if (!mapping.ok()) return mapping.status().Annotate("columns");
    return std::make_shared<const Mapping>(std::move(*mapping));
  }
  if (toml.empty()) {
    if (!name.ends_with(".toml"))
      return Invalid("there is no mapping " + name + "; give a file that ends in .toml, or one of " + names);
    std::ifstream file(name, std::ios::binary);
    if (!file) return Invalid(name + ": there is no such mapping file, or it may not be read");
    text.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    toml = text;
  }
  auto mapping = Mapping::Parse(toml, name);
  if (!mapping.ok()) return mapping.status();
  return std::make_shared<const Mapping>(std::move(*mapping));
}

}  // namespace groundswell
