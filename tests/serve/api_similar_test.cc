#include "serve/api_similar.h"

#include <gtest/gtest.h>

#include "models/audit.h"
#include "models/case.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;

class ApiSimilarTest : public ::testing::Test {
 protected:
  // A group of March 2026 whose title and one keyword are `word`.
  void Group(uint64_t id, int day, std::string_view org, std::string_view word, std::string_view tag) {
    std::string row, date = "2026-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    JsonWriter json(&row);
    json.BeginObject().Key("id").Text(GroupIdText(id)).Key("org").Text(org).Key("title").Text(word);
    json.Key("keywords").BeginArray().Text(word).EndArray().Key("level").Text("watch").Key("status").Text("received");
    json.Key("posts").Integer(3).Key("complainants").Raw(R"({"count":2,"low":2,"high":2})");
    json.Key("first_at").Text(date + "T01:00:00.000Z").Key("last_at").Text(date + "T02:00:00.000Z");
    json.Key("cause").BeginObject().Key("class").Text("quality").Key("tag").Text(tag).EndObject();
    json.Key("representatives").Raw("[]").EndObject();
    batch_.groups.push_back({{id}, rows_.emplace_back(std::move(row))});
  }
  void CaseOf(uint64_t id, const CaseAction& action) {
    Case one;
    one.group = {id};
    ApplyCaseAction(action, 0, "海桥银行", &one);
    EncodeCase(one, &rows_.emplace_back());
    batch_.cases.push_back({{id}, rows_.back()});
    AuditEntry entry = EntryOf(action);
    entry.group = {id};
    AuditHash hash = {};
    EncodeAudit(entry, &hash, &rows_.emplace_back());
    batch_.audit.push_back({0, rows_.back()});
  }
  void Load() {
    ASSERT_TRUE(store_.Commit(batch_).ok());
    ASSERT_TRUE(model_.Load().ok());
    context_.store = &store_;
    context_.model = &model_;
  }
  Answer Ask(uint64_t id, std::string_view query = "") {
    return Answer(ListSimilarGroups(context_, Get("/?" + std::string(query), {GroupIdText(id)})));
  }

  std::deque<std::string> rows_;
  CommitBatch batch_;
  MemoryStore store_;
  ReadModel model_{&store_, {}};
  ApiContext context_;
};

TEST_F(ApiSimilarTest, TellsWhyTheyAreAlikeAndShowsTheGroup) {
  Group(1, 20, "海桥银行", "重复扣款", "double-charge");
  Group(2, 5, "岚翼航空", "重复扣款", "double-charge");
  Group(3, 6, "海桥银行", "停车", "double-charge");
  Group(4, 25, "海桥银行", "重复扣款", "double-charge");
  Load();
  const Answer answer = Ask(1);
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.Items("score"), "0.5 1");
  EXPECT_EQ(answer.Items("same_org"), "true false");
  EXPECT_EQ(answer.At("/items/0/group/id"), GroupIdText(3));
  EXPECT_EQ(answer.At("/items/1/group/complainants/count"), "2");
  EXPECT_EQ(answer.At("/items/1/words/0"), "重复扣款");
  EXPECT_EQ(answer.At("/items/0/words/0"), "(none)");
  EXPECT_EQ(answer.At("/items/1/group/representatives"), "(none)");
  EXPECT_EQ(answer.At("/items/0/case"), "(none)");
  EXPECT_EQ(answer.At("/next_cursor"), "null");
}

TEST_F(ApiSimilarTest, TellsHowACaseEndedUntilItsWordsAreErased) {
  Group(1, 20, "海桥银行", "重复扣款", "double-charge");
  Group(2, 5, "海桥银行", "重复扣款", "double-charge");
  CaseAction resolve;
  resolve.kind = CaseActionKind::kResolve;
  resolve.group = {2};
  resolve.by = "李敏";
  resolve.at_ms = 1'772'366'400'000;
  resolve.value = "停机维护";
  resolve.text = "维护改在夜间";
  CaseOf(2, resolve);
  Load();
  EXPECT_EQ(Ask(1).At("/items/0/case/status"), "handling");
  EXPECT_EQ(Ask(1).At("/items/0/case/resolved"), "true");
  EXPECT_EQ(Ask(1).At("/items/0/case/cause"), "停机维护");
  EXPECT_EQ(Ask(1).At("/items/0/case/measure"), "维护改在夜间");
  EXPECT_EQ(Ask(1).At("/items/0/case/resolved_at"), "2026-03-01T12:00:00.000Z");
  ASSERT_TRUE(EraseAuditWords(&rows_.back()));
  CommitBatch erased;
  erased.audit = {{0, rows_.back()}};
  ASSERT_TRUE(store_.Commit(erased).ok());
  EXPECT_EQ(Ask(1).At("/items/0/case/measure"), "(none)");
}

TEST_F(ApiSimilarTest, NothingAlikeIsAnEmptyList) {
  Group(1, 20, "海桥银行", "重复扣款", "double-charge");
  Group(2, 5, "海桥银行", "停车", "parking");
  Load();
  EXPECT_EQ(Ask(1).response().body, R"({"items":[],"next_cursor":null})");
}

TEST_F(ApiSimilarTest, GivesAsManyAsAreAskedForWithinItsLimits) {
  for (uint64_t id = 1; id <= 30; ++id) Group(id, static_cast<int>(31 - id), "海桥银行", "重复扣款", "double-charge");
  Load();
  const auto count = [](const Answer& answer) { return answer.json()["items"].get_array().value_unsafe().size(); };
  EXPECT_EQ(count(Ask(1)), static_cast<size_t>(kSimilarLimit));
  EXPECT_EQ(count(Ask(1, "limit=20")), static_cast<size_t>(kSimilarLimitMax));
  EXPECT_EQ(count(Ask(1, "limit=2")), 2u);
  EXPECT_EQ(Ask(1, "limit=21").status(), 400);
  EXPECT_EQ(Ask(1, "limit=0").status(), 400);
  EXPECT_EQ(Ask(1, "cursor=x").status(), 400);
}

TEST_F(ApiSimilarTest, OfAGroupThatMergedItLeadsToTheOneItLivesOnInAndTellsOfThatAlone) {
  Group(1, 20, "海桥银行", "重复扣款", "double-charge");
  Group(2, 5, "海桥银行", "重复扣款", "double-charge");
  batch_.merges.push_back({{3}, {2}});
  rows_.push_back("{\"id\":\"" + GroupIdText(3) + "\",\"merged_into\":\"" + GroupIdText(2) + "\"}");
  batch_.groups.push_back({{3}, rows_.back()});
  Load();
  EXPECT_EQ(Ask(3, "limit=2").status(), 308);
  EXPECT_EQ(Ask(3, "limit=2").HeaderValue("Location"), "/api/v1/groups/" + GroupIdText(2) + "/similar?limit=2");
  EXPECT_EQ(Ask(1).At("/items/0/group/id"), GroupIdText(2));
  EXPECT_EQ(Ask(1).At("/items/1"), "(none)");
  EXPECT_EQ(Ask(9).status(), 404);
}

}  // namespace
}  // namespace groundswell
