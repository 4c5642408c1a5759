// Heads of HTTP/1.1 messages: the bytes of a request's head read, the bytes of a response's head written.
//
// Contract: ParseHttpHead takes a whole head, from the request line to the empty line, and refuses what two programs
// could read in two ways: both Content-Length and Transfer-Encoding, lengths that differ, any transfer coding but
// "chunked", several Host headers, white space before a colon. Units: bytes. Threads: functions without state. Source:
// RFC 9112 (message syntax), RFC 9110 (semantics).
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/http.h"

namespace groundswell {

struct HttpHead {
  HttpRequest request;    // method, path, query, headers
  std::string authority;  // the host and port the request is for: of Host, or of an absolute target
  bool keep_alive = false;
  bool expects_continue = false;
  bool chunked = false;
  std::optional<uint64_t> content_length;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

// Where the head at the front of `bytes` ends, behind its empty line, or npos when that has not come. `*searched` is
// how far earlier calls with the same bytes have looked; begin with 0.
size_t FindHttpHeadEnd(std::string_view bytes, size_t* searched);

// The head, or the problem to answer before the connection is closed.
std::variant<HttpHead, HttpResponse> ParseHttpHead(std::string_view bytes);

// How the end of a response's body is told.
enum class HttpEnd { kLength, kClose };

// Appends status line, headers and the empty line. `length` is that of the body, `now` goes into Date. Bytes that would
// end a header line are written as spaces.
void AppendHttpHead(const HttpResponse& response, HttpEnd end, size_t length, bool keep_alive, std::time_t now,
                    std::string* out);

}  // namespace groundswell
