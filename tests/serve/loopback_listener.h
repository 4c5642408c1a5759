// LoopbackListener: the listening socket of a test's server, and the word that it is to stop.
//
// Contract: listens on a port of the system's choice of 127.0.0.1. Stop ends every wait; the owner then joins its
// thread. Threads: Stop from any, the rest from the server's own.
#pragma once

namespace groundswell {

class LoopbackListener {
 public:
  LoopbackListener();
  ~LoopbackListener();

  int port() const { return port_; }
  int socket() const { return socket_; }
  int stopped() const { return stop_[0]; }  // readable once stopped

  // The next connection, or -1 once stopped.
  int Accept() const;
  // False when the server stops or the time is over; without a time it waits on.
  bool Wait(int socket, int timeout_ms = -1) const;
  void Stop();

 private:
  int socket_ = -1, port_ = 0, stop_[2] = {-1, -1};
};

}  // namespace groundswell
