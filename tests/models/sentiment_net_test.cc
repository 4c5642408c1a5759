// The network against its plain reading, its file, and whether the trainer teaches it the order of units.
#include "models/sentiment_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "models/sentiment_net_trainer.h"

namespace groundswell {
namespace {

constexpr uint32_t kWordUnit = 0x80001234u, kEmojiUnit = 0x1F600;

// Rows of pseudo-random bytes; `origins` origins.
SentimentNetFile FileOf(std::vector<uint32_t> keys, size_t origins) {
  SentimentNetFile file;
  uint64_t random = 20201122;
  const auto next = [&](int range) { return static_cast<int>((random = Mix64(random + 1)) % (2 * range + 1)) - range; };
  file.keys = std::move(keys);
  for (size_t f = 0; f < kNetFilters; ++f) {
    file.scales.push_back(0.001f * static_cast<float>(1 + next(200) * next(200) % 7 + 7));
    file.biases.push_back(static_cast<int16_t>(next(300)));
  }
  for (size_t i = 0; i < (kNetMoods + origins) * kNetFilters; ++i) {
    file.outputs.push_back(0.01f * static_cast<float>(next(100)));
  }
  for (size_t i = 0; i < kNetMoods + origins; ++i) file.output_biases.push_back(0.1f * static_cast<float>(next(10)));
  for (size_t i = 0; i < (file.keys.size() + 1) * kNetRowBytes; ++i)
    file.rows.push_back(static_cast<int8_t>(next(127)));
  return file;
}

// The same answers from the definition, one filter and place at a time.
std::vector<double> PlainAnswers(const SentimentNetFile& file, std::vector<uint32_t> units) {
  units.resize(std::min(units.size(), kNetUnitsMax));
  const auto share = [&](size_t place, int offset, size_t filter) {
    const auto at = static_cast<ptrdiff_t>(place) + offset;
    if (at < 0 || at >= static_cast<ptrdiff_t>(units.size())) return 0;
    const auto key = std::find(file.keys.begin(), file.keys.end(), units[static_cast<size_t>(at)]);
    const size_t row = key == file.keys.end() ? 0 : static_cast<size_t>(key - file.keys.begin()) + 1;
    return int{file.rows[row * kNetRowBytes + static_cast<size_t>(offset + 1) * kNetFilters + filter]};
  };
  std::vector<double> answers(file.output_biases.begin(), file.output_biases.end());
  for (size_t f = 0; f < kNetFilters; ++f) {
    int greatest = 0;
    for (size_t place = 0; place < units.size(); ++place) {
      greatest = std::max(greatest, file.biases[f] + share(place, -1, f) + share(place, 0, f) + share(place, 1, f));
    }
    for (size_t a = 0; a < answers.size(); ++a) {
      answers[a] += double{file.outputs[a * kNetFilters + f]} * double{file.scales[f]} * greatest;
    }
  }
  return answers;
}

void ExpectPlain(const SentimentNetFile& file, const std::vector<uint32_t>& units) {
  const SentimentNet net(file);
  const NetAnswers answers = net.Answer(units);
  const auto plain = PlainAnswers(file, units);
  EXPECT_NEAR(answers.polarity, plain[0], 1e-3);
  EXPECT_NEAR(answers.neutrality, plain[1], 1e-3);
  for (size_t o = 0; o < net.origin_count(); ++o) EXPECT_NEAR(answers.origins[o], plain[kNetMoods + o], 1e-3);
}

TEST(SentimentNetTest, AnswersAsItsDefinitionSays) {
  const auto file = FileOf({0x21, 0x4E0D, 0x597D, kEmojiUnit, kWordUnit}, 4);
  ExpectPlain(file, {});
  ExpectPlain(file, {0x597D});
  ExpectPlain(file, {0x4E0D, 0x597D, 0x21});
  ExpectPlain(file, {kWordUnit, 0x4E0D, 0x7777, kEmojiUnit, kWordUnit, 0x80005678u, 0x597D, 0x21, 0x21});
}
TEST(SentimentNetTest, UnitsBeyondTheLimitHaveNoSay) {
  const auto file = FileOf({0x4E0D, 0x597D}, 1);
  std::vector<uint32_t> units(kNetUnitsMax, 0x4E0D);
  ExpectPlain(file, units);
  const float before = SentimentNet(file).Answer(units).polarity;
  units.insert(units.end(), 50, 0x597D);
  EXPECT_EQ(SentimentNet(file).Answer(units).polarity, before);
}
TEST(SentimentNetTest, TheOrderOfUnitsCounts) {
  const SentimentNet net(FileOf({0x4E0D, 0x597D, 0x21}, 1));
  const std::vector<uint32_t> one = {0x4E0D, 0x597D, 0x21}, other = {0x597D, 0x4E0D, 0x21};
  EXPECT_NE(net.Answer(one).polarity, net.Answer(other).polarity);
}

TEST(SentimentNetFileTest, SurvivesItsBytes) {
  const auto file = FileOf({0x4E0D, kWordUnit}, 3);
  const std::string bytes = EncodeSentimentNet(file);
  const auto read = ParseSentimentNet(bytes);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(EncodeSentimentNet(*read), bytes);
  EXPECT_EQ(read->rows, file.rows);
}
TEST(SentimentNetFileTest, RefusesAnythingElse) {
  const std::string good = EncodeSentimentNet(FileOf({0x4E0D, kWordUnit}, 3));
  for (size_t size = 0; size < good.size(); size += 97) {
    EXPECT_EQ(ParseSentimentNet(good.substr(0, size)).status().code(), Code::kCorrupt) << size;
  }
  EXPECT_EQ(ParseSentimentNet(good + "x").status().code(), Code::kCorrupt);
  const auto refused = [](const auto& spoil) {
    SentimentNetFile file = FileOf({0x4E0D, kWordUnit}, 3);
    spoil(&file);
    return ParseSentimentNet(EncodeSentimentNet(file)).status().code() == Code::kCorrupt;
  };
  EXPECT_FALSE(refused([](SentimentNetFile*) {}));
  EXPECT_TRUE(refused([](SentimentNetFile* file) { std::swap(file->keys[0], file->keys[1]); }));
  EXPECT_TRUE(refused([](SentimentNetFile* file) { file->rows.pop_back(); }));
  EXPECT_TRUE(refused([](SentimentNetFile* file) { file->biases[0] = INT16_MAX; }));
  EXPECT_TRUE(refused([](SentimentNetFile* file) { file->outputs[5] = std::nanf(""); }));
  EXPECT_TRUE(refused([](SentimentNetFile* file) { file->scales[5] = 1e30f; }));
}

// Texts of the same units, whose order alone tells the mood: not-good-but-cheap against good-but-not-cheap.
class NetTrainerTest : public testing::Test {
 protected:
  static constexpr uint32_t kNot = 0x4E0D, kGood = 0x597D, kBut = 0x4F46, kCheap = 0x5EC9, kNews = 0x62A5;

  NetTrainerTest() {
    for (int i = 0; i < 200; ++i) {
      const auto filler = static_cast<uint32_t>(0x5000 + i % 7);
      Add({filler, kNot, kGood, kBut, kCheap}, Sentiment::kNegative, 0);
      Add({filler, kGood, kBut, kNot, kCheap}, Sentiment::kPositive, 0);
      Add({kNews, filler, kCheap}, Sentiment::kNeutral, 1);
    }
  }
  void Add(const std::vector<uint32_t>& units, Sentiment truth, int origin) {
    examples_.push_back({static_cast<uint32_t>(units_.size()), truth, 1, origin});
    units_.Append(units);
  }

  FeatureRows units_;
  std::vector<NetExample> examples_;
};

TEST_F(NetTrainerTest, LearnsTheOrderAndTheOrigin) {
  const SentimentNet net(TrainSentimentNet(units_, examples_, 2, {}, {}));
  const auto answer = [&](std::vector<uint32_t> units) { return net.Answer(units); };
  EXPECT_LT(answer({kNot, kGood, kBut, kCheap}).polarity, 0);
  EXPECT_GT(answer({kGood, kBut, kNot, kCheap}).polarity, 0);
  const NetAnswers news = answer({kNews, 0x5001, kCheap});
  EXPECT_GT(news.neutrality, 0);
  EXPECT_GT(news.origins[1], news.origins[0]);
  EXPECT_LT(answer({kNot, kGood, kBut, kCheap}).neutrality, 0);
}
TEST_F(NetTrainerTest, TheSameTextsGiveTheSameBytes) {
  const auto bytes = [&] { return EncodeSentimentNet(TrainSentimentNet(units_, examples_, 2, {}, {})); };
  EXPECT_EQ(bytes(), bytes());
}
TEST_F(NetTrainerTest, AWordWithAVectorHasARowThoughNoTextHoldsIt) {
  FeatureVectors vectors{1, {kWordUnit}, {1.0f}};
  const auto file = TrainSentimentNet(units_, examples_, 2, vectors, {});
  EXPECT_TRUE(std::binary_search(file.keys.begin(), file.keys.end(), kWordUnit));
}

}  // namespace
}  // namespace groundswell
