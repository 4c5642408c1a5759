// Config: every setting of the program with where its value came from.
//
// Contract: flags win over the environment, the environment over the file, the file over the profile, the profile over
// what a mapping says of its channel and the defaults. What the built-in mappings say of their channels holds whether
// or not a source names them. What a sequence carries wins over all but flags. A key is "section.key"; in the
// environment it is GROUNDSWELL_SECTION_KEY. The settings of a channel are "channel.NAME.key", in the file a table
// [channel.NAME], in the environment GROUNDSWELL_CHANNEL_NAME_KEY (NAME in lower case there); likewise those of an
// organisation, a source, a receiver and a route. The sections of the file that `watchlist.file` names stand below
// those given elsewhere. An unknown key is an error that names the nearest known one. All keys are in one table,
// config_keys.cc. Reading a key that is not in the table is a broken invariant. Ownership: a value. Threads: immutable
// after Load.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "tools/channel_traits.h"
#include "tools/config_value.h"

namespace groundswell {

// The keys outside named sections, and those of one channel or organisation (without "channel.NAME.").
std::span<const ConfigKey> ConfigKeys();
std::span<const ConfigKey> ChannelKeys();
std::span<const ConfigKey> OrganisationKeys();
std::span<const ConfigKey> SourceKeys();
std::span<const ConfigKey> ReceiverKeys();
std::span<const ConfigKey> RouteKeys();

// Where settings are read from.
struct ConfigInputs {
  std::string file = {};                                              // empty: none
  std::vector<std::pair<std::string, std::string>> environment = {};  // variables named GROUNDSWELL_…
  std::vector<std::pair<std::string, ConfigValue>> recorded = {};     // what a sequence carries, by name of the key
  std::vector<std::pair<std::string, ConfigValue>> mapped = {};       // a mapping's traits of its channel; likewise
  std::vector<std::string> sets = {};                                 // "key=value", the last of one key holds
};

// The variables of a process's environment (null-terminated, "NAME=value") whose names begin with GROUNDSWELL_. Those
// that name a place of the test data are left out: they are no settings.
std::vector<std::pair<std::string, std::string>> SettingsOfEnvironment(char** environment);

enum class ConfigSource : uint8_t { kDefault, kMapping, kProfile, kFile, kEnvironment, kSequence, kFlag };
std::string_view ConfigSourceName(ConfigSource source);  // "default", "profile", …

// A file that can change a result, by what is in it: a model, a profile, a calendar.
struct HashedFile {
  std::string name;
  uint64_t checksum = 0;
};

class Config {
 public:
  struct Entry {
    const ConfigKey* key = nullptr;  // of the tables above
    ConfigValue value;
    ConfigSource source = ConfigSource::kDefault;
  };
  // Section ("engine", "channel.weibo") and key; in ascending order of both.
  using Entries = std::map<std::pair<std::string, std::string>, Entry>;

  // Errors: Invalid for an unknown key or a value that is not allowed, NotFound or IoError for the file.
  static Result<Config> Load(const ConfigInputs& inputs);

  bool Bool(std::string_view name) const { return std::get<bool>(Find(name).value); }
  int64_t Integer(std::string_view name) const { return std::get<int64_t>(Find(name).value); }
  double Number(std::string_view name) const { return std::get<double>(Find(name).value); }
  const std::string& Text(std::string_view name) const { return std::get<std::string>(Find(name).value); }
  const std::vector<std::string>& List(std::string_view name) const {
    return std::get<std::vector<std::string>>(Find(name).value);
  }

  const ConfigValue& Value(std::string_view name) const { return Find(name).value; }

  // Channels with at least one setting of their own, ascending. For these every channel key can be read.
  std::vector<std::string> Channels() const;
  // The same of organisations: the watchlist.
  std::vector<std::string> Organisations() const;
  // The same of sources.
  std::vector<std::string> Sources() const;
  // Likewise.
  std::vector<std::string> Receivers() const;
  std::vector<std::string> Routes() const;

  const Entries& entries() const { return entries_; }
  // The flags that were given, as they were.
  const std::vector<std::string>& flags() const { return flags_; }
  // What it was made from, for it to be made again.
  const ConfigInputs& inputs() const { return inputs_; }
  // Has, in place of its own, the sections of `from` whose names begin with `prefix` ("source.").
  void Adopt(const Config& from, std::string_view prefix);
  // XXH3-64, 16 hex digits, over what flags set of the settings that can change a result; empty when they set none.
  std::string FlagsHash() const;

  // XXH3-64, 16 hex digits, over every setting that can change a result and the given files, in one canonical order.
  std::string Hash(std::vector<HashedFile> files) const;

  // A TOML file that gives these settings again, each with its unit and source beside it; secrets are masked.
  std::string ToToml() const;

 private:
  const Entry& Find(std::string_view name) const;
  Status CheckTogether() const;  // rules that hold between settings
  Status Set(std::string_view name, std::string_view text, ConfigSource source);
  Status SetMapped(const std::string& name, const ConfigValue& value);
  Status SetFromSources();  // what the mappings of the sources say of their channels, where nothing else does
  void SetWhereUnset(const NamedSettings& traits);
  Status SetFromVariable(std::string_view variable, std::string_view text);
  Status SetFromFile(const std::string& path);
  Status SetFromProfile(const std::string& path);    // only what nothing else has set
  Status SetFromWatchlist(const std::string& path);  // likewise
  Status SetFromCalendar(const std::string& path);   // beside what calendar.events holds
  Status SetRecorded(const std::string& name, const ConfigValue& value);
  void ForgetRecordedProfile();
  // The entry of a name as a user writes it, made first when it belongs to a named section; null for an unknown name.
  Entry* FindOrAdd(std::string_view name);
  // A section that its user names, with every key at its default.
  void AddSection(const std::string& name);
  Result<bool> SetNamedFromVariable(std::string_view suffix, std::string_view text);
  std::vector<std::string> NamesOf(std::string_view prefix) const;

  Entries entries_;
  std::vector<std::string> flags_;
  ConfigInputs inputs_;
};

// The value as TOML; a secret that is set is shown as kMaskedSecret.
std::string ShownValue(const Config::Entry& entry);
constexpr std::string_view kMaskedSecret = "********";

}  // namespace groundswell
