// What the parts of the engine that this module knows tell on /metrics.
#include <unistd.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "serve/metrics.h"

namespace groundswell {
namespace {

double ToDouble(uint64_t count) { return static_cast<double>(count); }

void AddPosition(const Position& position, MetricFamilies* families) {
  const Totals& totals = position.totals;
  const std::pair<std::string_view, double> outcomes[] = {
      {"accepted", ToDouble(totals.accepted)},   {"updated", ToDouble(totals.updated)},
      {"refreshed", ToDouble(totals.refreshed)}, {"duplicate", ToDouble(totals.duplicates)},
      {"deletion", ToDouble(totals.deletions)},  {"rejected", ToDouble(totals.rejected)},
  };
  families->push_back(
      CounterMetrics("groundswell_posts_total", "Records taken since the store was made.", "outcome", outcomes));
  families->push_back(CounterMetric("groundswell_posts_removed_total", "Accepted posts that a deletion took away.",
                                    ToDouble(totals.removed)));
  families->push_back(CounterMetric("groundswell_posts_ahead_total",
                                    "Posts too far ahead of their arrival to move the watermark.",
                                    ToDouble(totals.ahead)));
  families->push_back(CounterMetric("groundswell_posts_late_total", "Posts later than their channel is expected to be.",
                                    ToDouble(totals.late)));
  std::array<std::pair<std::string_view, double>, kLevelNames.size()> alerts;
  for (size_t i = 0; i < alerts.size(); ++i) alerts[i] = {kLevelNames[i], ToDouble(totals.alerts[i])};
  families->push_back(
      CounterMetrics("groundswell_alerts_total", "Alerts, by the level after the event.", "level", alerts));
  families->push_back(
      CounterMetric("groundswell_groups_watched_total", "Groups that have reached watch.", ToDouble(totals.groups)));
  families->push_back(CounterMetric("groundswell_text_bytes_total", "Bytes of text and title of accepted posts.",
                                    ToDouble(totals.text_bytes)));
  if (!position.watermark.is_none())
    families->push_back(GaugeMetric("groundswell_watermark_timestamp_seconds",
                                    "The newest event time that has been reached, in seconds since 1970.",
                                    static_cast<double>(position.watermark.ms) / 1e3));
}

void AddGroups(const Snapshot& snapshot, MetricFamilies* families) {
  std::array<std::pair<std::string_view, double>, kLevelNames.size()> groups;
  for (size_t i = 0; i < groups.size(); ++i) groups[i] = {kLevelNames[i], ToDouble(snapshot.groups_by_level[i])};
  families->push_back(
      GaugeMetrics("groundswell_groups", "Groups that have reached watch, by their level now.", "level", groups));
}

}  // namespace

MetricsPage::Source ReadModelMetrics(const ReadModel* model) {
  return [model](MetricFamilies* families) {
    AddPosition(model->position(), families);
    AddGroups(*model->snapshot(), families);
    const ReadModel::Counts& counts = model->counts();
    families->push_back(
        CounterMetric("groundswell_snapshots_total", "Snapshots published to readers.", ToDouble(counts.publications)));
    families->push_back(CounterMetric("groundswell_snapshot_seconds_total", "Time spent on publishing snapshots.",
                                      ToDouble(counts.publish_nanos) / 1e9));
    families->push_back(CounterMetric("groundswell_rows_unreadable_total",
                                      "Rows of groups that could not be read and are shown to nobody.",
                                      ToDouble(counts.unreadable_rows)));
  };
}

MetricsPage::Source HttpMetrics(const HttpServerCounts* counts) {
  return [counts](MetricFamilies* families) {
    families->push_back(
        CounterMetric("groundswell_http_connections_total", "Connections taken.", ToDouble(counts->connections)));
    families->push_back(CounterMetric("groundswell_http_connections_refused_total", "Connections above the limit.",
                                      ToDouble(counts->connections_refused)));
    families->push_back(CounterMetric("groundswell_http_requests_total", "Requests read.", ToDouble(counts->requests)));
    const std::pair<std::string_view, double> responses[] = {{"2xx", ToDouble(counts->responses_2xx)},
                                                             {"3xx", ToDouble(counts->responses_3xx)},
                                                             {"4xx", ToDouble(counts->responses_4xx)},
                                                             {"5xx", ToDouble(counts->responses_5xx)}};
    families->push_back(CounterMetrics("groundswell_http_responses_total", "Responses, by the class of their status.",
                                       "class", responses));
    families->push_back(
        CounterMetric("groundswell_http_throttled_total", "Requests answered with 429.", ToDouble(counts->throttled)));
    families->push_back(CounterMetric("groundswell_http_timed_out_total", "Requests that did not come whole in time.",
                                      ToDouble(counts->timed_out)));
    families->push_back(CounterMetric("groundswell_http_body_bytes_total", "Bytes of request bodies read.",
                                      ToDouble(counts->body_bytes)));
    families->push_back(CounterMetric("groundswell_http_streams_cut_total", "Event streams cut for not being read.",
                                      ToDouble(counts->streams_cut)));
    families->push_back(GaugeMetric("groundswell_http_connections_open", "Connections open now.",
                                    static_cast<double>(counts->connections_open)));
    families->push_back(GaugeMetric("groundswell_http_inflight_bytes", "Bytes of bodies not answered yet.",
                                    static_cast<double>(counts->inflight_bytes)));
    families->push_back(GaugeMetric("groundswell_http_streams_open", "Event streams open now.",
                                    static_cast<double>(counts->streams_open)));
  };
}

MetricsPage::Source ReaderMetrics(const ReaderPool* pool) {
  return [pool](MetricFamilies* families) {
    const ReaderPool::Counts& counts = pool->counts();
    const std::pair<std::string_view, double> reads[] = {{"answered", ToDouble(counts.answered)},
                                                         {"refused", ToDouble(counts.refused)}};
    families->push_back(CounterMetrics("groundswell_reads_total", "Requests given to the readers.", "outcome", reads));
    families->push_back(CounterMetric("groundswell_reads_seconds_total", "Time the readers spent on requests.",
                                      ToDouble(counts.busy_nanos) / 1e9));
    families->push_back(GaugeMetric("groundswell_reads_queued", "Requests that wait for a reader.",
                                    static_cast<double>(counts.queued)));
  };
}

MetricsPage::Source EventStreamMetrics(const EventStream* events) {
  return [events](MetricFamilies* families) {
    const EventStream::Counts& counts = events->counts();
    const std::pair<std::string_view, double> sent[] = {
        {"alert", ToDouble(counts.alerts)}, {"group", ToDouble(counts.groups)}, {"trend", ToDouble(counts.trends)}};
    families->push_back(CounterMetrics("groundswell_events_total", "Events written to listeners.", "event", sent));
    const std::pair<std::string_view, double> listeners[] = {{"opened", ToDouble(counts.opened)},
                                                             {"refused", ToDouble(counts.refused)},
                                                             {"stalled", ToDouble(counts.stalled)}};
    families->push_back(
        CounterMetrics("groundswell_listeners_total", "Listeners of the event stream.", "outcome", listeners));
    families->push_back(GaugeMetric("groundswell_listeners_open", "Listeners of the event stream now.",
                                    static_cast<double>(counts.listeners)));
  };
}

MetricsPage::Source ReadinessMetrics(const Readiness* readiness, std::string version) {
  return [readiness, version = std::move(version)](MetricFamilies* families) {
    families->push_back(GaugeMetric("groundswell_ready", "1 while posts are taken.", readiness->Reasons().empty()));
    const std::pair<std::string_view, double> build[] = {{version, 1.0}};
    families->push_back(GaugeMetrics("groundswell_build_info", "The version that runs.", "version", build));
  };
}

MetricsPage::Source ProcessMetrics() {
  return [started = std::time(nullptr)](MetricFamilies* families) {
    uint64_t pages = 0, resident_pages = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident_pages;
    families->push_back(GaugeMetric("process_resident_memory_bytes", "Resident memory.",
                                    ToDouble(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE))));
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    families->push_back(CounterMetric("process_cpu_seconds_total", "Processor time, of all threads.",
                                      static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9));
    std::error_code error;
    double files = 0;
    for (std::filesystem::directory_iterator file("/proc/self/fd", error), end; !error && file != end;
         file.increment(error))
      ++files;
    families->push_back(GaugeMetric("process_open_fds", "Open files and sockets.", files));
    families->push_back(GaugeMetric("process_start_time_seconds", "When the engine started, in seconds since 1970.",
                                    static_cast<double>(started)));
  };
}

}  // namespace groundswell
