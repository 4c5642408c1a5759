// MakeReport: the report of a period from a store, as of a snapshot.
//
// Contract: a function of the store, the snapshot and the roles of organisations: no clock is read, and the same store
// gives the same report. Bounded in time and memory by the limits of its parts (serve/report_count.h,
// serve/report_words.h, serve/report_events.h); beyond them it says less, never something else. Threads: any number at
// once, beside a writer. Errors: those of the store.
#pragma once

#include "serve/report_events.h"

namespace groundswell {

Result<Report> MakeReport(const ReportSource& source, const ReportPeriod& period);

}  // namespace groundswell
