// Arena: views stay where they are while it grows and moves, and clearing it keeps one block.
#include "base/arena.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace groundswell {
namespace {

TEST(Arena, CopiesStayValidWhileItGrows) {
  constexpr uint64_t kSeed = 3;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  Arena arena(256);
  std::vector<std::pair<std::string, std::string_view>> copies;
  size_t bytes = 0;
  for (int i = 0; i < 2000; ++i) {
    // Some larger than a block.
    const std::string text(random() % (i % 50 == 0 ? 1000 : 40), static_cast<char>('a' + i % 26));
    copies.emplace_back(text, arena.Copy(text));
    bytes += text.size();
  }
  for (const auto& [text, copy] : copies) ASSERT_EQ(text, copy);
  EXPECT_EQ(arena.used_bytes(), bytes);
}

TEST(Arena, CopiesStayValidWhenItMoves) {
  Arena arena(64);
  const std::string_view copy = arena.Copy("海桥银行转账失败");
  const Arena moved = std::move(arena);
  EXPECT_EQ(copy, "海桥银行转账失败");
}

TEST(Arena, AnEmptyTextTakesNoRoom) {
  Arena arena;
  EXPECT_TRUE(arena.Copy("").empty());
  EXPECT_EQ(arena.used_bytes(), 0u);
}

TEST(Arena, ClearReusesItsFirstBlock) {
  Arena arena(64);
  char* const first = arena.Allocate(40);
  arena.Allocate(40);
  arena.Allocate(4000);
  arena.Clear();
  EXPECT_EQ(arena.used_bytes(), 0u);
  EXPECT_EQ(arena.Allocate(64), first);
}

TEST(Arena, AnAllocationLargerThanABlockIsWholeAndWritable) {
  Arena arena(16);
  char* const place = arena.Allocate(100000);
  std::memset(place, 'x', 100000);
  EXPECT_EQ(place[99999], 'x');
}

}  // namespace
}  // namespace groundswell
