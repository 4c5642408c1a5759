#include "engine/calendar.h"

#include <algorithm>
#include <utility>

namespace groundswell {
namespace {

bool Concerns(const PlannedEvent& event, std::string_view organisation) {
  return event.organisation.empty() || event.organisation == organisation;
}

// Cuts the events at each other's edges, so that the spans are disjoint.
std::vector<PlannedSpan> SpansFor(std::string_view organisation, const std::vector<PlannedEvent>& events) {
  std::vector<const PlannedEvent*> own;
  std::vector<int64_t> edges;
  for (const PlannedEvent& event : events) {
    if (!Concerns(event, organisation)) continue;
    own.push_back(&event);
    edges.push_back(event.from.ms);
    edges.push_back(event.to.ms);
  }
  std::stable_sort(own.begin(), own.end(),
                   [](const PlannedEvent* a, const PlannedEvent* b) { return a->from < b->from; });
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<PlannedSpan> spans;
  std::vector<const PlannedEvent*> open;
  auto next = own.begin();
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    for (; next != own.end() && (*next)->from.ms <= edges[i]; ++next) open.push_back(*next);
    std::erase_if(open, [&](const PlannedEvent* event) { return event->to.ms <= edges[i]; });
    double factor = 1;
    for (const PlannedEvent* event : open) factor *= event->factor;
    if (!open.empty()) spans.push_back({edges[i], edges[i + 1], factor});
  }
  return spans;
}

}  // namespace

Calendar::Calendar(std::vector<PlannedEvent> events) : events_(std::move(events)) {
  all_ = SpansFor("", events_);
  for (const PlannedEvent& event : events_) {
    if (event.organisation.empty() || by_organisation_.contains(event.organisation)) continue;
    by_organisation_.emplace(event.organisation, SpansFor(event.organisation, events_));
  }
}

std::span<const PlannedSpan> Calendar::SpansOf(std::string_view organisation) const {
  const auto own = by_organisation_.find(organisation);
  return own == by_organisation_.end() ? all_ : own->second;
}

double Calendar::FactorAt(std::string_view organisation, EventTime time) const {
  const std::span<const PlannedSpan> spans = SpansOf(organisation);
  const auto span = std::upper_bound(spans.begin(), spans.end(), time.ms,
                                     [](int64_t ms, const PlannedSpan& planned) { return ms < planned.to_ms; });
  return span != spans.end() && span->from_ms <= time.ms ? span->factor : 1;
}

std::string_view Calendar::NameAt(std::string_view organisation, EventTime time) const {
  for (const PlannedEvent& event : events_)
    if (Concerns(event, organisation) && event.from <= time && time < event.to) return event.name;
  return {};
}

}  // namespace groundswell
