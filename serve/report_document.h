// A report as a document that people read, edit and send: serve/document.h.
//
// Contract: every number is a link to what it counts, every event to its page and its posts, where `base_url` is known.
// What people left out of the report is not in it, what they wrote stands at its head and at its events. The same
// report, text and options give the same document. Threads: free function.
#pragma once

#include <functional>
#include <string>

#include "serve/document.h"
#include "serve/message.h"
#include "serve/report.h"
#include "serve/report_text.h"

namespace groundswell {

struct ReportDocumentOptions {
  MessageLanguage language = MessageLanguage::kChinese;
  std::string base_url;  // of the engine, "https://…" without a slash at its end; empty: no links to it
  // What people call a cause of the taxonomy; empty: its name.
  std::function<std::string(std::string_view tag, MessageLanguage language)> tag_name;
};

// "舆情日报 2026-03-05".
std::string ReportTitle(const ReportPeriod& period, MessageLanguage language);

Document ReportDocument(const Report& report, const ReportText& text, const ReportDocumentOptions& options);

}  // namespace groundswell
