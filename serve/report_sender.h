// ReportSender: tells receivers that the report of yesterday, of last week, of last month is there, at a set local
// time.
//
// What is told is a notice (serve/notice.h): the main figures and the way to the report, in the receiver's language.
// Contract: the id of the notice is made of the period, so that each report is told once whatever restarts come
// between; one whose time passed longer than kReportLateMs ago, because nothing ran, is not told any more. Words of
// posts are not in it; mails carry the report as a file (serve/report_files.h). Errors: those of the store and of
// Notices from Look; the thread logs them and goes on. Ownership: borrows all it is given. Threads: Start and Stop from
// one; a thread of its own in between.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "models/local_zone.h"
#include "serve/api_reports.h"
#include "serve/notices.h"
#include "serve/report_files.h"

namespace groundswell {

constexpr int64_t kReportLateMs = kDayMs;

// When reports are told: so long after midnight with which the day, the week or the month begins that comes after the
// one they are about. None: not at all.
struct ReportTimes {
  std::optional<int64_t> daily_ms, weekly_ms, monthly_ms;
  bool are_none() const { return !daily_ms && !weekly_ms && !monthly_ms; }
};
// "09:00", "mon 09:00", "1 09:00" (a day of the month, 1 to 28); empty: not at all. kInvalid says what may be written.
Result<std::optional<int64_t>> ParseReportTime(ReportKind kind, std::string_view text);

struct ReportDue {
  ReportPeriod period;
  int64_t at_ms = 0;  // wall time at which it is to be told
};
// The newest report of a kind whose time has come.
ReportDue NewestReportDue(ReportKind kind, int64_t after_begin_ms, int64_t wall_ms, LocalZone zone);

struct ReportSenderOptions {
  ReportTimes times;
  std::vector<std::string> receivers;  // empty: those of notify.watch_receivers
  std::chrono::milliseconds every = std::chrono::seconds(20);
  std::function<int64_t()> wall_ms = {};  // empty: the system's
};

// What is told of a report, and the name of its period by that.
Notice ReportNotice(const Report& report, int64_t at_ms);
std::string PeriodOfNotice(const Notice& notice);

class ReportSender {
 public:
  using Log = std::function<void(std::string_view)>;

  // `files` may be null: then mails carry none.
  ReportSender(ReportParts parts, Notices* notices, ReportFiles* files, ReportSenderOptions options, Log log);
  ~ReportSender();

  void Start();
  void Stop();
  // One look, as the thread does it.
  Status Look(int64_t wall_ms);

 private:
  void Run();
  Status Tell(ReportKind kind, int64_t after_begin_ms, int64_t wall_ms);

  const ReportParts parts_;
  Notices* const notices_;
  ReportFiles* const files_;
  const ReportSenderOptions options_;
  const Log log_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace groundswell
