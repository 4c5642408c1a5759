// FlatMap against std::unordered_map over random operations, and through Save and Load.
#include "base/flat_map.h"

#include <gtest/gtest.h>

#include <random>
#include <unordered_map>

namespace groundswell {
namespace {

using Model = std::unordered_map<uint64_t, uint32_t>;

void ExpectSame(const FlatMap<uint32_t>& map, const Model& model) {
  ASSERT_EQ(map.size(), model.size());
  ASSERT_EQ(map.empty(), model.empty());
  size_t visited = 0;
  map.ForEach([&](uint64_t key, uint32_t value) {
    ++visited;
    const auto known = model.find(key);
    ASSERT_NE(known, model.end()) << key;
    ASSERT_EQ(known->second, value) << key;
  });
  ASSERT_EQ(visited, model.size());
  for (const auto& [key, value] : model) {
    const uint32_t* found = map.Find(key);
    ASSERT_NE(found, nullptr) << key;
    ASSERT_EQ(*found, value);
  }
}

// One random operation on both. Few keys, so that erasures and collisions are many.
void Operate(std::mt19937_64* random, uint64_t keys, FlatMap<uint32_t>* map, Model* model) {
  const uint64_t key = 1 + (*random)() % keys;
  const uint32_t value = static_cast<uint32_t>((*random)());
  switch ((*random)() % 8) {
    case 0:
    case 1:
    case 2: {
      bool inserted;
      map->FindOrInsert(key, &inserted) = value;
      ASSERT_EQ(inserted, !model->contains(key));
      (*model)[key] = value;
      break;
    }
    case 3:
    case 4:
    case 5:
      ASSERT_EQ(map->Erase(key), model->erase(key) == 1);
      break;
    default:
      ASSERT_EQ(map->Find(key) != nullptr, model->contains(key));
  }
}

TEST(FlatMap, DoesWhatAnUnorderedMapDoes) {
  for (const uint64_t seed : {1, 2, 3, 4, 5}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    // 6 and 11 keys fill tables of 8 and 16 to the brim, where runs wrap around their end.
    for (const uint64_t keys : {1, 6, 11, 40, 3000}) {
      FlatMap<uint32_t> map;
      Model model;
      for (int i = 0; i < 20000; ++i) {
        Operate(&random, keys, &map, &model);
        if (HasFatalFailure()) return;
        if (i % 1000 == 0 || keys < 12) ExpectSame(map, model);
      }
      ExpectSame(map, model);
    }
  }
}

TEST(FlatMap, ALoadedMapIsTheSavedOneAndGoesOnAlike) {
  for (const uint64_t seed : {21, 22, 23}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    FlatMap<uint32_t> map;
    Model model;
    for (int i = 0; i < 3000; ++i) Operate(&random, 200, &map, &model);
    std::string bytes;
    ByteWriter writer(&bytes);
    map.Save(&writer);
    FlatMap<uint32_t> loaded;
    ByteReader reader(bytes);
    ASSERT_TRUE(loaded.Load(&reader));
    EXPECT_TRUE(reader.done());
    ExpectSame(loaded, model);
    std::mt19937_64 same = random;
    Model loaded_model = model;
    for (int i = 0; i < 3000; ++i) {
      Operate(&random, 200, &map, &model);
      Operate(&same, 200, &loaded, &loaded_model);
    }
    std::string bytes_after, loaded_bytes_after;
    ByteWriter after(&bytes_after), loaded_after(&loaded_bytes_after);
    map.Save(&after);
    loaded.Save(&loaded_after);
    EXPECT_EQ(bytes_after, loaded_bytes_after);
  }
}

TEST(FlatMap, EveryTruncationOfASavedMapIsRefused) {
  FlatMap<uint32_t> map;
  bool inserted;
  for (uint64_t key = 1; key < 9; ++key) map.FindOrInsert(key, &inserted) = 7;
  std::string bytes;
  ByteWriter writer(&bytes);
  map.Save(&writer);
  for (size_t size = 0; size < bytes.size(); ++size) {
    FlatMap<uint32_t> loaded;
    ByteReader reader(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(loaded.Load(&reader)) << size;
  }
}

TEST(FlatMap, ATableWithoutAFreePlaceIsRefused) {
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Number(uint64_t{2});
  for (const uint64_t key : {1, 2}) {
    writer.Number(key);
    writer.Array(std::vector<uint32_t>{7});
  }
  FlatMap<uint32_t> loaded;
  ByteReader reader(bytes);
  EXPECT_FALSE(loaded.Load(&reader));
}

TEST(FlatMap, TheReservedKeyIsNeverThere) {
  FlatMap<uint32_t> map;
  EXPECT_EQ(map.Find(0), nullptr);
  bool inserted;
  for (uint64_t key = 1; key < 6; ++key) map.FindOrInsert(key, &inserted) = 7;
  EXPECT_EQ(map.Find(0), nullptr);
  EXPECT_FALSE(map.Erase(0));
  EXPECT_EQ(map.size(), 5u);
}

TEST(FlatMap, ANewValueIsEmptyEvenWhereAnErasedOneLay) {
  FlatMap<uint32_t> map;
  bool inserted;
  map.FindOrInsert(5, &inserted) = 99;
  EXPECT_TRUE(map.Erase(5));
  EXPECT_EQ(map.FindOrInsert(5, &inserted), 0u);
  EXPECT_TRUE(inserted);
  map.Clear();
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.FindOrInsert(5, &inserted), 0u);
  EXPECT_TRUE(inserted);
}

TEST(FlatMap, SwapExchangesBoth) {
  FlatMap<uint32_t> a, b;
  bool inserted;
  a.FindOrInsert(1, &inserted) = 10;
  a.Swap(b);
  EXPECT_TRUE(a.empty());
  EXPECT_EQ(a.Find(1), nullptr);
  EXPECT_EQ(*b.Find(1), 10u);
}

TEST(FlatMapDeathTest, StoringTheReservedKeyStopsTheProgram) {
  FlatMap<uint32_t> map;
  bool inserted;
  EXPECT_DEATH(map.FindOrInsert(0, &inserted), "key != 0");
}

}  // namespace
}  // namespace groundswell
