// Whether a band held, for each way in which it can be passed or not.
#include "tools/eval_forecast.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1767571200000;

// Plays alerts into a watch: a group at a level, with the band of its forecast in hours (-1: beyond the horizon).
class Play {
 public:
  void Alert(int64_t hour, const std::string& level, const std::string& forecast = "") {
    StepResult result;
    result.alerts.push_back({Level::kNone,
                             "x",
                             "{\"event\":\"opened\",\"level\":\"" + level + "\",\"at\":\"" + At(hour) +
                                 "\",\"group\":{\"id\":\"0000000000000abc\",\"complainants\":{\"count\":2}" + forecast +
                                 "}}",
                             {}});
    watch_.OnStep({}, result);
  }
  void EndAt(int64_t hour) {
    ScoredPost post;
    post.time = EventTime{kStartMs + hour * kHourMs};
    const Record record{.seq = 0, .kind = RecordKind::kPost, .post = &post};
    StepResult result;
    result.verdicts.push_back({});
    watch_.OnStep({&record, 1}, result);
  }
  static std::string Band(int64_t early, int64_t late) {
    std::string text = ",\"forecast\":{\"to\":\"major\",\"horizon_days\":14";
    if (early >= 0) text += ",\"early\":\"" + At(early) + "\"";
    if (late >= 0) text += ",\"late\":\"" + At(late) + "\"";
    return text + "}";
  }
  ForecastScore Score() const { return ScoreForecasts(watch_); }

 private:
  static std::string At(int64_t hour) { return FormatEventTime({kStartMs + hour * kHourMs}); }
  DetectionWatch watch_{Level::kEmerging};
};

struct Case {
  const char* what;
  int64_t early, late, passed, end;  // hours; -1: none
  uint64_t forecasts, held, sooner, later;
};

TEST(ScoreForecasts, JudgesEachBandByTheFirstLaterAlertAtItsLevel) {
  const Case kCases[] = {
      {"within", 2, 20, 10, 1000, 1, 1, 0, 0},
      {"before", 2, 20, 1, 1000, 1, 0, 1, 0},
      {"behind", 2, 20, 30, 1000, 1, 0, 0, 1},
      {"never, though a late edge was given", 2, 20, -1, 1000, 1, 0, 0, 1},
      {"never, as the open edge allows", 2, -1, -1, 1000, 1, 1, 0, 0},
      {"within, with an open edge", 2, -1, 300, 1000, 1, 1, 0, 0},
      {"beyond the horizon is never", 2, -1, 400, 1000, 1, 1, 0, 0},
      {"never was foreseen and came", -1, -1, 10, 1000, 1, 0, 1, 0},
      {"the input ends before it can be known", 2, 20, -1, 10, 0, 0, 0, 0},
      {"the input ends before the horizon", 2, -1, -1, 100, 0, 0, 0, 0},
  };
  for (const Case& c : kCases) {
    Play play;
    play.Alert(0, "emerging", Play::Band(c.early, c.late));
    play.Alert(1, "emerging");
    if (c.passed >= 0) play.Alert(c.passed, "crisis");
    play.EndAt(c.end);
    const ForecastScore score = play.Score();
    EXPECT_EQ(score.forecasts, c.forecasts) << c.what;
    EXPECT_EQ(score.held, c.held) << c.what;
    EXPECT_EQ(score.sooner, c.sooner) << c.what;
    EXPECT_EQ(score.later, c.later) << c.what;
  }
}

}  // namespace
}  // namespace groundswell
