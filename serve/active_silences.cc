#include "serve/active_silences.h"

#include "models/audit.h"

namespace groundswell {
namespace {

Result<ActiveSilence> Described(const Store& store, GroupId group, const CaseSilence& silence) {
  ActiveSilence active{.scope = silence.scope,
                       .group = group,
                       .org = silence.org,
                       .cause = {},
                       .until_ms = silence.until_ms,
                       .by = {},
                       .reason = {}};
  if (silence.scope == SilenceScope::kOrg) active.org = silence.key;
  if (silence.scope == SilenceScope::kCause) active.cause = silence.key;
  auto bytes = store.ReadAudit(silence.entry);
  if (!bytes.ok()) return bytes.status();
  auto entry = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(Corrupt("the entry of a silence is missing"));
  if (!entry.ok()) return entry.status();
  active.by = entry->entry.by;
  active.reason = entry->entry.text;
  return active;
}

}  // namespace

Result<std::vector<ActiveSilence>> ActiveSilences(const Store& store, int64_t now_ms) {
  std::vector<ActiveSilence> active;
  Status status = store.ScanCases([&](GroupId group, std::string_view bytes) {
    auto one = DecodeCase(bytes);
    if (!one.ok()) return one.status();
    for (const CaseSilence& silence : one->silences) {
      if (silence.until_ms <= now_ms) continue;
      auto described = Described(store, group, silence);
      if (!described.ok()) return described.status();
      active.push_back(std::move(*described));
    }
    return Status();
  });
  if (!status.ok()) return status;
  return active;
}

bool IsSilenced(const ActiveSilence& silence, const SilenceSubject& subject) {
  switch (silence.scope) {
    case SilenceScope::kGroup:
      return silence.group == subject.group;
    case SilenceScope::kOrg:
      return silence.org == subject.org;
    case SilenceScope::kCause:
      return silence.cause == subject.cause && silence.org == subject.org;
  }
  return false;
}

}  // namespace groundswell
