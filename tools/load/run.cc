#include "tools/load/run.h"

#include <zlib.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>
#include <memory>

#include "base/check.h"
#include "base/hash.h"
#include "base/time.h"
#include "tools/load/answer.h"
#include "tools/load/connection.h"

namespace groundswell {
namespace {

using boost::system::error_code;
using Timer = boost::asio::steady_timer;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// Before a connection that failed is opened again, and before a closed loop asks again after a refusal.
constexpr milliseconds kPause{20};

// After the end of an open loop: what fell due shortly before it may still find a connection.
constexpr milliseconds kGrace{500};

Timer::duration Secs(double secs) {
  return std::chrono::duration_cast<Timer::duration>(std::chrono::duration<double>(secs));
}

int64_t WallMs() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Compresses bodies as senders do that save their line: fast rather than small.
class Gzip {
 public:
  Gzip() { CHECK(deflateInit2(&stream_, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK); }
  ~Gzip() { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  void Compress(std::string* bytes) {
    deflateReset(&stream_);
    packed_.resize(deflateBound(&stream_, bytes->size()));
    stream_.next_in = reinterpret_cast<Bytef*>(bytes->data());
    stream_.avail_in = static_cast<uInt>(bytes->size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_out = static_cast<uInt>(packed_.size());
    CHECK(deflate(&stream_, Z_FINISH) == Z_STREAM_END);
    packed_.resize(stream_.total_out);
    bytes->swap(packed_);
  }

 private:
  z_stream stream_{};
  std::string packed_;
};

class Run {
 public:
  Run(const LoadPlan& plan, const LoadPosts& posts, std::ostream* answered,
      const std::function<void(const LoadReport&)>& each_second)
      : plan_(plan), posts_(posts), answered_(answered), each_second_(each_second), next_post_(plan.first_post) {
    if (is_open_loop())
      requests_max_ = static_cast<uint64_t>(
          std::ceil(plan.duration_secs * plan.posts_per_sec / static_cast<double>(plan.request_posts)));
    for (size_t i = 0; i < plan.connections; ++i) {
      connections_.push_back(std::make_unique<LoadConnection>(
          &io_, plan.server, [this](LoadConnection* from, const LoadAnswer& answer) { OnAnswer(from, answer); }));
      idle_.push_back(connections_.back().get());
    }
  }

  LoadReport Drive();

 private:
  bool is_open_loop() const { return plan_.posts_per_sec > 0; }
  int64_t NowMicros() const {
    return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - start_).count();
  }
  // When the request with this number falls due.
  int64_t DueMicros(uint64_t request) const {
    if (!is_open_loop()) return NowMicros();
    return std::llround(static_cast<double>(request * plan_.request_posts) / plan_.posts_per_sec * 1e6);
  }
  bool has_posts() const {
    return posts_.size() == 0 ? report_.sent_requests < requests_max_ : next_post_ < posts_.size();
  }

  void Pump();
  void SendNext(LoadConnection* connection, int64_t due_micros);
  void OnAnswer(LoadConnection* connection, const LoadAnswer& answer);
  void Count(const LoadConnection& connection, const LoadAnswer& answer, int64_t latency_micros);
  void NoteAnswered(const LoadConnection& connection, std::string_view answer);
  void OnSecond();
  void EndSending();
  void StopWhenDone();

  const LoadPlan& plan_;
  const LoadPosts& posts_;
  std::ostream* const answered_;
  const std::function<void(const LoadReport&)>& each_second_;
  const MonotonicTime start_ = std::chrono::steady_clock::now();

  boost::asio::io_context io_{1};
  Timer due_{io_}, end_{io_}, second_{io_};
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
  std::vector<std::unique_ptr<LoadConnection>> connections_;
  std::vector<LoadConnection*> idle_;
  Gzip gzip_;
  uint64_t requests_max_ = std::numeric_limits<uint64_t>::max();  // that fall due within the time
  uint64_t next_post_;
  bool sending_ = true;
  uint64_t in_flight_ = 0;
  uint64_t cold_posts_ = 0;  // answered in the first quarter
  double cold_secs_ = 0;
  std::string names_;
  LoadReport report_;
};

LoadReport Run::Drive() {
  end_.expires_after(Secs(plan_.duration_secs) + (is_open_loop() ? kGrace : milliseconds(0)));
  end_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) EndSending();
  });
  signals_.async_wait([this](const error_code& cancelled, int) {
    if (!cancelled) EndSending();
  });
  OnSecond();
  Pump();
  io_.run();
  report_.unanswered_requests = in_flight_;
  const double warm_secs = report_.elapsed_secs - cold_secs_;
  if (warm_secs > 0)
    report_.answered_posts_per_sec = static_cast<double>(report_.answered_posts - cold_posts_) / warm_secs;
  return std::move(report_);
}

// Sends what is due as far as connections are free, and comes again when the next request falls due.
void Run::Pump() {
  while (sending_ && has_posts() && !idle_.empty()) {
    const int64_t due_micros = DueMicros(report_.sent_requests);
    if (due_micros > NowMicros()) {
      due_.expires_at(start_ + microseconds(due_micros));
      due_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) Pump();
      });
      return;
    }
    LoadConnection* const connection = idle_.back();
    idle_.pop_back();
    SendNext(connection, due_micros);
  }
  if (sending_ && !has_posts()) EndSending();
}

void Run::SendNext(LoadConnection* connection, int64_t due_micros) {
  const uint64_t left = posts_.size() == 0 ? plan_.request_posts : posts_.size() - next_post_;
  connection->first_post = next_post_;
  connection->posts = std::min(plan_.request_posts, left);
  connection->due_micros = due_micros;
  next_post_ += connection->posts;
  std::string* const body = connection->body();
  body->clear();
  const int64_t now_ms = WallMs();
  for (uint64_t i = 0; i < connection->posts; ++i) posts_.Append(connection->first_post + i, now_ms, body);
  std::string head = plan_.head;
  if (static_cast<double>(Mix64(report_.sent_requests) >> 11) * 0x1p-53 < plan_.gzip_share) {
    gzip_.Compress(body);
    head += "Content-Encoding: gzip\r\n";
  }
  ++report_.sent_requests;
  report_.sent_posts += connection->posts;
  report_.sent_bytes += body->size();
  ++in_flight_;
  connection->Send(head);
}

void Run::OnAnswer(LoadConnection* connection, const LoadAnswer& answer) {
  --in_flight_;
  const int64_t now_micros = NowMicros();
  Count(*connection, answer, now_micros - connection->due_micros);
  report_.elapsed_secs = static_cast<double>(now_micros) / 1e6;
  if (report_.elapsed_secs < plan_.duration_secs / 4) {
    cold_posts_ = report_.answered_posts;
    cold_secs_ = report_.elapsed_secs;
  }
  if (answer.status != 0 && (is_open_loop() || answer.status == 200)) {
    idle_.push_back(connection);
    Pump();
  } else {
    const auto pause = std::make_shared<Timer>(io_, kPause);
    pause->async_wait([this, connection, pause](const error_code&) {
      idle_.push_back(connection);
      Pump();
    });
  }
  StopWhenDone();
}

void Run::Count(const LoadConnection& connection, const LoadAnswer& answer, int64_t latency_micros) {
  if (answer.status == 200) {
    ++report_.answered_requests;
    report_.answered_posts += connection.posts;
    report_.answered_latency.Add(latency_micros);
    AddAnswerCounts(answer.body, &report_.taken);
    if (answered_ != nullptr) NoteAnswered(connection, answer.body);
  } else if (answer.status == 429) {
    ++report_.refused_requests;
    report_.refused_posts += connection.posts;
    report_.refused_latency.Add(latency_micros);
    if (!answer.has_retry_after) ++report_.refused_without_retry_after;
  } else if (answer.status == 0) {
    ++report_.failed_requests;
  } else {
    ++report_.other_statuses[answer.status];
  }
}

void Run::NoteAnswered(const LoadConnection& connection, std::string_view answer) {
  const std::vector<uint64_t> refused = RefusedLines(answer);
  names_.clear();
  for (uint64_t i = 0; i < connection.posts; ++i)
    if (std::find(refused.begin(), refused.end(), i) == refused.end())
      posts_.AppendName(connection.first_post + i, &names_);
  answered_->write(names_.data(), static_cast<std::streamsize>(names_.size()));
}

void Run::OnSecond() {
  second_.expires_after(std::chrono::seconds(1));
  second_.async_wait([this](const error_code& cancelled) {
    if (cancelled) return;
    if (each_second_) each_second_(report_);
    OnSecond();
  });
}

void Run::EndSending() {
  if (!sending_) return;
  sending_ = false;
  due_.cancel();
  if (is_open_loop() && has_posts()) {
    const double due_posts = static_cast<double>(NowMicros()) / 1e6 * plan_.posts_per_sec;
    const auto due_requests = static_cast<uint64_t>(due_posts / static_cast<double>(plan_.request_posts)) + 1;
    report_.unsent_posts = (std::min(due_requests, requests_max_) - report_.sent_requests) * plan_.request_posts;
  }
  report_.offered_posts = report_.sent_posts + report_.unsent_posts;
  end_.expires_after(Secs(plan_.patience_secs));
  end_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) io_.stop();
  });
  StopWhenDone();
}

void Run::StopWhenDone() {
  if (!sending_ && in_flight_ == 0) io_.stop();
}

}  // namespace

LoadReport RunLoad(const LoadPlan& plan, const LoadPosts& posts, std::ostream* answered,
                   const std::function<void(const LoadReport&)>& each_second) {
  return Run(plan, posts, answered, each_second).Drive();
}

}  // namespace groundswell
