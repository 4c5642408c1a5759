// AlarmRate: the lines it draws, and when it draws them.
#include "engine/alarm_rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace groundswell {
namespace {

constexpr EventTime kNow{1767542400000};

TEST(AlarmRate, SharesTheRateOverPanesAndStreams) {
  BurstSettings settings;
  settings.false_alarms_per_day = 2;
  settings.pane_secs = 600;
  EXPECT_NEAR(std::pow(10, -SurpriseNeeded(50, settings)) * 50 * 144, 1, 1e-9);
  settings.pane_secs = 3600;
  EXPECT_NEAR(std::pow(10, -SurpriseNeeded(50, settings)) * 50 * 24, 1, 1e-9);
}

TEST(AlarmRate, MoreStreamsNeedMoreSurprise) {
  const BurstSettings settings;
  EXPECT_GT(SurpriseNeeded(100000, settings), SurpriseNeeded(100, settings));
  EXPECT_EQ(SurpriseNeeded(0, settings), SurpriseNeeded(1, settings));
}

TEST(AlarmRate, ALinePerKindThatStaysWithinThePane) {
  const BurstSettings settings;
  AlarmRate rate;
  EXPECT_FALSE(rate.Passes(100, StreamKind::kNew));
  rate.AdvanceTo(kNow, 10000, 100, settings);
  const double needed = rate.surprise_needed(StreamKind::kKnown);
  EXPECT_NEAR(rate.surprise_needed(StreamKind::kNew) - needed, 2, 1e-9);
  EXPECT_TRUE(rate.Passes(needed, StreamKind::kKnown));
  EXPECT_FALSE(rate.Passes(needed, StreamKind::kNew));
  rate.AdvanceTo({kNow.ms + 599'000}, 20000, 200, settings);
  EXPECT_EQ(rate.surprise_needed(StreamKind::kKnown), needed);
  rate.AdvanceTo({kNow.ms + 600'000}, 20000, 200, settings);
  EXPECT_GT(rate.surprise_needed(StreamKind::kKnown), needed);
}

TEST(AlarmRate, LoadsWhatItSaved) {
  const BurstSettings settings;
  AlarmRate rate, loaded;
  rate.AdvanceTo(kNow, 1234, 56, settings);
  std::string bytes;
  ByteWriter writer(&bytes);
  rate.Save(&writer);
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader) && reader.done());
  loaded.AdvanceTo(kNow, 1, 1, settings);
  EXPECT_EQ(loaded.surprise_needed(StreamKind::kNew), rate.surprise_needed(StreamKind::kNew));
  ByteReader short_reader(std::string_view(bytes).substr(0, 9));
  EXPECT_FALSE(loaded.Load(&short_reader));
}

}  // namespace
}  // namespace groundswell
