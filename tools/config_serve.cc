#include "tools/config_serve.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/config_oncall.h"
#include "tools/config_receivers.h"
#include "tools/config_report.h"

namespace groundswell {
namespace {

constexpr std::string_view kRoles[] = {"ingest", "read", "operate"};
constexpr size_t kTokenBytesMin = 16;

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

ConfigKey Text(std::string_view name, std::string standard, std::string_view help, bool secret = false) {
  return {.name = name, .standard = std::move(standard), .help = help, .secret = secret};
}

ConfigKey Switch(std::string_view name, std::string_view help) {
  return {.name = name, .type = ConfigType::kBool, .standard = false, .help = help};
}

ConfigKey List(std::string_view name, std::string_view help, bool secret = false) {
  return {.name = name,
          .type = ConfigType::kTextList,
          .standard = std::vector<std::string>{},
          .help = help,
          .secret = secret};
}

Result<AccessToken> ParseToken(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string role = text.substr(0, colon);
  if (colon == std::string::npos || std::find(std::begin(kRoles), std::end(kRoles), role) == std::end(kRoles))
    return Invalid("serve.tokens: each must be ingest:TOKEN, read:TOKEN or operate:TOKEN");
  if (text.size() - colon - 1 < kTokenBytesMin)
    return Invalid(fmt::format("serve.tokens: a token must have at least {} characters", kTokenBytesMin));
  return AccessToken{role, text.substr(colon + 1)};
}

std::string HostOf(std::string_view listen) {
  std::string_view host = listen.substr(0, listen.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

void AddServeKeys(std::vector<ConfigKey>* keys) {
  keys->insert(
      keys->end(),
      {Integer("engine.batch_wait_ms", 0, 0, 1000, "ms",
               "A live step waits so long for more posts to commit together."),
       Integer("engine.tick_idle_secs", 60, 1, 86400, "seconds",
               "Live, when no post came for so long, a tick says how much time has passed."),
       Integer("serve.body_bytes_max", int64_t{16} << 20, 1 << 10, 1 << 30, "bytes", "A larger request is refused."),
       Integer("serve.connections_max", 1024, 1, 1 << 16, "connections", "Further ones are refused."),
       Integer("serve.drain_secs", 10, 0, 3600, "seconds", "Time for requests under way when the engine is stopped."),
       List("serve.hosts", "Further names under which callers may address this engine."),
       Integer("serve.idle_secs", 75, 1, 3600, "seconds", "An idle connection is kept so long."),
       Integer("serve.inflight_bytes_max", int64_t{64} << 20, 1 << 16, int64_t{1} << 34, "bytes",
               "Bodies being read or stored at once; beyond, 429."),
       Text("serve.listen", "127.0.0.1:8686", "HOST:PORT; port 0 takes a free one."),
       Integer("serve.request_secs", 30, 1, 3600, "seconds", "A request must be whole within this time."),
       Switch("serve.tls_by_proxy", "A proxy in front of an open address does TLS; without it serve refuses one."),
       Integer("serve.waiting_bytes_max", int64_t{4} << 20, 1 << 10, int64_t{1} << 34, "bytes",
               "Bodies that wait to be stored; beyond, 429. About a second of the engine's work."),
       List("serve.tokens", "ROLE:TOKEN each, ROLE one of ingest, read, operate; needed on an open address.", true),
       Text("storage.data_dir", "groundswell-data", "Folder of the store."),
       Text("storage.durability", "wal", "wal: an answer survives the process; fsync: and the loss of power.")});
  AddNotifyKeys(keys);
  AddOnCallKeys(keys);
  AddReportKeys(keys);
}

Result<ServeSettings> ServeSettingsOf(const Config& config) {
  ServeSettings settings;
  settings.listen = config.Text("serve.listen");
  settings.data_dir = config.Text("storage.data_dir");
  settings.tls_by_proxy = config.Bool("serve.tls_by_proxy");
  for (const std::string& text : config.List("serve.tokens")) {
    auto token = ParseToken(text);
    if (!token.ok()) return token.status();
    settings.tokens.push_back(std::move(*token));
  }
  settings.hosts = config.List("serve.hosts");
  settings.links_listen = config.Text("links.listen");
  settings.body_bytes_max = static_cast<size_t>(config.Integer("serve.body_bytes_max"));
  settings.inflight_bytes_max = static_cast<size_t>(config.Integer("serve.inflight_bytes_max"));
  settings.waiting_bytes_max = static_cast<size_t>(config.Integer("serve.waiting_bytes_max"));
  settings.connections_max = static_cast<size_t>(config.Integer("serve.connections_max"));
  settings.request_secs = static_cast<int>(config.Integer("serve.request_secs"));
  settings.idle_secs = static_cast<int>(config.Integer("serve.idle_secs"));
  settings.drain_secs = static_cast<int>(config.Integer("serve.drain_secs"));
  const std::string& durability = config.Text("storage.durability");
  if (durability != "wal" && durability != "fsync") return Invalid("storage.durability: must be wal or fsync");
  settings.durability = durability == "fsync" ? Durability::kFsync : Durability::kWal;
  settings.batch_wait = std::chrono::milliseconds(config.Integer("engine.batch_wait_ms"));
  settings.tick_idle = std::chrono::seconds(config.Integer("engine.tick_idle_secs"));
  return settings;
}

bool IsLoopback(std::string_view listen) {
  const std::string host = HostOf(listen);
  const bool is_v4 = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "::1" || (is_v4 && host.starts_with("127."));
}

Status CheckExposure(const ServeSettings& settings) {
  if (!settings.links_listen.empty() && !IsLoopback(settings.links_listen) && !settings.tls_by_proxy)
    return Invalid("links.listen = " + settings.links_listen +
                   " is open to other machines and links would cross the network in the clear: put a proxy that does "
                   "TLS in front and set serve.tls_by_proxy=true, or listen on 127.0.0.1");
  if (IsLoopback(settings.listen)) return {};
  if (settings.tokens.empty())
    return Invalid(settings.listen + " is open to other machines: set serve.tokens, such as read:TOKEN,ingest:TOKEN");
  if (!settings.tls_by_proxy)
    return Invalid(settings.listen +
                   " is open to other machines and tokens would cross the network in the clear: put a proxy that does "
                   "TLS in front and set serve.tls_by_proxy=true, or listen on 127.0.0.1");
  return {};
}

}  // namespace groundswell
