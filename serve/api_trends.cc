#include "serve/api_trends.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "serve/parameters.h"
#include "serve/trends.h"

namespace groundswell {
namespace {

constexpr std::array<std::string_view, 4> kByNames = {"org", "channel", "region", "cause"};
constexpr int64_t kTopDefault = 10;

struct Asked {
  TrendQuestion question;
  EventTime watermark;
};

// The question of a request; where it is wrong, parameters->error() says so.
Asked ReadQuestion(const ApiContext& context, Parameters* parameters) {
  Asked asked{.question = {}, .watermark = context.model->position().watermark};
  TrendQuestion& question = asked.question;
  const int64_t pane_ms = context.pane_secs * kSecondMs;
  const int64_t window_ms = std::max(parameters->Duration("window").value_or(kDayMs), pane_ms);
  const int64_t step_ms = parameters->Duration("step").value_or(PlainStep(window_ms, pane_ms));
  if (step_ms % pane_ms != 0)
    parameters->Refuse("step",
                       "a multiple of the length of a pane, " + std::to_string(context.pane_secs) + "s, is allowed");
  question.by = static_cast<TrendBy>(parameters->OneOf("by", kByNames).value_or(0));
  question.name = parameters->Text("name");
  question.top = static_cast<size_t>(parameters->Number("top", kTopDefault, 1, kTrendTopMax));
  const EventTime until = parameters->Time("until");
  EventTime last = asked.watermark;
  if (!last.is_none() && !until.is_none()) last = std::min(last, EventTime{until.ms - 1});
  if (!last.is_none()) question.buckets = BucketsOfWindow(last, window_ms, step_ms);
  if (question.buckets.count > kBucketsMax) {
    const std::string count = std::to_string(question.buckets.count);
    parameters->Refuse("step", "it gives " + count + " buckets; at most 2000 are allowed, so give a longer one");
  }
  return asked;
}

using WriteFields = void (*)(std::span<const PaneCounts>, JsonWriter*);

void WriteCounts(std::span<const PaneCounts> counts, int64_t PaneCounts::*field, std::string_view key,
                 JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const PaneCounts& count : counts) json->Integer(count.*field);
  json->EndArray();
}

void WriteTrendFields(std::span<const PaneCounts> counts, JsonWriter* json) {
  WriteCounts(counts, &PaneCounts::posts, "posts", json);
  WriteCounts(counts, &PaneCounts::complaints, "complaints", json);
  WriteCounts(counts, &PaneCounts::negative, "negative", json);
  WriteCounts(counts, &PaneCounts::positive, "positive", json);
}

// A share of no posts is null.
template <typename Part>
void WriteShares(std::span<const PaneCounts> counts, std::string_view key, const Part& part, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const PaneCounts& count : counts) {
    const double share = static_cast<double>(part(count)) / static_cast<double>(count.posts);
    count.posts > 0 ? json->Number(std::round(share * 1e4) / 1e4) : json->Null();
  }
  json->EndArray();
}

void WriteMoodFields(std::span<const PaneCounts> counts, JsonWriter* json) {
  WriteCounts(counts, &PaneCounts::posts, "posts", json);
  WriteShares(
      counts, "negative_share", [](const PaneCounts& c) { return c.negative; }, json);
  WriteShares(
      counts, "positive_share", [](const PaneCounts& c) { return c.positive; }, json);
  WriteShares(
      counts, "balance", [](const PaneCounts& c) { return c.positive - c.negative; }, json);
}

void WriteSeries(const TrendSeries& series, WriteFields write, JsonWriter* json) {
  write(series.counts, json);
  const PaneCounts& sum = series.sum;
  json->Key("sum").BeginObject().Key("posts").Integer(sum.posts).Key("complaints").Integer(sum.complaints);
  json->Key("negative").Integer(sum.negative).Key("positive").Integer(sum.positive).EndObject();
}

HttpResponse Answer(const ApiContext& context, const HttpRequest& request, WriteFields write) {
  Parameters parameters(request, {"by", "window", "until", "step", "name", "top"});
  const Asked asked = ReadQuestion(context, &parameters);
  if (parameters.error()) return *parameters.error();
  const TrendQuestion& question = asked.question;
  Trends trends;
  if (!asked.watermark.is_none()) {
    auto read = ReadTrends(*context.store, question);
    if (!read.ok() && read.status().code() == Code::kExhausted) {
      parameters.Refuse("window", read.status().message());
      return *parameters.error();
    }
    if (!read.ok()) return StoreFailure(read.status());
    trends = std::move(*read);
  }
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("by").Text(kByNames[static_cast<size_t>(question.by)]);
  if (!asked.watermark.is_none()) json.Key("watermark").Time(asked.watermark);
  WriteBuckets(question.buckets, &json);
  json.Key("items").BeginArray();
  for (const TrendSeries& item : trends.items) {
    json.BeginObject().Key("name");
    item.name.empty() ? json.Null() : json.Text(item.name);
    WriteSeries(item, write, &json);
    json.EndObject();
  }
  json.EndArray();
  if (!question.name) {
    json.Key("other").BeginObject();
    WriteSeries(trends.other, write, &json);
    json.EndObject();
  }
  json.EndObject();
  return JsonAnswer(std::move(body));
}

}  // namespace

HttpResponse GetTrends(const ApiContext& context, const HttpRequest& request) {
  return Answer(context, request, WriteTrendFields);
}

HttpResponse GetSentiment(const ApiContext& context, const HttpRequest& request) {
  return Answer(context, request, WriteMoodFields);
}

}  // namespace groundswell
