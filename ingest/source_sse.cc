#include "ingest/source_sse.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <utility>

namespace groundswell {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr size_t kReadBytesATurn = size_t{64} << 10;
constexpr uint32_t kHeaderBytesMax = 16 << 10;
constexpr std::string_view kEventType = "text/event-stream";

}  // namespace

// One connection, from resolving to its end. Handlers keep it alive; what it tells a source that has let go of it is
// dropped.
class SseSource::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context* loop, SseSource* source, const SseSourceOptions& options, asio::ssl::context tls)
      : source_(source), options_(options), tls_(std::move(tls)), resolver_(*loop), stream_(*loop, tls_) {}

  void Open(const std::string& last_id) {
    request_ = {http::verb::get, options_.address.target, 11};
    const bool is_usual = options_.address.port == (options_.address.is_tls ? "443" : "80");
    const bool is_v6 = options_.address.host.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + options_.address.host + "]" : options_.address.host;
    request_.set(http::field::host, is_usual ? host : host + ":" + options_.address.port);
    request_.set(http::field::accept, std::string(kEventType));
    request_.set(http::field::cache_control, "no-cache");
    request_.set(http::field::user_agent, "groundswell");
    if (!options_.token.empty()) request_.set(http::field::authorization, "Bearer " + options_.token);
    if (!last_id.empty()) request_.set("Last-Event-ID", last_id);
    resolver_.async_resolve(options_.address.host, options_.address.port,
                            [self = shared_from_this()](const error_code& error, tcp::resolver::results_type found) {
                              if (self->IsFine(error, "cannot be found")) self->ConnectTo(found);
                            });
  }
  // Reads on, unless it does already.
  void Read() {
    if (!is_open_ || is_reading_) return;
    is_reading_ = true;
    parser_->get().body().data = buffer_.data();
    parser_->get().body().size = buffer_.size();
    Wait();
    const auto on_read = [self = shared_from_this()](error_code error, size_t) { self->OnRead(error); };
    if (options_.address.is_tls)
      http::async_read_some(stream_, unparsed_, *parser_, on_read);
    else
      http::async_read_some(stream_.next_layer(), unparsed_, *parser_, on_read);
  }
  void LetGo() {
    source_ = nullptr;
    resolver_.cancel();
    beast::get_lowest_layer(stream_).cancel();
    beast::get_lowest_layer(stream_).close();
  }

 private:
  void Wait() { beast::get_lowest_layer(stream_).expires_after(options_.idle); }

  bool IsFine(const error_code& error, std::string_view what) {
    if (source_ == nullptr) return false;
    if (!error) return true;
    const bool is_late = error == beast::error::timeout;
    Fail(options_.address.host + ": " + std::string(what) + ": " +
         (is_late ? "no word for too long" : error.message()));
    return false;
  }
  void Fail(const std::string& why, bool is_final = false) {
    is_open_ = false;
    SseSource* source = std::exchange(source_, nullptr);
    if (source != nullptr) source->OnEnd(why.empty() ? Status() : IoError(why), is_final);
  }

  void ConnectTo(const tcp::resolver::results_type& found) {
    Wait();
    beast::get_lowest_layer(stream_).async_connect(
        found, [self = shared_from_this()](const error_code& error, const tcp::endpoint&) {
          if (!self->IsFine(error, "cannot connect")) return;
          self->options_.address.is_tls ? self->Handshake() : self->Send();
        });
  }
  void Handshake() {
    const std::string& host = options_.address.host;
    stream_.set_verify_callback(asio::ssl::host_name_verification(host));
    if (SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str()) != 1) return Fail(host + ": no name for TLS");
    Wait();
    stream_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const error_code& error) {
      if (self->IsFine(error, "TLS failed")) self->Send();
    });
  }
  void Send() {
    Wait();
    const auto on_sent = [self = shared_from_this()](const error_code& error, size_t) {
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
    const auto on_head = [self = shared_from_this()](const error_code& error, size_t) {
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
    if (status == 204) return Fail("", true);
    if (status != 200) return Fail(options_.address.host + ": answered " + std::to_string(status));
    if (!type.starts_with(kEventType)) return Fail(options_.address.host + ": gives no events, but " + type);
    is_open_ = true;
    source_->OnOpen();
    Read();
  }
  void OnRead(error_code error) {
    is_reading_ = false;
    if (source_ == nullptr) return;
    TakeBody();
    // What was received with it: a stream of small pieces is not given piece by piece.
    while ((!error || error == http::error::need_buffer) && unparsed_.size() > 0 && !parser_->is_done()) {
      parser_->get().body().data = buffer_.data();
      parser_->get().body().size = buffer_.size();
      error = {};
      unparsed_.consume(parser_->put(unparsed_.data(), error));
      TakeBody();
      if (error == http::error::need_more) break;
    }
    if (error == http::error::need_buffer || error == http::error::need_more) error = {};
    source_->GiveEvents();
    if (source_ == nullptr) return;
    if (error == http::error::end_of_stream || (!error && parser_->is_done()))
      return Fail(options_.address.host + ": the stream ended");
    if (!IsFine(error, "the stream broke")) return;
    if (source_->sink_->has_room() && !source_->is_paused_) Read();
  }
  void TakeBody() {
    const size_t read = buffer_.size() - parser_->get().body().size;
    if (read > 0) source_->events_->Add({buffer_.data(), read});
    parser_->get().body().size = buffer_.size();
  }

  SseSource* source_;  // null once it has let go
  const SseSourceOptions options_;
  asio::ssl::context tls_;
  tcp::resolver resolver_;
  beast::ssl_stream<beast::tcp_stream> stream_;
  http::request<http::empty_body> request_;
  std::optional<http::response_parser<http::buffer_body>> parser_;
  beast::flat_buffer unparsed_{kReadBytesATurn};
  std::array<char, kReadBytesATurn> buffer_;
  bool is_open_ = false, is_reading_ = false;
};

SseSource::SseSource(asio::io_context* loop, SourceSink* sink, SseSourceOptions options)
    : loop_(loop), sink_(sink), options_(std::move(options)), timer_(*loop), random_(options_.jitter_seed) {}

SseSource::~SseSource() { Close(); }

void SseSource::Start(std::string_view cursor) {
  last_id_ = cursor;
  if (!is_paused_) Connect();
}

void SseSource::Connect() {
  if (is_stopped_ || is_paused_ || is_over_ || connection_) return;
  asio::ssl::context tls(asio::ssl::context::tls_client);
  error_code error;
  tls.set_verify_mode(asio::ssl::verify_peer, error);
  if (options_.ca_file.empty())
    tls.set_default_verify_paths(error);
  else
    tls.load_verify_file(options_.ca_file, error);
  if (error)
    return OnEnd(IoError("certificates of " + options_.ca_file + " cannot be read: " + error.message()), false);
  events_ = std::make_unique<EventGatherer>(options_.whole_events, last_id_);
  connection_ = std::make_shared<Connection>(loop_, this, options_, std::move(tls));
  connection_->Open(last_id_);
}

void SseSource::Close() {
  timer_.cancel();
  if (connection_) connection_->LetGo();
  connection_.reset();
}

void SseSource::OnOpen() { sink_->Tell(SourceState::kRunning, {}); }

void SseSource::GiveEvents() {
  if (events_->retry_ms()) retry_ = std::chrono::milliseconds(*events_->retry_ms());
  GatheredEvents events = events_->Take();
  last_id_ = events.last_id;
  if (events.events == 0) return;
  failures_ = 0;
  const uint64_t before = given_lines_;
  given_lines_ += events.lines;
  sink_->Give({.bytes = std::move(events.bytes),
               .cursor = events.last_id,
               .lines = events.lines,
               .lines_before = before,
               .is_framed = !options_.whole_events});
}

void SseSource::OnEnd(const Status& why, bool is_final) {
  connection_.reset();
  is_over_ = is_final;
  if (is_final) return sink_->Tell(SourceState::kDone, {});
  sink_->Tell(SourceState::kWaiting, why);
  const std::chrono::milliseconds least = std::max(options_.pause_min, retry_);
  std::chrono::milliseconds pause = least * (int64_t{1} << std::min(failures_++, 16));
  pause = std::min(pause, std::max(options_.pause_max, least));
  // Many clients that lost the same server must not come back together.
  ConnectAfter(pause + std::chrono::milliseconds(random_() % static_cast<uint64_t>(pause.count() / 2 + 1)));
}

void SseSource::ConnectAfter(std::chrono::milliseconds pause) {
  if (is_stopped_) return;
  timer_.expires_after(pause);
  timer_.async_wait([this](const error_code& error) {
    if (!error) Connect();
  });
}

// A connection of a paused source is closed: its server would not keep what nobody reads.
void SseSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  if (is_paused)
    Close();
  else
    Connect();
}

void SseSource::OnRoom() {
  if (connection_ && !is_paused_) connection_->Read();
}

void SseSource::Stop() {
  is_stopped_ = true;
  Close();
}

}  // namespace groundswell
