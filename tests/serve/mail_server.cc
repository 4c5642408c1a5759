#include "tests/serve/mail_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace groundswell {

ScriptedMailServer::Script ScriptedMailServer::Takes() {
  return {"220 mail\r\n", "250 mail\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 taken\r\n", "221 bye\r\n"};
}

ScriptedMailServer::ScriptedMailServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener_, any, size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(getsockname(listener_, any, &size), 0);
  port_ = ntohs(address.sin_port);
  EXPECT_EQ(pipe(stop_), 0);
  thread_ = std::thread([this] { Run(); });
}

ScriptedMailServer::~ScriptedMailServer() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  close(listener_);
}

std::vector<std::string> ScriptedMailServer::mails() const {
  std::lock_guard lock(mutex_);
  return mails_;
}

int ScriptedMailServer::connections() const {
  std::lock_guard lock(mutex_);
  return connections_;
}

bool ScriptedMailServer::Wait(int socket, int timeout_ms) {
  pollfd waits[] = {{stop_[0], POLLIN, 0}, {socket, POLLIN, 0}};
  return poll(waits, 2, timeout_ms) > 0 && waits[0].revents == 0;
}

void ScriptedMailServer::Run() {
  while (Wait(listener_, -1)) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    Script script;
    {
      std::lock_guard lock(mutex_);
      script = scripts_[std::min<size_t>(static_cast<size_t>(connections_++), scripts_.size() - 1)];
    }
    received_.clear();
    Serve(socket, script);
    close(socket);
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
      if (Wait(socket, 50) && recv(socket, ignored, sizeof(ignored), 0) <= 0) return;
      pollfd stopped{stop_[0], POLLIN, 0};
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
    if (!Wait(socket, -1)) return {};
    const ssize_t got = recv(socket, bytes, sizeof(bytes), 0);
    if (got <= 0) return {};
    received_.append(bytes, static_cast<size_t>(got));
  }
}

}  // namespace groundswell
