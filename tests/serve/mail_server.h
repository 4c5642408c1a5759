// ScriptedMailServer: a mail server on this machine that says to each connection what a test tells it.
//
// Contract: listens on a port of the system's choice of 127.0.0.1. Each connection gets the first line of the script at
// once and the next one for each command; the body of a mail is one command. A line "RESET" ends the connection with a
// reset, "SILENCE" says nothing more, "SLOW" says a byte now and then that makes no line. Scripts are used in their
// order, the last again and again. Threads: one of its own; all methods from any.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/serve/loopback_listener.h"

namespace groundswell {

class ScriptedMailServer {
 public:
  using Script = std::vector<std::string>;
  explicit ScriptedMailServer(Script script) : ScriptedMailServer(std::vector<Script>{std::move(script)}) {}
  explicit ScriptedMailServer(std::vector<Script> scripts);
  ~ScriptedMailServer();

  // Takes every mail.
  static Script Takes();

  int port() const { return listener_.port(); }
  std::vector<std::string> mails() const;  // the bodies that came whole
  int connections() const;

 private:
  void Run();
  void Serve(int socket, const Script& script);
  // One command, or the body of a mail; empty when the connection has ended.
  std::string ReadCommand(int socket, bool is_body);

  LoopbackListener listener_;
  std::vector<Script> scripts_;
  mutable std::mutex mutex_;
  std::vector<std::string> mails_;
  int connections_ = 0;
  std::string received_;
  std::thread thread_;
};

}  // namespace groundswell
