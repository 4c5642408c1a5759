#include "serve/notify_pipeline.h"

#include <algorithm>
#include <tuple>

namespace groundswell {
namespace {

// How far back the log is read for what a receiver has been told, in alerts.
constexpr uint64_t kToldAlertsBack = 2'000;
constexpr size_t kToldGroupsMax = 8'192;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

bool IsRise(const AlertFacts& alert) {
  return alert.event == "opened" || alert.event == "escalated" || alert.event == "reopened" || alert.event == "surged";
}

}  // namespace

struct NotifyPipeline::Stage {
  std::string_view name;
  Status (NotifyPipeline::*run)(Round*);
};

// Each stage takes what the one before it left.
const NotifyPipeline::Stage NotifyPipeline::kStages[] = {
    {"route", &NotifyPipeline::RouteStage},        // what is new in the outbox and goes here
    {"group", &NotifyPipeline::GroupStage},        // what belongs together
    {"inhibit", &NotifyPipeline::InhibitStage},    // what says no more than was told
    {"silence", &NotifyPipeline::SilenceStage},    // what somebody does not want to hear, or not now
    {"end", &NotifyPipeline::EndStage},            // what a receiver still holds open though it is over
    {"throttle", &NotifyPipeline::ThrottleStage},  // the worst first, within the receiver's limits
    {"deliver", &NotifyPipeline::DeliverStage},   {"log", &NotifyPipeline::LogStage},
};

NotifyPipeline::NotifyPipeline(Store* store, const RouteTable* routes, NotifyPipelineOptions options, Send send,
                               WallClock wall_ms, Log log)
    : store_(store),
      routes_(routes),
      options_(std::move(options)),
      send_(std::move(send)),
      wall_ms_(std::move(wall_ms)),
      log_(std::move(log)),
      mark_("receiver/" + options_.name),
      jitter_(options_.jitter_seed),
      throttle_(options_.per_minute, options_.per_second),
      lane_(store, options_.notices, options_.name, options_.compose, options_.complete) {}

DeliveryStatus NotifyPipeline::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

NotifyPipeline::Outcome NotifyPipeline::TellAlert() {
  Round round;
  round.now_ms = wall_ms_();
  for (const Stage& stage : kStages) {
    const Status status = (this->*stage.run)(&round);
    if (!status.ok()) return TryLater(status.message(), {});
    if (round.outcome) return *round.outcome;
  }
  return {Next::kAgain};
}

Status NotifyPipeline::Load() {
  if (is_loaded_) return {};
  auto mark = store_->ReadMark(mark_);
  if (!mark.ok()) return mark.status();
  if (*mark) {
    auto cursor = NotifyCursor::Parse(**mark);
    if (!cursor.ok()) return cursor.status().Annotate(mark_);
    known_ = cursor_ = std::move(*cursor);
    throttle_.FromText(cursor_.throttle);
    saved_ = **mark;
    saved_place_ = (*mark)->substr(0, (*mark)->size() - cursor_.throttle.size());
  }
  seen_ = cursor_.waiting.empty() ? cursor_.seen : cursor_.waiting.front();
  GROUNDSWELL_TRY(LoadTold());
  GROUNDSWELL_TRY(LoadOpen());
  is_loaded_ = true;
  std::lock_guard lock(mutex_);
  status_.next = seen_;
  status_.is_loaded = true;
  return {};
}

// Only a digest of what was told last: a group told of longer ago counts as not told, and is told once more.
Status NotifyPipeline::LoadTold() {
  simdjson::dom::parser parser;
  const uint64_t from = seen_ > kToldAlertsBack ? seen_ - kToldAlertsBack : 0;
  const auto read = [&](uint64_t number, std::string_view receiver, std::string_view json) -> Status {
    if (number >= kNoticeDeliveries) return {kStop, ""};
    simdjson::dom::object row;
    std::string_view outcome, group, level;
    if (receiver != options_.name || parser.parse(json.data(), json.size()).get_object().get(row) != simdjson::SUCCESS)
      return {};
    if (row["outcome"].get_string().get(outcome) != simdjson::SUCCESS ||
        row["group"].get_string().get(group) != simdjson::SUCCESS ||
        row["level"].get_string().get(level) != simdjson::SUCCESS)
      return {};
    const auto reached = static_cast<uint8_t>(std::max(IndexOf(kLevelNames, level), 0));
    if (outcome == "silenced") NoteFall(group, reached);
    if (outcome == "inhibited" || outcome == "silenced" || outcome == "failed") return {};
    if (reached == 0) return told_.erase(std::string(group)), Status();
    told_[std::string(group)] = reached;
    if (told_.size() > kToldGroupsMax) told_.erase(told_.begin());
    return {};
  };
  const Status scanned = store_->ScanDeliveries(from, read);
  return scanned.code() == kStop ? Status() : scanned;
}

// A group that fell without being told of it may rise again below what was told last.
void NotifyPipeline::NoteFall(std::string_view group, uint8_t level) {
  const auto told = told_.find(std::string(group));
  if (told == told_.end() || level >= told->second) return;
  told->second = level;
  if (level == 0) told_.erase(told);
}

void NotifyPipeline::NoteUntold(const AlertFacts& alert) {
  if (!IsRise(alert)) NoteFall(alert.group, alert.level);
}

// Whoever was told of a group, or is about to be, is told how it goes on, whatever the hour.
bool NotifyPipeline::IsOfInterest(const AlertFacts& facts) const {
  if (IsRise(facts) || facts.group.empty()) return false;
  if (told_.contains(facts.group) || open_.Holds(facts.group)) return true;
  return std::any_of(pending_.begin(), pending_.end(),
                     [&](const auto& pending) { return pending.second.facts.group == facts.group; });
}

// False when there is room for no more.
Result<bool> NotifyPipeline::TakeIn(uint64_t number, int64_t decided_ms) {
  const bool was_waiting = std::binary_search(known_.waiting.begin(), known_.waiting.end(), number);
  const bool is_done = known_.done.contains(number) || (number < known_.seen && !was_waiting);
  if (is_done) return seen_ = number + 1, true;
  if (pending_.size() >= kPendingAlertsMax) return false;
  auto row = store_->ReadAlert(number);
  if (!row.ok()) return row.status();  // looked for again, with all behind it
  seen_ = number + 1;
  auto facts = *row ? reader_.Read(number, **row)
                    : Result<AlertFacts>(Corrupt("alert " + std::to_string(number) + " is not in the store"));
  std::lock_guard lock(mutex_);
  ++status_.received;
  if (!facts.ok()) {
    log_("an alert is left out: " + facts.status().message());
    ++status_.unreadable;
    return true;
  }
  RouteMatch match = routes_->Match(*facts, decided_ms, options_.name, options_.level);
  if (!match.is_taken) match.is_taken = IsOfInterest(*facts);
  if (!match.is_taken) {
    ++status_.unrouted;
    return true;
  }
  SlimDown(&*facts);
  int64_t due_ms = decided_ms;
  if (match.route != nullptr && !facts->is_critical() && facts->level < match.route->quiet_breaks)
    due_ms += match.route->quiet.LeftMs(decided_ms, match.route->zone);
  pending_.emplace(number, Pending{std::move(*facts), decided_ms, match.route, due_ms});
  return true;
}

Status NotifyPipeline::RouteStage(Round* round) {
  GROUNDSWELL_TRY(Load());
  const Status scanned = store_->ScanOutbox(seen_, [&](uint64_t number, int64_t decided_ms) -> Status {
    const Result<bool> taken = TakeIn(number, decided_ms);
    if (!taken.ok()) return taken.status();
    round->is_more = !*taken;
    return round->is_more ? Status(kStop, "") : Status();
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  std::lock_guard lock(mutex_);
  status_.pending = pending_.size();
  return {};
}

bool NotifyPipeline::IsLate(const Pending& pending, int64_t now_ms) const {
  return options_.digests && pending.due_ms + options_.max_age_ms < now_ms;
}

// Goes on with the message that was begun; what has become late meanwhile is told with the others that are.
bool NotifyPipeline::TakeUpFlight(Round* round) {
  if (cursor_.flight_kind == FlightKind::kNone) return false;
  bool is_whole = true, is_late = false;
  for (const uint64_t number : cursor_.flight) {
    const auto found = pending_.find(number);
    if (cursor_.flight_kind == FlightKind::kEnd) {
      is_whole = is_whole && open_.Find(number) != nullptr;
      continue;
    }
    is_whole = is_whole && found != pending_.end();
    is_late = is_late || (found != pending_.end() && IsLate(found->second, round->now_ms));
  }
  if (!is_whole || (is_late && cursor_.flight_kind != FlightKind::kLate)) {
    cursor_.flight_kind = FlightKind::kNone;
    cursor_.flight.clear();
    is_short_ = false;
    tries_ = {};
    return false;
  }
  round->plan = {cursor_.flight_kind, cursor_.flight};
  return true;
}

Status NotifyPipeline::GroupStage(Round* round) {
  if (TakeUpFlight(round)) return {};
  std::map<std::pair<std::string_view, bool>, size_t> places;
  for (const auto& [number, pending] : pending_) {
    const AlertFacts& facts = pending.facts;
    size_t place = round->threads.size();
    // A post that cannot wait is an incident of its own.
    const std::pair key(std::string_view(facts.group), options_.keeps_state && facts.is_critical());
    if (!options_.is_in_order && !facts.group.empty()) place = places.emplace(key, place).first->second;
    if (place == round->threads.size()) round->threads.emplace_back();
    Thread& thread = round->threads[place];
    thread.alerts.push_back(&pending);
    thread.highest = std::max(thread.highest, facts.level);
    thread.is_critical = thread.is_critical || facts.is_critical();
    thread.weight = facts.severity.value_or(0) + facts.urgency.value_or(0);
  }
  std::erase_if(round->threads, [&](const Thread& thread) {
    int64_t wait_ms = 0;
    for (const Pending* pending : thread.alerts) wait_ms = std::max(wait_ms, pending->not_before_ms - round->now_ms);
    if (wait_ms > 0) round->held_ms = std::min(wait_ms, round->held_ms.value_or(wait_ms)), round->is_set_aside = true;
    return wait_ms > 0;
  });
  return {};
}

std::string NotifyPipeline::WhyInhibited(const Thread& thread) const {
  const AlertFacts& newest = thread.newest();
  if (thread.is_critical) return {};
  if (newest.event == "reopened") return {};  // after a silence that nobody heard its fall through
  if (newest.status == "dismissed") return "the group was dismissed as a false alarm";
  const auto told = told_.find(newest.group);
  if (told == told_.end() || !IsRise(newest) || thread.highest >= told->second) return {};
  return "the group was told of as " + std::string(kLevelNames[told->second]);
}

Status NotifyPipeline::InhibitStage(Round* round) {
  if (options_.is_in_order) return {};
  std::erase_if(round->threads, [&](const Thread& thread) {
    const std::string why = WhyInhibited(thread);
    if (!why.empty()) Drop(thread, DeliveryOutcome::kInhibited, why, round->now_ms);
    return !why.empty();
  });
  return {};
}

std::string NotifyPipeline::WhySilenced(const AlertFacts& newest, uint8_t highest, bool is_critical,
                                        const SilenceList& silences, int64_t now_ms) const {
  if (options_.crisis_breaks_silence && highest == kLevelNames.size() - 1) return {};
  for (const Silence& silence : silences) {
    // What cannot wait is held back only where somebody silenced this very group.
    if (is_critical && silence.group.empty()) continue;
    if (!silence.Takes(newest, options_.name, now_ms)) continue;
    std::string why = "silence " + silence.id + " by " + silence.author;
    if (!silence.reason.empty()) why += ": " + silence.reason;
    return why;
  }
  return {};
}

Status NotifyPipeline::SilenceStage(Round* round) {
  const auto silences = options_.silences ? options_.silences() : nullptr;
  std::erase_if(round->threads, [&](const Thread& thread) {
    if (silences) {
      const std::string why =
          WhySilenced(thread.newest(), thread.highest, thread.is_critical, *silences, round->now_ms);
      if (!why.empty()) return Drop(thread, DeliveryOutcome::kSilenced, why, round->now_ms), true;
    }
    const Route* route = thread.alerts.back()->route;
    if (route == nullptr || thread.is_critical || thread.highest >= route->quiet_breaks) return false;
    const int64_t left_ms = route->quiet.LeftMs(round->now_ms, route->zone);
    if (left_ms > 0) round->held_ms = std::min(left_ms, round->held_ms.value_or(left_ms));
    return left_ms > 0;
  });
  if (rows_.empty()) return {};
  return SaveCursor();
}

// What is told next of what is left, or nothing.
void NotifyPipeline::PlanNext(Round* round) {
  std::vector<Thread>& threads = round->threads;
  const auto add = [&](const Thread& thread) {
    for (const Pending* pending : thread.alerts) round->plan.numbers.push_back(pending->facts.number);
  };
  // A group whose newest news is fresh is told as fresh.
  const auto is_late = [&](const Thread& thread) { return IsLate(*thread.alerts.back(), round->now_ms); };
  if (std::any_of(threads.begin(), threads.end(), is_late)) {
    round->plan.kind = FlightKind::kLate;
    for (const Thread& thread : threads)
      if (is_late(thread)) add(thread);
  } else if (options_.is_in_order) {
    round->plan.kind = FlightKind::kGroup;
    add(threads.front());
  } else {
    const auto is_worse = [](const Thread& a, const Thread& b) {
      return std::tuple(a.highest, a.is_critical, a.weight, b.newest().number) >
             std::tuple(b.highest, b.is_critical, b.weight, a.newest().number);
    };
    const bool is_much = static_cast<double>(threads.size()) > throttle_.Room(round->now_ms, kDigestAfterMs);
    const bool is_digest = options_.digests && is_much && threads.size() > 1 && throttle_.Available(round->now_ms) < 2;
    round->plan.kind = is_digest ? FlightKind::kDigest : FlightKind::kGroup;
    if (is_digest) {
      for (const Thread& thread : threads) add(thread);
    } else {
      add(*std::min_element(threads.begin(), threads.end(), is_worse));
    }
  }
  std::sort(round->plan.numbers.begin(), round->plan.numbers.end());
  for (const uint64_t number : round->plan.numbers) tries_.TakeMost(pending_.at(number).tries);
}

Status NotifyPipeline::ThrottleStage(Round* round) {
  const bool is_begun = round->plan.kind != FlightKind::kNone;
  if (!is_begun && round->threads.empty()) {
    if (round->is_more && pending_.size() < kPendingAlertsMax) {
      round->outcome = {Next::kAgain};
      return {};
    }
    GROUNDSWELL_TRY(SaveCursor());
    std::lock_guard lock(mutex_);
    // Had the receiver failed, there would be something to tell it: the store did, and has recovered.
    if (!round->is_set_aside && lane_.waiting() == 0) {
      failures_ = 0;
      status_.is_failing = false;
      status_.failing_since_ms = 0;
    }
    round->outcome = round->held_ms ? Outcome{Next::kWaitNew, *round->held_ms} : Outcome{Next::kIdle};
    return {};
  }
  if (const int64_t wait_ms = throttle_.WaitMs(round->now_ms); wait_ms > 0) {
    round->outcome = {Next::kWait, wait_ms};
    return {};
  }
  if (!is_begun) PlanNext(round);
  return {};
}

}  // namespace groundswell
