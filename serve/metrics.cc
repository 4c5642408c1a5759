#include "serve/metrics.h"

#include <prometheus/text_serializer.h>

#include <sstream>

#include "base/check.h"

namespace groundswell {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Family(std::string_view name, std::string_view help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

void AddValue(double value, std::vector<ClientMetric::Label> labels, MetricFamily* family) {
  ClientMetric metric;
  metric.label = std::move(labels);
  (family->type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  family->metric.push_back(std::move(metric));
}

MetricFamily Labelled(MetricFamily family, std::string_view label, LabelledValues values) {
  for (const auto& [name, value] : values) AddValue(value, {{std::string(label), std::string(name)}}, &family);
  return family;
}

}  // namespace

std::string MetricsPage::Text() const {
  MetricFamilies families;
  for (const Source& source : sources_) source(&families);
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

HttpResponse MetricsPage::Answer() const {
  HttpResponse response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = Text();
  return response;
}

MetricFamily CounterMetric(std::string_view name, std::string_view help, double value) {
  MetricFamily family = Family(name, help, MetricType::Counter);
  AddValue(value, {}, &family);
  return family;
}

MetricFamily GaugeMetric(std::string_view name, std::string_view help, double value) {
  MetricFamily family = Family(name, help, MetricType::Gauge);
  AddValue(value, {}, &family);
  return family;
}

MetricFamily CounterMetrics(std::string_view name, std::string_view help, std::string_view label,
                            LabelledValues values) {
  return Labelled(Family(name, help, MetricType::Counter), label, values);
}

MetricFamily GaugeMetrics(std::string_view name, std::string_view help, std::string_view label, LabelledValues values) {
  return Labelled(Family(name, help, MetricType::Gauge), label, values);
}

MetricFamily HistogramMetric(std::string_view name, std::string_view help, std::span<const double> bounds,
                             std::span<const uint64_t> counts, double sum) {
  CHECK(counts.size() == bounds.size() + 1);
  MetricFamily family = Family(name, help, MetricType::Histogram);
  ClientMetric metric;
  uint64_t observed = 0;
  for (size_t i = 0; i < bounds.size(); ++i) metric.histogram.bucket.push_back({observed += counts[i], bounds[i]});
  metric.histogram.sample_count = observed + counts.back();
  metric.histogram.sample_sum = sum;
  family.metric.push_back(std::move(metric));
  return family;
}

MetricFamily HistogramMetric(std::string_view name, std::string_view help, const Histogram& seconds) {
  return HistogramMetric(name, help, Histogram::kBounds, seconds.Counts(), seconds.SumSeconds());
}

}  // namespace groundswell
