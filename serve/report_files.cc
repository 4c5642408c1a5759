#include "serve/report_files.h"

#include <utility>

#include "serve/docx.h"
#include "serve/message_mail.h"
#include "serve/report_sender.h"

namespace groundswell {

void ReportFiles::Complete(const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message) {
  if (receiver.kind != ReceiverKind::kEmail || subject.notice == nullptr) return;
  if (subject.notice->kind != NoticeKind::kReport) return;
  const std::string period = PeriodOfNotice(*subject.notice);
  auto file = File(period, message->language, subject.now_ms);
  if (!file.ok()) {
    log_("the mail of the report " + period + " goes to " + receiver.name +
         " without its file: " + file.status().message());
    return;
  }
  message->files.push_back(std::move(*file));
}

void ReportFiles::Keep(const Report& report, int64_t now_ms) {
  auto made = Make(report, now_ms);
  if (!made.ok()) return;  // it is made again, and told of, when it is asked for
  std::lock_guard lock(mutex_);
  Put(std::move(*made));
}

Result<MessageFile> ReportFiles::File(std::string_view name, MessageLanguage language, int64_t now_ms) {
  const auto text = parts_.texts->Read(name);
  if (!text.ok()) return text.status();
  std::lock_guard lock(mutex_);
  std::erase_if(kept_, [now_ms](const Kept& kept) { return now_ms - kept.made_ms > kReportFilesKeptMs; });
  for (const Kept& kept : kept_)
    if (kept.period == name && kept.text_version == text->version) return kept.files[static_cast<size_t>(language)];
  const auto period = ParseReportPeriod(name, parts_.zone);
  if (!period) return Corrupt("'" + std::string(name) + "' is no period");
  const auto report = MakeReportNow(parts_, *period);
  if (!report.ok()) return report.status();
  auto made = Make(*report, now_ms);
  if (!made.ok()) return made.status();
  MessageFile file = made->files[static_cast<size_t>(language)];
  Put(std::move(*made));
  return file;
}

Result<ReportFiles::Kept> ReportFiles::Make(const Report& report, int64_t now_ms) const {
  const auto text = parts_.texts->Read(report.period.name);
  if (!text.ok()) return text.status();
  Kept kept{.period = report.period.name, .text_version = text->version, .made_ms = now_ms, .files = {}};
  for (const MessageLanguage language : {MessageLanguage::kChinese, MessageLanguage::kEnglish}) {
    auto bytes = RenderReport(report, *text, ReportFormat::kDocx,
                              {.language = language, .base_url = parts_.public_url, .tag_name = parts_.tag_name});
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() > kMailFilesBytesMax)
      return Exhausted("it has " + std::to_string(bytes->size()) + " bytes, and mails carry " +
                       std::to_string(kMailFilesBytesMax));
    kept.files[static_cast<size_t>(language)] = {.name = ReportTitle(report.period, language) + ".docx",
                                                 .type = kDocxType,
                                                 .bytes = std::make_shared<const std::string>(std::move(*bytes))};
  }
  return kept;
}

void ReportFiles::Put(Kept kept) {
  std::erase_if(kept_, [&](const Kept& old) { return old.period == kept.period; });
  kept_.push_back(std::move(kept));
  if (kept_.size() > kReportFilesKept) kept_.pop_front();
}

}  // namespace groundswell
