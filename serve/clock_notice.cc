#include "serve/clock_notice.h"

#include <algorithm>

#include "base/json_writer.h"
#include "serve/draft_words.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// "3 天", "2 hours": rounded down, for what is left is never more.
std::string LeftText(int64_t left_ms, MessageLanguage language) {
  constexpr MessagePhrase kDays = {"{} 天", "{} days"}, kHours = {"{} 小时", "{} hours"},
                          kMinutes = {"{} 分钟", "{} minutes"};
  if (left_ms >= 2 * kDayMs) return Filled(kDays.In(language), std::to_string(left_ms / kDayMs));
  if (left_ms >= 2 * kHourMs) return Filled(kHours.In(language), std::to_string(left_ms / kHourMs));
  return Filled(kMinutes.In(language), std::to_string(std::max<int64_t>(left_ms / kMinuteMs, 0)));
}

NoticeWords WordsOf(const ClockWarning& warning, const LocalZone& zone, int64_t wall_ms, MessageLanguage language) {
  constexpr MessagePhrase kNear = {"时限将到：{}", "Deadline near: {}"},
                          kPassed = {"时限已过：{}", "Deadline passed: {}"};
  constexpr MessagePhrase kNobody = {"机构不明", "unknown organisation"}, kComma = {"，", ", "};
  constexpr MessagePhrase kLeft = {"还剩 {}", "{} left"};
  constexpr MessagePhrase kCase = {"案件", "Case"}, kDue = {"到期", "Due"}, kDueThen = {"此时到期", "Due then"},
                          kRunning = {"计时中", "Running"}, kOver = {"已逾期", "Passed"},
                          kAssignee = {"负责人", "Assignee"}, kNone = {"无人", "nobody"};
  const auto in = [language](const MessagePhrase& phrase) { return std::string(phrase.In(language)); };
  const ClockState& clock = warning.clock;
  const EventTime moment = MomentOf(warning);
  std::string about = (warning.org.empty() ? in(kNobody) : warning.org) + in(kComma) + ClockLabel(clock, language);
  if (warning.before_ms > 0) about += in(kComma) + Filled(in(kLeft), LeftText(moment.ms - wall_ms, language));
  NoticeWords words;
  words.headline = Filled(in(warning.before_ms > 0 ? kNear : kPassed), about);
  int weight = 100;
  const auto fact = [&](const MessagePhrase& label, std::string text) {
    words.parts.push_back({PartKind::kFact, weight--, in(label), std::move(text)});
  };
  fact(kDue, TimeText(moment, zone.OffsetAt(moment)));
  if (warning.before_ms > 0) fact(kDueThen, std::to_string(clock.next_count));
  if (clock.passed > 0) fact(kOver, std::to_string(clock.passed));
  fact(kRunning, std::to_string(clock.running));
  fact(kAssignee, warning.one.assignee.empty() ? in(kNone) : warning.one.assignee);
  fact(kCase, FormatGroupId(warning.one.group));
  return words;
}

std::string DataOf(const ClockWarning& warning) {
  const ClockState& clock = warning.clock;
  std::string data;
  JsonWriter json(&data);
  json.BeginObject().Key("deadline").Text(clock.name()).Key("due").Time(MomentOf(warning));
  json.Key("has_passed").Bool(warning.before_ms == 0).Key("warn_before_secs").Integer(warning.before_ms / kSecondMs);
  json.Key("running").Integer(clock.running).Key("passed").Integer(clock.passed);
  if (warning.before_ms > 0) json.Key("due_then").Integer(clock.next_count);
  json.EndObject();
  return data;
}

}  // namespace

EventTime MomentOf(const ClockWarning& warning) {
  return warning.before_ms > 0 ? warning.clock.next : warning.clock.last_passed;
}

Notice ClockNotice(const ClockWarning& warning, const LocalZone& zone, int64_t wall_ms) {
  constexpr uint8_t kEmerging = 2;  // a deadline is told of, however small the group
  const EventTime moment = MomentOf(warning);
  Notice notice;
  notice.kind = NoticeKind::kClock;
  notice.group = FormatGroupId(warning.one.group);
  notice.org = warning.org;
  notice.id = NoticeId(NoticeKind::kClock,
                       notice.group + "/" + std::string(warning.clock.name()) + "/" + std::to_string(warning.before_ms),
                       moment.ms);
  notice.thread = "clock/" + notice.group;
  notice.at_ms = wall_ms;
  notice.level = std::max(warning.level, kEmerging);
  if (warning.before_ms > 0) notice.expires_ms = moment.ms;  // then it is told that it has passed
  notice.zh = WordsOf(warning, zone, wall_ms, MessageLanguage::kChinese);
  notice.en = WordsOf(warning, zone, wall_ms, MessageLanguage::kEnglish);
  notice.data = DataOf(warning);
  return notice;
}

}  // namespace groundswell
