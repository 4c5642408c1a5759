#include "tests/serve/loopback_listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace groundswell {

LoopbackListener::LoopbackListener() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(socket_, any, size), 0);
  EXPECT_EQ(listen(socket_, 16), 0);
  EXPECT_EQ(getsockname(socket_, any, &size), 0);
  port_ = ntohs(address.sin_port);
  EXPECT_EQ(pipe(stop_), 0);
}

LoopbackListener::~LoopbackListener() {
  Stop();
  close(stop_[0]);
  close(socket_);
}

int LoopbackListener::Accept() const { return Wait(socket_) ? accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC) : -1; }

bool LoopbackListener::Wait(int socket, int timeout_ms) const {
  pollfd waits[] = {{stopped(), POLLIN, 0}, {socket, POLLIN, 0}};
  return poll(waits, 2, timeout_ms) > 0 && waits[0].revents == 0;
}

void LoopbackListener::Stop() {
  if (stop_[1] >= 0) close(std::exchange(stop_[1], -1));
}

}  // namespace groundswell
