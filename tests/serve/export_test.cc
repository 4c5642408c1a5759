// Lists as tables: what is asked for, which pages come, and what a spreadsheet makes of the texts.
#include "serve/export.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/http_file.h"
#include "serve/api_deliveries.h"
#include "serve/table_csv.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

std::string BytesOf(const HttpResponse& response) {
  std::string bytes;
  if (response.file == nullptr) return response.body;
  EXPECT_TRUE(response.file->Read(0, response.file->bytes(), &bytes).ok());
  return bytes;
}

std::string HeaderOf(const HttpResponse& response, std::string_view name) {
  for (const HttpHeader& header : response.headers)
    if (header.name == name) return header.value;
  return "(none)";
}

size_t Lines(const std::string& text) { return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')); }

class ExportTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
  }
  HttpResponse Table(std::string_view pattern, std::string_view target, std::vector<std::string> path_values = {}) {
    const ExportTable* table = FindExportTable(pattern);
    return Export(context_, *table, ExportFormat::kCsv, Get(target, std::move(path_values)));
  }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

std::string Asked(std::string_view target, std::string accept = {}) {
  HttpRequest request = Get(target);
  if (!accept.empty()) request.headers.push_back({"Accept", std::move(accept)});
  const auto asked = TakeFormat(&request);
  if (const auto* refusal = std::get_if<HttpResponse>(&asked)) return std::to_string(refusal->status);
  const auto format = std::get<std::optional<ExportFormat>>(asked);
  return (!format ? "json" : *format == ExportFormat::kCsv ? "csv" : "xlsx") + std::to_string(request.query.size());
}

TEST(TakeFormatTest, TheParameterWinsOverAcceptAndOfAcceptTheHeaviest) {
  const std::string xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  EXPECT_EQ(Asked("/groups?org=a"), "json1");
  EXPECT_EQ(Asked("/groups?org=a&format=csv"), "csv1");
  EXPECT_EQ(Asked("/groups?format=xlsx"), "xlsx0");
  EXPECT_EQ(Asked("/groups?format=json", "text/csv"), "json0");
  EXPECT_EQ(Asked("/groups", "text/csv"), "csv0");
  EXPECT_EQ(Asked("/groups", xlsx), "xlsx0");
  EXPECT_EQ(Asked("/groups", "*/*"), "json0");
  EXPECT_EQ(Asked("/groups", "text/html,application/xhtml+xml,*/*;q=0.8"), "json0");
  EXPECT_EQ(Asked("/groups", "text/csv;q=0.5, application/json"), "json0");
  EXPECT_EQ(Asked("/groups", "application/json;q=0.1, text/csv;q=0.9"), "csv0");
  EXPECT_EQ(Asked("/groups", "text/csv;q=0"), "json0");
  EXPECT_EQ(Asked("/groups?format=pdf"), "400");
  EXPECT_EQ(Asked("/groups?format=csv&format=xlsx"), "400");
}

TEST_F(ExportTest, AllPagesAreOneTable) {
  for (int i = 0; i < 1203; ++i) filler_.Post({.id = std::to_string(i), .minute = i});
  Load();
  const HttpResponse all = Table("/api/v1/posts", "/api/v1/posts");
  const std::string bytes = BytesOf(all);
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(bytes.substr(0, 25), "\xEF\xBB\xBFid,channel,time,edited");
  EXPECT_EQ(Lines(bytes), 1204u);
  EXPECT_NE(bytes.find("\"1202\",\"weibo\",2026-03-02T08:02:00.000Z,,"), std::string::npos);
  EXPECT_EQ(HeaderOf(all, "Link"), "(none)");
  EXPECT_EQ(HeaderOf(all, "Content-Disposition"), "attachment; filename=\"groundswell-posts.csv\"");
}

TEST_F(ExportTest, ATableThatEndsEarlyNamesTheCallThatGoesOn) {
  for (int i = 0; i < 20; ++i) filler_.Post({.id = std::to_string(i), .org = "a b", .minute = i});
  Load();
  const HttpResponse first = Table("/api/v1/posts", "/api/v1/posts?limit=7&org=a b");
  EXPECT_EQ(Lines(BytesOf(first)), 8u);
  const std::string link = HeaderOf(first, "Link");
  EXPECT_TRUE(link.starts_with("</api/v1/posts?limit=7&org=a%20b&format=csv&cursor=")) << link;
  const size_t cursor = link.find("cursor=");
  const std::string next = link.substr(cursor, link.find('>') - cursor);
  const std::string rest = BytesOf(Table("/api/v1/posts", "/api/v1/posts?" + next));
  EXPECT_EQ(Lines(rest), 14u);
  EXPECT_NE(rest.find("\"12\",\"weibo\""), std::string::npos);
  EXPECT_EQ(rest.find("\"13\",\"weibo\""), std::string::npos);
}

TEST_F(ExportTest, WrongFiltersAreRefusedAsTheListRefusesThem) {
  Load();
  EXPECT_EQ(Table("/api/v1/posts", "/api/v1/posts?nothing=1").status, 400);
  EXPECT_EQ(Table("/api/v1/posts", "/api/v1/posts?limit=0").status, 400);
  EXPECT_EQ(Table("/api/v1/posts", "/api/v1/posts?limit=100001").status, 400);
  EXPECT_EQ(Table("/api/v1/groups/{id}/posts", "/x", {GroupIdText(9)}).status, 404);
}

TEST_F(ExportTest, AGroupThatHasMergedGivesThePostsOfTheOneItLivesOnIn) {
  filler_.Post({.id = "a", .group = 1});
  filler_.Post({.id = "b", .group = 2});
  filler_.Group(1, "major", 1);
  filler_.Group(2, "watch", 1);
  filler_.Merge(2, 1);
  Load();
  const HttpResponse merged = Table("/api/v1/groups/{id}/posts", "/x", {GroupIdText(2)});
  EXPECT_EQ(merged.status, 200);
  EXPECT_EQ(Lines(BytesOf(merged)), 3u);
}

TEST_F(ExportTest, NestedFieldsBecomeColumns) {
  filler_.Group(1, "major", 7, "海桥银行", "音箱", R"(,"complainants":{"count":23,"high":25},"urgency":-7.5)");
  Load();
  const std::string bytes = BytesOf(Table("/api/v1/groups", "/api/v1/groups"));
  EXPECT_NE(bytes.find("\"海桥银行\",\"音箱\",\"major\",,,-7.5,3,23,,25,,2026-03-01T12:00:00.000Z,"), std::string::npos)
      << bytes;
  EXPECT_NE(bytes.find("\"weibo: 2; forum: 1\""), std::string::npos) << bytes;
}

TEST_F(ExportTest, SeriesHaveARowForEachNameAndTime) {
  filler_.Post({.id = "a", .org = "A", .minute = 1});
  filler_.Post({.id = "b", .org = "", .minute = 25});
  Load();
  const std::string bytes = BytesOf(Table("/api/v1/trends", "/api/v1/trends?window=30m&step=10m"));
  EXPECT_NE(bytes.find("2026-03-01T12:00:00.000Z,\"A\",1,1,1,0\r\n"), std::string::npos) << bytes;
  EXPECT_NE(bytes.find("2026-03-01T12:20:00.000Z,,1,1,1,0\r\n"), std::string::npos) << bytes;
  EXPECT_NE(bytes.find("2026-03-01T12:00:00.000Z,\"(other)\",0,0,0,0\r\n"), std::string::npos) << bytes;
  EXPECT_EQ(Lines(bytes), 10u);
}

TEST_F(ExportTest, AsManySeriesAndTimesAsMayBeAskedForAreAllInTheTable) {
  for (int i = 0; i < 60; ++i) filler_.Post({.id = std::to_string(i), .org = "org" + std::to_string(i), .minute = i});
  Load();
  for (const char* pattern : {"/api/v1/trends", "/api/v1/sentiment"}) {
    const HttpResponse table = Table(pattern, std::string(pattern) + "?window=20000m&step=10m&top=50");
    const std::string bytes = BytesOf(table);
    EXPECT_EQ(Lines(bytes), 102'001u) << bytes.substr(0, 500);
    EXPECT_NE(bytes.find("T12:50:00.000Z,\"(other)\",6,", bytes.size() - 1000), std::string::npos)
        << bytes.substr(bytes.size() - 500);
  }
}

TEST_F(ExportTest, TheDeliveryLogIsPagedOverAlertsAndFiltered) {
  for (int i = 0; i < 5; ++i) filler_.Alert("alert" + std::to_string(i), 1, "opened", "major", i);
  Load();
  std::vector<std::string> rows;
  std::vector<DeliveryWrite> writes;
  for (uint64_t number = 0; number < 5; ++number)
    for (const char* receiver : {"chat", "mail"})
      rows.push_back(R"({"at":"2026-03-01T12:0)" + std::to_string(number) + R"(:00.000Z","receiver":")" + receiver +
                     R"(","alert":"alert)" + std::to_string(number) + R"(","outcome":")" +
                     (number == 3 ? "failed" : "sent") + "\"}");
  for (size_t i = 0; i < rows.size(); ++i) writes.push_back({i / 2, i % 2 == 0 ? "chat" : "mail", rows[i]});
  ASSERT_TRUE(filler_.store()->PutDeliveries(writes, "m", "1").ok());
  const auto list = [&](const std::string& query) {
    return Answer(ListAllDeliveries(context_, Get("/api/v1/deliveries?" + query)));
  };
  EXPECT_EQ(list("receiver=chat").Items("alert"), "alert4 alert3 alert2 alert1 alert0");
  EXPECT_EQ(list("outcome=failed").Items("receiver"), "chat mail");
  EXPECT_EQ(list("since=2026-03-01T12:02:00Z&until=2026-03-01T12:04:00Z").Items("alert"),
            "alert3 alert3 alert2 alert2");
  std::string paged, query = "limit=3";
  for (int pages = 0; pages < 9; ++pages) {
    const Answer page = list(query);
    paged += page.Items("alert") + "|";
    if (page.NextCursor().empty()) break;
    query = "limit=3&" + page.NextCursor();
  }
  EXPECT_EQ(paged, "alert4 alert4 alert3|alert3 alert2 alert2|alert1 alert1 alert0|alert0|");
}

TEST(ExportPlacesTest, FilesThatAreBeingSentHoldTheirPlaces) {
  ExportPlaces places;
  const auto make = [] {
    HttpResponse response;
    response.file = *HttpFile::Take(*HttpFile::Create());
    return response;
  };
  std::vector<HttpResponse> sent;
  for (int i = 0; i < kExportFilesMax; ++i) sent.push_back(places.Within(make));
  EXPECT_EQ(sent.back().status, 200);
  EXPECT_EQ(places.Within(make).status, 503);
  EXPECT_EQ(places.Within(make).status, 503);
  sent.pop_back();
  EXPECT_EQ(places.Within(make).status, 200);  // and gone at once
  EXPECT_EQ(places.Within([] { return Problem(400, "x"); }).status, 400);
  sent.push_back(places.Within(make));
  EXPECT_EQ(sent.back().status, 200);
}

TEST(CsvTest, WhatASpreadsheetWouldComputeIsMadeAText) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠x",
                           "\u3000=1", "=HYPERLINK(\"http://x\")", " \t=1"})
    EXPECT_TRUE(LooksLikeFormula(text)) << text;
  for (const char* text : {"", "a=1", "1-1", "投诉=1", "'=1", " a", "*"}) EXPECT_FALSE(LooksLikeFormula(text)) << text;
}

}  // namespace
}  // namespace groundswell
