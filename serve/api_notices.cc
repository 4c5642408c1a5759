#include "serve/api_notices.h"

#include <algorithm>

#include "serve/cursor.h"
#include "serve/notices.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "n1";
constexpr uint64_t kBlockNotices = 128;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

std::optional<uint64_t> Asked(const ApiContext& context, const HttpRequest& request) {
  return context.notices == nullptr ? std::nullopt : context.notices->Find(request.path_values.at(0));
}

// Writes those below *next that are of these kinds, the newest first; *next is then where to go on, 0 at the end.
Status WriteNotices(const Notices& notices, const NameSet& kinds, size_t limit, JsonWriter* json, uint64_t* next) {
  std::vector<std::string> block;
  for (size_t written = 0; *next > 0 && written < limit;) {
    const uint64_t begin = *next - std::min(kBlockNotices, *next);
    block.assign(*next - begin, {});
    const Status status = notices.Scan(begin, [&](uint64_t number, std::string_view row) -> Status {
      if (number >= *next) return {kStop, ""};
      block[number - begin] = row;
      return {};
    });
    if (!status.ok() && status.code() != kStop) return status;
    for (; *next > begin && written < limit; --*next) {
      const std::string& row = block[*next - 1 - begin];
      const auto notice = row.empty() ? Result<Notice>(NotFound("")) : ParseNotice(row);
      if (!notice.ok() || !Holds(kinds, static_cast<int>(notice->kind))) continue;
      json->Raw(row);
      ++written;
    }
  }
  return {};
}

}  // namespace

HttpResponse ListNotices(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"kind", "limit", "cursor"});
  const NameSet kinds = parameters.Set("kind", kNoticeKindNames);
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 1);
  const auto place = cursor ? ParseUnsigned(cursor->front()) : std::optional<uint64_t>(0);
  if (!place) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  if (parameters.error()) return *parameters.error();
  ListAnswer answer;
  if (context.notices == nullptr) return answer.Answer({});
  const uint64_t end = context.notices->end();
  uint64_t next = cursor ? std::min(*place, end) : end;
  if (const Status status = WriteNotices(*context.notices, kinds, limit, answer.item(), &next); !status.ok())
    return StoreFailure(status);
  return answer.Answer(next == 0 ? std::string() : EncodeCursor(kCursor, {std::to_string(next)}));
}

HttpResponse GetNotice(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  const auto number = Asked(context, request);
  if (!number) return Problem(404, "no such notice");
  auto row = context.notices->Read(*number);
  if (!row.ok()) return StoreFailure(row.status());
  if (!*row) return Problem(404, "no such notice");
  return JsonAnswer(std::move(**row));
}

HttpResponse ListNoticeDeliveries(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  const auto number = Asked(context, request);
  if (!number) return Problem(404, "no such notice");
  ListAnswer answer;
  const uint64_t wanted = kNoticeDeliveries + *number;
  const Status status =
      context.store->ScanDeliveries(wanted, [&](uint64_t of, std::string_view, std::string_view json) -> Status {
        if (of != wanted) return {kStop, ""};
        answer.item()->Raw(json);
        return {};
      });
  if (!status.ok() && status.code() != kStop) return StoreFailure(status);
  return answer.Answer({});
}

}  // namespace groundswell
