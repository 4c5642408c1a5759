// NotifyPipeline: what one receiver is told next, and what becomes of every alert on the way.
//
// The stages, in one list (notify_pipeline.cc): route → group → inhibit → silence → end → throttle → deliver → log.
// What the engine itself has to say (notice_lane.h) is told beside them, within the same limits (notify_notices.cc).
//
// Contract: every alert of the outbox that is routed here ends in the delivery log, once: told at least once, or not
// told and why. The mark "receiver/NAME" says how far the receiver has come (notify_cursor.h); a message is marked as
// begun before it is sent, so that after a restart it is the same, under the same id; what was told is marked together
// with its rows of the log. Receivers in order (webhooks) get every alert singly; for all others the alerts of a group
// that wait are one message, the worst group first. When more waits than the receiver's limits let through within
// kDigestAfterMs, what is left is told in a digest. Alerts decided more than max_age ago when their turn comes are told
// together in one late message.
//
// A receiver that keeps state is told of the end of each incident it may hold open (notify_open.h), though no alert
// says so or the alert that does is held back.
//
// An answer of the kind "later" is tried again after a back-off that doubles, with jitter, or when the receiver said;
// "refused" goes once more in a short form, and then into the log; a message with an "unclear" answer is set aside, so
// that others go on, and after kUnclearTriesMax such answers, the last to a short one, goes into the log; "gone" ends
// it until a restart. An alert whose group was dismissed meanwhile is not told. Errors: a store that fails is tried
// again like a receiver that fails; an alert that cannot be read is told of in the log and left out. Limits:
// kPendingAlertsMax alerts are looked at together. Units: milliseconds; times of the wall. Threads: Step from one
// thread, status from any.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message_complete.h"
#include "serve/message_compose.h"
#include "serve/message_facts.h"
#include "serve/notice_lane.h"
#include "serve/notify_cursor.h"
#include "serve/notify_log.h"
#include "serve/notify_open.h"
#include "serve/notify_route.h"
#include "serve/notify_silence.h"
#include "serve/notify_throttle.h"
#include "serve/receiver.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kPendingAlertsMax = 2'048;
constexpr int64_t kDigestAfterMs = 15'000;
// What a receiver may hold open is compared with the groups so often.
constexpr int64_t kEndLookMs = 5'000;

struct NotifyPipelineOptions {
  std::string name = "webhook";
  uint8_t level = 0;                                                                     // of the receiver's settings
  bool is_in_order = true, digests = true, keeps_state = false, has_short_form = false;  // of its kind
  int per_minute = 0, per_second = 0;
  int64_t max_age_ms = 3'600'000;
  int64_t backoff_min_ms = 1'000, backoff_max_ms = 300'000;
  uint64_t jitter_seed = 0;
  bool crisis_breaks_silence = true;
  ComposeOptions compose = {};
  ActiveSilences silences = {};      // empty: none
  const Notices* notices = nullptr;  // outlives the pipeline; null: none
  CompleteMessage complete = {};     // empty: messages stay as they are composed
};

// Seconds from decision to answer: bounds of the histogram in DeliveryStatus.
constexpr std::array<double, 10> kLatencyBoundsSecs = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300};

// received = delivered + unreadable + unrouted + inhibited + silenced + failed + pending, in alerts.
struct DeliveryStatus {
  uint64_t received = 0;         // alerts of the outbox that were looked at
  uint64_t delivered = 0;        // alerts that the receiver took, late and digested ones included
  uint64_t late = 0;             // of these, in late messages
  uint64_t digested = 0;         // of these, in digests
  uint64_t messages = 0;         // that it took
  uint64_t failed_attempts = 0;  // messages that it did not take, or that did not reach it
  uint64_t unreadable = 0, unrouted = 0, inhibited = 0, silenced = 0, failed = 0;
  uint64_t pending = 0;
  // Of the engine's own notices: taken by the receiver, will never be taken, told too late, and waiting.
  uint64_t notices_delivered = 0, notices_failed = 0, notices_expired = 0, notices_pending = 0;
  uint64_t next = 0;             // everything below this number is done with
  bool is_loaded = false;        // the mark was read: `next` holds
  bool is_disabled = false;      // the receiver said that it is gone
  bool is_failing = false;       // the last attempt failed
  int64_t failing_since_ms = 0;  // of the first failed attempt since one was taken; 0: none
  std::string last_error;        // of the last failed attempt; never a text of a post
  int64_t last_error_ms = 0;
  // Of alerts told in their time: how many took at most each bound, each above the one before, and above all.
  std::array<uint64_t, kLatencyBoundsSecs.size() + 1> latency_counts{};
  double latency_sum_secs = 0;
};

class NotifyPipeline {
 public:
  using WallClock = std::function<int64_t()>;
  // Sends a message in its long or short form; *lines: how many groups of a digest it listed.
  using Send = std::function<ReceiverVerdict(const Dispatch& dispatch, bool is_short, int64_t now_ms, size_t* lines)>;
  using Log = std::function<void(std::string_view line)>;

  enum class Next {
    kAgain,     // there may be more at once
    kIdle,      // nothing is to be told until something new is in the outbox
    kWait,      // not before wait_ms have passed
    kWaitNew,   // not before wait_ms have passed, or something new is in the outbox
    kDisabled,  // never again
  };
  struct Outcome {
    Next next;
    int64_t wait_ms = 0;
  };

  // `routes` outlives it.
  NotifyPipeline(Store* store, const RouteTable* routes, NotifyPipelineOptions options, Send send, WallClock wall_ms,
                 Log log);

  // Tells at most one message. Notices pass every stage but the throttle; where alerts wait too, they take turns.
  Outcome Step();
  DeliveryStatus status() const;

 private:
  struct Pending {
    AlertFacts facts;  // without quotes and counts
    int64_t decided_ms = 0;
    const Route* route = nullptr;
    int64_t due_ms = 0;         // the end of the quiet hours in which it was decided, or its decision
    int64_t not_before_ms = 0;  // it was set aside
    Tries tries = {};           // until then
  };
  // Alerts that are told together, the oldest first.
  struct Thread {
    std::vector<const Pending*> alerts;
    uint8_t highest = kLevelNone;
    bool is_critical = false;
    double weight = 0;
    const AlertFacts& newest() const { return alerts.back()->facts; }
  };
  struct Plan {
    FlightKind kind = FlightKind::kNone;
    std::vector<uint64_t> numbers;  // ascending
  };
  // One message's way through the stages.
  struct Round {
    int64_t now_ms = 0;
    std::vector<Thread> threads;
    std::optional<int64_t> held_ms;  // until the first of what is held back
    bool is_set_aside = false;       // something is, after an unclear answer
    Plan plan;
    bool is_more = false;             // the outbox holds more than was looked at
    std::vector<std::string> listed;  // groups of a digest that were listed
    std::string message_id, why_over;
    std::optional<Outcome> outcome;  // the round ends with it
  };
  struct Stage;
  static const Stage kStages[];
  // What a message is made of, as the store has it now.
  struct Material {
    std::vector<AlertFacts> facts;
    std::vector<const AlertFacts*> alerts, open;
    std::string newest_json;
    AlertMessage message;
    Dispatch dispatch;
    std::vector<std::string> groups;  // of a digest, in its order
  };

  Outcome TellAlert();
  // Nothing when no notice waits.
  std::optional<Outcome> TellNotice();
  Outcome SendNotice();
  Outcome JudgedNotice(const ReceiverVerdict& verdict);

  Status RouteStage(Round* round);
  Status GroupStage(Round* round);
  Status InhibitStage(Round* round);
  Status SilenceStage(Round* round);
  Status EndStage(Round* round);
  Status ThrottleStage(Round* round);
  Status DeliverStage(Round* round);
  Status LogStage(Round* round);

  Status Load();
  Status LoadTold();
  Status LoadOpen();
  Result<bool> TakeIn(uint64_t number, int64_t decided_ms);
  bool TakeUpFlight(Round* round);
  bool IsOfInterest(const AlertFacts& facts) const;
  void PlanNext(Round* round);
  bool IsLate(const Pending& pending, int64_t now_ms) const;
  std::string WhyInhibited(const Thread& thread) const;
  void NoteFall(std::string_view group, uint8_t level);
  void NoteUntold(const AlertFacts& alert);
  std::string WhySilenced(const AlertFacts& newest, uint8_t highest, bool is_critical, const SilenceList& silences,
                          int64_t now_ms) const;
  // What was dismissed while it waited leaves the plan.
  Status DropDismissed(Round* round);
  Result<GroupStanding> ReadStanding(std::string_view group) const;
  // Ends alerts without telling them.
  void Drop(const Thread& thread, DeliveryOutcome outcome, const std::string& why, int64_t now_ms);

  Result<Material> Gather(const Plan& plan);
  Result<Material> GatherEnd(const Plan& plan);
  Result<AlertFacts> ReadAlert(uint64_t number, std::string* json);
  void ComposeDigestOf(const Plan& plan, Material* material) const;
  Result<ReceiverVerdict> SendForm(Material* material, Round* round, size_t* lines);
  Status Judged(const ReceiverVerdict& verdict, size_t lines, std::vector<std::string>* groups, Round* round);
  void Taken(Round* round);
  void EndTaken(Round* round);
  void Failed(Round* round, const std::string& why);
  void SetAside(Round* round, const std::string& error);
  void Hold(int64_t wait_ms, int64_t now_ms);
  Outcome TryLater(const std::string& error, std::optional<int64_t> wait_ms);
  Outcome Disable(const std::string& error);
  int64_t BackOff(uint64_t failures);
  void Finish(const Plan& plan);
  void AddRow(uint64_t number, const DeliveryRow& row);
  // What changed alone; a change of what is left of the limits counts only `with_throttle`.
  Status SaveCursor(bool with_throttle = false);

  Store* store_;
  const RouteTable* routes_;
  const NotifyPipelineOptions options_;
  const Send send_;
  const WallClock wall_ms_;
  const Log log_;
  const std::string mark_;
  AlertFactsReader reader_;
  std::mt19937_64 jitter_;

  bool is_loaded_ = false;
  NotifyCursor cursor_, known_;  // known_: as it was stored at the start
  OpenIncidents open_;
  uint64_t end_from_ = 0;                // the next look at what is open begins with this number
  int64_t looked_ms_ = 0;                // when the last look was over
  std::string saved_, saved_place_;      // the mark as it is stored; without the throttle
  uint64_t seen_ = 0;                    // the outbox was looked at below
  std::map<uint64_t, Pending> pending_;  // by number
  std::map<std::string, uint8_t> told_;  // the level at which each group was last told
  Throttle throttle_;
  NoticeLane lane_;
  int64_t notice_not_before_ms_ = 0;  // the notice that is next was set aside
  bool is_alerts_turn_ = false;       // a notice was tried last
  bool is_short_ = false;             // the message begun goes in its short form
  Tries tries_;                       // at the message begun
  uint64_t failures_ = 0;             // since the last success
  uint64_t unclear_ = 0;              // unclear answers on end
  struct Row {
    uint64_t number;
    std::string json;
  };
  std::vector<Row> rows_;  // of the log, not yet written

  mutable std::mutex mutex_;
  DeliveryStatus status_;
};

}  // namespace groundswell
