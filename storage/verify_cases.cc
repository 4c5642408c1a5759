#include "storage/verify_cases.h"

#include <algorithm>

#include "models/case.h"
#include "models/stored_record.h"

namespace groundswell {
namespace {

using Tell = std::function<void(std::string)>;

// No profile keeps evidence for less (tools/config_keys.cc).
constexpr int64_t kEvidenceKeptMinMs = 365 * kDayMs;

// Engine's own entries stand beside a record that is another's.
bool IsOfPerson(const AuditEntry& entry) {
  return entry.event != AuditEvent::kRecurred && entry.event != AuditEvent::kTakenOver;
}

class CaseVerifier {
 public:
  CaseVerifier(const CasesToVerify& what, VerifyReport* report, const Tell& problem)
      : what_(what), store_(*what.store), report_(report), counts_(&report->counts), problem_(problem) {}

  void VerifyAudit() {
    AuditHash before = {};
    bool meets_head = !what_.head || *what_.head == before;
    Scanned("audit", store_.ScanAudit(0, [&](uint64_t number, std::string_view bytes) {
      if (number != counts_->audit) problem_("audit: entry " + std::to_string(counts_->audit) + " is missing");
      counts_->audit = number + 1;
      auto stored = DecodeAudit(bytes);
      Status status = stored.ok() ? CheckAudit(*stored, before) : stored.status();
      if (stored.ok() && stored->entry.number != number) status = Corrupt("it says it were another");
      if (!status.ok()) problem_("audit: entry " + std::to_string(number) + ": " + status.message());
      if (!stored.ok()) return before = {}, Status();
      before = stored->hash;
      meets_head = meets_head || before == *what_.head;
      VerifyEntry(stored->entry);
      return Status();
    }));
    report_->audit_head = before;
    if (!meets_head)
      problem_("audit: no entry has the hash " + FormatAuditHash(*what_.head) +
               ": the log is not the one whose head was noted, or was cut before it");
  }

  void VerifyActs() {
    for (size_t act = 0; act < what_.acts.size(); ++act) {
      const bool is_before_log = what_.acts[act].is_rule && (!first_seq_ || what_.acts[act].seq < *first_seq_);
      if (!has_entry_[act] && !is_before_log)
        problem_("audit: the act of record " + std::to_string(what_.acts[act].seq) + " has no entry");
    }
  }

  void VerifyRows() {
    size_t pin = 0;
    const auto pass_missing = [&](uint64_t until) {
      for (; pin < pins_.size() && pins_[pin].number < until; ++pin) TellMissing(pins_[pin]);
    };
    Scanned("evidence", store_.ScanEvidence(0, [&](uint64_t number, std::string_view) {
      ++counts_->evidence;
      pass_missing(number);
      if (pin == pins_.size() || pins_[pin].number != number)
        problem_("evidence: no audit entry pins that of " + std::to_string(number));
      else
        ++pin;
      return Status();
    }));
    pass_missing(counts_->audit);
    Scanned("cases", store_.ScanCases([&](GroupId id, std::string_view bytes) {
      ++counts_->cases;
      const auto one = DecodeCase(bytes);
      if (!one.ok() || one->group != id)
        return problem_("cases: that of " + FormatGroupId(id) + " is damaged"), Status();
      for (const uint64_t entry : one->entries)
        if (entry >= counts_->audit)
          problem_("cases: that of " + FormatGroupId(id) + " names audit entry " + std::to_string(entry) +
                   ", which is not there");
      return Status();
    }));
  }

  // Before the entries are read.
  void Begin() { has_entry_.resize(what_.acts.size()); }

 private:
  struct Pin {
    uint64_t number;
    EventTime watermark;
  };

  void VerifyEntry(const AuditEntry& entry) {
    if (!first_seq_) first_seq_ = entry.seq;
    if (entry.has_evidence) pins_.push_back({entry.number, entry.watermark});
    if (!IsOfPerson(entry) || entry.seq < what_.retention.records_from) return;
    const std::string name = "audit: entry " + std::to_string(entry.number) + ": ";
    const auto act = std::lower_bound(what_.acts.begin(), what_.acts.end(), entry.seq,
                                      [](const ActRecord& a, Seq seq) { return a.seq < seq; });
    if (act == what_.acts.end() || act->seq != entry.seq)
      return problem_(name + "record " + std::to_string(entry.seq) + ", which it tells of, is no act");
    const auto place = static_cast<size_t>(act - what_.acts.begin());
    if (has_entry_[place]) return problem_(name + "another tells of record " + std::to_string(entry.seq) + " already");
    has_entry_[place] = true;
    if (const Status status = CheckEntryOf(entry, act->entry); !status.ok()) problem_(name + status.message());
  }

  void TellMissing(const Pin& pin) {
    const bool is_dropped = pin.number < what_.retention.evidence_from;
    const bool may_be = is_dropped && pin.watermark.ms < what_.watermark.ms - kEvidenceKeptMinMs;
    if (!may_be) problem_("evidence: that of audit entry " + std::to_string(pin.number) + " is missing");
  }
  void Scanned(const char* family, const Status& status) {
    if (!status.ok()) problem_(std::string(family) + ": " + status.message());
  }

  const CasesToVerify& what_;
  const Store& store_;
  VerifyReport* report_;
  StoreCounts* counts_;
  const Tell& problem_;
  std::optional<Seq> first_seq_;
  std::vector<bool> has_entry_;  // of each act
  std::vector<Pin> pins_;
};

}  // namespace

std::optional<ActRecord> ReadAct(Seq seq, std::string_view bytes) {
  if (bytes.size() < 2 || !HoldsAct(static_cast<RecordKind>(bytes[1]))) return std::nullopt;
  const auto stored = DecodeRecord(bytes);
  if (!stored.ok()) return std::nullopt;
  ActRecord act{seq, HoldsRule(stored->kind), {}};
  if (act.is_rule) act.entry = EntryOf(stored->rule);
  if (stored->kind == RecordKind::kCaseAction) act.entry = EntryOf(stored->action);
  if (stored->kind == RecordKind::kCorrection) act.entry = EntryOf(stored->correction);
  if (stored->kind == RecordKind::kForget) act.entry = EntryOf(stored->forgetting);
  return act;
}

void VerifyCases(const CasesToVerify& what, VerifyReport* report, const Tell& problem) {
  CaseVerifier verifier(what, report, problem);
  verifier.Begin();
  verifier.VerifyAudit();
  verifier.VerifyActs();
  verifier.VerifyRows();
}

}  // namespace groundswell
