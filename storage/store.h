// Store: what the engine keeps, behind one interface with two implementations, RocksDB (rocks_store.h) and its
// in-memory twin (memory_store.h). Both pass tests/storage/store_conformance.
//
// Contract: Commit applies one step of the engine whole or not at all; what it wrote is visible to every later read of
// the same Store and, for RocksDB, survives the process being killed from the moment Commit returns. Rows are opaque
// bytes where this header says `bytes` or `json`. Scans visit rows in ascending key order and stop at the first failure
// of the visitor, which they return; beside a writer a scan shows each row as it stood at some moment of the scan.
// Ownership: string views in a CommitBatch need to live only during Commit; views given to a visitor only during the
// call. Threads: one writer; reads may run beside it from other threads, and so may PutMark,
// PutDeliveries, EraseDeliveries, EraseOutbox, PutNotice, EraseNotices and, from one other thread, WriteCheckpoint,
// EraseSuperseded and ScrubFiles. Errors: kCorrupt when stored bytes do not check, kIo when the system refuses; neither
// leaves a half-written step.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "models/scored_post.h"
#include "models/sequence.h"

namespace groundswell {

// What is remembered of a (channel, id), by which a second record of it is known as duplicate, update or refresh.
struct IdRow {
  Seq first_seq = 0;  // of the record that was accepted
  Seq seq = 0;        // of the record that stands now
  EventTime time;     // until retention after it the id is known: its post's, or the watermark when that came late
  EventTime edited_at;
  int64_t followers = -1, reposts = -1, likes = -1;
  bool deleted = false;
};

struct RecordWrite {
  Seq seq;
  std::string_view bytes;
};
struct IdWrite {
  std::string_view channel, id;
  IdRow row;
};
// The group of a post, kept in the order of first acceptance; `erase` forgets a deleted post.
struct AssignmentWrite {
  Seq first_seq;
  std::string_view channel, id;
  GroupId group;
  bool erase = false;
};
// Groups, alerts and evidence are rows that quote posts (models/quoting_row.h).
struct GroupWrite {
  GroupId id;
  std::string_view row;

  std::string_view json() const;  // as readers get it
};
struct AlertWrite {
  uint64_t number;  // from 0, in the order of decision
  std::string_view row;
  std::string_view id = {};  // by which FindAlert finds it; empty when the row replaces one that is there
};
// An alert that is to be delivered: the outbox.
struct OutboxWrite {
  uint64_t number;     // of the alert
  int64_t decided_ms;  // wall time
};
// What became of an alert at one receiver: a row of the delivery log. Rows of notices are numbered behind all alerts.
constexpr uint64_t kNoticeDeliveries = uint64_t{1} << 63;
struct DeliveryWrite {
  uint64_t number;            // of the alert; of a notice kNoticeDeliveries and its number
  std::string_view receiver;  // its name
  std::string_view json;
};
// A post as a member of the group it was placed in, for readers: which posts a group has, and its curve.
struct MemberRow {
  EventTime time;
  PersonHash complainant;  // unknown when the post counts nobody
  Sentiment sentiment = Sentiment::kNeutral;
  bool complaint = false, copy = false;
  bool operator==(const MemberRow&) const = default;
};
struct MemberWrite {
  GroupId group;  // where it was placed: merges are found by ScanMergedInto
  Seq seq;        // of the record that stands
  MemberRow row;
  bool erase = false;
};
// The case of a group (models/case.h), an entry of the audit log (models/audit.h) and the evidence that it pins: the
// group's row as it stood, by the entry's number.
struct CaseWrite {
  GroupId id;
  std::string_view bytes;  // empty: the case goes on in that of another group
};
struct AuditWrite {
  uint64_t number;  // from 0
  std::string_view bytes;
};
struct EvidenceWrite {
  uint64_t number;  // of the audit entry
  std::string_view row;
};
struct RejectWrite {
  uint64_t number;  // from 0
  std::string_view json;
};
struct PaneWrite {
  EventTime start;
  std::string_view org;
  PaneCounts add;
};
// Counts of one pane by something else than the organisation.
enum class SeriesKind : uint8_t { kChannel, kRegion, kCause };
constexpr size_t kSeriesKinds = static_cast<size_t>(SeriesKind::kCause) + 1;
struct SeriesWrite {
  EventTime start;
  SeriesKind kind;
  std::string_view name;  // empty: of all names for which there is no series
  PaneCounts add;
};
// Where a source stands once the posts of the step are stored: it goes on there after a restart.
struct CursorWrite {
  std::string_view source;  // its name
  std::string_view cursor;  // the source's own bytes
};
// The first record sequenced in a bucket of retention (a day of the watermark).
struct BucketStart {
  int64_t day = 0;
  Seq first_seq = 0;
};

struct Totals {
  uint64_t accepted = 0, updated = 0, refreshed = 0, duplicates = 0, deletions = 0, rejected = 0;
  uint64_t removed = 0;                 // accepted posts that a deletion took away: accepted - removed stand
  uint64_t ahead = 0;                   // posts too far ahead of their arrival, which moved no watermark
  uint64_t late = 0;                    // accepted posts that came later than their channel is expected to be
  uint64_t groups = 0;                  // groups that reached `watch`
  std::array<uint64_t, 5> alerts = {};  // by level: none, watch, emerging, major, crisis
  int64_t dropped_pane_posts = 0;       // posts in panes that retention has dropped
  uint64_t text_bytes = 0;
};

// Where the engine stands; written with every commit.
struct Position {
  Seq next_seq = 0;
  EventTime watermark;
  uint64_t input_lines = 0;  // lines taken in, refused ones included
  uint64_t input_bytes = 0;  // bytes of those lines, each with its line end counted as one byte
  uint64_t input_hash = 0;   // of those bytes
  bool finished = false;     // the input was read to its end
  Totals totals;
};

// How far retention has come; what lies before is gone.
struct Retention {
  Seq records_from = 0;
  EventTime panes_from;
  int64_t ids_from_ms = std::numeric_limits<int64_t>::min();
  uint64_t evidence_from = 0;  // an audit entry's number
  auto operator<=>(const Retention&) const = default;
};

// One step. The drops act on what was stored before it, then the rows of the step are written in the order of
// their vectors, so that of two writes to one key the later stands. Retention never moves backwards.
struct CommitBatch {
  std::vector<RecordWrite> records;
  std::vector<RecordWrite> rewritten;  // of earlier steps: what was written in them is forgotten
  std::vector<IdWrite> ids;
  std::vector<AssignmentWrite> assignments;
  std::vector<MergeWrite> merges;
  std::vector<GroupWrite> groups;
  std::vector<AlertWrite> alerts;
  std::vector<RejectWrite> rejects;
  std::vector<PaneWrite> panes;
  std::vector<SeriesWrite> series;
  std::vector<MemberWrite> members;
  std::vector<OutboxWrite> outbox;
  std::vector<CaseWrite> cases;
  std::vector<AuditWrite> audit;
  std::vector<EvidenceWrite> evidence;
  std::vector<CursorWrite> cursors;
  std::vector<BucketStart> buckets;
  std::vector<Seq> superseded;  // records of posts that were deleted; erased by EraseSuperseded
  // Retention: records below go, the buckets that start below, and members below (hidden at once, erased when next
  // compacted).
  std::optional<Seq> drop_records_before;
  // Panes and series that start before go; the panes' counts are the caller's to add to dropped_pane_posts.
  std::optional<EventTime> drop_panes_before;
  // Refused lines numbered below go.
  std::optional<uint64_t> drop_rejects_before;
  // Evidence of audit entries below goes; the entries stay.
  std::optional<uint64_t> drop_evidence_before;
  // Rows whose time lies before, or is none, are hidden from now on and erased when next compacted.
  std::optional<int64_t> drop_ids_before_ms;
  Position position;
};

struct Checkpoint {
  Seq seq = 0;  // the state after every record below seq
  std::string bytes;
};
struct CheckpointInfo {
  Seq seq = 0;
  uint64_t bytes = 0;
  bool is_sound = false;  // its checksum holds
};

// Bytes that one kind of row takes: on disk, or in the twin's memory.
struct FamilySize {
  std::string_view family;
  uint64_t bytes = 0;
};

// The mark that is not empty while words that were erased may still stand in files, those of checkpoints included.
constexpr std::string_view kErasingMark = "erasing";

// The manifest row that every store has from its creation; PutManifest refuses to change it.
constexpr std::string_view kFormatKey = "format_version";
constexpr std::string_view kFormatVersion = "4";

class Store {
 public:
  virtual ~Store() = default;

  virtual Status Commit(const CommitBatch& batch) = 0;

  // Rows that identify the store: its kind, config hash, format version. Not part of any commit.
  virtual Status PutManifest(std::string_view key, std::string_view value) = 0;
  virtual Result<std::optional<std::string>> ReadManifest(std::string_view key) const = 0;

  template <typename... Args>
  using Visitor = std::function<Status(Args...)>;
  virtual Status ScanManifest(const Visitor<std::string_view, std::string_view>& visit) const = 0;

  virtual Result<std::optional<Position>> ReadPosition() const = 0;
  virtual Result<Retention> ReadRetention() const = 0;
  virtual Result<std::optional<IdRow>> FindId(std::string_view channel, std::string_view id) const = 0;
  virtual Result<std::optional<std::string>> ReadRecord(Seq seq) const = 0;

  virtual Status ScanRecords(Seq from, const Visitor<Seq, std::string_view>& visit) const = 0;
  virtual Status ScanIds(const Visitor<std::string_view, std::string_view, const IdRow&>& visit) const = 0;
  virtual Status ScanAssignments(const Visitor<Seq, std::string_view, std::string_view, GroupId>& visit) const = 0;
  virtual Status ScanMerges(const Visitor<GroupId, GroupId>& visit) const = 0;
  virtual Status ScanRejects(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const = 0;
  virtual Status ScanPanes(EventTime from,
                           const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const = 0;
  virtual Status ScanSeries(EventTime from,
                            const Visitor<EventTime, SeriesKind, std::string_view, const PaneCounts&>& visit) const = 0;

  // For readers. A group's members below `below`, the newest first; those of groups that merged into it are theirs.
  virtual Status ScanMembers(GroupId group, Seq below, const Visitor<Seq, const MemberRow&>& visit) const = 0;
  // Every member of every group, by group and then the newest first.
  virtual Status ScanAllMembers(const Visitor<GroupId, Seq, const MemberRow&>& visit) const = 0;
  virtual Result<std::optional<GroupId>> FindMergedInto(GroupId from) const = 0;
  virtual Status ScanMergedInto(GroupId into, const Visitor<GroupId>& visit) const = 0;
  virtual Result<std::optional<uint64_t>> FindAlert(std::string_view id) const = 0;
  virtual Result<std::optional<std::string>> ReadCase(GroupId id) const = 0;
  virtual Status ScanCases(const Visitor<GroupId, std::string_view>& visit) const = 0;
  virtual Result<std::optional<std::string>> ReadAudit(uint64_t number) const = 0;
  virtual Status ScanAudit(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const = 0;
  // How many entries the audit log has: one more than the number of the last.
  virtual Result<uint64_t> CountAudit() const = 0;
  // Groups, alerts and evidence as readers may see them, their JSON.
  Result<std::optional<std::string>> ReadGroup(GroupId id) const;
  Result<std::optional<std::string>> ReadAlert(uint64_t number) const;
  Result<std::optional<std::string>> ReadEvidence(uint64_t number) const;
  Status ScanGroups(const Visitor<GroupId, std::string_view>& visit) const;
  Status ScanAlerts(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const;
  Status ScanEvidence(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const;
  // The same as whole rows, with who wrote what they quote (models/quoting_row.h): for the pipeline alone.
  virtual Result<std::optional<std::string>> ReadGroupRow(GroupId id) const = 0;
  virtual Result<std::optional<std::string>> ReadAlertRow(uint64_t number) const = 0;
  virtual Result<std::optional<std::string>> ReadEvidenceRow(uint64_t number) const = 0;
  virtual Status ScanGroupRows(const Visitor<GroupId, std::string_view>& visit) const = 0;
  virtual Status ScanAlertRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const = 0;
  virtual Status ScanEvidenceRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const = 0;
  virtual Status ScanBuckets(const Visitor<const BucketStart&>& visit) const = 0;
  // Superseded records, with whether they are erased already.
  virtual Status ScanSuperseded(const Visitor<Seq, bool>& visit) const = 0;

  // Makes every commit before it safe on disk, then the checkpoint itself, then forgets all but the newest two.
  // ReadCheckpoint gives the newest that checks out and is not ahead of the position, or nothing.
  virtual Status WriteCheckpoint(const Checkpoint& checkpoint) = 0;
  virtual Result<std::optional<Checkpoint>> ReadCheckpoint() const = 0;
  virtual Result<std::vector<CheckpointInfo>> ListCheckpoints() const = 0;  // the newest first
  // Erases the superseded records below `before`, once a checkpoint has passed them.
  virtual Status EraseSuperseded(Seq before) = 0;
  // Rewrites the files that may still hold words which were erased, or written over in records, groups, alerts, cases,
  // the audit log and evidence: from then on none does, checkpoints that are kept aside. Slow; reads and writes go on.
  virtual Status ScrubFiles() = 0;

  // The outbox: alerts to be delivered, from `from` on, with the wall time of their decision.
  virtual Status ScanOutbox(uint64_t from, const Visitor<uint64_t, int64_t>& visit) const = 0;
  // Erases the outbox below `before`: delivered everywhere.
  virtual Status EraseOutbox(uint64_t before) = 0;
  // Small rows that others than the writer keep here, such as how far a receiver has come. Written at once, with the
  // durability of a commit.
  virtual Status PutMark(std::string_view name, std::string_view value) = 0;
  virtual Result<std::optional<std::string>> ReadMark(std::string_view name) const = 0;
  // The delivery log. Rows are written whole together with a mark, one an alert and receiver, of which the later
  // stands; they are read from an alert's number on, by number and name, and forgotten below one. Rows of notices lie
  // behind them, and EraseDeliveries leaves them alone.
  virtual Status PutDeliveries(const std::vector<DeliveryWrite>& rows, std::string_view mark,
                               std::string_view value) = 0;
  virtual Status ScanDeliveries(uint64_t from,
                                const Visitor<uint64_t, std::string_view, std::string_view>& visit) const = 0;
  virtual Status EraseDeliveries(uint64_t before) = 0;
  // Notices: what the engine itself has to say, by number from 0 (serve/notice.h). Written at once, with the durability
  // of a commit; they are forgotten below a number together with their rows of the delivery log.
  virtual Status PutNotice(uint64_t number, std::string_view json) = 0;
  virtual Status ScanNotices(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const = 0;
  virtual Status EraseNotices(uint64_t before) = 0;
  // The cursor that the last commit of a source wrote, or nothing.
  virtual Result<std::optional<std::string>> ReadCursor(std::string_view source) const = 0;

  virtual Result<std::vector<FamilySize>> FamilySizes() const = 0;
  // Reads every stored byte against its checksum: slow. kCorrupt names what does not check.
  virtual Status VerifyFiles() const = 0;
};

}  // namespace groundswell
