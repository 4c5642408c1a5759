#include "serve/notice_lane.h"

#include <simdjson.h>

#include <algorithm>

#include "base/json_writer.h"
#include "serve/cursor.h"
#include "serve/message_notice.h"
#include "serve/untaken.h"

namespace groundswell {
namespace {

// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;
// Rows that wait for a store that takes none; older ones give way.
constexpr size_t kWaitingRowsMax = 10'000;

bool IsFor(const Notice& notice, const std::string& receiver) {
  return notice.receivers &&
         std::find(notice.receivers->begin(), notice.receivers->end(), receiver) != notice.receivers->end();
}

// A drill keeps its mark only by itself, and who is asked about a case is called about that one alone.
bool IsAlone(const Notice& notice) {
  return notice.kind == NoticeKind::kDrill || notice.kind == NoticeKind::kUnacknowledged;
}

// Whether it asks about a case that somebody has meanwhile. Where it cannot be known it is told.
bool IsTakenMeanwhile(const Store* store, const Notice& notice) {
  if (notice.kind != NoticeKind::kUnacknowledged || notice.is_over) return false;
  auto group = ParseGroupId(notice.group);
  if (!group) return false;
  const auto is_untaken = IsUntaken(store, &*group);
  return is_untaken.ok() && !*is_untaken;
}

}  // namespace

NoticeLane::NoticeLane(Store* store, const Notices* notices, std::string receiver, ComposeOptions compose,
                       CompleteMessage complete)
    : store_(store),
      notices_(notices),
      receiver_(std::move(receiver)),
      compose_(std::move(compose)),
      complete_(std::move(complete)),
      mark_(NoticeMark(receiver_)) {}

Status NoticeLane::Load() {
  if (is_loaded_) return {};
  auto mark = store_->ReadMark(mark_);
  if (!mark.ok()) return mark.status();
  if (*mark) {
    const std::string_view text = **mark;
    const size_t space = text.find(' ');
    const auto next = ParseUnsigned(text.substr(0, space));
    const auto end = space == std::string_view::npos ? std::nullopt : ParseUnsigned(text.substr(space + 1));
    if (!next || !end)
      return Corrupt(mark_ + ": the mark of a receiver cannot be read; run `groundswell store verify`");
    seen_ = *next;
    flight_end_ = *end;
    saved_ = text;
  }
  is_loaded_ = true;
  return {};
}

void NoticeLane::TakeIn(uint64_t number, std::string_view json) {
  seen_ = number + 1;
  auto notice = ParseNotice(json);
  if (!notice.ok() || !IsFor(*notice, receiver_)) return;
  waiting_.push_back({number, std::move(*notice), std::string(json)});
}

Status NoticeLane::Look(int64_t now_ms) {
  if (notices_ == nullptr) return {};
  GROUNDSWELL_TRY(Load());
  if (seen_ < notices_->end() && waiting_.size() < kNoticesAtOnce) {
    const Status scanned = notices_->Scan(seen_, [&](uint64_t number, std::string_view json) -> Status {
      if (waiting_.size() >= kNoticesAtOnce) return {kStop, ""};
      TakeIn(number, json);
      return {};
    });
    if (!scanned.ok() && scanned.code() != kStop) return scanned;
  }
  const auto is_over = [now_ms](const Waiting& waiting) {
    return waiting.notice.expires_ms > 0 && waiting.notice.expires_ms <= now_ms;
  };
  const auto is_taken = [this](const Waiting& waiting) {
    return waiting.number >= flight_end_ && IsTakenMeanwhile(store_, waiting.notice);
  };
  // Several that are one message are told as they were begun.
  if (flight_ > 1 || (flight_ == 1 && !is_over(waiting_.front()) && !is_taken(waiting_.front()))) return {};
  if (flight_ == 1) Leave();
  const auto drop = [&](const Waiting& waiting, const std::string& why) {
    AddRow(waiting, DeliveryOutcome::kExpired, why, now_ms);
    ++expired_;
  };
  std::erase_if(waiting_, [&](const Waiting& waiting) {
    if (waiting.number < flight_end_ || !is_over(waiting)) return false;
    drop(waiting, "its time was over before it was taken");
    return true;
  });
  for (; !waiting_.empty() && is_taken(waiting_.front()); waiting_.pop_front())
    drop(waiting_.front(), "taken meanwhile");
  // What is nobody's here only moves the mark, which the next message writes; it writes these rows, too.
  return rows_.empty() || !waiting_.empty() ? Status() : Save();
}

std::string NoticeLane::TitleOf(const Notice& notice) const {
  const auto id = ParseGroupId(notice.group);
  if (!id) return {};
  auto row = store_->ReadGroup(*id);
  simdjson::dom::parser parser;
  simdjson::dom::object group;
  std::string_view title;
  if (!row.ok() || !*row || parser.parse(**row).get_object().get(group) != simdjson::SUCCESS) return {};
  return group["title"].get_string().get(title) == simdjson::SUCCESS ? std::string(title) : std::string();
}

Status NoticeLane::Begin(bool is_much, int64_t now_ms) {
  const auto is_begun = [this](const Waiting& waiting) { return waiting.number < flight_end_; };
  // A message that was begun goes on as it is, and calls whom it has to call by now.
  const bool goes_on = flight_ > 0 || is_begun(waiting_.front());
  for (flight_ = std::max<size_t>(flight_, 1); flight_ < waiting_.size(); ++flight_) {
    const bool is_joined = goes_on ? is_begun(waiting_[flight_])
                                   : is_much && !IsAlone(waiting_.front().notice) && !IsAlone(waiting_[flight_].notice);
    if (!is_joined) break;
  }
  const Waiting& first = waiting_.front();
  dispatch_ = {.message = &message_,
               .alerts = {},
               .newest_json = first.json,
               .decided_ms = waiting_[flight_ - 1].notice.at_ms,
               .from_ms = first.notice.at_ms};
  if (flight_ == 1) {
    message_ = ComposeNotice(first.notice, receiver_, TitleOf(first.notice), compose_);
    if (complete_)
      complete_({.newest = nullptr, .notice = &first.notice, .decided_ms = first.notice.at_ms, .now_ms = now_ms},
                &message_);
    return {};
  }
  std::vector<Notice> notices;
  for (size_t i = 0; i < flight_; ++i) notices.push_back(waiting_[i].notice);
  message_ = ComposeNotices(notices, receiver_, compose_);
  const auto calls = [](const Notice& notice) { return !notice.is_over && notice.level >= 2; };
  if (complete_ && std::any_of(notices.begin(), notices.end(), calls))
    complete_({.newest = nullptr, .notice = nullptr, .decided_ms = first.notice.at_ms, .now_ms = now_ms}, &message_);
  if (goes_on) return {};
  flight_end_ = waiting_[flight_ - 1].number + 1;
  return Save();
}

void NoticeLane::AddRow(const Waiting& waiting, DeliveryOutcome outcome, const std::string& why, int64_t now_ms) {
  if (rows_.size() >= kWaitingRowsMax) rows_.erase(rows_.begin());
  const bool is_told = outcome != DeliveryOutcome::kExpired;
  rows_.push_back({kNoticeDeliveries + waiting.number,
                   NoticeRowJson({.at_ms = now_ms,
                                  .receiver = receiver_,
                                  .outcome = outcome,
                                  .message = is_told ? std::string_view(message_.id) : std::string_view(),
                                  .why = why,
                                  .attempts = is_told ? tries.sent : 0,
                                  .latency_ms = now_ms - waiting.notice.at_ms},
                                 waiting.notice.id, NoticeKindName(waiting.notice.kind), waiting.notice.level)});
}

Status NoticeLane::End(DeliveryOutcome outcome, const std::string& why, int64_t now_ms) {
  const bool is_several = flight_ > 1 && outcome == DeliveryOutcome::kSent;
  for (size_t i = 0; i < flight_; ++i)
    AddRow(waiting_[i], is_several ? DeliveryOutcome::kDigest : outcome, why, now_ms);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(flight_));
  flight_end_ = 0;
  Leave();
  return Save();
}

void NoticeLane::Leave() {
  flight_ = 0;
  is_short = false;
  tries = {};
}

Status NoticeLane::Save() {
  const uint64_t next = waiting_.empty() ? seen_ : waiting_.front().number;
  const std::string mark = std::to_string(next) + " " + std::to_string(flight_end_);
  if (rows_.empty() && mark == saved_) return {};
  std::vector<DeliveryWrite> writes;
  for (const Row& row : rows_) writes.push_back({row.number, receiver_, row.json});
  GROUNDSWELL_TRY(store_->PutDeliveries(writes, mark_, mark));
  rows_.clear();
  saved_ = mark;
  return {};
}

}  // namespace groundswell
