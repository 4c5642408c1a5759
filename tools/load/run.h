// RunLoad: sends posts to an engine for some time and says what came of it.
//
// Contract: an open loop has a time for each request beforehand and sends it then, or when a connection comes free; its
// latency counts from that time, so that an engine that stalls cannot hide the requests it kept from being sent
// (coordinated omission). A closed loop sends the next request when the last was answered: its rate is what the engine
// takes. Nothing is sent twice, and Retry-After is counted, not heeded. Units: in the names. Threads: runs on the
// caller's. Errors: a failed connection is counted and opened again.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>

#include "tools/load/histogram.h"
#include "tools/load/posts.h"

namespace groundswell {

struct LoadPlan {
  boost::asio::ip::tcp::endpoint server;
  std::string head;          // request line and headers, but for those of the body
  double posts_per_sec = 0;  // 0: a closed loop
  double duration_secs = 10;
  size_t connections = 16;
  uint64_t request_posts = 100;
  double gzip_share = 0;      // of the requests
  double patience_secs = 30;  // for what is unanswered at the end
  uint64_t first_post = 0;
};

struct LoadReport {
  uint64_t offered_posts = 0;  // that fell due
  uint64_t sent_requests = 0, sent_posts = 0, sent_bytes = 0;
  uint64_t unsent_posts = 0;                              // fell due and found no free connection before the end
  uint64_t answered_requests = 0, answered_posts = 0;     // with 200
  uint64_t refused_requests = 0, refused_posts = 0;       // with 429
  uint64_t refused_without_retry_after = 0;               // requests
  uint64_t failed_requests = 0, unanswered_requests = 0;  // the connection failed; no answer came in time
  std::map<int, uint64_t> other_statuses;                 // requests
  std::map<std::string, uint64_t> taken;                  // what the answers counted: "accepted", "rejected_total", …
  LatencyHistogram answered_latency, refused_latency;
  double elapsed_secs = 0;            // to the last answer
  double answered_posts_per_sec = 0;  // without the first quarter of the time, in which everything is still cold
};

// `answered`, if any, gets a line for each post that was taken. `each_second` is called with what there is so far.
LoadReport RunLoad(const LoadPlan& plan, const LoadPosts& posts, std::ostream* answered,
                   const std::function<void(const LoadReport&)>& each_second);

}  // namespace groundswell
