#include "tools/command_check_config.h"

#include <chrono>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "serve/watchlist_book.h"
#include "storage/rocks_store.h"
#include "tools/config_clocks.h"
#include "tools/config_keys.h"
#include "tools/config_oncall.h"
#include "tools/config_watchlist.h"

namespace groundswell {
namespace {

void WriteValue(const Config::Entry& entry, JsonWriter* json) {
  if (entry.key->secret && entry.value != entry.key->standard) {
    json->Text(kMaskedSecret);
  } else if (const auto* flag = std::get_if<bool>(&entry.value)) {
    json->Bool(*flag);
  } else if (const auto* integer = std::get_if<int64_t>(&entry.value)) {
    json->Integer(*integer);
  } else if (const auto* number = std::get_if<double>(&entry.value)) {
    json->Number(*number);
  } else if (const auto* text = std::get_if<std::string>(&entry.value)) {
    json->Text(*text);
  } else {
    json->BeginArray();
    for (const std::string& item : std::get<std::vector<std::string>>(entry.value)) json->Text(item);
    json->EndArray();
  }
}

// What can be used and is probably not meant so.
std::vector<std::string> WarningsOf(const Config& config) {
  const auto plan = OnCallPlanOf(config);
  if (!plan.ok()) return {plan.status().message()};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::vector<std::string> warnings =
      OnCallWarnings(**plan, std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), NotifyZoneOf(config));
  for (std::string& warning : warnings) warning = "oncall.file: " + warning;
  const auto clocks = ClockBookOf(config);
  if (!clocks.ok()) return {clocks.status().message()};
  if (const std::string note = WorkdaysNote(*clocks); !note.empty()) warnings.push_back("calendar: " + note);
  return warnings;
}

std::string ToJson(const Config& config, const std::vector<std::string>& warnings) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("keys").BeginArray();
  for (const auto& [name, entry] : config.entries()) {
    json.BeginObject().Key("key").Text(name.first + "." + name.second).Key("value");
    WriteValue(entry, &json);
    json.Key("source").Text(ConfigSourceName(entry.source));
    if (!entry.key->unit.empty()) json.Key("unit").Text(entry.key->unit);
    json.Key("changes_results").Bool(entry.key->changes_results);
    json.Key("help").Text(entry.key->help).EndObject();
  }
  json.EndArray();
  if (!warnings.empty()) {
    json.Key("warnings").BeginArray();
    for (const std::string& warning : warnings) json.Text(warning);
    json.EndArray();
  }
  json.EndObject();
  return out;
}

// What people edited stands in place of the watchlist that is printed: it is said where a store has one.
void TellEditedWatchlist(const Config& config, const Console& console) {
  const auto store = RocksStore::OpenReadOnly(config.Text("storage.data_dir"));
  if (!store.ok()) return;  // there is none, or one that `serve` will speak of
  const auto version = ReadWatchlistInForce(**store);
  if (!version.ok() || !*version || !(*version)->is_edited) return;
  const bool holds = (*version)->base == WatchlistOf(config).checksum();
  *console.err << "the store has a watchlist of " << (*version)->entries.size() << " entries, version "
               << (*version)->number << ", edited by " << (*version)->by
               << (holds ? ": it holds in place of the [organisation.NAME] printed here until these change\n"
                         : ": these have changed since, and will hold from the next start on\n");
}

}  // namespace

Status RunCheckConfig(const CheckConfigOptions& options, const Config& config, const Console& console) {
  TellEditedWatchlist(config, console);
  const std::vector<std::string> warnings = WarningsOf(config);
  for (const std::string& warning : warnings) *console.err << "warning: " << warning << "\n";
  *console.out << (options.json ? ToJson(config, warnings) + "\n" : config.ToToml());
  return {};
}

}  // namespace groundswell
