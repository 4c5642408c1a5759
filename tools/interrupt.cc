#include "tools/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace groundswell {
namespace {

constexpr int kWakeSignal = SIGUSR1;

// A signal handler has no other way to speak to the program than objects of static life.
std::atomic<bool> was_requested{false}, stdin_is_ended{false}, is_reload_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set in a signal handler");

void Request(int) {
  was_requested.store(true);
  // After the flag: who sees the end of stdin that is made here must be able to tell it from the input's own.
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) {
    dup2(nothing, STDIN_FILENO);
    close(nothing);
  }
  stdin_is_ended.store(true);
}

void WantReload(int) { is_reload_wanted.store(true); }

void Nothing(int) {}

// Without SA_RESTART, so that a read that waits is broken off and sees the end of stdin when it is tried again.
struct sigaction ActionOf(void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  return action;
}

}  // namespace

Interrupt::Interrupt(Hangup hangup) {
  was_requested.store(false);
  is_reload_wanted.store(false);
  stdin_is_ended.store(false);
  const struct sigaction request = ActionOf(Request, static_cast<int>(SA_RESETHAND));
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &request, nullptr);
  }
  const struct sigaction reload = ActionOf(WantReload, SA_RESTART);
  if (hangup == Hangup::kReloads) sigaction(SIGHUP, &reload, nullptr);
  const struct sigaction wake = ActionOf(Nothing, 0);
  sigaction(kWakeSignal, &wake, &wake_before_);
  const struct sigaction ignore = ActionOf(SIG_IGN, 0);
  sigaction(SIGPIPE, &ignore, &pipe_before_);
}

Interrupt::~Interrupt() {
  for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  sigaction(kWakeSignal, &wake_before_, nullptr);
  sigaction(SIGPIPE, &pipe_before_, nullptr);
}

bool Interrupt::requested() { return was_requested.load(); }

bool Interrupt::TakeReload() { return is_reload_wanted.exchange(false); }

void Interrupt::Wake(pthread_t thread) {
  while (!stdin_is_ended.load()) std::this_thread::yield();  // the handler may still be at it, in another thread
  pthread_kill(thread, kWakeSignal);
}

}  // namespace groundswell
