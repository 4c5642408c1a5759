// A report as JSON, for the page and for programs: docs/formats.md, "Reports".
//
// Contract: the same report gives the same bytes; every figure is {"value","query"}; what is not known is absent.
// Threads: free function.
#pragma once

#include <string>

#include "serve/report.h"
#include "serve/report_text.h"

namespace groundswell {

std::string ReportJson(const Report& report, const ReportText& text);

}  // namespace groundswell
