// Counts the posts of several windows by mood, platform and organisation in one pass over the stored records.
//
// Contract: a post counts while it stands, as GET /api/v1/posts lists it: not when it was deleted, and an edited one as
// its edit. At most kReportRecordsMax records are read; windows that begin before these are counted from the panes
// instead, where they lie on the panes' edges, and are unknown elsewhere. Windows do not overlap. Totals are of posts
// whose organisation is own or unknown. Threads: free functions on a store. Errors: those of the store.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/stored_record.h"
#include "serve/api_context.h"
#include "serve/report.h"
#include "serve/report_query.h"
#include "storage/store.h"

namespace groundswell {

// Some seconds of one thread.
constexpr Seq kReportRecordsMax = 4'000'000;

struct CountedWindow {
  bool is_known = false;
  CountedBy by = CountedBy::kPosts;
  PaneCounts counts;
};

struct ReportTally {
  std::vector<CountedWindow> windows;  // in the order asked for
  // By name, of the first two windows; empty unless both were counted post by post. Platforms have posts of the own and
  // the unknown organisations, organisations all.
  using Rows = std::map<std::string, std::array<PaneCounts, 2>, std::less<>>;
  Rows platforms, organisations;
  bool has_rows = false;
  bool has_others = false;  // an organisation that is not own was met
};

struct CountOptions {
  RoleOf role_of;
  int64_t pane_secs = 600;
  Seq records_max = kReportRecordsMax;
  // Sees each post of the own and the unknown organisations in the first two windows, the newest first.
  std::function<void(int window, Seq seq, const StoredRecord& record)> on_post;
};

// Records below `end`.
Result<ReportTally> CountPosts(const Store& store, Seq end, const std::vector<TimeWindow>& windows,
                               const CountOptions& options);

// How many records such a count would read for these windows alone.
Result<Seq> RecordsToRead(const Store& store, Seq end, const TimeWindow& earliest);

}  // namespace groundswell
