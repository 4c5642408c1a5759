#include "serve/api_alerts.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

class ApiAlertsTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
  }
  Answer Alerts(std::string_view query = "") {
    return Answer(ListAlerts(context_, Get("/api/v1/alerts?" + std::string(query))));
  }
  std::string Ids(std::string_view query = "") { return Alerts(query).Items("id"); }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

TEST_F(ApiAlertsTest, DeliveriesOfAnAlertAreItsRowsOfTheLog) {
  filler_.Alert("a", 1, "opened", "major", 1);
  filler_.Alert("b", 1, "escalated", "crisis", 2);
  Load();
  ASSERT_TRUE(filler_.store()
                  ->PutDeliveries({{0, "chat", R"({"receiver":"chat"})"},
                                   {0, "mail", R"({"receiver":"mail"})"},
                                   {1, "chat", R"({"receiver":"other"})"}},
                                  "receiver/chat", "2")
                  .ok());
  const auto rows = [&](const std::string& id) {
    HttpRequest request = Get("/api/v1/alerts/" + id + "/deliveries");
    request.path_values = {id};
    return Answer(ListDeliveries(context_, request));
  };
  EXPECT_EQ(rows("a").Items("receiver"), "chat mail");
  EXPECT_EQ(rows("b").Items("receiver"), "other");
  EXPECT_EQ(rows("c").status(), 404);
}

TEST_F(ApiAlertsTest, EachFilterTakesItsAlerts) {
  filler_.Alert("a", 1, "opened", "watch", 1);
  filler_.Alert("b", 1, "escalated", "major", 2);
  filler_.Alert("c", 2, "opened", "watch", 3, "Northline");
  filler_.Alert("d", 1, "resolved", "none", 4, "");
  filler_.Merge(2, 1);
  Load();
  EXPECT_EQ(Ids(), "d c b a");
  EXPECT_EQ(Ids("level=watch"), "c a");
  EXPECT_EQ(Ids("level=none,major"), "d b");
  EXPECT_EQ(Ids("event=opened,escalated"), "c b a");
  EXPECT_EQ(Ids("org=Northline"), "c");
  EXPECT_EQ(Ids("org="), "d");
  EXPECT_EQ(Ids("since=2026-03-01T12:02:00Z&until=2026-03-01T12:04:00Z"), "c b");
  EXPECT_EQ(Ids("group=" + GroupIdText(1)), "d c b a");  // with what merged into it
  EXPECT_EQ(Ids("group=" + GroupIdText(2)), "d c b a");
  EXPECT_EQ(Ids("group=" + GroupIdText(3)), "");
  for (const auto* wrong : {"level=loud", "event=began", "group=1", "since=x", "limit=0", "cursor=x", "q=x"})
    EXPECT_EQ(Alerts(wrong).status(), 400) << wrong;
}

TEST_F(ApiAlertsTest, PagesAddUpToTheList) {
  std::string all, watches;
  for (int i = 0; i < 300; ++i) {
    const std::string id = std::to_string(i);
    filler_.Alert(id, 1, "opened", i % 5 == 0 ? "watch" : "major", i);
    all = id + (all.empty() ? "" : " ") + all;
    if (i % 5 == 0) watches = id + (watches.empty() ? "" : " ") + watches;
  }
  Load();
  for (const auto& [query, expected] : {std::pair("", all), std::pair("level=watch&", watches)}) {
    std::string paged, cursor;
    do {
      const Answer page = Alerts(query + ("limit=7&" + cursor));
      paged += (paged.empty() ? "" : " ") + page.Items("id");
      cursor = page.NextCursor();
    } while (!cursor.empty());
    EXPECT_EQ(paged, expected);
  }
}

TEST_F(ApiAlertsTest, ARequestLooksAtSoManyAlertsAndHandsOnACursor) {
  filler_.Alert("wanted", 1, "opened", "crisis", 1);
  for (uint64_t i = 0; i < kAlertsLookedAtMax; ++i) filler_.Alert(std::to_string(i), 1, "opened", "watch", 1);
  Load();
  const Answer first = Alerts("level=crisis");
  EXPECT_EQ(first.Items("id"), "");
  ASSERT_NE(first.NextCursor(), "");
  EXPECT_EQ(Ids("level=crisis&" + first.NextCursor()), "wanted");
}

TEST_F(ApiAlertsTest, AnAlertIsFoundByItsId) {
  filler_.Alert("a-1", 1, "opened", "watch", 1);
  filler_.Alert("a-2", 1, "escalated", "major", 2);
  Load();
  EXPECT_EQ(Answer(GetAlert(context_, Get("/", {"a-2"}))).At("/event"), "escalated");
  EXPECT_EQ(GetAlert(context_, Get("/", {"a-3"})).status, 404);
  EXPECT_EQ(GetAlert(context_, Get("/", {""})).status, 404);
  EXPECT_EQ(GetAlert(context_, Get("/?x=", {"a-1"})).status, 400);
}

}  // namespace
}  // namespace groundswell
