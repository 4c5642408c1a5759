// A client that sends what it is told, byte by byte if need be, and reads what comes back. For tests of the server: it
// knows HTTP just well enough to find where a response ends, and waits kPatience at most for anything.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace groundswell {

struct TestResponse {
  int status = 0;  // 0: none came
  std::map<std::string, std::string> headers;
  std::string body;
  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class TestClient {
 public:
  static constexpr int kPatienceSecs = 20;

  explicit TestClient(uint16_t port, bool ipv6 = false) : socket_(::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{kPatienceSecs, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    const int failed = ipv6 ? ::connect(socket_, reinterpret_cast<sockaddr*>(&v6), sizeof v6)
                            : ::connect(socket_, reinterpret_cast<sockaddr*>(&v4), sizeof v4);
    if (failed != 0) Close();
  }
  ~TestClient() { Close(); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  // False when the other side has closed before all was taken.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  void EndSending() { ::shutdown(socket_, SHUT_WR); }
  void Close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  // Closes with a reset.
  void Abort() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    Close();
  }

  // The head of the next response; its body is left to be read.
  TestResponse ReadHead() {
    TestResponse response;
    size_t end;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos)
      if (!Fill()) return response;
    std::string_view head = std::string_view(input_).substr(0, end + 2);
    response.status = std::atoi(std::string(head.substr(9, 3)).c_str());
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
      const size_t line = head.find("\r\n"), colon = head.find(':');
      response.headers[std::string(head.substr(0, colon))] = head.substr(colon + 2, line - colon - 2);
      head.remove_prefix(line + 2);
    }
    input_.erase(0, end + 4);
    return response;
  }
  // The next response, whole. `has_body` is false for one to HEAD.
  TestResponse Read(bool has_body = true) {
    TestResponse response = ReadHead();
    const size_t length = static_cast<size_t>(std::atol(response.Header("Content-Length").c_str()));
    if (has_body) response.body = ReadBytes(length);
    return response;
  }
  std::string ReadBytes(size_t count) {
    while (input_.size() < count)
      if (!Fill()) break;
    const std::string bytes = input_.substr(0, count);
    input_.erase(0, count);
    return bytes;
  }
  // Everything up to the end; *clean is false when that was a reset, or never came.
  std::string ReadToEnd(bool* clean = nullptr) {
    while (Fill()) {
    }
    if (clean != nullptr) *clean = ended_;
    return std::exchange(input_, {});
  }
  TestResponse Ask(std::string_view bytes) {
    Send(bytes);
    return Read();
  }

 private:
  bool Fill() {
    char bytes[65536];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got == 0) ended_ = true;
    if (got <= 0) return false;
    input_.append(bytes, static_cast<size_t>(got));
    return true;
  }

  int socket_;
  std::string input_;
  bool ended_ = false;
};

}  // namespace groundswell
