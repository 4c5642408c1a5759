// The load generator against a server that answers as it is told.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <sstream>

#include "base/http_server.h"
#include "tools/load/run.h"

namespace groundswell {
namespace {

HttpResponse Taken(size_t posts) {
  return {200, "application/json", {}, "{\"accepted\":" + std::to_string(posts) + ",\"rejected_total\":0}"};
}

class LoadRunTest : public testing::Test {
 protected:
  using Handle = std::function<void(HttpRequest, Respond)>;

  // Runs `plan` against a server that does this with each request.
  LoadReport Run(LoadPlan plan, Handle handle, const std::function<void(const LoadReport&)>& each_second = {}) {
    HttpServerOptions options;
    options.listen = "127.0.0.1:0";
    HttpServer server(options, {{"POST", "/api/v1/posts", "", true, false, std::move(handle), {}}});
    EXPECT_TRUE(server.Start().ok());
    plan.server = {boost::asio::ip::address_v4::loopback(), server.port()};
    plan.head = "POST /api/v1/posts HTTP/1.1\r\nHost: localhost\r\n";
    const Result<LoadPosts> posts = LoadPosts::Write({}, 1, "r");
    return RunLoad(plan, *posts, &answered_, each_second);
  }
  static LoadPlan Plan(double posts_per_sec, double secs, uint64_t request_posts) {
    LoadPlan plan;
    plan.posts_per_sec = posts_per_sec;
    plan.duration_secs = secs;
    plan.request_posts = request_posts;
    return plan;
  }
  static size_t Lines(const std::string& text) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  std::ostringstream answered_;
};

TEST_F(LoadRunTest, WhatFallsDueIsSentOnceAndCounted) {
  std::atomic<size_t> got{0};
  const LoadReport report = Run(Plan(2000, 0.5, 10), [&](const HttpRequest& request, const Respond& respond) {
    got += Lines(request.body);
    respond(Taken(Lines(request.body)));
  });
  EXPECT_EQ(report.offered_posts, 1000u);
  EXPECT_EQ(report.sent_posts + report.unsent_posts, 1000u);
  EXPECT_EQ(got, report.sent_posts);
  EXPECT_EQ(report.answered_posts, report.sent_posts);
  EXPECT_EQ(report.taken.at("accepted"), report.sent_posts);
  EXPECT_EQ(report.answered_latency.count(), report.sent_requests);
  EXPECT_EQ(Lines(answered_.str()), report.sent_posts);
  EXPECT_EQ(report.failed_requests + report.unanswered_requests, 0u);
}

TEST_F(LoadRunTest, RefusalsAndErrorsAreCountedEachByItself) {
  std::atomic<int> number{0};
  const LoadReport report = Run(Plan(1000, 0.4, 10), [&](const HttpRequest& request, const Respond& respond) {
    HttpResponse refusal = Problem(429, "later");
    switch (number++ % 4) {
      case 0:
        return respond(Taken(Lines(request.body)));
      case 1:
        refusal.headers.push_back({"Retry-After", "1"});
        return respond(std::move(refusal));
      case 2:
        return respond(std::move(refusal));
      default:
        return respond(Problem(503, "away"));
    }
  });
  EXPECT_EQ(report.sent_requests, 40u);
  EXPECT_EQ(report.answered_posts, 100u);
  EXPECT_EQ(report.refused_posts, 200u);
  EXPECT_EQ(report.refused_requests, 20u);
  EXPECT_EQ(report.refused_without_retry_after, 10u);
  EXPECT_EQ(report.other_statuses.at(503), 10u);
  EXPECT_EQ(Lines(answered_.str()), 100u);
}

TEST_F(LoadRunTest, AStallCountsForTheRequestsThatItKeptFromBeingSent) {
  LoadPlan plan = Plan(500, 1.5, 10);
  plan.connections = 1;
  std::mutex mutex;
  Respond held;
  bool is_first = true;
  // The first answer comes after a second; the forty-nine requests behind it were due in that second.
  const LoadReport report = Run(
      plan,
      [&](const HttpRequest&, const Respond& respond) {
        std::lock_guard lock(mutex);
        if (std::exchange(is_first, false))
          held = respond;
        else
          respond(Taken(10));
      },
      [&](const LoadReport&) {
        std::lock_guard lock(mutex);
        if (held) held(Taken(10));
      });
  EXPECT_EQ(report.answered_requests, 75u);
  EXPECT_GE(report.answered_latency.max_micros(), 900'000u);
  EXPECT_GE(report.answered_latency.Micros(.6), 150'000u);
}

TEST_F(LoadRunTest, WhatFoundNoConnectionUntilTheEndIsNamed) {
  LoadPlan plan = Plan(500, 0.5, 10);
  plan.connections = 1;
  plan.patience_secs = 0.05;
  Respond held;
  const LoadReport report = Run(plan, [&](const HttpRequest&, const Respond& respond) { held = respond; });
  EXPECT_EQ(report.sent_posts, 10u);
  EXPECT_EQ(report.unsent_posts, 240u);
  EXPECT_EQ(report.offered_posts, 250u);
  EXPECT_EQ(report.unanswered_requests, 1u);
}

TEST_F(LoadRunTest, AClosedLoopSendsAsFastAsItIsAnswered) {
  LoadPlan plan = Plan(0, 0.3, 10);
  plan.connections = 2;
  plan.gzip_share = 0.5;
  std::atomic<size_t> zipped{0};
  const LoadReport report = Run(plan, [&](const HttpRequest& request, const Respond& respond) {
    zipped += request.Header("Content-Encoding") == "gzip" && request.body.starts_with("\x1f\x8b");
    respond(Taken(10));
  });
  EXPECT_GT(report.answered_requests, 10u);
  EXPECT_EQ(report.answered_requests, report.sent_requests);
  EXPECT_GT(report.answered_posts_per_sec, 0);
  EXPECT_NEAR(static_cast<double>(zipped) / static_cast<double>(report.sent_requests), 0.5, 0.3);
}

TEST_F(LoadRunTest, ADeadServerIsCountedAndTriedAgain) {
  LoadPlan plan = Plan(500, 0.2, 10);
  plan.connections = 2;
  {
    // A port that was free a moment ago, and that nobody listens on.
    HttpServerOptions options;
    options.listen = "127.0.0.1:0";
    HttpServer server(options, {});
    ASSERT_TRUE(server.Start().ok());
    plan.server = {boost::asio::ip::address_v4::loopback(), server.port()};
  }
  const Result<LoadPosts> posts = LoadPosts::Write({}, 1, "r");
  const LoadReport report = RunLoad(plan, *posts, nullptr, {});
  EXPECT_GT(report.failed_requests, 2u);
  EXPECT_EQ(report.answered_requests, 0u);
}

}  // namespace
}  // namespace groundswell
