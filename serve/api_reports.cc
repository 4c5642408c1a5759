#include "serve/api_reports.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "models/case_action.h"
#include "serve/act_body.h"
#include "serve/document_html.h"
#include "serve/page_address.h"
#include "serve/parameters.h"
#include "serve/report_make.h"

namespace groundswell {
namespace {

constexpr size_t kTitleBytesMax = 256;

std::string EtagOf(const ReportText& text) { return "\"" + std::to_string(text.version) + "\""; }

// The version that an If-Match names; nothing for what is no tag of ours.
std::optional<uint64_t> VersionOf(std::string_view etag) {
  uint64_t version = 0;
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  const auto [end, error] = std::from_chars(etag.data() + 1, etag.data() + etag.size() - 1, version);
  return error == std::errc() && end == etag.data() + etag.size() - 1 ? std::optional(version) : std::nullopt;
}

HttpResponse NoPeriod() {
  return Problem(404, "no such period: a day is 2026-03-05, a week 2026-W10, a month 2026-03");
}

HttpResponse Conditional(HttpResponse response, const ReportText& text) {
  response.headers.push_back({"ETag", EtagOf(text)});
  return response;
}

HttpResponse TextAnswer(const ReportText& text) {
  std::string body;
  JsonWriter json(&body);
  WriteReportText(text, &json);
  return Conditional(JsonAnswer(std::move(body)), text);
}

class Handlers {
 public:
  explicit Handlers(ReportParts parts) : parts_(std::move(parts)) {}

  HttpResponse GetReport(const HttpRequest& request) const {
    Parameters parameters(request, {"format", "lang"});
    const auto format = static_cast<ReportFormat>(parameters.OneOf("format", kReportFormats).value_or(0));
    const bool is_english = parameters.OneOf("lang", kReportLanguages).value_or(0) == 1;
    if (parameters.error()) return *parameters.error();
    const auto period = ParseReportPeriod(request.path_values.at(0), parts_.zone);
    if (!period) return NoPeriod();
    const auto report = MakeReportNow(parts_, *period);
    if (!report.ok()) return StoreFailure(report.status());
    const auto text = parts_.texts->Read(period->name);
    if (!text.ok()) return StoreFailure(text.status());
    auto rendered = RenderReport(*report, *text, format,
                                 {.language = is_english ? MessageLanguage::kEnglish : MessageLanguage::kChinese,
                                  .base_url = PublicUrl(parts_.public_url, request),
                                  .tag_name = parts_.tag_name});
    if (!rendered.ok()) return StoreFailure(rendered.status());
    HttpResponse response = JsonAnswer(std::move(*rendered));
    response.content_type = ReportContentType(format);
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    if (format == ReportFormat::kHtml) response.headers.push_back({"Content-Security-Policy", DocumentPolicy()});
    if (format == ReportFormat::kDocx)
      response.headers.push_back({"Content-Disposition", "attachment; filename=\"report-" + period->name + ".docx\""});
    return response;
  }

  HttpResponse GetText(const HttpRequest& request) const {
    Parameters parameters(request, {});
    if (parameters.error()) return *parameters.error();
    const auto period = ParseReportPeriod(request.path_values.at(0), parts_.zone);
    if (!period) return NoPeriod();
    const auto text = parts_.texts->Read(period->name);
    return text.ok() ? TextAnswer(*text) : StoreFailure(text.status());
  }

  HttpResponse PutText(const HttpRequest& request) const {
    const auto period = ParseReportPeriod(request.path_values.at(0), parts_.zone);
    if (!period) return NoPeriod();
    ActBody body(request);
    ReportText text;
    std::string by;
    ReadText(&body, &text, &by);
    if (auto error = body.TakeError()) return std::move(*error);
    const std::string_view if_match = request.Header("If-Match");
    if (if_match.empty())
      return Problem(428, "send If-Match with the ETag of the text that was read; \"0\" where there is none yet");
    const auto version = VersionOf(if_match);
    if (!version) return Problem(412, "If-Match: only the ETag of the text is allowed, such as \"3\"");
    const auto written =
        parts_.texts->Write(period->name, *version, std::move(text), std::move(by), request.arrived_ms);
    if (written.ok()) return TextAnswer(*written);
    if (written.status().code() == Code::kConflict) return Problem(412, written.status().message());
    return StoreFailure(written.status());
  }

 private:
  // In its stored form, line by line, for cleaning makes one line of a text.
  void Clean(size_t bytes_max, std::string* text) const {
    if (!parts_.clean) return;
    std::string cleaned;
    for (size_t begin = 0; begin <= text->size();) {
      const size_t end = std::min(text->find('\n', begin), text->size());
      std::string line = text->substr(begin, end - begin);
      parts_.clean(bytes_max, &line);
      if (begin > 0) line.insert(line.begin(), '\n');
      if (cleaned.size() + line.size() > bytes_max) break;
      cleaned += line;
      begin = end + 1;
    }
    *text = std::move(cleaned);
  }

  void ReadText(ActBody* body, ReportText* text, std::string* by) const {
    body->Read([&](std::string_view name, ActBody::Value value) {
      if (name == "by")
        body->TakeText(name, value, 1, kCaseByBytesMax, by);
      else if (name == "title")
        body->TakeText(name, value, 0, kTitleBytesMax, &text->title);
      else if (name == "summary")
        body->TakeText(name, value, 0, kReportSummaryBytesMax, &text->summary);
      else if (name == "comments")
        ReadComments(value, body, text);
      else if (name == "left_out")
        ReadLeftOut(value, body, text);
      else
        return false;
      return true;
    });
    if (body->failed()) return;
    Clean(kCaseByBytesMax, by);
    if (by->empty()) return body->Wrong("by", "required: who writes it");
    Clean(kTitleBytesMax, &text->title);
    Clean(kReportSummaryBytesMax, &text->summary);
    for (auto& [group, words] : text->comments) Clean(kReportCommentBytesMax, &words);
    std::erase_if(text->comments, [](const auto& comment) { return comment.second.empty(); });
  }

  static void ReadComments(ActBody::Value value, ActBody* body, ReportText* text) {
    simdjson::dom::object comments;
    if (value.get(comments) != simdjson::SUCCESS || comments.size() > kReportCommentsMax)
      return body->Wrong("comments", "must be an object of at most 50 texts by the ids of groups");
    for (const auto& [group, words] : comments) {
      if (!ParseGroupId(group)) return body->Wrong("comments", "must be named by ids of groups, 16 hex digits each");
      body->TakeText("comments", words, 0, kReportCommentBytesMax,
                     &text->comments.emplace_back(group, std::string()).second);
    }
  }

  static void ReadLeftOut(ActBody::Value value, ActBody* body, ReportText* text) {
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS || list.size() > kReportLeftOutMax)
      return body->Wrong("left_out", "must be a list of at most 64 parts");
    for (const simdjson::dom::element one : list) {
      std::string_view part;
      const bool is_text = one.get(part) == simdjson::SUCCESS;
      if (!is_text || (IndexOf(kReportSections, part) < 0 && !ParseGroupId(part)))
        return body->Wrong("left_out",
                           "must hold names of parts (volume, platforms, organisations, hot_words, events, answers, "
                           "needs_action, clocks, competitors) or ids of groups");
      if (!text->LeavesOut(part)) text->left_out.emplace_back(part);
    }
  }

  const ReportParts parts_;
};

}  // namespace

Result<Report> MakeReportNow(const ReportParts& parts, const ReportPeriod& period) {
  const auto snapshot = parts.context.model->snapshot();
  return MakeReport({.store = parts.context.store,
                     .snapshot = snapshot.get(),
                     .role_of = parts.context.role_of,
                     .clocks = parts.context.clocks.get(),
                     .pane_secs = parts.context.pane_secs,
                     .zone = parts.zone},
                    period);
}

std::vector<HttpRoute> ReportRoutes(ReportParts parts, ReaderPool* pool) {
  const auto handlers = std::make_shared<const Handlers>(std::move(parts));
  std::vector<HttpRoute> routes;
  const auto add = [&](std::string method, std::string pattern, std::string role,
                       HttpResponse (Handlers::*handle)(const HttpRequest&) const) {
    HttpRoute& route = routes.emplace_back();
    route.takes_body = method == "PUT";
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.role = std::move(role);
    route.handle = [handlers, pool, handle](HttpRequest request, Respond respond) {
      pool->Submit([handlers, handle](const HttpRequest& taken) { return ((*handlers).*handle)(taken); },
                   std::move(request), std::move(respond));
    };
  };
  add("GET", "/api/v1/reports/{period}", "read", &Handlers::GetReport);
  add("GET", "/api/v1/reports/{period}/text", "read", &Handlers::GetText);
  add("PUT", "/api/v1/reports/{period}/text", "operate", &Handlers::PutText);
  return routes;
}

}  // namespace groundswell
