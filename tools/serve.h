// `groundswell serve`: the engine live. Posts in over HTTP, groups and alerts out. This is where its parts are wired.
//
// Contract: prints `listening on http://HOST:PORT` on stderr once it can be reached, and `ready` once posts are taken;
// before that it recovers, and takes in the history of --import. SIGTERM or SIGINT drains and ends it with ok: requests
// under way are answered, new ones refused, a checkpoint is left. Errors: kInvalid for settings, kConflict for an
// address or a folder in use, else what failed. Threads: see docs/architecture.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/mapping.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct ServeOptions {
  std::string listen, data_dir;      // empty: serve.listen, storage.data_dir
  size_t threads = 0;                // that read posts; 0: engine.threads, else as the machine has cores
  std::vector<std::string> imports;  // files of history
  std::shared_ptr<const Mapping> mapping = nullptr;  // of the history; null: posts of our own
};

Status RunServe(const ServeOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
