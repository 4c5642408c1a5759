#include "tools/config_oncall.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

#include "serve/message_words.h"
#include "tools/config_keys.h"
#include "tools/config_receivers.h"
#include "tools/rota_file.h"

namespace groundswell {
namespace {

constexpr size_t kStepsMax = 16;
constexpr double kStepMinsMax = 7 * 24 * 60;
constexpr int64_t kGapDays = 28;
constexpr size_t kGapsTold = 10;
constexpr double kMinuteMs = 60'000;

ConfigKey Text(std::string_view name, std::string standard, std::string_view help) {
  return {.name = name, .standard = std::move(standard), .help = help};
}
ConfigKey Integer(std::string_view name, int64_t standard, double min, double max, std::string_view unit,
                  std::string_view help) {
  return {.name = name,
          .type = ConfigType::kInteger,
          .standard = standard,
          .min = min,
          .max = max,
          .unit = unit,
          .help = help};
}

Result<uint8_t> LevelNamed(const std::string& name) {
  const int level = IndexOf(kLevelNames, name);
  if (level < kLevelWatch) return Invalid("'" + name + "' is none of watch, emerging, major, crisis");
  return static_cast<uint8_t>(level);
}

// The days of the calendar: "2026-05-01 = holiday" each, which is checked where the calendar is.
DayMarks DaysOf(const Config& config) {
  DayMarks days;
  const auto found = config.entries().find({"calendar", "days"});
  if (found == config.entries().end()) return days;
  const ZoneOffset utc;
  for (const std::string& item : std::get<std::vector<std::string>>(found->second.value)) {
    const auto date = ParseEventTime(item.substr(0, 10), &utc);
    if (!date.ok()) continue;
    days[date->ms / kDayMs] = item.ends_with("workday") ? DayMark::kWorkday : DayMark::kHoliday;
  }
  return days;
}

// One step, as its inline table was given.
class StepReader {
 public:
  StepReader(const Config& config, const Rota* rota) : config_(config), rota_(rota) {}

  Result<EscalationStep> Read(const std::string& item) const {
    try {
      const toml::table root = toml::parse("step = " + item);
      const toml::table* table = root["step"].as_table();
      if (table == nullptr) return Invalid("write { after_mins = 10, who = \"next\" }");
      return ReadTable(*table);
    } catch (const toml::parse_error& failure) {
      return Invalid(std::string(failure.description()) + "; write { after_mins = 10, who = \"next\" }");
    }
  }

 private:
  Result<EscalationStep> ReadTable(const toml::table& table) const {
    for (const auto& [key, node] : table)
      if (key != "after_mins" && key != "who" && key != "receivers" && key != "level")
        return Invalid(fmt::format("unknown key {}; a step has after_mins, who, receivers, level", key.str()));
    EscalationStep step;
    const auto after_mins = table["after_mins"].value<double>();
    if (!after_mins || !(*after_mins > 0) || *after_mins > kStepMinsMax)
      return Invalid("after_mins is missing, or not above 0 and at most a week");
    step.after_ms = std::llround(*after_mins * kMinuteMs);
    if (table.contains("who")) step.who = table["who"].value_or(std::string());
    constexpr std::string_view kWords[] = {"duty", "deputy", "next", "fallback"};
    const bool is_word = std::find(std::begin(kWords), std::end(kWords), step.who) != std::end(kWords);
    if (!is_word && (rota_ == nullptr || rota_->Find(step.who) == nullptr))
      return Invalid("who = \"" + step.who + "\" is neither duty, deputy, next, fallback nor a person of the rota");
    GROUNDSWELL_TRY(ReadReceivers(table, &step.receivers));
    if (!table.contains("level")) return step;
    const auto level = LevelNamed(table["level"].value_or(std::string()));
    if (!level.ok()) return level.status().Annotate("level");
    step.level = *level;
    return step;
  }

  Status ReadReceivers(const toml::table& table, std::vector<std::string>* receivers) const {
    const toml::node* node = table.get("receivers");
    if (node == nullptr) return {};
    if (!node->is_array()) return Invalid("receivers must be a list of names");
    const std::vector<std::string> known = config_.Receivers();
    for (const toml::node& item : *node->as_array()) {
      const std::string name = item.value_or(std::string());
      const bool is_webhook = name == "webhook" && !config_.Text("notify.webhook_url").empty();
      if (!is_webhook && std::find(known.begin(), known.end(), name) == known.end())
        return Invalid("receivers: there is no [receiver." + name + "]");
      receivers->push_back(name);
    }
    return {};
  }

  const Config& config_;
  const Rota* rota_;
};

Status ReadSteps(const Config& config, OnCallPlan* plan) {
  const StepReader reader(config, plan->rota.get());
  const std::vector<std::string>& items = config.List("oncall.steps");
  if (items.size() > kStepsMax) return Invalid(fmt::format("oncall.steps: more than {} steps", kStepsMax));
  for (size_t i = 0; i < items.size(); ++i) {
    auto step = reader.Read(items[i]);
    if (!step.ok()) return step.status().Annotate(fmt::format("oncall.steps, step {}", i + 1));
    plan->steps.push_back(std::move(*step));
  }
  std::stable_sort(plan->steps.begin(), plan->steps.end(),
                   [](const EscalationStep& a, const EscalationStep& b) { return a.after_ms < b.after_ms; });
  return {};
}

}  // namespace

Result<std::shared_ptr<const OnCallPlan>> OnCallPlanOf(const Config& config) {
  OnCallPlan plan;
  if (const std::string& file = config.Text("oncall.file"); !file.empty()) {
    auto rota = ReadRotaFile(file, NotifyZoneOf(config), DaysOf(config));
    if (!rota.ok()) return rota.status();
    plan.rota = std::move(*rota);
  }
  plan.fallback = config.Text("oncall.fallback");
  if (!plan.fallback.empty() && (!plan.rota || plan.rota->Find(plan.fallback) == nullptr))
    return Invalid("oncall.fallback = \"" + plan.fallback + "\": there is no such person in the file of oncall.file");
  const auto level = LevelNamed(config.Text("oncall.level"));
  if (!level.ok()) return level.status().Annotate("oncall.level");
  plan.level = *level;
  const std::string& mention = config.Text("oncall.mention");
  if (mention != "replace" && mention != "add" && mention != "none")
    return Invalid("oncall.mention = \"" + mention + "\" is none of replace, add, none");
  plan.mention = mention == "replace" ? MentionRule::kReplace
                 : mention == "add"   ? MentionRule::kAdd
                                      : MentionRule::kNone;
  GROUNDSWELL_TRY(ReadSteps(config, &plan));
  plan.repeat_ms = config.Integer("oncall.repeat_mins") * static_cast<int64_t>(kMinuteMs);
  plan.repeats_max = static_cast<int>(config.Integer("oncall.repeats_max"));
  plan.has_links = config.Bool("oncall.links");
  plan.link_ms = config.Integer("oncall.link_hours") * kHourMs;
  return std::make_shared<const OnCallPlan>(std::move(plan));
}

std::string LinkUrlOf(const Config& config) {
  std::string url = config.Text("links.public_url");
  if (url.empty()) url = config.Text("serve.public_url");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Status CheckOnCallOf(const Config& config) {
  const auto plan = OnCallPlanOf(config);
  if (!plan.ok()) return plan.status();
  const std::string& url = config.Text("links.public_url");
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    return Invalid("links.public_url = \"" + url + "\": write https:// or http://, and where people reach the links");
  if (!(*plan)->has_links) return {};
  if (LinkUrlOf(config).empty())
    return Invalid("oncall.links = true needs serve.public_url or links.public_url: where people reach the links");
  if (!(*plan)->rota)
    return Invalid("oncall.links = true needs oncall.file: a link acts in the name of a person on duty");
  return {};
}

std::vector<std::string> OnCallWarnings(const OnCallPlan& plan, int64_t now_ms, LocalZone zone) {
  std::vector<std::string> warnings;
  if (!plan.rota) return warnings;
  const RotaPerson* fallback = plan.rota->Find(plan.fallback);
  size_t gaps = 0;
  for (const DutySpan& span : plan.rota->Between(now_ms, now_ms + kGapDays * kDayMs)) {
    if (span.person != nullptr || ++gaps > kGapsTold) continue;
    warnings.push_back(fmt::format("nobody is on duty from {} to {}{}", TimeText(EventTime{span.from_ms}, zone),
                                   TimeText(EventTime{span.until_ms}, zone),
                                   fallback == nullptr ? "; set oncall.fallback" : ": oncall.fallback is called"));
  }
  if (gaps > kGapsTold) warnings.push_back(fmt::format("and {} more gaps within {} days", gaps - kGapsTold, kGapDays));
  return warnings;
}

void AddOnCallKeys(std::vector<ConfigKey>* keys) {
  keys->insert(
      keys->end(),
      {Text("links.listen", "", "A further address that answers signed links and nothing else; empty: none."),
       Text("links.public_url", "", "Where people reach signed links; empty: serve.public_url."),
       Text("oncall.fallback", "", "The person of the rota who is called when nobody is on duty."),
       Text("oncall.file", "", "The rota, TOML: who is on duty when; empty: nobody is called by it."),
       Text("oncall.level", "emerging", "Cases from this level on wait to be taken: watch, emerging, major or crisis."),
       Integer("oncall.link_hours", 12, 1, 168, "hours", "A signed link may be used for so long."),
       {.name = "oncall.links",
        .type = ConfigType::kBool,
        .standard = false,
        .help = "Messages carry signed links by which the person on duty takes the case."},
       Text("oncall.mention", "replace",
            "Whether the person on duty is called in place of a receiver's mention (replace), besides it (add), or not "
            "(none)."),
       Integer("oncall.repeat_mins", 15, 1, 1440, "minutes", "A crisis that nobody takes is told again so often."),
       Integer("oncall.repeats_max", 8, 0, 100, "times", "But no more often than this."),
       {.name = "oncall.steps",
        .type = ConfigType::kTextList,
        .standard = std::vector<std::string>{},
        .help = "Who is asked when nobody takes a case: { after_mins, who, receivers, level } each."}});
}

}  // namespace groundswell
