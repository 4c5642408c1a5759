// The table of every setting, and how a Config becomes the settings of the engine.
//
// Contract: the defaults of engine.* are those of engine/settings.h, the defaults of profile.* those of
// engine/profiles/default.toml, which is built in; neither is written down twice.
// Threads: the tables are made on first use and constant from then on.
#pragma once

#include <optional>
#include <string_view>

#include "engine/settings.h"
#include "ingest/decoder.h"
#include "models/author_hash.h"
#include "models/local_zone.h"
#include "models/redact_patterns.h"
#include "tools/config.h"

namespace groundswell {

// The patterns of `privacy.patterns`, which Config::Load has checked. Of a sequence's, whose posts were redacted when
// it was made, those of another version may be none here: then nothing is.
RedactPatterns RedactPatternsOf(const Config& config);
// Settings that can change a result, as the engine takes them.
EngineSettings EngineSettingsOf(const Config& config);

// By whose clock people write: engine.zone.
ZoneOffset ZoneOf(const Config& config);
// By whose clock the team lives: notify.zone, else engine.zone.
LocalZone NotifyZoneOf(const Config& config);
// As it was written; empty for UTC.
const std::string& NotifyZoneText(const Config& config);

// The time zones that channels give to times written without one.
ChannelZones ChannelZonesOf(const Config& config);

// The key of author hashes, where one is set.
std::optional<AuthorKey> AuthorKeyOf(const Config& config);

// The text of engine/profiles/default.toml as it was when the program was built.
std::string_view DefaultProfileToml();

}  // namespace groundswell
