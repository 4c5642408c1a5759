#include "serve/similar_groups.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

struct Given {
  uint64_t id;
  std::string org, text, cause;  // text: title and keywords, folded, a line each
  int64_t day = 0;               // of its first post
};

GroupEntryPtr Entry(const Given& given) {
  auto entry = std::make_shared<GroupEntry>();
  entry->rank.id = {given.id};
  entry->first_at = {given.day * kDayMs};
  entry->rank.last_at = {given.day * kDayMs + 1};
  entry->org = given.org;
  entry->cause = given.cause;
  entry->search = given.text + "\n" + given.org;
  return entry;
}

const SimilarQuery kQuery{
    .id = {1}, .first_at = {100 * kDayMs}, .org = "a", .cause = "double-charge", .words = {"扣款", "card"}};

// Beside the group that is asked about.
std::vector<SimilarGroup> Find(const std::vector<Given>& others, const SimilarQuery& query = kQuery, size_t limit = 5) {
  GroupIndex index;
  index.Put(Entry({query.id.value, query.org, "重复扣款\n扣款\ncard", query.cause, query.first_at.ms / kDayMs}));
  for (const Given& other : others) index.Put(Entry(other));
  return FindSimilar(index.Publish(), query, limit);
}

std::string Ids(const std::vector<SimilarGroup>& found) {
  std::string ids;
  for (const SimilarGroup& one : found) ids += std::to_string(one.entry->rank.id.value);
  return ids;
}

TEST(SimilarGroups, TheSameOrganisationStandsFirstThenTheHigherScore) {
  EXPECT_EQ(Ids(Find({{2, "b", "扣款\ncard", "double-charge", 90},
                      {3, "a", "card", "double-charge", 1},
                      {4, "a", "扣款\ncard", "double-charge", 1},
                      {5, "b", "扣款", "double-charge", 90}})),
            "4325");
}

TEST(SimilarGroups, OfEqualsTheNewestStandsFirst) {
  EXPECT_EQ(
      Ids(Find({{2, "a", "card", "", 5}, {3, "a", "card", "double-charge", 7}, {4, "a", "card", "double-charge", 9}})),
      "43");
}

TEST(SimilarGroups, OnlyEarlierOnesAndNeverTheGroupItself) {
  EXPECT_EQ(Ids(Find({{2, "a", "card", "double-charge", 100}, {3, "a", "card", "double-charge", 101}})), "");
  EXPECT_EQ(Ids(Find({{2, "a", "card", "double-charge", 99}})), "2");
}

TEST(SimilarGroups, ATimeThatIsNotKnownIsNotEarlier) {
  GroupIndex index;
  auto timeless = std::make_shared<GroupEntry>(*Entry({2, "a", "扣款\ncard", "double-charge", 1}));
  timeless->first_at = EventTime::None();
  index.Put(timeless);
  EXPECT_TRUE(FindSimilar(index.Publish(), kQuery, 5).empty());
}

TEST(SimilarGroups, TheSameOrganisationAloneIsNoLikeness) {
  EXPECT_TRUE(Find({{2, "a", "停车", "parking", 1}, {3, "a", "停车", "", 1}}).empty());
}

TEST(SimilarGroups, TheSameCauseIsEnough) {
  const auto found = Find({{2, "b", "停车", "double-charge", 1}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_DOUBLE_EQ(found[0].score, 0.5);
  EXPECT_TRUE(found[0].is_same_cause);
  EXPECT_FALSE(found[0].is_same_org);
  EXPECT_TRUE(found[0].words.empty());
}

TEST(SimilarGroups, WithoutACauseWordsDecideAlone) {
  SimilarQuery query = kQuery;
  query.cause.clear();
  const auto found = Find({{2, "a", "扣款\ncard", "double-charge", 1}, {3, "a", "停车", "", 1}}, query);
  ASSERT_EQ(Ids(found), "2");
  EXPECT_DOUBLE_EQ(found[0].score, 1);
  EXPECT_FALSE(found[0].is_same_cause);
  EXPECT_EQ(found[0].words, (std::vector<size_t>{0, 1}));
}

TEST(SimilarGroups, OrganisationsThatAreNotKnownAreNotTheSame) {
  SimilarQuery query = kQuery;
  query.org.clear();
  const auto found = Find({{2, "", "扣款\ncard", "double-charge", 1}}, query);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].is_same_org);
}

TEST(SimilarGroups, ARareWordWeighsMoreThanOneThatManyHave) {
  std::vector<Given> others = {{2, "a", "rare", "", 1}, {3, "a", "common", "", 1}};
  for (uint64_t id = 10; id < 60; ++id) others.push_back({id, "z", "common", "", 200});
  SimilarQuery query = kQuery;
  query.cause.clear();
  query.words = {"common", "rare"};
  const auto found = Find(others, query);
  ASSERT_EQ(Ids(found), "2");  // the common word is less than a quarter of what could be shared
  EXPECT_GT(found[0].score, 0.75);
}

TEST(SimilarGroups, WordsOfLettersAreWholeAndTheOrganisationIsNoWord) {
  SimilarQuery query = kQuery;
  query.cause.clear();
  query.words = {"ear"};
  EXPECT_EQ(Ids(Find({{2, "b", "near the pearl", "", 1}, {3, "b", "an ear.", "", 1}, {4, "ear", "x", "", 1}}, query)),
            "3");
}

TEST(SimilarGroups, TellsAsManyAsAreAskedForTheBestOnes) {
  std::vector<Given> others;
  for (uint64_t id = 2; id < 10; ++id) others.push_back({id, "a", "扣款", "double-charge", static_cast<int64_t>(id)});
  EXPECT_EQ(Ids(Find(others, kQuery, 3)), "987");
}

TEST(SimilarGroups, WordsBeyondTheLimitAndEmptyOnesCountNothing) {
  SimilarQuery query = kQuery;
  query.words = {"", "扣款"};
  for (size_t i = 0; i < kSimilarWordsMax; ++i) query.words.push_back("w" + std::to_string(i));
  const auto found = Find({{2, "a", "扣款\nw" + std::to_string(kSimilarWordsMax - 1), "double-charge", 1}}, query);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].words, std::vector<size_t>{1});  // the place in the query as it was given
}

}  // namespace
}  // namespace groundswell
