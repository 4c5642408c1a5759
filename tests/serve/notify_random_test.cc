// Random alerts, verdicts, waits, restarts and failures of the store: nothing is lost, nothing is told without a row of
// the log, a message is the same under the same id, and the limits hold.
#include <algorithm>
#include <map>
#include <random>

#include "tests/serve/notify_testing.h"

namespace groundswell {
namespace {

class NotifyRandomTest : public ChatPipelineTest, public testing::WithParamInterface<uint32_t> {
 protected:
  void DecideRandomly() {
    static const char* const kLevels[] = {"watch", "emerging", "major", "crisis"};
    static const char* const kEvents[] = {"opened", "escalated", "surged", "deescalated", "resolved", "critical_post"};
    Alert alert;
    alert.group = "g" + std::to_string(random_() % 12);
    alert.event = kEvents[random_() % std::size(kEvents)];
    alert.level = alert.event == "resolved" ? "none" : kLevels[random_() % std::size(kLevels)];
    alert.previous_level = kLevels[random_() % std::size(kLevels)];
    alert.severity = static_cast<int>(random_() % 100);
    if (random_() % 20 == 0) alert.status = "dismissed";
    DecideAlert(alert);
  }
  void GiveRandomly() {
    static const AnswerMeaning kMeanings[] = {AnswerMeaning::kTaken, AnswerMeaning::kLater, AnswerMeaning::kUnclear,
                                              AnswerMeaning::kRefused};
    const AnswerMeaning meaning = kMeanings[random_() % std::size(kMeanings)];
    Give(meaning, "why", random_() % 3 == 0 ? std::optional<int64_t>(random_() % 60'000) : std::nullopt);
  }
  void ActRandomly(bool store_fails) {
    switch (random_() % 8) {
      case 0:
      case 1:
        for (uint32_t i = random_() % 20; i > 0; --i) DecideRandomly();
        break;
      case 2:
        GiveRandomly();
        break;
      case 3:
        Restart();
        break;
      case 4:
        // Now and then for so long that what waits grows late.
        now_ms_ += random_() % 25 == 0 ? options_.max_age_ms + 1 : static_cast<int64_t>(random_() % 20'000);
        break;
      case 5:
        if (store_fails) store_.RefuseMarks(random_() % 2 == 0);
        break;
      default:
        Step();
    }
  }
  // Never before the time that the step before asked for, as the thread of a receiver does it.
  void Step() {
    if (now_ms_ < not_before_ms_) return;
    const NotifyPipeline::Outcome outcome = pipeline_->Step();
    if (outcome.next == Next::kWait) not_before_ms_ = now_ms_ + outcome.wait_ms;
  }
  void Finish() {
    store_.RefuseMarks(false);
    verdicts_.clear();
    RunUntil(now_ms_ + 3'600'000);
    EXPECT_EQ(pipeline_->status().pending, 0u);
  }
  void ExpectNothingIsLost() const {
    std::set<uint64_t> taken, ended;
    for (const Told& told : told_)
      if (told.is_taken) taken.insert(told.alerts.begin(), told.alerts.end());
    for (const std::string& row : LogRows()) {
      const uint64_t number = std::stoull(row);
      EXPECT_TRUE(ended.insert(number).second) << row << ": two rows";
      const bool is_told =
          row.ends_with("sent") || row.ends_with("digest") || row.ends_with("counted") || row.ends_with("late");
      if (is_told) {
        EXPECT_TRUE(taken.contains(number)) << row;
      }
    }
    for (const uint64_t number : taken) EXPECT_TRUE(ended.contains(number)) << number << " was told and has no row";
    for (uint64_t number = 0; number < alerts_; ++number)
      if (IsRouted(number)) {
        EXPECT_TRUE(ended.contains(number)) << number << " is lost";
      }
  }
  bool IsRouted(uint64_t number) const {
    AlertFactsReader reader;
    const auto facts = reader.Read(number, **memory_.ReadAlert(number));
    return facts->is_critical() || facts->highest_level() >= 2;
  }
  void ExpectSameIdIsSameMessage() const {
    std::map<std::string, const Told*> first;
    for (const Told& told : told_) {
      const auto [place, is_new] = first.emplace(told.id, &told);
      if (is_new || place->second->is_short != told.is_short) continue;
      EXPECT_EQ(place->second->alerts, told.alerts) << told.id;
    }
  }

  std::mt19937 random_{GetParam()};
  int64_t not_before_ms_ = 0;
};

TEST_P(NotifyRandomTest, NothingIsLostThroughRestartsAndTheLimitsHold) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  for (int i = 0; i < 400; ++i) ActRandomly(false);
  Finish();
  ExpectNothingIsLost();
  ExpectSameIdIsSameMessage();
  for (const Told& told : told_) {
    const auto within = std::count_if(told_.begin(), told_.end(), [&](const Told& other) {
      return other.now_ms >= told.now_ms && other.now_ms < told.now_ms + 60'000;
    });
    EXPECT_LE(within, 20);
  }
}

TEST_P(NotifyRandomTest, NothingIsLostThroughFailuresOfTheStore) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  for (int i = 0; i < 400; ++i) ActRandomly(true);
  Finish();
  ExpectNothingIsLost();
}

INSTANTIATE_TEST_SUITE_P(Seeds, NotifyRandomTest, testing::Range(1u, 41u));

}  // namespace
}  // namespace groundswell
