#include "tools/reload.h"

#include <fmt/format.h>

#include <chrono>
#include <set>
#include <utility>

#include "tools/config_names.h"
#include "tools/config_oncall.h"
#include "tools/config_serve.h"
#include "tools/config_sources.h"
#include "tools/config_watchlist.h"
#include "tools/model_set.h"
#include "tools/settings_text.h"

namespace groundswell {
namespace {

constexpr size_t kKeysNamedMax = 12;

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

bool IsLive(const std::string& section) {
  return section.starts_with(kSourcePrefix) || section.starts_with(kChannelPrefix) || section == kOnCallSection;
}

// Of thousands of organisations a name each is enough.
std::string NameOf(const std::pair<std::string, std::string>& name) {
  return name.first.starts_with(kOrganisationPrefix) ? name.first : name.first + "." + name.second;
}

void AddMissing(const Config& from, const Config& other, std::set<std::string>* names) {
  for (const auto& [name, entry] : from.entries()) {
    if (IsLive(name.first)) continue;
    const auto found = other.entries().find(name);
    if (found == other.entries().end() || found->second.value != entry.value) names->insert(NameOf(name));
  }
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kKeysNamedMax); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kKeysNamedMax) text += fmt::format(" and {} more", names.size() - kKeysNamedMax);
  return text;
}

std::string ChangesInWords(const SourceChanges& changes) {
  std::string text;
  for (const auto& [what, names] : {std::pair("started", &changes.started), std::pair("stopped", &changes.stopped),
                                    std::pair("started again", &changes.changed)})
    if (!names->empty()) text += fmt::format("{} {}; ", what, Listed(*names));
  return text + fmt::format("{} sources as before", changes.untouched);
}

}  // namespace

// What is to come into force, made whole before anything is touched.
struct Reload::Next {
  Config config;
  std::vector<std::string> restart;
  std::string settings_text;  // empty: channels and watchlist are what they were
  WantedSources wanted;
  BlockScorerOptions score;
  std::shared_ptr<const OnCallPlan> on_call;
};

std::vector<std::string> KeysForRestart(const Config& now, const Config& next) {
  std::set<std::string> names;
  AddMissing(now, next, &names);
  AddMissing(next, now, &names);
  return {names.begin(), names.end()};
}

Reload::Reload(Config config, ReloadParts parts)
    : parts_(std::move(parts)), config_(std::move(config)), config_hash_(ConfigHash(config_, *parts_.models)) {}

Status Reload::Prepare(Next* next) const {
  auto fresh = Config::Load(config_.inputs());
  if (!fresh.ok()) return fresh.status();
  if (const auto serve = ServeSettingsOf(*fresh); !serve.ok()) return serve.status();
  // What was edited stands in the place of a watchlist that is what it was.
  if (WatchlistOf(*fresh).checksum() == parts_.watchlist_base) fresh->Adopt(config_, kOrganisationPrefix);
  next->restart = KeysForRestart(config_, *fresh);
  next->config = config_;
  next->config.Adopt(*fresh, kSourcePrefix);
  next->config.Adopt(*fresh, kChannelPrefix);
  next->config.Adopt(*fresh, kOnCallSection);
  // With the receivers and addresses that run.
  GROUNDSWELL_TRY(CheckOnCallOf(next->config));
  auto on_call = OnCallPlanOf(next->config);
  if (!on_call.ok()) return on_call.status();
  next->on_call = std::move(*on_call);
  MakeScore(next);
  return ReadSources(next);
}

Status Reload::ReadSources(Next* next) const {
  auto sources = SourcesOf(next->config);
  if (!sources.ok()) return sources.status();
  next->wanted.sources = std::move(*sources);
  auto feeds = Feeds::Make(next->config, next->score, parts_.say);
  if (!feeds.ok()) return feeds.status();
  next->wanted.feeds = std::move(*feeds);
  if (!next->settings_text.empty()) next->wanted.score = next->score;
  return {};
}

void Reload::MakeScore(Next* next) const {
  next->score = BlockScorerOptionsOf(next->config);
  std::string text = SettingsText(next->config, *parts_.models);
  if (text != SettingsText(config_, *parts_.models)) next->settings_text = std::move(text);
}

// Of all but the sources.
Status Reload::EnforceScore(const Next& next) {
  if (next.settings_text.empty()) return {};
  GROUNDSWELL_TRY(parts_.engine->ChangeSettings(next.settings_text));
  parts_.intake->SetScore(next.score);
  parts_.cases->SetWatchlist(next.score.watchlist);
  return {};
}

Status Reload::Enforce(Next* next, std::string* words) {
  const bool has_channels = !next->settings_text.empty();
  GROUNDSWELL_TRY(EnforceScore(*next));
  const auto changes = parts_.sources->Become(std::move(next->wanted));
  if (!changes) return Conflict("sources do not run now");
  if (parts_.on_call != nullptr && next->on_call) parts_.on_call->Become(next->on_call);
  config_ = std::move(next->config);
  *words = ChangesInWords(*changes);
  if (has_channels) *words += "; the channels have their new settings";
  if (next->on_call && next->on_call->rota) *words += "; the rota was read";
  if (!next->restart.empty()) *words += "; only a restart brings into force: " + Listed(next->restart);
  return {};
}

Status Reload::ChangeWatchlist(const std::vector<WatchlistEntry>& entries) {
  auto organisations = ConfigOfWatchlist(entries);
  if (!organisations.ok()) return organisations.status();
  std::lock_guard one(changing_);
  if (!is_open_) return Exhausted("the watchlist cannot be changed now; /readyz says why");
  Next next{.config = config_, .restart = {}, .settings_text = {}, .wanted = {}, .score = {}, .on_call = {}};
  next.config.Adopt(*organisations, kOrganisationPrefix);
  GROUNDSWELL_TRY(CheckWatchlistOf(next.config));
  MakeScore(&next);
  GROUNDSWELL_TRY(EnforceScore(next));
  if (!next.settings_text.empty() && !parts_.sources->SetScore(next.score)) return Conflict("sources do not run now");
  config_ = std::move(next.config);
  parts_.say("the watchlist has changed: " + std::to_string(entries.size()) + " entries");
  std::string hash = ConfigHash(config_, *parts_.models);
  std::lock_guard lock(mutex_);
  config_hash_ = std::move(hash);
  return {};
}

void Reload::Run() {
  std::lock_guard one(changing_);
  Next next{.config = config_, .restart = {}, .settings_text = {}, .wanted = {}, .score = {}, .on_call = {}};
  std::string words;
  Status status = Prepare(&next);
  if (status.ok()) status = Enforce(&next, &words);
  Note(status, std::move(words));
}

void Reload::Note(const Status& status, std::string words) {
  if (!status.ok()) words = "nothing was changed: " + status.message();
  parts_.say("configuration read again: " + words);
  std::string hash = ConfigHash(config_, *parts_.models);
  std::lock_guard lock(mutex_);
  config_hash_ = std::move(hash);
  ++(status.ok() ? report_.taken : report_.refused);
  report_.last_ms = WallMs();
  report_.was_taken = status.ok();
  report_.words = std::move(words);
}

ReloadReport Reload::report() const {
  std::lock_guard lock(mutex_);
  return report_;
}

std::string Reload::config_hash() const {
  std::lock_guard lock(mutex_);
  return config_hash_;
}

void WriteReload(const ReloadReport& report, JsonWriter* json) {
  json->BeginObject().Key("taken").Integer(static_cast<int64_t>(report.taken));
  json->Key("refused").Integer(static_cast<int64_t>(report.refused));
  if (report.last_ms > 0) {
    json->Key("last").BeginObject().Key("at").Time(EventTime{report.last_ms});
    json->Key("taken").Bool(report.was_taken).Key("message").Text(report.words).EndObject();
  }
  json->EndObject();
}

MetricsPage::Source ReloadMetrics(const Reload* reload) {
  return [reload](MetricFamilies* families) {
    const ReloadReport report = reload->report();
    const std::pair<std::string_view, double> outcomes[] = {{"taken", static_cast<double>(report.taken)},
                                                            {"refused", static_cast<double>(report.refused)}};
    families->push_back(CounterMetrics("groundswell_config_reloads_total", "Times the configuration was read again.",
                                       "outcome", outcomes));
    families->push_back(GaugeMetric("groundswell_config_reload_successful",
                                    "0 when the configuration that was read last was wrong and changed nothing.",
                                    report.last_ms == 0 || report.was_taken ? 1.0 : 0.0));
  };
}

}  // namespace groundswell
