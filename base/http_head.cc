#include "base/http_head.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <cstring>

#include "base/http_target.h"

namespace groundswell {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

std::string_view View(string_view text) { return {text.data(), text.size()}; }

// Beast reads the lines; what they mean is read from `headers` below.
class BeastHead : public http::basic_parser<true> {
 public:
  std::string method, target;
  std::vector<HttpHeader> headers;
  bool is_http11 = false;

 private:
  void on_request_impl(http::verb, string_view method_text, string_view target_text, int version,
                       error_code&) override {
    method = View(method_text);
    target = View(target_text);
    is_http11 = version >= 11;
  }
  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    headers.push_back({std::string(View(name)), std::string(View(value))});
  }
  void on_header_impl(error_code&) override {}
  void on_finish_impl(error_code&) override {}
  // Bodies are not given to this parser.
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override { return body.size(); }
};

// "GET / HTTP/2.0": a version that is well-formed and not spoken here.
bool NamesOtherVersion(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::string_view version = line.substr(std::min(line.rfind(" HTTP/"), line.size() - 1) + 1);
  const auto is_digit = [&](size_t i) { return version[i] >= '0' && version[i] <= '9'; };
  return version.size() == 8 && is_digit(5) && version[6] == '.' && is_digit(7) && version != "HTTP/1.1";
}

HttpResponse ProblemOf(const error_code& error, std::string_view head) {
  if (error == http::error::bad_version && NamesOtherVersion(head))
    return Problem(505, "This server speaks HTTP/1.1 and HTTP/1.0.");
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length ||
      error == http::error::bad_transfer_encoding)
    return Problem(400, "Give the length of the body once: one Content-Length, or Transfer-Encoding: chunked.");
  return Problem(400, "This is no HTTP request: " + error.message() + ".");
}

// Headers that decide how the message is read must come once.
size_t CountOf(const HttpRequest& request, std::string_view name) {
  return static_cast<size_t>(std::count_if(request.headers.begin(), request.headers.end(), [&](const HttpHeader& each) {
    return EqualsIgnoringCase(each.name, name);
  }));
}

// The length of the body and the coding of its transfer.
std::optional<HttpResponse> ReadFraming(const BeastHead& parser, HttpHead* head) {
  const size_t codings = CountOf(head->request, "Transfer-Encoding");
  if (codings > 0) {
    if (CountOf(head->request, "Content-Length") > 0)
      return Problem(400, "Give either Content-Length or Transfer-Encoding, not both.");
    if (!parser.is_http11) return Problem(400, "HTTP/1.0 has no Transfer-Encoding; give a Content-Length.");
    if (codings > 1 || !EqualsIgnoringCase(head->request.Header("Transfer-Encoding"), "chunked"))
      return Problem(501, "The only Transfer-Encoding this server reads is chunked.");
    head->chunked = true;
  } else if (const auto length = parser.content_length()) {
    head->content_length = *length;
  }
  return std::nullopt;
}

// Path, query and the host that was asked.
std::optional<HttpResponse> ReadTarget(const BeastHead& parser, HttpHead* head) {
  std::string_view target = parser.target;
  const size_t hosts = CountOf(head->request, "Host");
  if (hosts > 1 || (hosts == 0 && parser.is_http11)) return Problem(400, "Give the Host header once.");
  head->authority = head->request.Header("Host");
  if (!target.starts_with('/')) {
    // "GET http://host/path", as sent to proxies: then the target, not Host, names the host.
    const size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return Problem(400, "The target of a request begins with '/'.");
    target.remove_prefix(scheme + 3);
    const size_t path = std::min(target.find_first_of("/?"), target.size());
    head->authority = target.substr(0, path);
    target.remove_prefix(path);
  }
  const size_t question = std::min(target.find('?'), target.size());
  head->request.path = target.substr(0, question);
  if (head->request.path.empty()) head->request.path = "/";
  auto query = ParseQuery(target.substr(std::min(question + 1, target.size())));
  if (!query) return Problem(400, "The query has a percent escape that is wrong, or is not UTF-8.");
  head->request.query = std::move(*query);
  return std::nullopt;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the same string for all of a second.
std::string_view HttpDate(std::time_t now) {
  thread_local std::time_t last = 0;
  thread_local char text[40];
  thread_local size_t size = 0;
  if (now != last || size == 0) {
    std::tm parts;
    gmtime_r(&now, &parts);
    static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    size = std::strftime(text, sizeof text, "---, %d --- %Y %H:%M:%S GMT", &parts);
    std::memcpy(text, kDays[static_cast<size_t>(parts.tm_wday)], 3);
    std::memcpy(text + 8, kMonths[static_cast<size_t>(parts.tm_mon)], 3);
    last = now;
  }
  return {text, size};
}

void AppendNumber(size_t number, std::string* out) {
  char digits[24];
  out->append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ");
  for (const char c : value) *out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  out->append("\r\n");
}

}  // namespace

size_t FindHttpHeadEnd(std::string_view bytes, size_t* searched) {
  for (size_t from = *searched;;) {
    const size_t newline = bytes.find('\n', from);
    if (newline == std::string_view::npos) return *searched = bytes.size(), newline;
    const std::string_view after = bytes.substr(newline + 1);
    if (after.starts_with('\n')) return newline + 2;
    if (after.starts_with("\r\n")) return newline + 3;
    // The line's end must be seen again when what follows it has not come yet.
    if (after.empty() || after == "\r") return *searched = newline, std::string_view::npos;
    from = newline + 1;
  }
}

std::variant<HttpHead, HttpResponse> ParseHttpHead(std::string_view bytes) {
  // A header's value must not go on in the next line: programs differ in what they make of it (RFC 9112, 5.2).
  if (bytes.find("\n ") != std::string_view::npos || bytes.find("\n\t") != std::string_view::npos)
    return Problem(400, "A header goes on in a second line; write it in one.");
  BeastHead parser;
  parser.header_limit(static_cast<uint32_t>(bytes.size() + 1));
  parser.body_limit(boost::none);
  error_code error;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error) return ProblemOf(error, bytes);
  if (!parser.is_header_done()) return Problem(400, "This is no HTTP request: the head ends too early.");
  HttpHead head;
  head.request.method = std::move(parser.method);
  head.request.headers = std::move(parser.headers);
  head.keep_alive = parser.keep_alive();
  if (auto problem = ReadFraming(parser, &head)) return std::move(*problem);
  if (auto problem = ReadTarget(parser, &head)) return std::move(*problem);
  if (const std::string_view expect = head.request.Header("Expect"); !expect.empty()) {
    if (!EqualsIgnoringCase(expect, "100-continue"))
      return Problem(417, "The only Expect this server meets is 100-continue.");
    head.expects_continue = parser.is_http11 && head.has_body();
  }
  return head;
}

void AppendHttpHead(const HttpResponse& response, HttpEnd end, size_t length, bool keep_alive, std::time_t now,
                    std::string* out) {
  out->append("HTTP/1.1 ");
  AppendNumber(static_cast<size_t>(response.status), out);
  out->append(" ").append(HttpReason(response.status)).append("\r\nDate: ").append(HttpDate(now)).append("\r\n");
  for (const HttpHeader& header : response.headers) AppendHeader(header.name, header.value, out);
  const bool has_content = response.status != 204 && response.status != 304;
  if (has_content && !response.content_type.empty()) AppendHeader("Content-Type", response.content_type, out);
  if (has_content && end == HttpEnd::kLength) {
    out->append("Content-Length: ");
    AppendNumber(length, out);
    out->append("\r\n");
  }
  out->append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace groundswell
