#include "tests/serve/mail_server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace groundswell {

ScriptedMailServer::Script ScriptedMailServer::Takes() {
  return {"220 mail\r\n", "250 mail\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 taken\r\n", "221 bye\r\n"};
}

ScriptedMailServer::ScriptedMailServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  thread_ = std::thread([this] { Run(); });
}

ScriptedMailServer::~ScriptedMailServer() {
  listener_.Stop();
  thread_.join();
}

std::vector<std::string> ScriptedMailServer::mails() const {
  std::lock_guard lock(mutex_);
  return mails_;
}

int ScriptedMailServer::connections() const {
  std::lock_guard lock(mutex_);
  return connections_;
}

void ScriptedMailServer::Run() {
  for (int socket; (socket = listener_.Accept()) >= 0; close(socket)) {
    Script script;
    {
      std::lock_guard lock(mutex_);
      script = scripts_[std::min<size_t>(static_cast<size_t>(connections_++), scripts_.size() - 1)];
    }
    received_.clear();
    Serve(socket, script);
  }
}

void ScriptedMailServer::Serve(int socket, const Script& script) {
  bool is_body = false;
  for (size_t i = 0; i < script.size(); ++i) {
    if (i > 0) {
      const std::string command = ReadCommand(socket, is_body);
      if (command.empty()) return;
      std::lock_guard lock(mutex_);
      if (is_body) mails_.push_back(command);
    }
    const std::string& line = script[i];
    if (line == "RESET") {
      const linger at_once{1, 0};
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
      return;
    }
    while (line == "SLOW" || line == "SILENCE") {
      if (line == "SLOW" && send(socket, "2", 1, MSG_NOSIGNAL) != 1) return;
      char ignored[256];
      if (listener_.Wait(socket, 50) && recv(socket, ignored, sizeof(ignored), 0) <= 0) return;
      pollfd stopped{listener_.stopped(), POLLIN, 0};
      if (poll(&stopped, 1, 0) > 0) return;
    }
    if (send(socket, line.data(), line.size(), MSG_NOSIGNAL) < 0) return;
    is_body = line.starts_with("354");
  }
  while (!ReadCommand(socket, false).empty()) continue;
}

std::string ScriptedMailServer::ReadCommand(int socket, bool is_body) {
  const std::string end = is_body ? "\r\n.\r\n" : "\r\n";
  while (true) {
    if (const size_t at = received_.find(end); at != std::string::npos) {
      std::string command = received_.substr(0, at + end.size());
      received_.erase(0, at + end.size());
      return command;
    }
    char bytes[65536];
    if (!listener_.Wait(socket)) return {};
    const ssize_t got = recv(socket, bytes, sizeof(bytes), 0);
    if (got <= 0) return {};
    received_.append(bytes, static_cast<size_t>(got));
  }
}

}  // namespace groundswell
