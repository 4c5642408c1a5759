// Clusterer: what it learns about the ways of its scope: how soon matters fade, what a post must reach, second looks.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// A clusterer that remembers which slots left.
class Scope {
 public:
  explicit Scope(const ClusterSettings& settings) : clusterer_(settings) {}

  Clusterer::Placement Add(const std::vector<uint32_t>& words) {
    std::vector<Term> terms;
    for (const uint32_t word : words) terms.push_back({.hash = word * 2654435761u + 1, .count = 1});
    const Clusterer::Placement placement = clusterer_.Assign(terms, 0);
    clusterer_.Maintain(&changes_);
    for (const auto& merge : changes_.merges) left_.push_back(merge.from), merged_.push_back(merge);
    for (const uint32_t slot : changes_.evicted) left_.push_back(slot);
    return placement;
  }
  void Touch(uint32_t slot) {
    clusterer_.Touch(slot);
    clusterer_.Maintain(&changes_);
    for (const auto& merge : changes_.merges) left_.push_back(merge.from), merged_.push_back(merge);
  }
  bool Left(uint32_t slot) const { return std::find(left_.begin(), left_.end(), slot) != left_.end(); }
  void ForgetWhatLeft() { left_.clear(); }
  void ChangeSettings(const ClusterSettings& settings) { clusterer_.ChangeSettings(settings); }
  // Posts that share no word with any other.
  void AddStrangers(uint32_t count) {
    for (; count > 0; --count, next_stranger_ += 4)
      Add({next_stranger_, next_stranger_ + 1, next_stranger_ + 2, next_stranger_ + 3});
  }
  const std::vector<Clusterer::Merge>& merged() const { return merged_; }
  uint64_t posts() const { return clusterer_.posts(); }

 private:
  Clusterer clusterer_;
  Clusterer::Changes changes_;
  std::vector<uint32_t> left_;
  std::vector<Clusterer::Merge> merged_;
  uint32_t next_stranger_ = 1u << 20;
};

// A post about `matter`: four of its eight words, in an order of their own.
std::vector<uint32_t> PostOn(uint32_t matter, std::mt19937_64* random) {
  std::vector<uint32_t> words;
  while (words.size() < 4) {
    const uint32_t word = matter * 8 + static_cast<uint32_t>((*random)() % 8);
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return words;
}

ClusterSettings Settings() {
  ClusterSettings settings;
  settings.fade_posts = 400;
  settings.merge_every_posts = 50;
  return settings;
}

// After how many posts is a matter gone that was spoken of once, in a stream of so many matters at a time, other ones
// after every `posts_each` posts?
uint64_t PostsUntilGone(const ClusterSettings& settings, uint32_t matters_at_a_time, uint32_t posts_each) {
  std::mt19937_64 random(7);
  Scope scope(settings);
  for (int i = 0; i < 1500; ++i) scope.Add(PostOn(static_cast<uint32_t>(random() % matters_at_a_time), &random));
  const uint32_t slot = scope.Add({900, 901, 902, 903}).slot;
  const uint64_t begin = scope.posts();
  scope.ForgetWhatLeft();  // the slot may have been another's before
  for (uint32_t i = 0; i < 4000 && !scope.Left(slot); ++i)
    scope.Add(PostOn(i / posts_each * 10 + static_cast<uint32_t>(random() % matters_at_a_time), &random));
  return scope.posts() - begin;
}

TEST(ClustererAdapt, WherePostsReturnSoonMattersFadeSoon) {
  ClusterSettings fixed = Settings();
  fixed.fade_per_return = 0;
  EXPECT_LT(PostsUntilGone(Settings(), 3, 200) * 2, PostsUntilGone(fixed, 3, 200));
}

TEST(ClustererAdapt, WherePostsReturnLateNothingChanges) {
  ClusterSettings fixed = Settings();
  fixed.fade_per_return = 0;
  EXPECT_GE(PostsUntilGone(Settings(), 60, 4000) * 10, PostsUntilGone(fixed, 60, 4000) * 9);
}

TEST(ClustererAdapt, ASlowGroupOutlivesAFastStream) {
  for (const float fade_per_pause : {0.f, 3.f}) {
    ClusterSettings settings = Settings();
    settings.fade_posts = 100;
    settings.fade_per_pause = fade_per_pause;
    std::mt19937_64 random(3);
    Scope scope(settings);
    const uint32_t slot = scope.Add({900, 901, 902, 903}).slot;
    // Its posts come one in fifty, then there is none for 150 posts.
    for (int i = 0; i < 1000; ++i)
      i % 50 == 0 ? scope.Add({900, 901, 902, 903}) : scope.Add(PostOn(static_cast<uint32_t>(i % 3), &random));
    for (int i = 0; i < 150; ++i) scope.Add(PostOn(static_cast<uint32_t>(i % 3), &random));
    EXPECT_EQ(scope.Add({900, 901, 902, 903}).slot == slot && !scope.Left(slot), fade_per_pause > 0) << fade_per_pause;
  }
}

TEST(ClustererAdapt, WordsThatEverybodyUsesMustAgreeMore) {
  const auto joined = [](float noise_exponent) {
    ClusterSettings settings;
    settings.noise_exponent = noise_exponent;
    settings.crowd_exponent = 0;
    std::mt19937_64 random(11);
    Scope scope(settings);
    int joins = 0;
    // Every post shares two of six common words with others, and has two words that come back now and then.
    for (uint32_t i = 0; i < 600; ++i) {
      const uint32_t a = static_cast<uint32_t>(random() % 6), b = (a + 1 + static_cast<uint32_t>(random() % 5)) % 6;
      const uint32_t c = 100 + static_cast<uint32_t>(random() % 200), d = 300 + static_cast<uint32_t>(random() % 200);
      joins += !scope.Add({a, b, c, d}).is_new;
    }
    return joins;
  };
  EXPECT_LT(joined(0.7f), joined(0));
}

TEST(ClustererAdapt, ALonePostIsLookedAtAgain) {
  for (const float lone_threshold : {0.f, 0.3f}) {
    ClusterSettings settings = Settings();
    // Nothing joins at once but the same words again, and no two groups merge.
    settings.threshold = 0.8f;
    settings.merge_threshold = 0.95f;
    settings.noise_exponent = settings.crowd_exponent = settings.newness = 0;
    settings.dense_weight = settings.merge_dense_weight = 0;
    settings.pull_weight = 0;
    settings.lone_threshold = lone_threshold;
    Scope scope(settings);
    for (uint32_t i = 0; i < 20; ++i) scope.Add({100 + 4 * i, 101 + 4 * i, 102 + 4 * i, 103 + 4 * i});
    const uint32_t group = scope.Add({1, 2, 3, 4}).slot;
    EXPECT_EQ(scope.Add({1, 2, 3, 4}).slot, group);
    const auto lone = scope.Add({1, 2, 3, 9});
    EXPECT_TRUE(lone.is_new);
    for (uint32_t i = 0; i < 200; ++i) scope.Add({500 + 4 * i, 501 + 4 * i, 502 + 4 * i, 503 + 4 * i});
    ASSERT_EQ(scope.merged().size(), lone_threshold > 0 ? 1u : 0u);
    for (const auto& merge : scope.merged()) EXPECT_EQ(merge.from, lone.slot);
  }
}

TEST(ClustererAdapt, PausesThatBeginToCountLaterBeginFromTheWholeFade) {
  ClusterSettings settings = Settings();
  settings.fade_per_return = 0;
  Scope scope(settings);
  const std::vector<uint32_t> matter = {1, 2, 3, 4};
  const uint32_t slot = scope.Add(matter).slot;
  scope.Add(matter);
  scope.AddStrangers(60);
  settings.fade_per_return = 6;
  scope.ChangeSettings(settings);
  scope.AddStrangers(200);  // five times a tenth of fade_posts
  EXPECT_FALSE(scope.Left(slot));
}

TEST(ClustererAdapt, AShorterFadeHoldsForSlowGroupsAtOnce) {
  ClusterSettings settings = Settings();
  const auto is_gone_after = [&](float fade_posts) {
    Scope scope(settings);
    const std::vector<uint32_t> matter = {1, 2, 3, 4};
    const uint32_t slot = scope.Add(matter).slot;
    for (int i = 0; i < 3; ++i) {
      scope.AddStrangers(130);
      scope.Add(matter);
    }
    EXPECT_FALSE(scope.Left(slot));
    ClusterSettings changed = settings;
    changed.fade_posts = fade_posts;
    scope.ChangeSettings(changed);
    scope.AddStrangers(250);
    return scope.Left(slot);
  };
  EXPECT_FALSE(is_gone_after(400));
  EXPECT_TRUE(is_gone_after(40));
}

TEST(ClustererAdapt, WhereFewGroupsCompeteLessIsAsked) {
  const auto joined = [](float crowd_exponent) {
    ClusterSettings settings = Settings();
    settings.crowd_exponent = crowd_exponent;
    settings.noise_exponent = settings.pull_weight = 0;
    settings.threshold = 0.3f;
    std::mt19937_64 random(13);
    Scope scope(settings);
    int joins = 0;
    // Three matters at a time, so that posts return soon; enough lone posts beside them for chance to be known.
    for (uint32_t i = 0; i < 2000; ++i) {
      if (i % 3 == 0) scope.AddStrangers(1);
      joins += !scope.Add(PostOn(i / 60 * 3 + static_cast<uint32_t>(random() % 3), &random)).is_new;
    }
    return joins;
  };
  EXPECT_GT(joined(1), joined(0));
}

TEST(ClustererAdapt, AGroupThatIsLikePostsOfOthersScoresLess) {
  const auto likeness = [](float pull_weight) {
    ClusterSettings settings = Settings();
    settings.pull_weight = pull_weight;
    settings.noise_exponent = settings.crowd_exponent = 0;
    settings.merge_threshold = 1;
    settings.lone_threshold = 0;
    std::mt19937_64 random(17);
    Scope scope(settings);
    const std::vector<uint32_t> everybody = {900, 901, 902, 903};
    scope.Add(everybody);
    // Three words of a matter's own and three that are the group's.
    for (uint32_t i = 0; i < 100; ++i) {
      std::vector<uint32_t> words = PostOn(i % 12, &random);
      words.back() = 900 + static_cast<uint32_t>(random() % 2);
      words.push_back(902);
      words.push_back(903);
      scope.Add(words);
    }
    return scope.Add(everybody).likeness;
  };
  EXPECT_GT(likeness(0), 0);
  EXPECT_LT(likeness(0.5f), likeness(0));
}

// Posts meet by rounds of maintenance alone: nothing joins at once but the same words again.
ClusterSettings MeetInRounds() {
  ClusterSettings settings = Settings();
  settings.fade_posts = 1e6f;
  settings.fade_per_return = 0;
  settings.threshold = 0.85f;
  settings.noise_exponent = settings.crowd_exponent = settings.newness = 0;
  settings.dense_weight = settings.merge_dense_weight = 0;
  settings.pull_weight = 0;
  return settings;
}

// The younger of two that merge was more like posts of others than the older: what is one scores less from then on. By
// what the older had learned alone it would be 0.043 less.
TEST(ClustererAdapt, WhatMergesKeepsHowMuchItWasLikePostsOfOthers) {
  const auto likeness = [](float pull_weight) {
    ClusterSettings settings = MeetInRounds();
    settings.merge_threshold = 1;
    settings.lone_threshold = 0;
    settings.pull_weight = pull_weight;
    Scope scope(settings);
    const std::vector<uint32_t> old_words = {1, 2, 3, 4}, young_words = {1, 2, 3, 900, 901, 902};
    const uint32_t older = scope.Add(old_words).slot, younger = scope.Add(young_words).slot;
    EXPECT_NE(older, younger);
    scope.Add(young_words);
    for (uint32_t i = 0; i < 28; ++i) {
      std::vector<uint32_t> words = {900, 901, 902};
      for (uint32_t own = 0; own < 4; ++own) words.push_back(1000 + 4 * i + own);
      scope.Add(words);
    }
    EXPECT_TRUE(scope.merged().empty());
    settings.merge_threshold = 0.4f;
    scope.ChangeSettings(settings);
    scope.Add(old_words);
    EXPECT_EQ(scope.merged().size(), 1u);
    EXPECT_TRUE(scope.Left(younger));
    settings.threshold = 0.1f;
    scope.ChangeSettings(settings);
    const Clusterer::Placement placement = scope.Add(old_words);
    EXPECT_EQ(placement.slot, older);
    return placement.likeness;
  };
  EXPECT_GT(likeness(0), 0.5f);
  EXPECT_LT(likeness(1), likeness(0) - 0.048f);
}

TEST(ClustererAdapt, SecondLooksOfOneRoundAreBounded) {
  ClusterSettings settings = MeetInRounds();
  settings.merge_every_posts = 40;  // ten looks a round
  settings.merge_threshold = 0.95f;
  Scope scope(settings);
  scope.AddStrangers(40);
  const uint32_t group = scope.Add({1, 2, 3, 4}).slot;
  EXPECT_EQ(scope.Add({1, 2, 3, 4}).slot, group);
  for (uint32_t i = 0; i < 30; ++i) EXPECT_TRUE(scope.Add({1, 2, 3, 100 + i}).is_new);
  size_t most = 0;
  for (int round = 0; round < 20; ++round) {
    const size_t before = scope.merged().size();
    scope.AddStrangers(8);
    if (scope.posts() % 40 == 0) most = std::max(most, scope.merged().size() - before);
  }
  EXPECT_GT(most, 0u);
  EXPECT_LE(most, 10u);
}

TEST(ClustererAdapt, ALonePostThatHasFoundCompanyIsNoLonePostAnyMore) {
  ClusterSettings settings = MeetInRounds();
  settings.threshold = 0.4f;
  settings.newness = 1;
  settings.lone_threshold = 0.3f;
  settings.merge_threshold = 0.45f;
  settings.merge_every_posts = 400;  // looks enough for every lone post; the round meant is the one after 64
  Scope scope(settings);
  scope.AddStrangers(33);
  const uint32_t lone = scope.Add({1, 2, 3, 4, 5, 6}).slot;
  const uint32_t large = scope.Add({5, 6, 31, 32}).slot;
  for (int i = 0; i < 19; ++i) EXPECT_EQ(scope.Add({5, 6, 31, 32}).slot, large);
  const uint32_t small = scope.Add({1, 2, 3, 21, 22, 23}).slot;
  EXPECT_EQ(scope.Add({1, 2, 3, 21, 22, 23}).slot, small);
  ASSERT_EQ((std::set{large, lone, small}).size(), 3u);
  scope.AddStrangers(9);
  // The round finds that the small one is alike enough to become one with the lone post, and that the lone post, by its
  // second look, would join the large one. It has company by then, and all of them together are not alike.
  ASSERT_EQ(scope.merged().size(), 1u);
  EXPECT_EQ(scope.merged()[0].from, small);
  EXPECT_EQ(scope.merged()[0].into, lone);
}

TEST(ClustererAdapt, HoweverLongAPostWasAloneItsGroupIsComparedAtOnce) {
  ClusterSettings settings = MeetInRounds();
  settings.lone_threshold = 1;  // looked at, never found alike
  Scope scope(settings);
  scope.AddStrangers(33);
  const uint32_t group = scope.Add({1, 2, 3, 4}).slot;
  scope.Add({1, 2, 3, 4});
  scope.AddStrangers(20);
  const uint32_t lone = scope.Add({1, 2, 3, 9}).slot;
  for (int i = 0; i < 1000; ++i) scope.Touch(group);
  ASSERT_TRUE(scope.merged().empty());
  EXPECT_EQ(scope.Add({1, 2, 3, 9}).slot, lone);
  scope.AddStrangers(50);
  ASSERT_EQ(scope.merged().size(), 1u);
  EXPECT_EQ(scope.merged()[0].into, group);
}

TEST(ClustererAdapt, ChangedSettingsHoldFromTheNextPostOnAndBack) {
  ClusterSettings settings = Settings();
  Clusterer clusterer(settings);
  std::mt19937_64 random(19);
  const auto bytes = [&] {
    std::string saved;
    ByteWriter writer(&saved);
    clusterer.Save(&writer);
    return saved;
  };
  const auto add = [&](const std::vector<uint32_t>& words) {
    std::vector<Term> terms;
    for (const uint32_t word : words) terms.push_back({.hash = word * 2654435761u + 1, .count = 1});
    return clusterer.Assign(terms, 0);
  };
  for (int i = 0; i < 60; ++i) add(PostOn(static_cast<uint32_t>(i % 5), &random));
  const std::string before = bytes();
  ClusterSettings changed = settings;
  changed.newness = 0;
  clusterer.ChangeSettings(changed);
  EXPECT_NE(bytes(), before);  // what picks candidates is worked out anew
  clusterer.ChangeSettings(settings);
  EXPECT_EQ(bytes(), before);
  EXPECT_FALSE(add({0, 1, 2, 3}).is_new);
  changed.threshold = 1;
  clusterer.ChangeSettings(changed);
  EXPECT_TRUE(add({0, 1, 2, 3}).is_new);
}

}  // namespace
}  // namespace groundswell
