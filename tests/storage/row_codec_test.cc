#include "storage/row_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

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
  position.totals = {6, 7, 8, 9, 10, 11, 20, 21, 12, {13, 14, 15, 16, 17}, -18, 19};
  std::string bytes, again;
  EncodePosition(position, &bytes);
  Position back;
  ASSERT_TRUE(DecodePosition(bytes, &back));
  EncodePosition(back, &again);
  EXPECT_EQ(bytes, again);
  EXPECT_EQ(back.totals.removed, 20u);
  EXPECT_EQ(back.totals.ahead, 21u);
  EXPECT_EQ(back.totals.alerts[4], 17u);
  EXPECT_EQ(back.totals.dropped_pane_posts, -18);
  EXPECT_EQ(back.totals.text_bytes, 19u);
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
    GroupId group;
    EventTime time;
    std::string channel;
    std::string_view a, b;
    static_cast<void>(DecodeIdRow(bytes, &row));
    static_cast<void>(DecodeIdKey(bytes, &channel, &a));
    static_cast<void>(DecodeAssignment(bytes, &a, &b, &group));
    static_cast<void>(DecodePaneKey(bytes, &time, &a));
    EXPECT_EQ(DecodePaneCounts(bytes, &counts), bytes.size() == 32);
    EXPECT_EQ(DecodeRetention(bytes, &retention), bytes.size() == 24);
    EXPECT_EQ(DecodePosition(bytes, &position), bytes.size() == 169);
  }
}

}  // namespace
}  // namespace groundswell
