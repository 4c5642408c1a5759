// Notifier: tells the alerts of the outbox to the receivers, each on a thread of its own and at its own pace, so that
// one that hangs holds up no other.
//
// What is told, when, and what an answer means is notify_pipeline.h; how it looks and travels is receiver.h.
// Contract: Start tells what waits in the outbox, then sleeps until Wake, which is to be called after each commit that
// holds outbox rows; it costs a flag and a notification for each receiver. Rows of the outbox that every receiver is
// done with are erased. Stop lets the requests under way end, for stop_grace at most, and leaves the rest in the outbox
// for the next start; the destructor stops too. Errors: Make gives kInvalid, with what to do, for a receiver that
// cannot be used and for more than kReceiversMax. Log lines hold ids and the receiver's name, never a text of a post,
// nor the URL's path. Threads: Start and Stop from one thread, Wake, and what reads, from any; `log` is called from the
// receivers' threads. The store outlives it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "models/local_zone.h"
#include "serve/notify_pipeline.h"
#include "serve/receiver.h"

namespace groundswell {

// Threads, connections and pending alerts of each are bounded; so are the receivers.
constexpr size_t kReceiversMax = 32;

struct NotifierOptions {
  std::vector<ReceiverSettings> receivers;
  std::vector<Route> routes;
  std::string public_url;  // of the page; without it messages have no link
  LocalZone zone;          // in which messages tell times
  std::function<std::string(std::string_view tag, MessageLanguage language)> tag_name = {};
  ActiveSilences silences = {};
  // Completes a receiver's message when it is sent; empty: none does.
  std::function<void(const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message)> complete =
      {};
  std::vector<std::string> watch_receivers = {};  // who is told what the engine itself has to say; empty: who watches
  const Notices* notices = nullptr;               // what that is; outlives the notifier
  bool crisis_breaks_silence = true;
  std::chrono::milliseconds max_age = std::chrono::hours(1);
  std::chrono::milliseconds backoff_min = std::chrono::seconds(1), backoff_max = std::chrono::minutes(5);
  std::chrono::milliseconds stop_grace = std::chrono::seconds(5);
  std::chrono::hours log_age = std::chrono::hours(90 * 24);
  uint64_t jitter_seed = 0;
  NotifyPipeline::WallClock wall_ms = {};  // empty: the system's
};

// How a receiver's messages are composed.
ComposeOptions ComposeOptionsOf(const NotifierOptions& options, const ReceiverSettings& receiver);

class Notifier {
 public:
  using Log = NotifyPipeline::Log;

  static Result<std::unique_ptr<Notifier>> Make(Store* store, const NotifierOptions& options, Log log);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void Start();
  void Wake();
  void Stop();

  size_t size() const { return workers_.size(); }
  const std::string& name(size_t receiver) const;
  DeliveryStatus status(size_t receiver) const;
  // Alerts in the outbox that a receiver is not done with; those that are not routed to it are among them until their
  // turn.
  Result<uint64_t> waiting(size_t receiver) const;

 private:
  struct Worker;

  Notifier(Store* store, const NotifierOptions& options, Log log);
  void AddReceiver(std::unique_ptr<Receiver> receiver, const NotifierOptions& options);
  void Run(Worker* worker);
  // Erases what every receiver is done with, and once a day what the log need not keep.
  void CleanUp();

  Store* store_;
  const RouteTable routes_;
  const std::chrono::milliseconds stop_grace_;
  const std::chrono::milliseconds log_age_;
  const NotifyPipeline::WallClock wall_ms_;
  const Log log_;
  std::vector<std::unique_ptr<Worker>> workers_;

  std::mutex erasing_, forgetting_;
  uint64_t erased_ = 0;    // the outbox is erased below
  int64_t forgot_ms_ = 0;  // when the log was last shortened
};

}  // namespace groundswell
