#include "serve/report_cases.h"

#include <algorithm>
#include <unordered_map>

#include "models/audit.h"
#include "models/case.h"
#include "serve/case_clocks.h"
#include "serve/group_members.h"
#include "serve/group_people.h"
#include "serve/levels.h"
#include "serve/post_reader.h"

namespace groundswell {
namespace {

// Entries of the audit log that are looked at, the newest first: a few tens of milliseconds.
constexpr uint64_t kEntriesMax = 100'000;
constexpr uint8_t kEmerging = 2;

// Answers of the window, the newest first.
Result<std::vector<AuditEntry>> AnswersOf(const Store& store, const TimeWindow& window) {
  std::vector<AuditEntry> answers;
  auto count = store.CountAudit();
  if (!count.ok()) return count.status();
  const uint64_t last = *count > kEntriesMax ? *count - kEntriesMax : 0;
  for (uint64_t number = *count; number > last && answers.size() < kReportAnswersMax; --number) {
    auto bytes = store.ReadAudit(number - 1);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) continue;
    auto stored = DecodeAudit(**bytes);
    if (!stored.ok()) return stored.status();
    const AuditEntry& entry = stored->entry;
    if (entry.watermark.is_none()) continue;
    if (entry.watermark < window.since) break;  // the watermark never goes back
    if (entry.event == AuditEventOf(CaseActionKind::kAnswer) && entry.watermark < window.until)
      answers.push_back(std::move(stored->entry));
  }
  return answers;
}

// Who joined in the hour before and in the hour after.
Status CountAround(const ReportSource& source, ReportAnswer* answer) {
  auto family = GroupFamily(*source.store, answer->group);
  if (!family.ok()) return family.status();
  auto read = ReadGroupMembers(*source.store, *family);
  if (!read.ok()) return read.status();
  if (!read->is_complete) return {};
  const int64_t at_ms = answer->watermark.ms;
  const TimeWindow before{{at_ms - kHourMs}, {at_ms}}, after{{at_ms}, {at_ms + kHourMs}};
  const auto count = [&](const TimeWindow& hour) {
    Figure figure{0, GroupPostsQuery(answer->group, hour, {{"joined", "true"}})};
    for (const GroupMember& member : read->members)
      figure.value += member.joins && member.row.time >= hour.since && member.row.time < hour.until;
    return figure;
  };
  answer->before = count(before);
  answer->after = count(after);
  answer->is_whole = source.snapshot->position.watermark >= after.until;
  return {};
}

using Cases = std::unordered_map<uint64_t, Case>;

Result<Cases> ReadCases(const Store& store) {
  Cases cases;
  Status status = store.ScanCases([&](GroupId id, std::string_view bytes) {
    if (bytes.empty()) return Status();  // it goes on in the case of another group
    auto one = DecodeCase(bytes);
    if (!one.ok()) return one.status();
    one->people.clear();  // not needed, and the most of it
    cases.emplace(id.value, std::move(*one));
    return Status();
  });
  if (!status.ok()) return status;
  return cases;
}

class CaseReader {
 public:
  explicit CaseReader(const ReportSource& source) : source_(source) {}

  Status Read(const GroupEntry& entry, const Case& one) {
    std::vector<ClockState> clocks;
    if (MayHaveClocks(source_.clocks, entry) || one.opened_at_ms > 0) {
      auto row = source_.store->ReadGroup(entry.rank.id);
      if (!row.ok()) return row.status();
      clocks = ClocksOfCase(source_.clocks, one, row->value_or(std::string()), Now());
      std::erase_if(clocks, [](const ClockState& clock) { return !clock.binds(); });
    }
    std::vector<ActionReason> reasons = ReasonsOf(entry.rank.level, one);
    const bool is_overdue =
        std::any_of(clocks.begin(), clocks.end(), [](const ClockState& clock) { return clock.passed > 0; });
    if (is_overdue) reasons.push_back(ActionReason::kOverdue);
    if (clocks.empty() && reasons.empty()) return {};
    auto facts = ReadGroupFacts(*source_.store, entry.rank.id);
    if (!facts.ok()) return facts.status();
    if (!*facts) return {};
    for (const ClockState& clock : clocks) AddClock(clock, entry.rank.id, **facts);
    if (!reasons.empty() && found_.actions.size() < kReportActionsMax) AddAction(entry, one, reasons, **facts);
    return {};
  }

  ReportCases Take() {
    std::stable_sort(found_.clocks.begin(), found_.clocks.end(),
                     [](const ReportClock& a, const ReportClock& b) { return a.due < b.due; });
    if (found_.clocks.size() > kReportClocksMax) found_.clocks.resize(kReportClocksMax);
    return std::move(found_);
  }

 private:
  EventTime Now() const { return source_.snapshot->position.watermark; }

  std::vector<ActionReason> ReasonsOf(uint8_t level, const Case& one) const {
    std::vector<ActionReason> reasons;
    if (one.is_closed()) return reasons;
    if (level >= kEmerging && one.status == CaseStatus::kReceived) reasons.push_back(ActionReason::kUntaken);
    const bool is_at_work = one.status == CaseStatus::kRegistered || one.status == CaseStatus::kAnalysed ||
                            one.status == CaseStatus::kHandling;
    if (level >= kEmerging && is_at_work) reasons.push_back(ActionReason::kUnanswered);
    if (one.follow_up_ms > 0 && one.follow_up_ms <= Now().ms) reasons.push_back(ActionReason::kFollowUp);
    return reasons;
  }

  void AddClock(const ClockState& clock, GroupId group, const GroupFacts& facts) {
    ReportClock& told = found_.clocks.emplace_back();
    told.group = group;
    told.org = facts.org;
    told.title = facts.title;
    told.name = clock.name();
    told.zh = clock.rule == nullptr ? "承诺" : clock.rule->zh;
    told.en = clock.rule == nullptr ? "Promise" : clock.rule->en;
    told.due = clock.due;
    told.running = {clock.running, CaseQuery(group)};
    told.passed = {clock.passed, CaseQuery(group)};
  }

  void AddAction(const GroupEntry& entry, const Case& one, std::vector<ActionReason>& reasons,
                 const GroupFacts& facts) {
    ReportAction& action = found_.actions.emplace_back();
    action.group = entry.rank.id;
    action.org = facts.org;
    action.title = facts.title;
    action.status = CaseStatusName(one.status);
    action.assignee = one.assignee;
    action.level = entry.rank.level;
    action.complainants = {facts.complainants, GroupPostsQuery(action.group, {}, {{"joined", "true"}})};
    action.reasons = std::move(reasons);
    action.query = CaseQuery(action.group);
  }

  const ReportSource& source_;
  ReportCases found_;
};

}  // namespace

std::string_view ActionReasonName(ActionReason reason) {
  constexpr std::string_view kNames[] = {"untaken", "unanswered", "follow_up", "overdue"};
  return kNames[static_cast<size_t>(reason)];
}

Result<std::vector<ReportAnswer>> FindReportAnswers(const ReportSource& source, const TimeWindow& window) {
  auto entries = AnswersOf(*source.store, window);
  if (!entries.ok()) return entries.status();
  PostReader reader(source.store);
  std::vector<ReportAnswer> answers;
  for (AuditEntry& entry : *entries) {
    auto group = reader.Survivor(entry.group);
    if (!group.ok()) return group.status();
    ReportAnswer& answer = answers.emplace_back();
    answer.group = *group;
    answer.by = std::move(entry.by);
    answer.text = std::move(entry.text);
    answer.link = std::move(entry.value);
    answer.entry = entry.number;
    answer.at_ms = entry.at_ms;
    answer.watermark = entry.watermark;
    auto facts = ReadGroupFacts(*source.store, *group);
    if (!facts.ok()) return facts.status();
    if (*facts) answer.org = std::move((*facts)->org), answer.title = std::move((*facts)->title);
    if (Status status = CountAround(source, &answer); !status.ok()) return status;
  }
  return answers;
}

Result<ReportCases> FindReportCases(const ReportSource& source) {
  auto cases = ReadCases(*source.store);
  if (!cases.ok()) return cases.status();
  CaseReader reader(source);
  for (const GroupEntryPtr& entry : source.snapshot->groups) {
    if (!IsOwn(source, entry->org)) continue;
    const auto known = cases->find(entry->rank.id.value);
    const bool may_wait = entry->rank.level >= kEmerging || MayHaveClocks(source.clocks, *entry);
    if (known == cases->end() && !may_wait) continue;
    if (Status status = reader.Read(*entry, known == cases->end() ? Case() : known->second); !status.ok())
      return status;
  }
  return reader.Take();
}

}  // namespace groundswell
