// CaseIntake: what a person does with a case, or says of a post, from the API to a record of the sequence.
//
// Contract: each call answers once, when the act is durable or refused: kNotFound and kConflict for one that does not
// hold, kInvalid for words that nothing is left of or a cause that the taxonomy does not know, kExhausted when the
// engine has too much to do or takes nothing now, else why the store could not take it. Threads: the calls on the
// server's, which they never hold up; the answer comes from the engine's. Ownership: borrows all it is given.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "models/models.h"
#include "models/redact_patterns.h"
#include "models/watchlist.h"
#include "serve/api_case_actions.h"
#include "tools/live_engine.h"

namespace groundswell {

class CaseIntake {
 public:
  CaseIntake(LiveEngine* engine, const Models* models, std::shared_ptr<const RedactPatterns> patterns,
             std::shared_ptr<const Watchlist> watchlist)
      : engine_(engine), models_(models), patterns_(std::move(patterns)), watchlist_(std::move(watchlist)) {}

  // Whether acts are taken; false at first.
  void SetOpen(bool is_open) { is_open_ = is_open; }
  // The watchlist by which organisations are named from now on.
  void SetWatchlist(std::shared_ptr<const Watchlist> watchlist) {
    std::lock_guard lock(mutex_);
    watchlist_ = std::move(watchlist);
  }
  std::shared_ptr<const Watchlist> watchlist() const {
    std::lock_guard lock(mutex_);
    return watchlist_;
  }
  void Take(CaseAction action, CaseTold told);
  void Correct(AskedCorrection asked, CorrectionTold told);

 private:
  template <typename Told>
  void Submit(std::unique_ptr<InputBlock> input, std::shared_ptr<BlockSender> request, const Told& told);
  Status SettleCause(const std::string& name, CorrectedReading* reading) const;

  LiveEngine* engine_;
  const Models* models_;
  std::shared_ptr<const RedactPatterns> patterns_;
  mutable std::mutex mutex_;  // guards watchlist_
  std::shared_ptr<const Watchlist> watchlist_;
  std::atomic<bool> is_open_{false};
};

}  // namespace groundswell
