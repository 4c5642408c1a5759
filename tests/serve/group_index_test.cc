#include "serve/group_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace groundswell {
namespace {

GroupEntryPtr Entry(uint64_t id, uint8_t level, int64_t last_ms = 0, int32_t urgency = -1) {
  auto entry = std::make_shared<GroupEntry>();
  entry->rank = {level, urgency, EventTime{last_ms}, GroupId{id}};
  return entry;
}

std::string Ids(const GroupList& list) {
  std::string ids;
  for (const GroupEntryPtr& entry : list) ids += std::to_string(entry->rank.id.value) + " ";
  return ids;
}

TEST(GroupIndexTest, TheMostUrgentComeFirst) {
  GroupIndex index;
  index.Put(Entry(1, 1, 100));
  index.Put(Entry(2, 3, 50));
  index.Put(Entry(3, 1, 200));
  index.Put(Entry(4, 1, 200));
  index.Put(Entry(5, 1, 10, 70'000));
  index.Put(Entry(6, 0, 900));
  EXPECT_EQ(Ids(index.Publish()), "2 5 3 4 1 6 ");
}

TEST(GroupIndexTest, AListStaysAsItWasPublished) {
  GroupIndex index;
  index.Put(Entry(1, 1));
  index.Put(Entry(2, 2));
  const GroupList before = index.Publish();
  index.Put(Entry(1, 4));
  index.Erase({2});
  EXPECT_EQ(Ids(before), "2 1 ");
  EXPECT_EQ(Ids(index.Publish()), "1 ");
  EXPECT_EQ(Ids(before), "2 1 ");
  EXPECT_EQ(before.size(), 2u);
}

TEST(GroupIndexTest, AGroupThatComesAndGoesBetweenTwoListsIsInNone) {
  GroupIndex index;
  index.Put(Entry(1, 1));
  index.Erase({1});
  index.Erase({7});
  EXPECT_EQ(Ids(index.Publish()), "");
  EXPECT_EQ(index.Publish().begin(), index.Publish().end());
}

TEST(GroupIndexTest, BehindFindsAPlaceThatNoGroupHoldsAnyMore) {
  GroupIndex index;
  for (uint64_t id = 1; id <= 5; ++id) index.Put(Entry(id, 1, static_cast<int64_t>(100 * id)));
  index.Publish();
  index.Erase({3});
  const GroupList list = index.Publish();
  EXPECT_EQ((*list.Behind({1, -1, EventTime{300}, GroupId{3}}))->rank.id.value, 2u);
  EXPECT_EQ((*list.Behind({1, -1, EventTime{400}, GroupId{4}}))->rank.id.value, 2u);
  EXPECT_EQ(list.Behind({0, -1, EventTime{}, GroupId{}}), list.end());
}

TEST(GroupIndexTest, AnySequenceOfChangesGivesTheSortedList) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  GroupIndex index;
  std::map<uint64_t, GroupEntryPtr> expected;
  for (int round = 0; round < 200; ++round) {
    const uint64_t changes = round % 20 == 0 ? 2'000 : random() % 40;
    for (uint64_t i = 0; i < changes; ++i) {
      const uint64_t id = random() % 5'000;
      if (random() % 4 == 0) {
        index.Erase({id});
        expected.erase(id);
      } else {
        expected[id] = Entry(id, static_cast<uint8_t>(random() % 5), static_cast<int64_t>(random() % 100));
        index.Put(expected[id]);
      }
    }
    std::vector<GroupEntryPtr> sorted;
    for (const auto& [id, entry] : expected) sorted.push_back(entry);
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a->rank < b->rank; });
    const GroupList list = index.Publish();
    ASSERT_EQ(list.size(), sorted.size());
    size_t place = 0;
    for (const GroupEntryPtr& entry : list) ASSERT_EQ(entry, sorted[place++]);
    ASSERT_EQ(place, sorted.size());
    if (sorted.empty()) continue;
    const size_t at = random() % sorted.size();
    const auto behind = list.Behind(sorted[at]->rank);
    ASSERT_TRUE(at + 1 == sorted.size() ? behind == list.end() : *behind == sorted[at + 1]);
  }
}

}  // namespace
}  // namespace groundswell
