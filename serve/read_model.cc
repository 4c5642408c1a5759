#include "serve/read_model.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace groundswell {
namespace {

// The publisher rests this many times as long as it has worked: a tenth of a core at most, for alerts a third.
constexpr int kRestFactor = 9, kRestFactorOfAlerts = 2;

Result<ReadModel::AuditHead> ReadAuditHead(const Store& store) {
  const auto count = store.CountAudit();
  if (!count.ok()) return count.status();
  if (*count == 0) return ReadModel::AuditHead();
  const auto last = store.ReadAudit(*count - 1);
  if (!last.ok()) return last.status();
  const auto entry = *last ? DecodeAudit(**last) : Result<StoredAudit>(Corrupt("the last audit entry is missing"));
  if (!entry.ok()) return entry.status();
  return ReadModel::AuditHead{*count, entry->hash};
}

}  // namespace

uint64_t AlertCount(const Position& position) {
  return std::accumulate(position.totals.alerts.begin(), position.totals.alerts.end(), uint64_t{0});
}

ReadModel::ReadModel(const Store* store, Options options) : store_(store), options_(options) {}

ReadModel::~ReadModel() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (publisher_.joinable()) publisher_.join();
}

void ReadModel::Observe(Observer observer) {
  CHECK(!publisher_.joinable());
  observers_.push_back(std::move(observer));
}

Status ReadModel::Load() {
  CHECK(!publisher_.joinable());
  auto position = store_->ReadPosition();
  if (!position.ok()) return position.status();
  Mailbox mail;
  mail.position = position->value_or(Position());
  std::vector<GroupChange> ignored;
  ChangedRow row{.json = {}, .changed_seq = mail.position.next_seq};
  GROUNDSWELL_TRY(store_->ScanGroups([&](GroupId id, std::string_view json) {
    row.json = json;
    Apply(id, row, &ignored);
    ignored.clear();
    return Status();
  }));
  auto head = ReadAuditHead(*store_);
  if (!head.ok()) return head.status();
  {
    std::lock_guard lock(mutex_);  // readers may be there before anything is loaded
    position_ = mail.position;
    audit_head_ = *head;
  }
  Publish(std::move(mail));
  publisher_ = std::thread([this] { Run(); });
  return {};
}

void ReadModel::OnCommit(const CommitBatch& batch) {
  const bool has_alerts = AlertCount(batch.position) > AlertCount(position_);  // this thread alone writes position_
  {
    std::lock_guard lock(mutex_);
    for (const GroupWrite& group : batch.groups) {
      ChangedRow& row = mailbox_.groups[group.id.value];
      row.json.assign(group.json());
      row.changed_seq = batch.position.next_seq;
    }
    // Words that are erased rewrite older entries.
    for (const AuditWrite& entry : batch.audit)
      if (entry.number >= audit_head_.entries && entry.bytes.size() >= sizeof(AuditHash)) {
        audit_head_.entries = entry.number + 1;
        std::copy_n(entry.bytes.begin(), sizeof(AuditHash), audit_head_.hash.begin());
      }
    mailbox_.position = position_ = batch.position;
    mailbox_.has_news = true;
    mailbox_.has_alerts |= has_alerts;
    ++commits_taken_;
  }
  // The publisher sleeps for publish_every between two publications; only alerts cut that short.
  if (has_alerts) wake_.notify_one();
}

Position ReadModel::position() const {
  std::lock_guard lock(mutex_);
  return position_;
}

ReadModel::AuditHead ReadModel::audit_head() const {
  std::lock_guard lock(mutex_);
  return audit_head_;
}

std::shared_ptr<const Snapshot> ReadModel::snapshot() const {
  std::lock_guard lock(mutex_);
  return snapshot_;
}

void ReadModel::PublishNow() {
  std::unique_lock lock(mutex_);
  const uint64_t goal = commits_taken_;
  mailbox_.is_urgent = true;
  wake_.notify_one();
  published_.wait(lock, [&] { return commits_published_ >= goal || stopping_; });
}

void ReadModel::Run() {
  std::chrono::milliseconds took{0};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto cut_short = [this] { return stopping_ || mailbox_.has_alerts || mailbox_.is_urgent; };
    const auto is_asked_for = [this] { return stopping_ || mailbox_.is_urgent; };
    if (wake_.wait_for(lock, std::max(options_.publish_every, kRestFactor * took), cut_short) && !is_asked_for())
      wake_.wait_for(lock, std::max(options_.alerts_after, kRestFactorOfAlerts * took), is_asked_for);
    if (stopping_) break;
    mailbox_.is_urgent = false;
    if (!mailbox_.has_news) continue;
    Mailbox mail = std::exchange(mailbox_, Mailbox());
    const uint64_t commits = commits_taken_;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    Publish(std::move(mail));
    took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    lock.lock();
    commits_published_ = commits;
    published_.notify_all();
  }
}

void ReadModel::Publish(Mailbox mail) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<GroupChange> changes;
  for (const auto& [id, row] : mail.groups) Apply(GroupId{id}, row, &changes);
  auto next = std::make_shared<Snapshot>();
  next->position = mail.position;
  next->groups = index_.Publish();
  next->groups_by_level = groups_by_level_;
  std::shared_ptr<const Snapshot> last;  // freed outside the lock
  {
    std::lock_guard lock(mutex_);
    last = std::exchange(snapshot_, next);
  }
  for (const Observer& observer : observers_) observer(*next, changes);
  last.reset();
  ++counts_.publications;
  counts_.publish_nanos += static_cast<uint64_t>((std::chrono::steady_clock::now() - start).count());
}

void ReadModel::Apply(GroupId id, const ChangedRow& row, std::vector<GroupChange>* changes) {
  auto read = reader_.ReadGroup(row.json);
  if (!read.ok() || read->entry.rank.id != id) {
    ++counts_.unreadable_rows;
    return;
  }
  GroupChange& change = changes->emplace_back();
  change.id = id;
  change.before = index_.Find(id);
  change.merged_into = read->merged_into;
  if (change.before) Count(change.before, -1);
  if (change.merged_into) return index_.Erase(id);
  read->entry.changed_seq = row.changed_seq;
  change.now = std::make_shared<const GroupEntry>(std::move(read->entry));
  Count(change.now, +1);
  index_.Put(change.now);
}

void ReadModel::Count(const GroupEntryPtr& entry, int by) {
  groups_by_level_[entry->rank.level] += static_cast<uint64_t>(static_cast<int64_t>(by));
}

}  // namespace groundswell
