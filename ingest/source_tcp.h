// TcpSource: listens for connections that bring lines, one record each.
//
// Contract: as Source. While the sink has no room no connection is read, so that TCP makes the senders wait. A line
// ends at '\n' or where the connection ends. TCP tells a sender nothing of what was stored: with `acknowledges` each
// connection gets, whenever something became durable, the number of its lines that are, in decimal and a '\n'; what
// was not acknowledged is to be sent again, and known records are then duplicates. There is no cursor. Limits:
// connections_max at once, further ones are closed at once; a line as everywhere. Memory: beside the sink's budget a
// read buffer and at most one half line for each connection. Errors: an address in use is told
// and tried again. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>

#include "ingest/line_gatherer.h"
#include "ingest/source.h"

namespace groundswell {

struct TcpSourceOptions {
  std::string address;  // HOST:PORT; port 0 takes a free one
  size_t connections_max = 64;
  bool acknowledges = false;
};

class TcpSource final : public Source {
 public:
  TcpSource(boost::asio::io_context* loop, SourceSink* sink, TcpSourceOptions options);
  ~TcpSource() override;

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk& chunk) override;
  void OnRoom() override;
  void Stop() override;

  // Once it runs: the port taken.
  uint16_t port() const { return port_; }

 private:
  struct Connection;

  void Listen();
  void Accept();
  void ReadSome(const std::shared_ptr<Connection>& connection);
  void OnRead(const std::shared_ptr<Connection>& connection, size_t bytes, bool is_over);
  void Acknowledge(const std::shared_ptr<Connection>& connection);

  boost::asio::io_context* loop_;
  SourceSink* sink_;
  const TcpSourceOptions options_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;
  std::map<uint64_t, std::shared_ptr<Connection>> connections_;
  uint64_t next_connection_ = 0;
  uint16_t port_ = 0;
  bool is_paused_ = false, is_stopped_ = false;
  // Handlers outlive the source by a turn of the loop.
  std::shared_ptr<bool> is_alive_ = std::make_shared<bool>(true);
};

}  // namespace groundswell
