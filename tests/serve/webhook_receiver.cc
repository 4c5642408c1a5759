#include "tests/serve/webhook_receiver.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace groundswell {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Takes one whole request from the front of `bytes`, or nothing.
std::optional<WebhookRequest> TakeRequest(std::string* bytes) {
  const size_t head_end = bytes->find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  WebhookRequest request;
  size_t at = bytes->find("\r\n");
  request.line = bytes->substr(0, at);
  while (at < head_end) {
    const size_t begin = at + 2, colon = bytes->find(':', begin);
    at = bytes->find("\r\n", begin);
    const size_t value = bytes->find_first_not_of(' ', colon + 1);
    request.headers[Lower(bytes->substr(begin, colon - begin))] = bytes->substr(value, at - value);
  }
  const size_t body_bytes = std::stoul("0" + request.Header("content-length"));
  if (bytes->size() < head_end + 4 + body_bytes) return std::nullopt;
  request.body = bytes->substr(head_end + 4, body_bytes);
  bytes->erase(0, head_end + 4 + body_bytes);
  return request;
}

}  // namespace

WebhookReceiver::WebhookReceiver() : thread_([this] { Run(); }) {}

WebhookReceiver::~WebhookReceiver() {
  listener_.Stop();
  thread_.join();
}

void WebhookReceiver::Script(std::vector<WebhookReply> replies) {
  std::lock_guard lock(mutex_);
  script_.assign(replies.begin(), replies.end());
}

void WebhookReceiver::AnswerAlways(WebhookReply reply) {
  std::lock_guard lock(mutex_);
  always_ = std::move(reply);
}

std::vector<WebhookRequest> WebhookReceiver::WaitFor(size_t count) {
  std::unique_lock lock(mutex_);
  received_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= count; });
  EXPECT_GE(requests_.size(), count) << "requests did not come";
  return requests_;
}

std::vector<WebhookRequest> WebhookReceiver::requests() const {
  std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> WebhookReceiver::ids() const {
  std::vector<std::string> ids;
  for (const WebhookRequest& request : requests()) ids.push_back(request.id());
  return ids;
}

void WebhookReceiver::Run() {
  std::vector<Peer> peers;
  while (true) {
    std::vector<pollfd> waits = {{listener_.stopped(), POLLIN, 0}, {listener_.socket(), POLLIN, 0}};
    for (const Peer& peer : peers) waits.push_back({peer.socket, POLLIN, 0});
    if (poll(waits.data(), waits.size(), slow_.empty() ? -1 : 20) == 0) Drip();
    if (waits[0].revents != 0) break;
    for (size_t i = peers.size(); i-- > 0;) {
      if (waits[i + 2].revents == 0 || Read(&peers[i])) continue;
      std::erase(slow_, peers[i].socket);
      close(peers[i].socket);
      peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (waits[1].revents == 0) continue;
    peers.push_back({listener_.Accept(), {}});
    ++connections_;
  }
  for (const Peer& peer : peers) close(peer.socket);
}

void WebhookReceiver::Drip() {
  for (const int socket : slow_) send(socket, "H", 1, MSG_NOSIGNAL);
}

bool WebhookReceiver::Read(Peer* peer) {
  char bytes[65536];
  const ssize_t got = recv(peer->socket, bytes, sizeof(bytes), 0);
  if (got <= 0) return false;
  peer->received.append(bytes, static_cast<size_t>(got));
  while (auto request = TakeRequest(&peer->received)) {
    if (!Answer(peer->socket, std::move(*request))) return false;
  }
  return true;
}

bool WebhookReceiver::Answer(int socket, WebhookRequest request) {
  WebhookReply reply;
  {
    std::lock_guard lock(mutex_);
    reply = always_;
    if (!script_.empty()) {
      reply = std::move(script_.front());
      script_.pop_front();
    }
    requests_.push_back(std::move(request));
  }
  received_.notify_all();
  if (reply.kind == WebhookReply::Kind::kSilence) return true;
  if (reply.kind == WebhookReply::Kind::kSlow) {
    slow_.push_back(socket);
    return true;
  }
  if (reply.kind == WebhookReply::Kind::kReset) {
    const linger at_once{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    return false;
  }
  const std::string head =
      "HTTP/1.1 " + std::to_string(reply.status) + " x\r\n" + reply.headers +
      (reply.status == 204 ? "\r\n" : "content-length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body);
  return send(socket, head.data(), head.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(head.size());
}

}  // namespace groundswell
