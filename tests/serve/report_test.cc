#include <gtest/gtest.h>

#include "serve/api_groups.h"
#include "serve/api_posts.h"
#include "serve/api_reports.h"
#include "serve/report_count.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

constexpr int64_t kDay = 24 * 60;  // minutes
constexpr std::string_view kToday = "2026-03-01";

class ReportTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    parts_.context.store = filler_.store();
    parts_.context.model = &model_;
    parts_.texts = &texts_;
    parts_.clean = [](size_t, std::string*) {};
  }
  Report Make(std::string_view name = kToday) {
    return MakeReportNow(parts_, ParseReportPeriod(name, parts_.zone).value()).value();
  }
  HttpResponse Call(std::string_view method, std::string_view pattern, HttpRequest request) {
    HttpResponse answer;
    ReaderPool pool({.threads = 1});
    for (const HttpRoute& route : ReportRoutes(parts_, &pool)) {
      if (route.method != method || route.pattern != pattern) continue;
      std::mutex mutex;
      std::condition_variable told;
      bool is_told = false;
      route.handle(std::move(request), [&](HttpResponse response) {
        std::lock_guard lock(mutex);
        answer = std::move(response);
        is_told = true;
        told.notify_one();
      });
      std::unique_lock lock(mutex);
      told.wait(lock, [&] { return is_told; });
    }
    return answer;
  }
  HttpResponse Put(std::string body, std::string etag) {
    HttpRequest request = Get("/", {std::string(kToday)});
    request.body = std::move(body);
    if (!etag.empty()) request.headers.push_back({"If-Match", std::move(etag)});
    return Call("PUT", "/api/v1/reports/{period}/text", std::move(request));
  }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ReportTexts texts_{filler_.store()};
  ReportParts parts_;
};

TEST_F(ReportTest, CountsPostsAsTheyStand) {
  filler_.Post({.id = "1"});
  filler_.Post({.id = "2", .sentiment = Sentiment::kPositive});
  filler_.Post({.id = "3", .minute = -kDay, .sentiment = Sentiment::kNeutral});
  filler_.Post({.id = "4"});
  filler_.Post({.id = "tomorrow", .minute = kDay});
  filler_.Commit();
  filler_.Edit({.id = "1", .complaint = false, .sentiment = Sentiment::kNeutral});
  filler_.Delete("4");
  Load();
  const Report report = Make();
  EXPECT_EQ(report.volume.posts.value, 2);
  EXPECT_EQ(report.volume.complaints.value, 1);
  EXPECT_EQ(report.volume.negative.value, 0);
  EXPECT_EQ(report.volume.neutral.value, 1);
  EXPECT_EQ(report.volume.positive.value, 1);
  EXPECT_EQ(report.compared.front().figures->posts.value, 1);
  EXPECT_EQ(report.volume.negative.query,
            "/api/v1/posts?since=2026-03-01T00:00:00.000Z&until=2026-03-02T00:00:00.000Z&sentiment=negative");
  EXPECT_TRUE(report.is_complete);
  EXPECT_FALSE(Make("2026-03-02").is_complete);
}

TEST_F(ReportTest, CompetitorsStandByThemselves) {
  filler_.Post({.id = "1"});
  filler_.Post({.id = "2", .org = "对岸银行"});
  filler_.Post({.id = "3", .org = "报刊"});
  filler_.Post({.id = "4", .org = ""});
  parts_.context.role_of = [](std::string_view org) {
    if (org == "对岸银行") return EntryRole::kCompetitor;
    return org == "报刊" ? EntryRole::kIndustry : EntryRole::kOwn;
  };
  Load();
  const Report report = Make();
  EXPECT_EQ(report.volume.posts.value, 2) << "own and unknown organisations";
  ASSERT_EQ(report.competitors.size(), 1u);
  EXPECT_EQ(report.competitors[0].name, "对岸银行");
  ASSERT_EQ(report.organisations.size(), 1u);
  EXPECT_EQ(report.organisations[0].name, "海桥银行");
  const auto listed = [&](std::string_view role) {
    return Answer(ListPosts(parts_.context, Get("/?role=" + std::string(role)))).Items("id");
  };
  EXPECT_EQ(listed("own"), "4 1");
  EXPECT_EQ(listed("competitor"), "2");
  EXPECT_EQ(listed("industry"), "3");
}

TEST_F(ReportTest, WhatIsTooMuchIsCountedFromPanes) {
  for (int i = 0; i < 20; ++i) filler_.Post({.id = std::to_string(i), .minute = i});
  Load();
  const TimeWindow today{{1'772'323'200'000}, {1'772'323'200'000 + kDayMs}};
  const TimeWindow crooked{{today.since.ms + 1}, {today.until.ms + 1}};
  const auto count = [&](const TimeWindow& window, Seq records_max) {
    CountOptions options;
    options.records_max = records_max;
    return CountPosts(*filler_.store(), filler_.position.next_seq, {window}, options).value().windows[0];
  };
  EXPECT_EQ(count(today, 20).by, CountedBy::kPosts);
  EXPECT_EQ(count(today, 19).by, CountedBy::kPanes);
  EXPECT_EQ(count(today, 19).counts, count(today, 20).counts);
  EXPECT_FALSE(count(crooked, 19).is_known) << "no pane begins there";
}

TEST_F(ReportTest, AGroupTellsWhoJoinedAndWhere) {
  filler_.Group(1, "emerging", 70, "海桥银行", "音箱不播报", ",\"complainants\":{\"count\":3}");
  filler_.Post({.id = "yesterday", .minute = -kDay, .group = 1, .person = 5});
  filler_.Post({.id = "again", .minute = 10, .group = 1, .person = 5});
  filler_.Post({.id = "second", .minute = 20, .group = 1, .person = 6});
  filler_.Post({.id = "third", .minute = 70, .group = 1, .person = 7});
  filler_.Post({.id = "nobody", .minute = 30, .group = 1});
  filler_.Alert("a1", 1, "opened", "watch", -kDay);
  filler_.Alert("a2", 1, "escalated", "emerging", 70, "海桥银行", "watch");
  filler_.Alert("a3", 1, "resolved", "none", 2 * kDay, "海桥银行", "emerging");
  Load();
  const Report report = Make();
  ASSERT_EQ(report.events.size(), 1u);
  const ReportEvent& event = report.events[0];
  EXPECT_EQ(event.posts.value, 4);
  EXPECT_EQ(event.joined->value, 2);
  EXPECT_EQ(event.joined_before->value, 1);
  EXPECT_EQ(event.complainants.value, 3);
  EXPECT_EQ(event.alerts.value, 1);
  EXPECT_EQ(event.highest, 2);
  EXPECT_EQ(event.at_end, 2) << "it was resolved later";
  EXPECT_EQ(event.first->id, "yesterday");
  EXPECT_EQ(report.risen[0].value, 1);
  const auto listed = [&](std::string_view query) {
    return Answer(ListGroupPosts(parts_.context, Get("/?" + std::string(query), {GroupIdText(1)}))).Items("id");
  };
  EXPECT_EQ(listed("joined=true"), "third second yesterday");
  EXPECT_EQ(listed("joined=true&since=2026-03-01T12:30:00Z"), "third");
  EXPECT_EQ(listed("since=2026-03-01&until=2026-03-01T12:30:00Z"), "second again");
}

TEST_F(ReportTest, TheTextIsWrittenByVersion) {
  filler_.Post({.id = "1"});
  Load();
  EXPECT_EQ(Put(R"({"by":"ann","summary":"s"})", "").status, 428);
  EXPECT_EQ(Put(R"({"by":"ann","summary":"s"})", "\"1\"").status, 412);
  EXPECT_EQ(Put(R"({"by":"ann","summary":"s"})", "*").status, 412);
  const Answer first(Put(R"({"by":"ann","summary":"s","left_out":["volume","volume"]})", "\"0\""));
  EXPECT_EQ(first.status(), 200);
  EXPECT_EQ(first.HeaderValue("ETag"), "\"1\"");
  EXPECT_EQ(first.At("/left_out"), "[\"volume\"]");
  EXPECT_EQ(Put(R"({"by":"bo","summary":"t"})", "\"0\"").status, 412) << "ann's is there";
  const Answer second(Put(R"({"by":"bo","summary":"t"})", "\"1\""));
  EXPECT_EQ(second.At("/version"), "2");
  EXPECT_EQ(second.At("/history/0/by"), "ann");
  EXPECT_EQ(second.At("/by"), "bo");
  EXPECT_EQ(texts_.Read(kToday).value().summary, "t");
}

TEST_F(ReportTest, ATextOfExactlyTheMostBytesIsKeptWhole) {
  Load();
  parts_.clean = [](size_t bytes_max, std::string* text) { text->resize(std::min(text->size(), bytes_max)); };
  const auto kept = [&](const std::string& summary) {
    const std::string etag = "\"" + std::to_string(texts_.Read(kToday).value().version) + "\"";
    std::string escaped = summary;
    for (size_t at = 0; (at = escaped.find('\n', at)) != std::string::npos; at += 2) escaped.replace(at, 1, "\\n");
    EXPECT_EQ(Put(R"({"by":"ann","summary":")" + escaped + "\"}", etag).status, 200);
    return texts_.Read(kToday).value().summary;
  };
  const std::string line(kReportSummaryBytesMax, 's'), half(kReportSummaryBytesMax / 2, 's');
  EXPECT_TRUE(kept(line) == line);
  EXPECT_TRUE(kept(half + "\n" + half.substr(1)) == half + "\n" + half.substr(1));
  EXPECT_TRUE(kept("\n" + line.substr(1)) == "\n" + line.substr(1));
}

TEST_F(ReportTest, ALineThatCleaningMakesTooLongGoesWithWhatFollowsIt) {
  Load();
  parts_.clean = [](size_t, std::string* text) { *text += *text; };  // of which the second does not fit
  const std::string half(kReportSummaryBytesMax / 2 - 1, 's');
  EXPECT_EQ(Put(R"({"by":"ann","summary":"s\n)" + half + R"(\nt"})", "\"0\"").status, 200);
  EXPECT_EQ(texts_.Read(kToday).value().summary, "ss");
}

TEST_F(ReportTest, AWrongTextIsRefusedByTheNameOfItsField) {
  Load();
  const auto refused = [&](std::string body) {
    const HttpResponse response = Put(std::move(body), "\"0\"");
    EXPECT_EQ(response.status, 400) << response.body;
    return response.body;
  };
  EXPECT_NE(refused("{}").find("field by"), std::string::npos);
  EXPECT_NE(refused(R"({"by":"a","left_out":["weather"]})").find("field left_out"), std::string::npos);
  EXPECT_NE(refused(R"({"by":"a","left_out":"volume"})").find("field left_out"), std::string::npos);
  EXPECT_NE(refused(R"({"by":"a","comments":{"x":"y"}})").find("field comments"), std::string::npos);
  EXPECT_NE(refused(R"({"by":"a","comments":{"0000000000000001":1}})").find("field comments"), std::string::npos);
  EXPECT_NE(refused(R"({"by":"a","notes":"n"})").find("field notes"), std::string::npos);
  EXPECT_EQ(texts_.Read(kToday).value().version, 0u);
}

TEST_F(ReportTest, TheSameStoreGivesTheSameBytes) {
  for (int i = 0; i < 50; ++i)
    filler_.Post({.id = std::to_string(i), .channel = "c" + std::to_string(i % 7), .minute = i});
  Load();
  const auto get = [&](std::string_view query) {
    return Call("GET", "/api/v1/reports/{period}", Get("/?" + std::string(query), {"2026-W09"})).body;
  };
  for (const char* query : {"format=json", "format=html", "format=md&lang=en", "format=docx"}) {
    EXPECT_FALSE(get(query).empty()) << query;
    EXPECT_EQ(get(query), get(query)) << query;
  }
}

}  // namespace
}  // namespace groundswell
