#include "serve/notifier.h"

#include "base/check.h"

namespace groundswell {
namespace {

int64_t SystemWallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

Result<std::unique_ptr<Notifier>> Notifier::Make(Store* store, const NotifierOptions& options, Log log) {
  const int level = IndexOf(kLevelNames, options.level);
  if (level < kLevelWatch)
    return Invalid("notify.level '" + options.level + "' is none of watch, emerging, major, crisis; write one of them");
  auto sender = WebhookSender::Make({.url = options.url,
                                     .secret = options.secret,
                                     .allow_private = options.allow_private,
                                     .connect_timeout_ms = options.connect_timeout.count(),
                                     .timeout_ms = options.timeout.count()});
  if (!sender.ok()) return sender.status();
  DeliveryOptions delivery{.level = static_cast<uint8_t>(level),
                           .max_age_ms = options.max_age.count(),
                           .backoff_min_ms = options.backoff_min.count(),
                           .backoff_max_ms = options.backoff_max.count(),
                           .jitter_seed = options.jitter_seed};
  // Among the other lines of the engine they say whose they are.
  const auto tell = [head = "notify: " + (*sender)->receiver() + ": ", log = std::move(log)](std::string_view line) {
    log(head + std::string(line));
  };
  return std::unique_ptr<Notifier>(new Notifier(store, std::move(*sender), std::move(delivery), options.stop_grace,
                                                options.wall_ms ? options.wall_ms : SystemWallMs, tell));
}

Notifier::Notifier(Store* store, std::unique_ptr<WebhookSender> sender, DeliveryOptions delivery,
                   std::chrono::milliseconds stop_grace, OutboxDelivery::WallClock wall_ms, Log log)
    : store_(store),
      stop_grace_(stop_grace),
      sender_(std::move(sender)),
      delivery_(
          store, std::move(delivery),
          [this](std::string_view id, std::string_view body, int64_t now_secs) {
            return sender_->Send(id, body, now_secs);
          },
          std::move(wall_ms), std::move(log)) {}

Notifier::~Notifier() { Stop(); }

void Notifier::Start() {
  CHECK(!thread_.joinable());
  thread_ = std::thread([this] { Run(); });
}

void Notifier::Wake() {
  {
    std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_one();
}

void Notifier::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_one();
  sender_->Stop(stop_grace_);
  if (thread_.joinable()) thread_.join();
}

Result<uint64_t> Notifier::waiting() const {
  uint64_t alerts = 0;
  const Status scanned = store_->ScanOutbox(status().next, [&alerts](uint64_t, int64_t) {
    ++alerts;
    return Status();
  });
  if (!scanned.ok()) return scanned;
  return alerts;
}

void Notifier::Run() {
  using Next = OutboxDelivery::Next;
  std::unique_lock lock(mutex_);
  while (!is_stopped_) {
    // Cleared before the outbox is looked at: what comes from now on wakes again.
    is_woken_ = false;
    lock.unlock();
    const OutboxDelivery::Outcome outcome = delivery_.Step();
    lock.lock();
    switch (outcome.next) {
      case Next::kAgain:
        break;
      case Next::kIdle:
        changed_.wait(lock, [this] { return is_woken_ || is_stopped_; });
        break;
      case Next::kWait:
        changed_.wait_for(lock, std::chrono::milliseconds(outcome.wait_ms), [this] { return is_stopped_; });
        break;
      case Next::kDisabled:
        return;
    }
  }
}

}  // namespace groundswell
