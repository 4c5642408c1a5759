// HTTP as handlers see it: requests, responses, routes. Values only; the server that speaks it is http_server.h.
//
// Contract: a request is handed on whole, its body read and its path and query decoded; a response is sent as it is
// given. Units: bytes. Threads: values; a Respond or an HttpStream may be used from any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace groundswell {

struct HttpHeader {
  std::string name, value;
};

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // as sent, without the query
  // What stands in the places of the route's {names}, in their order, percent-decoded.
  std::vector<std::string> path_values;
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in the order given
  std::vector<HttpHeader> headers;                         // as received
  std::string body;
  std::string peer;        // address of the other side, without port
  int64_t arrived_ms = 0;  // wall time at which the whole request was there, since 1970

  // The value of a header (name in any case), or empty.
  std::string_view Header(std::string_view name) const;
  // The value of a query parameter, or null; of one given twice the last.
  const std::string* Query(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<HttpHeader> headers;
  std::string body;
};

// application/problem+json of RFC 9457: {"type":"about:blank","title","status","detail"}. `detail` says what to do.
HttpResponse Problem(int status, std::string_view detail);
// The reason phrase: "Not Found".
std::string_view HttpReason(int status);

// Answers a request: once, from any thread. One that is dropped unanswered is answered with 500.
using Respond = std::function<void(HttpResponse)>;

// A response without end: frames are written as they come (the event stream).
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // Queues bytes. False when the other side has gone, or has not read stream_bytes_max queued bytes: then the stream is
  // being closed, and nothing more is taken.
  virtual bool Write(std::string bytes) = 0;
  virtual size_t queued_bytes() const = 0;
  virtual bool is_open() const = 0;
  virtual void Close() = 0;
};

// Exactly one of `handle` and `open_stream` is set. Both are called on the server's thread and must not block.
struct HttpRoute {
  std::string method;   // GET also answers HEAD
  std::string pattern;  // "/api/v1/groups/{id}/posts": a {name} stands for one part of the path
  std::string role;     // who may call it, for HttpServerOptions::authorize; empty: anyone
  // Takes a body: those of others are refused with 413 when they have one.
  bool takes_body = false;
  std::function<void(HttpRequest, Respond)> handle;
  // `head` is the response without its body: status, content type, headers.
  std::function<void(HttpRequest, std::shared_ptr<HttpStream>)> open_stream;
};

}  // namespace groundswell
