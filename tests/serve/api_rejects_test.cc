#include "serve/api_rejects.h"

#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;

std::vector<uint64_t> NumbersOf(const Answer& page) {
  std::istringstream words(page.Items("number"));
  return {std::istream_iterator<uint64_t>(words), {}};
}

class ApiRejectsTest : public ::testing::Test {
 protected:
  // Row `number` and those before it, down to `first`: each third is of the crawler, each second has no time.
  void Load(uint64_t first, uint64_t end) {
    CommitBatch batch;
    std::deque<std::string> rows;
    for (uint64_t number = first; number < end; ++number) {
      const std::string source = number % 3 == 0 ? "crawler" : "http", code = number % 2 == 0 ? "bad_time" : "too_long";
      rows.push_back("{\"line\":5,\"code\":\"" + code + "\",\"reason\":\"field time\",\"bytes\":\"\",\"source\":\"" +
                     source + "\",\"at\":\"2026-03-01T12:00:00.000Z\"}");
      batch.rejects.push_back({number, rows.back()});
    }
    batch.position.totals.rejected = end;
    ASSERT_TRUE(store_.Commit(batch).ok());
    ASSERT_TRUE(model_.Load().ok());
    context_.store = &store_;
    context_.model = &model_;
  }
  Answer List(const std::string& query = "") { return Answer(ListRejects(context_, Get("/?" + query))); }

  MemoryStore store_;
  ReadModel model_{&store_, {}};
  ApiContext context_;
};

TEST_F(ApiRejectsTest, ARowIsShownAsItIsKeptWithItsNumber) {
  Load(3, 5);
  const Answer answer = List();
  EXPECT_EQ(answer.Items("number"), "4 3");
  EXPECT_EQ(answer.At("/items/1/line"), "5");
  EXPECT_EQ(answer.At("/items/1/code"), "too_long");
  EXPECT_EQ(answer.At("/items/1/source"), "crawler");
  EXPECT_EQ(answer.At("/items/1/at"), "2026-03-01T12:00:00.000Z");
  EXPECT_EQ(answer.At("/next_cursor"), "null");
}

TEST_F(ApiRejectsTest, PagesGoBackToTheOldestThatIsKept) {
  Load(400, 1000);
  std::string cursor;
  uint64_t seen = 0, last = 1000;
  do {
    const Answer page = List("limit=70&" + cursor);
    for (const uint64_t number : NumbersOf(page)) {
      EXPECT_EQ(number, last - 1);
      last = number;
      ++seen;
    }
    cursor = page.NextCursor();
  } while (!cursor.empty());
  EXPECT_EQ(seen, 600u);
}

TEST_F(ApiRejectsTest, EachFilterTakesItsRowsAndTheCountsAreThoseOfTheLists) {
  Load(0, 60);
  const auto count = [&](const std::string& query) { return NumbersOf(List("limit=500&" + query)).size(); };
  const Answer counts(CountRejects(context_, Get("/")));
  EXPECT_EQ(counts.At("/rejected"), "60");
  EXPECT_EQ(counts.At("/kept"), "60");
  EXPECT_EQ(counts.At("/by_code"), R"({"bad_time":30,"too_long":30})");
  EXPECT_EQ(counts.At("/by_source"), R"({"crawler":20,"http":40})");
  EXPECT_EQ(count("code=bad_time"), 30u);
  EXPECT_EQ(count("source=crawler"), 20u);
  EXPECT_EQ(count("source=crawler&code=bad_time"), 10u);
  EXPECT_EQ(count("source=nobody"), 0u);
}

TEST_F(ApiRejectsTest, AnEmptyLogIsAnEmptyListAndWrongParametersAreRefused) {
  Load(0, 0);
  EXPECT_EQ(List().At("/items"), "[]");
  EXPECT_EQ(Answer(CountRejects(context_, Get("/"))).At("/by_code"), "{}");
  for (const auto* wrong : {"cursor=x", "limit=0", "reason=x", "cursor=cjE"})
    EXPECT_EQ(List(wrong).status(), 400) << wrong;
  EXPECT_EQ(CountRejects(context_, Get("/?code=x")).status, 400);
}

}  // namespace
}  // namespace groundswell
