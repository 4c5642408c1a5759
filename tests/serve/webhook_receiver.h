// WebhookReceiver: a receiver of webhooks on this machine that behaves, or misbehaves, as a test tells it.
//
// Contract: listens on a port of the system's choice of 127.0.0.1; every request is kept and answered by the next reply
// of the script, and by 204, or what AnswerAlways was given, when the script has ended. Connections stay open between
// requests. Threads: one of its own; all methods from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/serve/loopback_listener.h"

namespace groundswell {

struct WebhookReply {
  // kSlow: a byte now and then of an answer that never ends.
  enum class Kind { kAnswer, kReset, kSilence, kSlow };
  int status = 204;
  std::string headers = {};  // whole lines, each with its CRLF
  Kind kind = Kind::kAnswer;
  std::string body = "ok";  // of all but 204
};

struct WebhookRequest {
  std::string line, body;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string id() const { return Header("webhook-id"); }
  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

class WebhookReceiver {
 public:
  WebhookReceiver();
  ~WebhookReceiver();

  // What it answers when the script has ended.
  void AnswerAlways(WebhookReply reply);
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/hook?key=secret"; }
  int port() const { return listener_.port(); }
  void Script(std::vector<WebhookReply> replies);

  // The first `count` requests; waits for them, for ten seconds at most.
  std::vector<WebhookRequest> WaitFor(size_t count);
  std::vector<WebhookRequest> requests() const;
  std::vector<std::string> ids() const;
  int connections() const { return connections_; }

 private:
  struct Peer {
    int socket;
    std::string received;
  };
  void Run();
  // False when the connection is to be closed.
  bool Read(Peer* peer);
  bool Answer(int socket, WebhookRequest request);
  // Sends on to those who are answered slowly.
  void Drip();

  LoopbackListener listener_;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable received_;
  std::deque<WebhookReply> script_;
  WebhookReply always_;
  std::vector<WebhookRequest> requests_;
  std::vector<int> slow_;
  std::thread thread_;
};

}  // namespace groundswell
