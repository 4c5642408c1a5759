// FaultyStore: a store whose Nth commit fails and changes nothing, or that takes no marks for a while, to see what its
// callers do then.
//
// Contract: every other call goes to the wrapped store, which must outlive it. Commits count from 1.
#pragma once

#include <set>

#include "storage/store.h"

namespace groundswell {

class FaultyStore : public Store {
 public:
  FaultyStore(Store* store, std::set<uint64_t> failing_commits)
      : store_(store), failing_commits_(std::move(failing_commits)) {}

  uint64_t commits() const { return commits_; }
  // The next so many alerts that are read are not.
  void FailAlertReads(int reads) { failing_reads_ = reads; }
  void RefuseMarks(bool refuses) { refuses_marks_ = refuses; }

  Status Commit(const CommitBatch& batch) override {
    if (failing_commits_.contains(++commits_))
      return IoError("commit " + std::to_string(commits_) + " fails by design");
    return store_->Commit(batch);
  }
  Status PutManifest(std::string_view key, std::string_view value) override { return store_->PutManifest(key, value); }
  Result<std::optional<std::string>> ReadManifest(std::string_view key) const override {
    return store_->ReadManifest(key);
  }
  Status ScanManifest(const Visitor<std::string_view, std::string_view>& visit) const override {
    return store_->ScanManifest(visit);
  }
  Result<std::optional<Position>> ReadPosition() const override { return store_->ReadPosition(); }
  Result<Retention> ReadRetention() const override { return store_->ReadRetention(); }
  Result<std::optional<IdRow>> FindId(std::string_view channel, std::string_view id) const override {
    return store_->FindId(channel, id);
  }
  Result<std::optional<std::string>> ReadRecord(Seq seq) const override { return store_->ReadRecord(seq); }
  Status ScanRecords(Seq from, const Visitor<Seq, std::string_view>& visit) const override {
    return store_->ScanRecords(from, visit);
  }
  Status ScanIds(const Visitor<std::string_view, std::string_view, const IdRow&>& visit) const override {
    return store_->ScanIds(visit);
  }
  Status ScanAssignments(const Visitor<Seq, std::string_view, std::string_view, GroupId>& visit) const override {
    return store_->ScanAssignments(visit);
  }
  Status ScanMerges(const Visitor<GroupId, GroupId>& visit) const override { return store_->ScanMerges(visit); }
  Status ScanGroupRows(const Visitor<GroupId, std::string_view>& visit) const override {
    return store_->ScanGroupRows(visit);
  }
  Status ScanAlertRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override {
    return store_->ScanAlertRows(from, visit);
  }
  Status ScanRejects(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override {
    return store_->ScanRejects(from, visit);
  }
  Status ScanPanes(EventTime from,
                   const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const override {
    return store_->ScanPanes(from, visit);
  }
  Status ScanSeries(EventTime from,
                    const Visitor<EventTime, SeriesKind, std::string_view, const PaneCounts&>& visit) const override {
    return store_->ScanSeries(from, visit);
  }
  Status ScanMembers(GroupId group, Seq below, const Visitor<Seq, const MemberRow&>& visit) const override {
    return store_->ScanMembers(group, below, visit);
  }
  Status ScanAllMembers(const Visitor<GroupId, Seq, const MemberRow&>& visit) const override {
    return store_->ScanAllMembers(visit);
  }
  Result<std::optional<GroupId>> FindMergedInto(GroupId from) const override { return store_->FindMergedInto(from); }
  Status ScanMergedInto(GroupId into, const Visitor<GroupId>& visit) const override {
    return store_->ScanMergedInto(into, visit);
  }
  Result<std::optional<std::string>> ReadGroupRow(GroupId id) const override { return store_->ReadGroupRow(id); }
  Result<std::optional<std::string>> ReadAlertRow(uint64_t number) const override {
    if (failing_reads_ > 0) return --failing_reads_, IoError("the read fails by design");
    return store_->ReadAlertRow(number);
  }
  Result<std::optional<uint64_t>> FindAlert(std::string_view id) const override { return store_->FindAlert(id); }
  Status ScanOutbox(uint64_t from, const Visitor<uint64_t, int64_t>& visit) const override {
    return store_->ScanOutbox(from, visit);
  }
  Status EraseOutbox(uint64_t before) override { return store_->EraseOutbox(before); }
  Status PutMark(std::string_view name, std::string_view value) override {
    return refuses_marks_ ? IoError("marks fail by design") : store_->PutMark(name, value);
  }
  Result<std::optional<std::string>> ReadMark(std::string_view name) const override { return store_->ReadMark(name); }
  Status PutDeliveries(const std::vector<DeliveryWrite>& rows, std::string_view mark, std::string_view value) override {
    return refuses_marks_ ? IoError("marks fail by design") : store_->PutDeliveries(rows, mark, value);
  }
  Status ScanDeliveries(uint64_t from,
                        const Visitor<uint64_t, std::string_view, std::string_view>& visit) const override {
    return store_->ScanDeliveries(from, visit);
  }
  Status EraseDeliveries(uint64_t before) override { return store_->EraseDeliveries(before); }
  Status PutNotice(uint64_t number, std::string_view json) override {
    return refuses_marks_ ? IoError("notices fail by design") : store_->PutNotice(number, json);
  }
  Status ScanNotices(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override {
    return store_->ScanNotices(from, visit);
  }
  Status EraseNotices(uint64_t before) override { return store_->EraseNotices(before); }
  Result<std::optional<std::string>> ReadCursor(std::string_view source) const override {
    return store_->ReadCursor(source);
  }
  Result<std::optional<std::string>> ReadCase(GroupId id) const override { return store_->ReadCase(id); }
  Status ScanCases(const Visitor<GroupId, std::string_view>& visit) const override { return store_->ScanCases(visit); }
  Result<std::optional<std::string>> ReadAudit(uint64_t number) const override { return store_->ReadAudit(number); }
  Status ScanAudit(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override {
    return store_->ScanAudit(from, visit);
  }
  Result<uint64_t> CountAudit() const override { return store_->CountAudit(); }
  Result<std::optional<std::string>> ReadEvidenceRow(uint64_t number) const override {
    return store_->ReadEvidenceRow(number);
  }
  Status ScanEvidenceRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const override {
    return store_->ScanEvidenceRows(from, visit);
  }
  Status ScanBuckets(const Visitor<const BucketStart&>& visit) const override { return store_->ScanBuckets(visit); }
  Status ScanSuperseded(const Visitor<Seq, bool>& visit) const override { return store_->ScanSuperseded(visit); }
  Status WriteCheckpoint(const Checkpoint& checkpoint) override { return store_->WriteCheckpoint(checkpoint); }
  Result<std::optional<Checkpoint>> ReadCheckpoint() const override { return store_->ReadCheckpoint(); }
  Result<std::vector<CheckpointInfo>> ListCheckpoints() const override { return store_->ListCheckpoints(); }
  Status EraseSuperseded(Seq before) override { return store_->EraseSuperseded(before); }
  Status ScrubFiles() override { return store_->ScrubFiles(); }
  Result<std::vector<FamilySize>> FamilySizes() const override { return store_->FamilySizes(); }
  Status VerifyFiles() const override { return store_->VerifyFiles(); }

 private:
  Store* store_;
  std::set<uint64_t> failing_commits_;
  uint64_t commits_ = 0;
  bool refuses_marks_ = false;
  mutable int failing_reads_ = 0;
};

}  // namespace groundswell
