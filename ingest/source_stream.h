// StreamSource: a stream that we subscribe to and open again whenever it ends: Server-Sent Events or a WebSocket; or a
// document that is asked for at intervals.
//
// Contract: as Source. A stream that ends, breaks, refuses or is silent for `idle` is opened again after a while:
// longer each time, with jitter, up to a minute, and never before the pause it named itself. It is opened at the cursor
// of what came last, so that a server that keeps what it sent gives what is behind that; what it did not keep is lost,
// and told where that shows (stream_gaps.h): a stream without cursors loses what comes while it is not connected, and
// its cursor for us is a line end and the wall time of its last record, so that a restart knows of the gap. While the
// sink has no room nothing is read. Certificates are checked against the system's authorities or `ca_file`, anew for
// each connection. A paused stream is closed: no server would keep a connection that nobody reads. A document that
// cannot be had is asked for no sooner than one that can. A stream that says it has nothing more is kDone, and asked
// again after an hour. Errors are told and tried again. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "ingest/resolver_pool.h"
#include "ingest/source.h"
#include "ingest/stream_address.h"
#include "ingest/stream_gaps.h"

namespace groundswell {

struct StreamOptions {
  StreamAddress address;
  ResolverPool* resolvers = nullptr;  // outlives the source
  std::string token;                  // sent as Authorization: Bearer; empty: none
  std::string ca_file;                // empty: the system's
  bool whole_events = false;          // events: for a mapping that reads them; else each event's data is a record
  // WebSocket: the key of a message whose value is the cursor, and the parameter of the address that takes it.
  std::string cursor_key, cursor_parameter;
  std::string accept = "application/json";  // documents: what is asked for
  std::chrono::seconds idle{60};
  std::chrono::milliseconds interval{0};  // between two askings for a document; 0: a stream, which does not end
  std::chrono::milliseconds pause_min{1000}, pause_max{60'000};  // between two connections
  uint64_t jitter_seed = 0;
};

// Whom a connection tells what happens to it.
class StreamListener {
 public:
  virtual ~StreamListener() = default;
  virtual void OnOpen() = 0;
  // Whole records, with the cursor behind them; empty keeps the one before. `first_cursor` is that of the first of
  // them, where it is another.
  virtual void OnRecords(std::string bytes, uint64_t lines, std::string cursor, std::string_view first_cursor = {}) = 0;
  // The connection is over: `why` says so; ok where it has done what it was to do. A final one has nothing
  // more to give.
  virtual void OnEnd(const Status& why, bool is_final) = 0;
  // Whether the next read is wanted now.
  virtual bool wants_more() const = 0;
  // The server wants pauses no shorter than this: of the next one alone, or `for_good`.
  virtual void OnRetry(std::chrono::milliseconds pause, bool for_good) = 0;
};

// One connection, from resolving to its end. It tells nothing once it was let go, and lives until its handlers are
// done.
class StreamConnection {
 public:
  virtual ~StreamConnection() = default;
  virtual void Open(const std::string& cursor) = 0;
  // Reads on, unless it does already.
  virtual void Read() = 0;
  virtual void LetGo() = 0;
};

using MakeConnection = std::function<std::shared_ptr<StreamConnection>(
    boost::asio::io_context*, StreamListener*, const StreamOptions&, boost::asio::ssl::context)>;
std::shared_ptr<StreamConnection> MakeSseConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                    const StreamOptions& options, boost::asio::ssl::context tls);
std::shared_ptr<StreamConnection> MakeWebSocketConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                          const StreamOptions& options, boost::asio::ssl::context tls);

std::shared_ptr<StreamConnection> MakePollConnection(boost::asio::io_context* loop, StreamListener* listener,
                                                     const StreamOptions& options, boost::asio::ssl::context tls);

class StreamSource final : public Source, private StreamListener {
 public:
  StreamSource(boost::asio::io_context* loop, SourceSink* sink, StreamOptions options, MakeConnection make);
  ~StreamSource() override;

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;

 private:
  void OnOpen() override;
  void OnRecords(std::string bytes, uint64_t lines, std::string cursor, std::string_view first_cursor) override;
  void OnEnd(const Status& why, bool is_final) override;
  bool wants_more() const override { return sink_->has_room() && !is_paused_; }
  void OnRetry(std::chrono::milliseconds pause, bool for_good) override { (for_good ? retry_ : retry_once_) = pause; }

  bool is_stream() const { return options_.interval.count() == 0; }
  void Connect();
  void ConnectAfter(std::chrono::milliseconds pause);
  std::chrono::milliseconds Jitter(std::chrono::milliseconds pause);
  void Close();

  boost::asio::io_context* loop_;
  SourceSink* sink_;
  const StreamOptions options_;
  const MakeConnection make_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<StreamConnection> connection_;
  std::string cursor_;
  StreamGaps gaps_;
  std::chrono::milliseconds retry_{0}, retry_once_{0};
  std::chrono::steady_clock::time_point opened_at_;
  bool is_open_ = false;
  std::mt19937_64 random_;
  uint64_t given_lines_ = 0;
  int failures_ = 0;  // in a row, without a record in between
  bool is_paused_ = false, is_stopped_ = false;
};

}  // namespace groundswell
