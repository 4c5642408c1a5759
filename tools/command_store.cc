#include "tools/command_store.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "engine/group_json.h"
#include "models/audit.h"
#include "storage/rocks_store.h"
#include "storage/verify.h"

namespace groundswell {
namespace {

using Named = std::vector<std::pair<std::string_view, uint64_t>>;

Named CountsOf(const StoreCounts& counts) {
  return {{"records", counts.records},
          {"superseded_pending", counts.superseded_pending},
          {"superseded_erased", counts.superseded_erased},
          {"ids", counts.ids},
          {"ids_deleted", counts.ids_deleted},
          {"assignments", counts.assignments},
          {"merges", counts.merges},
          {"groups", counts.groups},
          {"alerts", counts.alerts},
          {"rejects", counts.rejects},
          {"panes", counts.panes},
          {"pane_posts", static_cast<uint64_t>(counts.pane_posts)},
          {"buckets", counts.buckets},
          {"series", counts.series},
          {"members", counts.members},
          {"outbox", counts.outbox},
          {"cases", counts.cases},
          {"audit", counts.audit},
          {"evidence", counts.evidence}};
}

Named TotalsOf(const Position& position) {
  const Totals& totals = position.totals;
  return {{"next_seq", position.next_seq},       {"input_lines", position.input_lines},
          {"input_bytes", position.input_bytes}, {"accepted", totals.accepted},
          {"updated", totals.updated},           {"refreshed", totals.refreshed},
          {"duplicates", totals.duplicates},     {"deletions", totals.deletions},
          {"rejected", totals.rejected},         {"groups", totals.groups}};
}

void WriteObject(std::string_view key, const Named& values, JsonWriter* json) {
  json->Key(key).BeginObject();
  for (const auto& [name, value] : values) json->Key(name).Integer(static_cast<int64_t>(value));
  json->EndObject();
}

std::string InspectJson(const InspectReport& report) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("manifest").BeginObject();
  for (const auto& [key, value] : report.manifest) json.Key(key).Text(value);
  json.EndObject();
  if (report.position.has_value()) {
    const Position& position = *report.position;
    json.Key("finished").Bool(position.finished);
    if (!position.watermark.is_none()) json.Key("watermark").Time(position.watermark);
    WriteObject("position", TotalsOf(position), &json);
  }
  WriteObject("rows", CountsOf(report.counts), &json);
  json.Key("audit_head").Text(FormatAuditHash(report.audit_head));
  Named sizes;
  for (const FamilySize& size : report.sizes) sizes.emplace_back(size.family, size.bytes);
  WriteObject("bytes", sizes, &json);
  json.Key("checkpoints").BeginArray();
  for (const CheckpointInfo& checkpoint : report.checkpoints) {
    json.BeginObject().Key("seq").Integer(static_cast<int64_t>(checkpoint.seq));
    json.Key("bytes")
        .Integer(static_cast<int64_t>(checkpoint.bytes))
        .Key("sound")
        .Bool(checkpoint.is_sound)
        .EndObject();
  }
  json.EndArray().EndObject();
  return out + "\n";
}

std::string InspectText(const InspectReport& report) {
  std::string out;
  for (const auto& [key, value] : report.manifest) out += fmt::format("{:<20} {}\n", key, value);
  if (report.position.has_value()) {
    const Position& position = *report.position;
    out += fmt::format("{:<20} {}\n", "input", position.finished ? "read to its end" : "not read to its end");
    if (!position.watermark.is_none())
      out += fmt::format("{:<20} {}\n", "watermark", FormatEventTime(position.watermark));
    for (const auto& [name, value] : TotalsOf(position)) out += fmt::format("{:<20} {:>14}\n", name, value);
  }
  out += "\nrows\n";
  for (const auto& [name, value] : CountsOf(report.counts)) out += fmt::format("  {:<18} {:>14}\n", name, value);
  out +=
      fmt::format("\n{:<20} {} ({} entries)\n", "audit head", FormatAuditHash(report.audit_head), report.counts.audit);
  out += "\nbytes\n";
  for (const FamilySize& size : report.sizes) out += fmt::format("  {:<18} {:>14}\n", size.family, size.bytes);
  out += "\ncheckpoints\n";
  for (const CheckpointInfo& checkpoint : report.checkpoints) {
    out += fmt::format("  at record {:<8} {:>14} bytes{}\n", checkpoint.seq, checkpoint.bytes,
                       checkpoint.is_sound ? "" : ", damaged");
  }
  return out;
}

std::string VerifyJson(const VerifyReport& report) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("sound").Bool(report.is_sound());
  json.Key("problem_count").Integer(static_cast<int64_t>(report.problem_count)).Key("problems").BeginArray();
  for (const std::string& problem : report.problems) json.Text(problem);
  json.EndArray();
  WriteObject("rows", CountsOf(report.counts), &json);
  json.Key("audit_head").Text(FormatAuditHash(report.audit_head)).EndObject();
  return out + "\n";
}

// Pinned groups are those that their entries hashed, but for what was blanked in them since. That needs to know how a
// group is written, which storage does not.
void VerifyEvidence(const Store& store, VerifyReport* report) {
  const auto problem = [report](uint64_t number, const std::string& what) {
    ++report->problem_count;
    if (report->problems.size() < kProblemsListedMax)
      report->problems.push_back(fmt::format("evidence: that of audit entry {} {}", number, what));
  };
  const Status scanned = store.ScanEvidence(0, [&](uint64_t number, std::string_view row) -> Status {
    auto bytes = store.ReadAudit(number);
    if (!bytes.ok()) return bytes.status();
    const auto entry = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(NotFound("no entry"));
    if (!entry.ok()) return {};  // told already
    if (HashOfEvidence(EmptiedOfWords(row)) == entry->entry.evidence_hash) return {};
    problem(number, "is not what was pinned");
    return {};
  });
  if (!scanned.ok()) problem(0, "cannot be read: " + scanned.message());
}

Result<uint64_t> BytesOf(const Store& store) {
  const auto sizes = store.FamilySizes();
  if (!sizes.ok()) return sizes.status();
  uint64_t bytes = 0;
  for (const FamilySize& size : *sizes) bytes += size.bytes;
  return bytes;
}

// Deleted records that recovery may step over still.
Result<uint64_t> RecordsToErase(const Store& store) {
  uint64_t waiting = 0;
  const Status scanned =
      store.ScanSuperseded([&waiting](Seq, bool is_erased) { return waiting += is_erased ? 0 : 1, Status(); });
  if (!scanned.ok()) return scanned;
  return waiting;
}

}  // namespace

Status RunStoreInspect(const StoreOptions& options, const Console& console) {
  const Result<std::unique_ptr<RocksStore>> store = RocksStore::OpenReadOnly(options.data_dir);
  if (!store.ok()) return store.status();
  const Result<InspectReport> report = InspectStore(**store);
  if (!report.ok()) return report.status().Annotate(options.data_dir);
  *console.out << (options.json ? InspectJson(*report) : InspectText(*report));
  return {};
}

Status RunStoreVerify(const StoreOptions& options, const Console& console) {
  VerifyOptions how;
  if (!options.head.empty()) {
    how.head = ParseAuditHash(options.head);
    if (!how.head) return Invalid("--head: must be the 64 hex digits that `store inspect` shows as the audit head");
  }
  const Result<std::unique_ptr<RocksStore>> store = RocksStore::OpenReadOnly(options.data_dir);
  if (!store.ok()) return store.status();
  VerifyReport report = VerifyStore(**store, how);
  VerifyEvidence(**store, &report);
  if (options.json) {
    *console.out << VerifyJson(report);
  } else {
    for (const std::string& problem : report.problems) *console.out << problem << "\n";
    if (report.is_sound())
      *console.out << fmt::format("sound: {} records, {} ids, {} audit entries, head {}\n", report.counts.records,
                                  report.counts.ids, report.counts.audit, FormatAuditHash(report.audit_head));
  }
  if (report.is_sound()) return {};
  return Corrupt(
      fmt::format("{}: {} problems; replay the input into a fresh folder", options.data_dir, report.problem_count));
}

Status RunStoreCompact(const StoreOptions& options, const Console& console) {
  // Opening for writing would make a store where there is none.
  if (const auto there = RocksStore::OpenReadOnly(options.data_dir); !there.ok()) return there.status();
  const Result<std::unique_ptr<RocksStore>> store = RocksStore::Open(options.data_dir, {});
  if (!store.ok()) return store.status();
  const Result<uint64_t> before = BytesOf(**store);
  if (!before.ok()) return before.status();
  const Result<bool> are_erased = (*store)->EraseWaiting();
  if (!are_erased.ok()) return are_erased.status();
  GROUNDSWELL_TRY((*store)->Compact());
  // Not before: what ends in between is done again.
  if (*are_erased) GROUNDSWELL_TRY((*store)->PutMark(kErasingMark, ""));
  const Result<uint64_t> after = BytesOf(**store);
  if (!after.ok()) return after.status();
  const Result<uint64_t> waiting = RecordsToErase(**store);
  if (!waiting.ok()) return waiting.status();
  if (options.json) {
    std::string out;
    JsonWriter json(&out);
    json.BeginObject().Key("bytes_before").Integer(static_cast<int64_t>(*before));
    json.Key("bytes_after").Integer(static_cast<int64_t>(*after));
    json.Key("waiting").Integer(static_cast<int64_t>(*waiting)).EndObject();
    *console.out << out << "\n";
  } else {
    *console.out << fmt::format("{} bytes before, {} after\n", *before, *after);
    if (*waiting > 0)
      *console.out << fmt::format(
          "{} deleted records wait for a checkpoint, for the engine was killed: start it, stop it with SIGTERM, and "
          "compact once more\n",
          *waiting);
  }
  return {};
}

}  // namespace groundswell
