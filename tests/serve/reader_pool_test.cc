#include "serve/reader_pool.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <future>

namespace groundswell {
namespace {

// Holds readers back until it is opened.
class Gate {
 public:
  void Open() {
    std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
  int waiting_ = 0;
};

HttpResponse Text(std::string body) {
  HttpResponse response;
  response.body = std::move(body);
  return response;
}

TEST(ReaderPoolTest, AnswersEveryRequestOnce) {
  std::atomic<int> answers{0};
  std::promise<void> done;
  ReaderPool pool({.threads = 2, .queued_max = 1'000, .retry_after_secs = 1});
  for (int i = 0; i < 500; ++i) {
    HttpRequest request;
    request.path = std::to_string(i);
    pool.Submit([](const HttpRequest& taken) { return Text(taken.path); }, std::move(request),
                [&, i](HttpResponse response) {
                  EXPECT_EQ(response.body, std::to_string(i));
                  if (++answers == 500) done.set_value();
                });
  }
  done.get_future().wait();
  EXPECT_EQ(answers, 500);
}

TEST(ReaderPoolTest, AFullQueueIsSaidAtOnce) {
  Gate gate;
  std::atomic<int> answered{0};
  HttpResponse refused;
  {
    ReaderPool pool({.threads = 1, .queued_max = 2, .retry_after_secs = 3});
    const auto wait = [&](const HttpRequest&) { return gate.Pass(), Text("late"); };
    pool.Submit(wait, {}, [&](HttpResponse response) { answered += response.status == 200; });
    gate.AwaitWaiting(1);
    for (int i = 0; i < 2; ++i)
      pool.Submit(wait, {}, [&](HttpResponse response) { answered += response.status == 200; });
    pool.Submit(wait, {}, [&](HttpResponse response) { refused = std::move(response); });
    EXPECT_EQ(refused.status, 503);
    ASSERT_EQ(refused.headers.size(), 1u);
    EXPECT_EQ(refused.headers[0].name, "Retry-After");
    EXPECT_EQ(refused.headers[0].value, "3");
    EXPECT_EQ(pool.counts().refused, 1u);
    EXPECT_EQ(pool.counts().queued, 2);
    gate.Open();
    gate.AwaitWaiting(3);
  }
  EXPECT_EQ(answered, 3);
}

TEST(ReaderPoolTest, WhatIsQueuedAtTheEndIsRefused) {
  Gate gate;
  std::vector<int> statuses;
  {
    ReaderPool pool({.threads = 1, .queued_max = 8, .retry_after_secs = 1});
    const auto wait = [&](const HttpRequest&) { return gate.Pass(), Text("done"); };
    for (int i = 0; i < 3; ++i)
      pool.Submit(wait, {}, [&](HttpResponse response) { statuses.push_back(response.status); });
    gate.AwaitWaiting(1);
    std::thread opener([&] { gate.Open(); });
    opener.join();
  }
  ASSERT_EQ(statuses.size(), 3u);
  EXPECT_EQ(statuses.front(), 200);
}

}  // namespace
}  // namespace groundswell
