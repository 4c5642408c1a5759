// ReadModel: what readers see of a running engine, as immutable snapshots that follow its commits.
//
// Load reads the groups of the store; from then on the committer calls OnCommit after each durable commit. A thread of
// its own takes what has come together, at most every publish_every (alerts_after once an alert is among it), and
// publishes a new Snapshot; after one that took long it rests longer. Contract: position() is that of the newest
// OnCommit as soon as that has returned; a snapshot is behind it by publish_every or ten times the time that publishing
// takes. OnCommit copies the changed rows and returns; it never waits for a reader. Ownership: borrows the store.
// Threads: OnCommit from one thread; position, snapshot, PublishNow and counts from any; observers run on the
// publishing thread. Errors: those of the store from Load; rows that cannot be read are counted and skipped.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "models/audit.h"
#include "serve/group_index.h"
#include "serve/levels.h"
#include "serve/rows.h"
#include "storage/store.h"

namespace groundswell {

// The groups as they stood at a position. All of a snapshot is immutable.
struct Snapshot {
  Position position;
  GroupList groups;
  std::array<uint64_t, kLevelNames.size()> groups_by_level = {};
};

// Alerts there are at a position: numbers below this are in the store.
uint64_t AlertCount(const Position& position);

// One group's change from one snapshot to the next.
struct GroupChange {
  GroupId id;
  GroupEntryPtr before;  // null when it is new
  GroupEntryPtr now;     // null when it has merged into another
  std::optional<GroupId> merged_into;
};

class ReadModel {
 public:
  struct Options {
    std::chrono::milliseconds publish_every{100};
    std::chrono::milliseconds alerts_after{5};
  };
  struct Counts {
    std::atomic<uint64_t> publications{0}, publish_nanos{0}, unreadable_rows{0};
  };
  using Observer = std::function<void(const Snapshot&, std::span<const GroupChange>)>;

  ReadModel(const Store* store, Options options);
  ~ReadModel();

  // Sees every publication. Before Load.
  void Observe(Observer observer);
  // Once, while nothing is being committed; publishes the first snapshot.
  Status Load();
  void OnCommit(const CommitBatch& batch);

  Position position() const;
  // Of the audit log as of position(): its length and the hash of its last entry, for somebody to note elsewhere.
  struct AuditHead {
    uint64_t entries = 0;
    AuditHash hash = {};
  };
  AuditHead audit_head() const;
  std::shared_ptr<const Snapshot> snapshot() const;
  // Returns once everything that OnCommit was given before is published.
  void PublishNow();

  const Counts& counts() const { return counts_; }

 private:
  struct ChangedRow {
    std::string json;
    Seq changed_seq = 0;
  };
  // What came since the last publication.
  struct Mailbox {
    std::unordered_map<uint64_t, ChangedRow> groups;
    Position position;
    bool has_news = false, has_alerts = false, is_urgent = false;
  };

  void Run();
  void Publish(Mailbox mail);
  void Apply(GroupId id, const ChangedRow& row, std::vector<GroupChange>* changes);
  void Count(const GroupEntryPtr& entry, int by);

  const Store* const store_;
  const Options options_;
  std::vector<Observer> observers_;
  Counts counts_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_, published_;
  Mailbox mailbox_;
  std::shared_ptr<const Snapshot> snapshot_ = std::make_shared<const Snapshot>();
  Position position_;
  AuditHead audit_head_;
  uint64_t commits_taken_ = 0, commits_published_ = 0;
  bool stopping_ = false;

  // The publishing thread's own.
  GroupIndex index_;
  RowReader reader_;
  std::array<uint64_t, kLevelNames.size()> groups_by_level_ = {};
  std::thread publisher_;
};

}  // namespace groundswell
