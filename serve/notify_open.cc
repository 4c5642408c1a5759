#include "serve/notify_open.h"

#include <algorithm>

namespace groundswell {

GroupStanding GroupStanding::Of(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object group;
  GroupStanding standing;
  if (parser.parse(json.data(), json.size()).get_object().get(group) != simdjson::SUCCESS) return standing;
  const auto text = [&group](std::string_view key) {
    std::string_view value;
    return group[key].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
  };
  standing.is_known = true;
  standing.level = static_cast<uint8_t>(std::max(IndexOf(kLevelNames, text("level")), 0));
  standing.status = text("status");
  standing.merged_into = text("merged_into");
  return standing;
}

bool IsSameIncident(const AlertFacts& a, const AlertFacts& b) {
  return a.group == b.group && a.is_critical() == b.is_critical();
}

void OpenIncidents::Add(AlertFacts facts, int64_t begun_ms) {
  if (facts.group.empty()) return;
  const uint64_t number = facts.number;
  entries_.try_emplace(number, Entry{std::move(facts), begun_ms});
}

void OpenIncidents::Taken(const AlertFacts& newest) {
  const bool is_over = newest.level == kLevelNone && !newest.is_critical();
  std::erase_if(entries_, [&](const auto& entry) {
    return IsSameIncident(entry.second.facts, newest) && (is_over || entry.first != newest.number);
  });
}

void OpenIncidents::End(const std::vector<uint64_t>& numbers) {
  for (const uint64_t number : numbers) entries_.erase(number);
}

bool OpenIncidents::Holds(std::string_view group) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [group](const auto& entry) { return entry.second.facts.group == group; });
}

OpenIncidents::Entry* OpenIncidents::Find(uint64_t number) {
  const auto found = entries_.find(number);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<const AlertFacts*> OpenIncidents::Of(const AlertFacts& alert) const {
  std::vector<const AlertFacts*> same;
  for (const auto& [number, entry] : entries_)
    if (IsSameIncident(entry.facts, alert)) same.push_back(&entry.facts);
  return same;
}

std::vector<OpenAlert> OpenIncidents::ToList() const {
  std::vector<OpenAlert> list;
  for (const auto& [number, entry] : entries_) list.push_back({number, entry.begun_ms});
  return list;
}

std::string OpenIncidents::WhyOver(const Entry& entry, const GroupStanding& standing, int64_t now_ms,
                                   const std::function<std::string(const AlertFacts&)>& silenced) const {
  const AlertFacts& facts = entry.facts;
  if (!standing.merged_into.empty()) return "its group has merged into " + standing.merged_into;
  if (standing.is_dismissed()) return "its group was dismissed as a false alarm";
  const bool is_level_gone = standing.is_known && standing.level == kLevelNone;
  if (is_level_gone && (!facts.is_critical() || facts.level != kLevelNone)) return "its group is over";
  if (facts.is_critical() && now_ms - entry.begun_ms >= kCriticalHoldMs) return "it was told a day ago";
  if (entries_.size() > kOpenIncidentsMax && facts.number == entries_.begin()->first)
    return "more than " + std::to_string(kOpenIncidentsMax) + " are open";
  return silenced(facts);
}

OpenIncidents::Entry* OpenIncidents::Next(uint64_t number, int64_t now_ms) {
  for (auto entry = entries_.lower_bound(number); entry != entries_.end(); ++entry)
    if (entry->second.not_before_ms <= now_ms) return &entry->second;
  return nullptr;
}

}  // namespace groundswell
