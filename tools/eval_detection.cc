#include "tools/eval_detection.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "engine/group_json.h"
#include "tools/detection_watch.h"
#include "tools/eval_detection_cases.h"
#include "tools/eval_forecast.h"
#include "tools/replay.h"

namespace groundswell {
namespace {

struct Row {
  std::string label;
  uint32_t posts, people;
  const DetectionWatch::TrueGroup* group;

  double delay_secs() const { return static_cast<double>(group->first.at.ms - group->second_person_at.ms) / kSecondMs; }
};

struct Report {
  std::vector<Row> rows;
  uint64_t caught = 0, alerted = 0, alerted_labelled = 0, alerted_caught = 0;
  double recall = 0, precision = 0, precision_strict = 0, median_complainants = 0, median_delay_secs = 0;
  double alerts_per_day = 0;
  ForecastScore forecast;
  std::vector<CaseRow> cases;  // empty without a truth
};

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Report Summarise(const DetectionWatch& watch, uint32_t min_complainants) {
  Report report;
  std::vector<double> complainants, delays;
  for (size_t label = 0; label < watch.true_groups().size(); ++label) {
    const DetectionWatch::TrueGroup& group = watch.true_groups()[label];
    if (group.people.size() < min_complainants) continue;
    report.rows.push_back(
        {watch.truth().names()[label], group.posts, static_cast<uint32_t>(group.people.size()), &group});
    if (!group.caught) continue;
    ++report.caught;
    complainants.push_back(group.first.complainants);
    delays.push_back(report.rows.back().delay_secs());
  }
  std::sort(report.rows.begin(), report.rows.end(),
            [](const Row& a, const Row& b) { return a.people != b.people ? a.people > b.people : a.label < b.label; });
  for (const auto& [group, alerted] : watch.alerted()) {
    ++report.alerted;
    report.alerted_labelled += alerted.labelled;
    report.alerted_caught += std::any_of(alerted.labels.begin(), alerted.labels.end(), [&](uint32_t label) {
      return watch.true_groups()[label].people.size() >= min_complainants;
    });
  }
  report.recall = Share(report.caught, report.rows.size());
  report.precision = Share(report.alerted_caught, report.alerted_labelled);
  report.precision_strict = Share(report.alerted_caught, report.alerted);
  report.median_complainants = Median(complainants);
  report.median_delay_secs = Median(delays);
  const double days = static_cast<double>(watch.last_time().ms - watch.first_time().ms) / kDayMs;
  report.alerts_per_day = static_cast<double>(watch.alerts()) / std::max(days, 1.0);
  report.forecast = ScoreForecasts(watch);
  return report;
}

std::string ReportJson(const Report& report) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("recall").Number(report.recall).Key("precision").Number(report.precision);
  json.Key("precision_strict").Number(report.precision_strict);
  json.Key("median_complainants_to_alert").Number(report.median_complainants);
  json.Key("median_delay_secs").Number(report.median_delay_secs).Key("alerts_per_day").Number(report.alerts_per_day);
  json.Key("forecasts").Integer(static_cast<int64_t>(report.forecast.forecasts));
  json.Key("forecast_coverage").Number(report.forecast.coverage());
  json.Key("true_groups").BeginArray();
  for (const Row& row : report.rows) {
    json.BeginObject().Key("label").Text(row.label).Key("posts").Integer(row.posts);
    json.Key("complainants").Integer(row.people).Key("caught").Bool(row.group->caught);
    if (row.group->caught) {
      json.Key("group").Text(FormatGroupId({row.group->first.group})).Key("at").Time(row.group->first.at);
      json.Key("complainants_to_alert")
          .Integer(row.group->first.complainants)
          .Key("delay_secs")
          .Number(row.delay_secs());
    }
    json.EndObject();
  }
  json.EndArray();
  if (!report.cases.empty()) {
    json.Key("cases");
    AppendCases(report.cases, &json);
  }
  json.EndObject();
  return text + "\n";
}

std::string ReportTable(const Report& report, const std::string& level) {
  std::string text = fmt::format("{:>6}  {:>6}  {:>8}  {:>10}  label\n", "posts", "people", level, "delay");
  for (const Row& row : report.rows) {
    const auto& first = row.group->first;
    text += row.group->caught
                ? fmt::format("{:>6}  {:>6}  {:>8}  {:>9.0f}s  {}\n", row.posts, row.people, first.complainants,
                              row.delay_secs(), row.label)
                : fmt::format("{:>6}  {:>6}  {:>8}  {:>10}  {}\n", row.posts, row.people, "missed", "", row.label);
  }
  text += fmt::format("recall {:.3f} ({} of {}), precision {:.3f} ({} of {}), strict {:.3f} (of {})\n", report.recall,
                      report.caught, report.rows.size(), report.precision, report.alerted_caught,
                      report.alerted_labelled, report.precision_strict, report.alerted);
  text += fmt::format("median {:.0f} complainants and {:.0f} s to the alert, {:.1f} alerts a day\n",
                      report.median_complainants, report.median_delay_secs, report.alerts_per_day);
  const ForecastScore& forecast = report.forecast;
  text += fmt::format("{} forecasts, {:.3f} of the 80 % bands held the time, {} came sooner, {} later\n",
                      forecast.forecasts, forecast.coverage(), forecast.sooner, forecast.later);
  return report.cases.empty() ? text : text + CaseTable(report.cases);
}

}  // namespace

Status RunEvalDetection(const EvalDetectionOptions& options, const Config& config, const Console& console) {
  Level level = Level::kNone;
  for (const Level known : {Level::kWatch, Level::kEmerging, Level::kMajor, Level::kCrisis})
    if (LevelName(known) == options.level) level = known;
  if (level == Level::kNone) return Invalid("--level " + options.level + ": give watch, emerging, major or crisis");
  Result<DetectionTruth> truth = options.truth.empty() ? DetectionTruth() : DetectionTruth::Read(options.truth);
  if (!truth.ok()) return truth.status();
  DetectionWatch watch(level, &truth.value());
  ReplayListener listener;
  listener.on_block = [&watch](const FeedBlock& block) { watch.OnBlock(block); };
  listener.on_step = [&watch](std::span<const Record> records, const StepResult& result) {
    watch.OnStep(records, result);
  };
  ReplayOptions replay;
  replay.files = {options.input};
  replay.block_posts = 1;
  auto result =
      DriveReplay(replay, config, console, listener, [](const Store&, const ReplayResult&) { return Status(); });
  if (!result.ok()) return result.status();
  Report report = Summarise(watch, options.min_complainants);
  if (!options.truth.empty()) report.cases = RowsByCase(watch, truth.value());
  if (report.rows.empty())
    return Invalid(
        fmt::format("{}: no label is carried by {} distinct people", options.input, options.min_complainants));
  *console.out << (options.json ? ReportJson(report) : ReportTable(report, options.level)) << std::flush;
  return {};
}

}  // namespace groundswell
