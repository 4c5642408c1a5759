#include "serve/notifier.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/hash.h"
#include "serve/link_key.h"

namespace groundswell {
namespace {

// Rows behind the slowest receiver that are left until one has nothing to tell.
constexpr uint64_t kErasedAtOnce = 1024;

int64_t SystemWallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

// One receiver with its thread.
struct Notifier::Worker {
  std::unique_ptr<Receiver> receiver;
  std::unique_ptr<NotifyPipeline> pipeline;
  std::mutex mutex;
  std::condition_variable changed;
  bool is_woken = false, is_stopped = false;
  std::thread thread;
};

ComposeOptions ComposeOptionsOf(const NotifierOptions& options, const ReceiverSettings& receiver) {
  std::string public_url = options.public_url;
  while (public_url.ends_with('/')) public_url.pop_back();
  return {.language = receiver.language,
          .public_url = std::move(public_url),
          .mentions = receiver.mentions,
          .zone = options.zone,
          .tag_name = options.tag_name};
}

Result<std::unique_ptr<Notifier>> Notifier::Make(Store* store, const NotifierOptions& options, Log log) {
  if (options.receivers.size() > kReceiversMax)
    return Invalid(std::to_string(options.receivers.size()) + " receivers are more than the " +
                   std::to_string(kReceiversMax) + " there may be");
  std::unique_ptr<Notifier> notifier(new Notifier(store, options, std::move(log)));
  for (const ReceiverSettings& settings : options.receivers) {
    auto receiver = Receiver::Make(settings, options.public_url.empty() ? "groundswell" : options.public_url);
    if (!receiver.ok()) return receiver.status().Annotate("receiver." + settings.name);
    notifier->AddReceiver(std::move(*receiver), options);
  }
  return notifier;
}

Notifier::Notifier(Store* store, const NotifierOptions& options, Log log)
    : store_(store),
      routes_(options.routes),
      stop_grace_(options.stop_grace),
      log_age_(options.log_age),
      wall_ms_(options.wall_ms ? options.wall_ms : SystemWallMs),
      log_(std::move(log)) {}

void Notifier::AddReceiver(std::unique_ptr<Receiver> receiver, const NotifierOptions& options) {
  const ReceiverSettings& settings = receiver->settings();
  const ReceiverTraits& traits = receiver->traits();
  NotifyPipelineOptions pipeline{.name = settings.name,
                                 .level = settings.level,
                                 .is_in_order = traits.is_in_order,
                                 .digests = traits.digests,
                                 .keeps_state = traits.keeps_state,
                                 .has_short_form = receiver->has_short_form(),
                                 .per_minute = settings.per_minute > 0 ? settings.per_minute : traits.per_minute,
                                 .per_second = settings.per_second > 0 ? settings.per_second : traits.per_second,
                                 .max_age_ms = options.max_age.count(),
                                 .backoff_min_ms = options.backoff_min.count(),
                                 .backoff_max_ms = options.backoff_max.count(),
                                 .jitter_seed = options.jitter_seed + Hash64(settings.name),
                                 .crisis_breaks_silence = options.crisis_breaks_silence,
                                 .compose = ComposeOptionsOf(options, settings),
                                 .silences = options.silences,
                                 .notices = options.notices};
  if (options.complete)
    pipeline.complete = [complete = options.complete, to = receiver.get()](const MessageSubject& subject,
                                                                           AlertMessage* message) {
      complete(to->settings(), subject, message);
    };
  auto send = [to = receiver.get()](const Dispatch& dispatch, bool is_short, int64_t now_ms, size_t* lines) {
    const FormedMessage formed = to->Form(dispatch, is_short, now_ms);
    *lines = formed.lines;
    ReceiverVerdict verdict = to->Send(formed);
    // A receiver may send back what it got, links that act among it: they stand in no log.
    verdict.why = WithoutLinks(std::move(verdict.why));
    return verdict;
  };
  // Among the other lines of the engine they say whose they are.
  auto tell = [head = "notify: " + settings.name + ": ", log = log_](std::string_view line) {
    log(head + std::string(line));
  };
  auto worker = std::make_unique<Worker>();
  worker->receiver = std::move(receiver);
  worker->pipeline = std::make_unique<NotifyPipeline>(store_, &routes_, std::move(pipeline), std::move(send), wall_ms_,
                                                      std::move(tell));
  workers_.push_back(std::move(worker));
}

Notifier::~Notifier() { Stop(); }

void Notifier::Start() {
  for (const auto& worker : workers_) {
    CHECK(!worker->thread.joinable());
    worker->thread = std::thread([this, running = worker.get()] { Run(running); });
  }
}

void Notifier::Wake() {
  for (const auto& worker : workers_) {
    {
      std::lock_guard lock(worker->mutex);
      worker->is_woken = true;
    }
    worker->changed.notify_one();
  }
}

void Notifier::Stop() {
  for (const auto& worker : workers_) {
    {
      std::lock_guard lock(worker->mutex);
      worker->is_stopped = true;
    }
    worker->changed.notify_one();
    worker->receiver->Stop(stop_grace_);
  }
  for (const auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
}

const std::string& Notifier::name(size_t receiver) const { return workers_.at(receiver)->receiver->settings().name; }

DeliveryStatus Notifier::status(size_t receiver) const { return workers_.at(receiver)->pipeline->status(); }

Result<uint64_t> Notifier::waiting(size_t receiver) const {
  uint64_t alerts = 0;
  const Status scanned = store_->ScanOutbox(status(receiver).next, [&alerts](uint64_t, int64_t) {
    ++alerts;
    return Status();
  });
  if (!scanned.ok()) return scanned;
  return alerts;
}

void Notifier::CleanUp() {
  {
    // Waited for: whoever comes last sees how far all have come.
    std::lock_guard lock(erasing_);
    uint64_t done = std::numeric_limits<uint64_t>::max();
    for (const auto& worker : workers_) {
      const DeliveryStatus status = worker->pipeline->status();
      // Before its mark is read nobody knows what a receiver still wants.
      done = std::min(done, status.is_loaded ? status.next : 0);
    }
    if (done > erased_) {
      const Status erased = store_->EraseOutbox(done);
      if (erased.ok()) erased_ = done;
      if (!erased.ok()) log_("notify: the outbox was not cleaned: " + erased.message());
    }
  }
  const std::unique_lock lock(forgetting_, std::try_to_lock);
  const int64_t now_ms = wall_ms_();
  if (!lock.owns_lock() || (forgot_ms_ != 0 && now_ms - forgot_ms_ < kDayMs)) return;
  forgot_ms_ = now_ms;
  if (const Status forgot = ForgetDeliveries(store_, now_ms - log_age_.count()); !forgot.ok())
    log_("notify: the delivery log was not shortened: " + forgot.message());
}

void Notifier::Run(Worker* worker) {
  using Next = NotifyPipeline::Next;
  std::unique_lock lock(worker->mutex);
  uint64_t cleaned = 0;
  while (!worker->is_stopped) {
    // Cleared before the outbox is looked at: what comes from now on wakes again.
    worker->is_woken = false;
    lock.unlock();
    const NotifyPipeline::Outcome outcome = worker->pipeline->Step();
    const uint64_t next = worker->pipeline->status().next;
    if (outcome.next != Next::kAgain || next - cleaned >= kErasedAtOnce) {
      CleanUp();
      cleaned = next;
    }
    lock.lock();
    const auto wait = std::chrono::milliseconds(outcome.wait_ms);
    switch (outcome.next) {
      case Next::kAgain:
        break;
      case Next::kIdle:
        worker->changed.wait(lock, [&] { return worker->is_woken || worker->is_stopped; });
        break;
      case Next::kWait:
        worker->changed.wait_for(lock, wait, [&] { return worker->is_stopped; });
        break;
      case Next::kWaitNew:
        worker->changed.wait_for(lock, wait, [&] { return worker->is_woken || worker->is_stopped; });
        break;
      case Next::kDisabled:
        return;
    }
  }
}

}  // namespace groundswell
