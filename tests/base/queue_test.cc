// BoundedQueue: order, back-pressure, closing, and many threads at once.
#include "base/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace groundswell {
namespace {

TEST(BoundedQueue, GivesItemsInTheirOrder) {
  BoundedQueue<std::unique_ptr<int>> queue(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.Push(std::make_unique<int>(i)));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(**queue.Pop(), i);
}

TEST(BoundedQueue, AfterCloseWhatIsInItComesOutAndNothingGoesIn) {
  BoundedQueue<int> queue(3);
  EXPECT_TRUE(queue.Push(1));
  queue.Close();
  queue.Close();
  EXPECT_FALSE(queue.Push(2));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueue, CloseWakesAWaitingProducer) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.Push(1));
  std::thread producer([&] { EXPECT_FALSE(queue.Push(2)); });
  queue.Close();
  producer.join();
}

TEST(BoundedQueue, CloseWakesAWaitingConsumer) {
  BoundedQueue<int> queue(1);
  std::thread consumer([&] { EXPECT_EQ(queue.Pop(), std::nullopt); });
  queue.Close();
  consumer.join();
}

TEST(BoundedQueue, NeverHoldsMoreThanItsBound) {
  constexpr int kItems = 5000, kBound = 2;
  BoundedQueue<int> queue(kBound);
  std::atomic<int> pushed = 0, popped = 0;
  std::thread producer([&] {
    for (int i = 0; i < kItems; ++i) {
      EXPECT_TRUE(queue.Push(i));
      // One more may be on its way out of the queue, and not counted yet.
      EXPECT_LE(++pushed - popped.load(), kBound + 1);
    }
  });
  for (int i = 0; i < kItems; ++i) {
    EXPECT_EQ(queue.Pop(), i);
    ++popped;
  }
  producer.join();
}

TEST(BoundedQueue, ManyThreadsLoseAndDoubleNothing) {
  constexpr int kProducers = 4, kConsumers = 4, kItems = 5000;
  BoundedQueue<int> queue(8);
  std::vector<std::atomic<int>> seen(kProducers * kItems);
  std::vector<std::thread> producers, consumers;
  for (int p = 0; p < kProducers; ++p)
    producers.emplace_back([&, p] {
      for (int i = 0; i < kItems; ++i) EXPECT_TRUE(queue.Push(p * kItems + i));
    });
  for (int c = 0; c < kConsumers; ++c)
    consumers.emplace_back([&] {
      while (const auto item = queue.Pop()) ++seen[*item];
    });
  for (std::thread& producer : producers) producer.join();
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
  for (const auto& times : seen) ASSERT_EQ(times.load(), 1);
}

}  // namespace
}  // namespace groundswell
