#include "serve/untaken.h"

#include "models/case.h"
#include "serve/post_reader.h"

namespace groundswell {

Result<bool> IsUntaken(const Store* store, GroupId* group) {
  const auto survivor = PostReader(store).Survivor(*group);
  if (!survivor.ok()) return survivor.status();
  *group = *survivor;
  const auto bytes = store->ReadCase(*group);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes || (*bytes)->empty()) return true;
  const auto known = DecodeCase(**bytes);
  if (!known.ok()) return known.status();
  return known->status == CaseStatus::kReceived && !known->is_closed();
}

}  // namespace groundswell
