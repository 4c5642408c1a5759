#include "tools/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/hash.h"
#include "ingest/utf8.h"
#include "models/redact_patterns.h"
#include "tools/config_calendar.h"
#include "tools/config_clocks.h"
#include "tools/config_file.h"
#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/config_oncall.h"
#include "tools/config_receivers.h"
#include "tools/config_report.h"
#include "tools/config_sources.h"
#include "tools/config_watchlist.h"

namespace groundswell {
namespace {

constexpr std::string_view kDefaultProfile = "default";
// They say where tests find the source and the data sets; no setting has these names.
constexpr std::string_view kTestVariables[] = {"GROUNDSWELL_DATA", "GROUNDSWELL_SOURCE_DIR"};

// Sections that users name, with the keys that each of them has.
struct NamedSections {
  std::string_view prefix;
  std::span<const ConfigKey> keys;
};
std::array<NamedSections, 5> AllNamedSections() {
  return {NamedSections{kChannelPrefix, ChannelKeys()}, NamedSections{kOrganisationPrefix, OrganisationKeys()},
          NamedSections{kSourcePrefix, SourceKeys()}, NamedSections{kReceiverPrefix, ReceiverKeys()},
          NamedSections{kRoutePrefix, RouteKeys()}};
}

Status UnknownKey(std::string_view name) {
  std::vector<std::string> known;
  for (const ConfigKey& key : ConfigKeys()) known.emplace_back(key.name);
  for (const NamedSections& sections : AllNamedSections()) {
    if (!name.starts_with(sections.prefix)) continue;
    const std::string section = SplitName(name).first;
    for (const ConfigKey& key : sections.keys) known.push_back(section + "." + std::string(key.name));
  }
  const std::string_view nearest = NearestName(name, known);
  if (nearest.empty()) return Invalid(fmt::format("unknown key {}; `groundswell check-config` lists every key", name));
  return Invalid(fmt::format("unknown key {}; did you mean {}?", name, nearest));
}

}  // namespace

std::string_view ConfigSourceName(ConfigSource source) {
  constexpr std::string_view kNames[] = {"default", "mapping", "profile", "file", "environment", "sequence", "flag"};
  return kNames[static_cast<size_t>(source)];
}

std::vector<std::pair<std::string, std::string>> SettingsOfEnvironment(char** environment) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view variable = *environment;
    const std::string_view name = variable.substr(0, variable.find('='));
    if (!name.starts_with(kVariablePrefix) || name.size() == variable.size()) continue;
    if (std::find(std::begin(kTestVariables), std::end(kTestVariables), name) != std::end(kTestVariables)) continue;
    settings.emplace_back(name, variable.substr(name.size() + 1));
  }
  std::sort(settings.begin(), settings.end());
  return settings;
}

Result<Config> Config::Load(const ConfigInputs& inputs) {
  Config config;
  config.inputs_ = inputs;
  for (const ConfigKey& key : ConfigKeys()) {
    config.entries_[SplitName(key.name)] = {&key, key.standard, ConfigSource::kDefault};
  }
  for (const auto& [name, value] : inputs.mapped) GROUNDSWELL_TRY(config.SetMapped(name, value));
  if (!inputs.file.empty()) GROUNDSWELL_TRY(config.SetFromFile(inputs.file).Annotate(inputs.file));
  for (const auto& [variable, text] : inputs.environment) {
    GROUNDSWELL_TRY(config.SetFromVariable(variable, text).Annotate(variable));
  }
  for (const auto& [name, value] : inputs.recorded) GROUNDSWELL_TRY(config.SetRecorded(name, value));
  config.flags_ = inputs.sets;
  for (const std::string& set : inputs.sets) {
    const size_t equals = set.find('=');
    if (equals == std::string::npos) return Invalid(fmt::format("--set {}: write --set key=value", set));
    GROUNDSWELL_TRY(config.Set(set.substr(0, equals), set.substr(equals + 1), ConfigSource::kFlag).Annotate("--set"));
  }
  // A profile named by a flag stands in place of the recorded one.
  if (config.Find("engine.profile").source == ConfigSource::kFlag) config.ForgetRecordedProfile();
  if (const std::string& profile = config.Text("engine.profile"); profile != kDefaultProfile) {
    GROUNDSWELL_TRY(config.SetFromProfile(profile).Annotate(profile));
  }
  if (const std::string& list = config.Text("watchlist.file"); !list.empty()) {
    GROUNDSWELL_TRY(config.SetFromWatchlist(list).Annotate(list));
  }
  if (const std::string& calendar = config.Text("calendar.file"); !calendar.empty()) {
    GROUNDSWELL_TRY(config.SetFromCalendar(calendar));
  }
  // What a sequence carries of its channels holds.
  if (inputs.recorded.empty()) GROUNDSWELL_TRY(config.SetFromSources());
  if (inputs.recorded.empty()) config.SetWhereUnset(BuiltInTraits());
  GROUNDSWELL_TRY(config.CheckTogether());
  // The posts of a sequence were named when it was made; its watchlist is not applied again.
  if (inputs.recorded.empty()) GROUNDSWELL_TRY(CheckWatchlistOf(config));
  if (inputs.recorded.empty())
    GROUNDSWELL_TRY(RedactPatterns::Parse(config.List("privacy.patterns")).status().Annotate("privacy.patterns"));
  if (inputs.recorded.empty()) GROUNDSWELL_TRY(CheckReceiversOf(config));
  if (inputs.recorded.empty()) GROUNDSWELL_TRY(CheckOnCallOf(config));
  if (inputs.recorded.empty()) GROUNDSWELL_TRY(CheckReportOf(config));
  return config;
}

Status Config::CheckTogether() const {
  const int64_t retention = Integer("engine.retention_days"), idle = Integer("engine.group_idle_days");
  if (retention < idle) {
    return Invalid(
        fmt::format("engine.retention_days = {} is below engine.group_idle_days = {}: the posts of a living "
                    "group must be kept; raise the first or lower the second",
                    retention, idle));
  }
  const int64_t watch = Integer("profile.watch"), emerging = Integer("profile.emerging"),
                major = Integer("profile.major");
  if (watch > emerging || emerging > major) {
    return Invalid(
        fmt::format("profile.watch = {}, profile.emerging = {}, profile.major = {}: each level needs at least "
                    "as many people as the one before it",
                    watch, emerging, major));
  }
  const int64_t calm = Integer("profile.crisis_calm"), crisis = Integer("profile.crisis_complainants");
  if (calm < 1 || calm > crisis) {
    return Invalid(
        fmt::format("profile.crisis_calm = {} must lie between 1 and profile.crisis_complainants = {}: a crisis would "
                    "end as it begins, or never",
                    calm, crisis));
  }
  if (const int64_t window = Integer("profile.window_days"); window > retention) {
    return Invalid(
        fmt::format("profile.window_days = {} is more than engine.retention_days = {}: people can be counted "
                    "for as long as their posts are kept; lower the first or raise the second",
                    window, retention));
  }
  GROUNDSWELL_TRY(ClockBookOf(*this).status());
  GROUNDSWELL_TRY(ClockWarningsOf(*this).status());
  return ParseCalendarItems(List("calendar.events"), ZoneOf(*this)).status();
}

const Config::Entry& Config::Find(std::string_view name) const {
  const auto entry = entries_.find(SplitName(name));
  CHECK(entry != entries_.end());
  return entry->second;
}

Config::Entry* Config::FindOrAdd(std::string_view name) {
  const auto split = SplitName(name);
  if (const auto entry = entries_.find(split); entry != entries_.end()) return &entry->second;
  const std::string &section = split.first, &field = split.second;
  for (const auto& [prefix, keys] : AllNamedSections()) {
    if (!section.starts_with(prefix) || section.size() == prefix.size()) continue;
    if (std::none_of(keys.begin(), keys.end(), [&](const ConfigKey& key) { return key.name == field; })) return nullptr;
    for (const ConfigKey& key : keys)
      entries_[{section, std::string(key.name)}] = {&key, key.standard, ConfigSource::kDefault};
    return &entries_[split];
  }
  return nullptr;
}

void Config::Adopt(const Config& from, std::string_view prefix) {
  const auto is_of_prefix = [&](const auto& entry) { return entry.first.first.starts_with(prefix); };
  std::erase_if(entries_, is_of_prefix);
  for (const auto& entry : from.entries_)
    if (is_of_prefix(entry)) entries_.insert(entry);
}

void Config::AddSection(const std::string& name) {
  for (const auto& [prefix, keys] : AllNamedSections())
    if (name.starts_with(prefix)) FindOrAdd(name + "." + std::string(keys.front().name));
}

Status Config::Set(std::string_view name, std::string_view text, ConfigSource source) {
  // Settings are written into the sequence, as JSON.
  if (FindInvalidUtf8(name) != std::string_view::npos || FindInvalidUtf8(text) != std::string_view::npos)
    return Invalid("a key or value that is not UTF-8");
  Entry* entry = FindOrAdd(name);
  if (entry == nullptr) return UnknownKey(name);
  Result<ConfigValue> value = ParseConfigValue(*entry->key, text);
  if (!value.ok()) return value.status();
  entry->value = std::move(*value);
  entry->source = source;
  return {};
}

// The lowest of all places: what is set later wins.
Status Config::SetMapped(const std::string& name, const ConfigValue& value) {
  Entry* entry = FindOrAdd(name);
  if (entry == nullptr) return UnknownKey(name);
  GROUNDSWELL_TRY(CheckConfigValue(*entry->key, value));
  entry->value = value;
  entry->source = ConfigSource::kMapping;
  return {};
}

Status Config::SetFromSources() {
  auto traits = CheckSourcesOf(*this);
  if (!traits.ok()) return traits.status();
  SetWhereUnset(*traits);
  return {};
}

void Config::SetWhereUnset(const NamedSettings& traits) {
  for (const auto& [name, value] : traits) {
    Entry* entry = FindOrAdd(name);
    if (entry == nullptr || entry->source != ConfigSource::kDefault) continue;
    entry->value = value;
    entry->source = ConfigSource::kMapping;
  }
}

Status Config::SetFromVariable(std::string_view variable, std::string_view text) {
  const std::string_view rest = variable.substr(kVariablePrefix.size());
  for (const ConfigKey& key : ConfigKeys()) {
    if (rest == VariableSuffix(key.name)) return Set(key.name, text, ConfigSource::kEnvironment);
  }
  const Result<bool> is_named = SetNamedFromVariable(rest, text);
  if (!is_named.ok()) return is_named.status();
  if (*is_named) return {};
  std::string as_key = LowerAscii(rest);
  if (const size_t underscore = as_key.find('_'); underscore != std::string::npos) as_key[underscore] = '.';
  return UnknownKey(as_key);
}

Result<bool> Config::SetNamedFromVariable(std::string_view suffix, std::string_view text) {
  for (const auto& [prefix, keys] : AllNamedSections()) {
    const std::string begin = VariableSuffix(prefix);
    if (!suffix.starts_with(begin)) continue;
    for (const ConfigKey& key : keys) {
      const std::string end = "_" + VariableSuffix(key.name);
      if (!suffix.ends_with(end) || suffix.size() <= begin.size() + end.size()) continue;
      const std::string_view name = suffix.substr(begin.size(), suffix.size() - begin.size() - end.size());
      const std::string full = fmt::format("{}{}.{}", prefix, LowerAscii(name), key.name);
      if (Status status = Set(full, text, ConfigSource::kEnvironment); !status.ok()) return status;
      return true;
    }
  }
  return false;
}

Status Config::SetFromFile(const std::string& path) {
  Result<std::vector<FileSetting>> settings = ReadConfigFile(path);
  if (!settings.ok()) return settings.status();
  for (FileSetting& setting : *settings) {
    if (setting.is_section) {
      AddSection(setting.name);
      continue;
    }
    const std::string place = fmt::format("line {}", setting.line);
    Entry* entry = FindOrAdd(setting.name);
    if (entry == nullptr) return UnknownKey(setting.name).Annotate(place);
    WidenTo(*entry->key, &setting.value);
    GROUNDSWELL_TRY(CheckConfigValue(*entry->key, setting.value).Annotate(place));
    entry->value = std::move(setting.value);
    entry->source = ConfigSource::kFile;
  }
  return {};
}

Status Config::SetFromProfile(const std::string& path) {
  Result<std::vector<FileSetting>> settings = ReadConfigFile(path);
  if (!settings.ok()) return settings.status();
  for (FileSetting& setting : *settings) {
    if (setting.is_section) continue;
    const std::string place = fmt::format("line {}", setting.line);
    const auto found = entries_.find({"profile", setting.name});
    if (found == entries_.end()) return UnknownKey("profile." + setting.name).Annotate(place);
    Entry& entry = found->second;
    WidenTo(*entry.key, &setting.value);
    GROUNDSWELL_TRY(CheckConfigValue(*entry.key, setting.value).Annotate(place));
    if (entry.source != ConfigSource::kDefault) continue;
    entry.value = std::move(setting.value);
    entry.source = ConfigSource::kProfile;
  }
  return {};
}

Status Config::SetFromWatchlist(const std::string& path) {
  const ConfigSource source = Find("watchlist.file").source;
  Result<std::vector<FileSetting>> settings = ReadConfigFile(path);
  if (!settings.ok()) return settings.status();
  for (FileSetting& setting : *settings) {
    const std::string place = fmt::format("line {}", setting.line);
    if (!setting.name.starts_with(kOrganisationPrefix)) {
      return Invalid(fmt::format("{} has no place in a watchlist, which has sections [organisation.NAME] alone; move "
                                 "it to the file of --config",
                                 setting.name))
          .Annotate(place);
    }
    if (setting.is_section) {
      AddSection(setting.name);
      continue;
    }
    Entry* entry = FindOrAdd(setting.name);
    if (entry == nullptr) return UnknownKey(setting.name).Annotate(place);
    WidenTo(*entry->key, &setting.value);
    GROUNDSWELL_TRY(CheckConfigValue(*entry->key, setting.value).Annotate(place));
    if (entry->source != ConfigSource::kDefault) continue;
    entry->value = std::move(setting.value);
    entry->source = source;
  }
  return {};
}

Status Config::SetFromCalendar(const std::string& path) {
  Result<CalendarItems> items = ReadCalendarFile(path, ZoneOf(*this));
  if (!items.ok()) return items.status();
  const ConfigSource source = Find("calendar.file").source;
  const auto take = [&](const char* key, std::vector<std::string>* from) {
    Entry& entry = entries_.at({"calendar", key});
    auto& known = std::get<std::vector<std::string>>(entry.value);
    // A flag stands in place of what a sequence or a file brought.
    if (source == ConfigSource::kFlag && entry.source != ConfigSource::kFlag) known.clear();
    known.insert(known.end(), std::make_move_iterator(from->begin()), std::make_move_iterator(from->end()));
    entry.source = source;
  };
  take("events", &items->events);
  take("days", &items->days);
  return {};
}

Status Config::SetRecorded(const std::string& name, const ConfigValue& given) {
  Entry* entry = FindOrAdd(name);
  if (entry == nullptr || !entry->key->changes_results) return UnknownKey(name);
  ConfigValue value = given;
  WidenTo(*entry->key, &value);
  GROUNDSWELL_TRY(CheckConfigValue(*entry->key, value));
  entry->value = std::move(value);
  entry->source = ConfigSource::kSequence;
  return {};
}

void Config::ForgetRecordedProfile() {
  for (auto& [name, entry] : entries_) {
    if (name.first != "profile" || entry.source != ConfigSource::kSequence) continue;
    entry.value = entry.key->standard;
    entry.source = ConfigSource::kDefault;
  }
}

std::vector<std::string> Config::NamesOf(std::string_view prefix) const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) {
    if (!name.first.starts_with(prefix)) continue;
    std::string found = name.first.substr(prefix.size());
    if (names.empty() || names.back() != found) names.push_back(std::move(found));
  }
  return names;
}

std::vector<std::string> Config::Channels() const { return NamesOf(kChannelPrefix); }
std::vector<std::string> Config::Organisations() const { return NamesOf(kOrganisationPrefix); }
std::vector<std::string> Config::Sources() const { return NamesOf(kSourcePrefix); }
std::vector<std::string> Config::Receivers() const { return NamesOf(kReceiverPrefix); }
std::vector<std::string> Config::Routes() const { return NamesOf(kRoutePrefix); }

std::string Config::Hash(std::vector<HashedFile> files) const {
  std::string canonical;
  for (const auto& [name, entry] : entries_) {
    if (!entry.key->changes_results) continue;
    canonical += fmt::format("{}.{} = {}\n", name.first, name.second, FormatToml(entry.value));
  }
  std::sort(files.begin(), files.end(), [](const HashedFile& a, const HashedFile& b) { return a.name < b.name; });
  for (const HashedFile& file : files) canonical += fmt::format("file {} {:016x}\n", file.name, file.checksum);
  return fmt::format("{:016x}", Hash64(canonical));
}

std::string Config::FlagsHash() const {
  const bool names_profile = Find("engine.profile").source == ConfigSource::kFlag;
  std::string canonical;
  for (const auto& [name, entry] : entries_) {
    const bool is_flag = entry.source == ConfigSource::kFlag && entry.key->changes_results;
    const bool is_of_profile = names_profile && name.first == "profile";
    if (is_flag || is_of_profile)
      canonical += fmt::format("{}.{} = {}\n", name.first, name.second, FormatToml(entry.value));
  }
  return canonical.empty() ? canonical : fmt::format("{:016x}", Hash64(canonical));
}

std::string ShownValue(const Config::Entry& entry) {
  if (!entry.key->secret || entry.value == entry.key->standard) return FormatToml(entry.value);
  return FormatToml(ConfigValue(std::string(kMaskedSecret)));
}

std::string Config::ToToml() const {
  std::string out, section;
  for (const auto& [name, entry] : entries_) {
    if (name.first != section || out.empty()) {
      section = name.first;
      out += fmt::format("{}{}\n", out.empty() ? "" : "\n", TomlHeader(section));
    }
    const std::string unit = entry.key->unit.empty() ? "" : std::string(entry.key->unit) + "; ";
    out += fmt::format("{} = {}  # {}{}\n", name.second, ShownValue(entry), unit, ConfigSourceName(entry.source));
  }
  return out;
}

}  // namespace groundswell
