// GET /api/v1/reports/{period}, and the text that people write into it: GET and PUT /api/v1/reports/{period}/text.
//
// Contract: serve/openapi.json. Reports have a pool of their own, so that one that takes seconds delays other readers'
// answers no more than its share of a core. A PUT names the version it goes on from by If-Match: 428 without, 412 for
// another one. Ownership: everything given outlives the server. Threads: as HttpRoute says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/http.h"
#include "models/local_zone.h"
#include "serve/api_context.h"
#include "serve/reader_pool.h"
#include "serve/report_render.h"

namespace groundswell {

struct ReportParts {
  ApiContext context;
  ReportTexts* texts = nullptr;
  LocalZone zone;          // in which days begin
  std::string public_url;  // of the page, without a slash at its end; empty: links lead where a local caller asked
  std::function<std::string(std::string_view tag, MessageLanguage language)> tag_name = {};
  // Brings what people write to its stored form, at most so many bytes of it.
  std::function<void(size_t bytes_max, std::string* text)> clean = {};
};

// The report as the store stands now.
Result<Report> MakeReportNow(const ReportParts& parts, const ReportPeriod& period);

std::vector<HttpRoute> ReportRoutes(ReportParts parts, ReaderPool* pool);

}  // namespace groundswell
