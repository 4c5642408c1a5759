// MetricsPage: /metrics, the engine's counts as Prometheus text, collected when they are asked for.
//
// Every part of the engine keeps its own counts; a source turns them into families at the moment of the request, so
// that nothing is counted twice and nothing is registered globally. Contract: names follow groundswell_<noun>_<unit>;
// two sources give no family of the same name. Threads: Add before the first Answer; Answer from any thread, so sources
// read what they read safely. Source: https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/histogram.h"
#include "base/http.h"
#include "base/http_server.h"
#include "serve/event_stream.h"
#include "serve/read_model.h"
#include "serve/reader_pool.h"
#include "serve/readiness.h"

namespace groundswell {

using MetricFamilies = std::vector<prometheus::MetricFamily>;

class MetricsPage {
 public:
  using Source = std::function<void(MetricFamilies*)>;

  void Add(Source source) { sources_.push_back(std::move(source)); }
  std::string Text() const;
  HttpResponse Answer() const;

 private:
  std::vector<Source> sources_;
};

// Families from plain figures. Counters end in _total.
prometheus::MetricFamily CounterMetric(std::string_view name, std::string_view help, double value);
prometheus::MetricFamily GaugeMetric(std::string_view name, std::string_view help, double value);
// One metric for each value of a label.
using LabelledValues = std::span<const std::pair<std::string_view, double>>;
prometheus::MetricFamily CounterMetrics(std::string_view name, std::string_view help, std::string_view label,
                                        LabelledValues values);
prometheus::MetricFamily GaugeMetrics(std::string_view name, std::string_view help, std::string_view label,
                                      LabelledValues values);
// `counts[i]` observations were at most bounds[i] and above the bound before; the last count, one more than there are
// bounds, is of those above all. `sum` is of all observations.
prometheus::MetricFamily HistogramMetric(std::string_view name, std::string_view help, std::span<const double> bounds,
                                         std::span<const uint64_t> counts, double sum);
prometheus::MetricFamily HistogramMetric(std::string_view name, std::string_view help, const Histogram& seconds);

// Sources for what this module knows. What they are given outlives the page.
MetricsPage::Source ReadModelMetrics(const ReadModel* model);
MetricsPage::Source HttpMetrics(const HttpServerCounts* counts);
MetricsPage::Source ReaderMetrics(const ReaderPool* pool);
MetricsPage::Source EventStreamMetrics(const EventStream* events);
MetricsPage::Source ReadinessMetrics(const Readiness* readiness, std::string version);
// Memory, processor time, open files and start of this process, under their usual names.
MetricsPage::Source ProcessMetrics();

}  // namespace groundswell
