// `groundswell map`: another system's records as posts of our own, to see what a mapping makes of them or to pipe them
// on.
//
// Contract: posts go to stdout (or --out) one JSON object a line, in input order, in the form that replay and serve
// read. Every refused record is told on stderr with its line, the JSON pointer and the reason; under --json all of it
// is one object on stdout. Where each post of the channel is a person of its own, `person` says so; other traits of the
// channel are not part of a post (`replay --mapping` and the configuration know them). Errors: kInvalid for a mapping
// that does not exist or is wrong, those of the inputs; kCorrupt for refused records under --strict. Threads: one.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/mapping.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct MapOptions {
  std::string mapping;              // the name of a built-in one, or a file that ends in .toml
  std::vector<std::string> inputs;  // read one after the other; none or "-": stdin
  std::string out;                  // gets the posts; empty: stdout
  bool list = false;                // tells the built-in mappings instead
  bool show = false;                // prints the mapping's file instead
  bool json = false;
  bool strict = false;
};

Status RunMap(const MapOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
