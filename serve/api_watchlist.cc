#include "serve/api_watchlist.h"

#include <simdjson.h>

#include <memory>
#include <utility>

#include "models/case_action.h"
#include "serve/cursor.h"
#include "serve/etag.h"
#include "serve/parameters.h"
#include "serve/watchlist_preview.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kCursor = "w1";

std::string EtagOf(const WatchlistVersion& version) {
  return "\"watchlist-" + std::to_string(version.number) + "-" + std::to_string(version.at_ms) + "\"";
}

void WriteHead(const WatchlistVersion& version, JsonWriter* json) {
  json->Key("version").Integer(static_cast<int64_t>(version.number)).Key("at").Time(EventTime{version.at_ms});
  json->Key("by").Text(version.by).Key("comment").Text(version.comment).Key("edited").Bool(version.is_edited);
  json->Key("entries").Integer(static_cast<int64_t>(version.entries.size()));
}

HttpResponse AnswerVersion(const WatchlistVersion& version, const HttpRequest& request) {
  HttpResponse response;
  const std::string etag = EtagOf(version);
  response.headers = {{"Cache-Control", "no-cache"}, {"ETag", etag}};
  if (request.method == "GET" && NamesEtag(request.Header("If-None-Match"), etag)) {
    response.status = 304;
    return response;
  }
  JsonWriter json(&response.body);
  json.BeginObject();
  WriteHead(version, &json);
  json.Key("items");
  WriteWatchlistEntries(version.entries, &json);
  json.EndObject();
  return response;
}

HttpResponse NotTakenYet() {
  HttpResponse response = Problem(503, "the watchlist is not read yet; /readyz says why");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

HttpResponse GetWatchlist(const WatchlistParts& parts, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  const auto current = parts.book->current();
  return current ? AnswerVersion(*current, request) : NotTakenYet();
}

HttpResponse GetVersion(const WatchlistParts& parts, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  const auto number = ParseUnsigned(request.path_values.at(0));
  if (!number) return Problem(404, "no such version: a version is a number");
  auto version = parts.book->Read(*number);
  if (!version.ok()) return StoreFailure(version.status());
  if (!*version) return Problem(404, "no such version, or it is not kept any more");
  return AnswerVersion(**version, request);
}

HttpResponse ListVersions(const WatchlistParts& parts, const HttpRequest& request) {
  Parameters parameters(request, {"limit", "cursor"});
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 1);
  const auto below = cursor ? ParseUnsigned(cursor->front()) : std::optional<uint64_t>(0);
  if (!below) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  if (parameters.error()) return *parameters.error();
  const auto current = parts.book->current();
  if (!current) return NotTakenYet();
  ListAnswer answer;
  uint64_t next = cursor ? std::min(*below, current->number + 1) : current->number + 1;
  for (size_t written = 0; next > 1 && written < limit; ++written) {
    auto version = parts.book->Read(next - 1);
    if (!version.ok()) return StoreFailure(version.status());
    if (!*version) return answer.Answer({});  // those before are not kept either
    answer.item()->BeginObject();
    WriteHead(**version, answer.item());
    answer.item()->EndObject();
    --next;
  }
  return answer.Answer(next > 1 ? EncodeCursor(kCursor, {std::to_string(next)}) : std::string());
}

// What a body asks for: entries given, or those of an earlier version.
struct Asked {
  std::string by, comment;
  std::optional<std::vector<WatchlistEntry>> entries;
};

Status TakeText(std::string_view key, dom::element value, size_t bytes_max, std::string* out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.size() > bytes_max)
    return Invalid("field " + std::string(key) + ": must be a text of at most " + std::to_string(bytes_max) + " bytes");
  *out = text;
  return {};
}

Status TakeEntries(Result<std::vector<WatchlistEntry>> entries, Asked* asked) {
  if (!entries.ok()) return entries.status();
  if (asked->entries) return Invalid("field items: give either items or restore");
  asked->entries = std::move(*entries);
  return {};
}

Result<std::vector<WatchlistEntry>> Restored(const WatchlistBook& book, dom::element value) {
  uint64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS) return Invalid("field restore: must be the number of a version");
  auto version = book.Read(number);
  if (!version.ok()) return version.status();
  if (!*version) return Invalid("field restore: there is no such version, or it is not kept any more");
  return std::move((*version)->entries);
}

Result<Asked> ReadAsked(const WatchlistParts& parts, const HttpRequest& request, bool is_change) {
  if (!request.query.empty()) return Invalid("this call has no parameters");
  dom::parser parser;
  dom::object fields;
  if (parser.parse(request.body).get(fields) != simdjson::SUCCESS) return Invalid("the body must be one JSON object");
  Asked asked;
  for (const auto& [key, value] : fields) {
    if (key == "items") {
      GROUNDSWELL_TRY(TakeEntries(ReadWatchlistEntries(value), &asked));
    } else if (key == "restore") {
      GROUNDSWELL_TRY(TakeEntries(Restored(*parts.book, value), &asked));
    } else if (is_change && key == "by") {
      GROUNDSWELL_TRY(TakeText(key, value, kCaseByBytesMax, &asked.by));
    } else if (is_change && key == "comment") {
      GROUNDSWELL_TRY(TakeText(key, value, kCaseTextBytesMax, &asked.comment));
    } else {
      return Invalid("field " + std::string(key) + ": unknown; this call knows no such field");
    }
  }
  if (!asked.entries) return Invalid("field items: required: all entries as they are to be, or restore, a version");
  if (is_change && asked.by.empty()) return Invalid("field by: required: who changes it");
  if (is_change) GROUNDSWELL_TRY(parts.keep_name("by", kCaseByBytesMax, &asked.by));
  if (!asked.comment.empty()) parts.clean(kCaseTextBytesMax, &asked.comment);
  GROUNDSWELL_TRY(CheckWatchlist(*asked.entries));
  return asked;
}

HttpResponse Refused(const Status& status) {
  if (status.code() == Code::kInvalid) return Problem(400, status.message());
  if (status.code() == Code::kConflict) return Problem(409, status.message());
  HttpResponse response = Problem(503, status.message() + "; send the request again later");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

HttpResponse Outdated(const WatchlistVersion& now) {
  HttpResponse response = Problem(412, "the watchlist has changed since it was read: it is version " +
                                           std::to_string(now.number) + " now, by " + now.by + "; read it again");
  response.headers.push_back({"ETag", EtagOf(now)});
  return response;
}

bool HasSameEntries(const WatchlistVersion& now, const WatchlistVersion& next) {
  std::string a, b;
  JsonWriter first(&a), second(&b);
  WriteWatchlistEntries(now.entries, &first);
  WriteWatchlistEntries(next.entries, &second);
  return a == b;
}

HttpResponse PutWatchlist(const WatchlistParts& parts, const HttpRequest& request) {
  const auto now = parts.book->current();
  if (!now) return NotTakenYet();
  const std::string_view condition = request.Header("If-Match");
  if (condition.empty()) return Problem(428, "send If-Match with the ETag of the watchlist that was read");
  if (!NamesEtag(condition, EtagOf(*now))) return Outdated(*now);
  auto asked = ReadAsked(parts, request, true);
  if (!asked.ok()) return Refused(asked.status());
  WatchlistVersion next;
  next.at_ms = request.arrived_ms;
  next.by = std::move(asked->by);
  next.comment = std::move(asked->comment);
  next.entries = std::move(*asked->entries);
  if (HasSameEntries(*now, next)) return AnswerVersion(*now, request);
  if (Status status = parts.book->Add(std::move(next), now->number, parts.enforce); !status.ok()) {
    const auto current = parts.book->current();
    return current->number != now->number ? Outdated(*current) : Refused(status);
  }
  return AnswerVersion(*parts.book->current(), request);
}

HttpResponse PreviewChange(const WatchlistParts& parts, const HttpRequest& request) {
  const auto current = parts.book->current();
  if (!current) return NotTakenYet();
  auto asked = ReadAsked(parts, request, false);
  if (!asked.ok()) return Refused(asked.status());
  const auto now = Watchlist::Build(current->entries), next = Watchlist::Build(std::move(*asked->entries));
  if (!now.ok()) return Refused(now.status());
  if (!next.ok()) return Refused(next.status());
  const Position position = parts.context->model->position();
  std::string body;
  JsonWriter json(&body);
  const Status status =
      WritePreview(*parts.context->store,
                   {.now = &*now, .next = &*next, .end = position.next_seq, .watermark = position.watermark}, &json);
  if (!status.ok()) return StoreFailure(status);
  return JsonAnswer(std::move(body));
}

}  // namespace

std::vector<HttpRoute> WatchlistRoutes(WatchlistParts given, ReaderPool* readers, ReaderPool* slow, ReaderPool* edits) {
  const auto parts = std::make_shared<const WatchlistParts>(std::move(given));
  using Handler = HttpResponse (*)(const WatchlistParts&, const HttpRequest&);
  std::vector<HttpRoute> routes;
  const auto add = [&](const char* method, const char* pattern, const char* role, Handler handler, ReaderPool* pool) {
    HttpRoute& route = routes.emplace_back();
    route.method = method;
    route.pattern = pattern;
    route.role = role;
    route.takes_body = route.method != "GET";
    route.handle = [parts, handler, pool](HttpRequest request, Respond respond) {
      pool->Submit([parts, handler](const HttpRequest& taken) { return handler(*parts, taken); }, std::move(request),
                   std::move(respond));
    };
  };
  add("GET", "/api/v1/watchlist", "read", GetWatchlist, readers);
  add("PUT", "/api/v1/watchlist", "operate", PutWatchlist, edits);
  add("GET", "/api/v1/watchlist/versions", "read", ListVersions, readers);
  add("GET", "/api/v1/watchlist/versions/{version}", "read", GetVersion, readers);
  add("POST", "/api/v1/watchlist/preview", "operate", PreviewChange, slow);
  return routes;
}

}  // namespace groundswell
