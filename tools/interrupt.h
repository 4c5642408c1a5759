// Interrupt: SIGINT, SIGTERM and SIGHUP ask a long run to stop where it can, so that it leaves nothing behind.
//
// Contract: while an object lives, the first of these signals only sets a flag that requested() reads, and ends waiting
// for stdin: whoever reads it gets the end of the input. A second one ends the process at once, as without this. A
// signal that the process was told to ignore (nohup, a background job) stays ignored. Writing to a pipe that nobody
// reads is an error that is returned, not the end of the process. One object at a time. A run that can read its
// configuration again takes SIGHUP for the wish that it does, even where it was told to ignore it.
// Threads: requested() from any; the rest from the thread that made it.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <array>

namespace groundswell {

class Interrupt {
 public:
  enum class Hangup { kStops, kReloads };
  explicit Interrupt(Hangup hangup = Hangup::kStops);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static bool requested();
  // Whether the configuration is to be read again; once for any number of signals that came since it was last asked.
  static bool TakeReload();
  // Once requested: ends a read of stdin in which `thread` may be waiting.
  static void Wake(pthread_t thread);

 private:
  static constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_;
  struct sigaction wake_before_, pipe_before_;
};

}  // namespace groundswell
