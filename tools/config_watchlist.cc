#include "tools/config_watchlist.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "ingest/limits.h"
#include "tools/config_names.h"

namespace groundswell {
namespace {

using Texts = std::vector<std::string>;

// The settings of a sequence are one line of it (docs/formats.md); a quarter of it is left to all others.
constexpr size_t kWatchlistBytesMax = kLineBytesMax / 4 * 3;

const ConfigKey kOrganisationKeys[] = {
    {.name = "accounts",
     .type = ConfigType::kTextList,
     .standard = Texts{},
     .help = "Its own accounts, CHANNEL:AUTHOR each: what they write is never a complaint. A voice's are told apart.",
     .changes_results = true},
    {.name = "aliases",
     .type = ConfigType::kTextList,
     .standard = Texts{},
     .help = "Other names that records and texts give it.",
     .changes_results = true},
    {.name = "excludes",
     .type = ConfigType::kTextList,
     .standard = Texts{},
     .help = "Words that cancel its names: where they hold one, in their own place, else in the whole text.",
     .changes_results = true},
    {.name = "homophones",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "Its names in other characters of the same sound, and in pinyin, are found too.",
     .changes_results = true},
    {.name = "kind",
     .type = ConfigType::kText,
     .standard = std::string(EntryKindName(EntryKind::kCompany)),
     .help = "What it is: group, company, branch, brand or product.",
     .changes_results = true},
    {.name = "masked",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "Its names with a part masked, such as one character as *, are found too.",
     .changes_results = true},
    {.name = "parent",
     .type = ConfigType::kText,
     .standard = std::string(),
     .help = "The organisation, brand or product it belongs to, by the name of its section.",
     .changes_results = true},
    {.name = "requires",
     .type = ConfigType::kTextList,
     .standard = Texts{},
     .help = "Context: its names count only in texts that have one of these words.",
     .changes_results = true},
    {.name = "role",
     .type = ConfigType::kText,
     .standard = std::string(),
     .help = "Whose it is: own, competitor, industry or voice; empty is that of its parent, without one own.",
     .changes_results = true},
};

// What the keys of one section say.
Result<WatchlistEntry> EntryOf(const Config& config, const std::string& name) {
  const std::string section = std::string(kOrganisationPrefix) + name + ".";
  WatchlistEntry entry;
  entry.name = name;
  entry.parent = config.Text(section + "parent");
  entry.aliases = config.List(section + "aliases");
  entry.required = config.List(section + "requires");
  entry.excluded = config.List(section + "excludes");
  entry.accounts = config.List(section + "accounts");
  entry.masked = config.Bool(section + "masked");
  entry.homophones = config.Bool(section + "homophones");
  const std::string &kind = config.Text(section + "kind"), &role = config.Text(section + "role");
  const auto known_kind = EntryKindOf(kind);
  if (!known_kind)
    return Invalid(
        fmt::format("{}kind = \"{}\" is none; write group, company, branch, brand or product", section, kind));
  entry.kind = *known_kind;
  if (role.empty()) return entry;
  entry.role = EntryRoleOf(role);
  if (!entry.role)
    return Invalid(fmt::format("{}role = \"{}\" is none; write own, competitor, industry or voice", section, role));
  return entry;
}

size_t BytesInSequence(const Config& config) {
  size_t bytes = 0;
  for (const auto& [name, entry] : config.entries())
    if (name.first.starts_with(kOrganisationPrefix) && (name.second == "kind" || entry.value != entry.key->standard))
      bytes += name.first.size() + name.second.size() + FormatToml(entry.value).size() + 5;
  return bytes;
}

}  // namespace

std::span<const ConfigKey> OrganisationKeys() { return kOrganisationKeys; }

Result<std::vector<WatchlistEntry>> WatchlistEntriesOf(const Config& config) {
  std::vector<WatchlistEntry> entries;
  for (const std::string& name : config.Organisations()) {
    Result<WatchlistEntry> entry = EntryOf(config, name);
    if (!entry.ok()) return entry.status();
    entries.push_back(std::move(*entry));
  }
  return entries;
}

Result<Config> ConfigOfWatchlist(const std::vector<WatchlistEntry>& entries) {
  ConfigInputs inputs;
  for (const WatchlistEntry& entry : entries) {
    const auto add = [&](std::string_view key, ConfigValue value) {
      inputs.recorded.emplace_back(fmt::format("{}{}.{}", kOrganisationPrefix, entry.name, key), std::move(value));
    };
    add("kind", std::string(EntryKindName(entry.kind)));
    add("role", entry.role ? std::string(EntryRoleName(*entry.role)) : std::string());
    add("parent", entry.parent);
    add("aliases", entry.aliases);
    add("requires", entry.required);
    add("excludes", entry.excluded);
    add("accounts", entry.accounts);
    add("masked", entry.masked);
    add("homophones", entry.homophones);
  }
  return Config::Load(inputs);
}

Status CheckWatchlistOf(const Config& config) {
  const auto entries = WatchlistEntriesOf(config);
  if (!entries.ok()) return entries.status();
  if (const size_t bytes = BytesInSequence(config); bytes > kWatchlistBytesMax)
    return Invalid(
        fmt::format("the sections [organisation.NAME] come to {} bytes, {} at most are allowed; take out "
                    "names and context that are never met",
                    bytes, kWatchlistBytesMax));
  return CheckWatchlist(*entries);
}

Watchlist WatchlistOf(const Config& config) {
  auto entries = WatchlistEntriesOf(config);
  CHECK(entries.ok());
  Result<Watchlist> watchlist = Watchlist::Build(std::move(*entries));
  CHECK(watchlist.ok());  // checked when the settings were loaded
  return std::move(*watchlist);
}

std::set<std::string, std::less<>> SilentOrgsOf(const Config& config) {
  std::set<std::string, std::less<>> silent;
  const auto entries = WatchlistEntriesOf(config);
  if (!entries.ok() || !CheckWatchlist(*entries).ok()) return silent;
  const std::vector<uint32_t> parents = ParentsOf(*entries);
  for (uint32_t i = 0; i < entries->size(); ++i) {
    if (InheritedRole(i, *entries, parents) != EntryRole::kOwn) silent.insert((*entries)[i].name);
  }
  return silent;
}

}  // namespace groundswell
