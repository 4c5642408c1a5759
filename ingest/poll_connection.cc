// A document that is asked for again and again: one request a connection. What the server said of its version (ETag,
// Last-Modified) is the cursor, by which it need not send again what has not changed. Redirects are not followed.
#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>

#include "ingest/stream_connecting.h"

namespace groundswell {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr uint64_t kDocumentMax = uint64_t{16} << 20;
constexpr uint32_t kHeaderBytesMax = 16 << 10;
constexpr size_t kVersionBytesMax = 512;

// A header's value as it may be sent back; empty where it may not.
std::string Returnable(std::string_view value) {
  const bool is_fit = value.size() <= kVersionBytesMax && value.find_first_of("\r\n") == std::string_view::npos;
  return is_fit ? std::string(value) : std::string();
}

class PollConnection final : public StreamConnecting<PollConnection> {
 public:
  PollConnection(boost::asio::io_context* loop, StreamListener* listener, const StreamOptions& options,
                 boost::asio::ssl::context tls)
      : StreamConnecting(loop, listener, options, std::move(tls)), stream_(*loop, tls_) {}

  // The cursor is the ETag, a line end, and the time of the last change; either may be empty.
  void Open(const std::string& cursor) override {
    request_ = {http::verb::get, options_.address.target, 11};
    request_.set(http::field::host, HostHeader());
    request_.set(http::field::accept, options_.accept);
    request_.set(http::field::connection, "close");
    request_.set(http::field::user_agent, "groundswell");
    request_.set(http::field::accept_encoding, "identity");
    if (!options_.token.empty()) request_.set(http::field::authorization, "Bearer " + options_.token);
    const size_t end = std::min(cursor.find('\n'), cursor.size());
    if (end > 0) request_.set(http::field::if_none_match, cursor.substr(0, end));
    if (end + 1 < cursor.size()) request_.set(http::field::if_modified_since, cursor.substr(end + 1));
    Resolve();
  }
  void Read() override {}  // it is read as soon as it is asked for
  void LetGo() override { Abandon(); }

 private:
  friend class StreamConnecting<PollConnection>;
  beast::ssl_stream<beast::tcp_stream>& tls_layer() { return stream_; }

  void OnConnected() {
    Wait();
    const auto on_sent = [self = shared_from_this()](const ErrorCode& error, size_t) {
      if (self->IsFine(error, "cannot ask")) self->ReadAnswer();
    };
    if (options_.address.is_tls)
      http::async_write(stream_, request_, on_sent);
    else
      http::async_write(stream_.next_layer(), request_, on_sent);
  }
  // All of it must come within `idle`.
  void ReadAnswer() {
    parser_.emplace();
    parser_->header_limit(kHeaderBytesMax);
    parser_->body_limit(kDocumentMax);
    Wait();
    const auto on_answer = [self = shared_from_this()](const ErrorCode& error, size_t) {
      if (self->IsFine(error, "no answer")) self->OnAnswer();
    };
    if (options_.address.is_tls)
      http::async_read(stream_, unparsed_, *parser_, on_answer);
    else
      http::async_read(stream_.next_layer(), unparsed_, *parser_, on_answer);
  }
  // Where the document lies now, which its address is to say.
  template <typename Answer>
  static std::string Elsewhere(const Answer& answer) {
    const std::string_view place = answer[http::field::location];
    const bool is_fit = !place.empty() && place.size() <= kVersionBytesMax &&
                        std::all_of(place.begin(), place.end(), [](char c) { return c > ' ' && c <= '~'; });
    return is_fit ? ": it lies at " + std::string(place) + ", which its url should say" : "";
  }
  void OnAnswer() {
    auto& answer = parser_->get();
    const unsigned status = answer.result_int();
    if (status != 200 && status != 304) HeedRetryAfter(answer);
    if (status != 200 && status != 304) return Fail("answered " + std::to_string(status) + Elsewhere(answer));
    if (IsPacked(answer)) return Fail("packed its answer without being asked to");
    listener_->OnOpen();
    if (status == 200) {
      const std::string version =
          Returnable(answer[http::field::etag]) + "\n" + Returnable(answer[http::field::last_modified]);
      listener_->OnRecords(std::move(answer.body()), 1, version);
    }
    std::exchange(listener_, nullptr)->OnEnd({}, false);
  }

  beast::ssl_stream<beast::tcp_stream> stream_;
  http::request<http::empty_body> request_;
  std::optional<http::response_parser<http::string_body>> parser_;
  beast::flat_buffer unparsed_;
};

}  // namespace

std::shared_ptr<StreamConnection> MakePollConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                     const StreamOptions& options, boost::asio::ssl::context tls) {
  return std::make_shared<PollConnection>(loop, listener, options, std::move(tls));
}

}  // namespace groundswell
