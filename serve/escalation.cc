#include "serve/escalation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/bytes.h"
#include "serve/notify_log.h"
#include "serve/untaken.h"

namespace groundswell {
namespace {

constexpr std::string_view kMark = "oncall";
constexpr uint8_t kVersion = 2;
constexpr int64_t kOldMs = kDayMs;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

bool IsRise(const AlertFacts& alert) {
  return alert.event == "opened" || alert.event == "escalated" || alert.event == "reopened" ||
         alert.event == "surged" || alert.is_critical();
}

void WriteIncident(const AskedIncident& incident, ByteWriter* writer) {
  writer->Number(incident.group.value);
  writer->Number(incident.level);
  writer->Text(incident.receiver);
}

AskedIncident ReadIncident(ByteReader* reader) {
  AskedIncident incident;
  incident.group.value = reader->Number<uint64_t>();
  incident.level = reader->Number<uint8_t>();
  incident.receiver = reader->Text();
  return incident;
}

// Each of a list behind its length.
template <typename List, typename WriteOne>
void WriteList(const List& list, ByteWriter* writer, const WriteOne& write) {
  writer->Number(static_cast<uint32_t>(list.size()));
  for (const auto& one : list) write(one, writer);
}
template <typename List, typename ReadOne>
void ReadList(ByteReader* reader, List* list, const ReadOne& read) {
  const auto count = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < count && reader->ok(); ++i) list->push_back(read(reader));
}

void WriteWaiting(const WaitingCase& one, ByteWriter* writer) {
  for (const uint64_t number : {one.group.value, one.alert, one.began}) writer->Number(number);
  for (const uint8_t small : {one.level, uint8_t{one.is_critical}, uint8_t{one.is_in_many}}) writer->Number(small);
  writer->Text(one.org);
  for (const int64_t ms : {one.since_ms, one.first_ms, one.done_after_ms, one.told_ms}) writer->Number(ms);
  writer->Number(one.repeats);
  writer->Array(one.done_steps);
  WriteList(one.asked, writer, [](const AskedPerson& asked, ByteWriter* to) {
    to->Text(asked.person);
    to->Number(asked.at_ms);
  });
  WriteList(one.incidents, writer, WriteIncident);
}

WaitingCase ReadWaiting(ByteReader* reader) {
  WaitingCase one;
  for (uint64_t* number : {&one.group.value, &one.alert, &one.began}) *number = reader->Number<uint64_t>();
  one.level = reader->Number<uint8_t>();
  one.is_critical = reader->Number<uint8_t>() != 0;
  one.is_in_many = reader->Number<uint8_t>() != 0;
  one.org = reader->Text();
  for (int64_t* ms : {&one.since_ms, &one.first_ms, &one.done_after_ms, &one.told_ms}) *ms = reader->Number<int64_t>();
  one.repeats = reader->Number<uint32_t>();
  if (!reader->Array(&one.done_steps)) return one;
  ReadList(reader, &one.asked, [](ByteReader* from) {
    AskedPerson person;
    person.person = from->Text();
    person.at_ms = from->Number<int64_t>();
    return person;
  });
  ReadList(reader, &one.incidents, ReadIncident);
  return one;
}

}  // namespace

bool IsWorse(const WaitingCase& a, const WaitingCase& b) {
  return std::tuple(b.level, a.first_ms, a.began) < std::tuple(a.level, b.first_ms, b.began);
}

Status Escalation::Load() {
  auto mark = parts_.store->ReadMark(kMark);
  if (!mark.ok()) return mark.status();
  if (!*mark) {
    auto position = parts_.store->ReadPosition();
    if (!position.ok()) return position.status();
    if (*position)
      for (const uint64_t alerts : (*position)->totals.alerts) next_ += alerts;
    return Save();
  }
  if (!ReadFrom(**mark)) return Corrupt("the mark of on-call is not of this version");
  saved_ = **mark;
  shown_ = waiting_;
  return {};
}

bool Escalation::ReadFrom(std::string_view mark) {
  ByteReader reader(mark);
  if (reader.Number<uint8_t>() != kVersion) return false;
  next_ = reader.Number<uint64_t>();
  ReadList(&reader, &waiting_, ReadWaiting);
  ReadList(&reader, &ends_, [](ByteReader* from) {
    End end;
    end.incident = ReadIncident(from);
    end.of = from->Number<uint64_t>();
    end.org = from->Text();
    return end;
  });
  ReadList(&reader, &many_, ReadIncident);
  many_of_ = reader.Number<uint64_t>();
  const auto has_level = [](const auto& one) { return one.level < kLevelNames.size(); };
  return reader.done() && std::all_of(waiting_.begin(), waiting_.end(), has_level) &&
         std::all_of(many_.begin(), many_.end(), has_level) &&
         std::all_of(ends_.begin(), ends_.end(), [&](const End& end) { return has_level(end.incident); }) &&
         std::all_of(waiting_.begin(), waiting_.end(), [&](const WaitingCase& one) {
           return std::all_of(one.incidents.begin(), one.incidents.end(), has_level);
         });
}

void Escalation::WriteTo(std::string* mark) const {
  ByteWriter writer(mark);
  writer.Number(kVersion);
  writer.Number(next_);
  WriteList(waiting_, &writer, WriteWaiting);
  WriteList(ends_, &writer, [](const End& end, ByteWriter* to) {
    WriteIncident(end.incident, to);
    to->Number(end.of);
    to->Text(end.org);
  });
  WriteList(many_, &writer, WriteIncident);
  writer.Number(many_of_);
}

Status Escalation::Save() {
  std::string mark;
  WriteTo(&mark);
  {
    std::lock_guard lock(mutex_);
    shown_ = waiting_;
  }
  if (mark == saved_) return {};
  GROUNDSWELL_TRY(parts_.store->PutMark(kMark, mark));
  saved_ = std::move(mark);
  return {};
}

std::vector<WaitingCase> Escalation::Waiting() const {
  std::vector<WaitingCase> waiting;
  {
    std::lock_guard lock(mutex_);
    waiting = shown_;
  }
  std::sort(waiting.begin(), waiting.end(), [](const WaitingCase& a, const WaitingCase& b) {
    return std::tuple(a.first_ms, a.began) < std::tuple(b.first_ms, b.began);
  });
  return waiting;
}

Status Escalation::Step(int64_t now_ms) {
  const auto plan = parts_.on_call->plan();
  GROUNDSWELL_TRY(TakeIn(now_ms));
  GROUNDSWELL_TRY(DropTaken());
  // What was told stays told, also where the next one could not be.
  Status told = TellEnds(now_ms);
  if (told.ok()) told = Tell(*plan, DueNow(*plan, now_ms), now_ms);
  const Status saved = Save();
  return told.ok() ? saved : told;
}

Status Escalation::TakeIn(int64_t now_ms) {
  return parts_.store->ScanAlerts(next_, [&](uint64_t number, std::string_view json) -> Status {
    GROUNDSWELL_TRY(TakeAlert(number, json, now_ms));
    next_ = number + 1;
    return {};
  });
}

WaitingCase* Escalation::Find(GroupId group) {
  for (WaitingCase& one : waiting_)
    if (one.group == group) return &one;
  return nullptr;
}

Status Escalation::TakeAlert(uint64_t number, std::string_view json, int64_t now_ms) {
  auto facts = reader_.Read(number, json);
  const auto group = facts.ok() ? ParseGroupId(facts->group) : std::nullopt;
  if (!group) return {};  // the pipelines tell of an alert that cannot be read
  const auto plan = parts_.on_call->plan();
  WaitingCase* known = Find(*group);
  // A post that cannot wait is as urgent as what waits, whatever its group's level is, until the group is over.
  const bool is_held = known != nullptr && known->is_critical && facts->level != kLevelNone;
  const bool is_urgent = facts->is_critical() || is_held;
  if (facts->level < plan->level && !is_urgent) {
    if (known == nullptr) return {};
    NoteEnd(*known);
    waiting_.erase(waiting_.begin() + (known - waiting_.data()));
    return {};
  }
  const uint8_t level = is_urgent ? std::max(facts->level, plan->level) : facts->level;
  if (known != nullptr && level <= known->level) {
    known->alert = number;
    known->is_critical = known->is_critical || facts->is_critical();
    // One post that cannot wait is no less urgent than the group was.
    if (!facts->is_critical()) known->level = level;
    return {};
  }
  if (!IsRise(*facts)) return {};
  auto telling = TellingOf(number, *facts);
  if (!telling.ok()) return telling.status();
  if (telling->receivers.empty() || telling->from_ms + kOldMs < now_ms) return {};
  WaitingCase one = known == nullptr ? WaitingCase{} : *known;
  if (known == nullptr) one.first_ms = telling->from_ms;
  one.group = *group;
  one.alert = one.began = number;
  one.level = level;
  one.is_critical = one.is_critical || facts->is_critical();
  one.org = facts->org;
  one.since_ms = telling->from_ms;
  one.done_after_ms = one.told_ms = 0;
  one.done_steps.clear();
  one.repeats = 0;
  // Whom the alert itself calls.
  if (const RotaPerson* person = plan->OnDuty(telling->from_ms); person != nullptr)
    one.asked.push_back({person->id, telling->from_ms});
  if (known != nullptr) return *known = std::move(one), Status();
  MakeRoom();
  waiting_.push_back(std::move(one));
  return {};
}

void Escalation::MakeRoom() {
  if (waiting_.size() < kWaitingCasesMax) return;
  const auto mildest = std::max_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
    return std::tuple(b.level, b.first_ms) < std::tuple(a.level, a.first_ms);
  });
  parts_.log("on call: more than " + std::to_string(kWaitingCasesMax) + " cases wait; nobody is asked further about " +
             FormatGroupId(mildest->group));
  NoteEnd(*mildest);
  waiting_.erase(mildest);
}

// By the outbox while the alert is there, and by the delivery log from then on.
Result<AlertTelling> Escalation::TellingOf(uint64_t number, const AlertFacts& facts) const {
  std::optional<int64_t> decided_ms;
  Status scanned = parts_.store->ScanOutbox(number, [&](uint64_t found, int64_t ms) -> Status {
    if (found == number) decided_ms = ms;
    return {kStop, ""};
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  if (decided_ms) return parts_.telling(facts, *decided_ms);
  AlertTelling telling;
  scanned = parts_.store->ScanDeliveries(number, [&](uint64_t found, std::string_view receiver, std::string_view json) {
    if (found != number) return Status(kStop, "");
    for (const std::string_view untold : {"\"outcome\":\"inhibited\"", "\"outcome\":\"silenced\""})
      if (json.find(untold) != std::string_view::npos) return Status();
    telling.receivers.emplace_back(receiver);
    const int64_t at_ms = DeliveryRowTime(json);
    telling.from_ms = telling.from_ms == 0 ? at_ms : std::min(telling.from_ms, at_ms);
    return Status();
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  return telling;
}

void Escalation::NoteEnd(const WaitingCase& one) {
  for (const AskedIncident& incident : one.incidents) ends_.push_back({incident, one.began, one.org});
}

void Escalation::LogOnce(const std::string& line) {
  constexpr size_t kSaidMax = 1'000;
  if (said_.size() < kSaidMax && said_.insert(line).second) parts_.log("on call: " + line);
}

// Whether it still waits; follows the group into the one it merged with. What cannot be read counts as not taken.
Result<bool> Escalation::Follow(WaitingCase* one) {
  auto waits = IsUntaken(parts_.store, &one->group);
  if (waits.ok() || waits.status().code() != Code::kCorrupt) return waits;
  LogOnce("the case of " + FormatGroupId(one->group) + " cannot be read: " + waits.status().message());
  return true;
}

Status Escalation::DropTaken() {
  std::vector<WaitingCase> still;
  std::vector<WaitingCase> gone;
  for (const WaitingCase& each : waiting_) {
    WaitingCase one = each;
    const auto waits = Follow(&one);
    if (!waits.ok()) return waits.status();
    if (!*waits) {
      gone.push_back(std::move(one));
      continue;
    }
    const auto is_same = [&](const WaitingCase& other) { return other.group == one.group; };
    const auto twin = std::find_if(still.begin(), still.end(), is_same);
    if (twin == still.end()) {
      still.push_back(std::move(one));
      continue;
    }
    // Two groups that are one now wait as the worse of them.
    if (IsWorse(one, *twin)) std::swap(one, *twin);
    twin->is_critical = twin->is_critical || one.is_critical;
    twin->is_in_many = twin->is_in_many || one.is_in_many;
    twin->incidents.insert(twin->incidents.end(), one.incidents.begin(), one.incidents.end());
  }
  for (const WaitingCase& one : gone) NoteEnd(one);
  waiting_ = std::move(still);
  return {};
}

}  // namespace groundswell
