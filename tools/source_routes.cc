#include "tools/source_routes.h"

#include <cmath>
#include <utility>

#include "serve/api_context.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

void WriteCount(std::string_view key, uint64_t count, JsonWriter* json) {
  json->Key(key).Integer(static_cast<int64_t>(count));
}

double Rounded(double secs) { return std::round(secs * 1e3) / 1e3; }

void WriteClockErrors(const std::vector<ClockError>& errors, JsonWriter* json) {
  if (errors.empty()) return;
  json->Key("clock_errors").BeginArray();
  for (const ClockError& error : errors) {
    json->BeginObject().Key("channel").Text(error.channel).Key("error_secs").Integer(error.error_secs);
    json->Key("message").Text(error.message).EndObject();
  }
  json->EndArray();
}

// What the status has, and the list too.
void WriteShort(const SourceReport& report, JsonWriter* json) {
  json->Key("kind").Text(report.kind).Key("state").Text(SourceStateName(report.state));
  json->Key("lag_secs").Number(Rounded(report.lag_secs));
  WriteCount("posts", report.counts->posts, json);
  WriteCount("duplicates", report.counts->duplicates, json);
  WriteCount("refused", report.counts->refused, json);
  WriteCount("late", report.counts->late, json);
  WriteCount("ahead", report.counts->ahead, json);
  WriteClockErrors(report.clock_errors, json);
}

void WriteSource(const SourceReport& report, JsonWriter* json) {
  json->BeginObject().Key("name").Text(report.name);
  if (!report.mapping.empty()) json->Key("mapping").Text(report.mapping);
  if (!report.address.empty()) json->Key("address").Text(report.address);
  WriteShort(report, json);
  WriteCount("behind_bytes", report.behind_bytes, json);
  WriteCount("lines", report.counts->lines, json);
  WriteCount("bytes", report.counts->bytes, json);
  WriteCount("requests", report.counts->requests, json);
  WriteCount("refused_signatures", report.counts->refused_signatures, json);
  WriteCount("errors", report.counts->errors, json);
  WriteCount("held_lines", report.counts->lines_held(), json);
  WriteCount("gaps", report.counts->gaps, json);
  json->Key("gap_secs").Number(Rounded(static_cast<double>(report.counts->gap_ms) / 1e3));
  if (report.last_gap && report.last_gap->from_ms > 0) {
    json->Key("last_gap").BeginObject().Key("from").Time(EventTime{report.last_gap->from_ms});
    json->Key("until").Time(EventTime{report.last_gap->until_ms}).EndObject();
  }
  if (report.error_ms > 0) {
    json->Key("last_error").BeginObject().Key("at").Time(EventTime{report.error_ms});
    json->Key("message").Text(report.error).EndObject();
  }
  if (!report.cursor.empty()) json->Key("cursor").Text(report.cursor);
  json->EndObject();
}

HttpResponse ListSources(const SourceManager& sources, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  ListAnswer list;
  for (const SourceReport& report : sources.Reports()) WriteSource(report, list.item());
  return list.Answer("");
}

void Pause(SourceManager* sources, bool is_paused, const HttpRequest& request, const Respond& respond) {
  const std::string name = request.path_values.at(0);
  const bool is_begun = sources->SetPaused(name, is_paused, [name, respond](std::optional<SourceReport> report) {
    if (!report) return respond(Problem(404, "there is no source " + name + "; /api/v1/sources lists them"));
    std::string body;
    JsonWriter json(&body);
    WriteSource(*report, &json);
    respond(JsonAnswer(std::move(body)));
  });
  if (is_begun) return;
  HttpResponse not_now = Problem(503, "sources do not run now; /readyz says why. Send the request again later");
  not_now.headers.push_back({"Retry-After", "1"});
  respond(std::move(not_now));
}

void TakeFeed(Intake* intake, Feeds* feeds, HttpRequest request, Respond respond) {
  std::shared_ptr<NamedFeed> feed = feeds->Find(request.path_values.at(0));
  if (feed == nullptr)
    return respond(Problem(404,
                           "there is no mapping and no webhook source of this name; `groundswell map --list` "
                           "lists the mappings that are built in"));
  intake->HandleFeed(std::move(feed), std::move(request), std::move(respond));
}

HttpRoute PauseRoute(SourceManager* sources, std::string_view verb, bool is_paused) {
  return {.method = "POST",
          .pattern = "/api/v1/sources/{name}/" + std::string(verb),
          .role = "operate",
          .handle = [sources, is_paused](HttpRequest request,
                                         Respond respond) { Pause(sources, is_paused, request, respond); },
          .open_stream = {}};
}

// Of the lines that a source gave, and of what it did not give.
void AddLineMetrics(const std::vector<SourceReport>& reports, MetricFamilies* families) {
  const auto labelled = [&](const auto& value) {
    std::vector<std::pair<std::string_view, double>> values;
    for (const SourceReport& report : reports)
      values.emplace_back(report.name, static_cast<double>(value(*report.counts)));
    return values;
  };
  const auto counter = [&](std::string_view name, std::string_view help, const auto& value) {
    families->push_back(CounterMetrics(name, help, "source", labelled(value)));
  };
  counter("groundswell_source_received_lines_total", "Lines read: stored, dropped or held.",
          [](const SourceCounts& counts) { return counts.lines_received.load(); });
  counter("groundswell_source_dropped_lines_total", "Lines read and let go at the end, to be read again.",
          [](const SourceCounts& counts) { return counts.lines_dropped.load(); });
  families->push_back(GaugeMetrics("groundswell_source_held_lines", "Lines read and not yet stored.", "source",
                                   labelled([](const SourceCounts& counts) { return counts.lines_held(); })));
  counter("groundswell_source_carried_seconds_total", "Time from scoring lines until they were durable.",
          [](const SourceCounts& counts) { return static_cast<double>(counts.carried_micros) / 1e6; });
  counter("groundswell_source_gaps_total", "Stretches that the peer did not give and can give no more.",
          [](const SourceCounts& counts) { return counts.gaps.load(); });
  counter("groundswell_source_gap_seconds_total", "How long these were.",
          [](const SourceCounts& counts) { return static_cast<double>(counts.gap_ms) / 1e3; });
}

}  // namespace

std::vector<HttpRoute> SourceRoutes(Intake* intake, Feeds* feeds, SourceManager* sources) {
  std::vector<HttpRoute> routes;
  routes.push_back(
      {.method = "POST",
       .pattern = "/api/v1/feeds/{mapping}",
       .role = "ingest",
       .takes_body = true,
       .handle = [intake, feeds](HttpRequest request,
                                 Respond respond) { TakeFeed(intake, feeds, std::move(request), std::move(respond)); },
       .open_stream = {}});
  routes.push_back(
      {.method = "GET",
       .pattern = "/api/v1/sources",
       .role = "read",
       .handle = [sources](HttpRequest request, Respond respond) { respond(ListSources(*sources, request)); },
       .open_stream = {}});
  routes.push_back(PauseRoute(sources, "pause", true));
  routes.push_back(PauseRoute(sources, "resume", false));
  return routes;
}

void WriteSourcesStatus(const Intake& intake, const SourceManager& sources, JsonWriter* json) {
  const IntakeCounts& http = intake.counts();
  json->BeginObject().Key("http").BeginObject();
  WriteCount("requests", http.requests, json);
  WriteCount("records", http.posts_read + http.lines_refused, json);
  WriteClockErrors(intake.ClockErrors(), json);
  json->EndObject();
  for (const SourceReport& report : sources.Reports()) {
    json->Key(report.name).BeginObject();
    WriteShort(report, json);
    json->EndObject();
  }
  json->EndObject();
}

MetricsPage::Source SourceMetrics(const SourceManager* sources) {
  return [sources](MetricFamilies* families) {
    const std::vector<SourceReport> reports = sources->Reports();
    if (reports.empty()) return;
    const auto labelled = [&](const auto& value) {
      std::vector<std::pair<std::string_view, double>> values;
      for (const SourceReport& report : reports) values.emplace_back(report.name, static_cast<double>(value(report)));
      return values;
    };
    const auto counter = [&](std::string_view name, std::string_view help, std::atomic<uint64_t> SourceCounts::*count) {
      families->push_back(CounterMetrics(name, help, "source", labelled([&](const SourceReport& report) {
                                           return ((*report.counts).*count).load();
                                         })));
    };
    counter("groundswell_source_posts_total", "Posts, edits and deletions stored, by source.", &SourceCounts::posts);
    counter("groundswell_source_duplicates_total", "Records that were known already.", &SourceCounts::duplicates);
    counter("groundswell_source_refused_total", "Records refused, or expired.", &SourceCounts::refused);
    counter("groundswell_source_posts_late_total", "New posts later than their channel is expected to be.",
            &SourceCounts::late);
    counter("groundswell_source_posts_ahead_total", "New posts too far ahead of their arrival to move the watermark.",
            &SourceCounts::ahead);
    counter("groundswell_source_lines_total", "Lines read and stored.", &SourceCounts::lines);
    counter("groundswell_source_bytes_total", "Bytes read and stored.", &SourceCounts::bytes);
    counter("groundswell_source_requests_total", "Requests of webhooks.", &SourceCounts::requests);
    counter("groundswell_source_refused_signatures_total", "Requests without the right signature.",
            &SourceCounts::refused_signatures);
    counter("groundswell_source_errors_total", "Times something went wrong with a source.", &SourceCounts::errors);
    AddLineMetrics(reports, families);
    families->push_back(GaugeMetrics("groundswell_source_lag_seconds",
                                     "How long the oldest line read waits to be stored.", "source",
                                     labelled([](const SourceReport& report) { return report.lag_secs; })));
    families->push_back(GaugeMetrics("groundswell_source_behind_bytes", "Bytes its peer has and that were not read.",
                                     "source",
                                     labelled([](const SourceReport& report) { return report.behind_bytes; })));
    families->push_back(GaugeMetrics("groundswell_source_running", "1 while a source reads, or has read all there was.",
                                     "source", labelled([](const SourceReport& report) {
                                       const bool has_read = report.state == SourceState::kDone &&
                                                             report.kind == SourceKindName(SourceKind::kArchive);
                                       return report.state == SourceState::kRunning || has_read ? 1.0 : 0.0;
                                     })));
    families->push_back(GaugeMetrics(
        "groundswell_source_clock_error_seconds", "How far its times are ahead of the truth, as far as that is known.",
        "source", labelled([](const SourceReport& report) { return WorstErrorSecs(report.clock_errors); })));
  };
}

MetricsPage::Source ChannelClockMetrics(const Intake* intake) {
  return [intake](MetricFamilies* families) {
    const std::vector<ClockError> errors = intake->ClockErrors();
    if (errors.empty()) return;
    std::vector<std::pair<std::string_view, double>> values;
    for (const ClockError& error : errors) values.emplace_back(error.channel, static_cast<double>(error.error_secs));
    families->push_back(GaugeMetrics("groundswell_channel_clock_error_seconds",
                                     "How far the times of posts by HTTP are ahead of the truth, where they are wrong.",
                                     "channel", values));
  };
}

}  // namespace groundswell
