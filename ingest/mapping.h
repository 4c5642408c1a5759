// Mapping: how another system's records become posts, read from a TOML file and compiled once.
//
// Contract: what a mapping makes of a record is a function of the file and the record. Format: docs/feeds.md. The
// built-in ones lie in ingest/mappings/. Errors: kInvalid, with the line of the file and what to do.
// Ownership: immutable; readers share it. Threads: any.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"
#include "ingest/mapping_plan.h"
#include "ingest/mapping_spec.h"

namespace groundswell {

class Mapping {
 public:
  // `name` is what messages call the file, and the mapping where the file does not name it.
  static Result<Mapping> Parse(std::string_view toml, std::string_view name);

  const std::string& name() const { return spec_.name; }
  const std::string& about() const { return spec_.about; }
  MappingInput input() const { return spec_.input; }
  const std::string& sheet() const { return spec_.sheet; }
  // The channel of its posts, unless a record names another.
  const MappedChannel& channel() const { return spec_.channel; }
  const MappingPlan& plan() const { return plan_; }
  // XXH3-64 of the file's bytes.
  uint64_t checksum() const { return checksum_; }

 private:
  Mapping(MappingSpec spec, MappingPlan plan, uint64_t checksum)
      : spec_(std::move(spec)), plan_(std::move(plan)), checksum_(checksum) {}

  MappingSpec spec_;
  MappingPlan plan_;
  uint64_t checksum_;
};

// A mapping that is part of the program.
struct BuiltInMapping {
  std::string_view name, toml;
};
// In order of their names.
std::span<const BuiltInMapping> BuiltInMappings();

// The built-in mapping of this name; else, where the name begins with "columns:", the one that its rest describes
// (ingest/mapping_columns.h); else, where it ends in ".toml", the file. NotFound says what there is.
Result<std::shared_ptr<const Mapping>> LoadMapping(const std::string& name);

}  // namespace groundswell
