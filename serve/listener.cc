#include "serve/listener.h"

#include <algorithm>

#include "serve/cursor.h"
#include "serve/levels.h"

namespace groundswell {

std::optional<EventPlace> ParseEventId(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto seq = ParseUnsigned(text.substr(0, dash)), alerts = ParseUnsigned(text.substr(dash + 1));
  if (!seq || !alerts) return std::nullopt;
  return EventPlace{*seq, *alerts};
}

std::string EventFrame(std::string_view name, std::string_view id, std::string_view data) {
  std::string frame;
  frame.reserve(name.size() + id.size() + data.size() + 24);
  if (!id.empty()) frame.append("id: ").append(id).append("\n");
  frame.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
  return frame;
}

bool ListenerFilter::Takes(const AlertRow& alert) const {
  if (org && alert.org != *org) return false;
  // Who hears of a level hears when it ends.
  return Holds(levels, alert.level) || Holds(levels, alert.previous_level);
}

bool ListenerFilter::Takes(const GroupNews& news) const {
  const auto takes = [this](const GroupEntryPtr& entry) {
    if (!entry || (org && entry->org != *org)) return false;
    return levels ? Holds(levels, entry->rank.level) : entry->rank.level > kLevelNone;
  };
  return takes(news.now) || takes(news.before);
}

void Listener::Wait(GroupId id, const GroupNews& news) {
  const auto [waiting, is_new] = waiting_.try_emplace(id.value, news);
  if (is_new) return;
  waiting->second.now = news.now;
  waiting->second.merged_into = news.merged_into;
}

std::vector<std::pair<GroupId, GroupNews>> Listener::TakeWaiting(size_t count) {
  std::vector<std::pair<GroupId, GroupNews>> taken;
  taken.reserve(waiting_.size());
  for (auto& [id, news] : waiting_) taken.emplace_back(GroupId{id}, std::move(news));
  waiting_.clear();
  // Merged groups first: they are few, and end what is shown.
  const auto sooner = [](const auto& a, const auto& b) {
    if (!a.second.now || !b.second.now) return !a.second.now && (b.second.now || a.first < b.first);
    return a.second.now->rank < b.second.now->rank;
  };
  std::sort(taken.begin(), taken.end(), sooner);
  for (size_t i = count; i < taken.size(); ++i) waiting_.emplace(taken[i].first.value, std::move(taken[i].second));
  if (taken.size() > count) taken.resize(count);
  return taken;
}

}  // namespace groundswell
