// The reads of RocksStore that serve readers and receivers: counts, members, merges both ways, alerts by id, the
// outbox.
#include "storage/rocks_parts.h"
#include "storage/row_codec.h"

namespace groundswell {
namespace {

// The bound just behind a key, for no key of its family is longer.
std::string Behind(const PairKey& key) { return std::string(key.view()).append(1, '\0'); }

}  // namespace

Status RocksStore::ScanPanes(EventTime from,
                             const Visitor<EventTime, std::string_view, const PaneCounts&>& visit) const {
  return parts_->Scan(kPanes, SignedKey(from.ms).view(), [&](std::string_view key, std::string_view value) {
    EventTime start;
    std::string_view org;
    PaneCounts counts;
    if (!DecodePaneKey(key, &start, &org) || !DecodePaneCounts(value, &counts)) return parts_->BadRow(kPanes, key);
    return visit(start, org, counts);
  });
}

Status RocksStore::ScanSeries(EventTime from,
                              const Visitor<EventTime, SeriesKind, std::string_view, const PaneCounts&>& visit) const {
  return parts_->Scan(kSeries, SignedKey(from.ms).view(), [&](std::string_view key, std::string_view value) {
    EventTime start;
    SeriesKind kind{};
    std::string_view name;
    PaneCounts counts;
    if (!DecodeSeriesKey(key, &start, &kind, &name) || !DecodePaneCounts(value, &counts))
      return parts_->BadRow(kSeries, key);
    return visit(start, kind, name, counts);
  });
}

Status RocksStore::ScanMembers(GroupId group, Seq below, const Visitor<Seq, const MemberRow&>& visit) const {
  // The newest come first, so the first hidden one ends what is shown.
  const Seq floor = parts_->member_filter.floor_seq();
  if (below <= floor) return {};
  const PairKey from = MemberKey(group, below - 1), last = MemberKey(group, floor);
  return parts_->Scan(kMembers, from.view(), Behind(last), [&](std::string_view key, std::string_view value) {
    GroupId unused;
    Seq seq = 0;
    MemberRow row;
    if (!DecodeMemberKey(key, &unused, &seq) || !DecodeMemberRow(value, &row)) return parts_->BadRow(kMembers, key);
    return visit(seq, row);
  });
}

Status RocksStore::ScanAllMembers(const Visitor<GroupId, Seq, const MemberRow&>& visit) const {
  const Seq floor = parts_->member_filter.floor_seq();
  return parts_->Scan(kMembers, {}, [&](std::string_view key, std::string_view value) -> Status {
    GroupId group;
    Seq seq = 0;
    MemberRow row;
    if (!DecodeMemberKey(key, &group, &seq) || !DecodeMemberRow(value, &row)) return parts_->BadRow(kMembers, key);
    return seq < floor ? Status() : visit(group, seq, row);
  });
}

Result<std::optional<GroupId>> RocksStore::FindMergedInto(GroupId from) const {
  const FixedKey key = NumberKey(from.value);
  const auto row = parts_->Get(kMerges, key.view());
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<GroupId>();
  GroupId into;
  if (!DecodeNumberKey(**row, &into.value)) return parts_->BadRow(kMerges, key.view());
  return std::optional(into);
}

Status RocksStore::ScanMergedInto(GroupId into, const Visitor<GroupId>& visit) const {
  const PairKey first = InverseKey(into, GroupId{0}), last = InverseKey(into, GroupId{~uint64_t{0}});
  return parts_->Scan(kMergedInto, first.view(), Behind(last), [&](std::string_view key, std::string_view) -> Status {
    GroupId unused, from;
    if (!DecodeInverseKey(key, &unused, &from)) return parts_->BadRow(kMergedInto, key);
    const auto now = FindMergedInto(from);
    if (!now.ok()) return now.status();
    return *now == into ? visit(from) : Status();
  });
}

Result<std::optional<std::string>> RocksStore::ReadGroupRow(GroupId id) const {
  return parts_->Get(kGroups, NumberKey(id.value).view());
}

Result<std::optional<std::string>> RocksStore::ReadAlertRow(uint64_t number) const {
  return parts_->Get(kAlerts, NumberKey(number).view());
}

Result<std::optional<uint64_t>> RocksStore::FindAlert(std::string_view id) const {
  const auto row = parts_->Get(kAlertIds, id);
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<uint64_t>();
  uint64_t number = 0;
  if (!DecodeNumberKey(**row, &number)) return parts_->BadRow(kAlertIds, id);
  return std::optional(number);
}

Status RocksStore::Parts::ScanCaseRows(char prefix, uint64_t from,
                                       const Visitor<uint64_t, std::string_view>& visit) const {
  const std::string behind(1, static_cast<char>(prefix + 1));
  return Scan(kCases, PrefixedKey(prefix, from), behind, [&](std::string_view row_key, std::string_view row) {
    uint64_t number = 0;
    return DecodeNumberKey(row_key.substr(1), &number) ? visit(number, row) : BadRow(kCases, row_key);
  });
}

Result<std::optional<std::string>> RocksStore::ReadCase(GroupId id) const {
  return parts_->Get(kCases, PrefixedKey(kCasePrefix, id.value));
}

Status RocksStore::ScanCases(const Visitor<GroupId, std::string_view>& visit) const {
  return parts_->ScanCaseRows(kCasePrefix, 0,
                              [&](uint64_t id, std::string_view bytes) { return visit(GroupId{id}, bytes); });
}

Result<std::optional<std::string>> RocksStore::ReadAudit(uint64_t number) const {
  return parts_->Get(kCases, PrefixedKey(kAuditPrefix, number));
}

Status RocksStore::ScanAudit(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return parts_->ScanCaseRows(kAuditPrefix, from, visit);
}

Result<uint64_t> RocksStore::CountAudit() const {
  // The log has no holes: the last key tells.
  const std::string first(1, kAuditPrefix), behind(1, kAuditPrefix + 1);
  const std::unique_ptr<rocksdb::Iterator> row(parts_->db->NewIterator({}, parts_->families[kCases]));
  row->SeekForPrev(behind);
  if (Status status = FromRocks(row->status(), parts_->folder); !status.ok()) return status;
  if (!row->Valid() || !ToView(row->key()).starts_with(first)) return uint64_t{0};
  uint64_t number = 0;
  if (!DecodeNumberKey(ToView(row->key()).substr(1), &number)) return parts_->BadRow(kCases, ToView(row->key()));
  return number + 1;
}

Result<std::optional<std::string>> RocksStore::ReadEvidenceRow(uint64_t number) const {
  return parts_->Get(kCases, PrefixedKey(kEvidencePrefix, number));
}

Status RocksStore::ScanEvidenceRows(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return parts_->ScanCaseRows(kEvidencePrefix, from, visit);
}

Status RocksStore::ScanOutbox(uint64_t from, const Visitor<uint64_t, int64_t>& visit) const {
  return parts_->Scan(kOutbox, NumberKey(from).view(), [&](std::string_view key, std::string_view value) {
    uint64_t number = 0;
    int64_t decided_ms = 0;
    if (!DecodeNumberKey(key, &number) || !DecodeSignedKey(value, &decided_ms)) return parts_->BadRow(kOutbox, key);
    return visit(number, decided_ms);
  });
}

Result<std::optional<std::string>> RocksStore::ReadMark(std::string_view name) const {
  return parts_->Get(kMeta, std::string(kMarkPrefix).append(name));
}

Status RocksStore::ScanDeliveries(uint64_t from,
                                  const Visitor<uint64_t, std::string_view, std::string_view>& visit) const {
  constexpr size_t kNumberBytes = 8;
  const std::string first = std::string(kDeliveryPrefix).append(NumberKey(from).view());
  return parts_->Scan(kMeta, first, kDeliveryEnd, [&](std::string_view key, std::string_view value) {
    const std::string_view place = key.substr(kDeliveryPrefix.size());
    uint64_t number = 0;
    if (place.size() < kNumberBytes || !DecodeNumberKey(place.substr(0, kNumberBytes), &number))
      return parts_->BadRow(kMeta, key);
    return visit(number, place.substr(kNumberBytes), value);
  });
}

Status RocksStore::ScanNotices(uint64_t from, const Visitor<uint64_t, std::string_view>& visit) const {
  return parts_->Scan(kMeta, NoticeKey(from), kNoticeEnd, [&](std::string_view key, std::string_view value) {
    uint64_t number = 0;
    if (!DecodeNumberKey(key.substr(kNoticePrefix.size()), &number)) return parts_->BadRow(kMeta, key);
    return visit(number, value);
  });
}

Result<std::optional<std::string>> RocksStore::ReadCursor(std::string_view source) const {
  return parts_->Get(kMeta, std::string(kCursorPrefix).append(source));
}

}  // namespace groundswell
