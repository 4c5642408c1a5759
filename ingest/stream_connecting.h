// The way of a subscribed stream to its server, the same for every protocol above it: resolve, connect, TLS.
//
// Contract: CRTP base of a connection whose stream has a beast::tcp_stream lowest. Derived gives `tls_layer()` and
// `OnConnected()`, which is called once bytes can be sent. Every step has `idle` to end, looking up the name included.
// A failure ends the connection and is told once. Threads: the loop's.
#pragma once

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/source_stream.h"

namespace groundswell {

template <typename Derived>
class StreamConnecting : public StreamConnection, public std::enable_shared_from_this<Derived> {
 protected:
  using Found = ResolverPool::Results;
  using ErrorCode = boost::system::error_code;

  StreamConnecting(boost::asio::io_context* loop, StreamListener* listener, const StreamOptions& options,
                   boost::asio::ssl::context tls)
      : options_(options), listener_(listener), tls_(std::move(tls)), name_timer_(*loop) {}

  void Resolve() {
    name_timer_.expires_after(options_.idle);
    name_timer_.async_wait([self = this->shared_from_this()](const ErrorCode& error) {
      if (!error) self->Fail("cannot be found: no word for too long");
    });
    options_.resolvers->Resolve(options_.address.host, options_.address.port,
                                [weak = this->weak_from_this()](const ErrorCode& error, const Found& found) {
                                  const auto self = weak.lock();
                                  if (!self) return;
                                  self->name_timer_.cancel();
                                  if (self->IsFine(error, "cannot be found")) self->ConnectTo(found);
                                });
  }
  // How long a server that takes nothing now asks to be left alone.
  template <typename Answer>
  void HeedRetryAfter(const Answer& answer) {
    constexpr int64_t kDaySecs = 24 * 3600;
    const std::string_view text = answer[boost::beast::http::field::retry_after];
    int64_t secs = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), secs);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || secs < 0) return;
    listener_->OnRetry(std::chrono::seconds(std::min(secs, kDaySecs)), false);
  }
  // Packed answers are not asked for, and could not be read.
  template <typename Answer>
  static bool IsPacked(const Answer& answer) {
    const std::string_view encoding = answer[boost::beast::http::field::content_encoding];
    return !encoding.empty() && encoding != "identity";
  }
  void Wait() { boost::beast::get_lowest_layer(derived().tls_layer()).expires_after(options_.idle); }
  // The value of the header Host.
  std::string HostHeader() const {
    const StreamAddress& address = options_.address;
    const std::string host = address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
    return address.port == (address.is_tls ? "443" : "80") ? host : host + ":" + address.port;
  }

  bool IsFine(const ErrorCode& error, std::string_view what) {
    if (listener_ == nullptr) return false;
    if (!error) return true;
    const bool is_late = error == boost::beast::error::timeout;
    Fail(std::string(what) + ": " + (is_late ? "no word for too long" : error.message()));
    return false;
  }
  void Fail(const std::string& why, bool is_final = false) {
    StreamListener* listener = std::exchange(listener_, nullptr);
    if (listener != nullptr) listener->OnEnd(IoError(options_.address.host + ": " + why), is_final);
  }
  void Abandon() {
    listener_ = nullptr;
    name_timer_.cancel();
    boost::beast::get_lowest_layer(derived().tls_layer()).close();
  }

  const StreamOptions options_;
  StreamListener* listener_;  // null once it is over
  boost::asio::ssl::context tls_;

 private:
  Derived& derived() { return static_cast<Derived&>(*this); }

  void ConnectTo(const Found& found) {
    Wait();
    boost::beast::get_lowest_layer(derived().tls_layer())
        .async_connect(
            found, [self = this->shared_from_this()](const ErrorCode& error, const boost::asio::ip::tcp::endpoint&) {
              if (!self->IsFine(error, "cannot connect")) return;
              self->options_.address.is_tls ? self->Handshake() : self->OnConnected();
            });
  }
  void Handshake() {
    const std::string& host = options_.address.host;
    auto& tls = derived().tls_layer();
    tls.set_verify_callback([this, is_of_host = boost::asio::ssl::host_name_verification(host)](
                                bool is_trusted, boost::asio::ssl::verify_context& context) {
      if (!is_trusted) distrust_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.native_handle()));
      const bool is_fine = is_of_host(is_trusted, context);
      if (is_trusted && !is_fine) distrust_ = "it is made out to another name";
      return is_fine;
    });
    if (SSL_set_tlsext_host_name(tls.native_handle(), host.c_str()) != 1) return Fail("is no name for TLS");
    Wait();
    tls.async_handshake(boost::asio::ssl::stream_base::client,
                        [self = this->shared_from_this()](const ErrorCode& error) {
                          if (error && !self->distrust_.empty())
                            return self->Fail("its certificate is not to be trusted: " + self->distrust_);
                          if (self->IsFine(error, "TLS failed")) self->OnConnected();
                        });
  }

  boost::asio::steady_timer name_timer_;
  std::string distrust_;  // why the server's certificate was refused
};

}  // namespace groundswell
