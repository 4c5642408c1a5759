// The settings that can change a result as the text that a sequence carries, and that text as settings again.
//
// The text is one JSON object without line end:
//
//   {"config_hash":"0123456789abcdef","models":"0123456789abcdef","meaning":"0123456789abcdef","settings":{"channel.desk.complaints":true,…}}
//
// `models` is the checksum of the model files, `meaning` that of the embedding among them; `settings` holds every
// setting of config_keys.cc that can change a result, those of channels and organisations included, in ascending order
// of section and key; of an organisation what has its default is left out, save its kind. Contract: equal settings and
// models give equal bytes, and nothing else, such as the version of the program, is in them. Threads: free functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline.h"
#include "models/models.h"
#include "tools/config.h"

namespace groundswell {

std::string SettingsText(const Config& config, const Models& models);

// The settings of a text; `flags` ("key=value", as after --set) win over them. The hash is the text's own unless a flag
// changes a result. A setting that the text does not name is newer than the text and has its default.
// Errors: kCorrupt for a text that is none or that has settings unknown here, kInvalid for a wrong flag.
Result<SettingsInForce> ReadSettingsText(std::string_view text, const std::vector<std::string>& flags = {});

}  // namespace groundswell
