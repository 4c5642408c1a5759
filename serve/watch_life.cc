// The sign of life of the WatchKeeper: when it is due, and what it says of the time since the last.
#include <algorithm>
#include <numeric>

#include "base/json_writer.h"
#include "serve/message_facts.h"
#include "serve/message_words.h"
#include "serve/watch_keeper.h"
#include "serve/watch_words.h"

namespace groundswell {
namespace {

// Later than this is said to be late.
constexpr int64_t kLateMs = 5 * 60 * kSecondMs;
constexpr size_t kLinesMax = 30;
constexpr uint8_t kEmerging = 2;

// The last of these times of the day that has come; 0 without any.
int64_t LastDue(const std::vector<int>& minutes, int64_t now_ms, LocalZone zone) {
  const int64_t today_ms = zone.DayAt({now_ms}) * kDayMs;
  int64_t due_ms = 0;
  for (const int minute : minutes)
    for (const int64_t day_ms : {today_ms, today_ms - kDayMs})
      if (const int64_t at_ms = zone.TimeAt(day_ms + minute * 60 * kSecondMs).ms; at_ms <= now_ms)
        due_ms = std::max(due_ms, at_ms);
  return due_ms;
}

struct LifeFigures {
  uint64_t posts, duplicates, rejected;
  std::array<uint64_t, 5> alerts;
  uint64_t critical_posts = 0;  // that could not wait, in groups below `emerging`
  uint64_t alarms() const { return alerts[2] + alerts[3] + alerts[4] + critical_posts; }
};

LifeFigures Between(const Totals& before, const Totals& now) {
  const auto since = [](uint64_t from, uint64_t to) { return to > from ? to - from : 0; };
  LifeFigures figures{since(before.accepted, now.accepted),
                      since(before.duplicates, now.duplicates),
                      since(before.rejected, now.rejected),
                      {},
                      0};
  for (size_t level = 0; level < figures.alerts.size(); ++level)
    figures.alerts[level] = since(before.alerts[level], now.alerts[level]);
  return figures;
}

std::string AlertsText(const LifeFigures& figures, MessageLanguage language) {
  std::string text;
  if (figures.critical_posts > 0)
    text.append(EventWord("critical_post", language)).append(" ").append(std::to_string(figures.critical_posts));
  for (uint8_t level = 4; level >= kEmerging; --level) {
    if (figures.alerts[level] == 0) continue;
    text.append(text.empty() ? "" : language == MessageLanguage::kChinese ? "，" : ", ");
    text.append(LevelWord(level, language)).append(" ").append(std::to_string(figures.alerts[level]));
  }
  if (!text.empty()) return text;
  return language == MessageLanguage::kChinese ? "无" : "none";
}

std::string Data(const LifeFigures& figures, const WatchView& view, uint64_t open_cases, int64_t from_ms,
                 int64_t due_ms) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("from").Time(EventTime{from_ms}).Key("due").Time(EventTime{due_ms});
  json.Key("posts").Integer(static_cast<int64_t>(figures.posts));
  json.Key("duplicates").Integer(static_cast<int64_t>(figures.duplicates));
  json.Key("rejected").Integer(static_cast<int64_t>(figures.rejected)).Key("alerts").BeginObject();
  for (size_t level = 0; level < figures.alerts.size(); ++level)
    json.Key(kLevelNames[level]).Integer(static_cast<int64_t>(figures.alerts[level]));
  json.EndObject().Key("critical_posts").Integer(static_cast<int64_t>(figures.critical_posts));
  json.Key("open_cases").Integer(static_cast<int64_t>(open_cases));
  if (view.disk_free) json.Key("disk_free_bytes").Integer(static_cast<int64_t>(*view.disk_free));
  json.EndObject();
  return text;
}

std::string_view StateWord(const WatchedSource& source, bool is_quiet, MessageLanguage language) {
  const auto word = [language](std::string_view zh, std::string_view en) {
    return language == MessageLanguage::kChinese ? zh : en;
  };
  if (source.is_failing) return word("故障", "failing");
  if (is_quiet) return word("静默", "silent");
  if (source.is_reading) return word("正常", "running");
  return source.state == "paused" ? word("已暂停", "paused") : word("未运行", "not running");
}

void AddReceivers(const WatchView& view, Notice* notice) {
  constexpr MessagePhrase kReceivers = {"接收端", "Receivers"};
  std::string zh, en;
  for (const WatchedReceiver& receiver : view.receivers) {
    const bool is_gone = receiver.is_disabled, fails = receiver.failing_since_ms > 0;
    zh += (zh.empty() ? "" : "，") + receiver.name + (is_gone ? " 失效" : fails ? " 故障" : " 正常");
    en += (en.empty() ? "" : ", ") + receiver.name + (is_gone ? " gone" : fails ? " failing" : " ok");
  }
  if (!zh.empty()) AddFact(55, kReceivers, zh, en, notice);
}

}  // namespace

void WatchKeeper::LookAtLife(const WatchView& view, int64_t now_ms) {
  const int64_t due_ms = LastDue(options_.sign_of_life_min, now_ms, options_.zone);
  if (due_ms == 0 || due_ms <= life_ms_) return;
  const auto begin_anew = [&] {
    life_ms_ = due_ms;
    life_told_ms_ = now_ms;
    life_totals_ = view.totals;
    for (auto& [name, source] : sources_) source.since_life = 0;
    Save();
  };
  // The first time nothing is known of the time before.
  if (life_ms_ == 0) return begin_anew();
  Notice notice;
  notice.kind = NoticeKind::kSignOfLife;
  notice.id = NoticeId(notice.kind, "", due_ms);
  notice.at_ms = now_ms;
  notice.level = kLevelNone;
  notice.is_over = true;
  notice.thread = "life";
  SayLife(view, due_ms, now_ms, &notice);
  if (Put(std::move(notice))) begin_anew();
}

// Below `emerging`: from there on a post that cannot wait is among the alerts of its level.
uint64_t WatchKeeper::CountCriticalPosts(const Totals& now) const {
  // Alerts are numbered through all levels.
  const auto end_of = [](const Totals& totals) {
    return std::accumulate(totals.alerts.begin(), totals.alerts.end(), uint64_t{0});
  };
  const uint64_t end = end_of(now);
  AlertFactsReader reader;
  uint64_t count = 0;
  const Status scanned =
      store_->ScanAlerts(end_of(life_totals_), [&](uint64_t number, std::string_view json) -> Status {
        if (number >= end) return Exhausted("enough");
        if (json.find("\"critical_post\"") == std::string_view::npos) return {};
        const auto facts = reader.Read(number, json);
        count += facts.ok() && facts->is_critical() && facts->level < kEmerging ? 1 : 0;
        return {};
      });
  if (!scanned.ok() && scanned.code() != Code::kExhausted && options_.log)
    options_.log("posts that could not wait could not be counted: " + scanned.message());
  return count;
}

void WatchKeeper::SayLife(const WatchView& view, int64_t due_ms, int64_t now_ms, Notice* notice) const {
  LifeFigures figures = Between(life_totals_, view.totals);
  figures.critical_posts = CountCriticalPosts(view.totals);
  const uint64_t open_cases = view.count_open_cases ? view.count_open_cases() : 0;
  const uint64_t waiting = view.count_waiting_cases ? view.count_waiting_cases() : 0;
  // A receiver that fails for a short time is not yet told of, and amiss all the same.
  const auto failing = std::count_if(view.receivers.begin(), view.receivers.end(), [this](const WatchedReceiver& one) {
    return (one.is_disabled || one.failing_since_ms > 0) && !IsOpen("receiver/" + one.name);
  });
  const size_t amiss = open_.size() + static_cast<size_t>(failing);
  const bool is_quiet = figures.alarms() == 0 && amiss == 0 && waiting == 0;
  const std::string alerts = std::to_string(figures.alarms()), wrong = std::to_string(amiss);
  if (is_quiet) {
    SayWatch("平安：一切正常，无告警", "All quiet: no alerts, and everything runs", notice);
  } else {
    const std::string zh = waiting == 0 ? "" : "，待受理 " + std::to_string(waiting) + " 件";
    const std::string en = waiting == 0 ? "" : ", " + std::to_string(waiting) + " cases that nobody has taken";
    SayWatch("值守报告：告警 " + alerts + " 条，异常 " + wrong + " 项" + zh,
             "Report: " + alerts + " alerts, " + wrong + " things amiss" + en, notice);
  }
  if (now_ms - due_ms > kLateMs) {
    const std::string due = TimeOf(due_ms);
    AddNote(95, "迟到：本应于 " + due + " 发出，当时引擎未运行。",
            "Late: it was due at " + due + ", when the engine did not run.", notice);
  }
  const std::string from = TimeOf(life_told_ms_), to = TimeOf(now_ms);
  AddFact(90, {"时段", "Period"}, from + " 至 " + to, from + " to " + to, notice);
  AddFact(88, {"帖子", "Posts"},
          std::to_string(figures.posts) + " 条，重复 " + std::to_string(figures.duplicates) + "，拒收 " +
              std::to_string(figures.rejected),
          std::to_string(figures.posts) + " taken, " + std::to_string(figures.duplicates) + " known already, " +
              std::to_string(figures.rejected) + " refused",
          notice);
  AddFact(86, {"告警", "Alerts"}, AlertsText(figures, MessageLanguage::kChinese),
          AlertsText(figures, MessageLanguage::kEnglish), notice);
  AddFact(84, {"未结案件", "Open cases"}, std::to_string(open_cases), std::to_string(open_cases), notice);
  AddReceivers(view, notice);
  if (view.disk_free)
    AddFact(50, {"剩余空间", "Free space"}, BytesText(*view.disk_free), BytesText(*view.disk_free), notice);
  AddSources(view, now_ms, notice);
  notice->data = Data(figures, view, open_cases, life_told_ms_, due_ms);
}

void WatchKeeper::AddSources(const WatchView& view, int64_t now_ms, Notice* notice) const {
  size_t lines = 0;
  for (const WatchedSource& seen : view.sources) {
    const auto known = sources_.find(seen.name);
    if (known == sources_.end()) continue;
    if (++lines > kLinesMax) break;
    const bool is_quiet = IsOpen("source/" + seen.name);
    const int64_t silence_ms = known->second.pace.SilenceMs(now_ms);
    const std::string posts = std::to_string(known->second.since_life);
    const auto lag_ms = static_cast<int64_t>(seen.lag_secs * 1000);
    std::string zh = seen.name + "：" + std::string(StateWord(seen, is_quiet, MessageLanguage::kChinese)) + "，" +
                     posts + " 条，最近一次 " + DurationText(silence_ms, MessageLanguage::kChinese) + "前";
    std::string en = seen.name + ": " + std::string(StateWord(seen, is_quiet, MessageLanguage::kEnglish)) + ", " +
                     posts + " records, the last " + DurationText(silence_ms, MessageLanguage::kEnglish) + " ago";
    if (lag_ms >= kSecondMs) {
      zh += "，积压 " + DurationText(lag_ms, MessageLanguage::kChinese);
      en += ", lags by " + DurationText(lag_ms, MessageLanguage::kEnglish);
    }
    AddLine(static_cast<int>(40 - lines), zh, en, notice);
  }
  if (lines <= kLinesMax) return;
  const std::string more = std::to_string(view.sources.size() - kLinesMax);
  AddNote(8, "另有 " + more + " 个信息源", "and " + more + " more sources", notice);
}

}  // namespace groundswell
