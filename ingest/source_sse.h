// SseSource: a stream of Server-Sent Events that we subscribe to, over HTTP or TLS.
//
// Contract: as Source; its cursor is the id of the last event, which is sent as Last-Event-ID when the stream is opened
// again, so that a server that keeps events gives those behind it. A stream that ends, breaks, answers otherwise than
// with events, or is silent for `idle` is opened again after a while: longer each time, with jitter, up to a minute,
// and never before the `retry` it named. A 204 ends it for good. While the sink has no room nothing is read.
// Certificates are checked against the system's authorities or `ca_file`, anew for each connection. Redirects are not
// followed: a token must not go elsewhere. Errors are told and tried again. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <random>
#include <string>

#include "ingest/event_gatherer.h"
#include "ingest/source.h"
#include "ingest/stream_address.h"

namespace groundswell {

struct SseSourceOptions {
  StreamAddress address;
  std::string token;          // sent as Authorization: Bearer; empty: none
  std::string ca_file;        // empty: the system's
  bool whole_events = false;  // for a mapping that reads events; else each event's data is a record
  std::chrono::seconds idle{60};
  std::chrono::milliseconds pause_min{1000}, pause_max{60'000};  // between two connections
  uint64_t jitter_seed = 0;
};

class SseSource final : public Source {
 public:
  SseSource(boost::asio::io_context* loop, SourceSink* sink, SseSourceOptions options);
  ~SseSource() override;

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;

 private:
  class Connection;

  void Connect();
  void Close();
  void OnOpen();
  void GiveEvents();
  // The connection is over; `why` says so.
  void OnEnd(const Status& why, bool is_final);
  void ConnectAfter(std::chrono::milliseconds pause);

  boost::asio::io_context* loop_;
  SourceSink* sink_;
  const SseSourceOptions options_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Connection> connection_;
  std::string last_id_;
  std::chrono::milliseconds retry_{0};
  std::unique_ptr<EventGatherer> events_;
  std::mt19937_64 random_;
  uint64_t given_lines_ = 0;
  int failures_ = 0;  // in a row, without an event in between
  bool is_paused_ = false, is_stopped_ = false, is_over_ = false;
};

}  // namespace groundswell
