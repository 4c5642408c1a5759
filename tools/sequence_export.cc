#include "tools/sequence_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "base/json_writer.h"
#include "engine/pipeline.h"
#include "ingest/limits.h"
#include "ingest/sequence_line.h"
#include "models/stored_record.h"
#include "storage/rocks_store.h"
#include "tools/audit_export.h"
#include "tools/interrupt.h"
#include "tools/line_file.h"
#include "tools/progress.h"

namespace groundswell {
namespace {

// Opening a store that is written at the same moment may fail by chance.
constexpr int kAttempts = 3;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;
// How often the progress is looked at.
constexpr Seq kRecordsPerUpdate = 1024;

bool IsWritable(EventTime time) { return time.is_none() || (time >= kEventTimeMin && time <= kEventTimeMax); }

class Exporter {
 public:
  Exporter(const Store& store, const std::string& file, const Console& console)
      : store_(store), file_(file), console_(console) {}

  Status Run() {
    auto position = store_.ReadPosition();
    if (!position.ok()) return position.status();
    auto retention = store_.ReadRetention();
    if (!retention.ok()) return retention.status();
    counts.next_seq = *position ? (**position).next_seq : 0;
    counts.from_seq = std::min(retention->records_from, counts.next_seq);
    counts.expired = counts.from_seq;
    GROUNDSWELL_TRY(FindDeleted());
    GROUNDSWELL_TRY(FindFirstSettings());
    return Write();
  }

  ExportCounts counts;

 private:
  Status FindDeleted();
  Status FindFirstSettings();
  Status FindEarliestChange(Seq* seq, std::string* text) const;
  Status Write();
  Status WriteRecord(Seq seq, std::string_view bytes, LineFile* file);
  // Records up to `seq` that are not there.
  Status PassOver(Seq seq, LineFile* file);
  void WriteGap(LineFile* file);
  void WriteLine(LineFile* file) {
    file->Write(line_);
    line_.clear();
  }

  const Store& store_;
  const std::string& file_;
  const Console& console_;
  std::vector<Seq> deleted_;  // records of deleted posts, from from_seq on, ascending
  std::string settings_;      // in force before the first record, or by it
  // Of the writing under way.
  size_t next_deleted_ = 0;
  Seq next_ = 0;
  std::optional<MissingRecords> gap_;  // to be told before the next record
  std::string line_;
};

// The words of a deleted post are for nobody any more, also where they are not erased yet.
Status Exporter::FindDeleted() {
  GROUNDSWELL_TRY(store_.ScanSuperseded([this](Seq seq, bool) {
    if (seq >= counts.from_seq && seq < counts.next_seq) deleted_.push_back(seq);
    return Status();
  }));
  std::sort(deleted_.begin(), deleted_.end());
  counts.deleted = deleted_.size();
  return {};
}

// The first record mostly is the settings. When it has expired, the newest checkpoint knows those in force since,
// unless they were changed after what expired and before the checkpoint.
Status Exporter::FindFirstSettings() {
  Seq changed_at = counts.next_seq;
  std::string change;
  GROUNDSWELL_TRY(FindEarliestChange(&changed_at, &change));
  if (changed_at == counts.from_seq || counts.from_seq == 0) return settings_ = change, Status();
  auto checkpoint = store_.ReadCheckpoint();
  if (!checkpoint.ok()) return checkpoint.status();
  if (*checkpoint && (**checkpoint).seq <= changed_at) settings_ = SettingsOfCheckpoint((**checkpoint).bytes);
  // A replay's store has no settings in its sequence at all.
  counts.settings_known = !settings_.empty() || change.empty();
  if (settings_.empty()) settings_ = change;
  return {};
}

Status Exporter::FindEarliestChange(Seq* seq, std::string* text) const {
  const Status scanned = store_.ScanRecords(counts.from_seq, [&](Seq at, std::string_view bytes) -> Status {
    auto record = DecodeRecord(bytes);
    if (!record.ok()) return record.status().Annotate(fmt::format("record {}", at));
    // Live, settings come first; posts come first where there are none, or where they have expired.
    if (record->kind != RecordKind::kSettings) return counts.from_seq == 0 ? Status(kStop, "") : Status();
    *seq = at;
    *text = record->post.text;
    return {kStop, ""};
  });
  return scanned.code() == kStop ? Status() : scanned;
}

Status Exporter::Write() {
  const auto start = std::chrono::steady_clock::now();
  ProgressLine progress(console_.err, console_.err_is_terminal && file_ != "-", counts.next_seq - counts.from_seq,
                        start);
  LineFile file(file_, console_);
  AppendSequenceHead({.from_seq = counts.from_seq,
                      .next_seq = counts.next_seq,
                      .missing = counts.expired + counts.deleted,
                      .settings = settings_},
                     &line_);
  WriteLine(&file);
  if (counts.from_seq > 0) gap_ = {0, counts.from_seq - 1, MissingReason::kExpired};
  next_ = counts.from_seq;
  const Status scanned = store_.ScanRecords(next_, [&](Seq seq, std::string_view bytes) -> Status {
    if (seq >= counts.next_seq) return {kStop, ""};
    if (Interrupt::requested()) return IoError("stopped by a signal");
    if (!file.good()) return file.Close();
    if (seq % kRecordsPerUpdate == 0)
      progress.Update(seq - counts.from_seq, counts.records, std::chrono::steady_clock::now());
    return WriteRecord(seq, bytes, &file);
  });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  GROUNDSWELL_TRY(PassOver(counts.next_seq, &file));
  WriteGap(&file);
  progress.Done();
  return file.Close();
}

Status Exporter::WriteRecord(Seq seq, std::string_view bytes, LineFile* file) {
  GROUNDSWELL_TRY(PassOver(seq, file));
  if (next_deleted_ < deleted_.size() && deleted_[next_deleted_] == seq) return PassOver(seq + 1, file);
  WriteGap(file);
  auto record = DecodeRecord(bytes);
  if (!record.ok()) return record.status().Annotate(fmt::format("record {}", seq));
  if (!IsWritable(record->post.time) || !IsWritable(record->post.edited_at))
    return Corrupt(fmt::format("record {} has a time outside the years 1970 to 9999", seq));
  if (HoldsRule(record->kind))
    AppendSequenceRule(seq, record->kind, record->rule, &line_);
  else if (record->kind == RecordKind::kCaseAction)
    AppendSequenceAction(seq, record->action, &line_);
  else if (record->kind == RecordKind::kCorrection)
    AppendSequenceCorrection(seq, record->correction, &line_);
  else if (record->kind == RecordKind::kForget)
    AppendSequenceForgetting(seq, record->forgetting, &line_);
  else
    AppendSequenceRecord(seq, record->kind, record->post, &line_);
  if (line_.size() > kLineBytesMax)
    return Corrupt(fmt::format("record {} is longer than a line may be, {} bytes", seq, kLineBytesMax));
  WriteLine(file);
  next_ = seq + 1;
  ++counts.records;
  return {};
}

Status Exporter::PassOver(Seq seq, LineFile* file) {
  for (; next_ < seq; ++next_, ++next_deleted_) {
    if (next_deleted_ == deleted_.size() || deleted_[next_deleted_] != next_)
      return Corrupt(
          fmt::format("record {} is missing from the store; run `groundswell store verify` or, if an engine "
                      "is writing the store, export again",
                      next_));
    const bool goes_on = gap_ && gap_->to + 1 == next_ && gap_->reason == MissingReason::kDeleted;
    if (!goes_on) WriteGap(file);
    if (!goes_on) gap_ = {next_, next_, MissingReason::kDeleted};
    gap_->to = next_;
  }
  return {};
}

void Exporter::WriteGap(LineFile* file) {
  if (!gap_) return;
  AppendMissingRecords(*gap_, &line_);
  WriteLine(file);
  gap_.reset();
}

std::string CountsJson(const ExportCounts& counts) {
  std::string out;
  JsonWriter json(&out);
  const auto number = [&json](std::string_view key, uint64_t value) {
    json.Key(key).Integer(static_cast<int64_t>(value));
  };
  json.BeginObject();
  number("from_seq", counts.from_seq);
  number("next_seq", counts.next_seq);
  number("records", counts.records);
  json.Key("missing").BeginObject();
  number("expired", counts.expired);
  number("deleted", counts.deleted);
  json.EndObject().Key("settings_known").Bool(counts.settings_known).EndObject();
  return out + "\n";
}

void TellCounts(const ExportCounts& counts, const Console& console) {
  *console.err << fmt::format("{} records written\n", counts.records);
  if (counts.expired + counts.deleted > 0)
    *console.err << fmt::format(
        "missing, so that a replay may not give the alerts of then: {} records that have expired, {} of deleted "
        "posts\n",
        counts.expired, counts.deleted);
  if (!counts.settings_known)
    *console.err << "the settings of the first records have expired; those they were changed to stand in their place\n";
}

Status CheckExport(const ExportOptions& options) {
  int to_stdout = options.json ? 1 : 0, files = 0;
  for (const std::string* file : {&options.sequence, &options.audit, &options.labels}) {
    to_stdout += *file == "-" ? 1 : 0;
    files += file->empty() ? 0 : 1;
  }
  if (files == 0) return Invalid("say what to export: --sequence, --audit or --labels");
  return to_stdout > 1 ? Invalid("stdout can take one thing alone; name files for the others") : Status();
}

// The audit log and the labels, of a store that opened.
Status ExportActs(const ExportOptions& options, const Console& console) {
  if (options.audit.empty() && options.labels.empty()) return {};
  const auto store = RocksStore::OpenReadOnly(options.data_dir);
  if (!store.ok()) return store.status();
  const auto tell = [&](const Result<uint64_t>& lines, std::string_view what) {
    if (lines.ok()) *console.err << fmt::format("{} {} written\n", *lines, what);
    return lines.status();
  };
  if (!options.audit.empty()) GROUNDSWELL_TRY(tell(ExportAudit(**store, options.audit, console), "audit entries"));
  if (!options.labels.empty()) GROUNDSWELL_TRY(tell(ExportLabels(**store, options.labels, console), "labelled posts"));
  return {};
}

}  // namespace

Result<ExportCounts> ExportSequence(const Store& store, const std::string& file, const Console& console) {
  Exporter exporter(store, file, console);
  if (Status status = exporter.Run(); !status.ok()) return status;
  return exporter.counts;
}

Status RunStoreExport(const ExportOptions& options, const Console& console) {
  GROUNDSWELL_TRY(CheckExport(options));
  const Interrupt interrupt;
  GROUNDSWELL_TRY(ExportActs(options, console));
  if (options.sequence.empty()) return {};
  for (int attempt = 1;; ++attempt) {
    auto store = RocksStore::OpenReadOnly(options.data_dir);
    const auto counts =
        store.ok() ? ExportSequence(**store, options.sequence, console) : Result<ExportCounts>(store.status());
    if (counts.ok()) {
      if (options.json) *console.out << CountsJson(*counts);
      TellCounts(*counts, console);
      return {};
    }
    const Status& status = counts.status();
    const bool may_be_chance = status.code() == Code::kIo || status.code() == Code::kCorrupt;
    const bool is_begun = store.ok() && options.sequence == "-";
    if (!may_be_chance || is_begun || Interrupt::requested() || attempt == kAttempts) return status;
  }
}

}  // namespace groundswell
