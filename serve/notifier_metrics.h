// The notifier's counts as Prometheus families, for the metrics page.
#pragma once

#include "serve/metrics.h"
#include "serve/notifier.h"

namespace groundswell {

// The notifier outlives the page.
MetricsPage::Source NotifierMetrics(const Notifier* notifier);

}  // namespace groundswell
