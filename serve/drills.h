// Drills: exercises of who is on duty: a message that says of itself first that it is a drill, through the real
// receivers, and the time until somebody confirms it.
//
// Contract: a drill is a notice of kind `drill`; what ends it, a person who confirms it or the end of its time, is a
// second one of the same thread, which resolves its incident where incident systems were asked, and is told to nobody
// else. No drill is an alert, a group or a case, nor counted as one. Drills are kept as long as notices are. Errors:
// Start gives kInvalid for receivers that are not there and where nobody would get it; Acknowledge kNotFound, and
// kConflict for one that is over. Threads: any. Ownership: borrows store and notices.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "serve/notices.h"
#include "storage/store.h"

namespace groundswell {

constexpr int64_t kDrillWaitMaxMs = 24 * kHourMs;

struct DrillOrder {
  std::optional<std::vector<std::string>> receivers = {};  // absent: who watches
  uint8_t level = 2;                                       // in kLevelNames
  std::string text = {}, by = {};
  int64_t wait_ms = 600'000;  // for a confirmation
};

class Drills {
 public:
  Drills(const Store* store, Notices* notices) : store_(store), notices_(notices) {}

  // The drill's id.
  Result<std::string> Start(const DrillOrder& order, int64_t now_ms);
  // `via`: how it was confirmed, such as "api" or "link". A drill that was confirmed before stays as it was.
  Status Acknowledge(std::string_view id, std::string_view by, std::string_view via, int64_t now_ms);
  // Ends those whose time is over; to be called now and then.
  Status Look(int64_t now_ms);

  // {"id","at","level","text","by","expires_at","state","receivers":[{"receiver","outcome","at","latency_ms","attempts",
  // "why"}],"acknowledged":{"by","via","at","after_ms"}}; false where there is none of this id.
  Result<bool> Write(std::string_view id, JsonWriter* json) const;
  // At most `limit`, the newest first.
  Status WriteAll(size_t limit, JsonWriter* json) const;

 private:
  struct Found {
    uint64_t number = 0;
    Notice notice;
    std::optional<Notice> end;
  };
  Result<std::optional<Found>> Find(std::string_view id) const;
  Status End(const Notice& drill, const std::string& data, int64_t now_ms);
  Status WriteOne(const Found& found, JsonWriter* json) const;
  Status WriteReceivers(const Found& found, JsonWriter* json) const;
  Status LoadActive();

  const Store* const store_;
  Notices* const notices_;
  std::mutex mutex_;                       // guards what is below
  std::optional<uint64_t> looked_;         // notices below were looked through for drills
  std::map<std::string, int64_t> active_;  // without an end, with the end of its time
};

}  // namespace groundswell
