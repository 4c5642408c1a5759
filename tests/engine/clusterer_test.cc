// Clusterer: like posts meet, unlike posts do not, its limits hold, and a loaded one goes on like the saved one.
#include "engine/clusterer.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

class Stream {
 public:
  explicit Stream(const ClusterSettings& settings) : clusterer(settings) {}

  Clusterer::Placement Add(const std::string& text, uint32_t product = 0) {
    PostSpec spec;
    spec.text = text;
    BuildBatch({spec}, &batch_);
    for (const Term& term : batch_.posts[0].terms) hashes_.insert(term.hash);
    const Clusterer::Placement placement = clusterer.Assign(batch_.posts[0].terms, product);
    live_.insert(placement.slot);
    Maintain();
    return placement;
  }
  void Touch(uint32_t slot) {
    clusterer.Touch(slot);
    Maintain();
  }
  bool Sound() const {
    const std::vector<uint32_t> hashes(hashes_.begin(), hashes_.end());
    return clusterer.CheckInvariants(hashes) && live_.size() == clusterer.live_clusters();
  }

  Clusterer clusterer;
  std::string told;  // every merge and eviction
  const std::set<uint32_t>& live() const { return live_; }

 private:
  void Maintain() {
    clusterer.Maintain(&changes_);
    for (const auto& merge : changes_.merges) {
      EXPECT_EQ(live_.erase(merge.from), 1u);
      EXPECT_TRUE(live_.contains(merge.into));
      told += " " + std::to_string(merge.from) + ">" + std::to_string(merge.into);
    }
    for (const uint32_t slot : changes_.evicted) {
      EXPECT_EQ(live_.erase(slot), 1u);
      told += " -" + std::to_string(slot);
    }
  }
  ScoredBatch batch_;
  std::set<uint32_t> hashes_, live_;
  Clusterer::Changes changes_;
};

TEST(Clusterer, TheSameWordsMeet) {
  Stream stream{ClusterSettings()};
  const auto first = stream.Add("海桥银行手机转账一直失败");
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(first.likeness, 0);
  for (int i = 0; i < 5; ++i) {
    const auto next = stream.Add("海桥银行手机转账一直失败");
    EXPECT_FALSE(next.is_new);
    EXPECT_EQ(next.slot, first.slot);
    EXPECT_GT(next.likeness, 0);
  }
  EXPECT_EQ(stream.clusterer.live_clusters(), 1u);
}

TEST(Clusterer, DifferentMattersStayApart) {
  Stream stream{ClusterSettings()};
  const uint32_t a = stream.Add("海桥银行手机转账一直失败").slot;
  const uint32_t b = stream.Add("新车方向盘异响刹车抖动").slot;
  const uint32_t c = stream.Add("flight delayed again, lost my bag").slot;
  EXPECT_EQ(std::set({a, b, c}).size(), 3u);
  EXPECT_EQ(stream.Add("转账失败了,海桥银行手机用不了").slot, a);
  EXPECT_EQ(stream.Add("方向盘有异响,刹车的时候抖动").slot, b);
  EXPECT_EQ(stream.Add("my bag is lost and the flight delayed").slot, c);
}

TEST(Clusterer, TheSameWordsOnAnotherProductAreLessAlike) {
  const auto likeness = [](uint32_t product) {
    Stream stream{ClusterSettings()};
    stream.Add("方向盘异响刹车抖动厂家不管", 1);
    return stream.Add("方向盘异响刹车抖动厂家不理", product).likeness;
  };
  EXPECT_GT(likeness(1), 0);
  EXPECT_EQ(likeness(0), likeness(1));  // one that names no product is not held against it
  EXPECT_LT(likeness(2), 0.5f * likeness(1));
}

TEST(Clusterer, PostsWithoutTermsEachStayAlone) {
  Stream stream{ClusterSettings()};
  EXPECT_TRUE(stream.Add("").is_new);
  EXPECT_TRUE(stream.Add("。。。").is_new);
  EXPECT_TRUE(stream.Sound());
}

TEST(Clusterer, ATermHasWeightWhereItWasSaid) {
  Stream stream{ClusterSettings()};
  const uint32_t slot = stream.Add("refund denied").slot;
  ScoredBatch batch;
  PostSpec spec;
  spec.text = "refund unheard";
  BuildBatch({spec}, &batch);
  const auto terms = batch.posts[0].terms;
  EXPECT_GT(stream.clusterer.TermWeight(slot, terms[0].hash), 0);
  EXPECT_EQ(stream.clusterer.TermWeight(slot, terms[1].hash), 0);
}

TEST(Clusterer, WhatIsNotTouchedFadesAndItsSlotIsUsedAgain) {
  ClusterSettings settings;
  settings.fade_posts = 20;
  settings.merge_every_posts = 10;
  Stream stream(settings);
  const uint32_t slot = stream.Add("海桥银行手机转账一直失败").slot;
  std::mt19937_64 random(1);
  bool reused = false;
  for (int i = 0; i < 300; ++i) reused |= stream.Add(RandomSentence(i, &random)).slot == slot;
  EXPECT_NE(stream.told.find(" -" + std::to_string(slot)), std::string::npos);
  EXPECT_TRUE(reused);
  EXPECT_TRUE(stream.Add("海桥银行手机转账一直失败").is_new);
}

TEST(Clusterer, ATouchKeepsFromFading) {
  ClusterSettings settings;
  settings.fade_posts = 20;
  settings.merge_every_posts = 10;
  Stream stream(settings);
  const uint32_t slot = stream.Add("海桥银行手机转账一直失败").slot;
  std::mt19937_64 random(1);
  for (int i = 0; i < 300; ++i) i % 10 == 0 ? stream.Touch(slot) : void(stream.Add(RandomSentence(i, &random)));
  EXPECT_EQ(stream.Add("海桥银行手机转账一直失败").slot, slot);
  EXPECT_EQ(stream.clusterer.posts(), 302u);
}

// Limits so small that every kind of bounding happens all the time.
ClusterSettings TinySettings(int kind) {
  ClusterSettings settings;
  settings.merge_every_posts = 16;
  if (kind == 0) settings.clusters_max = 12;
  if (kind == 1) settings.terms_max = 150;
  if (kind == 2) settings.cluster_terms_max = 12;
  if (kind == 3) settings.fade_posts = 15, settings.postings_max = 4, settings.candidates_max = 2;
  if (kind == 4) {
    settings = {.threshold = 0.05f, .fade_posts = 40, .merge_threshold = 0.05f, .merge_every_posts = 5};
    settings.clusters_max = 6, settings.terms_max = 60, settings.cluster_terms_max = 5;
  }
  return settings;
}

TEST(Clusterer, IndexAndClustersAgreeUnderTinyLimits) {
  for (int kind = 0; kind < 5; ++kind)
    for (const uint64_t seed : {1, 2, 3}) {
      SCOPED_TRACE("kind " + std::to_string(kind) + ", seed " + std::to_string(seed));
      std::mt19937_64 random(seed);
      const ClusterSettings settings = TinySettings(kind);
      Stream stream(settings);
      for (int i = 0; i < 1500; ++i) {
        const int cause = static_cast<int>(random() % 20);
        if (random() % 10 == 0 && !stream.live().empty())
          stream.Touch(*stream.live().begin());
        else
          stream.Add(RandomSentence(cause, &random), static_cast<uint32_t>(random() % 3));
        if (i % 7 == 0) {
          ASSERT_TRUE(stream.Sound()) << i;
        }
        if (stream.clusterer.posts() % settings.merge_every_posts == 0) {
          ASSERT_LE(stream.clusterer.live_clusters(), settings.clusters_max);
        }
      }
    }
}

TEST(Clusterer, ALoadedClustererGoesOnBitForBit) {
  for (const uint64_t seed : {1, 2, 3, 4}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const ClusterSettings settings = TinySettings(static_cast<int>(seed));
    std::mt19937_64 random(seed);
    Stream stream(settings), loaded(settings);
    for (int i = 0; i < 700; ++i) stream.Add(RandomSentence(static_cast<int>(random() % 20), &random));
    std::string bytes;
    ByteWriter writer(&bytes);
    stream.clusterer.Save(&writer);
    ByteReader reader(bytes);
    ASSERT_TRUE(loaded.clusterer.Load(&reader));
    ASSERT_TRUE(reader.done());
    Clusterer::Changes changes, loaded_changes;
    ScoredBatch batch;
    for (int i = 0; i < 700; ++i) {
      PostSpec spec;
      spec.text = RandomSentence(static_cast<int>(random() % 20), &random);
      BuildBatch({spec}, &batch);
      const auto a = stream.clusterer.Assign(batch.posts[0].terms, 0);
      const auto b = loaded.clusterer.Assign(batch.posts[0].terms, 0);
      ASSERT_EQ(a.slot, b.slot) << i;
      ASSERT_EQ(a.likeness, b.likeness) << i;
      stream.clusterer.Maintain(&changes);
      loaded.clusterer.Maintain(&loaded_changes);
      ASSERT_EQ(changes.evicted, loaded_changes.evicted) << i;
      ASSERT_EQ(changes.merges.size(), loaded_changes.merges.size()) << i;
    }
    std::string after, loaded_after;
    ByteWriter first(&after), second(&loaded_after);
    stream.clusterer.Save(&first);
    loaded.clusterer.Save(&second);
    EXPECT_EQ(after, loaded_after);
  }
}

TEST(Clusterer, ATruncatedStateIsRefused) {
  Stream stream{ClusterSettings()};
  for (const char* text : {"海桥银行", "转账失败", "refund denied"}) stream.Add(text);
  std::string bytes;
  ByteWriter writer(&bytes);
  stream.clusterer.Save(&writer);
  for (size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 97) {
    Clusterer loaded{ClusterSettings()};
    ByteReader reader(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(loaded.Load(&reader)) << size;
  }
}

}  // namespace
}  // namespace groundswell
