// A subscription to Server-Sent Events: one request, whose answer does not end. Redirects are not followed, for a token
// must not go elsewhere; a 204 says that there is nothing more, ever.
#include <algorithm>
#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>

#include "ingest/event_gatherer.h"
#include "ingest/stream_connecting.h"

namespace groundswell {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr size_t kReadBytesATurn = size_t{64} << 10;
constexpr uint32_t kHeaderBytesMax = 16 << 10;
constexpr std::string_view kEventType = "text/event-stream";

// Whether an id may be sent back as a header.
bool IsSendable(std::string_view id) {
  return !id.empty() && std::none_of(id.begin(), id.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

class SseConnection final : public StreamConnecting<SseConnection> {
 public:
  SseConnection(boost::asio::io_context* loop, StreamListener* listener, const StreamOptions& options,
                boost::asio::ssl::context tls)
      : StreamConnecting(loop, listener, options, std::move(tls)), stream_(*loop, tls_) {}

  void Open(const std::string& cursor) override {
    events_.emplace(options_.whole_events, cursor);
    request_ = {http::verb::get, options_.address.target, 11};
    request_.set(http::field::host, HostHeader());
    request_.set(http::field::accept, std::string(kEventType));
    request_.set(http::field::cache_control, "no-cache");
    request_.set(http::field::user_agent, "groundswell");
    if (!options_.token.empty()) request_.set(http::field::authorization, "Bearer " + options_.token);
    request_.set(http::field::accept_encoding, "identity");
    if (IsSendable(cursor)) request_.set("Last-Event-ID", cursor);
    Resolve();
  }
  void Read() override {
    if (!is_open_ || is_reading_ || listener_ == nullptr) return;
    is_reading_ = true;
    OfferBuffer();
    Wait();
    const auto on_read = [self = shared_from_this()](ErrorCode error, size_t) { self->OnRead(error); };
    if (options_.address.is_tls)
      http::async_read_some(stream_, unparsed_, *parser_, on_read);
    else
      http::async_read_some(stream_.next_layer(), unparsed_, *parser_, on_read);
  }
  void LetGo() override { Abandon(); }

 private:
  friend class StreamConnecting<SseConnection>;
  beast::ssl_stream<beast::tcp_stream>& tls_layer() { return stream_; }

  void OnConnected() {
    Wait();
    const auto on_sent = [self = shared_from_this()](const ErrorCode& error, size_t) {
      if (self->IsFine(error, "cannot ask")) self->ReadHead();
    };
    if (options_.address.is_tls)
      http::async_write(stream_, request_, on_sent);
    else
      http::async_write(stream_.next_layer(), request_, on_sent);
  }
  void ReadHead() {
    parser_.emplace();
    parser_->header_limit(kHeaderBytesMax);
    parser_->body_limit(boost::none);
    Wait();
    const auto on_head = [self = shared_from_this()](const ErrorCode& error, size_t) {
      if (self->IsFine(error, "no answer")) self->OnHead();
    };
    if (options_.address.is_tls)
      http::async_read_header(stream_, unparsed_, *parser_, on_head);
    else
      http::async_read_header(stream_.next_layer(), unparsed_, *parser_, on_head);
  }
  void OnHead() {
    const unsigned status = parser_->get().result_int();
    const std::string type(parser_->get()[http::field::content_type]);
    if (status == 204) return Fail("there is nothing more", true);
    if (status != 200) HeedRetryAfter(parser_->get());
    if (status != 200) return Fail("answered " + std::to_string(status));
    if (IsPacked(parser_->get())) return Fail("packed its answer without being asked to");
    if (!type.starts_with(kEventType)) return Fail("gives no events, but " + type);
    is_open_ = true;
    listener_->OnOpen();
    Read();
  }
  void OnRead(ErrorCode error) {
    is_reading_ = false;
    if (listener_ == nullptr) return;
    TakeBody();
    // What was received with it: a stream of small pieces is not given piece by piece.
    while ((!error || error == http::error::need_buffer) && unparsed_.size() > 0 && !parser_->is_done()) {
      OfferBuffer();
      error = {};
      unparsed_.consume(parser_->put(unparsed_.data(), error));
      TakeBody();
    }
    if (error == http::error::need_buffer || error == http::error::need_more) error = {};
    GiveEvents();
    if (listener_ == nullptr) return;
    if (error == http::error::end_of_stream || (!error && parser_->is_done())) return Fail("the stream ended");
    if (IsFine(error, "the stream broke") && listener_->wants_more()) Read();
  }
  void OfferBuffer() {
    parser_->get().body().data = buffer_.data();
    parser_->get().body().size = buffer_.size();
  }
  void TakeBody() {
    const size_t read = buffer_.size() - parser_->get().body().size;
    if (read > 0) events_->Add({buffer_.data(), read});
    OfferBuffer();
  }
  void GiveEvents() {
    if (events_->retry_ms()) listener_->OnRetry(std::chrono::milliseconds(*events_->retry_ms()), true);
    GatheredEvents events = events_->Take();
    listener_->OnRecords(std::move(events.bytes), events.lines, std::move(events.last_id), events.first_id);
  }

  beast::ssl_stream<beast::tcp_stream> stream_;
  std::optional<EventGatherer> events_;
  http::request<http::empty_body> request_;
  std::optional<http::response_parser<http::buffer_body>> parser_;
  beast::flat_buffer unparsed_{kReadBytesATurn};
  std::array<char, kReadBytesATurn> buffer_;
  bool is_open_ = false, is_reading_ = false;
};

}  // namespace

std::shared_ptr<StreamConnection> MakeSseConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                    const StreamOptions& options, boost::asio::ssl::context tls) {
  return std::make_shared<SseConnection>(loop, listener, options, std::move(tls));
}

}  // namespace groundswell
