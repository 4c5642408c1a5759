#include "ingest/source_tcp.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace groundswell {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kTryAgain(2000);
constexpr size_t kReadBytesATurn = size_t{64} << 10;

// Numeric addresses and this machine's own name alone: to look another name up would hold up every source.
tcp::endpoint EndpointOf(const std::string& address, error_code* error) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const auto ip = boost::asio::ip::make_address(host, *error);
  return {ip, static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1))};
}

}  // namespace

struct TcpSource::Connection {
  Connection(uint64_t number_given, tcp::socket socket_given) : number(number_given), socket(std::move(socket_given)) {}

  const uint64_t number;
  tcp::socket socket;
  LineGatherer lines;
  std::array<char, kReadBytesATurn> buffer;
  uint64_t given = 0, stored = 0, told = 0;  // lines
  std::string telling;                       // on its way
  std::chrono::steady_clock::time_point heard_at = std::chrono::steady_clock::now();
  bool is_reading = false, is_over = false;
};

TcpSource::TcpSource(boost::asio::io_context* loop, SourceSink* sink, TcpSourceOptions options)
    : loop_(loop), sink_(sink), options_(std::move(options)), acceptor_(*loop), timer_(*loop) {}

TcpSource::~TcpSource() { *is_alive_ = false; }

void TcpSource::Start(std::string_view) { Listen(); }

void TcpSource::Listen() {
  if (is_stopped_ || is_paused_ || acceptor_.is_open()) return;
  error_code error;
  tcp::endpoint endpoint = EndpointOf(options_.address, &error);
  if (!error) {
    // A source that was paused takes its port again.
    if (endpoint.port() == 0) endpoint.port(port_);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  }
  if (error) {
    error_code ignored;
    acceptor_.close(ignored);
    sink_->Tell(SourceState::kWaiting, IoError(options_.address + ": cannot listen: " + error.message()));
    timer_.expires_after(kTryAgain);
    return timer_.async_wait([this, alive = is_alive_](const error_code& ended) {
      if (*alive && !ended) Listen();
    });
  }
  port_ = acceptor_.local_endpoint(error).port();
  sink_->TellAddress(options_.address.substr(0, options_.address.rfind(':') + 1) + std::to_string(port_));
  sink_->Tell(SourceState::kRunning, {});
  Accept();
}

void TcpSource::Accept() {
  acceptor_.async_accept([this, alive = is_alive_](const error_code& error, tcp::socket socket) {
    if (!*alive || is_stopped_ || !acceptor_.is_open() || error == boost::asio::error::operation_aborted) return;
    if (!error && connections_.size() >= options_.connections_max) DropSilent();
    if (!error && connections_.size() < options_.connections_max) {
      error_code ignored;  // a peer that vanished without a word must not keep its place for ever
      socket.set_option(tcp::socket::keep_alive(true), ignored);
      const auto connection = std::make_shared<Connection>(next_connection_++, std::move(socket));
      connections_.emplace(connection->number, connection);
      ReadSome(connection);
    } else if (!error) {
      sink_->Tell(SourceState::kRunning,
                  Exhausted(options_.address + ": more than connections_max connections; one was turned away"));
    }
    if (error && error != boost::asio::error::connection_aborted) {
      // Out of handles, most likely: some may be free in a moment.
      timer_.expires_after(std::chrono::milliseconds(100));
      return timer_.async_wait([this, alive](const error_code& ended) {
        if (*alive && !ended && acceptor_.is_open()) Accept();
      });
    }
    Accept();
  });
}

// Closes the connection that was silent for longest, if that was long.
void TcpSource::DropSilent() {
  auto silent = connections_.end();
  for (auto it = connections_.begin(); it != connections_.end(); ++it)
    if (silent == connections_.end() || it->second->heard_at < silent->second->heard_at) silent = it;
  if (silent == connections_.end() || std::chrono::steady_clock::now() - silent->second->heard_at < options_.silent)
    return;
  error_code ignored;
  silent->second->socket.close(ignored);
  silent->second->is_over = true;
  connections_.erase(silent);
}

void TcpSource::ReadSome(const std::shared_ptr<Connection>& connection) {
  if (connection->is_reading || connection->is_over || is_paused_ || is_stopped_ || !sink_->has_room()) return;
  connection->is_reading = true;
  connection->socket.async_read_some(boost::asio::buffer(connection->buffer),
                                     [this, connection, alive = is_alive_](const error_code& error, size_t bytes) {
                                       connection->is_reading = false;
                                       if (*alive && !is_stopped_) OnRead(connection, bytes, error);
                                     });
}

void TcpSource::OnRead(const std::shared_ptr<Connection>& connection, size_t bytes, const error_code& error) {
  if (connections_.find(connection->number) == connections_.end()) return;  // it gave way
  const bool is_over = bool(error);
  connection->heard_at = std::chrono::steady_clock::now();
  connection->lines.Add({connection->buffer.data(), bytes});
  // The half line of a connection that broke is half a record; that of one that was closed is its last.
  GatheredLines lines = error == boost::asio::error::eof ? connection->lines.TakeRest() : connection->lines.Take();
  connection->is_over = is_over;
  if (lines.lines > 0) {
    const uint64_t before = connection->given;
    connection->given += lines.lines;
    sink_->Give(
        {.bytes = std::move(lines.bytes), .lines = lines.lines, .lines_before = before, .peer = connection->number});
  }
  // One that waits for its last acknowledgement is kept until then.
  if (is_over && (!options_.acknowledges || connection->stored == connection->given))
    connections_.erase(connection->number);
  ReadSome(connection);
}

void TcpSource::OnStored(const SourceChunk& chunk) {
  const auto found = connections_.find(chunk.peer);
  if (found == connections_.end()) return;
  const auto connection = found->second;
  connection->stored += chunk.lines;
  if (options_.acknowledges) Acknowledge(connection);
}

void TcpSource::Acknowledge(const std::shared_ptr<Connection>& connection) {
  if (!connection->telling.empty()) return;
  if (connection->told == connection->stored) {
    if (connection->is_over && connection->stored == connection->given) connections_.erase(connection->number);
    return;
  }
  connection->told = connection->stored;
  connection->telling = std::to_string(connection->told) + "\n";
  boost::asio::async_write(connection->socket, boost::asio::buffer(connection->telling),
                           [this, connection, alive = is_alive_](const error_code& error, size_t) {
                             connection->telling.clear();
                             if (!*alive) return;
                             if (error) return void(connections_.erase(connection->number));
                             Acknowledge(connection);
                           });
}

void TcpSource::OnRoom() {
  // By number, the longest connected first; each gets a turn before any gets a second.
  const auto connections = connections_;
  for (const auto& [number, connection] : connections) ReadSome(connection);
}

void TcpSource::SetPaused(bool is_paused) {
  is_paused_ = is_paused;
  error_code ignored;
  if (is_paused) {
    timer_.cancel();
    acceptor_.close(ignored);
  } else {
    Listen();
    OnRoom();
  }
}

void TcpSource::Stop() {
  is_stopped_ = true;
  error_code ignored;
  timer_.cancel();
  acceptor_.close(ignored);
  for (const auto& [number, connection] : connections_) connection->socket.close(ignored);
  connections_.clear();
}

}  // namespace groundswell
