#include "serve/outbox_delivery.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace groundswell {
namespace {

// The longest that a receiver may ask for.
constexpr int64_t kRetryAfterSecsMax = 24 * 3600;
// Rows behind the cursor that are left until there is nothing to tell.
constexpr uint64_t kErasedAtOnce = 1024;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

// A mark is "NEXT LATE_END".
bool ParseMark(std::string_view text, uint64_t* next, uint64_t* late_end) {
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, *next);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return false;
  const auto second = std::from_chars(first.ptr + 1, end, *late_end);
  return second.ec == std::errc() && second.ptr == end;
}

}  // namespace

OutboxDelivery::OutboxDelivery(Store* store, DeliveryOptions options, Send send, WallClock wall_ms, Log log)
    : store_(store),
      options_(std::move(options)),
      send_(std::move(send)),
      wall_ms_(std::move(wall_ms)),
      log_(std::move(log)),
      mark_("receiver/" + options_.name),
      jitter_(options_.jitter_seed) {}

DeliveryStatus OutboxDelivery::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

OutboxDelivery::Outcome OutboxDelivery::Step() {
  if (status_.is_disabled) return {Next::kDisabled};
  if (Status loaded = LoadCursor(); !loaded.ok()) return TryLater(loaded.message(), {});
  Result<Message> message = FindNext(wall_ms_());
  if (!message.ok()) return TryLater(message.status().message(), {});
  if (message->alerts > 0) {
    const WebhookAnswer answer = send_(message->id, message->body, wall_ms_() / 1000);
    return answer.is_taken() ? Taken(*message) : Refused(*message, answer);
  }
  next_ = message->behind;
  late_end_ = 0;
  if (message->is_more) return {Next::kAgain};
  if (Status saved = SaveCursor(); !saved.ok()) return TryLater(saved.message(), {});
  if (Status erased = EraseBehind(); !erased.ok()) return TryLater(erased.message(), {});
  // Had the receiver failed, there would be something to tell it: the store did, and has recovered.
  failures_ = 0;
  std::lock_guard lock(mutex_);
  status_.is_failing = false;
  return {Next::kIdle};
}

Status OutboxDelivery::LoadCursor() {
  if (is_loaded_) return {};
  auto mark = store_->ReadMark(mark_);
  if (!mark.ok()) return mark.status();
  if (*mark) {
    if (!ParseMark(**mark, &next_, &late_end_))
      return Corrupt("the mark '" + mark_ + "' cannot be read; run `groundswell store verify`");
    saved_ = **mark;
  }
  is_loaded_ = true;
  std::lock_guard lock(mutex_);
  status_.next = next_;
  return {};
}

Status OutboxDelivery::SaveCursor() {
  {
    std::lock_guard lock(mutex_);
    status_.next = next_;
  }
  const std::string mark = std::to_string(next_) + " " + std::to_string(late_end_);
  // Without a receiver's first alert there is nothing to remember.
  if (mark == saved_ || (saved_.empty() && mark == "0 0")) return {};
  GROUNDSWELL_TRY(store_->PutMark(mark_, mark));
  saved_ = mark;
  return {};
}

Status OutboxDelivery::EraseBehind() {
  if (erased_ == next_) return {};
  GROUNDSWELL_TRY(store_->EraseOutbox(next_));
  erased_ = next_;
  return {};
}

Result<bool> OutboxDelivery::ReadWanted(uint64_t number, AlertLine* line, std::string* json) {
  auto row = store_->ReadAlert(number);
  if (!row.ok()) return row.status();
  auto read = *row ? reader_.Read(number, **row)
                   : Result<AlertLine>(Corrupt("alert " + std::to_string(number) + " is not in the store"));
  if (!read.ok()) {
    log_("an alert is left out: " + read.status().message());
    std::lock_guard lock(mutex_);
    ++status_.unreadable;
    return false;
  }
  *line = std::move(*read);
  *json = std::move(**row);
  return line->is_critical() || line->highest_level() >= options_.level;
}

Result<OutboxDelivery::Message> OutboxDelivery::FindNext(int64_t now_ms) {
  Message message{.id = {}, .body = {}, .behind = std::max(next_, late_end_)};
  CatchUp late;
  AlertLine line;
  std::string json;
  const Status scanned = store_->ScanOutbox(next_, [&](uint64_t number, int64_t decided_ms) -> Status {
    const bool is_late = late_end_ > 0 ? number < late_end_ : decided_ms + options_.max_age_ms < now_ms;
    // A catch-up ends where it was begun to end, or before the first alert that is not late.
    message.is_more = !is_late && (late_end_ > 0 || late.count() > 0);
    if (message.is_more) return {kStop, ""};
    const Result<bool> wanted = ReadWanted(number, &line, &json);
    if (!wanted.ok()) return wanted.status();
    message.behind = std::max(late_end_, number + 1);
    if (!*wanted) {
      if (late_end_ == 0 && late.count() == 0) next_ = number + 1;
      return {};
    }
    if (is_late) return late.Add(std::move(line), decided_ms), Status();
    message.id = line.id;
    message.body = AlertBody(line, decided_ms, json);
    message.alerts = 1;
    message.decided_ms = decided_ms;
    return {kStop, ""};
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  if (late.count() == 0) return message;
  message.id = late.Id();
  message.body = late.Body();
  message.alerts = late.count();
  message.is_late = true;
  late_end_ = message.behind;
  GROUNDSWELL_TRY(SaveCursor());
  return message;
}

OutboxDelivery::Outcome OutboxDelivery::Taken(const Message& message) {
  next_ = message.behind;
  late_end_ = 0;
  const double latency_secs = static_cast<double>(wall_ms_() - message.decided_ms) / 1000;
  {
    std::lock_guard lock(mutex_);
    ++status_.messages;
    status_.delivered += message.alerts;
    status_.is_failing = false;
    if (message.is_late) {
      status_.late += message.alerts;
    } else {
      const auto bound = std::lower_bound(kLatencyBoundsSecs.begin(), kLatencyBoundsSecs.end(), latency_secs);
      ++status_.latency_counts[static_cast<size_t>(bound - kLatencyBoundsSecs.begin())];
      status_.latency_sum_secs += latency_secs;
    }
  }
  if (failures_ > 0) log_("the receiver takes alerts again after " + std::to_string(failures_) + " failed attempts");
  if (message.is_late) log_(std::to_string(message.alerts) + " late alerts were told in one message");
  failures_ = 0;
  // Told is told: when the mark cannot be written, the next one is told all the same, and the mark with it.
  if (Status saved = SaveCursor(); !saved.ok()) {
    log_("the mark '" + mark_ + "' was not written: " + saved.message());
  } else if (next_ - erased_ >= kErasedAtOnce) {
    if (Status erased = EraseBehind(); !erased.ok()) log_("the outbox was not cleaned: " + erased.message());
  }
  return {Next::kAgain};
}

OutboxDelivery::Outcome OutboxDelivery::Refused(const Message& message, const WebhookAnswer& answer) {
  constexpr int kGone = 410, kTooMany = 429, kUnavailable = 503;
  std::string error =
      (message.is_late ? "the late alerts were not taken: " : "alert " + message.id + " was not taken: ");
  error += answer.status == 0 ? answer.error : "the receiver answered " + std::to_string(answer.status);
  if (answer.status >= 300 && answer.status < 400) error += ", and redirects are not followed: give its final address";
  if (answer.status == kGone) {
    log_(error + ": it is gone and gets nothing more until a restart");
    std::lock_guard lock(mutex_);
    ++status_.failed_attempts;
    status_.is_disabled = status_.is_failing = true;
    status_.last_error = error;
    status_.last_error_ms = wall_ms_();
    return {Next::kDisabled};
  }
  std::optional<int64_t> wait_ms;
  if ((answer.status == kTooMany || answer.status == kUnavailable) && answer.retry_after_secs)
    wait_ms = std::max(options_.backoff_min_ms, std::min(*answer.retry_after_secs, kRetryAfterSecsMax) * 1000);
  return TryLater(error, wait_ms);
}

OutboxDelivery::Outcome OutboxDelivery::TryLater(const std::string& error, std::optional<int64_t> wait_ms) {
  const int64_t back_off_ms = BackOff();
  const int64_t delay_ms = wait_ms.value_or(back_off_ms);
  ++failures_;
  // The first failure, and then ever fewer of them.
  if (std::has_single_bit(failures_))
    log_(error + "; attempt " + std::to_string(failures_) + ", the next in " + std::to_string(delay_ms) + " ms");
  std::lock_guard lock(mutex_);
  ++status_.failed_attempts;
  status_.is_failing = true;
  status_.last_error = error;
  status_.last_error_ms = wall_ms_();
  return {Next::kWait, delay_ms};
}

int64_t OutboxDelivery::BackOff() {
  constexpr uint64_t kDoublingsMax = 30;
  const int64_t doubled = options_.backoff_min_ms << std::min(failures_, kDoublingsMax);
  const int64_t longest = std::min(doubled, options_.backoff_max_ms);
  // Between half of it and all of it, so that many senders do not come at once.
  return longest - static_cast<int64_t>(jitter_() % static_cast<uint64_t>(longest / 2 + 1));
}

}  // namespace groundswell
