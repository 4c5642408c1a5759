// HttpServer: listens, reads requests within limits, hands them to routes, sends what they answer. Knows no route.
//
// Contract: one thread of its own runs every connection. What the server answers by itself, always as problem+json:
//   400 malformed, or one Host too many or missing; 501 a transfer coding other than chunked; 505 another version
//   421 a Host, 403 an Origin that is not one of `hosts`; 404 and 405 (with Allow) by the route table
//   408 a request that is not whole within request_secs; 414 and 431 a line or headers too large
//   411 a Content-Type without a length; 413 a body too large, by Content-Length before it is read or as its chunks
//   come, or one that the route does not take; 417 an Expect other than 100-continue, which is sent after admission 429
//   with Retry-After when bodies in flight would exceed inflight_bytes_max. A body is in flight from its admission (as
//   a whole by its Content-Length, or as its chunks come) until its answer was given. Nothing of a refused request is
//   handed on
//   500 a request that its handler dropped; 503 with Retry-After above connections_max, and the connection is closed
// Connections are kept alive; the body of a refused request is read past up to 1 MiB so that the connection lives on,
// and beyond that the answer is sent and the connection closed in a way that lets the other side read it. Handlers run
// on the server's thread and must not block. Threads: Start, Drain and the destructor from the owner's; options and
// routes are immutable after the constructor. Errors: Start gives kInvalid for an address that cannot be read,
// kConflict for one in use, kIo otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/status.h"

namespace groundswell {

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8686";  // HOST:PORT, [v6]:PORT; port 0 takes a free one
  size_t body_bytes_max = size_t{16} << 20;
  size_t inflight_bytes_max = size_t{64} << 20;
  size_t header_bytes_max = size_t{16} << 10;
  size_t connections_max = 1024;
  size_t connections_per_peer_max = 256;
  int request_secs = 30;                      // from a request's first byte to its last
  int idle_secs = 75;                         // between two requests, and for a stream whose reader takes nothing
  size_t stream_bytes_max = size_t{1} << 20;  // queued for one stream that does not read
  int retry_after_secs = 1;
  // Names that Host may have, without port; empty: any. Guards a loopback server against pages that rebind a name to
  // it, and against pages of other origins (an Origin header must name the Host asked).
  std::vector<std::string> hosts;
  // Called with the headers read and before the body is, on the server's thread: an answer refuses the request.
  std::function<std::optional<HttpResponse>(const HttpRequest&, const HttpRoute&)> authorize;
};

// Counted since Start; read from any thread.
struct HttpServerCounts {
  std::atomic<uint64_t> connections{0}, connections_refused{0}, requests{0}, responses_2xx{0}, responses_3xx{0},
      responses_4xx{0}, responses_5xx{0}, throttled{0}, timed_out{0}, body_bytes{0}, streams_cut{0};
  std::atomic<int64_t> connections_open{0}, inflight_bytes{0}, streams_open{0};
};

class HttpServer {
 public:
  HttpServer(HttpServerOptions options, std::vector<HttpRoute> routes);
  ~HttpServer();  // closes what is open at once

  Status Start();
  // After Start: the port that was taken.
  uint16_t port() const;
  // Takes no new connection or request, closes the connections that rest, ends streams once their queued bytes are
  // sent, and waits until every request taken has been answered and sent, or until the time is over. True when all
  // were. A request is taken when its head was read and its body admitted.
  bool Drain(std::chrono::milliseconds time_max);

  const HttpServerCounts& counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace groundswell
