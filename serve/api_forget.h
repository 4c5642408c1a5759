// POST /api/v1/forget: what somebody has a right to have forgotten.
//
// The body names one of: a person by `channel` and `author`, by `customer` (the id that records give as `person`) or by
// `person` (the hash as registers and exports show it); a post by `channel` and `post`; the words of an audit `entry`.
// Contract: 200 with what was reached once it is durable; asked again, it reaches nothing and is 200 all the same; 400
// for a body that names none or several, 503 with Retry-After when it cannot be done now. The role is `operate`.
// Threads: what is given is called on the server's thread and must not block; it answers once, from any thread.
#pragma once

#include <functional>
#include <string>

#include "base/http.h"
#include "base/status.h"
#include "models/forgetting.h"

namespace groundswell {

// As it is asked for: an author or a customer is still to be hashed.
struct AskedForgetting {
  Forgetting forgetting;
  std::string channel, author, customer;
};
using ForgettingTold = std::function<void(Result<ForgettingOutcome>)>;
using TakeForgetting = std::function<void(AskedForgetting, ForgettingTold)>;
HttpRoute ForgetRoute(TakeForgetting take);

// {"posts":…,"quotes":…,"people":…,"words":…,"entry":…}
std::string ForgettingJson(const ForgettingOutcome& outcome);

}  // namespace groundswell
