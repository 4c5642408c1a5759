#include "serve/api_rejects.h"

#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "serve/cursor.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "r1";
constexpr uint64_t kBlockRows = 256;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

// What a row is looked for by; what it does not say is empty.
class RejectRow {
 public:
  // False for what is no row.
  bool Read(std::string_view json) {
    simdjson::dom::object row;
    if (parser_.parse(json.data(), json.size()).get(row) != simdjson::SUCCESS) return false;
    for (auto& [key, field] : {std::pair("code", &code_), std::pair("source", &source_)})
      if (row[key].get(*field) != simdjson::SUCCESS) *field = {};
    return true;
  }
  std::string_view code() const { return code_; }
  std::string_view source() const { return source_; }

 private:
  simdjson::dom::parser parser_;
  std::string_view code_, source_;
};

// Visits the rows below *next, the newest first, for as long as `visit` says so. *next is then the last one visited,
// below which to go on; 0 when there is none.
Status ScanBackward(const Store& store, uint64_t* next, const std::function<bool(uint64_t, std::string_view)>& visit) {
  std::vector<std::pair<uint64_t, std::string>> block;
  for (bool goes_on = true; goes_on && *next > 0;) {
    block.clear();
    const uint64_t end = *next;
    const Status status =
        store.ScanRejects(end - std::min(kBlockRows, end), [&](uint64_t number, std::string_view row) -> Status {
          if (number >= end) return {kStop, ""};
          block.emplace_back(number, row);
          return {};
        });
    if (!status.ok() && status.code() != kStop) return status;
    if (block.empty()) *next = 0;  // what lies before is kept no more
    for (auto row = block.rbegin(); goes_on && row != block.rend(); ++row) {
      *next = row->first;
      goes_on = visit(row->first, row->second);
    }
  }
  return {};
}

// By name.
using Counts = std::map<std::string, int64_t>;

void WriteCounts(std::string_view key, const Counts& counts, JsonWriter* json) {
  json->Key(key).BeginObject();
  for (const auto& [name, count] : counts) json->Key(name).Integer(count);
  json->EndObject();
}

}  // namespace

HttpResponse ListRejects(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"source", "code", "limit", "cursor"});
  const auto source = parameters.Text("source"), code = parameters.Text("code");
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 1);
  const auto place = cursor ? ParseUnsigned(cursor->front()) : std::optional<uint64_t>(0);
  if (!place) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  if (parameters.error()) return *parameters.error();
  const uint64_t end = context.model->position().totals.rejected;
  uint64_t next = cursor ? std::min(*place, end) : end;
  ListAnswer answer;
  RejectRow reader;
  size_t written = 0;
  std::string item;
  const Status status = ScanBackward(*context.store, &next, [&](uint64_t number, std::string_view row) {
    if (!reader.Read(row) || (source && reader.source() != *source) || (code && reader.code() != *code)) return true;
    item.assign("{\"number\":").append(std::to_string(number)).append(",").append(row.substr(1));
    answer.item()->Raw(item);
    return ++written < limit;
  });
  if (!status.ok()) return StoreFailure(status);
  return answer.Answer(next == 0 ? std::string() : EncodeCursor(kCursor, {std::to_string(next)}));
}

HttpResponse CountRejects(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  Counts by_code, by_source;
  RejectRow reader;
  int64_t kept = 0;
  const Status status = context.store->ScanRejects(0, [&](uint64_t, std::string_view row) -> Status {
    if (!reader.Read(row)) return {};
    ++kept;
    ++by_code[std::string(reader.code())];
    if (!reader.source().empty()) ++by_source[std::string(reader.source())];
    return {};
  });
  if (!status.ok()) return StoreFailure(status);
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("rejected").Integer(static_cast<int64_t>(context.model->position().totals.rejected));
  json.Key("kept").Integer(kept);
  WriteCounts("by_code", by_code, &json);
  WriteCounts("by_source", by_source, &json);
  json.EndObject();
  return JsonAnswer(std::move(body));
}

}  // namespace groundswell
