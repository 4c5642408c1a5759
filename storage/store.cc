#include "storage/store.h"

#include "models/quoting_row.h"

namespace groundswell {
namespace {

Result<std::optional<std::string>> JsonOf(Result<std::optional<std::string>> row) {
  if (row.ok() && *row) (*row)->resize(JsonOfRow(**row).size());
  return row;
}

}  // namespace

std::string_view GroupWrite::json() const { return JsonOfRow(row); }

Result<std::optional<std::string>> Store::ReadGroup(GroupId id) const { return JsonOf(ReadGroupRow(id)); }

Result<std::optional<std::string>> Store::ReadAlert(uint64_t number) const { return JsonOf(ReadAlertRow(number)); }

Result<std::optional<std::string>> Store::ReadEvidence(uint64_t number) const {
  return JsonOf(ReadEvidenceRow(number));
}

Status Store::ScanGroups(const Visitor<GroupId, std::string_view>& visit) const {
  return ScanGroupRows([&visit](GroupId id, std::string_view row) { return visit(id, JsonOfRow(row)); });
}

Status Store::ScanAlerts(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return ScanAlertRows(from, [&visit](uint64_t number, std::string_view row) { return visit(number, JsonOfRow(row)); });
}

Status Store::ScanEvidence(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return ScanEvidenceRows(from,
                          [&visit](uint64_t number, std::string_view row) { return visit(number, JsonOfRow(row)); });
}

}  // namespace groundswell
