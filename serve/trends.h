// Trends: counts of posts by organisation, channel, region or cause over a window.
//
// Contract: the first names are those with the most posts in the window, of equals the lesser name; what the others
// have is one sum, those for which there is no series among them. The counts are those of the store's panes: edits,
// corrections and deletions are in them, and panes go as a whole once they have expired. Units: milliseconds. Threads:
// free functions on a store. Errors: those of the store; kExhausted when the window holds more panes than one request
// may read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/sequence.h"
#include "serve/series.h"
#include "storage/store.h"

namespace groundswell {

enum class TrendBy : uint8_t { kOrg, kChannel, kRegion, kCause };

struct TrendSeries {
  std::string name;  // of an organisation: empty where it is unknown
  PaneCounts sum;
  std::vector<PaneCounts> counts;  // one a bucket; empty where only sums were asked for
};

struct Trends {
  std::vector<TrendSeries> items;  // the most posts first
  TrendSeries other;               // all that are no items, but where one name was asked for
};

struct TrendQuestion {
  TrendBy by = TrendBy::kOrg;
  Buckets buckets;
  size_t top = 10;
  std::optional<std::string> name;  // this one alone
  bool sums_only = false;
};

Result<Trends> ReadTrends(const Store& store, const TrendQuestion& question);

// The buckets of a window that ends with the one that holds `last`.
Buckets BucketsOfWindow(EventTime last, int64_t window_ms, int64_t step_ms);

}  // namespace groundswell
