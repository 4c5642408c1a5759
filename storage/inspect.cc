#include "storage/verify.h"

namespace groundswell {
namespace {

Status CountRows(const Store& store, StoreCounts* counts) {
  const auto count = [](uint64_t* rows) {
    return [rows](auto&&...) {
      ++*rows;
      return Status();
    };
  };
  GROUNDSWELL_TRY(store.ScanRecords(0, count(&counts->records)));
  GROUNDSWELL_TRY(store.ScanAssignments(count(&counts->assignments)));
  GROUNDSWELL_TRY(store.ScanMerges(count(&counts->merges)));
  GROUNDSWELL_TRY(store.ScanGroups(count(&counts->groups)));
  GROUNDSWELL_TRY(store.ScanAlerts(0, count(&counts->alerts)));
  GROUNDSWELL_TRY(store.ScanRejects(0, count(&counts->rejects)));
  GROUNDSWELL_TRY(store.ScanSeries(EventTime::None(), count(&counts->series)));
  GROUNDSWELL_TRY(store.ScanAllMembers(count(&counts->members)));
  GROUNDSWELL_TRY(store.ScanOutbox(0, count(&counts->outbox)));
  GROUNDSWELL_TRY(store.ScanCases(count(&counts->cases)));
  GROUNDSWELL_TRY(store.ScanAudit(0, count(&counts->audit)));
  GROUNDSWELL_TRY(store.ScanEvidence(0, count(&counts->evidence)));
  GROUNDSWELL_TRY(store.ScanBuckets(count(&counts->buckets)));
  GROUNDSWELL_TRY(store.ScanIds([&](std::string_view, std::string_view, const IdRow& row) {
    ++counts->ids;
    counts->ids_deleted += row.deleted ? 1 : 0;
    return Status();
  }));
  GROUNDSWELL_TRY(store.ScanPanes(EventTime::None(), [&](EventTime, std::string_view, const PaneCounts& pane) {
    ++counts->panes;
    counts->pane_posts += pane.posts;
    return Status();
  }));
  return store.ScanSuperseded([&](Seq, bool erased) {
    ++(erased ? counts->superseded_erased : counts->superseded_pending);
    return Status();
  });
}

}  // namespace

Result<InspectReport> InspectStore(const Store& store) {
  InspectReport report;
  GROUNDSWELL_TRY(CountRows(store, &report.counts));
  auto position = store.ReadPosition();
  if (!position.ok()) return position.status();
  auto retention = store.ReadRetention();
  if (!retention.ok()) return retention.status();
  auto sizes = store.FamilySizes();
  if (!sizes.ok()) return sizes.status();
  auto checkpoints = store.ListCheckpoints();
  if (!checkpoints.ok()) return checkpoints.status();
  auto entries = store.CountAudit();
  if (!entries.ok()) return entries.status();
  if (*entries > 0) {
    auto last = store.ReadAudit(*entries - 1);
    if (!last.ok()) return last.status();
    const auto entry = *last ? DecodeAudit(**last) : Result<StoredAudit>(Corrupt("the last audit entry is missing"));
    if (!entry.ok()) return entry.status();
    report.audit_head = entry->hash;
  }
  report.position = *position;
  report.retention = *retention;
  report.sizes = std::move(*sizes);
  report.checkpoints = std::move(*checkpoints);
  GROUNDSWELL_TRY(store.ScanManifest([&](std::string_view key, std::string_view value) {
    report.manifest.emplace_back(key, value);
    return Status();
  }));
  return report;
}

}  // namespace groundswell
