#include "tools/config_watch.h"

#include <algorithm>

#include "tools/config_keys.h"
#include "tools/config_names.h"

namespace groundswell {
namespace {

ConfigKey Number(std::string_view name, int64_t standard, double min, double max, std::string_view unit,
                 std::string_view help) {
  return {.name = name,
          .type = ConfigType::kInteger,
          .standard = standard,
          .min = min,
          .max = max,
          .unit = unit,
          .help = help};
}

// The minute of the day of "08:00"; -1 for what is none.
int MinuteOf(std::string_view text) {
  const auto is_digit = [&](size_t place) { return text[place] >= '0' && text[place] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !is_digit(0) || !is_digit(1) || !is_digit(3) || !is_digit(4)) return -1;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
  return hour > 23 || minute > 59 ? -1 : hour * 60 + minute;
}

}  // namespace

void AddWatchKeys(std::vector<ConfigKey>* keys) {
  keys->insert(keys->end(),
               {{.name = "notify.sign_of_life",
                 .type = ConfigType::kTextList,
                 .standard = std::vector<std::string>{},
                 .help = "Hours at which a message proves that all runs: 08:00; in notify.zone; empty: none."},
                Number("watch.disk_free_mb", 1'024, 0, 1 << 30, "MiB",
                       "The data disk is told of when less than this is free; 0: never."),
                Number("watch.disk_free_percent", 0, 0, 99, "%", "Likewise, as a share of the disk; 0: never."),
                Number("watch.failing_secs", 300, 1, 604'800, "seconds",
                       "Sources and receivers that fail for so long are told of."),
                Number("watch.overload_secs", 300, 1, 604'800, "seconds",
                       "That posts are turned away is told of when it lasts so long."),
                {.name = "watch.quiet",
                 .type = ConfigType::kBool,
                 .standard = true,
                 .help = "A source that is silent for longer than is its custom is told of."}});
}

Result<WatchOptions> WatchOptionsOf(const Config& config) {
  WatchOptions options;
  options.zone = NotifyZoneOf(config);
  options.learns_pace = config.Bool("watch.quiet");
  options.failing_ms = config.Integer("watch.failing_secs") * kSecondMs;
  options.overload_ms = config.Integer("watch.overload_secs") * kSecondMs;
  options.disk_free_bytes = static_cast<uint64_t>(config.Integer("watch.disk_free_mb")) << 20;
  options.disk_free_percent = static_cast<double>(config.Integer("watch.disk_free_percent"));
  for (const std::string& text : config.List("notify.sign_of_life")) {
    const int minute = MinuteOf(text);
    if (minute < 0) return Invalid("notify.sign_of_life: '" + text + "' is no time of the day; write HH:MM, as 08:00");
    options.sign_of_life_min.push_back(minute);
  }
  return options;
}

}  // namespace groundswell
