// HttpSession: one connection, from its first byte to its last: reads a request, hands it on, sends the answer, and
// again.
//
// Contract: lives on the server's thread, where all its functions are called; it keeps itself alive while the network
// owes it an answer. At most one read and one write are under way. What it refuses and how is said in http_server.h.
// Ownership: the HttpServerState outlives it. Files: http_session.cc reads, http_session_checks.cc decides,
// http_session_answer.cc answers.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_chunked.h"
#include "base/http_file.h"
#include "base/http_head.h"
#include "base/http_mailbox.h"
#include "base/http_router.h"
#include "base/http_server.h"
#include "base/http_stream_buffer.h"
#include "base/time.h"

namespace groundswell {

class HttpSession;

// What the sessions of a server share.
struct HttpServerState {
  HttpServerState(HttpServerOptions options_in, std::vector<HttpRoute> routes)
      : options(std::move(options_in)), router(std::move(routes)) {}

  // How many more bytes of bodies may come in flight.
  size_t InflightRoom() const {
    const auto bytes = static_cast<size_t>(counts.inflight_bytes.load(std::memory_order_relaxed));
    return options.inflight_bytes_max - std::min(bytes, options.inflight_bytes_max);
  }

  const HttpServerOptions options;
  const HttpRouter router;
  HttpServerCounts counts;
  std::shared_ptr<HttpMailbox> mailbox;
  bool draining = false;
  std::function<void(HttpSession&)> on_closed;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(HttpServerState* server, uint64_t id, boost::asio::ip::tcp::socket socket, std::string peer)
      : server_(server), id_(id), socket_(std::move(socket)), peer_(std::move(peer)) {}

  uint64_t id() const { return id_; }
  const std::string& peer() const { return peer_; }

  // Begins with the first request.
  void Start() { NextRequest(); }
  // Sends this instead of reading anything, and closes.
  void TurnAway(HttpResponse response) { Write(std::move(response), Then::kLinger); }
  // The answer of a handler; dropped when it is not for the request under way.
  void OnAnswer(uint64_t request, HttpResponse response);
  // The stream has bytes to send, or was closed by its writer.
  void OnStream();
  // Ends what has taken too long.
  void OnClock(MonotonicTime now);
  // Takes no further request; what is under way is finished.
  void Drain();
  void Close();

 private:
  enum class State {
    kIdle,       // no byte of a request has come
    kHead,       // reading request line and headers
    kBody,       // reading a body that was admitted
    kHandling,   // a handler has it
    kWriting,    // sending a response
    kSkipping,   // reading past the body of a request that was refused
    kStreaming,  // sending a response without end
    kLingering,  // all is sent; waiting for the other side to close, so that it can read what was sent
    kClosed,
  };
  enum class Then { kNext, kSkip, kLinger };  // after a response

  // Reading: each function goes on from what has been read, and asks for more when that is not enough.
  void NextRequest();
  void Read();
  void OnRead();
  void ReadHead();
  void BeginBody();
  void ReadBody();
  void OnBody(size_t bytes);
  void ReadChunks();
  void Skip();
  void Dispatch();
  std::string_view Unread() const { return {input_.data() + begin_, end_ - begin_}; }

  // Deciding: the answer that refuses, if any.
  std::optional<HttpResponse> Refusal();
  std::optional<HttpResponse> RefusalByHost() const;
  bool TakesHiddenOrigin() const;
  std::optional<HttpResponse> RefusalByRoute();
  std::optional<HttpResponse> RefusalByBody();
  HttpResponse BodyTooLarge() const;
  HttpResponse Throttled();
  void Admit(size_t bytes);
  void Release();

  // Answering.
  void Refuse(HttpResponse response);  // reads past the body when that is small
  void Fail(HttpResponse response) {
    Write(std::move(response), Then::kLinger);
  }  // where a next request begins is not known
  void Write(HttpResponse response, Then then);
  bool ReadFile();
  void Send();
  void OnWritten();
  void Linger();
  bool BeginStream(std::optional<HttpResponse> head, bool closed);
  void WriteStream();
  void OnStreamWritten();
  void SetDeadline(std::chrono::milliseconds after) { deadline_ = std::chrono::steady_clock::now() + after; }

  HttpServerState* const server_;
  const uint64_t id_;
  boost::asio::ip::tcp::socket socket_;
  const std::string peer_;
  State state_ = State::kIdle;
  MonotonicTime deadline_ = MonotonicTime::max();

  std::vector<char> input_;  // bytes [begin_, end_) were read and not used
  size_t begin_ = 0, end_ = 0;
  size_t searched_ = 0;  // how far the end of the head has been looked for
  bool reading_ = false;

  // The request under way.
  uint64_t request_ = 0;  // its number in this session
  HttpHead head_;
  bool is_head_ = false;  // HEAD: answered without a body
  const HttpRoute* route_ = nullptr;
  std::string body_;
  size_t body_bytes_ = 0;      // how much of body_ has come
  size_t admitted_bytes_ = 0;  // in flight, until the handler has the body
  ChunkedReader chunks_;
  uint64_t skip_left_ = 0;

  // The response under way.
  std::string output_head_, output_body_;
  std::shared_ptr<const HttpFile> output_file_;  // the rest of the body, from output_file_at_ on
  uint64_t output_file_at_ = 0;
  Then then_ = Then::kNext;
  std::shared_ptr<HttpStreamBuffer> stream_;
  bool stream_begun_ = false, stream_writing_ = false;
  size_t lingered_bytes_ = 0;
};

}  // namespace groundswell
