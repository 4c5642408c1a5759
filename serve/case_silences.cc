#include "serve/case_silences.h"

#include <utility>

#include "models/audit.h"
#include "models/case.h"

namespace groundswell {
namespace {

constexpr std::chrono::seconds kAgainAfter(1);

Silence Described(const Store& store, GroupId group, const CaseSilence& of_case, Status* damaged) {
  Silence silence;
  silence.id = std::to_string(of_case.entry);
  silence.until_ms = of_case.until_ms;
  if (of_case.scope == SilenceScope::kOrg) silence.org = of_case.key;
  if (of_case.scope == SilenceScope::kCause) silence.cause = of_case.key, silence.org = of_case.org;
  if (silence.org.empty()) silence.group = FormatGroupId(group);
  const auto bytes = store.ReadAudit(of_case.entry);
  Status status = bytes.status();
  if (status.ok() && !*bytes) status = Corrupt("audit entry " + silence.id + " of a silence is missing");
  const auto entry = status.ok() ? DecodeAudit(**bytes) : Result<StoredAudit>(status);
  if (entry.ok()) {
    silence.author = entry->entry.by;
    silence.reason = entry->entry.text;
  } else if (damaged->ok()) {
    *damaged = entry.status();
  }
  return silence;
}

}  // namespace

Result<SilenceList> ReadSilences(const Store& store, Status* damaged) {
  SilenceList silences;
  Status status = store.ScanCases([&](GroupId group, std::string_view bytes) {
    const auto one = DecodeCase(bytes);
    if (!one.ok()) {
      if (damaged->ok()) *damaged = one.status().Annotate("case " + FormatGroupId(group));
      return Status();
    }
    for (const CaseSilence& of_case : one->silences) silences.push_back(Described(store, group, of_case, damaged));
    return Status();
  });
  if (!status.ok()) return status;
  return silences;
}

void CaseSilences::OnCommit(const CommitBatch& batch) {
  if (!batch.cases.empty()) ++commits_;
}

std::shared_ptr<const SilenceList> CaseSilences::Active() {
  std::lock_guard lock(mutex_);
  const uint64_t commits = commits_;  // before the reading: one that comes meanwhile is read at the next call
  if (commits == read_commits_) return known_;
  const MonotonicTime now = std::chrono::steady_clock::now();
  if (commits == tried_commits_ && now < next_try_) return known_;
  tried_commits_ = commits;
  Status damaged;
  auto silences = ReadSilences(*store_, &damaged);
  Note(silences.ok() ? damaged : silences.status());
  next_try_ = now + kAgainAfter;
  if (!silences.ok()) return known_;
  known_ = std::make_shared<const SilenceList>(std::move(*silences));
  // What was damaged may be whole again without a commit.
  if (damaged.ok()) read_commits_ = commits;
  return known_;
}

void CaseSilences::Note(const Status& status) {
  failures_ += !status.ok();
  if (is_failing_ == !status.ok()) return;
  is_failing_ = !status.ok();
  if (!say_) return;
  if (is_failing_)
    say_("silences cannot be read, so alerts may be delivered that somebody silenced: " + status.message());
  else
    say_("silences can be read again");
}

MetricsPage::Source SilenceMetrics(const CaseSilences* silences) {
  return [silences](MetricFamilies* families) {
    families->push_back(CounterMetric("groundswell_silence_read_failures_total",
                                      "Readings of the silences in which something could not be read",
                                      static_cast<double>(silences->failures())));
  };
}

}  // namespace groundswell
