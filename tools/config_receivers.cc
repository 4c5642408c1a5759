#include "tools/config_receivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tools/config_keys.h"
#include "tools/config_names.h"
#include "tools/config_sources.h"
#include "tools/config_watch.h"

namespace groundswell {
namespace {

constexpr std::string_view kWebhookName = "webhook";

struct KindKeys {
  std::string_view needed;  // keys, with spaces between them
  std::set<std::string_view> known;
};

const KindKeys& KeysOf(ReceiverKind kind) {
  static const std::vector<KindKeys> all = {
      {"url", {}},
      {"url", {"keyword", "mention"}},
      {"url", {"keyword", "mention"}},
      {"url", {"keyword", "mention"}},
      {"url", {"mention"}},
      {"url", {"mention"}},
      {"", {}},
      {"url", {}},
      {"url from to", {"from", "to", "user"}},
      {"url", {"body", "headers", "mention", "method", "success_key", "success_value"}}};
  return all[static_cast<size_t>(kind)];
}

const std::set<std::string_view>& KeysOfAllKinds() {
  static const std::set<std::string_view> keys = {
      "allow_plain",     "allow_private",      "ca_file",    "client_cert_file",
      "client_key_file", "connect_timeout_ms", "kind",       "language",
      "level",           "per_minute",         "per_second", "proxy",
      "secret",          "secret_file",        "timeout_ms", "url"};
  return keys;
}

Status CheckKeys(const Config& config, const std::string& section, ReceiverKind kind) {
  const KindKeys& keys = KeysOf(kind);
  for (const ConfigKey& key : ReceiverKeys()) {
    const std::string name = section + "." + std::string(key.name);
    const bool is_set = config.Value(name) != key.standard;
    if (is_set && !keys.known.contains(key.name) && !KeysOfAllKinds().contains(key.name))
      return Invalid(fmt::format("{} has no use in a receiver of kind {}; take it out", name, TraitsOf(kind).name));
    const bool is_needed =
        (" " + std::string(keys.needed) + " ").find(" " + std::string(key.name) + " ") != std::string::npos;
    if (!is_set && is_needed)
      return Invalid(fmt::format("{} is missing: a receiver of kind {} needs it", name, TraitsOf(kind).name));
  }
  return {};
}

// A level by its name; `standard` where none is set.
Result<uint8_t> LevelOf(const Config& config, const std::string& name, uint8_t standard) {
  const std::string& text = config.Text(name);
  if (text.empty()) return standard;
  const int level = IndexOf(kLevelNames, text);
  if (level < kLevelWatch)
    return Invalid(name + " '" + text + "' is none of watch, emerging, major, crisis; write one of them");
  return static_cast<uint8_t>(level);
}

Status CheckName(const std::string& section, std::string_view name) {
  if (!name.empty() && name.size() <= 64 &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos)
    return {};
  return Invalid("[" + section + "]: a name has at most 64 of a-z, 0-9, - and _");
}

Result<ReceiverSettings> ReceiverOf(const Config& config, const std::string& name) {
  const std::string section = std::string(kReceiverPrefix) + name;
  GROUNDSWELL_TRY(CheckName(section, name));
  const auto text = [&](std::string_view key) { return config.Text(section + "." + std::string(key)); };
  const auto integer = [&](std::string_view key) { return config.Integer(section + "." + std::string(key)); };
  const auto kind = ReceiverKindOf(text("kind"));
  if (!kind)
    return Invalid(
        fmt::format("{}.kind = \"{}\" is none; write webhook, wecom, dingtalk, feishu, slack, teams, "
                    "pagerduty, alertmanager, email or template",
                    section, text("kind")));
  GROUNDSWELL_TRY(CheckKeys(config, section, *kind));
  const std::string language = text("language");
  if (!language.empty() && language != "zh-CN" && language != "en")
    return Invalid(section + ".language = \"" + language + "\" is neither zh-CN nor en");
  if (!text("secret").empty() && !text("secret_file").empty())
    return Invalid(section + ": set secret or secret_file, and not both");
  auto secret = SecretOfSection(config, section);
  if (!secret.ok()) return secret.status().Annotate(section);
  auto level = LevelOf(config, section + ".level", 0);
  if (!level.ok()) return level.status();
  ReceiverSettings settings;
  settings.name = name;
  settings.kind = *kind;
  settings.url = text("url");
  settings.secret = std::move(*secret);
  settings.language = language == "en" ? MessageLanguage::kEnglish : MessageLanguage::kChinese;
  settings.level = *level;
  settings.proxy = text("proxy");
  settings.ca_file = text("ca_file");
  settings.client_cert_file = text("client_cert_file");
  settings.client_key_file = text("client_key_file");
  settings.connect_timeout_ms = integer("connect_timeout_ms");
  settings.timeout_ms = integer("timeout_ms");
  settings.mentions = config.List(section + ".mention");
  settings.per_minute = static_cast<int>(integer("per_minute"));
  settings.per_second = static_cast<int>(integer("per_second"));
  settings.allow_plain = config.Bool(section + ".allow_plain");
  settings.allow_private = config.Bool(section + ".allow_private");
  settings.keyword = text("keyword");
  settings.from = text("from");
  settings.user = text("user");
  settings.to = config.List(section + ".to");
  if (!text("method").empty()) settings.method = text("method");
  settings.body = text("body");
  settings.headers = config.List(section + ".headers");
  settings.success_key = text("success_key");
  settings.success_value = text("success_value");
  return settings;
}

Result<Route> RouteOf(const Config& config, const std::string& name, const std::vector<ReceiverSettings>& receivers) {
  const std::string section = std::string(kRoutePrefix) + name + ".";
  GROUNDSWELL_TRY(CheckName("route." + name, name));
  Route route;
  route.name = name;
  route.orgs = config.List(section + "org");
  route.causes = config.List(section + "cause");
  route.channels = config.List(section + "channel");
  route.receivers = config.List(section + "receivers");
  route.continues = config.Bool(section + "continue");
  for (const std::string& wanted : route.receivers)
    if (std::none_of(receivers.begin(), receivers.end(), [&](const auto& known) { return known.name == wanted; }))
      return Invalid(section + "receivers: there is no [receiver." + wanted + "]");
  const std::string& zone = config.Text(section + "zone");
  route.zone = zone.empty() ? NotifyZoneOf(config) : LocalZone::Parse(zone).value();  // checked when it was set
  for (const auto& [key, hours] : {std::pair("hours", &route.hours), std::pair("quiet", &route.quiet)}) {
    auto parsed = DayHours::Parse(config.Text(section + key));
    if (!parsed.ok()) return parsed.status().Annotate(section + key);
    *hours = *parsed;
  }
  for (const std::string& day : config.List(section + "days")) {
    const auto number = DayNumber(day);
    if (!number) return Invalid(section + "days: '" + day + "' is none of mon, tue, wed, thu, fri, sat, sun");
    route.days.push_back(*number);
  }
  auto level = LevelOf(config, section + "level", 2), breaks = LevelOf(config, section + "quiet_breaks", 4);
  if (!level.ok()) return level.status();
  if (!breaks.ok()) return breaks.status();
  route.level = *level;
  route.quiet_breaks = *breaks;
  return route;
}

// The receiver of the keys that were there before there were sections.
Result<ReceiverSettings> WebhookOf(const Config& config) {
  ReceiverSettings settings;
  settings.name = kWebhookName;
  settings.kind = ReceiverKind::kWebhook;
  settings.url = config.Text("notify.webhook_url");
  settings.secret = config.Text("notify.webhook_secret");
  settings.allow_plain = config.Bool("notify.allow_plain");
  settings.allow_private = config.Bool("notify.allow_private");
  auto level = LevelOf(config, "notify.level", 2);
  if (!level.ok()) return level.status();
  settings.level = *level;
  return settings;
}

}  // namespace

Result<std::vector<ReceiverSettings>> ReceiversOf(const Config& config) {
  std::vector<ReceiverSettings> receivers;
  for (const std::string& name : config.Receivers()) {
    auto receiver = ReceiverOf(config, name);
    if (!receiver.ok()) return receiver.status();
    receivers.push_back(std::move(*receiver));
  }
  if (!config.Text("notify.webhook_url").empty()) {
    for (const ReceiverSettings& receiver : receivers)
      if (receiver.name == kWebhookName)
        return Invalid("notify.webhook_url is the receiver \"webhook\" already: name [receiver.webhook] otherwise");
    auto webhook = WebhookOf(config);
    if (!webhook.ok()) return webhook.status();
    receivers.push_back(std::move(*webhook));
  }
  if (receivers.size() > kReceiversMax)
    return Exhausted(fmt::format("{} receivers are more than the {} there may be", receivers.size(), kReceiversMax));
  return receivers;
}

Result<std::vector<Route>> RoutesOf(const Config& config, const std::vector<ReceiverSettings>& receivers) {
  std::vector<Route> routes;
  for (const std::string& name : config.Routes()) {
    auto route = RouteOf(config, name, receivers);
    if (!route.ok()) return route.status();
    routes.push_back(std::move(*route));
  }
  return routes;
}

Result<NotifierOptions> NotifierOptionsOf(const Config& config, const Taxonomy& taxonomy) {
  NotifierOptions options;
  auto receivers = ReceiversOf(config);
  if (!receivers.ok()) return receivers.status();
  options.receivers = std::move(*receivers);
  auto routes = RoutesOf(config, options.receivers);
  if (!routes.ok()) return routes.status();
  options.routes = std::move(*routes);
  options.public_url = config.Text("serve.public_url");
  options.zone = NotifyZoneOf(config);
  options.tag_name = [names = &taxonomy](std::string_view name, MessageLanguage language) {
    const CauseTag* tag = names->FindTag(name);
    if (tag == nullptr) return std::string(name);
    return language == MessageLanguage::kChinese ? tag->zh : tag->en;
  };
  options.watch_receivers = config.List("notify.watch_receivers");
  options.crisis_breaks_silence = config.Bool("notify.crisis_breaks_silence");
  options.max_age = std::chrono::minutes(config.Integer("notify.max_age_mins"));
  options.log_age = std::chrono::hours(24 * config.Integer("notify.log_days"));
  return options;
}

Status CheckReceiversOf(const Config& config) {
  auto receivers = ReceiversOf(config);
  if (!receivers.ok()) return receivers.status();
  for (const ReceiverSettings& receiver : *receivers) {
    const std::string_view section = receiver.name == kWebhookName ? "notify.webhook" : "receiver.";
    const auto made = Receiver::Make(receiver, "groundswell");
    if (!made.ok())
      return made.status().Annotate(section == "receiver." ? std::string(section) + receiver.name
                                                           : std::string(section));
  }
  for (const std::string& wanted : config.List("notify.watch_receivers"))
    if (std::none_of(receivers->begin(), receivers->end(), [&](const auto& known) { return known.name == wanted; }))
      return Invalid("notify.watch_receivers: there is no [receiver." + wanted + "]");
  if (const auto watch = WatchOptionsOf(config); !watch.ok()) return watch.status();
  const std::string& page = config.Text("serve.public_url");
  if (!page.empty() && !page.starts_with("https://") && !page.starts_with("http://"))
    return Invalid("serve.public_url = \"" + page + "\": write https:// or http://, and where people reach the page");
  return RoutesOf(config, *receivers).status();
}

}  // namespace groundswell
