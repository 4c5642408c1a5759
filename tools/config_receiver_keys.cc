// The keys of receivers, routes and delivery as a whole, in the order of their names: check-config prints them so.
#include "tools/config_receivers.h"
#include "tools/config_watch.h"

namespace groundswell {
namespace {

ConfigKey Text(std::string_view name, std::string_view help, bool secret = false) {
  return {.name = name, .standard = std::string(), .help = help, .secret = secret};
}
ConfigKey List(std::string_view name, std::string_view help, bool secret = false) {
  return {.name = name,
          .type = ConfigType::kTextList,
          .standard = std::vector<std::string>{},
          .help = help,
          .secret = secret};
}
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
ConfigKey Switch(std::string_view name, std::string_view help) {
  return {.name = name, .type = ConfigType::kBool, .standard = false, .help = help};
}

// In the order of their names: check-config prints them so.
std::vector<ConfigKey> MakeReceiverKeys() {
  return {
      Switch("allow_plain", "Messages may go to the open Internet without TLS."),
      Switch("allow_private", "It may lie on this machine or in a private network."),
      Text("body", "template: the body, with places such as {{text}}.", true),
      Text("ca_file", "Authorities to trust, PEM; empty: the system's."),
      Text("client_cert_file", "The certificate that this engine shows, PEM."),
      Text("client_key_file", "Its key."),
      Number("connect_timeout_ms", 5'000, 1, 600'000, "ms", "A connection must stand within this time."),
      Text("from", "email: who mails are from."),
      List("headers", "template: each \"name: value\".", true),
      Text("keyword", "wecom, dingtalk, feishu: a word that the robot asks for in each text."),
      Text("kind",
           "What it is: webhook, wecom, dingtalk, feishu, slack, teams, pagerduty, alertmanager, email or template."),
      Text("language", "Of its messages: zh-CN (which empty is too) or en."),
      Text("level", "Alerts from this level on, whatever the routes say; empty: as the routes say."),
      List("mention", "Who is called in each message, by the ids of that chat."),
      Text("method", "template: POST (which empty is too), PUT or GET."),
      Number("per_minute", 0, 0, 1'000'000, "messages", "It takes so many a minute; 0: what its kind takes."),
      Number("per_second", 0, 0, 1'000'000, "messages", "It takes so many a second; 0: what its kind takes."),
      Text("proxy", "A proxy on the way to it: http://HOST:PORT.", true),
      Text("secret", "Signs each message, or is its key or password. Better in the environment, or in secret_file.",
           true),
      Text("secret_file", "A file that holds the secret."),
      Text("success_key", "template: the key of a JSON answer that says whether it was taken."),
      Text("success_value", "template: what that key holds then."),
      Number("timeout_ms", 10'000, 1, 600'000, "ms", "A message must be answered within this time."),
      List("to", "email: who mails go to."),
      Text("url", "Where it is; a chat's holds its key.", true),
      Text("user", "email: who logs in, with the secret as password."),
  };
}

std::vector<ConfigKey> MakeRouteKeys() {
  return {
      List("cause", "Classes and tags of causes; empty: all."),
      List("channel", "Groups with posts in one of these channels; empty: all."),
      Switch("continue", "The routes behind it may take the alert too."),
      List("days", "mon, tue, wed, thu, fri, sat, sun; empty: all."),
      Text("hours", "Only at these hours of the day: 08:00-20:00; empty: always."),
      Text("level", "From this level on: watch, emerging (which empty is too), major or crisis."),
      List("org", "Organisations; empty: all."),
      Text("quiet", "What it takes waits during these hours: 22:00-07:00."),
      Text("quiet_breaks", "From this level on nothing waits; empty: crisis."),
      List("receivers", "Who gets what it takes; none: nobody."),
      {.name = "zone",
       .type = ConfigType::kPlace,
       .standard = std::string(),
       .help = "Whose hours and days they are: +08:00, or Europe/London; empty: notify.zone."},
  };
}

}  // namespace

std::span<const ConfigKey> ReceiverKeys() {
  static const std::vector<ConfigKey> keys = MakeReceiverKeys();
  return keys;
}

std::span<const ConfigKey> RouteKeys() {
  static const std::vector<ConfigKey> keys = MakeRouteKeys();
  return keys;
}

void AddNotifyKeys(std::vector<ConfigKey>* keys) {
  ConfigKey crisis = Switch("notify.crisis_breaks_silence", "A crisis is told though somebody has silenced it.");
  crisis.standard = true;
  keys->insert(
      keys->end(),
      {crisis,
       {.name = "notify.level",
        .standard = std::string("emerging"),
        .help = "notify.webhook_url: alerts from this level on: watch, emerging, major, crisis."},
       Switch("notify.allow_plain", "notify.webhook_url may be http:// in the open Internet."),
       Switch("notify.allow_private", "notify.webhook_url may lie on this machine or in a private network."),
       Number("notify.log_days", 90, 1, 36'500, "days", "The delivery log is kept so long."),
       Number("notify.max_age_mins", 60, 1, 1 << 20, "minutes",
              "Alerts that could not be delivered for so long become one late message."),
       List("notify.watch_receivers",
            "Who is told what the engine itself has to say; empty: all but pagerduty and alertmanager."),
       Text("notify.webhook_secret", "Signs each message, whsec_ and base64, as Standard Webhooks has it.", true),
       Text("notify.webhook_url", "A webhook that alerts are delivered to; empty: none but the [receiver.NAME]."),
       {.name = "notify.zone",
        .type = ConfigType::kPlace,
        .standard = std::string(),
        .help = "By whose clock messages, shifts, hours of routes and reports go: +08:00, or Europe/London; empty: "
                "engine.zone."},
       Text("serve.public_url", "Where people reach the page: messages link to it; empty: they have no link.")});
  AddWatchKeys(keys);
}

}  // namespace groundswell
