// GET /api/v1/oncall: who is on duty, who comes next, when nobody is, and which cases wait to be taken.
//
// Contract: contact ids of people are never in it. Threads: as HttpRoute says, on the readers' pool; the parts outlive
// the server.
#pragma once

#include <functional>
#include <vector>

#include "base/http.h"
#include "base/json_writer.h"
#include "serve/escalation.h"
#include "serve/on_call.h"
#include "serve/reader_pool.h"

namespace groundswell {

// Further than this nobody looks for gaps, nor for who comes next.
constexpr int64_t kOnCallDays = 28;

// Who is on duty at a moment and afterwards.
struct OnCallView {
  int64_t at_ms = 0;
  DutySpan now, next;  // a next without end: the same person, as far as is looked
  std::vector<DutySpan> gaps;
};
OnCallView ViewOnCall(const OnCallPlan& plan, int64_t at_ms);

// The fields of the answer but `waiting`; `json` is within an object.
void WriteOnCall(const OnCallPlan& plan, int64_t at_ms, JsonWriter* json);

using WaitingNow = std::function<std::vector<WaitingCase>()>;
HttpRoute OnCallRoute(const OnCall* on_call, WaitingNow waiting, ReaderPool* pool);

}  // namespace groundswell
