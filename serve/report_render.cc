#include "serve/report_render.h"

#include "serve/document_html.h"
#include "serve/docx.h"
#include "serve/report_json.h"

namespace groundswell {

std::string_view ReportContentType(ReportFormat format) {
  constexpr std::string_view kTypes[] = {"application/json", "text/html; charset=utf-8", "text/markdown; charset=utf-8",
                                         kDocxType};
  return kTypes[static_cast<size_t>(format)];
}

Result<std::string> RenderReport(const Report& report, const ReportText& text, ReportFormat format,
                                 const ReportDocumentOptions& options) {
  if (format == ReportFormat::kJson) return ReportJson(report, text);
  const Document document = ReportDocument(report, text, options);
  if (format == ReportFormat::kHtml) return DocumentHtml(document);
  if (format == ReportFormat::kMarkdown) return DocumentMarkdown(document);
  return DocumentDocx(document);
}

}  // namespace groundswell
