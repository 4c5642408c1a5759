#include "tests/storage/store_dump.h"

#include <sstream>

namespace groundswell {
namespace {

std::string Finish(const std::ostringstream& out, const Status& status) {
  return status.ok() ? out.str() : "failed: " + status.message();
}

void PutCounts(const PaneCounts& counts, std::ostringstream* out) {
  *out << counts.posts << ' ' << counts.complaints << ' ' << counts.negative << ' ' << counts.positive << '\n';
}

// By SeriesKind.
constexpr const char* kSeriesNames[] = {" channel '", " region '", " cause '"};

void PutMember(GroupId group, Seq seq, const MemberRow& row, std::ostringstream* out) {
  *out << "member " << group.value << ' ' << seq << ' ' << row.time.ms << ' ' << row.complainant.value << ' '
       << SentimentName(row.sentiment) << (row.complaint ? " complaint" : "") << (row.copy ? " copy" : "") << '\n';
}

// A scan whose rows are a number and a text.
template <typename Scan>
std::string DumpTexts(const char* name, const Scan& scan) {
  std::ostringstream out;
  const Status status = scan([&](uint64_t number, std::string_view text) {
    out << name << ' ' << number << ' ' << text << '\n';
    return Status();
  });
  return Finish(out, status);
}

}  // namespace

std::string DumpRecords(const Store& store, Seq from) {
  return DumpTexts("record", [&](const auto& visit) { return store.ScanRecords(from, visit); });
}

std::string DumpIds(const Store& store) {
  std::ostringstream out;
  const Status status = store.ScanIds([&](std::string_view channel, std::string_view id, const IdRow& row) {
    out << "id " << channel << '/' << id << ' ' << row.first_seq << ' ' << row.seq << ' ' << row.time.ms << ' '
        << row.edited_at.ms << ' ' << row.followers << ' ' << row.reposts << ' ' << row.likes << ' ' << row.deleted
        << '\n';
    return Status();
  });
  return Finish(out, status);
}

std::string DumpAssignments(const Store& store) {
  std::ostringstream out;
  const Status status =
      store.ScanAssignments([&](Seq seq, std::string_view channel, std::string_view id, GroupId group) {
        out << "assignment " << seq << ' ' << channel << '/' << id << ' ' << group.value << '\n';
        return Status();
      });
  return Finish(out, status);
}

std::string DumpPanes(const Store& store, EventTime from) {
  std::ostringstream out;
  const Status status = store.ScanPanes(from, [&](EventTime start, std::string_view org, const PaneCounts& counts) {
    out << "pane " << start.ms << " '" << org << "' ";
    PutCounts(counts, &out);
    return Status();
  });
  return Finish(out, status);
}

std::string DumpSeries(const Store& store, EventTime from) {
  std::ostringstream out;
  const Status status =
      store.ScanSeries(from, [&](EventTime start, SeriesKind kind, std::string_view name, const PaneCounts& counts) {
        out << "series " << start.ms << kSeriesNames[static_cast<size_t>(kind)] << name << "' ";
        PutCounts(counts, &out);
        return Status();
      });
  return Finish(out, status);
}

std::string DumpOutbox(const Store& store, uint64_t from) {
  std::ostringstream out;
  const Status status = store.ScanOutbox(from, [&](uint64_t number, int64_t decided_ms) {
    out << "outbox " << number << ' ' << decided_ms << '\n';
    return Status();
  });
  return Finish(out, status);
}

std::string DumpDeliveries(const Store& store, uint64_t from) {
  std::ostringstream out;
  const Status status =
      store.ScanDeliveries(from, [&](uint64_t number, std::string_view receiver, std::string_view json) {
        out << "delivery " << number << ' ' << receiver << ' ' << json << '\n';
        return Status();
      });
  return Finish(out, status);
}

std::string DumpAllMembers(const Store& store) {
  std::ostringstream out;
  const Status status = store.ScanAllMembers([&](GroupId group, Seq seq, const MemberRow& row) {
    PutMember(group, seq, row, &out);
    return Status();
  });
  return Finish(out, status);
}

std::string DumpMembers(const Store& store, GroupId group, Seq below) {
  std::ostringstream out;
  const Status status = store.ScanMembers(group, below, [&](Seq seq, const MemberRow& row) {
    PutMember(group, seq, row, &out);
    return Status();
  });
  return Finish(out, status);
}

std::string DumpMergedInto(const Store& store, GroupId into) {
  std::ostringstream out;
  const Status status = store.ScanMergedInto(into, [&](GroupId from) {
    out << from.value << " -> " << into.value << '\n';
    return Status();
  });
  return Finish(out, status);
}

std::string DumpSuperseded(const Store& store) {
  std::ostringstream out;
  const Status status = store.ScanSuperseded([&](Seq seq, bool erased) {
    out << "superseded " << seq << (erased ? " erased" : " pending") << '\n';
    return Status();
  });
  return Finish(out, status);
}

std::string DumpBuckets(const Store& store) {
  std::ostringstream out;
  const Status status = store.ScanBuckets([&](const BucketStart& bucket) {
    out << "bucket " << bucket.day << ' ' << bucket.first_seq << '\n';
    return Status();
  });
  return Finish(out, status);
}

std::string DumpStore(const Store& store) {
  std::ostringstream out;
  const auto position = store.ReadPosition();
  const auto retention = store.ReadRetention();
  if (!position.ok() || !retention.ok()) return "failed: position or retention";
  if (*position) {
    const Position& p = **position;
    out << "position " << p.next_seq << ' ' << p.watermark.ms << ' ' << p.input_lines << ' ' << p.input_bytes << ' '
        << p.input_hash << ' ' << p.finished << ' ' << p.totals.accepted << ' ' << p.totals.dropped_pane_posts << '\n';
  }
  out << "retention " << retention->records_from << ' ' << retention->panes_from.ms << ' ' << retention->ids_from_ms
      << '\n';
  std::ostringstream merges, manifest;
  const Status merged = store.ScanMerges([&](GroupId from, GroupId into) {
    merges << "merge " << from.value << ' ' << into.value << '\n';
    return Status();
  });
  const Status read = store.ScanManifest([&](std::string_view key, std::string_view value) {
    manifest << "manifest " << key << '=' << value << '\n';
    return Status();
  });
  out << Finish(manifest, read) << DumpRecords(store) << DumpIds(store) << DumpAssignments(store)
      << Finish(merges, merged)
      << DumpTexts("group",
                   [&](const auto& visit) {
                     return store.ScanGroups([&](GroupId id, std::string_view json) { return visit(id.value, json); });
                   })
      << DumpTexts("alert", [&](const auto& visit) { return store.ScanAlerts(0, visit); })
      << DumpTexts("reject", [&](const auto& visit) { return store.ScanRejects(0, visit); }) << DumpPanes(store)
      << DumpSeries(store) << DumpAllMembers(store)
      << DumpTexts("case",
                   [&](const auto& visit) {
                     return store.ScanCases([&](GroupId id, std::string_view row) { return visit(id.value, row); });
                   })
      << DumpTexts("audit", [&](const auto& visit) { return store.ScanAudit(0, visit); })
      << DumpTexts("evidence", [&](const auto& visit) { return store.ScanEvidence(0, visit); }) << DumpOutbox(store)
      << DumpDeliveries(store) << DumpBuckets(store) << DumpSuperseded(store);
  return out.str();
}

}  // namespace groundswell
