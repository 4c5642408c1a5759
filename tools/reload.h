// Reload: reads the configuration again while the engine runs, and brings into force what may change then: the sources
// and the channels. A channel's settings can change a result, so they enter the sequence like a change over a restart.
//
// Contract: all or nothing: a configuration that is wrong, or a store that does not take the change, leaves everything
// as it was. What else differs from what runs is named and waits for a restart. Threads: Run from the owner's; the rest
// from any. Ownership: borrows all its parts.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/status.h"
#include "models/models.h"
#include "serve/metrics.h"
#include "tools/config.h"
#include "tools/intake.h"
#include "tools/live_engine.h"
#include "tools/source_manager.h"

namespace groundswell {

struct ReloadParts {
  const Models* models = nullptr;
  LiveEngine* engine = nullptr;
  Intake* intake = nullptr;
  SourceManager* sources = nullptr;
  std::function<void(std::string_view)> say;
};

// What became of the attempts since the start; wall time in milliseconds.
struct ReloadReport {
  uint64_t taken = 0, refused = 0;
  int64_t last_ms = 0;  // 0: there was none
  bool was_taken = false;
  std::string words;  // of the last
};

class Reload {
 public:
  // `config` is what runs.
  Reload(Config config, ReloadParts parts);

  // Once: says what came of it, and tells it in the report. Waits until it is in force.
  void Run();

  ReloadReport report() const;
  // Of the settings in force.
  std::string config_hash() const;

 private:
  struct Next;
  Status Prepare(Next* next) const;
  Status Enforce(Next* next, std::string* words);
  void Note(const Status& status, std::string words);

  const ReloadParts parts_;
  Config config_;
  mutable std::mutex mutex_;  // guards what is below
  std::string config_hash_;
  ReloadReport report_;
};

// Names of keys, or of sections of an organisation, in which two configurations differ and that neither sources nor
// channels have, ascending.
std::vector<std::string> KeysForRestart(const Config& now, const Config& next);

// The value of the status' `reload`.
void WriteReload(const ReloadReport& report, JsonWriter* json);
MetricsPage::Source ReloadMetrics(const Reload* reload);

}  // namespace groundswell
