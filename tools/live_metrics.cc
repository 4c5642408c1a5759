#include "tools/live_metrics.h"

namespace groundswell {
namespace {

double Of(const std::atomic<uint64_t>& count) { return static_cast<double>(count.load(std::memory_order_relaxed)); }

prometheus::MetricFamily HistogramOf(std::string_view name, std::string_view help, const Histogram& histogram) {
  return HistogramMetric(name, help, Histogram::kBounds, histogram.Counts(), histogram.SumSeconds());
}

}  // namespace

MetricsPage::Source IntakeMetrics(const IntakeCounts* counts) {
  return [counts](MetricFamilies* families) {
    families->push_back(
        CounterMetric("groundswell_intake_requests_total", "Requests with posts received.", Of(counts->requests)));
    const std::pair<std::string_view, double> refused[] = {{"busy", Of(counts->refused_busy)},
                                                           {"closed", Of(counts->refused_closed)},
                                                           {"type", Of(counts->refused_type)},
                                                           {"body", Of(counts->refused_body)},
                                                           {"signature", Of(counts->refused_signature)}};
    families->push_back(CounterMetrics("groundswell_intake_requests_refused_total",
                                       "Requests with posts that were refused whole.", "reason", refused));
    families->push_back(
        CounterMetric("groundswell_intake_bytes_total", "Bytes of bodies received, as sent.", Of(counts->bytes)));
    families->push_back(CounterMetric("groundswell_intake_posts_total", "Records read.", Of(counts->posts_read)));
    families->push_back(
        CounterMetric("groundswell_intake_lines_refused_total", "Records refused.", Of(counts->lines_refused)));
    families->push_back(CounterMetric("groundswell_intake_busy_seconds_total",
                                      "Time spent in decoding, redaction and scoring.",
                                      Of(counts->score_micros) / 1e6));
    families->push_back(GaugeMetric("groundswell_intake_waiting_bytes", "Bodies taken and not yet answered.",
                                    static_cast<double>(counts->waiting_bytes.load())));
    families->push_back(HistogramOf("groundswell_intake_answer_seconds",
                                    "Time from a request's last byte until its posts were durable.", counts->answers));
  };
}

MetricsPage::Source LiveEngineMetrics(const LiveCounts* counts) {
  return [counts](MetricFamilies* families) {
    families->push_back(CounterMetric("groundswell_engine_steps_total", "Steps, each one commit.", Of(counts->steps)));
    families->push_back(CounterMetric("groundswell_engine_posts_total", "Posts taken into steps.", Of(counts->posts)));
    families->push_back(CounterMetric("groundswell_engine_ticks_total", "Ticks sequenced.", Of(counts->ticks)));
    families->push_back(CounterMetric("groundswell_engine_busy_seconds_total",
                                      "Time spent in steps, waiting for the store included.",
                                      Of(counts->step_micros) / 1e6));
    families->push_back(CounterMetric("groundswell_store_failures_total", "Times the store refused a commit.",
                                      Of(counts->store_failures)));
    families->push_back(GaugeMetric("groundswell_engine_blocks_waiting", "Blocks of posts that wait for the engine.",
                                    static_cast<double>(counts->blocks_waiting.load())));
  };
}

}  // namespace groundswell
