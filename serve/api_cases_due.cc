#include "serve/api_cases_due.h"

#include <algorithm>
#include <unordered_set>

#include "serve/case_clocks.h"
#include "serve/case_json.h"
#include "serve/cursor.h"

namespace groundswell {
namespace {

struct Item {
  DueFilter::Place place;
  Case one;
  std::string group_row;
};

class DueList {
 public:
  DueList(const ApiContext& context, const DueFilter& filter) : context_(context), filter_(filter) {}

  Status Take(GroupId id, Case one) {
    seen_.insert(id.value);
    if (!Holds(filter_.statuses, static_cast<int>(one.status))) return {};
    if (filter_.assignee && one.assignee != *filter_.assignee) return {};
    auto row = context_.store->ReadGroup(id);
    if (!row.ok()) return row.status();
    Item item{{EventTime::None(), id}, std::move(one), row->value_or(std::string())};
    item.place.due = DueOf(ClocksOfCase(context_.clocks.get(), item.one, item.group_row, Now()));
    const bool is_asked = !item.place.due.is_none() && (filter_.before.is_none() || item.place.due < filter_.before);
    if (is_asked && !(filter_.behind && !(*filter_.behind < item.place))) items_.push_back(std::move(item));
    return {};
  }

  bool IsTaken(GroupId id) const { return seen_.contains(id.value); }
  EventTime Now() const { return context_.model->position().watermark; }

  HttpResponse Answer(EventTime wall) {
    std::sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) { return a.place < b.place; });
    const bool has_more = items_.size() > filter_.limit;
    if (has_more) items_.resize(filter_.limit);
    ListAnswer answer;
    for (const Item& item : items_) {
      answer.item()->BeginObject();
      WriteCaseFields(item.one, item.group_row, answer.item());
      WriteCaseClocks(ClocksOfCase(context_.clocks.get(), item.one, item.group_row, Now()), wall, answer.item());
      answer.item()->EndObject();
    }
    if (!has_more) return answer.Answer("");
    const DueFilter::Place& last = items_.back().place;
    return answer.Answer(EncodeCursor(kDueCursor, {std::to_string(last.due.ms), FormatGroupId(last.id)}));
  }

 private:
  const ApiContext& context_;
  const DueFilter& filter_;
  std::unordered_set<uint64_t> seen_;
  std::vector<Item> items_;
};

}  // namespace

bool ReadDueCursor(const std::vector<std::string>& words, DueFilter* filter) {
  const auto due_ms = ParseSigned(words.at(0));
  const auto id = ParseGroupId(words.at(1));
  if (!due_ms || !id) return false;
  filter->behind = DueFilter::Place{{*due_ms}, *id};
  return true;
}

HttpResponse ListCasesByDue(const ApiContext& context, const HttpRequest& request, const DueFilter& filter) {
  DueList list(context, filter);
  Status status = context.store->ScanCases([&](GroupId id, std::string_view bytes) {
    auto one = DecodeCase(bytes);
    return one.ok() ? list.Take(id, std::move(*one)) : one.status();
  });
  const auto snapshot = context.model->snapshot();
  for (const GroupEntryPtr& entry : snapshot->groups) {
    if (!status.ok()) break;
    if (!MayHaveClocks(context.clocks.get(), *entry) || list.IsTaken(entry->rank.id)) continue;
    Case untouched;
    untouched.group = entry->rank.id;
    status = list.Take(entry->rank.id, std::move(untouched));
  }
  if (!status.ok()) return StoreFailure(status);
  return list.Answer({request.arrived_ms});
}

}  // namespace groundswell
