#include "serve/case_silences.h"

#include <utility>

#include "models/audit.h"
#include "models/case.h"

namespace groundswell {
namespace {

constexpr std::chrono::seconds kAgeMax(1);

Result<Silence> Described(const Store& store, GroupId group, const CaseSilence& of_case) {
  Silence silence;
  silence.id = std::to_string(of_case.entry);
  silence.until_ms = of_case.until_ms;
  if (of_case.scope == SilenceScope::kOrg) silence.org = of_case.key;
  if (of_case.scope == SilenceScope::kCause) silence.cause = of_case.key, silence.org = of_case.org;
  if (silence.org.empty()) silence.group = FormatGroupId(group);
  auto bytes = store.ReadAudit(of_case.entry);
  if (!bytes.ok()) return bytes.status();
  auto entry = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(Corrupt("the entry of a silence is missing"));
  if (!entry.ok()) return entry.status();
  silence.author = entry->entry.by;
  silence.reason = entry->entry.text;
  return silence;
}

}  // namespace

Result<SilenceList> ReadSilences(const Store& store) {
  SilenceList silences;
  Status status = store.ScanCases([&](GroupId group, std::string_view bytes) {
    auto one = DecodeCase(bytes);
    if (!one.ok()) return one.status();
    for (const CaseSilence& of_case : one->silences) {
      auto silence = Described(store, group, of_case);
      if (!silence.ok()) return silence.status();
      silences.push_back(std::move(*silence));
    }
    return Status();
  });
  if (!status.ok()) return status;
  return silences;
}

std::shared_ptr<const SilenceList> CaseSilences::Active() {
  std::lock_guard lock(mutex_);
  const MonotonicTime now = std::chrono::steady_clock::now();
  if (known_ && now - read_at_ < kAgeMax) return known_;
  auto silences = ReadSilences(*store_);
  if (silences.ok()) known_ = std::make_shared<const SilenceList>(std::move(*silences));
  read_at_ = now;
  return known_;
}

}  // namespace groundswell
