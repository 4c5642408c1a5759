#include "serve/message_facts.h"

#include <algorithm>

#include "models/stored_record.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kQuotesMax = 3;
constexpr size_t kCriticalBytesMax = 280;  // as much as of other quotes

std::string TextOf(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<double> NumberOf(const dom::object& object, std::string_view key) {
  double number = 0;
  if (object[key].get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<int64_t> IntegerOf(const dom::object& object, std::string_view key) {
  int64_t number = 0;
  if (object[key].get_int64().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

EventTime TimeOf(const dom::object& object, std::string_view key) {
  const auto time = ParseEventTime(TextOf(object, key), nullptr);
  return time.ok() ? *time : EventTime::None();
}

uint8_t LevelOf(const dom::object& object, std::string_view key) {
  return static_cast<uint8_t>(std::max(IndexOf(kLevelNames, TextOf(object, key)), 0));
}

AlertFacts::Counts CountsOf(const dom::object& object, std::string_view key) {
  AlertFacts::Counts counts;
  dom::object named;
  if (object[key].get_object().get(named) != simdjson::SUCCESS) return counts;
  for (const auto [name, value] : named) {
    int64_t count = 0;
    if (value.get_int64().get(count) == simdjson::SUCCESS && count > 0) counts.emplace_back(name, count);
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return counts;
}

void ReadQuotes(const dom::object& group, AlertFacts* facts) {
  dom::array quotes;
  if (group["representatives"].get_array().get(quotes) != simdjson::SUCCESS) return;
  for (const dom::element element : quotes) {
    dom::object quote;
    if (element.get_object().get(quote) != simdjson::SUCCESS) continue;
    std::string text = TextOf(quote, "text");
    if (!text.empty() && facts->quotes.size() < kQuotesMax)
      facts->quotes.push_back({TextOf(quote, "channel"), std::move(text)});
  }
}

void ReadClocks(const dom::object& group, AlertFacts* facts) {
  dom::array clocks;
  if (group["clocks"].get_array().get(clocks) != simdjson::SUCCESS) return;
  for (const dom::element element : clocks) {
    dom::object clock;
    if (element.get_object().get(clock) != simdjson::SUCCESS) continue;
    AlertFacts::Clock read{TextOf(clock, "name"), TimeOf(clock, "due"), TextOf(clock, "zh"), TextOf(clock, "en")};
    // A term that nobody has to meet is none to be told of in a hurry.
    if (!read.name.empty() && !read.due.is_none() && TextOf(clock, "until") != "none")
      facts->clocks.push_back(std::move(read));
  }
  std::stable_sort(facts->clocks.begin(), facts->clocks.end(),
                   [](const auto& a, const auto& b) { return a.due < b.due; });
}

void ReadParts(const dom::object& group, AlertFacts* facts) {
  dom::object part;
  if (group["complainants"].get_object().get(part) == simdjson::SUCCESS) {
    facts->complainants = IntegerOf(part, "count");
    facts->complainants_high = IntegerOf(part, "high");
    facts->joiners = IntegerOf(part, "joiners");
  }
  if (group["sentiment"].get_object().get(part) == simdjson::SUCCESS)
    facts->negative_share = NumberOf(part, "negative_share");
  if (group["cause"].get_object().get(part) == simdjson::SUCCESS) {
    facts->cause_class = TextOf(part, "class");
    facts->cause_tag = TextOf(part, "tag");
  }
  if (group["authorship"].get_object().get(part) == simdjson::SUCCESS) facts->verdict = TextOf(part, "verdict");
  if (group["forecast"].get_object().get(part) != simdjson::SUCCESS) return;
  facts->forecast_to = TextOf(part, "to");
  facts->forecast_probability = NumberOf(part, "probability");
  facts->forecast_at = TimeOf(part, "at");
}

void ReadGroup(const dom::object& group, AlertFacts* facts) {
  facts->group = TextOf(group, "id");
  facts->org = TextOf(group, "org");
  facts->title = TextOf(group, "title");
  facts->status = TextOf(group, "status");
  facts->first_at = TimeOf(group, "first_at");
  facts->posts = IntegerOf(group, "posts");
  facts->reach = IntegerOf(group, "reach");
  facts->rate_per_hour = NumberOf(group, "rate_per_hour");
  facts->baseline_per_hour = NumberOf(group, "baseline_per_hour");
  facts->severity = NumberOf(group, "severity");
  facts->urgency = NumberOf(group, "urgency");
  facts->organic_share = NumberOf(group, "organic_share");
  facts->demands = CountsOf(group, "demands");
  facts->channels = CountsOf(group, "channels");
  facts->regions = CountsOf(group, "regions");
  ReadParts(group, facts);
  ReadQuotes(group, facts);
  ReadClocks(group, facts);
}

void ReadSigns(const dom::object& alert, AlertFacts* facts) {
  dom::object rule;
  dom::array signs;
  if (alert["rule"].get_object().get(rule) != simdjson::SUCCESS) return;
  facts->critical.channel = TextOf(rule, "channel");
  facts->critical_id = TextOf(rule, "post");
  if (rule["signs"].get_array().get(signs) != simdjson::SUCCESS) return;
  for (const dom::element element : signs) {
    std::string_view sign;
    if (element.get_string().get(sign) == simdjson::SUCCESS) facts->signs.emplace_back(sign);
  }
}

// What the critical post of an alert says, unless it has gone meanwhile.
Status ReadCritical(const Store& store, AlertFacts* facts) {
  if (!facts->is_critical() || facts->critical_id.empty()) return {};
  const auto row = store.FindId(facts->critical.channel, facts->critical_id);
  if (!row.ok()) return row.status();
  if (!*row || (*row)->deleted) return {};
  const auto bytes = store.ReadRecord((*row)->seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return {};
  const auto record = DecodeRecord(**bytes);
  if (!record.ok()) return record.status();
  facts->critical.text = CutBytes(record->post.text, kCriticalBytesMax);
  return {};
}

}  // namespace

void SlimDown(AlertFacts* facts) {
  facts->quotes = {};
  facts->channels = facts->regions = facts->demands = {};
  facts->clocks = {};
  facts->signs = {};
  facts->critical = {};
}

Result<AlertFacts> AlertFactsReader::Read(uint64_t number, std::string_view json) {
  dom::object alert;
  if (parser_.parse(json.data(), json.size()).get_object().get(alert) != simdjson::SUCCESS)
    return Corrupt("alert " + std::to_string(number) + " is no JSON object; run `groundswell store verify`");
  AlertFacts facts;
  facts.number = number;
  facts.id = TextOf(alert, "id");
  facts.event = TextOf(alert, "event");
  facts.level = LevelOf(alert, "level");
  facts.previous_level = LevelOf(alert, "previous_level");
  facts.at = TimeOf(alert, "at");
  if (facts.id.empty() || facts.event.empty())
    return Corrupt("alert " + std::to_string(number) + " has no id or no event; run `groundswell store verify`");
  ReadSigns(alert, &facts);
  dom::object group;
  if (alert["group"].get_object().get(group) == simdjson::SUCCESS) ReadGroup(group, &facts);
  return facts;
}

Result<AlertFacts> AlertFactsReader::ReadStored(const Store& store, uint64_t number, std::string* json) {
  auto row = store.ReadAlert(number);
  if (!row.ok()) return row.status();
  if (!*row) return Corrupt("alert " + std::to_string(number) + " is not in the store");
  auto facts = Read(number, **row);
  if (!facts.ok()) return facts.status();
  GROUNDSWELL_TRY(ReadCritical(store, &*facts));
  if (json != nullptr) *json = std::move(**row);
  return facts;
}

}  // namespace groundswell
