// Every setting of the program: the one table. docs/operating.md explains how they are given.
#include "tools/config_keys.h"

#include <array>
#include <charconv>
#include <functional>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "engine/baseline.h"
#include "tools/config_calendar.h"
#include "tools/config_clocks.h"
#include "tools/config_file.h"
#include "tools/config_names.h"
#include "tools/config_serve.h"
#include "tools/config_watchlist.h"

namespace groundswell {
namespace {

using Texts = std::vector<std::string>;

// A key that fills a field of the engine's settings.
struct EngineKey {
  ConfigKey key;
  std::function<void(const ConfigValue&, EngineSettings*)> apply;
};

// The decimal a float was written as, so that 0.14f shows as 0.14.
double Decimal(float value) {
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof(digits), value);
  double decimal = 0;
  std::from_chars(digits, written.ptr, decimal);
  return decimal;
}

template <typename T>
ConfigValue ValueOf(const T& field) {
  if constexpr (std::is_same_v<T, float>) return Decimal(field);
  if constexpr (std::is_same_v<T, double>) return field;
  if constexpr (std::is_same_v<T, uint32_t>) return static_cast<int64_t>(field);
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Texts>) return field;
}

template <typename T>
void Assign(const ConfigValue& value, T* field) {
  if constexpr (std::is_floating_point_v<T>) *field = static_cast<T>(std::get<double>(value));
  if constexpr (std::is_same_v<T, uint32_t>) *field = static_cast<uint32_t>(std::get<int64_t>(value));
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Texts>) *field = std::get<T>(value);
}

template <typename T>
constexpr ConfigType TypeOf() {
  if (std::is_floating_point_v<T>) return ConfigType::kNumber;
  if (std::is_same_v<T, Texts>) return ConfigType::kTextList;
  return std::is_integral_v<T> ? ConfigType::kInteger : ConfigType::kText;
}

// `field` gives the field of some settings; `standard` are settings that hold every default.
template <typename Field>
EngineKey Bind(EngineSettings& standard, std::string_view name, Field field, double min, double max,
               std::string_view unit, std::string_view help) {
  using T = std::remove_reference_t<decltype(field(standard))>;
  EngineKey bound;
  bound.key = {.name = name,
               .type = TypeOf<T>(),
               .standard = ValueOf<T>(field(standard)),
               .min = min,
               .max = max,
               .unit = unit,
               .help = help,
               .changes_results = true};
  bound.apply = [field](const ConfigValue& value, EngineSettings* settings) { Assign<T>(value, &field(*settings)); };
  return bound;
}

#define FIELD(member) \
  [](EngineSettings & settings) -> auto& { return settings.member; }

void AddClusterKeys(EngineSettings& s, std::vector<EngineKey>* keys) {
  const auto add = [&](auto... arguments) { keys->push_back(Bind(s, arguments...)); };
  add("engine.cluster.candidates_max", FIELD(cluster.candidates_max), 1, 4096, "groups",
      "Candidate groups scored in full for one post.");
  add("engine.cluster.cluster_terms_max", FIELD(cluster.cluster_terms_max), 16, 1 << 20, "terms",
      "Terms one micro-cluster keeps; when it has half as many again, its lightest go.");
  add("engine.cluster.clusters_max", FIELD(cluster.clusters_max), 64, 1 << 20, "groups",
      "Micro-clusters one organisation holds at once; beyond, those untouched for longest go.");
  add("engine.cluster.crowd_exponent", FIELD(cluster.crowd_exponent), 0, 4, "",
      "How much less is asked of a post where few groups compete for it; 0 makes it the same.");
  add("engine.cluster.dense_weight", FIELD(cluster.dense_weight), 0, 1, "",
      "Share of the dense part in the score of a post and a group.");
  add("engine.cluster.fade_per_pause", FIELD(cluster.fade_per_pause), 0, 1000, "",
      "A slow group scores half after so many of its own mean pauses, where that is later, up to fade_posts.");
  add("engine.cluster.fade_per_return", FIELD(cluster.fade_per_return), 0, 1000, "",
      "Where posts return to groups soon, groups fade within so many long pauses instead; 0 leaves fade_posts alone.");
  add("engine.cluster.fade_posts", FIELD(cluster.fade_posts), 1, 1e9, "posts",
      "A group not touched for so many posts of its organisation scores half.");
  add("engine.cluster.length_exponent", FIELD(cluster.length_exponent), -1, 0, "",
      "How the threshold falls with the length of a post; 0 makes it the same for all.");
  add("engine.cluster.length_reference", FIELD(cluster.length_reference), 1, 1000, "terms",
      "Effective terms of the post for which the threshold holds as written.");
  add("engine.cluster.lone_threshold", FIELD(cluster.lone_threshold), 0, 1, "",
      "A post that stayed alone joins, at a later look, the group it is this alike to; 0 takes no later look.");
  add("engine.cluster.mean_prior_posts", FIELD(cluster.mean_prior_posts), 1, 1e6, "posts",
      "Posts of no content the running mean post starts from.");
  add("engine.cluster.meaning_threshold", FIELD(cluster.meaning_threshold), -1, 1, "",
      "The likeness of meaning that is worth as much as the threshold is for the rest.");
  add("engine.cluster.meaning_weight", FIELD(cluster.meaning_weight), 0, 1, "",
      "Share of the shipped word vectors in the score of a post and a group; 0 leaves them out.");
  add("engine.cluster.merge_dense_weight", FIELD(cluster.merge_dense_weight), 0, 1, "",
      "Share of the dense part in the likeness of two groups.");
  add("engine.cluster.merge_every_posts", FIELD(cluster.merge_every_posts), 1, 1 << 20, "posts",
      "Posts of an organisation between two merge passes.");
  add("engine.cluster.merge_meaning_threshold", FIELD(cluster.merge_meaning_threshold), -1, 1, "",
      "The likeness of meaning that is worth as much as merge_threshold is for the rest.");
  add("engine.cluster.merge_meaning_weight", FIELD(cluster.merge_meaning_weight), 0, 1, "",
      "Share of the shipped word vectors in the likeness of two groups.");
  add("engine.cluster.merge_noise_exponent", FIELD(cluster.merge_noise_exponent), 0, 4, "",
      "How much merge_threshold moves with what the threshold has been; 0 holds it still.");
  add("engine.cluster.merge_threshold", FIELD(cluster.merge_threshold), 0, 1, "",
      "Two groups at least this alike become one.");
  add("engine.cluster.newness", FIELD(cluster.newness), 0, 1, "", "How much less a group of one post scores.");
  add("engine.cluster.noise_exponent", FIELD(cluster.noise_exponent), 0, 4, "",
      "How much the threshold moves with the likeness that a post has by chance; 0 holds it still.");
  add("engine.cluster.noise_reference", FIELD(cluster.noise_reference), 0.0001, 1, "",
      "The likeness by chance for which the threshold holds as written.");
  add("engine.cluster.other_product_penalty", FIELD(cluster.other_product_penalty), 0, 1, "",
      "How much less a group on one product scores for a post on another.");
  add("engine.cluster.postings_max", FIELD(cluster.postings_max), 16, 1 << 20, "postings",
      "Postings walked to find the candidates of one post.");
  add("engine.cluster.pull_weight", FIELD(cluster.pull_weight), 0, 4, "",
      "How much less a group scores for being like posts that are not its own; 0 leaves it out.");
  add("engine.cluster.rules_max", FIELD(cluster.rules_max), 2, 1 << 20, "groups",
      "Micro-clusters of one organisation bound by rules of an analyst; beyond, those untouched for longest go.");
  add("engine.cluster.stop_weight", FIELD(cluster.stop_weight), 0, 1, "", "Weight of function words.");
  add("engine.cluster.terms_max", FIELD(cluster.terms_max), 1 << 10, 1 << 24, "terms",
      "Terms one organisation remembers; beyond, the rarest that no group uses are forgotten.");
  add("engine.cluster.threshold", FIELD(cluster.threshold), 0, 1, "",
      "A post joins the best group that scores at least this, else it opens one.");
}

// Checked when it was set; empty is UTC.
ZoneOffset ZoneOf(const std::string& text) { return text.empty() ? ZoneOffset{} : ParseZone(text).value(); }

void AddBurstKeys(EngineSettings& s, std::vector<EngineKey>* keys) {
  const auto add = [&](auto... arguments) { keys->push_back(Bind(s, arguments...)); };
  add("engine.burst.anchor_down_per_day", FIELD(burst.anchor_down_per_day), 0, 1, "",
      "Share of the way that the frozen baseline follows a quieter week in a day.");
  add("engine.burst.anchor_up_per_day", FIELD(burst.anchor_up_per_day), 0, 1, "",
      "Growth of the frozen baseline in a day of a busier week.");
  add("engine.burst.cause_share", FIELD(burst.cause_share), 0, 1, "",
      "Share of its organisation's complainants that a cause is expected to bring before it has a history.");
  add("engine.burst.cool_down_hours", FIELD(burst.cool_down_hours), 1, 8760, "hours",
      "A group that was told of surges again after so long at the earliest.");
  add("engine.burst.day_dispersion", FIELD(burst.day_dispersion), 0, 4, "",
      "Relative variance from day to day of a group that has not shown its own.");
  add("engine.burst.dispersion_min", FIELD(burst.dispersion_min), 0, 4, "",
      "The least relative variance a group is taken to have.");
  add("engine.burst.false_alarms_per_day", FIELD(burst.false_alarms_per_day), 1e-6, 1e6, "alarms",
      "Bursts and surges expected at most, in a day, where there is none, over all groups together.");
  add("engine.burst.forecast_horizon_days", FIELD(burst.forecast_horizon_days), 1, 365, "days",
      "How far ahead a forecast looks.");
  add("engine.burst.group_share", FIELD(burst.group_share), 0, 1, "",
      "Share of its organisation's complainants that a group is expected to bring before it has a history.");
  add("engine.burst.hold_days", FIELD(burst.hold_days), 1, 8, "days",
      "emerging by a burst alone holds for so long after the newest complainant.");
  add("engine.burst.hour_dispersion", FIELD(burst.hour_dispersion), 0, 4, "",
      "Relative variance from hour to hour of a group that has not shown its own.");
  add("engine.burst.people_min", FIELD(burst.people_min), 2, 1e6, "people", "A burst has at least so many new people.");
  add("engine.burst.prior_hours", FIELD(burst.prior_hours), 0.01, 1e5, "hours", "The time of burst.prior_people.");
  add("engine.burst.prior_people", FIELD(burst.prior_people), 0.001, 1e6, "people",
      "What is expected of a group nothing is known of: so many people in prior_hours.");
  add("engine.burst.ratio_min", FIELD(burst.ratio_min), 1, 1000, "", "A burst has so many times what was expected.");
  add("engine.burst.silence_hours", FIELD(burst.silence_hours), 1, 8760, "hours",
      "After so long without any post all sources were silent: their return is no burst.");
  add("engine.burst.six_hour_dispersion", FIELD(burst.six_hour_dispersion), 0, 4, "",
      "Relative variance from six hours to the next of a group that has not shown its own.");
  add("engine.burst.told_hours", FIELD(burst.told_hours), 0, 168, "hours",
      "After an alert, the growth of so many hours is part of what was told.");
  add("engine.burst.window_panes", FIELD(burst.window_panes), 1, kPanesKept, "panes",
      "Panes of the shortest burst but one, and of rate_per_hour; the current one included.");
  // The zone by whose clock people write; its type is no number, so it has a form of its own.
  keys->push_back({.key = {.name = "engine.zone",
                           .type = ConfigType::kZone,
                           .standard = std::string("+08:00"),
                           .help = "By whose clock and weekdays people write, until an organisation's rhythm is known.",
                           .changes_results = true},
                   .apply = [](const ConfigValue& value, EngineSettings* settings) {
                     settings->burst.zone_minutes = ZoneOf(std::get<std::string>(value)).minutes;
                   }});
}

void AddEngineKeys(EngineSettings& s, std::vector<EngineKey>* keys) {
  const auto add = [&](auto... arguments) { keys->push_back(Bind(s, arguments...)); };
  add("engine.answers_max", FIELD(answers_max), 1, 1 << 26, "posts",
      "Complaints remembered so that a reply such as `me too` joins the group of the one it answers.");
  add("engine.cause_terms", FIELD(cause_terms), 0, 1000, "terms",
      "The cause of a complaint counts in grouping as a word that stands in it so often; 0 leaves it out.");
  add("engine.certainty_min", FIELD(certainty_min), 0, 1, "",
      "What a group's people wrote must be complaints with this probability in the mean, or it waits until it is "
      "major.");
  add("engine.complaint_min", FIELD(complaint_min), 0, 1, "", "A post at or above this probability is a complaint.");
  add("engine.complaint_share_min", FIELD(complaint_share_min), 0, 1, "",
      "Of a group's posts that are no copies so many must be complaints, or it has no level.");
  add("engine.copy_texts_max", FIELD(copy_texts_max), 1, 1 << 26, "texts",
      "Texts one organisation remembers to know copies by.");
  add("engine.evidence_max", FIELD(evidence_max), 1, 1000, "posts", "Post ids an alert names as evidence.");
  add("engine.gather_ratio_min", FIELD(gather_ratio_min), 0, 1000, "",
      "Complaints about an organisation that found no group are gathered when so many times as many came; 0: never.");
  add("engine.gather_surprise", FIELD(gather_surprise), 0, 300, "",
      "And when that is so surprising (-log10 of its probability).");
  add("engine.group_idle_days", FIELD(group_idle_days), 1, 3650, "days",
      "A group without a post for so long ends; later complaints reopen it, or open a new one once it has faded.");
  add("engine.groups_max", FIELD(groups_max), 1, 1 << 24, "groups",
      "Groups at watch or above held once their micro-cluster has faded; beyond, the next to end ends early.");
  add("engine.pane_secs", FIELD(burst.pane_secs), 1, 86400, "seconds",
      "Length of a pane of event time; what happens as time passes happens at its edges.");
  add("engine.retention_days", FIELD(retention_days), 1, 36500, "days",
      "Posts and ids are kept for so long behind the newest post; never less than engine.group_idle_days.");
  add("engine.scopes_max", FIELD(scopes_max), 1, 1 << 24, "organisations",
      "Organisations with a scope of their own; posts about further ones share that of unknown organisations.");
}

void AddProfileKeys(EngineSettings& s, std::vector<EngineKey>* keys) {
  const auto add = [&](auto... arguments) { keys->push_back(Bind(s, arguments...)); };
  add("profile.crisis_calm", FIELD(profile.crisis_calm), 0, 1e6, "people",
      "crisis is over with fewer new complainants than this within its window.");
  add("profile.crisis_complainants", FIELD(profile.crisis_complainants), 1, 1e6, "people",
      "crisis: major, and so many new complainants within its window.");
  add("profile.crisis_window_hours", FIELD(profile.crisis_window_hours), 1, 8760, "hours", "The window of crisis.");
  add("profile.clocks", FIELD(profile.clocks), 0, 0, "",
      "Deadlines that run for a case, such as decide = 15 days after received.");
  add("profile.emerging", FIELD(profile.emerging), 2, 1e6, "people",
      "Distinct complainants from which on a group is emerging.");
  add("profile.evidence_years", FIELD(profile.evidence_years), 1, 100, "years",
      "For which a case keeps what it was decided on, beyond the retention of posts.");
  add("profile.first_day", FIELD(profile.first_day), 0, 0, "",
      "The first day of a deadline in days: next, the day after the one it starts on, or same, that day itself.");
  add("profile.major", FIELD(profile.major), 2, 1e6, "people", "Distinct complainants from which on a group is major.");
  add("profile.name", FIELD(profile.name), 0, 0, "", "What the profile is called.");
  add("profile.report_major_hours", FIELD(profile.report_major_hours), 0, kClockAmountMax, "hours",
      "Within which a major complaint is reported, a deadline of its own; 0 where no rule says so.");
  add("profile.representatives_max", FIELD(profile.representatives_max), 0, 1e6, "people",
      "People who may speak for a group in person; 0 where the rules name no number.");
  add("profile.usual_daily", FIELD(profile.usual_daily), 0, 1e6, "people",
      "An organisation with more complainants a day needs more for each level, by the root of the ratio; 0 never.");
  add("profile.voice_followers", FIELD(profile.voice_followers), 1, 4e9, "followers",
      "From so many followers on one complaint of an author is a critical post.");
  add("profile.watch", FIELD(profile.watch), 2, 1e6, "people",
      "Distinct complainants from which on a group is watched.");
  add("profile.window_days", FIELD(profile.window_days), 0, 3650, "days",
      "Complainants of the last so many days count; 0 counts those of the group's life.");
  add("profile.withdrawn_people", FIELD(profile.withdrawn_people), 1, 1e6, "people",
      "Deleted posts of so many people of a group are told.");
  add("profile.withdrawn_share", FIELD(profile.withdrawn_share), 0, 1, "",
      "... where they are at least this share of its people.");
  add("profile.zone", FIELD(profile.zone), 0, 0, "",
      "Whose days deadlines are counted in: an offset such as +08:00, or a name such as Europe/London.");
}

#undef FIELD

// Fills the profile of `settings` from the built-in file, whose keys are those of the profile.* table.
void ReadDefaultProfile(EngineSettings* settings) {
  std::vector<EngineKey> keys;
  AddProfileKeys(*settings, &keys);
  Result<std::vector<FileSetting>> read = ParseConfigText(DefaultProfileToml());
  CHECK(read.ok());
  for (FileSetting& setting : *read) {
    if (setting.is_section) continue;
    bool known = false;
    for (const EngineKey& bound : keys) {
      if (bound.key.name != "profile." + setting.name) continue;
      WidenTo(bound.key, &setting.value);
      CHECK(CheckConfigValue(bound.key, setting.value).ok());
      bound.apply(setting.value, settings);
      known = true;
    }
    CHECK(known);
  }
}

std::vector<EngineKey> MakeEngineKeys() {
  EngineSettings standard;
  ReadDefaultProfile(&standard);
  std::vector<EngineKey> keys;
  AddClusterKeys(standard, &keys);
  AddBurstKeys(standard, &keys);
  AddEngineKeys(standard, &keys);
  AddProfileKeys(standard, &keys);
  return keys;
}

const std::vector<EngineKey>& EngineKeys() {
  static const std::vector<EngineKey> keys = MakeEngineKeys();
  return keys;
}

// Settings that are not the engine's own: how work is done, and what is taken in.
std::vector<ConfigKey> MakeKeys() {
  std::vector<ConfigKey> keys = {
      {.name = "calendar.days",
       .type = ConfigType::kTextList,
       .standard = Texts{},
       .help = "Holidays and weekends worked in exchange, 2026-05-01 = holiday or workday each; those of calendar.file "
               "come after them.",
       .changes_results = true},
      {.name = "calendar.events",
       .type = ConfigType::kTextList,
       .standard = Texts{},
       .help = "Planned events, each an inline table as in a calendar file; those of calendar.file come after them.",
       .changes_results = true},
      {.name = "calendar.file",
       .type = ConfigType::kText,
       .standard = std::string(),
       .help = "A calendar, TOML: planned events, whose bursts are expected, and the holidays by which working days "
               "are counted."},
      {.name = "engine.batch_posts",
       .type = ConfigType::kInteger,
       .standard = int64_t{1024},
       .min = 1,
       .max = 65536,
       .unit = "posts",
       .help = "Posts taken into one step; changes speed and memory, never a result."},
      {.name = "engine.profile",
       .type = ConfigType::kText,
       .standard = std::string("default"),
       .help = "A file with the keys of [profile]; default is the built-in one. A profile.* key given wins over it."},
      {.name = "engine.threads",
       .type = ConfigType::kInteger,
       .standard = int64_t{0},
       .min = 0,
       .max = 256,
       .unit = "threads",
       .help = "Threads that score posts; 0 takes one for each core."},
      {.name = "profile.warn_before",
       .type = ConfigType::kTextList,
       .standard = Texts{"24h", "2h"},
       .help = "How long before a deadline passes it is told, such as 24h, 90m or 3d each; it is told when it passes, "
               "too. Empty: never."},
      {.name = "storage.checkpoint_records",
       .type = ConfigType::kInteger,
       .standard = int64_t{500000},
       .min = 100,
       .max = 1e9,
       .unit = "records",
       .help = "Records between two checkpoints of the engine's state; a restart steps over at most so many."},
      {.name = "models.dir",
       .type = ConfigType::kText,
       .standard = std::string(),
       .help = "Folder with sentiment.gsm and complaint.gsm; empty takes the built-in ones."},
      {.name = "people.author_key",
       .type = ConfigType::kHexKey,
       .standard = std::string(),
       .help = "Key of the hashes that stand for authors, 32 hexadecimal digits; empty makes one at random.",
       .secret = true},
      {.name = "privacy.patterns",
       .type = ConfigType::kTextList,
       .standard = Texts{},
       .help =
           "Personal numbers only you know the form of, KIND:REGEX each, such as order:HQ\\d{8}: they become [KIND].",
       .changes_results = true},
      {.name = "taxonomy.file",
       .type = ConfigType::kText,
       .standard = std::string(),
       .help = "TOML file with causes, demands, emotions and signs; empty takes the built-in one."},
      {.name = "watchlist.file",
       .type = ConfigType::kText,
       .standard = std::string(),
       .help = "A TOML file with further [organisation.NAME] sections; a key given elsewhere wins over it."},
  };
  AddServeKeys(&keys);
  for (const EngineKey& bound : EngineKeys()) keys.push_back(bound.key);
  return keys;
}

const ConfigKey kChannelKeys[] = {
    {.name = "complaints",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "A complaints desk: every post is a complaint unless it is praise.",
     .changes_results = true},
    {.name = "date_only",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "Its times are true to the day alone: bursts and rates are told by days.",
     .changes_results = true},
    {.name = "each_post_is_a_person",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "Each post counts as a person of its own, whoever its author is.",
     .changes_results = true},
    {.name = "expected_lag_secs",
     .type = ConfigType::kInteger,
     .standard = int64_t{0},
     .min = 0,
     .max = 366 * 86400,
     .unit = "seconds",
     .help = "How late its posts usually come: later ones are counted as late, and its clock is judged beyond it.",
     .changes_results = true},
    {.name = "formal",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "Its complaints are made formally, to the organisation or a regulator: they are counted by themselves.",
     .changes_results = true},
    {.name = "placeholder_authors",
     .type = ConfigType::kTextList,
     .standard = Texts{},
     .help = "Further names that stand for nobody in this channel.",
     .changes_results = true},
    {.name = "time_zone",
     .type = ConfigType::kZone,
     .standard = std::string(),
     .help = "Offset of times written without one; without it such posts are refused.",
     .changes_results = true},
};

}  // namespace

std::span<const ConfigKey> ConfigKeys() {
  static const std::vector<ConfigKey> keys = MakeKeys();
  return keys;
}

std::span<const ConfigKey> ChannelKeys() { return kChannelKeys; }

ZoneOffset ZoneOf(const Config& config) { return ZoneOf(config.Text("engine.zone")); }

const std::string& NotifyZoneText(const Config& config) {
  const std::string& zone = config.Text("notify.zone");
  return zone.empty() ? config.Text("engine.zone") : zone;
}

LocalZone NotifyZoneOf(const Config& config) {
  const std::string& zone = config.Text("notify.zone");
  return zone.empty() ? ZoneOf(config) : LocalZone::Parse(zone).value();  // checked when it was set
}

ChannelZones ChannelZonesOf(const Config& config) {
  ChannelZones zones;
  for (const std::string& channel : config.Channels()) {
    const std::string& text = config.Text("channel." + channel + ".time_zone");
    if (!text.empty()) zones[channel] = ParseZone(text).value();  // checked when it was set
  }
  return zones;
}

std::optional<AuthorKey> AuthorKeyOf(const Config& config) {
  const std::string& digits = config.Text("people.author_key");
  if (digits.empty()) return std::nullopt;
  std::array<uint8_t, AuthorKey::kBytes> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) std::from_chars(&digits[2 * i], &digits[2 * i] + 2, bytes[i], 16);
  return AuthorKey(bytes);
}

RedactPatterns RedactPatternsOf(const Config& config) {
  auto patterns = RedactPatterns::Parse(config.List("privacy.patterns"));
  return patterns.ok() ? std::move(*patterns) : std::move(*RedactPatterns::Parse({}));
}

EngineSettings EngineSettingsOf(const Config& config) {
  EngineSettings settings;
  for (const EngineKey& bound : EngineKeys()) bound.apply(config.Value(bound.key.name), &settings);
  for (const std::string& channel : config.Channels()) {
    ChannelTraits& traits = settings.channels[channel];
    const std::string section = std::string(kChannelPrefix) + channel + ".";
    traits.complaints = config.Bool(section + "complaints");
    traits.each_post_is_a_person = config.Bool(section + "each_post_is_a_person");
    traits.formal = config.Bool(section + "formal");
    traits.date_only = config.Bool(section + "date_only");
    traits.expected_lag_secs = config.Integer(section + "expected_lag_secs");
  }
  settings.silent_orgs = SilentOrgsOf(config);
  settings.calendar = ParseCalendarItems(config.List("calendar.events"), ZoneOf(config)).value();  // checked likewise
  settings.clocks = ClockBookOf(config).value();
  return settings;
}

}  // namespace groundswell
