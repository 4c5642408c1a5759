// OnCall: who is to be called about an alert now, by the rota and the settings that are in force.
//
// Contract: a plan is a value that never changes; another one takes its place whole (Become), and who holds the former
// goes on with it. Without a rota nobody is on duty. Threads: any. Ownership: a plan owns its rota.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "serve/levels.h"
#include "serve/rota.h"

namespace groundswell {

// Who is asked when nobody has taken a case for so long.
struct EscalationStep {
  int64_t after_ms = 0;
  std::string who = "next";            // duty, deputy, next, fallback, or the id of a person
  std::vector<std::string> receivers;  // through which; empty: those that take messages about the engine
  uint8_t level = kLevelWatch;         // only from this level on
};

enum class MentionRule : uint8_t {
  kReplace,  // the person on duty is called in place of the receiver's own mentions
  kAdd,      // besides them
  kNone,
};

struct OnCallPlan {
  std::shared_ptr<const Rota> rota;  // null: there is none
  std::string fallback;              // a person, for when the rota has nobody; empty: nobody
  uint8_t level = 2;                 // alerts from this level on wait to be taken
  MentionRule mention = MentionRule::kReplace;
  std::vector<EscalationStep> steps;  // the earliest first
  int64_t repeat_ms = 0;              // at crisis the last step is told again after so long
  int repeats_max = 0;
  bool has_links = false;
  int64_t link_ms = 0;  // how long a link may be used

  // Who is on duty, or the fallback; null: nobody.
  const RotaPerson* OnDuty(int64_t at_ms) const;
  // Whom a step means: EscalationStep::who, or the fallback where that is nobody. Null: nobody.
  const RotaPerson* Asked(std::string_view who, int64_t at_ms) const;
  // Whom a message to a receiver calls: the person by the receiver's kind of id, and its own mentions as the rule says.
  std::vector<std::string> Mentions(const ReceiverSettings& receiver, const RotaPerson* person) const;
};

class OnCall {
 public:
  explicit OnCall(std::shared_ptr<const OnCallPlan> plan) : plan_(std::move(plan)) {}

  std::shared_ptr<const OnCallPlan> plan() const {
    std::lock_guard lock(mutex_);
    return plan_;
  }
  void Become(std::shared_ptr<const OnCallPlan> plan) {
    std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const OnCallPlan> plan_;
};

}  // namespace groundswell
