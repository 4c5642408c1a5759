#include "serve/api_deliveries.h"

#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "serve/cursor.h"
#include "serve/notify_log.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "d1";
constexpr uint64_t kBlockAlerts = 128;
constexpr std::array<DeliveryOutcome, 7> kOutcomes = {
    DeliveryOutcome::kSent,      DeliveryOutcome::kDigest,   DeliveryOutcome::kCounted, DeliveryOutcome::kLate,
    DeliveryOutcome::kInhibited, DeliveryOutcome::kSilenced, DeliveryOutcome::kFailed};

struct DeliveryFilter {
  std::optional<std::string> receiver;
  NameSet outcomes;
  EventTime since, until;
  std::array<std::string_view, kOutcomes.size()> names;

  explicit DeliveryFilter(Parameters* parameters) {
    for (size_t i = 0; i < names.size(); ++i) names[i] = DeliveryOutcomeName(kOutcomes[i]);
    receiver = parameters->Text("receiver");
    outcomes = parameters->Set("outcome", names);
    since = parameters->Time("since");
    until = parameters->Time("until");
  }
  bool Takes(std::string_view of, std::string_view json, simdjson::dom::parser* parser) const {
    if (receiver && of != *receiver) return false;
    const int64_t at_ms = DeliveryRowTime(json);
    if (!since.is_none() && at_ms < since.ms) return false;
    if (!until.is_none() && at_ms >= until.ms) return false;
    if (!outcomes) return true;
    std::string_view outcome;
    if (parser->parse(json.data(), json.size())["outcome"].get(outcome) != simdjson::SUCCESS) return false;
    const auto place = std::find(names.begin(), names.end(), outcome);
    return place != names.end() && Holds(outcomes, static_cast<int>(place - names.begin()));
  }
};

// A row's place: by alert, the newest first, then by receiver.
struct Row {
  uint64_t number;
  std::string receiver, json;
};

// Where the next page begins: behind this receiver's row of this alert; an empty receiver: before all of it.
struct Place {
  uint64_t number = 0;
  std::string receiver;
};

Status ReadBlock(const Store& store, uint64_t begin, uint64_t end, const DeliveryFilter& filter,
                 std::vector<Row>* rows) {
  simdjson::dom::parser parser;
  rows->clear();
  const Status status =
      store.ScanDeliveries(begin, [&](uint64_t number, std::string_view receiver, std::string_view json) {
        if (number >= end) return NotFound("the end of the block");
        if (filter.Takes(receiver, json, &parser)) rows->push_back({number, std::string(receiver), std::string(json)});
        return Status();
      });
  if (!status.ok() && status.code() != Code::kNotFound) return status;
  std::stable_sort(rows->begin(), rows->end(), [](const Row& a, const Row& b) { return a.number > b.number; });
  return {};
}

std::string CursorOf(const Place& place) {
  return EncodeCursor(kCursor, {std::to_string(place.number), "r" + place.receiver});
}

}  // namespace

HttpResponse ListAllDeliveries(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"receiver", "outcome", "since", "until", "limit", "cursor"});
  const DeliveryFilter filter(&parameters);
  const size_t limit = parameters.Limit();
  // Rows of alert `number` - 1 and below, and of `number` those behind `receiver`.
  Place place{AlertCount(context.model->position()), {}};
  if (const auto cursor = parameters.Cursor(kCursor, 2)) {
    const auto number = ParseUnsigned((*cursor)[0]);
    if (!number || *number > place.number) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
    place = {number.value_or(0), (*cursor)[1].substr(1)};
  }
  if (parameters.error()) return *parameters.error();
  ListAnswer answer;
  std::vector<Row> rows;
  size_t written = 0;
  const bool is_inside = !place.receiver.empty();
  uint64_t end = place.number + (is_inside ? 1 : 0);
  const uint64_t last = end > kDeliveryAlertsMax ? end - kDeliveryAlertsMax : 0;
  while (end > last) {
    const uint64_t begin = end - std::min(kBlockAlerts, end - last);
    if (Status status = ReadBlock(*context.store, begin, end, filter, &rows); !status.ok()) return StoreFailure(status);
    for (const Row& row : rows) {
      if (is_inside && row.number == place.number && row.receiver <= place.receiver) continue;
      if (written == limit) return answer.Answer(CursorOf(place));
      answer.item()->Raw(row.json);
      ++written;
      place = {row.number, row.receiver};
    }
    end = begin;
  }
  return answer.Answer(end == 0 ? std::string() : CursorOf({end, {}}));
}

}  // namespace groundswell
