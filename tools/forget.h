// Forgetting from the store's side: finds what there is of a person and has the engine forget it, in as many records as
// that takes.
//
// The engine alone would have to look through every record while posts wait; here it is looked through beside it, and
// what came meanwhile is looked for again until nothing more is there. Contract: `submit` gives one record to the
// engine and waits until it is durable. What was stored before the call is reached; asked again, nothing is. Errors:
// kInvalid for names that nothing is left of, those of the store and of `submit`: what was done before stays done.
// Threads: any one; it reads beside the engine, which writes.
#pragma once

#include <functional>

#include "base/status.h"
#include "models/author_hash.h"
#include "models/forgetting.h"
#include "models/redact_patterns.h"
#include "serve/api_forget.h"
#include "storage/store.h"
#include "tools/live_engine.h"

namespace groundswell {

using SubmitForgetting = std::function<Result<ForgettingOutcome>(const Forgetting&)>;
Result<ForgettingOutcome> Forget(const Store& store, const Forgetting& forgetting, const SubmitForgetting& submit);

// Cleans what was written, hashes who was named and draws the salt.
Result<Forgetting> SettleForgetting(const AskedForgetting& asked, const AuthorKey& key, const RedactPatterns* patterns);
// Gives it to a running engine, and waits.
Result<ForgettingOutcome> SubmitToEngine(LiveEngine* engine, const Forgetting& forgetting);

}  // namespace groundswell
