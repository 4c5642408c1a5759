#include "tools/api_client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <fstream>

namespace groundswell {
namespace {

constexpr long kConnectMs = 5'000, kCallMs = 30'000;
constexpr size_t kAnswerBytesMax = size_t{64} << 20;

struct HeadersFree {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};
using Headers = std::unique_ptr<curl_slist, HeadersFree>;

void AddHeader(const std::string& line, Headers* headers) {
  curl_slist* longer = curl_slist_append(headers->get(), line.c_str());
  CHECK(longer != nullptr);
  headers->release();
  headers->reset(longer);
}

Result<std::string> ReadToken(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file);
  std::string token;
  if (!(in >> token)) return Invalid(file + ": cannot read a token from this file");
  return token;
}

// What a problem of RFC 9457 says, or its status alone.
Status Refused(long status, const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  std::string_view detail;
  std::string message = fmt::format("the engine answers {}", status);
  if (parser.parse(body).get(json) == simdjson::SUCCESS && json["detail"].get(detail) == simdjson::SUCCESS)
    message = detail;
  if (status == 404) return NotFound(std::move(message));
  if (status == 409) return Conflict(std::move(message));
  if (status == 400 || status == 401 || status == 403) return Invalid(std::move(message));
  return IoError(std::move(message));
}

}  // namespace

struct ApiClient::Connection {
  ~Connection() { curl_easy_cleanup(curl); }
  static size_t TakeBody(const char* bytes, size_t size, size_t count, void* self) {
    std::string& body = static_cast<Connection*>(self)->body;
    if (body.size() + size * count > kAnswerBytesMax) return 0;
    body.append(bytes, size * count);
    return size * count;
  }

  CURL* curl = nullptr;
  std::string url, token, body;
  char error[CURL_ERROR_SIZE] = "";
};

ApiClient::ApiClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
ApiClient::~ApiClient() = default;

Result<std::unique_ptr<ApiClient>> ApiClient::Make(const ApiAddress& address) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  auto connection = std::make_unique<Connection>();
  connection->curl = initialised == CURLE_OK ? curl_easy_init() : nullptr;
  if (connection->curl == nullptr) return IoError("libcurl cannot be started");
  connection->url = address.url;
  while (connection->url.ends_with('/')) connection->url.pop_back();
  if (!connection->url.starts_with("http://") && !connection->url.starts_with("https://"))
    return Invalid("--url must begin with http:// or https://, such as http://127.0.0.1:8686");
  auto token = ReadToken(address.token_file);
  if (!token.ok()) return token.status();
  connection->token = std::move(*token);
  return std::unique_ptr<ApiClient>(new ApiClient(std::move(connection)));
}

Result<std::string> ApiClient::Get(std::string_view path) { return Call(path, nullptr); }
Result<std::string> ApiClient::Post(std::string_view path, std::string_view json) { return Call(path, &json); }

Result<std::string> ApiClient::Call(std::string_view path, const std::string_view* json) {
  Connection& connection = *connection_;
  CURL* curl = connection.curl;
  curl_easy_reset(curl);
  connection.body.clear();
  connection.error[0] = '\0';
  Headers headers;
  AddHeader("expect:", &headers);
  if (json != nullptr) AddHeader("content-type: application/json", &headers);
  if (!connection.token.empty()) AddHeader("authorization: Bearer " + connection.token, &headers);
  const std::string url = connection.url + std::string(path);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, json == nullptr ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kCallMs);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "groundswell/" GROUNDSWELL_VERSION);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Connection::TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &connection);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(connection.error));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (json != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json->size()));
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, json->data());
  }
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  if (code != CURLE_OK)
    return IoError(fmt::format("{}: {}; is the engine running there (--url)?", connection.url,
                               connection.error[0] != '\0' ? connection.error : curl_easy_strerror(code)));
  if (status < 200 || status > 299) return Refused(status, connection.body);
  return std::move(connection.body);
}

LocalZone ApiClient::Zone() {
  const auto status = Get("/api/v1/status");
  simdjson::dom::parser parser;
  std::string_view zone;
  if (!status.ok() || parser.parse(*status)["zone"].get(zone) != simdjson::SUCCESS) return {};
  const auto read = LocalZone::Parse(zone);
  return read.ok() ? *read : LocalZone();
}

std::string ApiClient::Escaped(std::string_view text) {
  std::string escaped;
  for (const unsigned char c : text) {
    const bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
    is_plain ? void(escaped.push_back(static_cast<char>(c))) : void(escaped.append(fmt::format("%{:02X}", c)));
  }
  return escaped;
}

}  // namespace groundswell
