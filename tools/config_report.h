// What a report needs of the configuration: its zone, the roles of organisations, the words for causes, deadlines.
//
// Threads: values and free functions.
#pragma once

#include "models/models.h"
#include "serve/report_sender.h"
#include "tools/config.h"

namespace groundswell {

// Appends the keys of section report.
void AddReportKeys(std::vector<ConfigKey>* keys);
// kInvalid for a time that is none, and for a receiver that is not there.
Status CheckReportOf(const Config& config);
// When reports are told, and to whom. Checked when the configuration was read.
ReportSenderOptions ReportSenderOptionsOf(const Config& config);

// All but the store, the model and the texts. `models` outlives it.
ReportParts ReportPartsOf(const Config& config, const Models& models);

}  // namespace groundswell
