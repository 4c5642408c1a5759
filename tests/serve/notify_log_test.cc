#include "serve/notify_log.h"

#include <gtest/gtest.h>

#include "storage/memory_store.h"

namespace groundswell {
namespace {

constexpr int64_t kNowMs = 1'772'366'400'000;

std::string RowAt(int64_t at_ms) {
  AlertFacts alert;
  alert.id = "a";
  return DeliveryRowJson({.at_ms = at_ms, .receiver = "chat", .alert = &alert});
}

std::string Numbers(const MemoryStore& store) {
  std::string numbers;
  EXPECT_TRUE(store
                  .ScanDeliveries(0,
                                  [&](uint64_t number, std::string_view receiver, std::string_view) {
                                    numbers += std::to_string(number) + std::string(receiver) + " ";
                                    return Status();
                                  })
                  .ok());
  return numbers;
}

TEST(DeliveryRow, SaysOnlyWhatIsKnown) {
  AlertFacts alert;
  alert.id = "a\"1";
  alert.group = "g";
  alert.level = 3;
  EXPECT_EQ(DeliveryRowJson({.at_ms = kNowMs,
                             .receiver = "chat",
                             .alert = &alert,
                             .outcome = DeliveryOutcome::kInhibited,
                             .why = "told"}),
            R"({"at":"2026-03-01T12:00:00.000Z","receiver":"chat","alert":"a\"1","group":"g","level":"major",)"
            R"("outcome":"inhibited","why":"told"})");
}

TEST(DeliveryRow, TimeIsReadBackAndOfNoRowIsNone) {
  EXPECT_EQ(DeliveryRowTime(RowAt(kNowMs)), kNowMs);
  for (const char* row : {"", "{}", "{\"at\":\"", "{\"at\":\"yesterday, about noon, UTC\""})
    EXPECT_EQ(DeliveryRowTime(row), 0) << row;
}

TEST(ForgetDeliveries, ForgetsTheOldUpToTheFirstThatIsNot) {
  MemoryStore store;
  const std::string old = RowAt(kNowMs - 2), young = RowAt(kNowMs);
  ASSERT_TRUE(
      store
          .PutDeliveries({{1, "a", old}, {1, "b", old}, {2, "a", old}, {3, "a", old}, {3, "b", young}, {4, "a", old}},
                         "receiver/a", "x")
          .ok());
  ASSERT_TRUE(ForgetDeliveries(&store, kNowMs - 1).ok());
  EXPECT_EQ(Numbers(store), "3a 3b 4a ");
  ASSERT_TRUE(ForgetDeliveries(&store, kNowMs - 1).ok());
  EXPECT_EQ(Numbers(store), "3a 3b 4a ");
  ASSERT_TRUE(ForgetDeliveries(&store, kNowMs + 1).ok());
  EXPECT_EQ(Numbers(store), "4a ") << "the last number seen may get rows still";
}

}  // namespace
}  // namespace groundswell
