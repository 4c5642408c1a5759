#include "serve/notifier_metrics.h"

namespace groundswell {

MetricsPage::Source NotifierMetrics(const Notifier* notifier) {
  return [notifier](MetricFamilies* families) {
    const DeliveryStatus status = notifier->status();
    const auto counter = [families](std::string_view name, std::string_view help, uint64_t value) {
      families->push_back(CounterMetric(name, help, static_cast<double>(value)));
    };
    const auto gauge = [families](std::string_view name, std::string_view help, double value) {
      families->push_back(GaugeMetric(name, help, value));
    };
    counter("groundswell_notify_alerts_delivered_total", "Alerts that the receiver took.", status.delivered);
    counter("groundswell_notify_alerts_late_total", "Alerts that it took in catch-up messages.", status.late);
    counter("groundswell_notify_alerts_unreadable_total", "Alerts left out because they could not be read.",
            status.unreadable);
    counter("groundswell_notify_messages_total", "Messages that the receiver took.", status.messages);
    counter("groundswell_notify_failed_attempts_total", "Attempts that failed.", status.failed_attempts);
    gauge("groundswell_notify_failing", "1 while the last attempt failed.", status.is_failing ? 1 : 0);
    gauge("groundswell_notify_disabled", "1 once the receiver said that it is gone.", status.is_disabled ? 1 : 0);
    if (const auto waiting = notifier->waiting(); waiting.ok())
      gauge("groundswell_notify_outbox_alerts", "Alerts in the outbox.", static_cast<double>(*waiting));
    families->push_back(HistogramMetric("groundswell_notify_latency_seconds",
                                        "From the decision on an alert to the receiver's answer, late ones aside.",
                                        kLatencyBoundsSecs, status.latency_counts, status.latency_sum_secs));
  };
}

}  // namespace groundswell
