#include "serve/webhook_sender.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>

#include <limits>

#include "base/check.h"
#include "serve/webhook_address.h"

namespace groundswell {
namespace {

using Clock = std::chrono::steady_clock;

Status BadUrl(const std::string& why) {
  return Invalid("notify.webhook_url " + why + "; write http:// or https://, the receiver's host, and its path");
}

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct HeadersFree {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};
using Headers = std::unique_ptr<curl_slist, HeadersFree>;

std::string PartOf(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

// Whether the host is written as an address that is not public.
bool IsPrivateLiteral(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{}, *found = nullptr;
  hints.ai_flags = AI_NUMERICHOST;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
  const bool is_private = !IsPublicAddress(*found->ai_addr);
  freeaddrinfo(found);
  return is_private;
}

// "host:port" of a URL that may be used.
Result<std::string> CheckUrl(const WebhookSenderOptions& options) {
  const std::unique_ptr<CURLU, UrlFree> url(curl_url());
  CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0) != CURLUE_OK) return BadUrl("is no URL");
  const std::string scheme = PartOf(url.get(), CURLUPART_SCHEME), host = PartOf(url.get(), CURLUPART_HOST);
  if (scheme != "http" && scheme != "https") return BadUrl("is neither http nor https");
  if (host.empty()) return BadUrl("names no host");
  if (!options.allow_private && IsPrivateLiteral(host))
    return BadUrl("is an address of this machine or of a private network: set notify.allow_private if it is meant");
  return host + ":" + PartOf(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace

struct WebhookSender::Connection {
  ~Connection() { curl_easy_cleanup(curl); }

  // The only place where a socket comes from: a refused address never gets one.
  static curl_socket_t OpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address) {
    auto* connection = static_cast<Connection*>(self);
    if (purpose == CURLSOCKTYPE_IPCXN && !connection->allow_private && !IsPublicAddress(address->addr)) {
      connection->refused = FormatAddress(address->addr);
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  // What the receiver says beyond its status is of no use.
  static size_t DropBody(const char*, size_t, size_t bytes, void*) { return bytes; }
  static int AbortWhenStopped(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return Clock::now().time_since_epoch().count() >= static_cast<Connection*>(self)->stop_at.load() ? 1 : 0;
  }

  Status SetUp(const WebhookSenderOptions& options);

  CURL* curl = nullptr;
  bool allow_private = false;
  std::string refused;  // the address that was, if any
  char error[CURL_ERROR_SIZE] = "";
  std::atomic<int64_t> stop_at = std::numeric_limits<int64_t>::max();  // of Clock
};

Status WebhookSender::Connection::SetUp(const WebhookSenderOptions& options) {
  // Once a process, and safe from any thread with the libcurl of Debian 12.
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  curl = initialised == CURLE_OK ? curl_easy_init() : nullptr;
  if (curl == nullptr) return IoError("libcurl cannot be started");
  allow_private = options.allow_private;
  bool is_set = true;
  const auto set = [&](CURLoption option, auto value) {
    is_set = is_set && curl_easy_setopt(curl, option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, options.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NOSIGNAL, 1L);
  // Else a name server that does not answer would hold a stop back.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_USERAGENT, "groundswell/" GROUNDSWELL_VERSION);
  set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_WRITEFUNCTION, &DropBody);
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(error));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &AbortWhenStopped);
  set(CURLOPT_XFERINFODATA, this);
  return is_set ? Status() : IoError("libcurl lacks what a webhook needs");
}

WebhookSender::WebhookSender(WebhookSigner signer, std::string receiver, std::unique_ptr<Connection> connection)
    : signer_(std::move(signer)), receiver_(std::move(receiver)), connection_(std::move(connection)) {}

WebhookSender::~WebhookSender() = default;

Result<std::unique_ptr<WebhookSender>> WebhookSender::Make(const WebhookSenderOptions& options) {
  auto signer = WebhookSigner::Make(options.secret);
  if (!signer.ok()) return signer.status();
  auto receiver = CheckUrl(options);
  if (!receiver.ok()) return receiver.status();
  auto connection = std::make_unique<Connection>();
  GROUNDSWELL_TRY(connection->SetUp(options));
  return std::unique_ptr<WebhookSender>(
      new WebhookSender(std::move(*signer), std::move(*receiver), std::move(connection)));
}

WebhookAnswer WebhookSender::Send(std::string_view id, std::string_view body, int64_t now_secs) {
  Headers headers;
  // An empty Expect: the body is sent at once, not after a question.
  for (const std::string& line :
       {std::string("content-type: application/json"), std::string("expect:"), "webhook-id: " + std::string(id),
        "webhook-timestamp: " + std::to_string(now_secs), "webhook-signature: " + signer_.Sign(id, now_secs, body)}) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    CHECK(longer != nullptr);
    headers.release();
    headers.reset(longer);
  }
  CURL* curl = connection_->curl;
  connection_->refused.clear();
  connection_->error[0] = '\0';
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, nullptr);

  WebhookAnswer answer;
  if (code != CURLE_OK) {
    answer.error = connection_->error[0] != '\0' ? connection_->error : curl_easy_strerror(code);
    if (!connection_->refused.empty())
      answer.error = "the receiver's address " + connection_->refused +
                     " is of this machine or of a private network; set notify.allow_private if it is meant";
    return answer;
  }
  long status = 0;
  curl_off_t retry_after_secs = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after_secs);
  answer.status = static_cast<int>(status);
  if (retry_after_secs > 0) answer.retry_after_secs = retry_after_secs;
  return answer;
}

void WebhookSender::Stop(std::chrono::milliseconds grace) {
  connection_->stop_at = (Clock::now() + grace).time_since_epoch().count();
}

}  // namespace groundswell
