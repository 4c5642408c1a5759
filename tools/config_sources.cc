#include "tools/config_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "ingest/mapping_columns.h"
#include "ingest/webhook_signature.h"
#include "tools/config_names.h"
#include "tools/config_serve.h"
#include "tools/map.h"

namespace groundswell {
namespace {

constexpr size_t kSourcesMax = 256;
constexpr size_t kSecretBytesMax = 4096;
// The name of what comes by POST /api/v1/posts, in the list of sources.
constexpr std::string_view kReservedName = "http";

const ConfigKey kSourceKeys[] = {
    {.name = "acknowledge",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "tcp: each connection is told how many of its lines are stored."},
    {.name = "address", .standard = std::string(), .help = "tcp: HOST:PORT to listen on."},
    {.name = "ca_file",
     .standard = std::string(),
     .help = "sse, websocket, poll, imap: authorities to trust, PEM; empty: the system's."},
    {.name = "connections_max",
     .type = ConfigType::kInteger,
     .standard = int64_t{64},
     .min = 1,
     .max = 65536,
     .unit = "connections",
     .help = "tcp: further ones are turned away."},
    {.name = "cursor_key",
     .standard = std::string(),
     .help = "websocket: the key of a message that holds its place in the stream, such as time_us."},
    {.name = "cursor_parameter",
     .standard = std::string(),
     .help = "websocket: the parameter of the address that takes the last such place, such as cursor."},
    {.name = "folder", .standard = std::string("INBOX"), .help = "imap: the folder that is read."},
    {.name = "idle_secs",
     .type = ConfigType::kInteger,
     .standard = int64_t{60},
     .min = 1,
     .max = 86400,
     .unit = "seconds",
     .help = "sse, websocket, poll, imap: a server that is silent for so long is asked anew."},
    {.name = "inflight_bytes_max",
     .type = ConfigType::kInteger,
     .standard = int64_t{2} << 20,
     .min = 1 << 16,
     .max = int64_t{1} << 30,
     .unit = "bytes",
     .help = "Read and not yet stored; beyond, the source is read no further and its peer waits."},
    {.name = "interval_secs",
     .type = ConfigType::kInteger,
     .standard = int64_t{60},
     .min = 1,
     .max = 86400,
     .unit = "seconds",
     .help = "poll, imap: the document or mailbox is asked for so often."},
    {.name = "kind",
     .standard = std::string(),
     .help = "What it is: webhook, file, archive, tcp, sse, websocket, poll or imap."},
    {.name = "mapping",
     .standard = std::string(),
     .help =
         "How its records become posts: a built-in mapping, a file, or columns:id=…; empty: they are posts already."},
    {.name = "open",
     .type = ConfigType::kBool,
     .standard = false,
     .help = "tcp: other machines may connect, without a token and in the clear."},
    {.name = "path", .standard = std::string(), .help = "file, archive: where it lies."},
    {.name = "quiet_after_secs",
     .type = ConfigType::kInteger,
     .standard = int64_t{0},
     .min = 0,
     .max = 2'592'000,
     .unit = "seconds",
     .help = "Told of when it brings nothing for so long; 0: for longer than is its custom."},
    {.name = "secret",
     .standard = std::string(),
     .help = "webhook: of the signature; sse, websocket, poll: the bearer token; imap: the password. Better in the "
             "environment, or in secret_file.",
     .secret = true},
    {.name = "secret_file",
     .standard = std::string(),
     .help = "webhook, sse, websocket, poll, imap: a file that holds the secret."},
    {.name = "signature",
     .standard = std::string(),
     .help = "webhook: requests must be signed: zendesk, chatwoot, standard or github."},
    {.name = "url",
     .standard = std::string(),
     .help = "sse, poll: https:// or http://; websocket: wss:// or ws://; imap: imaps:// or imap://: where it is."},
    {.name = "user", .standard = std::string(), .help = "imap: who logs in."},
};

// The keys that only some kinds have; those of all are below.
struct KindKeys {
  SourceKind kind;
  std::string_view name, needed;
  std::set<std::string_view> known;
};
const std::vector<KindKeys>& AllKindKeys() {
  static const std::vector<KindKeys> all = {
      {SourceKind::kWebhook, "webhook", "mapping", {"signature", "secret", "secret_file"}},
      {SourceKind::kFile, "file", "path", {"path"}},
      {SourceKind::kArchive, "archive", "path", {"path"}},
      {SourceKind::kTcp, "tcp", "address", {"address", "connections_max", "acknowledge", "open"}},
      {SourceKind::kSse, "sse", "url", {"url", "secret", "secret_file", "ca_file", "idle_secs"}},
      {SourceKind::kWebSocket,
       "websocket",
       "url",
       {"url", "secret", "secret_file", "ca_file", "idle_secs", "cursor_key", "cursor_parameter"}},
      {SourceKind::kPoll, "poll", "url", {"url", "secret", "secret_file", "ca_file", "idle_secs", "interval_secs"}},
      {SourceKind::kImap,
       "imap",
       "url",
       {"url", "user", "folder", "secret", "secret_file", "ca_file", "idle_secs", "interval_secs"}}};
  return all;
}
const std::set<std::string_view>& KeysOfAllKinds() {
  static const std::set<std::string_view> keys = {"kind", "mapping", "inflight_bytes_max", "quiet_after_secs"};
  return keys;
}

bool IsStream(SourceKind kind) {
  return kind == SourceKind::kSse || kind == SourceKind::kWebSocket || kind == SourceKind::kPoll ||
         kind == SourceKind::kImap;
}

// Names become parts of addresses and labels of metrics.
bool IsSourceName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name != kReservedName &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

Status CheckKeys(const Config& config, const std::string& section, const KindKeys& kind) {
  for (const ConfigKey& key : SourceKeys()) {
    const std::string name = section + "." + std::string(key.name);
    const bool is_set = config.Value(name) != key.standard;
    const bool is_known = kind.known.contains(key.name) || KeysOfAllKinds().contains(key.name);
    if (is_set && !is_known)
      return Invalid(fmt::format("{} has no use in a source of kind {}; take it out", name, kind.name));
    if (!is_set && key.name == kind.needed)
      return Invalid(fmt::format("{} is missing: a source of kind {} needs it", name, kind.name));
  }
  return {};
}

// What makes records that are no lines of JSON; empty where a line of JSON is one.
std::string_view FormOfRecords(MappingInput input) {
  switch (input) {
    case MappingInput::kBulk:
      return "actions and documents, two lines each";
    case MappingInput::kEmail:
      return "messages of many lines";
    case MappingInput::kFeed:
      return "items of RSS or Atom";
    case MappingInput::kJson:
    case MappingInput::kSse:
    case MappingInput::kCsv:
      break;
  }
  return {};
}

Status CheckMapping(const Config& config, const SourceSettings& source, const std::string& section) {
  if (source.mapping == nullptr || source.kind == SourceKind::kWebhook || source.kind == SourceKind::kArchive)
    return {};
  if (source.kind == SourceKind::kImap) {
    if (source.mapping->input() == MappingInput::kEmail) return {};
    return Invalid(section + ".mapping = \"" + source.mapping->name() +
                   "\" reads no e-mail: leave it out, or take one with `input = \"email\"`");
  }
  const std::string& name = source.mapping->name();
  // Rows of a table know their columns by its header, which lines that come by themselves do not have.
  const bool is_of_columns = config.Text(section + ".mapping").starts_with(kColumnsPrefix);
  if (is_of_columns && source.kind != SourceKind::kPoll)
    return Invalid(
        fmt::format("{}.mapping reads tables, whole and with their header; a source of kind {} gives "
                    "records one by one. Read it as kind = \"archive\", or take a mapping of their JSON",
                    section, SourceKindName(source.kind)));
  const std::string_view form = FormOfRecords(source.mapping->input());
  if (form.empty() || (source.kind == SourceKind::kPoll && source.mapping->input() == MappingInput::kFeed)) return {};
  return Invalid(
      fmt::format("{}.mapping = \"{}\" reads {}; a source of kind {} gives {}. Read it as kind = \"archive\", "
                  "or send it to /api/v1/feeds/{}",
                  section, name, form, SourceKindName(source.kind),
                  source.kind == SourceKind::kPoll ? "one document" : "lines of JSON", name));
}

Status CheckSignature(const Config& config, const SourceSettings& source, const std::string& section) {
  const bool has_secret = !config.Text(section + ".secret").empty(),
             has_file = !config.Text(section + ".secret_file").empty();
  if (IsStream(source.kind)) {
    if (has_secret && has_file) return Invalid(section + ": set secret or secret_file, and not both");
    return {};
  }
  if (source.signature.empty()) {
    if (has_secret || has_file)
      return Invalid(section + ".signature is missing: say how the secret is used, or take the secret out");
    return {};
  }
  if (has_secret == has_file)
    return Invalid(section + ": a signature needs its secret: set secret_file, or " + std::string(kVariablePrefix) +
                   VariableSuffix(section + ".secret") + " in the environment, and not both");
  auto secret = SecretOf(config, source.name);
  if (!secret.ok()) return secret.status().Annotate(section);
  return WebhookSignature::Make(source.signature, *secret).status().Annotate(section);
}

Status CheckAddress(const Config& config, const SourceSettings& source, const std::string& section) {
  if (source.kind != SourceKind::kTcp) return {};
  const size_t colon = source.address.rfind(':');
  const std::string port = colon == std::string::npos ? "" : source.address.substr(colon + 1);
  if (colon == 0 || port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
      std::stoi(port) > 65535)
    return Invalid(section + ".address = \"" + source.address + "\": write HOST:PORT, such as 127.0.0.1:9000");
  std::string host = source.address.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  if (error && host != "localhost")
    return Invalid(section + ".address = \"" + source.address + "\": HOST must be localhost or a numeric address");
  if (!IsLoopback(source.address) && !config.Bool(section + ".open"))
    return Invalid(section + ".address is open to other machines, which need no token there: set " + section +
                   ".open = true if the network is yours, or listen on 127.0.0.1");
  return {};
}

Status ReadMailbox(const Config& config, const std::string& section, SourceSettings* source) {
  source->user = config.Text(section + ".user");
  source->folder = config.Text(section + ".folder");
  if (source->user.empty()) return Invalid(section + ".user is missing: say who logs in");
  if (source->token.empty())
    return Invalid(section + ": the password is missing: set secret_file, or " + std::string(kVariablePrefix) +
                   VariableSuffix(section + ".secret") + " in the environment");
  if (source->stream.target != "/") return Invalid(section + ".url: a mailbox has no path; its folder is `folder`");
  if (source->mapping != nullptr) return {};
  auto mapping = LoadMapping("email");
  if (!mapping.ok()) return mapping.status();
  source->mapping = *mapping;
  return {};
}

Status ReadStream(const Config& config, const std::string& section, SourceSettings* source) {
  if (!IsStream(source->kind)) return {};
  if (source->kind == SourceKind::kPoll && source->mapping == nullptr)
    return Invalid(section + ".mapping is missing: it says what a record of the document is");
  auto address = StreamAddress::Parse(config.Text(section + ".url"));
  if (!address.ok()) return address.status().Annotate(section + ".url");
  const bool is_web_socket = source->kind == SourceKind::kWebSocket, is_mailbox = source->kind == SourceKind::kImap;
  if (address->is_web_socket != is_web_socket || address->is_mailbox != is_mailbox)
    return Invalid(section + ".url: a source of kind " + std::string(SourceKindName(source->kind)) + " begins with " +
                   (is_mailbox      ? "imaps:// or imap://"
                    : is_web_socket ? "wss:// or ws://"
                                    : "https:// or http://"));
  source->stream = std::move(*address);
  auto token = SecretOf(config, source->name);
  if (!token.ok()) return token.status().Annotate(section);
  source->token = std::move(*token);
  if (source->token.find_first_of("\r\n") != std::string::npos) return Invalid(section + ": a token is one line");
  if (!source->token.empty() && !is_mailbox && !source->stream.is_tls && !source->stream.is_loopback())
    return Invalid(section + ".url: a token would cross the network in the clear; use " +
                   (is_web_socket ? "wss://" : "https://"));
  source->cursor_key = config.Text(section + ".cursor_key");
  source->cursor_parameter = config.Text(section + ".cursor_parameter");
  if (source->cursor_key.empty() != source->cursor_parameter.empty())
    return Invalid(section + ": cursor_key and cursor_parameter go together; set both or neither");
  source->ca_file = config.Text(section + ".ca_file");
  source->idle = std::chrono::seconds(config.Integer(section + ".idle_secs"));
  if (is_mailbox) GROUNDSWELL_TRY(ReadMailbox(config, section, source));
  if (source->kind == SourceKind::kPoll || is_mailbox)
    source->interval = std::chrono::seconds(config.Integer(section + ".interval_secs"));
  return {};
}

Result<SourceSettings> SourceOf(const Config& config, const std::string& name) {
  const std::string section = std::string(kSourcePrefix) + name;
  if (!IsSourceName(name))
    return Invalid("[" + section + "]: a source's name has at most 64 of a-z, 0-9, - and _, and is not http");
  const std::string& kind_name = config.Text(section + ".kind");
  const auto kind = std::find_if(AllKindKeys().begin(), AllKindKeys().end(),
                                 [&](const KindKeys& known) { return known.name == kind_name; });
  if (kind == AllKindKeys().end())
    return Invalid(
        fmt::format("{}.kind = \"{}\" is none; write webhook, file, archive, tcp, sse, websocket, poll or imap",
                    section, kind_name));
  if (const Status keys = CheckKeys(config, section, *kind); !keys.ok()) return keys;
  SourceSettings source;
  source.name = name;
  source.kind = kind->kind;
  source.path = config.Text(section + ".path");
  source.address = config.Text(section + ".address");
  source.signature = config.Text(section + ".signature");
  source.connections_max = static_cast<size_t>(config.Integer(section + ".connections_max"));
  source.inflight_bytes_max = static_cast<size_t>(config.Integer(section + ".inflight_bytes_max"));
  source.quiet_after_secs = config.Integer(section + ".quiet_after_secs");
  source.acknowledges = config.Bool(section + ".acknowledge");
  if (const std::string& mapping = config.Text(section + ".mapping"); !mapping.empty()) {
    auto loaded = LoadMapping(mapping);
    if (!loaded.ok()) return loaded.status().Annotate(section + ".mapping");
    source.mapping = *loaded;
  }
  if (const Status read = ReadStream(config, section, &source); !read.ok()) return read;
  if (source.kind == SourceKind::kFile && (source.path.ends_with(".gz") || source.path.ends_with(".zst")))
    return Invalid(section + ".path: a compressed file does not grow; set kind = \"archive\", which reads it once");
  for (const Status& checked : {CheckMapping(config, source, section), CheckSignature(config, source, section),
                                CheckAddress(config, source, section)})
    if (!checked.ok()) return checked;
  return source;
}

}  // namespace

std::span<const ConfigKey> SourceKeys() { return kSourceKeys; }

std::string_view SourceKindName(SourceKind kind) {
  for (const KindKeys& known : AllKindKeys())
    if (known.kind == kind) return known.name;
  return {};
}

Result<std::vector<SourceSettings>> SourcesOf(const Config& config) {
  std::vector<SourceSettings> sources;
  for (const std::string& name : config.Sources()) {
    auto source = SourceOf(config, name);
    if (!source.ok()) return source.status();
    sources.push_back(std::move(*source));
  }
  if (sources.size() > kSourcesMax)
    return Exhausted(fmt::format("{} sources are more than the {} there may be", sources.size(), kSourcesMax));
  return sources;
}

Result<std::string> SecretOf(const Config& config, const std::string& name) {
  return SecretOfSection(config, std::string(kSourcePrefix) + name);
}

Result<std::string> SecretOfSection(const Config& config, const std::string& section) {
  const std::string& path = config.Text(section + ".secret_file");
  if (path.empty()) return config.Text(section + ".secret");
  std::ifstream file(path, std::ios::binary);
  std::string secret(kSecretBytesMax + 1, '\0');
  file.read(secret.data(), static_cast<std::streamsize>(secret.size()));
  secret.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (secret.empty() || secret.size() > kSecretBytesMax)
    return Invalid("secret_file " + path + " is not there, may not be read, is empty or is no secret");
  const size_t begin = secret.find_first_not_of(" \t\r\n"), end = secret.find_last_not_of(" \t\r\n");
  return begin == std::string::npos ? std::string() : secret.substr(begin, end - begin + 1);
}

Result<std::vector<std::pair<std::string, ConfigValue>>> CheckSourcesOf(const Config& config) {
  auto sources = SourcesOf(config);
  if (!sources.ok()) return sources.status();
  std::vector<std::pair<std::string, ConfigValue>> traits;
  for (const SourceSettings& source : *sources) {
    if (source.mapping == nullptr) continue;
    for (auto& trait : TraitSettings(source.mapping->channel())) traits.push_back(std::move(trait));
  }
  return traits;
}

}  // namespace groundswell
