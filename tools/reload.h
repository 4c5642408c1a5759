// Reload: reads the configuration again while the engine runs, and brings into force what may change then: the sources,
// the channels and who is on call; and the watchlist, when people edit it. A channel's settings can change a result, so
// they enter the sequence like a change over a restart.
//
// Contract: all or nothing: a configuration that is wrong, or a store that does not take the change, leaves everything
// as it was. What else differs from what runs is named and waits for a restart. Threads: Run from the owner's; the rest
// from any, one change at a time. Ownership: borrows all its parts.
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
#include "models/watchlist_entry.h"
#include "serve/metrics.h"
#include "serve/on_call.h"
#include "tools/case_intake.h"
#include "tools/config.h"
#include "tools/intake.h"
#include "tools/live_engine.h"
#include "tools/source_manager.h"

namespace groundswell {

struct ReloadParts {
  const Models* models = nullptr;
  LiveEngine* engine = nullptr;
  Intake* intake = nullptr;
  CaseIntake* cases = nullptr;
  SourceManager* sources = nullptr;
  OnCall* on_call = nullptr;
  // Checksum of the configuration's own watchlist: while it has this one, the watchlist in force stands in its place.
  uint64_t watchlist_base = 0;
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
  // Whether the watchlist may be changed: while engine and sources run; false at first. Waits for a change under way.
  void SetOpen(bool is_open) {
    std::lock_guard one(changing_);
    is_open_ = is_open;
  }
  // Brings these entries into force, and waits until that is durable. Sources and feeds stay as they were read,
  // whatever their files hold by now. Errors: kInvalid for entries that are no watchlist, kExhausted while none is
  // taken, those of the store; then all is as it was.
  Status ChangeWatchlist(const std::vector<WatchlistEntry>& entries);

  ReloadReport report() const;
  // Of the settings in force.
  std::string config_hash() const;

 private:
  struct Next;
  Status Prepare(Next* next) const;
  Status ReadSources(Next* next) const;
  void MakeScore(Next* next) const;
  Status EnforceScore(const Next& next);
  Status Enforce(Next* next, std::string* words);
  void Note(const Status& status, std::string words);

  const ReloadParts parts_;
  std::mutex changing_;  // held while something changes; guards is_open_ and config_
  bool is_open_ = false;
  Config config_;
  mutable std::mutex mutex_;  // guards what is below
  std::string config_hash_;
  ReloadReport report_;
};

// Names of keys, or of sections of an organisation, in which two configurations differ and that only a restart brings
// into force, ascending.
std::vector<std::string> KeysForRestart(const Config& now, const Config& next);

// The value of the status' `reload`.
void WriteReload(const ReloadReport& report, JsonWriter* json);
MetricsPage::Source ReloadMetrics(const Reload* reload);

}  // namespace groundswell
