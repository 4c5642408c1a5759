// groundswell report: the report of a day, a week or a month, of a running engine or of the folder of a stopped one.
//
// Threads: one. Errors: kInvalid for a period that is none, those of the API client, those of the store.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/api_client.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct ReportOptions {
  ApiAddress address;
  std::string period;  // "2026-03-05", "2026-W10", "2026-03"
  std::string format = "md", language, out;
  std::string data_dir;  // of a stopped engine, or of a replay; empty: the engine at `address` is asked
};

Status RunReport(const ReportOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
