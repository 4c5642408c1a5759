#include "serve/api_draft.h"

#include <array>

#include "serve/docx.h"
#include "serve/draft_report.h"
#include "serve/find_case.h"
#include "serve/parameters.h"

namespace groundswell {

HttpResponse GetCaseDraft(const ApiContext& context, const HttpRequest& request) {
  constexpr std::array<std::string_view, 2> kFormats = {"md", "docx"}, kLanguages = {"zh-CN", "en"};
  Parameters parameters(request, {"format", "lang"});
  const bool is_docx = parameters.OneOf("format", kFormats).value_or(0) == 1;
  const bool is_english = parameters.OneOf("lang", kLanguages).value_or(0) == 1;
  if (parameters.error()) return *parameters.error();
  auto found = FindCase(context, request);
  if (auto* answer = std::get_if<HttpResponse>(&found)) return std::move(*answer);
  const auto& [one, group_row] = std::get<FoundCase>(found);
  std::vector<AuditEntry> entries;
  if (Status status = ForEachEntry(*context.store, one, [&](const AuditEntry& entry) { entries.push_back(entry); });
      !status.ok())
    return StoreFailure(status);
  const std::vector<ClockState> clocks = ClocksNow(context, one, group_row);
  const auto document =
      DraftReport({one, group_row, entries, clocks, context.clocks ? context.clocks->days.zone : LocalZone()},
                  is_english ? MessageLanguage::kEnglish : MessageLanguage::kChinese);
  if (!document.ok()) return StoreFailure(document.status());
  HttpResponse response;
  response.headers.push_back({"Cache-Control", "no-store"});
  response.content_type = is_docx ? kDocxType : "text/markdown; charset=utf-8";
  if (!is_docx) {
    response.body = DocumentMarkdown(*document);
    return response;
  }
  auto docx = DocumentDocx(*document);
  if (!docx.ok()) return StoreFailure(docx.status());
  response.body = std::move(*docx);
  response.headers.push_back(
      {"Content-Disposition", "attachment; filename=\"draft-" + FormatGroupId(one.group) + ".docx\""});
  return response;
}

}  // namespace groundswell
