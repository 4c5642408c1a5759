// Routes by which a person acts on the case of a group: POST /api/v1/groups/{id}/ack, …/assign and so on, and
// POST /api/v1/posts/{channel}/{id}/correct.
//
// Which fields each call has is the table in the .cc. Contract: a body is checked whole before anything is taken; what
// the engine refuses is 404 (no such group or post), 409 (not in this state; the case is full), 503 with Retry-After
// when it takes nothing now; 200 once the act is durable. The role is `operate`. Threads: what is given is called on
// the server's thread and must not block; it answers once, from any thread.
#pragma once

#include <functional>
#include <vector>

#include "base/http.h"
#include "base/status.h"
#include "models/case_action.h"
#include "models/correction.h"
#include "models/local_zone.h"

namespace groundswell {

using CaseTold = std::function<void(Result<CaseOutcome>)>;
using TakeCaseAction = std::function<void(CaseAction, CaseTold)>;
std::vector<HttpRoute> CaseActionRoutes(LocalZone zone, TakeCaseAction take);

// A correction as it is asked for: the cause by its name, a class or a tag, which the taxonomy knows.
struct AskedCorrection {
  Correction correction;
  std::optional<std::string> cause;
};
using CorrectionTold = std::function<void(Result<CorrectionOutcome>)>;
using TakeCorrection = std::function<void(AskedCorrection, CorrectionTold)>;
HttpRoute CorrectionRoute(TakeCorrection take);

}  // namespace groundswell
