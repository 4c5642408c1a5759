// TlsPeer: a server on this machine that shows a certificate and keeps what comes once the other side believes it.
//
// Contract: listens on a port of the system's choice of 127.0.0.1; its certificate is its own authority and is made for
// one name. What comes over TLS is kept, and answered with `answer` once a request's head and body are there; then the
// connection ends. Threads: one of its own; all methods from any.
#pragma once

#include <mutex>
#include <string>
#include <thread>

#include "tests/serve/loopback_listener.h"

struct ssl_ctx_st;

namespace groundswell {

class TlsPeer {
 public:
  TlsPeer(const std::string& name, std::string answer);
  ~TlsPeer();

  int port() const { return listener_.port(); }
  const std::string& certificate_pem() const { return certificate_pem_; }
  std::string received() const;
  int connections() const;

 private:
  void Run();
  void Serve(int socket);

  ssl_ctx_st* context_ = nullptr;
  LoopbackListener listener_;
  std::string certificate_pem_;
  const std::string answer_;
  mutable std::mutex mutex_;
  std::string received_;
  int connections_ = 0;
  std::thread thread_;
};

}  // namespace groundswell
