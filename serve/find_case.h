// The case of a group as the handlers of the API find it: its own row, its group's, and its entries of the audit log.
//
// Threads: free functions, on the readers' pool.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "models/audit.h"
#include "models/case.h"
#include "models/clock_fold.h"
#include "serve/api_context.h"

namespace groundswell {

struct FoundCase {
  Case one;
  std::string group_row;  // JSON; empty where it is gone
};

// The case of the group that the first value of the path stands for now, or the answer that there is none.
std::variant<FoundCase, HttpResponse> FindCase(const ApiContext& context, const HttpRequest& request);

// Each entry of the case, in their order.
Status ForEachEntry(const Store& store, const Case& one, const std::function<void(const AuditEntry&)>& visit);

// The clocks that run for it, by the watermark.
std::vector<ClockState> ClocksNow(const ApiContext& context, const Case& one, std::string_view group_row);

}  // namespace groundswell
