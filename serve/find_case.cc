#include "serve/find_case.h"

#include "serve/case_clocks.h"
#include "serve/post_reader.h"

namespace groundswell {

std::variant<FoundCase, HttpResponse> FindCase(const ApiContext& context, const HttpRequest& request) {
  const auto id = ParseGroupId(request.path_values.at(0));
  if (!id) return Problem(404, "no such case: an id is 16 hex digits");
  PostReader reader(context.store);
  auto group = reader.Survivor(*id);
  if (!group.ok()) return StoreFailure(group.status());
  auto row = context.store->ReadGroup(*group);
  if (!row.ok()) return StoreFailure(row.status());
  auto bytes = context.store->ReadCase(*group);
  if (!bytes.ok()) return StoreFailure(bytes.status());
  if (!*row && !*bytes) return Problem(404, "no such case: no group that reached watch has this id");
  FoundCase found;
  found.one.group = *group;
  found.group_row = row->value_or(std::string());
  if (!*bytes) return found;
  auto decoded = DecodeCase(**bytes);
  if (!decoded.ok()) return StoreFailure(decoded.status());
  found.one = std::move(*decoded);
  return found;
}

Status ForEachEntry(const Store& store, const Case& one, const std::function<void(const AuditEntry&)>& visit) {
  for (const uint64_t number : one.entries) {
    auto bytes = store.ReadAudit(number);
    if (!bytes.ok()) return bytes.status();
    auto stored = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(Corrupt("an entry of the audit log is missing"));
    if (!stored.ok()) return stored.status();
    visit(stored->entry);
  }
  return {};
}

std::vector<ClockState> ClocksNow(const ApiContext& context, const Case& one, std::string_view group_row) {
  return ClocksOfCase(context.clocks.get(), one, group_row, context.model->position().watermark);
}

}  // namespace groundswell
