// The receivers and routes of a Config: its sections [receiver.NAME], one a place that alerts go to, and [route.NAME],
// tried in the order of their names.
//
// Contract: which keys a receiver has depends on its kind; a key that its kind has no use for is an error, as is one
// that it needs and has not. The keys notify.webhook_… are the receiver "webhook". None of them can change a result.
// Secrets are read from a file or the environment when the settings are asked for, and are part of no message. Errors:
// kInvalid, with section, key and what to do. Threads: free functions; the tables of keys are constant.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "models/taxonomy.h"
#include "serve/notifier.h"
#include "tools/config.h"

namespace groundswell {

// In ascending order of their names; the one of notify.webhook_url last.
Result<std::vector<ReceiverSettings>> ReceiversOf(const Config& config);
Result<std::vector<Route>> RoutesOf(const Config& config, const std::vector<ReceiverSettings>& receivers);

// All that delivery needs to know; `taxonomy` gives causes their names for people, and must outlive the options.
Result<NotifierOptions> NotifierOptionsOf(const Config& config, const Taxonomy& taxonomy);

// Ok when receivers and routes can be used. Config::Load asks it.
Status CheckReceiversOf(const Config& config);

// Appends the keys of section notify.
void AddNotifyKeys(std::vector<ConfigKey>* keys);

}  // namespace groundswell
