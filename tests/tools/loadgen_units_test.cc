// The parts of the load generator that need no network: histogram, posts, answers, options, report.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

#include "tests/storage/temp_folder.h"
#include "tools/load/answer.h"
#include "tools/load/histogram.h"
#include "tools/load/options.h"
#include "tools/load/posts.h"
#include "tools/load/report.h"

namespace groundswell {
namespace {

TEST(LatencyHistogramTest, PercentilesAreExactWithinOnePercent) {
  std::mt19937_64 random(3);
  std::vector<int64_t> all;
  LatencyHistogram histogram;
  for (int i = 0; i < 20000; ++i) {
    all.push_back(static_cast<int64_t>(random() >> (random() % 40 + 24)));
    histogram.Add(all.back());
  }
  std::sort(all.begin(), all.end());
  for (const double quantile : {.01, .5, .9, .99, .999, 1.0}) {
    const auto rank = static_cast<size_t>(std::ceil(quantile * static_cast<double>(all.size()))) - 1;
    const auto want = static_cast<double>(all[rank]), got = static_cast<double>(histogram.Micros(quantile));
    EXPECT_GE(got, want) << quantile;
    EXPECT_LE(got, want * 1.008 + 1) << quantile;
  }
  EXPECT_EQ(histogram.max_micros(), static_cast<uint64_t>(all.back()));
  EXPECT_EQ(histogram.count(), all.size());
}

TEST(LatencyHistogramTest, EdgesAreKept) {
  LatencyHistogram histogram;
  EXPECT_EQ(histogram.Micros(.5), 0u);
  histogram.Add(-5);
  EXPECT_EQ(histogram.Micros(1), 0u);
  histogram.Add(std::numeric_limits<int64_t>::max());
  EXPECT_EQ(histogram.Micros(1), (uint64_t{1} << 40) - 1);
  EXPECT_EQ(histogram.Micros(.5), 0u);
}

LoadPosts Written(LoadMix mix, uint64_t seed = 1, std::string run = "r") {
  Result<LoadPosts> posts = LoadPosts::Write(mix, seed, std::move(run));
  EXPECT_TRUE(posts.ok());
  return std::move(*posts);
}

std::string Post(const LoadPosts& posts, uint64_t number) {
  std::string text;
  posts.Append(number, 1'767'225'600'000, &text);
  return text;
}

std::string Name(const LoadPosts& posts, uint64_t number) {
  std::string text;
  posts.AppendName(number, &text);
  return text;
}

TEST(LoadPostsTest, ANumberStandsForTheSamePostEachTime) {
  const LoadPosts posts = Written({}), same = Written({}), other = Written({}, 2);
  EXPECT_EQ(Post(posts, 7), Post(same, 7));
  EXPECT_NE(Post(posts, 7), Post(other, 7));
  EXPECT_NE(Post(posts, 7), Post(posts, 8));
  EXPECT_EQ(Post(posts, 3).substr(0, 11), "{\"id\":\"r-3\"");
  EXPECT_NE(Post(posts, 3).find(",\"time\":1767225600000,"), std::string::npos);
  EXPECT_TRUE(Name(posts, 3).ends_with("\tr-3\n"));
}

TEST(LoadPostsTest, SharesAreKept) {
  LoadMix mix;
  mix.complaint = 0.4, mix.english = 0.25, mix.duplicate = 0.1, mix.orgs = 5;
  const LoadPosts posts = Written(mix);
  int complaints = 0, english = 0;
  std::set<std::string> names, orgs;
  for (uint64_t i = 0; i < 10'000; ++i) {
    const std::string post = Post(posts, i);
    const size_t org = post.find("\"org\":\"");
    if (org != std::string::npos) orgs.insert(post.substr(org, post.find('"', org + 7) - org));
    complaints += org != std::string::npos;
    english += post.find(" ref ") != std::string::npos;
    names.insert(Name(posts, i));
  }
  EXPECT_NEAR(complaints, 4000, 300);
  EXPECT_NEAR(english, 2500, 300);
  EXPECT_NEAR(static_cast<double>(names.size()), 9000, 150);
  EXPECT_EQ(orgs.size(), 5u);
}

class LoadFileTest : public testing::Test {
 protected:
  Result<LoadPosts> Load(std::string_view lines, bool keep_times = false) {
    const std::string path = folder_.path() + "/posts.jsonl";
    std::ofstream(path) << lines;
    return LoadPosts::FromFile(path, keep_times, "r");
  }
  TempFolder folder_;
};

TEST_F(LoadFileTest, RecordsAreSentAsTheyStandButForIdAndTime) {
  const auto posts = Load(R"({"id":"a","time":"2020-01-01","text":"x \"y\"","likes":3,"reply_to":"b","labels":["u","v"]}

{"channel":"c","id":12,"deleted":true}
)");
  ASSERT_TRUE(posts.ok());
  EXPECT_EQ(posts->size(), 2u);
  EXPECT_EQ(Post(*posts, 0), R"({"id":"r-a","channel":"default","time":1767225600000,"text":"x \"y\"","likes":3,)"
                             R"("reply_to":"r-b","labels":["u","v"]})"
                             "\n");
  EXPECT_EQ(Post(*posts, 1), R"({"id":"r-12","channel":"c","deleted":true})"
                             "\n");
  EXPECT_EQ(Name(*posts, 0), "default\tr-a\n");
}

TEST_F(LoadFileTest, TimesCanBeKept) {
  const auto posts = Load(R"({"id":"a","time":"2020-01-01","text":"x"})", true);
  ASSERT_TRUE(posts.ok());
  EXPECT_EQ(Post(*posts, 0), R"({"id":"r-a","channel":"default","time":"2020-01-01","text":"x"})"
                             "\n");
}

TEST_F(LoadFileTest, WhatIsNoRecordIsNamedByItsLine) {
  const auto posts = Load("{\"id\":\"a\"}\n{\"text\":\"x\"}\n");
  EXPECT_EQ(posts.status().code(), Code::kInvalid);
  EXPECT_NE(posts.status().message().find("line 2"), std::string::npos);
  EXPECT_EQ(Load("\n").status().code(), Code::kInvalid);
  EXPECT_EQ(LoadPosts::FromFile("/nowhere", false, "r").status().code(), Code::kNotFound);
}

TEST(LoadAnswerTest, CountsAreAddedAndRefusedLinesListed) {
  std::map<std::string, uint64_t> sums;
  const std::string_view answer =
      R"({"accepted":3,"updated":0,"refreshed":0,"duplicates":1,"deletions":0,"rejected_total":2,)"
      R"("rejected":[{"line":2,"reason":"bad"},{"line":5,"reason":"worse"}]})";
  AddAnswerCounts(answer, &sums);
  AddAnswerCounts(answer, &sums);
  EXPECT_EQ(sums["accepted"], 6u);
  EXPECT_EQ(sums["duplicates"], 2u);
  EXPECT_EQ(sums["rejected_total"], 4u);
  EXPECT_EQ(RefusedLines(answer), (std::vector<uint64_t>{1, 4}));
  EXPECT_TRUE(RefusedLines("{}").empty());
}

TEST(LoadOptionsTest, MixRateAndAddressAreRead) {
  LoadMix mix;
  EXPECT_TRUE(ParseLoadMix("complaint=0.5,orgs=7", &mix).ok());
  EXPECT_EQ(mix.complaint, 0.5);
  EXPECT_EQ(mix.orgs, 7u);
  for (const char* wrong : {"complaint", "complaint=2", "complaint=x", "nothing=1", "orgs=0"})
    EXPECT_EQ(ParseLoadMix(wrong, &mix).code(), Code::kInvalid) << wrong;
  LoadOptions options;
  EXPECT_TRUE(ParseLoadRate("2000", &options).ok());
  EXPECT_EQ(options.plan.posts_per_sec, 2000);
  EXPECT_TRUE(ParseLoadRate("0.5x", &options).ok());
  EXPECT_EQ(options.rate_of_capacity, 0.5);
  for (const char* wrong : {"0", "x", "-1", "10y"}) EXPECT_FALSE(ParseLoadRate(wrong, &options).ok()) << wrong;
  boost::asio::ip::tcp::endpoint server;
  std::string host;
  EXPECT_TRUE(ParseLoadUrl("http://127.0.0.1:8686/", false, &server, &host).ok());
  EXPECT_EQ(host, "127.0.0.1:8686");
  EXPECT_EQ(server.port(), 8686);
  EXPECT_TRUE(ParseLoadUrl("http://[::1]:1", false, &server, &host).ok());
  EXPECT_EQ(ParseLoadUrl("http://192.0.2.1:8686", false, &server, &host).code(), Code::kInvalid);
  EXPECT_TRUE(ParseLoadUrl("http://192.0.2.1:8686", true, &server, &host).ok());
  EXPECT_FALSE(ParseLoadUrl("http://127.0.0.1:8686/api", false, &server, &host).ok());
}

TEST(LoadReportTest, TheJsonHasOneFigureForEachOutcome) {
  LoadReport report;
  report.answered_posts = 1234567;
  report.answered_latency.Add(1500);
  report.other_statuses[503] = 2;
  const std::string json = LoadJson(report, 10.5);
  EXPECT_EQ(json.substr(0, 32), R"({"capacity_posts_per_sec":10.5,")");
  EXPECT_NE(json.find(R"("answered_posts":1234567,)"), std::string::npos);
  EXPECT_NE(json.find(R"("other_statuses":{"503":2})"), std::string::npos);
  EXPECT_NE(json.find(R"("p99.9":1.5,)"), std::string::npos);
  EXPECT_NE(LoadText(report).find("1,234,567 posts"), std::string::npos);
}

}  // namespace
}  // namespace groundswell
