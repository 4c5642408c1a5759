// Metrics of what the live engine does between a request and its answer.
//
// Contract: every stage counts what it received, sent and dropped by reason. What a source is given outlives the page.
// Threads: any.
#pragma once

#include "serve/metrics.h"
#include "tools/intake.h"
#include "tools/live_engine.h"

namespace groundswell {

MetricsPage::Source IntakeMetrics(const IntakeCounts* counts);
MetricsPage::Source LiveEngineMetrics(const LiveCounts* counts);

}  // namespace groundswell
