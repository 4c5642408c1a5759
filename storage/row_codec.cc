#include "storage/row_codec.h"

#include <bit>

#include "base/bytes.h"

namespace groundswell {
namespace {

constexpr uint8_t kIdDeleted = 1, kIdHasSeq = 2, kIdHasEdit = 4, kIdHasCounts = 8, kIdFlagsMax = 15;
constexpr uint8_t kMemberSentiment = 3, kMemberComplaint = 4, kMemberCopy = 8, kMemberFlagsMax = 15;
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr char kEscape = '\xff', kEnd = '\x01';

static_assert(std::endian::native == std::endian::little, "row formats are written by copying little-endian numbers");

}  // namespace

FixedKey NumberKey(uint64_t number) {
  FixedKey key;
  const uint64_t swapped = __builtin_bswap64(number);
  std::memcpy(key.bytes, &swapped, sizeof(swapped));
  return key;
}

bool DecodeNumberKey(std::string_view key, uint64_t* number) {
  if (key.size() != sizeof(uint64_t)) return false;
  std::memcpy(number, key.data(), sizeof(uint64_t));
  *number = __builtin_bswap64(*number);
  return true;
}

FixedKey SignedKey(int64_t number) { return NumberKey(static_cast<uint64_t>(number) ^ kSignBit); }

bool DecodeSignedKey(std::string_view key, int64_t* number) {
  uint64_t flipped = 0;
  if (!DecodeNumberKey(key, &flipped)) return false;
  *number = static_cast<int64_t>(flipped ^ kSignBit);
  return true;
}

PairKey MemberKey(GroupId group, Seq seq) { return {NumberKey(group.value), NumberKey(~seq)}; }

bool DecodeMemberKey(std::string_view key, GroupId* group, Seq* seq) {
  if (key.size() != sizeof(PairKey)) return false;
  const bool decoded = DecodeNumberKey(key.substr(0, sizeof(FixedKey)), &group->value) &&
                       DecodeNumberKey(key.substr(sizeof(FixedKey)), seq);
  *seq = ~*seq;
  return decoded;
}

PairKey InverseKey(GroupId into, GroupId from) { return {NumberKey(into.value), NumberKey(from.value)}; }

bool DecodeInverseKey(std::string_view key, GroupId* into, GroupId* from) {
  return key.size() == sizeof(PairKey) && DecodeNumberKey(key.substr(0, sizeof(FixedKey)), &into->value) &&
         DecodeNumberKey(key.substr(sizeof(FixedKey)), &from->value);
}

void EncodeIdKey(std::string_view channel, std::string_view id, std::string* out) {
  out->clear();
  if (channel.find('\0') == std::string_view::npos) {
    out->append(channel);
  } else {
    for (const char c : channel) {
      out->push_back(c);
      if (c == '\0') out->push_back(kEscape);
    }
  }
  out->push_back('\0');
  out->push_back(kEnd);
  out->append(id);
}

bool DecodeIdKey(std::string_view key, std::string* channel, std::string_view* id) {
  channel->clear();
  while (true) {
    const size_t nul = key.find('\0');
    if (nul == std::string_view::npos || nul + 1 >= key.size()) return false;
    channel->append(key.substr(0, nul));
    const char mark = key[nul + 1];
    key.remove_prefix(nul + 2);
    if (mark == kEnd) break;
    if (mark != kEscape) return false;
    channel->push_back('\0');
  }
  *id = key;
  return true;
}

void EncodeIdRow(const IdRow& row, std::string* out) {
  const bool has_seq = row.seq != row.first_seq, has_edit = !row.edited_at.is_none();
  const bool has_counts = row.followers != -1 || row.reposts != -1 || row.likes != -1;
  out->clear();
  ByteWriter writer(out);
  writer.Number(static_cast<uint8_t>((row.deleted ? kIdDeleted : 0) | (has_seq ? kIdHasSeq : 0) |
                                     (has_edit ? kIdHasEdit : 0) | (has_counts ? kIdHasCounts : 0)));
  writer.Number(row.first_seq);
  writer.Number(row.time.ms);
  if (has_seq) writer.Number(row.seq);
  if (has_edit) writer.Number(row.edited_at.ms);
  if (!has_counts) return;
  writer.Number(row.followers);
  writer.Number(row.reposts);
  writer.Number(row.likes);
}

bool DecodeIdRow(std::string_view bytes, IdRow* row) {
  ByteReader reader(bytes);
  *row = IdRow{};
  const auto flags = reader.Number<uint8_t>();
  if (flags > kIdFlagsMax) return false;
  row->deleted = (flags & kIdDeleted) != 0;
  row->seq = row->first_seq = reader.Number<Seq>();
  row->time.ms = reader.Number<int64_t>();
  if (flags & kIdHasSeq) row->seq = reader.Number<Seq>();
  if (flags & kIdHasEdit) row->edited_at.ms = reader.Number<int64_t>();
  if (flags & kIdHasCounts) {
    row->followers = reader.Number<int64_t>();
    row->reposts = reader.Number<int64_t>();
    row->likes = reader.Number<int64_t>();
  }
  return reader.done();
}

void EncodeAssignment(std::string_view channel, std::string_view id, GroupId group, std::string* out) {
  out->clear();
  ByteWriter writer(out);
  writer.Number(group.value);
  writer.Text(channel);
  out->append(id);
}

bool DecodeAssignment(std::string_view bytes, std::string_view* channel, std::string_view* id, GroupId* group) {
  ByteReader reader(bytes);
  group->value = reader.Number<uint64_t>();
  *channel = reader.Text();
  *id = reader.rest();
  return reader.ok();
}

void EncodePaneKey(EventTime start, std::string_view org, std::string* out) {
  out->assign(SignedKey(start.ms).view());
  out->append(org);
}

bool DecodePaneKey(std::string_view key, EventTime* start, std::string_view* org) {
  if (key.size() < sizeof(uint64_t)) return false;
  *org = key.substr(sizeof(uint64_t));
  return DecodeSignedKey(key.substr(0, sizeof(uint64_t)), &start->ms);
}

void EncodeSeriesKey(EventTime start, SeriesKind kind, std::string_view name, std::string* out) {
  out->assign(SignedKey(start.ms).view());
  out->push_back(static_cast<char>(kind));
  out->append(name);
}

bool DecodeSeriesKey(std::string_view key, EventTime* start, SeriesKind* kind, std::string_view* name) {
  std::string_view rest;
  if (!DecodePaneKey(key, start, &rest) || rest.empty()) return false;
  const auto kind_byte = static_cast<uint8_t>(rest[0]);
  if (kind_byte >= kSeriesKinds) return false;
  *kind = static_cast<SeriesKind>(kind_byte);
  *name = rest.substr(1);
  return true;
}

void EncodeMemberRow(const MemberRow& row, std::string* out) {
  out->clear();
  ByteWriter writer(out);
  writer.Number(row.time.ms);
  writer.Number(row.complainant.value);
  writer.Number(static_cast<uint8_t>(static_cast<uint8_t>(row.sentiment) | (row.complaint ? kMemberComplaint : 0) |
                                     (row.copy ? kMemberCopy : 0)));
}

bool DecodeMemberRow(std::string_view bytes, MemberRow* row) {
  ByteReader reader(bytes);
  row->time.ms = reader.Number<int64_t>();
  row->complainant.value = reader.Number<uint64_t>();
  const auto flags = reader.Number<uint8_t>();
  const auto sentiment = static_cast<uint8_t>(flags & kMemberSentiment);
  if (flags > kMemberFlagsMax || sentiment > static_cast<uint8_t>(Sentiment::kPositive)) return false;
  row->sentiment = static_cast<Sentiment>(sentiment);
  row->complaint = (flags & kMemberComplaint) != 0;
  row->copy = (flags & kMemberCopy) != 0;
  return reader.done();
}

void EncodePaneCounts(const PaneCounts& counts, std::string* out) {
  out->clear();
  ByteWriter writer(out);
  writer.Number(counts.posts);
  writer.Number(counts.complaints);
  writer.Number(counts.negative);
  writer.Number(counts.positive);
}

bool DecodePaneCounts(std::string_view bytes, PaneCounts* counts) {
  ByteReader reader(bytes);
  counts->posts = reader.Number<int64_t>();
  counts->complaints = reader.Number<int64_t>();
  counts->negative = reader.Number<int64_t>();
  counts->positive = reader.Number<int64_t>();
  return reader.done();
}

void EncodePosition(const Position& position, std::string* out) {
  out->clear();
  ByteWriter writer(out);
  writer.Number(position.next_seq);
  writer.Number(position.watermark.ms);
  writer.Number(position.input_lines);
  writer.Number(position.input_bytes);
  writer.Number(position.input_hash);
  writer.Number(static_cast<uint8_t>(position.finished));
  const Totals& totals = position.totals;
  for (const uint64_t count : {totals.accepted, totals.updated, totals.refreshed, totals.duplicates, totals.deletions,
                               totals.rejected, totals.removed, totals.ahead, totals.late, totals.groups})
    writer.Number(count);
  for (const uint64_t count : totals.alerts) writer.Number(count);
  writer.Number(totals.dropped_pane_posts);
  writer.Number(totals.text_bytes);
}

bool DecodePosition(std::string_view bytes, Position* position) {
  ByteReader reader(bytes);
  position->next_seq = reader.Number<Seq>();
  position->watermark.ms = reader.Number<int64_t>();
  position->input_lines = reader.Number<uint64_t>();
  position->input_bytes = reader.Number<uint64_t>();
  position->input_hash = reader.Number<uint64_t>();
  position->finished = reader.Number<uint8_t>() != 0;
  Totals& totals = position->totals;
  for (uint64_t* count : {&totals.accepted, &totals.updated, &totals.refreshed, &totals.duplicates, &totals.deletions,
                          &totals.rejected, &totals.removed, &totals.ahead, &totals.late, &totals.groups})
    *count = reader.Number<uint64_t>();
  for (uint64_t& count : totals.alerts) count = reader.Number<uint64_t>();
  totals.dropped_pane_posts = reader.Number<int64_t>();
  totals.text_bytes = reader.Number<uint64_t>();
  return reader.done();
}

void EncodeRetention(const Retention& retention, std::string* out) {
  out->clear();
  ByteWriter writer(out);
  writer.Number(retention.records_from);
  writer.Number(retention.panes_from.ms);
  writer.Number(retention.ids_from_ms);
  writer.Number(retention.evidence_from);
}

bool DecodeRetention(std::string_view bytes, Retention* retention) {
  ByteReader reader(bytes);
  retention->records_from = reader.Number<Seq>();
  retention->panes_from.ms = reader.Number<int64_t>();
  retention->ids_from_ms = reader.Number<int64_t>();
  // Remembered since evidence is looked for: a store from before has dropped none.
  retention->evidence_from = reader.done() ? 0 : reader.Number<uint64_t>();
  return reader.done();
}

}  // namespace groundswell
