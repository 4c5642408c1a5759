// ReportFiles: the Word files of reports that go with mails.
//
// Contract: Complete attaches the report that a notice tells of to a mail of one, in the receiver's language, with what
// people wrote into it; other messages and receivers it leaves alone. A mail whose file cannot be made, or is larger
// than mails carry, goes without, for it leads to the report as well; that is logged. Keep puts by what is about to be
// told, so that receivers need not wait for it; what is not kept, as after a restart, or has been written into since,
// is made when it is asked for. The newest kReportFilesKept are kept, for kReportFilesKeptMs: after that the words of
// posts that were deleted meanwhile would go on in them. Errors of the store are logged. Ownership: borrows what
// `parts` names. Threads: any; one makes at a time.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "serve/api_reports.h"
#include "serve/message_complete.h"
#include "serve/receiver_kind.h"

namespace groundswell {

// The day, the week and the month may be told at once.
constexpr size_t kReportFilesKept = 3;
constexpr int64_t kReportFilesKeptMs = kHourMs;

class ReportFiles {
 public:
  using Log = std::function<void(std::string_view)>;

  ReportFiles(ReportParts parts, Log log) : parts_(std::move(parts)), log_(std::move(log)) {}

  void Keep(const Report& report, int64_t now_ms);
  // As NotifierOptions::complete.
  void Complete(const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message);

 private:
  struct Kept {
    std::string period;
    uint64_t text_version = 0;
    int64_t made_ms = 0;
    std::array<MessageFile, 2> files;  // by MessageLanguage
  };
  Result<Kept> Make(const Report& report, int64_t now_ms) const;
  Result<MessageFile> File(std::string_view period, MessageLanguage language, int64_t now_ms);
  void Put(Kept kept);

  const ReportParts parts_;
  const Log log_;
  std::mutex mutex_;  // guards what follows
  std::deque<Kept> kept_;
};

}  // namespace groundswell
