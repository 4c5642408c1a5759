// The part of NotifyPipeline that delivers: making the message, sending it, and what its answer means.
#include <algorithm>
#include <bit>
#include <tuple>

#include "base/hash.h"
#include "serve/notify_pipeline.h"

namespace groundswell {
namespace {

// So many unclear answers on end are the receiver's matter and not the messages': it is left alone for a while each.
constexpr uint64_t kUnclearOnEndMax = 3;
constexpr int64_t kUnclearPauseMs = 5'000;
// Rows that wait for a store that takes none; more are written without, and said so.
constexpr size_t kWaitingRowsMax = 100'000;

}  // namespace

// The texts are the store's of now: a post may have been deleted since the alert was taken in.
Result<AlertFacts> NotifyPipeline::ReadAlert(uint64_t number, std::string* json) {
  return reader_.ReadStored(*store_, number, json);
}

Result<NotifyPipeline::Material> NotifyPipeline::Gather(const Plan& plan) {
  if (plan.kind == FlightKind::kEnd) return GatherEnd(plan);
  Material material;
  const bool is_group = plan.kind == FlightKind::kGroup;
  for (const uint64_t number : plan.numbers) {
    auto facts = ReadAlert(number, &material.newest_json);
    if (!facts.ok()) return facts.status();
    material.facts.push_back(std::move(*facts));
  }
  for (const AlertFacts& facts : material.facts) material.alerts.push_back(&facts);
  const Pending& newest = pending_.at(plan.numbers.back());
  const auto is_of_first = [&](const AlertFacts& facts) {
    return !facts.group.empty() && facts.group == material.facts.front().group;
  };
  const bool is_one = !options_.is_in_order && std::all_of(material.facts.begin(), material.facts.end(), is_of_first);
  if (is_group || is_one) {
    material.message = ComposeGroup(material.facts, plan.kind == FlightKind::kLate, options_.compose);
    material.groups = {material.message.group};
  } else {
    ComposeDigestOf(plan, &material);
  }
  if (options_.keeps_state) material.open = open_.Of(newest.facts);
  material.dispatch.alerts = material.alerts;
  material.dispatch.decided_ms = material.dispatch.from_ms = newest.decided_ms;
  for (const uint64_t number : plan.numbers) {
    const int64_t decided_ms = pending_.at(number).decided_ms;
    material.dispatch.from_ms = std::min(material.dispatch.from_ms, decided_ms);
    material.dispatch.decided_ms = std::max(material.dispatch.decided_ms, decided_ms);
  }
  if (options_.complete) {
    const bool is_of_one = !material.message.group.empty();
    // Links live from when the message may be told.
    int64_t due_ms = material.dispatch.decided_ms;
    for (const uint64_t number : plan.numbers) due_ms = std::max(due_ms, pending_.at(number).due_ms);
    options_.complete({.newest = is_of_one ? &material.facts.back() : nullptr,
                       .notice = nullptr,
                       .decided_ms = due_ms,
                       .now_ms = wall_ms_()},
                      &material.message);
  }
  return material;
}

void NotifyPipeline::ComposeDigestOf(const Plan& plan, Material* material) const {
  const bool is_late = plan.kind == FlightKind::kLate;
  std::map<std::string_view, DigestEntry> groups;
  for (const AlertFacts& facts : material->facts) {
    // An alert without a group stands for itself.
    DigestEntry& entry = groups[facts.group.empty() ? std::string_view(facts.id) : std::string_view(facts.group)];
    entry.newest = &facts;
    entry.highest = std::max(entry.highest, facts.level);
    entry.is_critical = entry.is_critical || facts.is_critical();
    if (!facts.critical.text.empty()) entry.critical = &facts.critical;
  }
  std::vector<DigestEntry> worst;
  for (const auto& [group, entry] : groups) worst.push_back(entry);
  std::sort(worst.begin(), worst.end(), [](const DigestEntry& a, const DigestEntry& b) {
    const auto weight = [](const AlertFacts& facts) { return facts.severity.value_or(0) + facts.urgency.value_or(0); };
    return std::tuple(a.highest, a.is_critical, weight(*a.newest), b.newest->number) >
           std::tuple(b.highest, b.is_critical, weight(*b.newest), a.newest->number);
  });
  for (const DigestEntry& entry : worst) material->groups.push_back(entry.newest->group);
  const size_t total = worst.size();
  if (worst.size() > kDigestLinesMax) worst.resize(kDigestLinesMax);
  std::string id = (is_late ? "catch-up-" : "digest-") + material->facts.front().id + "-" + material->facts.back().id;
  // What a digest that was given up left over may begin and end as it did, and is another message.
  if (!is_late) {
    std::string numbers;
    for (const uint64_t number : plan.numbers) numbers += std::to_string(number) + ",";
    id += "-" + std::to_string(Hash64(numbers) % 1'000'000'000);
  }
  material->message = ComposeDigest(worst, total, is_late, id, options_.compose);
}

Result<ReceiverVerdict> NotifyPipeline::SendForm(Material* material, Round* round, size_t* lines) {
  round->now_ms = wall_ms_();
  throttle_.Take(round->now_ms);
  // Its answer may be lost: what may be open is what was begun.
  if (options_.keeps_state && round->plan.kind != FlightKind::kEnd) {
    const AlertFacts& newest = pending_.at(round->plan.numbers.back()).facts;
    if (newest.level != kLevelNone || newest.is_critical()) open_.Add(newest, round->now_ms);
  }
  // Marked before it is sent: as begun, and as one of those that the limits let through. The first of a receiver in
  // order is the first after a restart too, and needs no mark.
  const bool is_sure = options_.is_in_order && round->plan.kind == FlightKind::kGroup && !throttle_.is_limited();
  if (!is_sure) GROUNDSWELL_TRY(SaveCursor(true));
  ++tries_.sent;
  return send_(material->dispatch, is_short_, round->now_ms, lines);
}

Status NotifyPipeline::DeliverStage(Round* round) {
  GROUNDSWELL_TRY(DropDismissed(round));
  if (round->outcome) return {};
  auto material = Gather(round->plan);
  if (!material.ok()) return material.status();
  material->dispatch.message = &material->message;
  material->dispatch.newest_json = material->newest_json;
  material->dispatch.open = material->open;
  round->message_id = material->message.id;
  cursor_.flight_kind = round->plan.kind;
  cursor_.flight = round->plan.numbers;
  if (tries_.wants_short_form() && options_.has_short_form) is_short_ = true;
  size_t lines = 0;
  Result<ReceiverVerdict> verdict = SendForm(&*material, round, &lines);
  if (!verdict.ok()) return verdict.status();
  if (verdict->meaning == AnswerMeaning::kRefused && options_.has_short_form && !is_short_) {
    log_("message " + round->message_id + " was refused, and goes again in a short form: " + verdict->why);
    is_short_ = true;
    {
      std::lock_guard lock(mutex_);
      ++status_.failed_attempts;
    }
    if (throttle_.WaitMs(round->now_ms) > 0) {
      round->outcome = {Next::kAgain};
      return {};
    }
    verdict = SendForm(&*material, round, &lines);
    if (!verdict.ok()) return verdict.status();
  }
  return Judged(*verdict, lines, &material->groups, round);
}

Status NotifyPipeline::Judged(const ReceiverVerdict& verdict, size_t lines, std::vector<std::string>* groups,
                              Round* round) {
  tries_.Note(verdict);
  const std::string error = "message " + round->message_id + " was not taken: " + verdict.why;
  switch (verdict.meaning) {
    case AnswerMeaning::kTaken:
      groups->resize(std::min(lines, groups->size()));
      round->listed = std::move(*groups);
      break;
    case AnswerMeaning::kLater:
      if (verdict.wait_ms) Hold(*verdict.wait_ms, round->now_ms);
      round->outcome = TryLater(error, verdict.wait_ms);
      break;
    case AnswerMeaning::kUnclear:
      tries_.is_given_up() ? Failed(round, verdict.why) : SetAside(round, error);
      break;
    case AnswerMeaning::kRefused:
      Failed(round, verdict.why);
      break;
    case AnswerMeaning::kGone:
      round->outcome = Disable(error);
      break;
  }
  return {};
}

// The receiver said when to come again: nothing goes before, also not after a restart.
void NotifyPipeline::Hold(int64_t wait_ms, int64_t now_ms) {
  throttle_.Drain(now_ms);
  throttle_.HoldUntil(now_ms + std::max(options_.backoff_min_ms, wait_ms));
  if (Status saved = SaveCursor(true); !saved.ok())
    log_("the mark '" + mark_ + "' was not written: " + saved.message());
}

// A message that will never be taken holds no other up.
void NotifyPipeline::Failed(Round* round, const std::string& why) {
  log_("message " + round->message_id + " will never be taken, and is left out: " + why);
  const bool is_end = round->plan.kind == FlightKind::kEnd;
  if (is_end) open_.End(round->plan.numbers);
  for (const uint64_t number : round->plan.numbers) {
    if (is_end) break;
    const Pending& pending = pending_.at(number);
    AddRow(number, {.at_ms = round->now_ms,
                    .receiver = options_.name,
                    .alert = &pending.facts,
                    .outcome = DeliveryOutcome::kFailed,
                    .message = round->message_id,
                    .why = why,
                    .attempts = tries_.sent,
                    .latency_ms = round->now_ms - pending.decided_ms});
  }
  {
    std::lock_guard lock(mutex_);
    ++status_.failed_attempts;
    if (!is_end) status_.failed += round->plan.numbers.size();
    status_.last_error = why;
    status_.last_error_ms = round->now_ms;
  }
  Finish(round->plan);
  if (Status saved = SaveCursor(); !saved.ok()) log_("the mark '" + mark_ + "' was not written: " + saved.message());
  round->outcome = {Next::kAgain};
}

// The message may never be taken, and others may: they go on, and it comes again by itself.
void NotifyPipeline::SetAside(Round* round, const std::string& error) {
  const int64_t delay_ms = BackOff(tries_.unclear - 1);
  const int64_t not_before_ms = round->now_ms + delay_ms;
  for (const uint64_t number : round->plan.numbers) {
    if (OpenIncidents::Entry* entry = open_.Find(number); round->plan.kind == FlightKind::kEnd) {
      entry->not_before_ms = not_before_ms;
      entry->tries = tries_;
    } else {
      Pending& pending = pending_.at(number);
      pending.not_before_ms = not_before_ms;
      pending.tries = tries_;
    }
  }
  if (std::has_single_bit(tries_.unclear))
    log_(error + "; attempt " + std::to_string(tries_.sent) + ", the next in " + std::to_string(delay_ms) + " ms");
  Finish(Plan());
  round->outcome = ++unclear_ < kUnclearOnEndMax ? Outcome{Next::kAgain} : Outcome{Next::kWait, kUnclearPauseMs};
  std::lock_guard lock(mutex_);
  ++status_.failed_attempts;
  status_.is_failing = true;
  status_.last_error = error;
  status_.last_error_ms = round->now_ms;
  if (status_.failing_since_ms == 0) status_.failing_since_ms = round->now_ms;
}

void NotifyPipeline::Taken(Round* round) {
  if (round->plan.kind == FlightKind::kEnd) return EndTaken(round);

  const bool is_late = round->plan.kind == FlightKind::kLate, is_digest = round->plan.kind == FlightKind::kDigest;
  const int64_t taken_ms = wall_ms_();
  for (const uint64_t number : round->plan.numbers) {
    const Pending& pending = pending_.at(number);
    const AlertFacts& facts = pending.facts;
    DeliveryOutcome outcome = is_late ? DeliveryOutcome::kLate : DeliveryOutcome::kSent;
    if (is_digest) {
      const bool is_listed = std::find(round->listed.begin(), round->listed.end(), facts.group) != round->listed.end();
      outcome = is_listed ? DeliveryOutcome::kDigest : DeliveryOutcome::kCounted;
    }
    AddRow(number, {.at_ms = taken_ms,
                    .receiver = options_.name,
                    .alert = &facts,
                    .outcome = outcome,
                    .message = round->message_id,
                    .why = {},
                    .attempts = tries_.sent,
                    .latency_ms = taken_ms - pending.decided_ms});
    if (facts.level == kLevelNone) {
      told_.erase(facts.group);
    } else if (!facts.group.empty()) {
      told_[facts.group] = facts.level;
      if (told_.size() > kPendingAlertsMax * 4) told_.erase(told_.begin());
    }
    if (is_late) continue;
    const double latency_secs = static_cast<double>(taken_ms - pending.due_ms) / 1000;
    const auto bound = std::lower_bound(kLatencyBoundsSecs.begin(), kLatencyBoundsSecs.end(), latency_secs);
    std::lock_guard lock(mutex_);
    ++status_.latency_counts[static_cast<size_t>(bound - kLatencyBoundsSecs.begin())];
    status_.latency_sum_secs += latency_secs;
  }
  if (options_.keeps_state) open_.Taken(pending_.at(round->plan.numbers.back()).facts);
  std::lock_guard lock(mutex_);
  ++status_.messages;
  status_.delivered += round->plan.numbers.size();
  status_.is_failing = false;
  status_.failing_since_ms = 0;
  if (is_late) status_.late += round->plan.numbers.size();
  if (is_digest) status_.digested += round->plan.numbers.size();
}

Status NotifyPipeline::LogStage(Round* round) {
  Taken(round);
  const size_t alerts = round->plan.numbers.size();
  if (failures_ > 0) log_("the receiver takes alerts again after " + std::to_string(failures_) + " failed attempts");
  if (round->plan.kind == FlightKind::kLate) log_(std::to_string(alerts) + " late alerts were told in one message");
  if (round->plan.kind == FlightKind::kDigest) log_(std::to_string(alerts) + " alerts were told in a digest");
  failures_ = unclear_ = 0;
  Finish(round->plan);
  // Told is told: when the mark cannot be written, the next one is told all the same, and the mark with it.
  if (Status saved = SaveCursor(); !saved.ok()) log_("the mark '" + mark_ + "' was not written: " + saved.message());
  return {};
}

void NotifyPipeline::Drop(const Thread& thread, DeliveryOutcome outcome, const std::string& why, int64_t now_ms) {
  std::vector<uint64_t> numbers;
  for (const Pending* pending : thread.alerts) {
    numbers.push_back(pending->facts.number);
    AddRow(pending->facts.number, {.at_ms = now_ms,
                                   .receiver = options_.name,
                                   .alert = &pending->facts,
                                   .outcome = outcome,
                                   .message = {},
                                   .why = why});
  }
  {
    std::lock_guard lock(mutex_);
    (outcome == DeliveryOutcome::kSilenced ? status_.silenced : status_.inhibited) += numbers.size();
  }
  NoteUntold(thread.newest());
  for (const uint64_t number : numbers) pending_.erase(number);
}

// What was planned is done with, and the message that was begun is over. An alert whose incident was ended may wait
// still.
void NotifyPipeline::Finish(const Plan& plan) {
  if (plan.kind != FlightKind::kEnd)
    for (const uint64_t number : plan.numbers) pending_.erase(number);
  cursor_.flight_kind = FlightKind::kNone;
  cursor_.flight.clear();
  is_short_ = false;
  tries_ = {};
}

void NotifyPipeline::AddRow(uint64_t number, const DeliveryRow& row) {
  if (rows_.size() < kWaitingRowsMax) return rows_.push_back({number, DeliveryRowJson(row)});
  log_("the delivery log takes no rows, and one of alert " + row.alert->id +
       " is lost: " + std::string(DeliveryOutcomeName(row.outcome)));
}

Status NotifyPipeline::SaveCursor(bool with_throttle) {
  // Before the outbox was looked at, what was marked at the start holds still.
  cursor_.seen = std::max(seen_, known_.seen);
  cursor_.waiting.clear();
  for (const auto& [number, pending] : pending_) cursor_.waiting.push_back(number);
  cursor_.waiting.insert(cursor_.waiting.end(), std::lower_bound(known_.waiting.begin(), known_.waiting.end(), seen_),
                         known_.waiting.end());
  cursor_.open = open_.ToList();
  cursor_.throttle = throttle_.ToText();
  {
    std::lock_guard lock(mutex_);
    status_.pending = pending_.size();
  }
  const std::string mark = cursor_.Format();
  const std::string place = mark.substr(0, mark.size() - cursor_.throttle.size());
  // Without a receiver's first alert there is nothing to remember, nor where only time has passed.
  const bool is_saved = with_throttle ? mark == saved_ : place == saved_place_;
  const bool is_new = saved_.empty() && cursor_.seen == 0 && cursor_.flight.empty();
  if (!rows_.empty() || !(is_saved || (is_new && !with_throttle))) {
    std::vector<DeliveryWrite> writes;
    for (const Row& row : rows_) writes.push_back({row.number, options_.name, row.json});
    GROUNDSWELL_TRY(store_->PutDeliveries(writes, mark_, mark));
    rows_.clear();
    saved_ = mark;
    saved_place_ = place;
  }
  // Only what is marked may be erased from the outbox.
  std::lock_guard lock(mutex_);
  status_.next = cursor_.waiting.empty() ? cursor_.seen : cursor_.waiting.front();
  return {};
}

NotifyPipeline::Outcome NotifyPipeline::Disable(const std::string& error) {
  log_(error + ": it is gone and gets nothing more until a restart");
  std::lock_guard lock(mutex_);
  ++status_.failed_attempts;
  status_.is_disabled = status_.is_failing = true;
  status_.last_error = error;
  status_.last_error_ms = wall_ms_();
  if (status_.failing_since_ms == 0) status_.failing_since_ms = status_.last_error_ms;
  return {Next::kDisabled};
}

NotifyPipeline::Outcome NotifyPipeline::TryLater(const std::string& error, std::optional<int64_t> wait_ms) {
  const int64_t back_off_ms = BackOff(failures_);
  const int64_t delay_ms = wait_ms ? std::max(options_.backoff_min_ms, *wait_ms) : back_off_ms;
  ++failures_;
  // The first failure, and then ever fewer of them.
  if (std::has_single_bit(failures_))
    log_(error + "; attempt " + std::to_string(failures_) + ", the next in " + std::to_string(delay_ms) + " ms");
  std::lock_guard lock(mutex_);
  ++status_.failed_attempts;
  status_.is_failing = true;
  status_.last_error = error;
  status_.last_error_ms = wall_ms_();
  if (status_.failing_since_ms == 0) status_.failing_since_ms = status_.last_error_ms;
  return {Next::kWait, delay_ms};
}

int64_t NotifyPipeline::BackOff(uint64_t failures) {
  constexpr uint64_t kDoublingsMax = 30;
  const int64_t doubled = options_.backoff_min_ms << std::min(failures, kDoublingsMax);
  const int64_t longest = std::min(doubled, options_.backoff_max_ms);
  // Between half of it and all of it, so that many senders do not come at once.
  return longest - static_cast<int64_t>(jitter_() % static_cast<uint64_t>(longest / 2 + 1));
}

}  // namespace groundswell
