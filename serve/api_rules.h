// Routes by which a person says what groups are: POST /api/v1/groups/{id}/merge and /split.
//
// Contract: a body is checked whole before anything is taken: unknown fields and wrong values are a 400 that names
// them. What the engine refuses is 404 (a group or post that is not there) or 409 (what stands against it); 503 with
// Retry-After when it takes nothing now. 200 once the rule is durable. The role is `operate`. Threads: `take` is called
// on the server's thread and must not block; it answers once, from any thread.
#pragma once

#include <functional>
#include <vector>

#include "base/http.h"
#include "base/status.h"
#include "models/group_rule.h"

namespace groundswell {

using RuleTold = std::function<void(Result<RuleOutcome>)>;
using TakeGroupRule = std::function<void(GroupRule, RuleTold)>;

std::vector<HttpRoute> RuleRoutes(TakeGroupRule take);

// The rule that a request asks for, or the answer that says what is wrong with it. For tests, too.
struct ReadRule {
  GroupRule rule;
  std::optional<HttpResponse> error;
};
ReadRule ReadMergeRequest(const HttpRequest& request);
ReadRule ReadSplitRequest(const HttpRequest& request);

}  // namespace groundswell
