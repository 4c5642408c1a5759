// A report in the form that was asked for: JSON, HTML, Markdown or a Word file.
//
// Contract: the same report, text and options give the same bytes. Threads: free functions. Errors: those of
// DocumentDocx.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/status.h"
#include "serve/report_document.h"

namespace groundswell {

enum class ReportFormat : uint8_t { kJson, kHtml, kMarkdown, kDocx };
constexpr std::array<std::string_view, 4> kReportFormats = {"json", "html", "md", "docx"};
constexpr std::array<std::string_view, 2> kReportLanguages = {"zh-CN", "en"};

std::string_view ReportContentType(ReportFormat format);

Result<std::string> RenderReport(const Report& report, const ReportText& text, ReportFormat format,
                                 const ReportDocumentOptions& options);

}  // namespace groundswell
