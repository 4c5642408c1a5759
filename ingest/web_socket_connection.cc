// A subscription to a WebSocket: each message is a record. Pings keep it alive. Where a key of the messages holds a
// place in the stream, its last value is the cursor, and goes into the address of the next connection.
#include <simdjson.h>

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <type_traits>

#include "ingest/limits.h"
#include "ingest/stream_connecting.h"

namespace groundswell {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// A message that is too long for a line is refused as one and the next stands; beyond this the connection ends.
constexpr size_t kMessageBytesMax = 16 * kLineBytesMax;
constexpr size_t kCursorBytesMax = 256;

// Whether a value may stand in an address as it is.
bool IsPlain(std::string_view value) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  return !value.empty() && value.size() <= kCursorBytesMax && std::all_of(value.begin(), value.end(), is_plain);
}

// `Layer` is what carries the frames: TLS, or TCP alone.
template <typename Layer>
class WebSocketConnection final : public StreamConnecting<WebSocketConnection<Layer>> {
  using Base = StreamConnecting<WebSocketConnection<Layer>>;
  using typename Base::ErrorCode;

 public:
  WebSocketConnection(boost::asio::io_context* loop, StreamListener* listener, const StreamOptions& options,
                      boost::asio::ssl::context tls)
      : Base(loop, listener, options, std::move(tls)), transport_(*loop, this->tls_), socket_(TransportLayer()) {}

  void Open(const std::string& cursor) override {
    target_ = this->options_.address.target;
    if (IsPlain(cursor) && !this->options_.cursor_parameter.empty())
      target_ += (target_.find('?') == std::string::npos ? "?" : "&") + this->options_.cursor_parameter + "=" + cursor;
    this->Resolve();
  }
  void Read() override {
    if (!is_open_ || is_reading_ || this->listener_ == nullptr) return;
    is_reading_ = true;
    socket_.async_read(message_,
                       [self = this->shared_from_this()](const ErrorCode& error, size_t) { self->OnRead(error); });
  }
  void LetGo() override { this->Abandon(); }

 private:
  friend Base;

  TlsStream& tls_layer() { return transport_; }
  Layer& TransportLayer() {
    if constexpr (std::is_same_v<Layer, TlsStream>)
      return transport_;
    else
      return transport_.next_layer();
  }

  // From here on the socket watches the time itself.
  void OnConnected() {
    beast::get_lowest_layer(transport_).expires_never();
    socket_.set_option(websocket::stream_base::timeout{this->options_.idle, this->options_.idle, true});
    socket_.set_option(
        websocket::stream_base::decorator([token = this->options_.token](websocket::request_type& request) {
          request.set(http::field::user_agent, "groundswell");
          if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
        }));
    socket_.read_message_max(kMessageBytesMax);
    socket_.async_handshake(answer_, this->HostHeader(), target_,
                            [self = this->shared_from_this()](const ErrorCode& error) { self->OnOpen(error); });
  }
  void OnOpen(const ErrorCode& error) {
    if (error == websocket::error::upgrade_declined && this->listener_ != nullptr)
      return this->Fail("answered " + std::to_string(answer_.result_int()));
    if (!this->IsFine(error, "no WebSocket")) return;
    is_open_ = true;
    this->listener_->OnOpen();
    Read();
  }
  void OnRead(const ErrorCode& error) {
    is_reading_ = false;
    if (error == websocket::error::closed && this->listener_ != nullptr) return this->Fail("the stream ended");
    if (!this->IsFine(error, "the stream broke")) return;
    std::string record(static_cast<const char*>(message_.data().data()), message_.size());
    message_.consume(message_.size());
    std::string cursor = CursorOf(record);
    std::replace_if(
        record.begin(), record.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    record.push_back('\n');
    this->listener_->OnRecords(std::move(record), 1, std::move(cursor));
    if (this->listener_ != nullptr && this->listener_->wants_more()) Read();
  }
  // The value of the message's cursor key; empty where it has none that fits into an address.
  std::string CursorOf(const std::string& record) {
    if (this->options_.cursor_key.empty() || record.size() > kLineBytesMax) return {};
    simdjson::dom::element root;
    if (parser_.parse(record).get(root) != simdjson::SUCCESS) return {};
    simdjson::dom::element value;
    if (root.at_key(this->options_.cursor_key).get(value) != simdjson::SUCCESS) return {};
    int64_t number = 0;
    std::string_view text;
    if (value.get(number) == simdjson::SUCCESS) return std::to_string(number);
    return value.get(text) == simdjson::SUCCESS && IsPlain(text) ? std::string(text) : std::string();
  }

  TlsStream transport_;
  websocket::stream<Layer&> socket_;
  std::string target_;
  websocket::response_type answer_;
  beast::flat_buffer message_;
  simdjson::dom::parser parser_;
  bool is_open_ = false, is_reading_ = false;
};

}  // namespace

std::shared_ptr<StreamConnection> MakeWebSocketConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                          const StreamOptions& options, boost::asio::ssl::context tls) {
  if (options.address.is_tls)
    return std::make_shared<WebSocketConnection<TlsStream>>(loop, listener, options, std::move(tls));
  return std::make_shared<WebSocketConnection<beast::tcp_stream>>(loop, listener, options, std::move(tls));
}

}  // namespace groundswell
