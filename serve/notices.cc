#include "serve/notices.h"

#include <algorithm>

#include "serve/cursor.h"
#include "serve/notify_log.h"

namespace groundswell {
namespace {

// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;
constexpr uint8_t kEmerging = 2;

bool IsIncidentSystem(ReceiverKind kind) {
  return kind == ReceiverKind::kPagerDuty || kind == ReceiverKind::kAlertmanager;
}

template <typename Receivers>
bool IsKnown(const Receivers& receivers, const std::string& name) {
  return std::any_of(receivers.begin(), receivers.end(), [&](const auto& known) { return known.name == name; });
}

}  // namespace

std::string NoticeMark(std::string_view receiver) { return "receiver/" + std::string(receiver) + "/notices"; }

Result<std::unique_ptr<Notices>> Notices::Make(Store* store, NoticesOptions options) {
  for (const std::string& name : options.watch_receivers)
    if (!IsKnown(options.receivers, name))
      return Invalid("notify.watch_receivers: there is no [receiver." + name + "]");
  std::unique_ptr<Notices> notices(new Notices(store, std::move(options)));
  GROUNDSWELL_TRY(notices->Load());
  return notices;
}

Status Notices::Load() {
  uint64_t end = 0;
  GROUNDSWELL_TRY(store_->ScanNotices(0, [&](uint64_t number, std::string_view json) -> Status {
    auto notice = ParseNotice(json);
    end = number + 1;
    // One that a later version wrote is nobody's here, and keeps its number.
    if (notice.ok()) ids_.emplace(notice->id, number);
    return {};
  }));
  // A notice that was told and never stored has used its number.
  for (const ReceiverSettings& receiver : options_.receivers) {
    auto mark = store_->ReadMark(NoticeMark(receiver.name));
    if (!mark.ok()) return mark.status();
    if (*mark) end = std::max(end, ParseUnsigned((*mark)->substr(0, (*mark)->find(' '))).value_or(0));
  }
  end_ = end;
  return {};
}

Status Notices::SettleReceivers(Notice* notice) const {
  if (notice->receivers) {
    for (const std::string& name : *notice->receivers)
      if (!IsKnown(options_.receivers, name)) return Invalid("there is no [receiver." + name + "]");
    return {};
  }
  notice->receivers.emplace();
  for (const ReceiverSettings& receiver : options_.receivers) {
    const std::vector<std::string>& named = options_.watch_receivers;
    // Who asks for alerts from `emerging` on, as everybody does, asks for all that the engine has to say.
    const uint8_t level = std::max(notice->level, kEmerging);
    const bool watches = named.empty() ? !IsIncidentSystem(receiver.kind) && receiver.level <= level
                                       : std::find(named.begin(), named.end(), receiver.name) != named.end();
    if (watches && receiver.name != notice->not_to) notice->receivers->push_back(receiver.name);
  }
  if (notice->kind != NoticeKind::kClock) return {};
  // Nothing tells the end of a deadline: no incident is to stay open by it where anybody else watches.
  std::vector<std::string> people = *notice->receivers;
  const std::vector<std::string> systems = IncidentSystemsAmong(people);
  std::erase_if(people, [&](const std::string& name) {
    return std::find(systems.begin(), systems.end(), name) != systems.end();
  });
  if (!people.empty()) notice->receivers = std::move(people);
  return {};
}

Result<std::vector<std::string>> Notices::Settled(Notice notice) const {
  GROUNDSWELL_TRY(SettleReceivers(&notice));
  return std::move(*notice.receivers);
}

std::vector<std::string> Notices::IncidentSystemsAmong(const std::vector<std::string>& receivers) const {
  std::vector<std::string> names;
  for (const ReceiverSettings& receiver : options_.receivers)
    if (IsIncidentSystem(receiver.kind) &&
        std::find(receivers.begin(), receivers.end(), receiver.name) != receivers.end())
      names.push_back(receiver.name);
  return names;
}

Status Notices::Put(Notice notice) {
  GROUNDSWELL_TRY(SettleReceivers(&notice));
  {
    std::lock_guard lock(mutex_);
    if (ids_.contains(notice.id)) return {};
    std::string json = NoticeJson(notice);
    const uint64_t number = end_;
    if (Status stored = held_.empty() ? store_->PutNotice(number, json) : IoError("notices wait"); !stored.ok()) {
      if (held_.size() >= kNoticesHeldMax) return Exhausted(stored.message());
      held_.emplace(number, std::move(json));
    }
    ids_.emplace(notice.id, number);
    end_ = number + 1;
  }
  if (options_.wake) options_.wake();
  return {};
}

bool Notices::Holds(std::string_view id) const { return Find(id).has_value(); }

std::optional<uint64_t> Notices::Find(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = ids_.find(id);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

Status Notices::Scan(uint64_t from, const Store::Visitor<uint64_t, std::string_view>& visit) const {
  std::map<uint64_t, std::string> held;
  {
    std::lock_guard lock(mutex_);
    held = held_;
  }
  GROUNDSWELL_TRY(store_->ScanNotices(from, [&](uint64_t number, std::string_view json) {
    held.erase(number);  // stored meanwhile
    return visit(number, json);
  }));
  for (const auto& [number, json] : held)
    if (number >= from) GROUNDSWELL_TRY(visit(number, json));
  return {};
}

Result<std::optional<std::string>> Notices::Read(uint64_t number) const {
  std::optional<std::string> row;
  const Status scanned = Scan(number, [&](uint64_t found, std::string_view json) {
    if (found == number) row = std::string(json);
    return Status(kStop, "");
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  return row;
}

Status Notices::Flush(int64_t now_ms) {
  std::lock_guard lock(mutex_);
  while (!held_.empty()) {
    GROUNDSWELL_TRY(store_->PutNotice(held_.begin()->first, held_.begin()->second));
    held_.erase(held_.begin());
  }
  if (forgot_ms_ != 0 && now_ms - forgot_ms_ < kHourMs) return {};
  forgot_ms_ = now_ms;
  return Forget(now_ms);
}

// The last stays, whatever its age: its number is not to be used again.
Status Notices::Forget(int64_t now_ms) {
  const uint64_t end = end_;
  uint64_t before = end > kNoticesKeptMax ? end - kNoticesKeptMax : 0;
  const Status scanned = store_->ScanNotices(before, [&](uint64_t number, std::string_view json) -> Status {
    if (number + 1 == end || DeliveryRowTime(json) >= now_ms - options_.keep.count()) return {kStop, ""};
    before = number + 1;
    return {};
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  if (before == 0) return {};
  GROUNDSWELL_TRY(store_->EraseNotices(before));
  std::erase_if(ids_, [before](const auto& known) { return known.second < before; });
  return {};
}

}  // namespace groundswell
