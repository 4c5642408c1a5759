#include "serve/report_sender.h"

#include <charconv>
#include <utility>

#include "serve/levels.h"
#include "serve/notify_route.h"
#include "serve/report_phrases.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;
constexpr size_t kEventsTold = 3;

int64_t SystemWallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::optional<int64_t> Number(std::string_view text, int64_t most) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

// "09:00": milliseconds since midnight.
std::optional<int64_t> TimeOfDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = Number(text.substr(0, 2), 23), minute = Number(text.substr(3), 59);
  return hour && minute ? std::optional(*hour * kHourMs + *minute * kMinuteMs) : std::nullopt;
}

NoticeWords WordsOf(const Report& report, MessageLanguage language) {
  const auto in = [&](const MessagePhrase& phrase) { return std::string(phrase.In(language)); };
  const bool is_chinese = language == MessageLanguage::kChinese;
  const MoodFigures& volume = report.volume;
  NoticeWords words;
  const std::string colon = is_chinese ? "：" : ": ", comma = is_chinese ? "，" : ", ";
  words.headline = ReportTitle(report.period, language) + colon + in(kReportPosts) + " " +
                   std::to_string(volume.posts.value) + comma + in(kReportComplaints) + " " +
                   std::to_string(volume.complaints.value);
  if (const auto share = volume.negative_share())
    words.headline += comma + in(kReportShare) + " " + PercentText(*share);
  int weight = 90;
  const auto add = [&](const MessagePhrase& label, std::string text) {
    words.parts.push_back({PartKind::kFact, weight--, in(label), std::move(text)});
  };
  if (!report.is_complete) {
    const std::string until = report.watermark.is_none() ? "" : TimeText(report.watermark, report.zone) + comma;
    add(kReportAsOf, until + in(kReportUnfinished));
  }
  if (report.compared.front().figures)
    add(kReportBefore, std::to_string(report.compared.front().figures->posts.value) + " " + in(kReportPosts) + comma +
                           std::to_string(report.compared.front().figures->complaints.value) + " " +
                           in(kReportComplaints));
  std::string risen;
  for (size_t i = 0; i < report.risen.size(); ++i)
    risen += (risen.empty() ? "" : comma) + std::string(LevelWord(static_cast<uint8_t>(i + 2), language)) + " " +
             std::to_string(report.risen[i].value);
  add({"升级告警", "Alerts of a rise"}, std::move(risen));
  for (size_t i = 0; i < report.events.size() && i < kEventsTold; ++i) {
    const ReportEvent& event = report.events[i];
    std::string text = (event.org.empty() ? in(kReportUnknownOrg) : event.org) + comma +
                       std::string(LevelWord(event.highest, language));
    if (event.joined) text += comma + in(kReportComplainants) + " +" + std::to_string(event.joined->value);
    add(kReportEvent, std::move(text));
  }
  add(kReportActions, std::to_string(report.actions.size()));
  return words;
}

}  // namespace

Result<std::optional<int64_t>> ParseReportTime(ReportKind kind, std::string_view text) {
  if (text.empty()) return std::optional<int64_t>();
  constexpr std::string_view kForms[] = {"HH:MM, such as 09:00", "a day and HH:MM, such as mon 09:00",
                                         "a day of the month, 1 to 28, and HH:MM, such as 1 09:00"};
  const Status wrong =
      Invalid("'" + std::string(text) + "' is no time; write " + std::string(kForms[static_cast<size_t>(kind)]));
  int64_t day_ms = 0;
  if (kind != ReportKind::kDay) {
    const size_t space = text.find(' ');
    if (space == std::string_view::npos) return wrong;
    const std::string_view day = text.substr(0, space);
    text.remove_prefix(space + 1);
    const auto weekday = DayNumber(day);  // 0 is Sunday, with which a week ends
    const auto date = Number(day, 28);
    if (kind == ReportKind::kWeek ? !weekday : !date || *date == 0) return wrong;
    day_ms = (kind == ReportKind::kWeek ? (*weekday + 6) % 7 : *date - 1) * kDayMs;
  }
  const auto time_ms = TimeOfDay(text);
  if (!time_ms) return wrong;
  return std::optional(day_ms + *time_ms);
}

ReportDue NewestReportDue(ReportKind kind, int64_t after_begin_ms, int64_t wall_ms, LocalZone zone) {
  const auto due_ms = [&](const ReportPeriod& of) { return zone.TimeAt(zone.ClockMs(of.since) + after_begin_ms).ms; };
  ReportPeriod current = ReportPeriodAt(kind, {wall_ms}, zone);
  if (wall_ms < due_ms(current)) current = ComparedPeriods(current, zone).front().period;
  return {ComparedPeriods(current, zone).front().period, due_ms(current)};
}

Notice ReportNotice(const Report& report, int64_t at_ms) {
  Notice notice;
  notice.kind = NoticeKind::kReport;
  notice.id = NoticeId(NoticeKind::kReport, report.period.name, 0);
  notice.at_ms = at_ms;
  notice.level = kLevelWatch;  // it calls nobody
  notice.thread = "report-" + report.period.name;
  notice.page = "/#/reports/" + report.period.name;
  notice.zh = WordsOf(report, MessageLanguage::kChinese);
  notice.en = WordsOf(report, MessageLanguage::kEnglish);
  JsonWriter json(&notice.data);
  json.BeginObject().Key("period").Text(report.period.name).Key("complete").Bool(report.is_complete);
  json.Key("posts").Integer(report.volume.posts.value);
  json.Key("complaints").Integer(report.volume.complaints.value);
  json.Key("negative").Integer(report.volume.negative.value);
  json.Key("report").Text("/api/v1/reports/" + report.period.name).EndObject();
  return notice;
}

std::string PeriodOfNotice(const Notice& notice) { return notice.page.substr(notice.page.rfind('/') + 1); }

ReportSender::ReportSender(ReportParts parts, Notices* notices, ReportFiles* files, ReportSenderOptions options,
                           Log log)
    : parts_(std::move(parts)), notices_(notices), files_(files), options_(std::move(options)), log_(std::move(log)) {}

ReportSender::~ReportSender() { Stop(); }

void ReportSender::Start() {
  if (options_.times.are_none()) return;
  thread_ = std::thread([this] { Run(); });
}

void ReportSender::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ReportSender::Run() {
  bool has_failed = false;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Status status = Look(options_.wall_ms ? options_.wall_ms() : SystemWallMs());
    if (!status.ok() && !has_failed) log_("a report could not be sent and is tried again: " + status.message());
    has_failed = !status.ok();
    lock.lock();
    wake_.wait_for(lock, options_.every, [this] { return stopping_; });
  }
}

Status ReportSender::Look(int64_t wall_ms) {
  const ReportTimes& times = options_.times;
  for (const auto& [kind, after_ms] :
       {std::pair(ReportKind::kDay, times.daily_ms), std::pair(ReportKind::kWeek, times.weekly_ms),
        std::pair(ReportKind::kMonth, times.monthly_ms)})
    if (after_ms) GROUNDSWELL_TRY(Tell(kind, *after_ms, wall_ms));
  return {};
}

Status ReportSender::Tell(ReportKind kind, int64_t after_begin_ms, int64_t wall_ms) {
  const ReportDue due = NewestReportDue(kind, after_begin_ms, wall_ms, parts_.zone);
  const bool is_past = wall_ms - due.at_ms > kReportLateMs;
  if (is_past || notices_->Holds(NoticeId(NoticeKind::kReport, due.period.name, 0))) return {};
  const auto report = MakeReportNow(parts_, due.period);
  if (!report.ok()) return report.status();
  Notice notice = ReportNotice(*report, wall_ms);
  if (!options_.receivers.empty()) notice.receivers = options_.receivers;
  if (files_ != nullptr) files_->Keep(*report, wall_ms);
  return notices_->Put(std::move(notice));
}

}  // namespace groundswell
