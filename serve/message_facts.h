// AlertFacts: what a message may say of an alert: its stored figures and quoted posts, and nothing else.
//
// Contract: a field that the alert does not carry is absent here (nullopt, or empty), and no sentence is made of it. A
// post that could not wait speaks for itself: its words are the store's of now.
// Texts are as the store has them: redacted, and empty where a deletion blanked them; such quotes are left out. Units
// last; times are event times. Errors: kCorrupt for a row that is no alert. Threads: a reader belongs to one thread;
// facts are values.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "serve/levels.h"
#include "storage/store.h"

namespace groundswell {

struct AlertFacts {
  struct Quote {
    std::string channel, text;
  };
  struct Clock {
    std::string name;
    EventTime due;
    std::string zh = {}, en = {};  // what people call it; the name where empty
  };
  using Counts = std::vector<std::pair<std::string, int64_t>>;

  uint64_t number = 0;  // in the order of decision
  std::string id, event, group, org, title, status;
  uint8_t level = 0, previous_level = 0;  // in kLevelNames
  EventTime at, first_at;

  std::optional<int64_t> complainants, complainants_high, joiners, posts, reach;
  std::optional<double> rate_per_hour, baseline_per_hour, severity, urgency, negative_share, organic_share;
  std::string cause_class, cause_tag, verdict, forecast_to;
  std::optional<double> forecast_probability;
  EventTime forecast_at;
  Counts demands, channels, regions;  // the most first
  std::vector<std::string> signs;     // of a critical post
  std::string critical_id;            // its own
  Quote critical;                     // its channel, and what it says now; no text where it has gone
  std::vector<Quote> quotes;          // at most three
  std::vector<Clock> clocks;          // the earliest first

  // By which routes ask: the end of a group is of interest to those who heard of its rise.
  uint8_t highest_level() const { return level > previous_level ? level : previous_level; }
  // One post that cannot wait asks for no level.
  bool is_critical() const { return event == "critical_post"; }
};

// Without quotes and counts: what is kept while an alert waits.
void SlimDown(AlertFacts* facts);

class AlertFactsReader {
 public:
  Result<AlertFacts> Read(uint64_t number, std::string_view json);
  // The alert as the store has it now, and what its critical post says. *json, where given, is the alert's row.
  Result<AlertFacts> ReadStored(const Store& store, uint64_t number, std::string* json = nullptr);

 private:
  simdjson::dom::parser parser_;
};

}  // namespace groundswell
