// The part of NotifyPipeline that tells what the engine itself has to say, beside the alerts and within the same
// limits.
#include <algorithm>
#include <bit>

#include "serve/notify_pipeline.h"

namespace groundswell {
NotifyPipeline::Outcome NotifyPipeline::Step() {
  if (status_.is_disabled) return {Next::kDisabled};
  const bool is_alerts_turn = std::exchange(is_alerts_turn_, false);
  if (!is_alerts_turn)
    if (const auto told = TellNotice()) return *told;
  Outcome outcome = TellAlert();
  const bool is_resting = outcome.next == Next::kIdle || outcome.next == Next::kWaitNew;
  if (is_alerts_turn && is_resting)
    if (const auto told = TellNotice()) return *told;
  if (is_resting && lane_.waiting() > 0) {
    const int64_t left_ms = std::max<int64_t>(notice_not_before_ms_ - wall_ms_(), 0);
    const bool is_first = outcome.next == Next::kIdle || left_ms < outcome.wait_ms;
    if (is_first) outcome = {Next::kWaitNew, left_ms};
  }
  return outcome;
}

std::optional<NotifyPipeline::Outcome> NotifyPipeline::TellNotice() {
  // What is left of the limits stands in the mark.
  if (const Status loaded = Load(); !loaded.ok()) return TryLater(loaded.message(), {});
  const int64_t now_ms = wall_ms_();
  if (const Status looked = lane_.Look(now_ms); !looked.ok()) return TryLater(looked.message(), {});
  {
    std::lock_guard lock(mutex_);
    status_.notices_expired = lane_.expired();
    status_.notices_pending = lane_.waiting();
  }
  if (lane_.waiting() == 0 || now_ms < notice_not_before_ms_) return std::nullopt;
  if (const int64_t wait_ms = throttle_.WaitMs(now_ms); wait_ms > 0) return Outcome{Next::kWait, wait_ms};
  const bool is_much = options_.digests && !options_.is_in_order && throttle_.Available(now_ms) < 2 &&
                       static_cast<double>(lane_.waiting()) > throttle_.Room(now_ms, kDigestAfterMs);
  if (const Status begun = lane_.Begin(is_much, now_ms); !begun.ok())
    log_("a notice was not marked: " + begun.message());
  is_alerts_turn_ = true;
  if (lane_.tries.wants_short_form() && options_.has_short_form) lane_.is_short = true;
  const Outcome outcome = SendNotice();
  std::lock_guard lock(mutex_);
  status_.notices_pending = lane_.waiting();
  return outcome;
}

NotifyPipeline::Outcome NotifyPipeline::SendNotice() {
  const int64_t now_ms = wall_ms_();
  throttle_.Take(now_ms);
  // A store that takes nothing may be the very news, so that this goes without the mark.
  if (throttle_.is_limited())
    if (const Status saved = SaveCursor(true); !saved.ok())
      log_("the mark '" + mark_ + "' was not written: " + saved.message());
  ++lane_.tries.sent;
  size_t lines = 0;  // of a digest of groups
  const ReceiverVerdict verdict = send_(lane_.dispatch(), lane_.is_short, now_ms, &lines);
  if (verdict.meaning != AnswerMeaning::kRefused || !options_.has_short_form || lane_.is_short)
    return JudgedNotice(verdict);
  log_("notice " + lane_.dispatch().message->id + " was refused, and goes again in a short form: " + verdict.why);
  lane_.is_short = true;
  std::lock_guard lock(mutex_);
  ++status_.failed_attempts;
  return {Next::kAgain};
}

NotifyPipeline::Outcome NotifyPipeline::JudgedNotice(const ReceiverVerdict& verdict) {
  const std::string id = lane_.dispatch().message->id;
  const std::string error = "notice " + id + " was not taken: " + verdict.why;
  const int64_t now_ms = wall_ms_();
  lane_.tries.Note(verdict);
  if (verdict.meaning == AnswerMeaning::kGone) return Disable(error);
  if (verdict.meaning == AnswerMeaning::kLater) {
    if (verdict.wait_ms) Hold(*verdict.wait_ms, now_ms);
    return TryLater(error, verdict.wait_ms);
  }
  if (verdict.meaning == AnswerMeaning::kUnclear && !lane_.tries.is_given_up()) {
    // It may never be taken, and alerts may: they go on.
    notice_not_before_ms_ = now_ms + BackOff(lane_.tries.unclear - 1);
    if (std::has_single_bit(lane_.tries.unclear)) log_(error + "; attempt " + std::to_string(lane_.tries.sent));
    std::lock_guard lock(mutex_);
    ++status_.failed_attempts;
    status_.is_failing = true;
    status_.last_error = error;
    status_.last_error_ms = now_ms;
    if (status_.failing_since_ms == 0) status_.failing_since_ms = now_ms;
    return {Next::kAgain};
  }
  const bool is_taken = verdict.meaning == AnswerMeaning::kTaken;
  const size_t notices = lane_.flight();
  if (is_taken && failures_ > 0)
    log_("the receiver takes messages again after " + std::to_string(failures_) + " failed attempts");
  if (!is_taken) log_("notice " + id + " will never be taken, and is left out: " + verdict.why);
  {
    std::lock_guard lock(mutex_);
    (is_taken ? status_.notices_delivered : status_.notices_failed) += notices;
    status_.messages += is_taken ? 1 : 0;
    status_.failed_attempts += is_taken ? 0 : 1;
    if (is_taken) status_.is_failing = false;
    if (is_taken) status_.failing_since_ms = 0;
  }
  if (is_taken) failures_ = 0;
  // Told is told: when the rows cannot be written now, they are with the next.
  const DeliveryOutcome outcome = is_taken ? DeliveryOutcome::kSent : DeliveryOutcome::kFailed;
  if (const Status ended = lane_.End(outcome, verdict.why, now_ms); !ended.ok())
    log_("the log of notice " + id + " was not written: " + ended.message());
  return {Next::kAgain};
}

}  // namespace groundswell
