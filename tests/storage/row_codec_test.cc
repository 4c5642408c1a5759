#include "storage/row_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <tuple>

namespace groundswell {
namespace {

using std::string_literals::operator""s;

TEST(RowCodec, SignedKeysSortAsTheirNumbers) {
  const int64_t numbers[] = {std::numeric_limits<int64_t>::min(), -5, -1, 0, 1, 255, 256,
                             std::numeric_limits<int64_t>::max()};
  for (size_t i = 0; i + 1 < std::size(numbers); ++i)
    EXPECT_LT(SignedKey(numbers[i]).view(), SignedKey(numbers[i + 1]).view()) << numbers[i];
}

TEST(RowCodec, IdKeysSortByChannelThenIdWhateverBytesTheyHold) {
  const std::string texts[] = {"",     "\0"s,    "\0\x01"s,  "\0\xff"s, "\x01", "a",
                               "a\0"s, "a\0\0"s, "a\0\x01"s, "ab",      "\xff"};
  std::string previous, key, channel_back;
  bool is_first = true;
  for (const std::string& channel : texts) {
    for (const std::string& id : texts) {
      EncodeIdKey(channel, id, &key);
      std::string_view id_back;
      ASSERT_TRUE(DecodeIdKey(key, &channel_back, &id_back));
      EXPECT_EQ(channel_back, channel);
      EXPECT_EQ(id_back, id);
      EXPECT_TRUE(is_first || previous < key);
      previous = key;
      is_first = false;
    }
  }
}

TEST(RowCodec, IdRowsComeBackWithAndWithoutTheirRareFields) {
  IdRow rows[4];
  rows[0].first_seq = rows[0].seq = 7;
  rows[1].first_seq = 7, rows[1].seq = 9, rows[1].time.ms = -3, rows[1].edited_at.ms = 12;
  rows[2].likes = 0, rows[2].deleted = true;
  rows[3].followers = 1, rows[3].reposts = 2, rows[3].likes = 3, rows[3].seq = ~Seq{0};
  for (const IdRow& row : rows) {
    std::string bytes;
    EncodeIdRow(row, &bytes);
    IdRow back;
    ASSERT_TRUE(DecodeIdRow(bytes, &back));
    EXPECT_EQ(
        std::tie(back.first_seq, back.seq, back.time, back.edited_at, back.followers, back.reposts, back.likes,
                 back.deleted),
        std::tie(row.first_seq, row.seq, row.time, row.edited_at, row.followers, row.reposts, row.likes, row.deleted));
  }
}

TEST(RowCodec, PositionComesBackWhole) {
  Position position;
  position.next_seq = 1, position.watermark.ms = 2, position.input_lines = 3, position.input_bytes = 4;
  position.input_hash = 5, position.finished = true;
  position.totals = {6, 7, 8, 9, 10, 11, 20, 21, 22, 12, {13, 14, 15, 16, 17}, -18, 19};
  std::string bytes, again;
  EncodePosition(position, &bytes);
  Position back;
  ASSERT_TRUE(DecodePosition(bytes, &back));
  EncodePosition(back, &again);
  EXPECT_EQ(bytes, again);
  EXPECT_EQ(back.totals.removed, 20u);
  EXPECT_EQ(back.totals.ahead, 21u);
  EXPECT_EQ(back.totals.late, 22u);
  EXPECT_EQ(back.totals.alerts[4], 17u);
  EXPECT_EQ(back.totals.dropped_pane_posts, -18);
  EXPECT_EQ(back.totals.text_bytes, 19u);
}

TEST(RowCodec, MemberKeysSortByGroupAndThenTheNewestFirst) {
  const std::pair<GroupId, Seq> in_order[] = {{{0}, ~Seq{0}}, {{0}, 0},   {{1}, 256},         {{1}, 255},
                                              {{1}, 0},       {{256}, 7}, {{~uint64_t{0}}, 0}};
  std::string previous;
  for (const auto& [group, seq] : in_order) {
    const std::string key(MemberKey(group, seq).view());
    EXPECT_LT(previous, key) << group.value << ' ' << seq;
    GroupId group_back;
    Seq seq_back = 0;
    ASSERT_TRUE(DecodeMemberKey(key, &group_back, &seq_back));
    EXPECT_EQ(std::pair(group_back, seq_back), std::pair(group, seq));
    previous = key;
  }
}

TEST(RowCodec, InverseKeysSortByTheGroupMergedInto) {
  EXPECT_LT(InverseKey({1}, {~uint64_t{0}}).view(), InverseKey({2}, {0}).view());
  GroupId into, from;
  ASSERT_TRUE(DecodeInverseKey(InverseKey({5}, {9}).view(), &into, &from));
  EXPECT_EQ(into.value, 5u);
  EXPECT_EQ(from.value, 9u);
}

TEST(RowCodec, MemberRowsComeBackInEveryCombination) {
  for (const Sentiment sentiment : {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive}) {
    for (const int flags : {0, 1, 2, 3}) {
      const MemberRow row{{-7}, {~uint64_t{3}}, sentiment, (flags & 1) != 0, (flags & 2) != 0};
      std::string bytes;
      EncodeMemberRow(row, &bytes);
      MemberRow back;
      ASSERT_TRUE(DecodeMemberRow(bytes, &back));
      EXPECT_EQ(back, row);
    }
  }
}

TEST(RowCodec, MemberRowsOfNoSentimentOrWithUnknownFlagsAreRefused) {
  std::string bytes;
  EncodeMemberRow({}, &bytes);
  MemberRow row;
  for (const char flags : {'\x03', '\x10', '\xff'}) {
    bytes.back() = flags;
    EXPECT_FALSE(DecodeMemberRow(bytes, &row));
  }
}

TEST(RowCodec, SeriesKeysSortByTimeThenKindThenName) {
  const std::tuple<int64_t, SeriesKind, std::string> in_order[] = {
      {-1, SeriesKind::kRegion, "z"}, {0, SeriesKind::kChannel, ""}, {0, SeriesKind::kChannel, "b"},
      {0, SeriesKind::kRegion, "a"},  {0, SeriesKind::kCause, "a"},  {1, SeriesKind::kChannel, "a"}};
  std::string previous, key;
  for (const auto& [start, kind, name] : in_order) {
    EncodeSeriesKey({start}, kind, name, &key);
    EXPECT_LT(previous, key);
    EventTime start_back;
    SeriesKind kind_back{};
    std::string_view name_back;
    ASSERT_TRUE(DecodeSeriesKey(key, &start_back, &kind_back, &name_back));
    EXPECT_EQ(std::tuple(start_back.ms, kind_back, std::string(name_back)), std::tuple(start, kind, name));
    previous = key;
  }
  key[8] = kSeriesKinds;  // no such kind
  EventTime start;
  SeriesKind kind{};
  std::string_view name;
  EXPECT_FALSE(DecodeSeriesKey(key, &start, &kind, &name));
  EXPECT_FALSE(DecodeSeriesKey(key.substr(0, 8), &start, &kind, &name));
}

// Any bytes may be read; what is cut short or too long is refused.
TEST(RowCodec, DecodersRefuseWhatIsNotTheirs) {
  std::mt19937 random(20240601);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    IdRow row;
    PaneCounts counts;
    Position position;
    Retention retention;
    GroupId group, other;
    Seq seq = 0;
    MemberRow member;
    SeriesKind kind{};
    EventTime time;
    std::string channel;
    std::string_view a, b;
    static_cast<void>(DecodeIdRow(bytes, &row));
    static_cast<void>(DecodeIdKey(bytes, &channel, &a));
    static_cast<void>(DecodeAssignment(bytes, &a, &b, &group));
    static_cast<void>(DecodePaneKey(bytes, &time, &a));
    static_cast<void>(DecodeSeriesKey(bytes, &time, &kind, &a));
    EXPECT_EQ(DecodeMemberKey(bytes, &group, &seq), bytes.size() == 16);
    EXPECT_EQ(DecodeInverseKey(bytes, &group, &other), bytes.size() == 16);
    EXPECT_TRUE(!DecodeMemberRow(bytes, &member) || bytes.size() == 17);
    EXPECT_EQ(DecodePaneCounts(bytes, &counts), bytes.size() == 32);
    EXPECT_EQ(DecodeRetention(bytes, &retention), bytes.size() == 24 || bytes.size() == 32)
        << "before and since evidence is looked for";
    EXPECT_EQ(DecodePosition(bytes, &position), bytes.size() == 177);
  }
}

}  // namespace
}  // namespace groundswell
