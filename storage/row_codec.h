// Keys and values of stored rows as bytes. Keys sort as bytes in the order of what they mean.
//
//   seq key     = big-endian u64
//   time key    = big-endian u64 of the milliseconds with the sign bit flipped
//   id key      = channel with every NUL written as NUL FF, then NUL 01, then the id
//   pane key    = time key of the start, then the organisation
//   series key  = time key of the start, kind u8, then the name
//   member key  = seq key of the group's id, then the complement of the seq key, so that the newest comes first
//   inverse key = seq key of the group merged into, then that of the group that merged
//   id row      = flags u8, first_seq u64, time i64, then for each flag set: seq u64 | edited_at i64 | three counts i64
//   assignment  = group u64, channel (u32 length and bytes), id (the rest)
//   member row  = time i64, complainant u64, flags u8: two bits of sentiment, 4 complaint, 8 copy
//   pane        = posts, complaints, negative, positive: i64 each; of a series too
//   outbox row  = time key of the decision
//   position    = the fields of Position in their order, all fixed width
// Numbers in values are little-endian (base/bytes.h). Decoders take any bytes and return false for what is not theirs.
// Ownership: decoded views point into the input. Threads: free functions without state.
#pragma once

#include <string>
#include <string_view>

#include "storage/store.h"

namespace groundswell {

// Keys of eight and of sixteen bytes, held in place.
struct FixedKey {
  char bytes[8];
  std::string_view view() const { return {bytes, sizeof(bytes)}; }
};
struct PairKey {
  FixedKey first, second;
  std::string_view view() const { return {first.bytes, sizeof(PairKey)}; }
};

FixedKey NumberKey(uint64_t number);
bool DecodeNumberKey(std::string_view key, uint64_t* number);
FixedKey SignedKey(int64_t number);
bool DecodeSignedKey(std::string_view key, int64_t* number);
PairKey MemberKey(GroupId group, Seq seq);
bool DecodeMemberKey(std::string_view key, GroupId* group, Seq* seq);
PairKey InverseKey(GroupId into, GroupId from);
bool DecodeInverseKey(std::string_view key, GroupId* into, GroupId* from);

// These replace *out and keep its capacity.
void EncodeIdKey(std::string_view channel, std::string_view id, std::string* out);
void EncodeIdRow(const IdRow& row, std::string* out);
void EncodeAssignment(std::string_view channel, std::string_view id, GroupId group, std::string* out);
void EncodePaneKey(EventTime start, std::string_view org, std::string* out);
void EncodeSeriesKey(EventTime start, SeriesKind kind, std::string_view name, std::string* out);
void EncodeMemberRow(const MemberRow& row, std::string* out);
void EncodePaneCounts(const PaneCounts& counts, std::string* out);
void EncodePosition(const Position& position, std::string* out);
void EncodeRetention(const Retention& retention, std::string* out);

// *channel is a copy, for its bytes may have been escaped; *id views `key`.
bool DecodeIdKey(std::string_view key, std::string* channel, std::string_view* id);
bool DecodeIdRow(std::string_view bytes, IdRow* row);
bool DecodeAssignment(std::string_view bytes, std::string_view* channel, std::string_view* id, GroupId* group);
bool DecodePaneKey(std::string_view key, EventTime* start, std::string_view* org);
bool DecodeSeriesKey(std::string_view key, EventTime* start, SeriesKind* kind, std::string_view* name);
bool DecodeMemberRow(std::string_view bytes, MemberRow* row);
bool DecodePaneCounts(std::string_view bytes, PaneCounts* counts);
bool DecodePosition(std::string_view bytes, Position* position);
bool DecodeRetention(std::string_view bytes, Retention* retention);

}  // namespace groundswell
