// ForgetIntake: POST /api/v1/forget on its way to the engine, on a thread of its own.
//
// Contract: Take answers once, when what was asked for is forgotten and durable, or why it is not: kInvalid for names
// that nothing is left of, kExhausted when acts are not taken now or more wait than kWaitingMax. One is done after the
// other. What waits when it is stopped is told so. Threads: Take from any, it never waits; the answer comes from its
// own thread. Ownership: borrows engine, store and key, which outlive it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "base/queue.h"
#include "tools/forget.h"

namespace groundswell {

class ForgetIntake {
 public:
  static constexpr size_t kWaitingMax = 8;

  ForgetIntake(LiveEngine* engine, const Store* store, const AuthorKey* key,
               std::shared_ptr<const RedactPatterns> patterns);
  ~ForgetIntake();

  // Whether it is taken; false at first.
  void SetOpen(bool is_open) { is_open_ = is_open; }
  void Take(AskedForgetting asked, ForgettingTold told);

 private:
  struct Asked {
    Forgetting forgetting;
    ForgettingTold told;
  };
  void Run();

  LiveEngine* const engine_;
  const Store* const store_;
  const AuthorKey* const key_;
  const std::shared_ptr<const RedactPatterns> patterns_;
  std::atomic<bool> is_open_{false};
  BoundedQueue<Asked> queue_{kWaitingMax};
  std::thread thread_;
};

}  // namespace groundswell
