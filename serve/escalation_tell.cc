// The second half of Escalation: what is due, and telling it.
#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "base/hash.h"
#include "base/json_writer.h"
#include "serve/escalation.h"
#include "serve/escalation_words.h"

namespace groundswell {
namespace {

constexpr uint8_t kCrisis = 4;
constexpr size_t kAskedKept = 16;
// Notices of one thread are one incident: not that of the group's alerts, which has an end of its own.
const char* const kThread = "oncall/";

// What a step is told by once it was told, whatever else comes into the plan.
uint64_t HashOf(const EscalationStep& step) {
  std::string text = std::to_string(step.after_ms) + "/" + std::to_string(step.level) + "/" + step.who;
  for (const std::string& receiver : step.receivers) text += "/" + receiver;
  return Hash64(text);
}

bool IsDone(const EscalationStep& step, const WaitingCase& one) {
  if (step.after_ms != one.done_after_ms) return step.after_ms < one.done_after_ms;
  return std::find(one.done_steps.begin(), one.done_steps.end(), HashOf(step)) != one.done_steps.end();
}

// What a notice of a step is known by, whatever place the step takes in the plan. Of a repeat the first is repeat 0.
std::string IdOfStep(const EscalationStep* step, bool is_repeat, const WaitingCase& one) {
  return std::to_string(one.began) + "/" + std::to_string(HashOf(*step)) +
         (is_repeat ? "/repeat " + std::to_string(one.repeats) : "");
}

void NoteOpen(const std::vector<std::string>& systems, GroupId group, uint8_t level,
              std::vector<AskedIncident>* incidents) {
  for (const std::string& receiver : systems) {
    const auto is_same = [&](const AskedIncident& known) {
      return known.group == group && known.level == level && known.receiver == receiver;
    };
    if (std::none_of(incidents->begin(), incidents->end(), is_same)) incidents->push_back({group, level, receiver});
  }
}

}  // namespace

std::vector<Escalation::Due> Escalation::DueNow(const OnCallPlan& plan, int64_t now_ms) const {
  std::vector<Due> due;
  for (size_t place = 0; place < waiting_.size(); ++place) {
    const WaitingCase& one = waiting_[place];
    const EscalationStep* last = nullptr;
    bool is_done = true;
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      const EscalationStep& step = plan.steps[i];
      if (step.level > one.level) continue;
      last = &step;
      if (IsDone(step, one)) continue;
      is_done = false;
      if (now_ms - one.since_ms >= step.after_ms) due.push_back({place, &step, i, false});
    }
    const bool repeats = last != nullptr && is_done && one.level >= kCrisis && plan.repeat_ms > 0 &&
                         one.repeats < static_cast<uint32_t>(plan.repeats_max);
    if (repeats && now_ms - one.told_ms >= plan.repeat_ms) due.push_back({place, last, plan.steps.size(), true});
  }
  std::stable_sort(due.begin(), due.end(), [this](const Due& a, const Due& b) {
    if (a.number != b.number) return a.number < b.number;
    return IsWorse(waiting_[a.place], waiting_[b.place]);
  });
  return due;
}

Status Escalation::Tell(const OnCallPlan& plan, std::vector<Due> due, int64_t now_ms) {
  for (size_t from = 0; from < due.size();) {
    size_t end = from;
    while (end < due.size() && due[end].number == due[from].number) ++end;
    const size_t singly = std::min(end, from + kSinglyMax);
    for (size_t i = from; i < singly; ++i) GROUNDSWELL_TRY(TellOne(plan, due[i], now_ms));
    if (singly < end) GROUNDSWELL_TRY(TellMany(plan, std::span(due).subspan(singly, end - singly), now_ms));
    from = end;
  }
  return {};
}

Result<AlertFacts> Escalation::FactsOf(uint64_t number) { return reader_.ReadStored(*parts_.store, number); }

Result<std::optional<AlertFacts>> Escalation::ReadableFactsOf(uint64_t number) {
  auto facts = FactsOf(number);
  if (facts.ok()) return std::optional<AlertFacts>(std::move(*facts));
  if (facts.status().code() == Code::kIo) return facts.status();
  LogOnce(facts.status().message() + "; nobody is asked about its case while this is so");
  return std::optional<AlertFacts>();
}

Result<std::vector<std::string>> Escalation::ReceiversOf(const EscalationStep& step, const WaitingCase& one) {
  if (!step.receivers.empty()) return step.receivers;
  const auto facts = ReadableFactsOf(one.began);
  if (!facts.ok()) return facts.status();
  return *facts ? parts_.telling(**facts, one.since_ms).receivers : std::vector<std::string>();
}

bool Escalation::IsSilenced(const WaitingCase& one, const AlertFacts& facts, int64_t now_ms) const {
  if (!parts_.silences || (parts_.crisis_breaks_silence && facts.level >= kCrisis)) return false;
  const auto silences = parts_.silences();
  if (!silences) return false;
  return std::any_of(silences->begin(), silences->end(), [&](const Silence& silence) {
    if (!silence.receiver.empty() || (one.is_critical && silence.group.empty())) return false;
    return silence.Takes(facts, {}, now_ms);
  });
}

// A receiver that is no longer configured must not keep a case from being told of.
Result<std::vector<std::string>> Escalation::PutNotice(Notice notice) {
  Status put = parts_.put(notice);
  if (put.code() == Code::kInvalid) {
    parts_.log("on call: " + put.message() + "; those that watch are told instead");
    notice.receivers.reset();
    put = parts_.put(notice);
  }
  if (!put.ok()) return put;
  return parts_.incident_systems ? parts_.incident_systems(notice) : std::vector<std::string>();
}

// What is over is told to those alone whose incidents would stay open.
Status Escalation::TellEnds(int64_t now_ms) {
  const bool is_many = std::any_of(waiting_.begin(), waiting_.end(), [](const auto& one) { return one.is_in_many; });
  if (!is_many)
    for (AskedIncident& incident : many_) ends_.push_back({std::move(incident), many_of_, {}});
  if (!is_many) many_.clear();
  while (!ends_.empty()) {
    const End& end = ends_.front();
    const bool is_of_group = end.incident.group.value != 0;
    const std::string group = is_of_group ? FormatGroupId(end.incident.group) : "many";
    Notice notice;
    notice.kind = NoticeKind::kUnacknowledged;
    notice.id = NoticeId(notice.kind,
                         "over/" + group + "/" + std::to_string(end.of) + "/" + std::to_string(end.incident.level) +
                             "/" + end.incident.receiver,
                         0);
    notice.at_ms = now_ms;
    notice.level = end.incident.level;
    notice.thread = kThread + group;
    notice.is_over = true;
    if (is_of_group) notice.group = group;
    notice.org = end.org;
    notice.receivers = {end.incident.receiver};
    notice.zh = NoLongerWaitingWords(end.org, MessageLanguage::kChinese);
    notice.en = NoLongerWaitingWords(end.org, MessageLanguage::kEnglish);
    const Status put = parts_.put(std::move(notice));
    // One that is no longer configured can be told nothing.
    if (!put.ok() && put.code() != Code::kInvalid) return put;
    ends_.erase(ends_.begin());
  }
  return {};
}

Status Escalation::TellOne(const OnCallPlan& plan, const Due& due, int64_t now_ms) {
  const WaitingCase& one = waiting_[due.place];
  const auto read = ReadableFactsOf(one.alert);
  if (!read.ok()) return read.status();
  if (!*read || IsSilenced(one, **read, now_ms)) return {};
  const AlertFacts& facts = **read;
  auto receivers = ReceiversOf(*due.step, one);
  if (!receivers.ok()) return receivers.status();
  const RotaPerson* person = plan.Asked(due.step->who, now_ms);
  const std::string group = FormatGroupId(one.group);
  Notice notice;
  notice.kind = NoticeKind::kUnacknowledged;
  notice.id = NoticeId(notice.kind, group + "/" + IdOfStep(due.step, due.is_repeat, one), 0);
  notice.at_ms = now_ms;
  notice.level = one.level;
  notice.thread = kThread + group;
  notice.group = group;
  notice.org = one.org;
  if (!receivers->empty()) notice.receivers = std::move(*receivers);
  const UnacknowledgedFacts words{.waiting = &one,
                                  .alert = &facts,
                                  .rota = plan.rota.get(),
                                  .person = person,
                                  .now_ms = now_ms,
                                  .zone = parts_.zone,
                                  .tag_name = &parts_.tag_name};
  notice.zh = UnacknowledgedWords(words, MessageLanguage::kChinese);
  notice.en = UnacknowledgedWords(words, MessageLanguage::kEnglish);
  JsonWriter json(&notice.data);
  json.BeginObject()
      .Key("since")
      .Time(EventTime{one.first_ms})
      .Key("step")
      .Integer(static_cast<int64_t>(due.is_repeat ? plan.steps.size() : due.number + 1));
  if (person != nullptr) json.Key("asked").Text(person->id);
  json.EndObject();
  const auto systems = PutNotice(std::move(notice));
  if (!systems.ok()) return systems.status();
  NoteOpen(*systems, one.group, one.level, &waiting_[due.place].incidents);
  NoteTold(due, person, now_ms);
  return {};
}

// Each set of receivers gets those cases that it would be asked about singly.
Status Escalation::TellMany(const OnCallPlan& plan, std::span<const Due> due, int64_t now_ms) {
  std::map<std::vector<std::string>, std::vector<Due>> sets;
  for (const Due& each : due) {
    const WaitingCase& one = waiting_[each.place];
    const auto facts = ReadableFactsOf(one.alert);
    if (!facts.ok()) return facts.status();
    if (!*facts || IsSilenced(one, **facts, now_ms)) continue;
    const auto receivers = ReceiversOf(*each.step, one);
    if (!receivers.ok()) return receivers.status();
    sets[*receivers].push_back(each);
  }
  for (const auto& [receivers, together] : sets)
    GROUNDSWELL_TRY(together.size() == 1 ? TellOne(plan, together[0], now_ms)
                                         : TellTogether(plan, together, receivers, now_ms));
  return {};
}

Status Escalation::TellTogether(const OnCallPlan& plan, std::span<const Due> due,
                                const std::vector<std::string>& receivers, int64_t now_ms) {
  std::vector<const WaitingCase*> cases;
  std::string groups;
  for (const Due& each : due) {
    const WaitingCase& one = waiting_[each.place];
    cases.push_back(&one);
    groups += FormatGroupId(one.group) + "/" + IdOfStep(each.step, each.is_repeat, one) + ",";
  }
  const RotaPerson* person = plan.Asked(due.front().step->who, now_ms);
  Notice notice;
  notice.kind = NoticeKind::kUnacknowledged;
  notice.id = NoticeId(notice.kind, groups, 0);
  notice.thread = std::string(kThread) + "many";
  notice.at_ms = now_ms;
  notice.level = cases.front()->level;
  if (!receivers.empty()) notice.receivers = receivers;
  notice.zh = ManyUnacknowledgedWords(cases, person, now_ms, MessageLanguage::kChinese);
  notice.en = ManyUnacknowledgedWords(cases, person, now_ms, MessageLanguage::kEnglish);
  JsonWriter json(&notice.data);
  json.BeginObject().Key("cases").Integer(static_cast<int64_t>(cases.size()));
  if (person != nullptr) json.Key("asked").Text(person->id);
  json.EndObject();
  const uint64_t of = Hash64(notice.id);
  const uint8_t level = notice.level;
  const auto systems = PutNotice(std::move(notice));
  if (!systems.ok()) return systems.status();
  NoteOpen(*systems, {}, level, &many_);
  if (!systems->empty()) many_of_ = of;
  for (const Due& each : due) {
    if (!systems->empty()) waiting_[each.place].is_in_many = true;
    NoteTold(each, person, now_ms);
  }
  return {};
}

void Escalation::NoteTold(const Due& due, const RotaPerson* person, int64_t now_ms) {
  WaitingCase& one = waiting_[due.place];
  one.told_ms = now_ms;
  if (due.is_repeat) ++one.repeats;
  if (due.step->after_ms > one.done_after_ms) one.done_steps.clear();
  one.done_after_ms = std::max(one.done_after_ms, due.step->after_ms);
  if (!IsDone(*due.step, one)) one.done_steps.push_back(HashOf(*due.step));
  if (person != nullptr) one.asked.push_back({person->id, now_ms});
  if (one.asked.size() > kAskedKept) one.asked.erase(one.asked.begin());
}

}  // namespace groundswell
