// Listener: one reader of the event stream, what it asked for and how far it has been told.
//
// Contract: an event id "SEQ-ALERTS" says that all alerts below ALERTS were told, and every group as it stood at SEQ.
// The first half moves only when no changed group waits any more. Units: bytes. Threads: one, the stream's writer; made
// on the server's.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/http.h"
#include "serve/group_entry.h"
#include "serve/parameters.h"
#include "serve/rows.h"

namespace groundswell {

// What a listener hears of a group: how it stands now, and how it stood when it was told last.
struct GroupNews {
  GroupEntryPtr before, now;  // `now` is null when it merged into another group
  std::optional<GroupId> merged_into;
};

struct EventPlace {
  Seq seq = 0;
  uint64_t alerts = 0;
};
std::optional<EventPlace> ParseEventId(std::string_view text);

// "event: NAME\ndata: DATA\n\n", with "id: ID\n" before it unless that is empty. `data` is JSON, so it has no line
// ends.
std::string EventFrame(std::string_view name, std::string_view id, std::string_view data);

struct ListenerFilter {
  std::optional<std::string> org;
  NameSet levels;

  bool Takes(const AlertRow& alert) const;
  bool Takes(const GroupNews& news) const;
};

class Listener {
 public:
  using Clock = std::chrono::steady_clock;

  Listener(std::shared_ptr<HttpStream> stream, ListenerFilter filter, std::optional<EventPlace> last)
      : stream_(std::move(stream)), filter_(std::move(filter)), last_(last) {}

  const ListenerFilter& filter() const { return filter_; }
  const std::optional<EventPlace>& last() const { return last_; }
  bool is_open() const { return stream_->is_open(); }
  // Has more unread than `bytes`.
  bool IsClogged(size_t bytes) const { return stream_->queued_bytes() > bytes; }
  void Close() { stream_->Close(); }

  // Where it begins.
  void Start(EventPlace place) { told_ = place; }
  uint64_t next_alert() const { return told_.alerts; }
  std::string EventId() const { return std::to_string(told_.seq) + "-" + std::to_string(told_.alerts); }

  // Alert told_.alerts was told, or is none it asked for.
  void PassAlert() { ++told_.alerts; }
  void Wait(GroupId id, const GroupNews& news);
  // Takes the most urgent groups that wait, at most `count`.
  std::vector<std::pair<GroupId, GroupNews>> TakeWaiting(size_t count);
  bool waits() const { return !waiting_.empty(); }
  // Every group was told as it stood at `seq`.
  void PassGroups(Seq seq) { told_.seq = std::max(told_.seq, seq); }

  void Write(std::string bytes, Clock::time_point now) {
    written_at_ = now;
    stream_->Write(std::move(bytes));
  }
  Clock::time_point written_at() const { return written_at_; }
  // Since when it has been clogged, if it is.
  std::optional<Clock::time_point> clogged_since;

 private:
  const std::shared_ptr<HttpStream> stream_;
  const ListenerFilter filter_;
  const std::optional<EventPlace> last_;
  EventPlace told_;
  std::unordered_map<uint64_t, GroupNews> waiting_;
  Clock::time_point written_at_{};
};

}  // namespace groundswell
