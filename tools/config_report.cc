#include "tools/config_report.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tools/act_text.h"
#include "tools/config_clocks.h"
#include "tools/config_keys.h"
#include "tools/config_watchlist.h"

namespace groundswell {

namespace {

constexpr std::pair<ReportKind, std::string_view> kTimes[] = {
    {ReportKind::kDay, "report.daily"}, {ReportKind::kWeek, "report.weekly"}, {ReportKind::kMonth, "report.monthly"}};

ConfigKey Text(std::string_view name, std::string_view help) {
  return {.name = name, .type = ConfigType::kText, .standard = std::string(), .help = help};
}

}  // namespace

void AddReportKeys(std::vector<ConfigKey>* keys) {
  keys->insert(keys->end(),
               {Text("report.daily", "HH:MM: when the report of the day before is told; empty: not at all."),
                Text("report.monthly", "Day of the month and HH:MM (1 09:00): when that of the month before is told."),
                ConfigKey{.name = "report.receivers",
                          .type = ConfigType::kTextList,
                          .standard = std::vector<std::string>{},
                          .help = "Receivers that are told of reports; empty: notify.watch_receivers."},
                Text("report.weekly", "Day of the week and HH:MM (mon 09:00): when that of the week before is told.")});
}

Status CheckReportOf(const Config& config) {
  for (const auto& [kind, key] : kTimes)
    GROUNDSWELL_TRY(ParseReportTime(kind, config.Text(key)).status().Annotate(key));
  const std::vector<std::string> known = config.Receivers();
  for (const std::string& wanted : config.List("report.receivers"))
    if (std::find(known.begin(), known.end(), wanted) == known.end())
      return Invalid("report.receivers: there is no [receiver." + wanted + "]");
  return {};
}

ReportSenderOptions ReportSenderOptionsOf(const Config& config) {
  ReportSenderOptions options;
  options.times = {ParseReportTime(ReportKind::kDay, config.Text("report.daily")).value(),
                   ParseReportTime(ReportKind::kWeek, config.Text("report.weekly")).value(),
                   ParseReportTime(ReportKind::kMonth, config.Text("report.monthly")).value()};
  options.receivers = config.List("report.receivers");
  return options;
}

ReportParts ReportPartsOf(const Config& config, const Models& models) {
  ReportParts parts;
  parts.zone = NotifyZoneOf(config);
  parts.public_url = config.Text("serve.public_url");
  while (parts.public_url.ends_with('/')) parts.public_url.pop_back();
  parts.tag_name = [names = &models.taxonomy](std::string_view name, MessageLanguage language) {
    const CauseTag* tag = names->FindTag(name);
    if (tag == nullptr) return std::string(name);
    return language == MessageLanguage::kChinese ? tag->zh : tag->en;
  };
  parts.clean = [patterns = std::make_shared<const RedactPatterns>(RedactPatternsOf(config))](
                    size_t bytes_max, std::string* text) { KeepStored(patterns.get(), bytes_max, text); };
  const auto watchlist = std::make_shared<const Watchlist>(WatchlistOf(config));
  parts.context.role_of = [watchlist](std::string_view org) { return watchlist->RoleOf(org); };
  parts.context.clocks = std::make_shared<const ClockBook>(ClockBookOf(config).value());  // checked likewise
  parts.context.pane_secs = config.Integer("engine.pane_secs");
  return parts;
}

}  // namespace groundswell
