// The sections [oncall] and [links] of a Config: who is called, what happens when nobody takes a case, and the links by
// which one takes it.
//
// Contract: none of these keys can change a result. A step of oncall.steps is an inline table, { after_mins, who,
// receivers, level }. The rota file is read anew each time it is asked for. Errors: kInvalid, with the key or with file
// and line, and what to do. Threads: free functions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "models/local_zone.h"
#include "serve/on_call.h"
#include "tools/config.h"

namespace groundswell {

constexpr std::string_view kOnCallSection = "oncall";

Result<std::shared_ptr<const OnCallPlan>> OnCallPlanOf(const Config& config);

// Where signed links lead: links.public_url, else serve.public_url; without a slash at its end.
std::string LinkUrlOf(const Config& config);

// Ok when both sections can be used. Config::Load asks it.
Status CheckOnCallOf(const Config& config);

// What is worth a warning: times of the next four weeks in which nobody is on duty, a line each.
std::vector<std::string> OnCallWarnings(const OnCallPlan& plan, int64_t now_ms, LocalZone zone);

// Appends the keys of both sections.
void AddOnCallKeys(std::vector<ConfigKey>* keys);

}  // namespace groundswell
