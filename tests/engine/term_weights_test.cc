// TermWeights against std::map over random operations, and through Save and Load.
#include "engine/term_weights.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace groundswell {
namespace {

using Model = std::map<uint32_t, std::pair<uint32_t, float>>;  // term -> place, weight

void ExpectSame(const TermWeights& weights, const Model& model) {
  ASSERT_EQ(weights.size(), model.size());
  size_t seen = 0;
  for (const TermWeights::Entry& entry : weights.raw()) {
    if (entry.term == TermWeights::kNone) continue;
    ++seen;
    const auto known = model.find(entry.term);
    ASSERT_NE(known, model.end()) << entry.term;
    ASSERT_EQ(entry.place, known->second.first);
    ASSERT_EQ(entry.weight, known->second.second);
  }
  ASSERT_EQ(seen, model.size());
  for (const auto& [term, value] : model) ASSERT_EQ(weights.Weight(term), value.second) << term;
}

void Fill(std::mt19937_64* random, uint32_t terms, int inserts, TermWeights* weights, Model* model) {
  for (int i = 0; i < inserts; ++i) {
    const uint32_t term = static_cast<uint32_t>((*random)() % terms);
    ASSERT_EQ(weights->Find(term) != nullptr, model->contains(term));
    TermWeights::Entry* entry = weights->FindOrInsert(term);
    if (!model->contains(term)) {
      ASSERT_EQ(entry->weight, 0) << "a new entry has no weight";
      entry->place = (*model)[term].first = static_cast<uint32_t>((*random)());
    }
    entry->weight += 0.25f;
    (*model)[term].second += 0.25f;
  }
}

TEST(TermWeights, DoesWhatAMapDoes) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    TermWeights weights;
    for (const uint32_t terms : {3, 10, 200, 5000, 50}) {
      Model model;
      Fill(&random, terms, 2000, &weights, &model);
      ExpectSame(weights, model);
      EXPECT_EQ(weights.Weight(terms + 1), 0);
      weights.Clear();
      ExpectSame(weights, {});
    }
  }
}

TEST(TermWeights, ALoadedTableIsTheSavedOneByteForByte) {
  std::mt19937_64 random(9);
  TermWeights weights;
  Model model;
  Fill(&random, 300, 1000, &weights, &model);
  std::string bytes, again;
  ByteWriter writer(&bytes);
  weights.Save(&writer);
  TermWeights loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  ExpectSame(loaded, model);
  ByteWriter second(&again);
  loaded.Save(&second);
  EXPECT_EQ(bytes, again);
}

TEST(TermWeights, EveryTruncationIsRefused) {
  TermWeights weights;
  for (uint32_t term = 0; term < 8; ++term) weights.FindOrInsert(term)->weight = 1;
  std::string bytes;
  ByteWriter writer(&bytes);
  weights.Save(&writer);
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(std::string_view(bytes).substr(0, size));
    TermWeights loaded;
    EXPECT_FALSE(loaded.Load(&reader)) << size;
  }
}

TEST(TermWeights, ATableThatIsNoPowerOfTwoOrFullIsRefused) {
  for (const size_t size : {3, 2}) {
    std::string bytes;
    ByteWriter writer(&bytes);
    std::vector<TermWeights::Entry> entries(size);
    for (uint32_t i = 0; i < size; ++i) entries[i] = {i, 0, 1};
    writer.Array(entries);
    ByteReader reader(bytes);
    TermWeights loaded;
    EXPECT_FALSE(loaded.Load(&reader)) << size;
  }
}

TEST(TermWeights, SwapExchangesBoth) {
  TermWeights a, b;
  a.FindOrInsert(5)->weight = 2;
  a.Swap(b);
  EXPECT_EQ(a.size(), 0u);
  EXPECT_EQ(a.Find(5), nullptr);
  EXPECT_EQ(b.Weight(5), 2);
}

}  // namespace
}  // namespace groundswell
