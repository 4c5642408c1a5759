// TcpSource: listens for connections that bring lines, one record each.
//
// Contract: as Source. While the sink has no room no connection is read, so that TCP makes the senders wait. A line
// ends at '\n' or where the sender ends the connection; half a line of one that broke is dropped. TCP tells a sender
// nothing of what was stored: with `acknowledges` each connection gets, whenever something became durable, the number
// of its lines that are, in decimal and a '\n'; what was not acknowledged is to be sent again, and known records are
// then duplicates. There is no cursor. Limits: connections_max at once; a further one takes the place of the one that
// was silent for longest, if that was a minute and more, and is else closed at once; a line as everywhere. Memory:
// beside the sink's budget a read buffer and at most one half line for each connection. Errors: an address in use is
// told and tried again. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "ingest/line_gatherer.h"
#include "ingest/source.h"

namespace groundswell {

struct TcpSourceOptions {
  std::string address;  // HOST:PORT, HOST a numeric address or localhost; port 0 takes a free one
  size_t connections_max = 64;
  // When all places are taken, a connection that was silent for so long gives way to a new one.
  std::chrono::seconds silent{60};
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
  void OnRead(const std::shared_ptr<Connection>& connection, size_t bytes, const boost::system::error_code& error);
  void DropSilent();
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
