// The silences that people have set on cases and that run now, for whoever delivers alerts.
//
// Contract: a function of the store's cases and audit log; `now_ms` is the wall clock. A silence of a group holds for
// what merged into it, too. Threads: any; it reads the store. Errors: those of the store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/case.h"
#include "storage/store.h"

namespace groundswell {

struct ActiveSilence {
  SilenceScope scope = SilenceScope::kGroup;
  GroupId group;           // whose case it was set on
  std::string org, cause;  // of those scopes; a cause is silenced for its organisation alone, where that is known
  int64_t until_ms = 0;
  std::string by, reason;
};

// What an alert is about.
struct SilenceSubject {
  GroupId group;
  std::string_view org, cause;  // the tag
};

Result<std::vector<ActiveSilence>> ActiveSilences(const Store& store, int64_t now_ms);
bool IsSilenced(const ActiveSilence& silence, const SilenceSubject& subject);

}  // namespace groundswell
