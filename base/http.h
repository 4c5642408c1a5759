// HTTP as handlers see it: requests, responses, routes. Values only; the server that speaks it is http_server.h.
//
// Contract: a request is handed on whole, its body read and its path and query decoded; a response is sent as it is
// given. What was decoded (path values, query) is valid UTF-8; header values and bodies are bytes as they came. Units:
// bytes. Threads: values; a Respond or an HttpStream may be used from any thread, also after the connection or the
// server has gone, when it does nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace groundswell {

class HttpFile;  // base/http_file.h

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
  std::shared_ptr<const HttpFile> file = nullptr;  // a body too large to be held, in place of `body`
};

// application/problem+json of RFC 9457: {"type":"about:blank","title","status","detail"}. `detail` says what to do.
HttpResponse Problem(int status, std::string_view detail);
// The reason phrase: "Not Found".
std::string_view HttpReason(int status);

// Answers a request: once, from any thread. One that is dropped unanswered is answered with 500.
using Respond = std::function<void(HttpResponse)>;

// A response without end: frames are written as they come (the event stream). It is closed when the handler lets go of
// its last pointer; one never opened nor written is answered with 500.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // Sends status, content type, headers and, as the first bytes of the stream, the body of `head`. Called at most once
  // and before any Write; a Write without it opens with 200 and text/event-stream. A status other than 200 refuses:
  // `head` is then sent as an ordinary response and the stream is closed.
  virtual void Open(HttpResponse head) = 0;
  // Queues bytes. False when the other side has gone, or has not read stream_bytes_max queued bytes: then the stream is
  // being closed, and nothing more is taken.
  virtual bool Write(std::string bytes) = 0;
  virtual size_t queued_bytes() const = 0;  // taken and not yet handed to the network
  virtual bool is_open() const = 0;         // false once closed, by either side
  virtual void Close() = 0;                 // what is queued is still sent
};

// Exactly one of `handle` and `open_stream` is set. Both are called on the server's thread and must not block.
struct HttpRoute {
  std::string method;   // GET also answers HEAD
  std::string pattern;  // "/api/v1/groups/{id}/posts": a {name} stands for one part of the path
  std::string role;     // who may call it, for HttpServerOptions::authorize; empty: anyone
  // Takes a body: those of others are refused with 413 when they have one.
  bool takes_body = false;
  // Takes requests of a page that hides its origin ("Origin: null"), also where others are checked: for a path that
  // nobody knows who may not call it.
  bool takes_hidden_origin = false;
  std::function<void(HttpRequest, Respond)> handle;
  // HEAD is not answered for a stream.
  std::function<void(HttpRequest, std::shared_ptr<HttpStream>)> open_stream;
  // Read by programs that know no other sign-in than a user's name and a password: the token may come as the latter.
  bool takes_password = false;
};

}  // namespace groundswell
