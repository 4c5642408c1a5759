// Random damage to the fixtures of all mappings, as bytes: whatever comes out is a sound post or a refusal with words.
// Each run has a new seed, which it prints; GROUNDSWELL_TEST_SEED repeats one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::BuiltIn;
using testing_ingest::FixturesOf;
using testing_ingest::MapAll;
using testing_ingest::Mapped;
using testing_ingest::ReadFile;

constexpr std::string_view kPieces[] = {"{",    "}",       "[",    "]",      ",",    ":",       "\"",  "\\",
                                        "\\u",  "0",       "-",    "null",   "true", " ",       "\n",  "\r\n",
                                        "\n\n", "data",    "\x80", "\xF0",   "\x01", "\\ud800", "1e9", "\"\"",
                                        "''",   "\"id\":", "=?b?", "--b1\n", ";",    "\t",      "万",  "前"};

void Damage(std::mt19937_64* random, std::string* text) {
  const auto below = [&](size_t limit) { return limit == 0 ? 0 : (*random)() % limit; };
  const size_t place = below(text->size() + 1), length = below(40);
  switch (below(6)) {
    case 0:
      text->resize(place);
      break;
    case 1:
      text->erase(place, length);
      break;
    case 2:
      text->insert(place, kPieces[below(std::size(kPieces))]);
      break;
    case 3:
      text->insert(place, std::string(text->substr(below(text->size() + 1), length)));
      break;
    case 4:
      if (place < text->size()) (*text)[place] = static_cast<char>(below(256));
      break;
    default:
      if (place < text->size()) (*text)[place] ^= static_cast<char>(1 << below(8));
  }
}

TEST(MappingMutation, DamagedInputsGiveSoundPostsAndReasons) {
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "seed " << seed << "\n";
  SCOPED_TRACE("GROUNDSWELL_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  size_t posts = 0, refused = 0;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    const auto mapping = BuiltIn(built_in.name);
    for (const auto& fixture : FixturesOf(built_in.name)) {
      const std::string whole = ReadFile(fixture);
      for (int round = 0; round < 60; ++round) {
        std::string input = whole;
        for (size_t changes = 1 + random() % 4; changes > 0; --changes) Damage(&random, &input);
        const Mapped mapped = MapAll(input, mapping);
        ASSERT_TRUE(mapped.status.ok()) << mapped.status.message();
        for (const MappedRefusal& record : mapped.refused) ASSERT_FALSE(record.refusal.text.empty()) << input;
        std::string lines;
        for (const std::string& post : mapped.posts) lines += post + "\n";
        const auto decoded = testing_ingest::DecodeAll(lines);
        ASSERT_TRUE(decoded.refused.empty()) << decoded.refused.front().refusal.text << "\n" << input;
        posts += mapped.posts.size();
        refused += mapped.refused.size();
      }
    }
  }
  EXPECT_GT(posts, 1000u);
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace groundswell
