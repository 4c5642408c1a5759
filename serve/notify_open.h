// OpenIncidents: what a receiver that keeps state (PagerDuty, Alertmanager) may hold open, so that it is told of the
// end of each, whatever becomes of the alert that would say so.
//
// An incident is of a group, or of the posts of a group that could not wait: those have one of their own, which no
// incident that somebody has taken already can hide. Contract: an incident is open from the moment a message begins to
// be sent, for its answer may be lost, until its end was taken. It is over when its group has merged into another, was
// dismissed, is silenced, or stands at no level; that of posts also kCriticalHoldMs after it was told, and in a group
// that never had a level only then. Limits: kOpenIncidentsMax; beyond, the oldest are over. Units: milliseconds of the
// wall. Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message_facts.h"
#include "serve/notify_cursor.h"
#include "serve/notify_tries.h"

namespace groundswell {

constexpr size_t kOpenIncidentsMax = 4'096;
// A post that could not wait has been seen to within a day.
constexpr int64_t kCriticalHoldMs = 24 * kHourMs;

// How a group stands now, by its row.
struct GroupStanding {
  bool is_known = false;
  uint8_t level = kLevelNone;
  std::string status, merged_into;  // empty: it has not merged

  static GroupStanding Of(std::string_view json);
  bool is_dismissed() const { return status == "dismissed"; }
};

class OpenIncidents {
 public:
  struct Entry {
    AlertFacts facts;  // of the alert it was told of; slim
    int64_t begun_ms = 0;
    int64_t not_before_ms = 0;  // its end is not told before
    Tries tries = {};           // to tell its end
  };

  void Add(AlertFacts facts, int64_t begun_ms);
  // `newest` was taken: of its incident it alone is open, or nothing where it is over.
  void Taken(const AlertFacts& newest);
  void End(const std::vector<uint64_t>& numbers);

  bool empty() const { return entries_.empty(); }
  bool Holds(std::string_view group) const;
  Entry* Find(uint64_t number);
  // All that is open of the incident that an alert belongs to, the oldest first.
  std::vector<const AlertFacts*> Of(const AlertFacts& alert) const;
  std::vector<OpenAlert> ToList() const;

  // Why an entry is over, or nothing; `silenced` says why its alert is silenced.
  std::string WhyOver(const Entry& entry, const GroupStanding& standing, int64_t now_ms,
                      const std::function<std::string(const AlertFacts&)>& silenced) const;
  // The first entry from `number` on whose end may be told now, in the order of alerts; null behind the last.
  Entry* Next(uint64_t number, int64_t now_ms);

 private:
  std::map<uint64_t, Entry> entries_;  // by the alert's number
};

// Whether two alerts belong to one incident.
bool IsSameIncident(const AlertFacts& a, const AlertFacts& b);

}  // namespace groundswell
