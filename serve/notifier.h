// Notifier: tells the alerts of the outbox to one receiver, a webhook, on a thread of its own.
//
// What is told, when, and what an answer means is outbox_delivery.h; how it travels is webhook_sender.h.
// Contract: Start tells what waits in the outbox, then sleeps until Wake, which is to be called after each commit that
// holds outbox rows; it costs a flag and a notification. Stop lets the request under way end, for stop_grace at most,
// and leaves the rest in the outbox for the next start; the destructor stops too. Errors: Make gives kInvalid, with
// what to do, for a URL, a secret or a level that cannot be used. Log lines hold ids and the receiver's host, never a
// text of a post, nor the URL's path. Threads: Start and Stop from one thread, Wake, status and waiting from any; `log`
// is called from the notifier's thread. The store outlives it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "serve/outbox_delivery.h"

namespace groundswell {

struct NotifierOptions {
  std::string url, secret;
  std::string level = "emerging";
  std::chrono::milliseconds max_age = std::chrono::hours(1);
  bool allow_private = false;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5), timeout = std::chrono::seconds(10);
  std::chrono::milliseconds backoff_min = std::chrono::seconds(1), backoff_max = std::chrono::minutes(5);
  std::chrono::milliseconds stop_grace = std::chrono::seconds(5);
  uint64_t jitter_seed = 0;
  OutboxDelivery::WallClock wall_ms = {};  // empty: the system's
};

class Notifier {
 public:
  using Log = OutboxDelivery::Log;

  static Result<std::unique_ptr<Notifier>> Make(Store* store, const NotifierOptions& options, Log log);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void Start();
  void Wake();
  void Stop();

  DeliveryStatus status() const { return delivery_.status(); }
  // Alerts in the outbox that are not done with; those below the receiver's level are among them until their turn.
  Result<uint64_t> waiting() const;
  // Host and port of the receiver.
  const std::string& receiver() const { return sender_->receiver(); }

 private:
  Notifier(Store* store, std::unique_ptr<WebhookSender> sender, DeliveryOptions delivery,
           std::chrono::milliseconds stop_grace, OutboxDelivery::WallClock wall_ms, Log log);
  void Run();

  Store* store_;
  const std::chrono::milliseconds stop_grace_;
  const std::unique_ptr<WebhookSender> sender_;
  OutboxDelivery delivery_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false, is_stopped_ = false;
  std::thread thread_;
};

}  // namespace groundswell
