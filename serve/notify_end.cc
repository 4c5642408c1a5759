// The part of NotifyPipeline that asks how groups stand now: what a receiver still holds open though it is over, and
// what was dismissed while it waited.
#include <algorithm>
#include <map>

#include "serve/notify_pipeline.h"

namespace groundswell {

Status NotifyPipeline::LoadOpen() {
  for (const OpenAlert& alert : known_.open) {
    auto row = store_->ReadAlert(alert.number);
    if (!row.ok()) return row.status();
    auto facts = *row ? reader_.Read(alert.number, **row) : Result<AlertFacts>(NotFound(""));
    if (!facts.ok()) continue;  // nobody knows any more what it was
    SlimDown(&*facts);
    open_.Add(std::move(*facts), alert.begun_ms);
  }
  return {};
}

Result<GroupStanding> NotifyPipeline::ReadStanding(std::string_view group) const {
  const auto id = ParseGroupId(group);
  if (!id) return GroupStanding();
  auto row = store_->ReadGroup(*id);
  if (!row.ok()) return row.status();
  return *row ? GroupStanding::Of(**row) : GroupStanding();
}

Status NotifyPipeline::EndStage(Round* round) {
  if (open_.empty() || round->plan.kind != FlightKind::kNone || !round->threads.empty()) return {};
  // A receiver that gave no clear answer to an end is still in doubt.
  for (const OpenAlert& open : open_.ToList())
    if (open_.Find(open.number)->not_before_ms > round->now_ms) round->is_set_aside = true;
  const int64_t left_ms = looked_ms_ + kEndLookMs - round->now_ms;
  if (end_from_ == 0 && left_ms > 0 && left_ms <= kEndLookMs) {
    round->held_ms = std::min(left_ms, round->held_ms.value_or(left_ms));
    return {};
  }
  const auto silences = options_.silences ? options_.silences() : nullptr;
  const auto silenced = [&](const AlertFacts& facts, uint8_t level) {
    return silences ? WhySilenced(facts, level, facts.is_critical(), *silences, round->now_ms) : std::string();
  };
  while (OpenIncidents::Entry* entry = open_.Next(end_from_, round->now_ms)) {
    auto standing = ReadStanding(entry->facts.group);
    if (!standing.ok()) return standing.status();
    end_from_ = entry->facts.number;
    const uint8_t level = standing->is_known ? standing->level : entry->facts.level;
    round->why_over = open_.WhyOver(*entry, *standing, round->now_ms,
                                    [&](const AlertFacts& facts) { return silenced(facts, level); });
    if (round->why_over.empty()) {
      ++end_from_;
      continue;
    }
    round->plan.kind = FlightKind::kEnd;
    for (const AlertFacts* facts : open_.Of(entry->facts)) round->plan.numbers.push_back(facts->number);
    tries_ = entry->tries;
    return {};
  }
  end_from_ = 0;
  looked_ms_ = round->now_ms;
  round->held_ms = std::min(kEndLookMs, round->held_ms.value_or(kEndLookMs));
  return {};
}

// The end of an incident is told of as the alert that it was told by, with the level it has left.
Result<NotifyPipeline::Material> NotifyPipeline::GatherEnd(const Plan& plan) {
  Material material;
  auto facts = ReadAlert(plan.numbers.back(), &material.newest_json);
  if (!facts.ok()) return facts.status();
  AlertFacts over = *facts;
  over.previous_level = over.level;
  over.level = kLevelNone;
  over.event = "resolved";
  over.at = EventTime::None();
  material.message = ComposeGroup({&over, 1}, false, options_.compose);
  material.message.id += "-end";
  material.open = open_.Of(*facts);
  material.facts.push_back(std::move(*facts));
  material.alerts = {&material.facts.front()};
  material.dispatch.alerts = material.alerts;
  material.dispatch.is_end = true;
  const OpenIncidents::Entry* entry = open_.Find(plan.numbers.back());
  material.dispatch.decided_ms = material.dispatch.from_ms = entry->begun_ms;
  return material;
}

void NotifyPipeline::EndTaken(Round* round) {
  log_("message " + round->message_id +
       " has ended an incident: " + (round->why_over.empty() ? "it is over" : round->why_over));
  open_.End(round->plan.numbers);
  std::lock_guard lock(mutex_);
  ++status_.messages;
  status_.is_failing = false;
  status_.failing_since_ms = 0;
}

// A group may have been dismissed since the alert was decided; whatever cannot wait has opened its case again by
// itself. A digest that was begun stays the same.
Status NotifyPipeline::DropDismissed(Round* round) {
  const FlightKind kind = round->plan.kind;
  const bool is_begun = cursor_.flight_kind != FlightKind::kNone;
  if (options_.is_in_order || kind == FlightKind::kEnd || (is_begun && kind != FlightKind::kGroup)) return {};
  std::map<std::string, Thread> dismissed;
  std::map<std::string, bool> is_dismissed;
  for (const uint64_t number : round->plan.numbers) {
    const Pending& pending = pending_.at(number);
    const std::string& group = pending.facts.group;
    if (!is_dismissed.contains(group)) {
      auto standing = ReadStanding(group);
      if (!standing.ok()) return standing.status();
      is_dismissed[group] = standing->is_dismissed();
    }
    if (is_dismissed[group]) dismissed[group].alerts.push_back(&pending);
  }
  if (dismissed.empty()) return {};
  for (const auto& [group, thread] : dismissed)
    Drop(thread, DeliveryOutcome::kInhibited, "the group was dismissed as a false alarm", round->now_ms);
  // What is left of it is planned anew.
  Finish(Plan());
  round->outcome = {Next::kAgain};
  return SaveCursor();
}

}  // namespace groundswell
