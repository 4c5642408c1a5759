// RuleIntake: an analyst's rule about groups, from the API to a record of the sequence.
//
// Contract: Take answers once, when the rule is durable or refused: kNotFound and kConflict for a rule that does not
// hold, kExhausted when the engine has too much to do or takes nothing now, else why the store could not take it. What
// people wrote is cleaned and redacted like the text of a post. Threads: Take on the server's, which it never holds up;
// the answer comes from the engine's. Ownership: borrows the engine.
#pragma once

#include <atomic>
#include <memory>

#include "models/redact_patterns.h"
#include "serve/api_rules.h"
#include "tools/live_engine.h"

namespace groundswell {

class RuleIntake {
 public:
  RuleIntake(LiveEngine* engine, std::shared_ptr<const RedactPatterns> patterns)
      : engine_(engine), patterns_(std::move(patterns)) {}

  // Whether rules are taken; false at first.
  void SetOpen(bool is_open) { is_open_ = is_open; }
  void Take(GroupRule rule, RuleTold told);

 private:
  LiveEngine* engine_;
  std::shared_ptr<const RedactPatterns> patterns_;
  std::atomic<bool> is_open_{false};
};

}  // namespace groundswell
