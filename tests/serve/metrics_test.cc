#include "serve/metrics.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::StoreFiller;

// The page as an engine shows it, of all sources that this module has.
class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest() {
    filler_.Post({.id = "1"});
    filler_.Group(1, "watch", 1);
    filler_.Alert("a", 1, "opened", "watch", 1);
    filler_.Commit();
    EXPECT_TRUE(model_.Load().ok());
    page_.Add(ReadModelMetrics(&model_));
    page_.Add(HttpMetrics(&http_));
    page_.Add(ReaderMetrics(&pool_));
    page_.Add(EventStreamMetrics(&events_));
    page_.Add(ReadinessMetrics(&readiness_, "1.2.3"));
    page_.Add(ProcessMetrics());
    page_.Add([this](MetricFamilies* families) {
      families->push_back(HistogramMetric("groundswell_answer_seconds", "Time until posts were answered.", answers_));
    });
    answers_.Observe(.002);
    answers_.Observe(.003);
    answers_.Observe(100);
    http_.requests = 7;
  }
  bool Has(std::string_view line) { return page_.Text().find("\n" + std::string(line) + "\n") != std::string::npos; }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  EventStream events_{&model_, filler_.store(), {}};
  HttpServerCounts http_;
  ReaderPool pool_{{}};
  Readiness readiness_;
  Histogram answers_;
  MetricsPage page_;
};

TEST_F(MetricsTest, ShowsTheFiguresOfTheMoment) {
  EXPECT_TRUE(Has(R"(groundswell_posts_total{outcome="accepted"} 1)"));
  EXPECT_TRUE(Has(R"(groundswell_alerts_total{level="watch"} 1)"));
  EXPECT_TRUE(Has(R"(groundswell_groups{level="watch"} 1)"));
  EXPECT_TRUE(Has("groundswell_watermark_timestamp_seconds 1772366400"));
  EXPECT_TRUE(Has("groundswell_http_requests_total 7"));
  EXPECT_TRUE(Has("groundswell_ready 1"));
  EXPECT_TRUE(Has(R"(groundswell_build_info{version="1.2.3"} 1)"));
  readiness_.Add("store", "full");
  filler_.Post({.id = "2"});
  filler_.Commit(&model_);
  EXPECT_TRUE(Has("groundswell_ready 0"));
  EXPECT_TRUE(Has(R"(groundswell_posts_total{outcome="accepted"} 2)"));
}

TEST_F(MetricsTest, HistogramsAreCumulative) {
  EXPECT_TRUE(Has(R"(groundswell_answer_seconds_bucket{le="0.001"} 0)"));
  EXPECT_TRUE(Has(R"(groundswell_answer_seconds_bucket{le="0.0025"} 1)"));
  EXPECT_TRUE(Has(R"(groundswell_answer_seconds_bucket{le="0.005"} 2)"));
  EXPECT_TRUE(Has(R"(groundswell_answer_seconds_bucket{le="30"} 2)"));
  EXPECT_TRUE(Has(R"(groundswell_answer_seconds_bucket{le="+Inf"} 3)"));
  EXPECT_TRUE(Has("groundswell_answer_seconds_count 3"));
}

TEST_F(MetricsTest, EveryFamilyIsNamedOnce) {
  const std::string text = page_.Text();
  std::vector<std::string> names;
  for (size_t at = text.find("# TYPE "); at != std::string::npos; at = text.find("# TYPE ", at + 1))
    names.push_back(text.substr(at, text.find('\n', at) - at));
  auto once = names;
  std::sort(once.begin(), once.end());
  EXPECT_EQ(std::unique(once.begin(), once.end()), once.end());
  EXPECT_GT(names.size(), 20u);
}

TEST_F(MetricsTest, PromtoolFindsNothingToSay) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not installed";
  const auto file = std::filesystem::temp_directory_path() / ("groundswell_metrics." + std::to_string(getpid()));
  std::ofstream(file) << page_.Text();
  EXPECT_EQ(std::system(("promtool check metrics <" + file.string() + " >&2").c_str()), 0);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace groundswell
