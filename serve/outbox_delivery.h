// OutboxDelivery: what a receiver is told next, and what its answer means. The notifier without its thread and network.
//
// Contract: alerts of the outbox are told in the order of decision, each until the receiver has taken it, at least
// once, under its own id. The mark "receiver/NAME" of the store says how far the receiver has come: it is moved after
// the answer, so that what was told and not marked is told again, the same, after a restart; rows of the outbox behind
// it are erased. An alert is told when the higher of its level and the level before is at least the receiver's. Alerts
// decided more than max_age ago when their turn comes are told together in one catch-up message; how far that one goes
// is marked before it is sent, so that it, too, is the same when it is sent again.
//
// Answers: 2xx took it. 410 ends it until a restart. 429 and 503 with Retry-After are obeyed, up to a day. Everything
// else is tried again after a back-off that doubles, with jitter. Errors: a store that fails is tried again like a
// receiver that fails; an alert that cannot be read is told of in the log and left out.
// Units: milliseconds; times of the wall. Threads: Step from one thread, status from any.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

#include "serve/levels.h"
#include "serve/webhook_message.h"
#include "serve/webhook_sender.h"
#include "storage/store.h"

namespace groundswell {

struct DeliveryOptions {
  std::string name = "webhook";
  uint8_t level = 2;  // in kLevelNames
  int64_t max_age_ms = 3'600'000;
  int64_t backoff_min_ms = 1'000, backoff_max_ms = 300'000;
  uint64_t jitter_seed = 0;
};

// Seconds from decision to answer: bounds of the histogram in DeliveryStatus.
constexpr std::array<double, 10> kLatencyBoundsSecs = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300};

struct DeliveryStatus {
  uint64_t delivered = 0;        // alerts that the receiver took, late ones included
  uint64_t late = 0;             // of these, in catch-up messages
  uint64_t messages = 0;         // that it took
  uint64_t failed_attempts = 0;  // messages that it did not take, or that did not reach it
  uint64_t unreadable = 0;       // alerts that were left out
  uint64_t next = 0;             // everything below this number is done with
  bool is_disabled = false;      // the receiver said 410
  bool is_failing = false;       // the last attempt failed
  std::string last_error;        // of the last failed attempt; never a text of a post
  int64_t last_error_ms = 0;
  // Of alerts told singly: how many took at most each bound, each above the one before, and above all.
  std::array<uint64_t, kLatencyBoundsSecs.size() + 1> latency_counts{};
  double latency_sum_secs = 0;
};

class OutboxDelivery {
 public:
  using WallClock = std::function<int64_t()>;
  using Send = std::function<WebhookAnswer(std::string_view id, std::string_view body, int64_t now_secs)>;
  using Log = std::function<void(std::string_view line)>;

  enum class Next {
    kAgain,     // there may be more at once
    kIdle,      // nothing is to be told until something new is in the outbox
    kWait,      // not before wait_ms have passed
    kDisabled,  // never again
  };
  struct Outcome {
    Next next;
    int64_t wait_ms = 0;
  };

  OutboxDelivery(Store* store, DeliveryOptions options, Send send, WallClock wall_ms, Log log);

  // Tells at most one message.
  Outcome Step();
  DeliveryStatus status() const;

 private:
  // What is to be told next; nothing when `alerts` is 0.
  struct Message {
    std::string id, body;
    uint64_t alerts = 0;
    uint64_t behind = 0;  // where the cursor stands once it is told
    int64_t decided_ms = 0;
    bool is_late = false;
    bool is_more = false;  // rows behind it were seen
  };

  Status LoadCursor();
  Status SaveCursor();
  Status EraseBehind();
  Result<Message> FindNext(int64_t now_ms);
  // Reads an alert into *line and *json; false when it is to be left out.
  Result<bool> ReadWanted(uint64_t number, AlertLine* line, std::string* json);
  Outcome Taken(const Message& message);
  Outcome Refused(const Message& message, const WebhookAnswer& answer);
  Outcome TryLater(const std::string& error, std::optional<int64_t> wait_ms);
  int64_t BackOff();

  Store* store_;
  const DeliveryOptions options_;
  const Send send_;
  const WallClock wall_ms_;
  const Log log_;
  const std::string mark_;
  AlertLineReader reader_;
  std::mt19937_64 jitter_;

  bool is_loaded_ = false;
  uint64_t next_ = 0;      // the cursor: everything below is done with
  uint64_t late_end_ = 0;  // a catch-up of what lies below was begun, or 0
  std::string saved_;      // the mark as it is stored
  uint64_t erased_ = 0;    // the outbox is erased below
  uint64_t failures_ = 0;  // since the last success

  mutable std::mutex mutex_;
  DeliveryStatus status_;
};

}  // namespace groundswell
