// The HTTP calls that are about sources, the part of the status that is, and their metrics.
//
//   POST /api/v1/feeds/{mapping}                       role ingest: records of another system
//   GET  /api/v1/sources                               role read: every configured source as it is
//   POST /api/v1/sources/{name}/pause, …/resume        role operate: stops reading it, goes on where it stands
//
// Contract: none of the answers holds a secret or a word of a post. Threads: handlers on the server's; what they are
// given outlives the server.
#pragma once

#include <vector>

#include "base/http.h"
#include "base/json_writer.h"
#include "serve/metrics.h"
#include "tools/feeds.h"
#include "tools/intake.h"
#include "tools/source_manager.h"

namespace groundswell {

std::vector<HttpRoute> SourceRoutes(Intake* intake, Feeds* feeds, SourceManager* sources);

// The value of the status' `sources`: `http` is what comes by POST /api/v1/posts, the others have their own names.
void WriteSourcesStatus(const Intake& intake, const SourceManager& sources, JsonWriter* json);

MetricsPage::Source SourceMetrics(const SourceManager* sources);
// Of posts that come without a source of the configuration: by how much the clock of each channel is wrong.
MetricsPage::Source ChannelClockMetrics(const Intake* intake);

}  // namespace groundswell
