#include "tools/load/report.h"

#include <cstdio>

#include "base/json_writer.h"

namespace groundswell {
namespace {

struct Percentile {
  const char* name;
  double quantile;
};
constexpr Percentile kPercentiles[] = {{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}, {"max", 1}};

double Ms(uint64_t micros) { return static_cast<double>(micros) / 1000; }

std::string Format(const char* format, double number) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

// 1234567 -> "1,234,567".
std::string Grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Latencies(const LatencyHistogram& latency) {
  std::string text;
  for (const Percentile& each : kPercentiles)
    text += std::string(text.empty() ? "" : ", ") + each.name + " " + Format("%.2f", Ms(latency.Micros(each.quantile)));
  return text + " ms";
}

void WriteLatencies(std::string_view key, const LatencyHistogram& latency, JsonWriter* json) {
  json->Key(key).BeginObject().Key("count").Integer(static_cast<int64_t>(latency.count()));
  json->Key("mean").Number(latency.mean_micros() / 1000);
  for (const Percentile& each : kPercentiles) json->Key(each.name).Number(Ms(latency.Micros(each.quantile)));
  json->EndObject();
}

uint64_t OtherErrors(const LoadReport& report) {
  uint64_t errors = report.failed_requests + report.unanswered_requests;
  for (const auto& [status, requests] : report.other_statuses) errors += requests;
  return errors;
}

}  // namespace

std::string LoadProgress(const LoadReport& report, double secs) {
  return Format("%.0f s: ", secs) + Grouped(report.answered_posts) + " posts answered, " +
         Grouped(report.refused_posts) + " refused, " + Grouped(OtherErrors(report)) + " requests failed, p99 " +
         Format("%.2f ms", Ms(report.answered_latency.Micros(.99)));
}

std::string LoadText(const LoadReport& report) {
  std::string text = "offered    " + Grouped(report.offered_posts) + " posts; sent " + Grouped(report.sent_posts) +
                     " in " + Grouped(report.sent_requests) + " requests, " + Grouped(report.sent_bytes) + " bytes\n";
  text += "answered   " + Grouped(report.answered_posts) + " posts, " +
          Grouped(static_cast<uint64_t>(report.answered_posts_per_sec)) + " a second:";
  for (const auto& [name, count] : report.taken)
    if (count > 0) text += " " + Grouped(count) + " " + name;
  text += "\nrefused    " + Grouped(report.refused_posts) + " posts in " + Grouped(report.refused_requests) +
          " requests, " + Grouped(report.refused_without_retry_after) + " of them without Retry-After\n";
  if (report.unsent_posts > 0)
    text += "not sent   " + Grouped(report.unsent_posts) + " posts: no connection was free\n";
  if (OtherErrors(report) > 0) {
    text += "failed     " + Grouped(report.failed_requests) + " requests by their connection, " +
            Grouped(report.unanswered_requests) + " without an answer in time";
    for (const auto& [status, requests] : report.other_statuses)
      text += ", " + Grouped(requests) + " with " + std::to_string(status);
    text += "\n";
  }
  text += "latency    " + Latencies(report.answered_latency) + ", from the moment each was due\n";
  if (report.refused_requests > 0) text += "of refusals " + Latencies(report.refused_latency) + "\n";
  return text;
}

std::string LoadJson(const LoadReport& report, double capacity_posts_per_sec) {
  std::string text;
  JsonWriter json(&text);
  const auto count = [&json](std::string_view key, uint64_t value) {
    json.Key(key).Integer(static_cast<int64_t>(value));
  };
  json.BeginObject();
  if (capacity_posts_per_sec > 0) json.Key("capacity_posts_per_sec").Number(capacity_posts_per_sec);
  count("offered_posts", report.offered_posts);
  count("sent_posts", report.sent_posts);
  count("sent_requests", report.sent_requests);
  count("sent_bytes", report.sent_bytes);
  count("unsent_posts", report.unsent_posts);
  count("answered_posts", report.answered_posts);
  count("answered_requests", report.answered_requests);
  json.Key("answered_posts_per_sec").Number(report.answered_posts_per_sec);
  count("refused_posts", report.refused_posts);
  count("refused_requests", report.refused_requests);
  count("refused_without_retry_after", report.refused_without_retry_after);
  count("failed_requests", report.failed_requests);
  count("unanswered_requests", report.unanswered_requests);
  json.Key("other_statuses").BeginObject();
  for (const auto& [status, requests] : report.other_statuses) count(std::to_string(status), requests);
  json.EndObject();
  for (const auto& [name, value] : report.taken) count(name, value);
  WriteLatencies("latency_ms", report.answered_latency, &json);
  WriteLatencies("refused_latency_ms", report.refused_latency, &json);
  json.Key("elapsed_secs").Number(report.elapsed_secs);
  json.EndObject();
  return text;
}

}  // namespace groundswell
