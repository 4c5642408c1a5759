#include "serve/report_words.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace groundswell {
namespace {

class HotWordsTest : public ::testing::Test {
 protected:
  void Take(int window, std::string_view text, bool copy = false) {
    StoredRecord record;
    record.post.text = text;
    record.post.text_hash = Hash64(text);
    record.verdict.copy = copy;
    words_.Take(window, seq_++, record);
  }
  // `before` is what both periods say, `now` what is new, each `count` times with another number.
  void Fill(int window, std::string_view text, int count) {
    for (int i = 0; i < count; ++i) Take(window, std::string(text) + " " + std::to_string(i));
  }
  std::string Found(const std::vector<std::string>& names = {}) {
    std::string text;
    for (const FoundWord& word : words_.Find(20, names))
      text += (text.empty() ? "" : " ") + word.word + "=" + std::to_string(word.posts[0]) + "/" +
              std::to_string(word.posts[1]);
    return text;
  }

  HotWords words_{1};
  Seq seq_ = 0;
};

TEST_F(HotWordsTest, AreThoseThatThePeriodBeforeDoesNotExplain) {
  Fill(0, "网点排队", 60), Fill(1, "网点排队", 60);
  Fill(0, "音箱故障", 30), Fill(1, "音箱故障", 1);
  EXPECT_EQ(Found(), "音箱故障=30/1");
}

TEST_F(HotWordsTest, RareOnesDoNotWinByChance) {
  Fill(0, "网点排队", 200), Fill(1, "网点排队", 200);
  Fill(0, "吊灯坏掉", 3);
  EXPECT_EQ(Found(), "");
}

TEST_F(HotWordsTest, LatinWordsStandAsTheyAreWritten) {
  Fill(0, "queue at the branch", 60), Fill(1, "queue at the branch", 60);
  Fill(0, "Refunds delayed again", 40);
  Fill(0, "refunds", 20);
  EXPECT_EQ(Found(), "refunds=60/0 delayed=40/0");
}

TEST_F(HotWordsTest, ACopiedTextCountsOnceForItsScore) {
  Fill(0, "网点排队", 60), Fill(1, "网点排队", 60);
  for (int i = 0; i < 200; ++i) Take(0, "刷屏文案", i > 0);
  EXPECT_EQ(Found(), "");
}

TEST_F(HotWordsTest, NumbersTellEveryPostThatHasTheWord) {
  Fill(0, "网点排队", 60), Fill(1, "网点排队", 60);
  Fill(0, "音箱失灵", 30);
  for (int i = 0; i < 5; ++i) Take(0, "音箱失灵 0", true);
  EXPECT_EQ(Found(), "音箱失灵=35/0");
}

TEST_F(HotWordsTest, NamesOfOrganisationsAreNone) {
  Fill(0, "网点排队", 60), Fill(1, "网点排队", 60);
  Fill(0, "海桥银行", 30);
  EXPECT_EQ(Found(), "海桥银行=30/0");
  EXPECT_EQ(Found({"海桥银行"}), "");
  EXPECT_EQ(Found({"海桥银"}), "") << "the name and a character beside it";
  EXPECT_EQ(Found({"海桥"}), "海桥银行=30/0");
}

TEST_F(HotWordsTest, WithoutAPeriodBeforeNothingStandsOut) {
  Fill(0, "音箱不播报", 30);
  EXPECT_FALSE(words_.has_before());
  EXPECT_EQ(Found(), "");
}

TEST_F(HotWordsTest, ALargePeriodIsASample) {
  HotWords sample(4);
  StoredRecord record;
  for (Seq seq = 0; seq < 4000; ++seq) {
    const std::string text = (seq % 2 == 0 ? "音箱失灵 " : "网点排队 ") + std::to_string(seq);
    record.post.text = text;
    record.post.text_hash = Hash64(text);
    sample.Take(seq % 4 == 2 ? 1 : 0, seq, record);
    record.post.text = "网点排队";
    if (seq % 4 == 2) sample.Take(1, seq + 100'000, record);
  }
  EXPECT_TRUE(sample.is_sample());
  EXPECT_FALSE(words_.is_sample());
}

}  // namespace
}  // namespace groundswell
