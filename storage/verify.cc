#include "storage/verify.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "storage/verify_cases.h"

namespace groundswell {
namespace {

// A run of seqs without a record: [begin, end).
struct Gap {
  Seq begin, end;
};

bool IsInGap(const std::vector<Gap>& gaps, Seq seq) {
  const auto after =
      std::upper_bound(gaps.begin(), gaps.end(), seq, [](Seq s, const Gap& gap) { return s < gap.begin; });
  return after != gaps.begin() && seq < std::prev(after)->end;
}

class Verifier {
 public:
  Verifier(const Store& store, const VerifyOptions& options) : store_(store), options_(options) {}

  VerifyReport Run() {
    Scanned("files", store_.VerifyFiles());
    if (ReadState()) {
      VerifyInput();
      VerifySuperseded();
      VerifyRecords();
      VerifyIds();
      VerifyPosts();
      VerifySeries();
      VerifyMembers();
      VerifyNumbered();
      VerifyMerges();
      VerifyBuckets();
      VerifyCheckpoints();
      VerifyCases({&store_, retention_, position_.watermark, std::move(acts_), options_.head}, &report_,
                  [this](std::string text) { Problem(std::move(text)); });
    }
    return std::move(report_);
  }

 private:
  void Problem(std::string text) {
    if (report_.problem_count++ < kProblemsListedMax) report_.problems.push_back(std::move(text));
  }
  bool Scanned(const char* family, const Status& status) {
    if (!status.ok()) Problem(std::string(family) + ": " + status.message());
    return status.ok();
  }
  static std::string Number(uint64_t number) { return std::to_string(number); }

  bool ReadState() {
    const auto position = store_.ReadPosition();
    const auto retention = store_.ReadRetention();
    if (!Scanned("position", position.status()) || !Scanned("retention", retention.status())) return false;
    // A store without a commit has the empty position, and may hold no row.
    if (*position) position_ = **position;
    retention_ = *retention;
    return true;
  }

  void VerifyInput() {
    const Totals& t = position_.totals;
    const uint64_t records = t.accepted + t.updated + t.refreshed + t.duplicates + t.deletions + t.rejected;
    if (position_.input_lines != 0 && records > position_.input_lines)
      Problem("input: " + Number(records) + " records were counted in " + Number(position_.input_lines) + " lines");
  }

  void VerifySuperseded() {
    Scanned("superseded", store_.ScanSuperseded([&](Seq seq, bool erased) {
      (erased ? report_.counts.superseded_erased : report_.counts.superseded_pending) += 1;
      superseded_.emplace_back(seq, erased);
      return Status();
    }));
  }

  // Notes a run of missing seqs; each must be a superseded record that was erased.
  void NoteGap(Seq begin, Seq end) {
    gaps_.push_back({begin, end});
    auto mark = std::lower_bound(superseded_.begin(), superseded_.end(), std::pair(begin, false));
    Seq erased = 0;
    for (; mark != superseded_.end() && mark->first < end; ++mark) erased += mark->second ? 1 : 0;
    if (erased != end - begin)
      Problem("records: of the missing seqs " + Number(begin) + " to " + Number(end - 1) + " only " + Number(erased) +
              " were superseded and erased");
  }

  void VerifyRecords() {
    Seq next = retention_.records_from;
    const bool scanned = Scanned("records", store_.ScanRecords(0, [&](Seq seq, std::string_view bytes) {
      ++report_.counts.records;
      if (auto act = ReadAct(seq, bytes)) acts_.push_back(std::move(*act));
      if (seq < retention_.records_from) Problem("records: seq " + Number(seq) + " lies before retention's first");
      if (seq > next) NoteGap(next, seq);
      next = std::max(next, seq + 1);
      return Status();
    }));
    if (!scanned) return;
    if (next < position_.next_seq) NoteGap(next, position_.next_seq);
    if (next > position_.next_seq && report_.counts.records > 0)
      Problem("records: seq " + Number(next - 1) + " is not below the position's " + Number(position_.next_seq));
    records_are_known_ = true;
  }

  bool IsSuperseded(Seq seq) const {
    const auto mark = std::lower_bound(superseded_.begin(), superseded_.end(), std::pair(seq, false));
    return mark != superseded_.end() && mark->first == seq;
  }

  // Whether a record of this seq may be there: retention has not dropped it, and it was given.
  bool IsKept(Seq seq) const { return seq >= retention_.records_from && seq < position_.next_seq; }

  void VerifyIds() {
    if (position_.next_seq > retention_.records_from) stands_.resize(position_.next_seq - retention_.records_from);
    Scanned("ids", store_.ScanIds([&](std::string_view, std::string_view, const IdRow& row) {
      ++report_.counts.ids;
      if (row.seq >= position_.next_seq || row.first_seq > row.seq)
        Problem("ids: one names seqs " + Number(row.first_seq) + " and " + Number(row.seq) + ", the next is " +
                Number(position_.next_seq));
      if (row.deleted) {
        ++report_.counts.ids_deleted;
        return Status();
      }
      if (records_are_known_ && row.seq >= retention_.records_from && IsInGap(gaps_, row.seq))
        Problem("ids: one names seq " + Number(row.seq) + ", which has no record");
      const bool is_superseded = IsSuperseded(row.seq);
      if (IsKept(row.seq)) stands_[row.seq - retention_.records_from] = !is_superseded;
      if (is_superseded) Problem("ids: one names seq " + Number(row.seq) + ", which is superseded");
      return Status();
    }));
  }

  void VerifyPosts() {
    StoreCounts& counts = report_.counts;
    const bool assigned =
        Scanned("assignments", store_.ScanAssignments([&](Seq seq, std::string_view, std::string_view, GroupId) {
          ++counts.assignments;
          assigned_within_records_ += seq >= retention_.records_from ? 1 : 0;
          if (seq >= position_.next_seq) Problem("assignments: seq " + Number(seq) + " was never given");
          return Status();
        }));
    const bool summed =
        Scanned("panes", store_.ScanPanes(EventTime::None(), [&](EventTime, std::string_view, const PaneCounts& pane) {
          ++counts.panes;
          counts.pane_posts += pane.posts;
          return Status();
        }));
    if (!assigned || !summed) return;
    const Totals& totals = position_.totals;
    const int64_t windowed = counts.pane_posts + totals.dropped_pane_posts;
    if (windowed != static_cast<int64_t>(counts.assignments))
      Problem("posts: panes and dropped panes hold " + std::to_string(windowed) + " posts, " +
              Number(counts.assignments) + " are assigned");
    if (totals.removed > totals.deletions || counts.assignments + totals.removed != totals.accepted)
      Problem("posts: " + Number(counts.assignments) + " are assigned, " + Number(totals.accepted) +
              " were accepted and " + Number(totals.removed) + " removed by " + Number(totals.deletions) +
              " deletions");
    if (counts.ids - counts.ids_deleted > counts.assignments) Problem("posts: more ids stand than posts are assigned");
  }

  void VerifySeries() {
    StoreCounts& counts = report_.counts;
    int64_t channel_posts = 0;
    bool has_channels = false;
    const bool summed = Scanned(
        "series",
        store_.ScanSeries(EventTime::None(), [&](EventTime, SeriesKind kind, std::string_view, const PaneCounts& add) {
          ++counts.series;
          if (kind != SeriesKind::kChannel) return Status();
          has_channels = true;
          channel_posts += add.posts;
          return Status();
        }));
    if (summed && has_channels && channel_posts != counts.pane_posts)
      Problem("series: those of channels hold " + std::to_string(channel_posts) + " posts, the panes " +
              std::to_string(counts.pane_posts));
  }

  void VerifyMember(Seq seq, const MemberRow& row, std::vector<bool>* seen) {
    if (!IsKept(seq) || (records_are_known_ && IsInGap(gaps_, seq)))
      return Problem("members: one names seq " + Number(seq) + ", which has no record");
    if (IsSuperseded(seq)) return Problem("members: one names seq " + Number(seq) + ", which is superseded");
    const Seq place = seq - retention_.records_from;
    if ((*seen)[place]) Problem("members: seq " + Number(seq) + " is in two groups");
    (*seen)[place] = true;
    constexpr int64_t kForgottenMs = 2 * kDayMs;
    const bool may_be_forgotten = row.time.ms < kForgottenMs || row.time.ms - kForgottenMs < retention_.ids_from_ms;
    if (!stands_[place] && !may_be_forgotten)
      Problem("members: one names seq " + Number(seq) + ", which is of no id that stands");
  }

  void VerifyMembers() {
    StoreCounts& counts = report_.counts;
    std::vector<bool> seen(stands_.size());
    const bool scanned = Scanned("members", store_.ScanAllMembers([&](GroupId, Seq seq, const MemberRow& row) {
      ++counts.members;
      VerifyMember(seq, row, &seen);
      return Status();
    }));
    if (!scanned || counts.members == 0) return;
    for (Seq place = 0; place < seen.size(); ++place) {
      if (stands_[place] && !seen[place])
        Problem("members: the post of seq " + Number(retention_.records_from + place) + " is in no group");
    }
    if (counts.members < assigned_within_records_ || counts.members > counts.assignments)
      Problem("members: there are " + Number(counts.members) + ", " + Number(counts.assignments) +
              " posts are assigned and " + Number(assigned_within_records_) + " of them came within the kept records");
  }

  void VerifyNumbered() {
    StoreCounts& counts = report_.counts;
    uint64_t next_alert = 0;
    Scanned("alerts", store_.ScanAlerts(0, [&](uint64_t number, std::string_view) {
      ++counts.alerts;
      if (number != next_alert) Problem("alerts: number " + Number(next_alert) + " is missing");
      next_alert = number + 1;
      return Status();
    }));
    const auto& by_level = position_.totals.alerts;
    const uint64_t counted = std::accumulate(by_level.begin(), by_level.end(), uint64_t{0});
    if (counts.alerts != counted)
      Problem("alerts: " + Number(counts.alerts) + " are stored, " + Number(counted) + " were counted");
    Scanned("outbox", store_.ScanOutbox(0, [&](uint64_t number, int64_t) {
      ++counts.outbox;
      if (number >= counts.alerts) Problem("outbox: alert " + Number(number) + " is not stored");
      return Status();
    }));
    std::optional<uint64_t> next_reject;
    Scanned("rejects", store_.ScanRejects(0, [&](uint64_t number, std::string_view) {
      ++counts.rejects;
      if (next_reject && number != *next_reject) Problem("rejects: number " + Number(*next_reject) + " is missing");
      next_reject = number + 1;
      return Status();
    }));
    if (next_reject.value_or(0) > position_.totals.rejected)
      Problem("rejects: " + Number(*next_reject) + " are stored, " + Number(position_.totals.rejected) +
              " were counted");
    Scanned("groups", store_.ScanGroups([&](GroupId, std::string_view) {
      ++counts.groups;
      return Status();
    }));
  }

  void VerifyMerges() {
    std::map<GroupId, GroupId> into;
    Scanned("merges", store_.ScanMerges([&](GroupId from, GroupId to) {
      ++report_.counts.merges;
      into.emplace(from, to);
      return Status();
    }));
    VerifyInverse(into);
    // Every way is walked once: a row is removed when it is passed, and a walk that meets its own start is a circle.
    std::map<GroupId, uint64_t> walk_of;
    uint64_t walk = 0;
    for (const auto& [start, unused] : into) {
      ++walk;
      GroupId at = start;
      for (auto step = into.find(at); step != into.end(); step = into.find(at)) {
        const auto [seen, is_new] = walk_of.emplace(at, walk);
        if (!is_new) {
          if (seen->second == walk) Problem("merges: group " + Number(at.value) + " merges into itself");
          break;
        }
        at = step->second;
      }
    }
  }

  void VerifyInverse(const std::map<GroupId, GroupId>& into) {
    std::map<GroupId, uint64_t> merged_into;
    for (const auto& [from, to] : into) ++merged_into[to];
    for (const auto& [to, wanted] : merged_into) {
      uint64_t found = 0;
      const bool scanned = Scanned("merges", store_.ScanMergedInto(to, [&](GroupId) {
        ++found;
        return Status();
      }));
      if (scanned && found != wanted)
        Problem("merges: " + Number(wanted) + " groups merged into " + Number(to.value) + ", its index has " +
                Number(found));
    }
  }

  void VerifyBuckets() {
    std::optional<BucketStart> last;
    Scanned("buckets", store_.ScanBuckets([&](const BucketStart& bucket) {
      ++report_.counts.buckets;
      if (bucket.first_seq > position_.next_seq || (last && bucket.first_seq < last->first_seq))
        Problem("buckets: day " + std::to_string(bucket.day) + " starts at seq " + Number(bucket.first_seq) +
                ", out of order");
      last = bucket;
      return Status();
    }));
  }

  void VerifyCheckpoints() {
    const auto checkpoints = store_.ListCheckpoints();
    if (!Scanned("checkpoints", checkpoints.status())) return;
    for (const CheckpointInfo& checkpoint : *checkpoints) {
      if (!checkpoint.is_sound) Problem("checkpoints: that of seq " + Number(checkpoint.seq) + " is damaged");
      if (checkpoint.seq > position_.next_seq)
        Problem("checkpoints: that of seq " + Number(checkpoint.seq) + " is ahead of the records, some are lost");
    }
  }

  const Store& store_;
  const VerifyOptions& options_;
  VerifyReport report_;
  Position position_;
  Retention retention_;
  std::vector<std::pair<Seq, bool>> superseded_;  // ascending, with whether erased
  std::vector<ActRecord> acts_;
  std::vector<Gap> gaps_;  // ascending
  bool records_are_known_ = false;
  std::vector<bool> stands_;  // of each kept seq: whether an id names it that is not deleted
  uint64_t assigned_within_records_ = 0;
};

}  // namespace

VerifyReport VerifyStore(const Store& store, const VerifyOptions& options) { return Verifier(store, options).Run(); }

}  // namespace groundswell
