#include "serve/api_similar.h"

#include <simdjson.h>

#include <cmath>
#include <variant>

#include "models/audit.h"
#include "models/case.h"
#include "models/text_cleaner.h"
#include "serve/parameters.h"
#include "serve/path_group.h"
#include "serve/rows.h"
#include "serve/similar_groups.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

// What a list shows of a group; the whole of it is at its own address.
constexpr const char* kFields[] = {"id",    "org",          "title",    "keywords", "level", "status",
                                   "posts", "complainants", "first_at", "last_at",  "cause"};

struct Asked {
  SimilarQuery query;
  std::vector<std::string> keywords;  // as they are written; the query's words are these, folded
};

Result<Asked> ReadAsked(std::string_view row) {
  RowReader reader;
  auto read = reader.ReadGroup(row);
  if (!read.ok()) return read.status();
  const GroupEntry& entry = read->entry;
  Asked asked{
      .query = {.id = entry.rank.id, .first_at = entry.first_at, .org = entry.org, .cause = entry.cause, .words = {}},
      .keywords = {}};
  dom::parser parser;
  dom::element json;
  dom::array keywords;
  if (parser.parse(row.data(), row.size()).get(json) != simdjson::SUCCESS) return Corrupt("a group's row is no JSON");
  if (json["keywords"].get(keywords) != simdjson::SUCCESS) return asked;
  for (const dom::element word : keywords) {
    std::string_view text;
    if (word.get(text) != simdjson::SUCCESS) continue;
    asked.keywords.emplace_back(text);
    FoldText(text, &asked.query.words.emplace_back());
  }
  return asked;
}

// How its case ended, as far as it has one: state, cause and measure. Words that were erased are absent.
Status WriteCase(const Store& store, GroupId id, JsonWriter* json) {
  auto bytes = store.ReadCase(id);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return {};
  auto one = DecodeCase(**bytes);
  if (!one.ok()) return one.status();
  json->Key("case").BeginObject().Key("status").Text(CaseStatusName(one->status));
  json->Key("resolved").Bool(one->is_resolved);
  if (!one->cause.empty()) json->Key("cause").Text(one->cause);
  if (one->is_resolved) {
    auto row = store.ReadAudit(one->resolution);
    if (!row.ok()) return row.status();
    auto entry = *row ? DecodeAudit(**row) : Result<StoredAudit>(Corrupt("an entry of the audit log is missing"));
    if (!entry.ok()) return entry.status();
    if (!entry->entry.text.empty()) json->Key("measure").Text(entry->entry.text);
    if (entry->entry.at_ms > 0) json->Key("resolved_at").Time(EventTime{entry->entry.at_ms});
  }
  json->EndObject();
  return {};
}

Status WriteSimilar(const Store& store, const SimilarGroup& similar, std::string_view row, const Asked& asked,
                    JsonWriter* json) {
  dom::parser parser;
  dom::element group;
  if (parser.parse(row.data(), row.size()).get(group) != simdjson::SUCCESS)
    return Corrupt("a group's row is no JSON; run `groundswell store verify`");
  json->BeginObject().Key("score").Number(std::round(similar.score * 1000) / 1000);
  json->Key("same_org").Bool(similar.is_same_org).Key("same_cause").Bool(similar.is_same_cause);
  json->Key("words").BeginArray();
  for (const size_t word : similar.words) json->Text(asked.keywords[word]);
  json->EndArray().Key("group").BeginObject();
  for (const char* key : kFields) {
    dom::element value;
    if (group[key].get(value) == simdjson::SUCCESS) json->Key(key).Raw(simdjson::minify(value));
  }
  json->EndObject();
  GROUNDSWELL_TRY(WriteCase(store, similar.entry->rank.id, json));
  json->EndObject();
  return {};
}

}  // namespace

HttpResponse ListSimilarGroups(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"limit"});
  const auto limit = static_cast<size_t>(parameters.Number("limit", kSimilarLimit, 1, kSimilarLimitMax));
  if (parameters.error()) return *parameters.error();
  auto found = FindGroupOfPath(context, request, "/similar");
  if (auto* answer = std::get_if<HttpResponse>(&found)) return std::move(*answer);
  const auto asked = ReadAsked(std::get<FoundGroup>(found).json);
  if (!asked.ok()) return StoreFailure(asked.status());
  const auto snapshot = context.model->snapshot();
  ListAnswer answer;
  for (const SimilarGroup& similar : FindSimilar(snapshot->groups, asked->query, limit)) {
    auto row = context.store->ReadGroup(similar.entry->rank.id);
    if (!row.ok()) return StoreFailure(row.status());
    // The row may be newer than the snapshot: a group that has merged since is told of no more.
    if (!*row || (*row)->find("\"merged_into\":") != std::string::npos) continue;
    const Status written = WriteSimilar(*context.store, similar, **row, *asked, answer.item());
    if (!written.ok()) return StoreFailure(written);
  }
  return answer.Answer("");
}

}  // namespace groundswell
