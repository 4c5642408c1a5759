#include "serve/notifier_metrics.h"

#include <functional>
#include <limits>

namespace groundswell {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// One family with a metric for each receiver.
class ReceiverFamilies {
 public:
  ReceiverFamilies(const Notifier* notifier, MetricFamilies* families) : notifier_(notifier), families_(families) {
    for (size_t i = 0; i < notifier->size(); ++i) statuses_.push_back(notifier->status(i));
  }

  void Add(std::string_view name, std::string_view help, MetricType type,
           const std::function<double(const DeliveryStatus&, size_t receiver)>& value) {
    MetricFamily& family = Begin(name, help, type);
    for (size_t i = 0; i < statuses_.size(); ++i) {
      ClientMetric metric = Labelled(i);
      (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value(statuses_[i], i);
      family.metric.push_back(std::move(metric));
    }
  }

  void AddDropped(std::string_view name, std::string_view help) {
    MetricFamily& family = Begin(name, help, MetricType::Counter);
    for (size_t i = 0; i < statuses_.size(); ++i) {
      const DeliveryStatus& status = statuses_[i];
      const std::pair<const char*, uint64_t> reasons[] = {{"failed", status.failed},
                                                          {"inhibited", status.inhibited},
                                                          {"route", status.unrouted},
                                                          {"silenced", status.silenced},
                                                          {"unreadable", status.unreadable}};
      for (const auto& [reason, count] : reasons) {
        ClientMetric metric = Labelled(i);
        metric.label.push_back({"reason", reason});
        metric.counter.value = static_cast<double>(count);
        family.metric.push_back(std::move(metric));
      }
    }
  }

  void AddNotices(std::string_view name, std::string_view help) {
    MetricFamily& family = Begin(name, help, MetricType::Counter);
    for (size_t i = 0; i < statuses_.size(); ++i) {
      const std::pair<const char*, uint64_t> outcomes[] = {{"delivered", statuses_[i].notices_delivered},
                                                           {"expired", statuses_[i].notices_expired},
                                                           {"failed", statuses_[i].notices_failed}};
      for (const auto& [outcome, count] : outcomes) {
        ClientMetric metric = Labelled(i);
        metric.label.push_back({"outcome", outcome});
        metric.counter.value = static_cast<double>(count);
        family.metric.push_back(std::move(metric));
      }
    }
  }

  void AddLatency(std::string_view name, std::string_view help) {
    MetricFamily& family = Begin(name, help, MetricType::Histogram);
    for (size_t i = 0; i < statuses_.size(); ++i) {
      ClientMetric metric = Labelled(i);
      uint64_t total = 0;
      for (size_t bound = 0; bound < statuses_[i].latency_counts.size(); ++bound) {
        total += statuses_[i].latency_counts[bound];
        ClientMetric::Bucket bucket;
        bucket.cumulative_count = total;
        bucket.upper_bound =
            bound < kLatencyBoundsSecs.size() ? kLatencyBoundsSecs[bound] : std::numeric_limits<double>::infinity();
        metric.histogram.bucket.push_back(bucket);
      }
      metric.histogram.sample_count = total;
      metric.histogram.sample_sum = statuses_[i].latency_sum_secs;
      family.metric.push_back(std::move(metric));
    }
  }

 private:
  MetricFamily& Begin(std::string_view name, std::string_view help, MetricType type) {
    MetricFamily& family = families_->emplace_back();
    family.name = name;
    family.help = help;
    family.type = type;
    return family;
  }
  ClientMetric Labelled(size_t receiver) const {
    ClientMetric metric;
    metric.label.push_back({"receiver", notifier_->name(receiver)});
    return metric;
  }

  const Notifier* notifier_;
  MetricFamilies* families_;
  std::vector<DeliveryStatus> statuses_;
};

}  // namespace

MetricsPage::Source NotifierMetrics(const Notifier* notifier) {
  return [notifier](MetricFamilies* families) {
    ReceiverFamilies receivers(notifier, families);
    const auto counter = [&](std::string_view name, std::string_view help, uint64_t DeliveryStatus::*count) {
      receivers.Add(name, help, MetricType::Counter,
                    [count](const DeliveryStatus& status, size_t) { return static_cast<double>(status.*count); });
    };
    counter("groundswell_notify_alerts_received_total", "Alerts of the outbox that were looked at.",
            &DeliveryStatus::received);
    counter("groundswell_notify_alerts_delivered_total", "Alerts that the receiver took.", &DeliveryStatus::delivered);
    counter("groundswell_notify_alerts_late_total", "Alerts that it took in late messages.", &DeliveryStatus::late);
    counter("groundswell_notify_alerts_digested_total", "Alerts that it took in digests.", &DeliveryStatus::digested);
    receivers.AddDropped("groundswell_notify_alerts_dropped_total", "Alerts that it was not told, by reason.");
    counter("groundswell_notify_messages_total", "Messages that the receiver took.", &DeliveryStatus::messages);
    counter("groundswell_notify_failed_attempts_total", "Attempts that failed.", &DeliveryStatus::failed_attempts);
    receivers.Add("groundswell_notify_failing", "1 while the last attempt failed.", MetricType::Gauge,
                  [](const DeliveryStatus& status, size_t) { return status.is_failing ? 1.0 : 0.0; });
    receivers.Add("groundswell_notify_disabled", "1 once the receiver said that it is gone.", MetricType::Gauge,
                  [](const DeliveryStatus& status, size_t) { return status.is_disabled ? 1.0 : 0.0; });
    receivers.Add("groundswell_notify_pending_alerts", "Alerts that wait for the receiver's limits, hours or answer.",
                  MetricType::Gauge,
                  [](const DeliveryStatus& status, size_t) { return static_cast<double>(status.pending); });
    receivers.Add("groundswell_notify_outbox_alerts", "Alerts in the outbox that it is not done with.",
                  MetricType::Gauge, [notifier](const DeliveryStatus&, size_t receiver) {
                    const auto waiting = notifier->waiting(receiver);
                    return waiting.ok() ? static_cast<double>(*waiting) : std::numeric_limits<double>::quiet_NaN();
                  });
    receivers.AddNotices("groundswell_notify_notices_total",
                         "What the engine itself had to say, by what became of it at the receiver.");
    receivers.AddLatency("groundswell_notify_latency_seconds",
                         "From the decision on an alert to the receiver's answer, late ones aside.");
  };
}

}  // namespace groundswell
