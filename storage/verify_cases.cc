#include "storage/verify_cases.h"

#include <algorithm>

#include "models/audit.h"
#include "models/case.h"
#include "models/record.h"

namespace groundswell {
namespace {

using Tell = std::function<void(std::string)>;

// Engine's own entries stand beside a record that is another's.
bool IsOfPerson(const AuditEntry& entry) {
  return entry.event != AuditEvent::kRecurred && entry.event != AuditEvent::kTakenOver;
}

class CaseVerifier {
 public:
  CaseVerifier(const Store& store, Seq records_from, StoreCounts* counts, const Tell& problem)
      : store_(store), records_from_(records_from), counts_(counts), problem_(problem) {}

  void VerifyAudit() {
    AuditHash before = {};
    Scanned("audit", store_.ScanAudit(0, [&](uint64_t number, std::string_view bytes) {
      if (number != counts_->audit) problem_("audit: entry " + std::to_string(counts_->audit) + " is missing");
      counts_->audit = number + 1;
      auto stored = DecodeAudit(bytes);
      Status status = stored.ok() ? CheckAudit(*stored, before) : stored.status();
      if (stored.ok() && stored->entry.number != number) status = Corrupt("it says it were another");
      if (!status.ok()) problem_("audit: entry " + std::to_string(number) + ": " + status.message());
      if (!stored.ok()) return before = {}, Status();
      before = stored->hash;
      if (counts_->audit == 1 || !first_seq_) first_seq_ = stored->entry.seq;
      if (IsOfPerson(stored->entry) && stored->entry.seq >= records_from_) entry_seqs_.push_back(stored->entry.seq);
      if (stored->entry.has_evidence) pins_.push_back(number);
      return Status();
    }));
  }

  void VerifyActs(const std::vector<ActRecord>& acts) {
    std::vector<Seq> wanted;
    for (const ActRecord& act : acts)
      if (!act.is_rule || (first_seq_ && act.seq >= *first_seq_)) wanted.push_back(act.seq);
    std::sort(entry_seqs_.begin(), entry_seqs_.end());
    for (const Seq seq : wanted)
      if (!std::binary_search(entry_seqs_.begin(), entry_seqs_.end(), seq))
        problem_("audit: the act of record " + std::to_string(seq) + " has no entry");
    if (entry_seqs_.size() > wanted.size())
      problem_("audit: " + std::to_string(entry_seqs_.size()) + " entries tell of the " +
               std::to_string(wanted.size()) + " acts among the kept records");
  }

  void VerifyRows() {
    Scanned("evidence", store_.ScanEvidence(0, [&](uint64_t number, std::string_view) {
      ++counts_->evidence;
      if (!std::binary_search(pins_.begin(), pins_.end(), number))
        problem_("evidence: no audit entry pins that of " + std::to_string(number));
      return Status();
    }));
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

 private:
  void Scanned(const char* family, const Status& status) {
    if (!status.ok()) problem_(std::string(family) + ": " + status.message());
  }

  const Store& store_;
  const Seq records_from_;
  StoreCounts* counts_;
  const Tell& problem_;
  std::optional<Seq> first_seq_;
  std::vector<Seq> entry_seqs_;
  std::vector<uint64_t> pins_;
};

}  // namespace

bool IsAct(std::string_view bytes, bool* is_rule) {
  if (bytes.size() < 2) return false;
  const auto kind = static_cast<RecordKind>(bytes[1]);
  *is_rule = HoldsRule(kind);
  return *is_rule || kind == RecordKind::kCaseAction || kind == RecordKind::kCorrection;
}

void VerifyCases(const Store& store, Seq records_from, const std::vector<ActRecord>& acts, StoreCounts* counts,
                 const Tell& problem) {
  CaseVerifier verifier(store, records_from, counts, problem);
  verifier.VerifyAudit();
  verifier.VerifyActs(acts);
  verifier.VerifyRows();
}

}  // namespace groundswell
