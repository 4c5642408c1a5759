#include "serve/receiver_transport.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "base/check.h"
#include "serve/webhook_address.h"

namespace groundswell {
namespace {

using Clock = std::chrono::steady_clock;

// What a receiver says beyond this is of no use.
constexpr size_t kAnswerBytesMax = 4'096;

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFree>;

void Append(const std::string& line, List* list) {
  curl_slist* longer = curl_slist_append(list->get(), line.c_str());
  CHECK(longer != nullptr);
  list->release();
  list->reset(longer);
}

std::string PartOf(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

// Whether a host that is written as an address is public; nothing for a name.
std::optional<bool> IsPublicLiteral(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{}, *found = nullptr;
  hints.ai_flags = AI_NUMERICHOST;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return std::nullopt;
  const bool is_public = IsPublicAddress(*found->ai_addr);
  freeaddrinfo(found);
  return is_public;
}

// Whether what is sent may cross the network in the clear.
bool MayBePlain(const TransportOptions& options) {
  if (!options.is_mail) return options.url.starts_with("http:");
  return options.url.starts_with("smtp:") && options.user.empty() && (options.allow_private || options.allow_plain);
}

// "host:port" of a URL that may be used.
Result<std::string> CheckUrl(const TransportOptions& options) {
  const std::string wanted = options.is_mail ? "; write smtp:// or smtps://, the server's host, and its port"
                                             : "; write http:// or https://, the receiver's host, and its path";
  const auto bad = [&](const std::string& why) { return Invalid("url " + why + wanted); };
  const std::unique_ptr<CURLU, UrlFree> url(curl_url());
  CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0) != CURLUE_OK) return bad("is no URL");
  const std::string scheme = PartOf(url.get(), CURLUPART_SCHEME), host = PartOf(url.get(), CURLUPART_HOST);
  if (options.is_mail ? scheme != "smtp" && scheme != "smtps" : scheme != "http" && scheme != "https")
    return bad(options.is_mail ? "is neither smtp nor smtps" : "is neither http nor https");
  if (host.empty()) return bad("names no host");
  if (!PartOf(url.get(), CURLUPART_USER).empty() || !PartOf(url.get(), CURLUPART_PASSWORD).empty())
    return bad("holds a user's name: set user and secret_file instead");
  const std::optional<bool> is_public = IsPublicLiteral(host);
  if (!options.allow_private && !is_public.value_or(true))
    return bad("is an address of this machine or of a private network: set allow_private if it is meant");
  // A name that stands for a public address is refused when it is connected to.
  if (scheme == "http" && !options.allow_plain && (!options.allow_private || is_public.value_or(false)))
    return Invalid(
        "url is http, which everybody on the way can read; write https://, or set allow_plain if that is meant");
  std::string port = PartOf(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (port.empty()) port = scheme == "smtps" ? "465" : "25";
  return host + ":" + port;
}

}  // namespace

struct ReceiverTransport::Connection {
  ~Connection() { curl_easy_cleanup(curl); }

  // The only place where a socket comes from: a refused address never gets one.
  static curl_socket_t OpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address) {
    auto* connection = static_cast<Connection*>(self);
    const bool is_public = IsPublicAddress(address->addr);
    const bool is_taken = is_public ? connection->takes_public : connection->takes_private;
    if (purpose == CURLSOCKTYPE_IPCXN && !is_taken) {
      connection->refused = "the receiver's address " + FormatAddress(address->addr) +
                            (is_public ? " is public, and nothing goes there in the clear; use TLS, or set "
                                         "allow_plain if that is meant"
                                       : " is of this machine or of a private network; set allow_private if it is "
                                         "meant");
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  static size_t KeepBody(const char* bytes, size_t, size_t count, void* self) {
    std::string& body = static_cast<Connection*>(self)->answer_body;
    body.append(bytes, std::min(count, kAnswerBytesMax - std::min(kAnswerBytesMax, body.size())));
    return count;
  }
  static size_t GiveMail(char* out, size_t, size_t count, void* self) {
    std::string_view& rest = static_cast<Connection*>(self)->mail_rest;
    const size_t given = std::min(count, rest.size());
    std::memcpy(out, rest.data(), given);
    rest.remove_prefix(given);
    return given;
  }
  static int AbortWhenStopped(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return Clock::now().time_since_epoch().count() >= static_cast<Connection*>(self)->stop_at.load() ? 1 : 0;
  }

  Status SetUp(const TransportOptions& options);
  template <typename Value>
  void Set(CURLoption option, Value value) {
    is_set = is_set && curl_easy_setopt(curl, option, value) == CURLE_OK;
  }

  CURL* curl = nullptr;
  bool is_set = true;
  bool takes_private = false, takes_public = true;
  std::string refused;  // why the address was, if it was
  std::string answer_body;
  std::string_view mail_rest;
  char error[CURL_ERROR_SIZE] = "";
  std::atomic<int64_t> stop_at = std::numeric_limits<int64_t>::max();  // of Clock
};

Status ReceiverTransport::Connection::SetUp(const TransportOptions& options) {
  // Once a process, and safe from any thread with the libcurl of Debian 12.
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  curl = initialised == CURLE_OK ? curl_easy_init() : nullptr;
  if (curl == nullptr) return IoError("libcurl cannot be started");
  takes_private = options.allow_private || !options.proxy.empty();
  takes_public = options.allow_plain || !options.proxy.empty() || !MayBePlain(options);
  Set(CURLOPT_URL, options.url.c_str());
  Set(CURLOPT_PROTOCOLS_STR, options.is_mail ? "smtp,smtps" : "http,https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_PROXY, options.proxy.c_str());
  if (options.proxy.empty()) Set(CURLOPT_NOPROXY, "*");
  if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.client_cert_file.empty()) Set(CURLOPT_SSLCERT, options.client_cert_file.c_str());
  if (!options.client_key_file.empty()) Set(CURLOPT_SSLKEY, options.client_key_file.c_str());
  Set(CURLOPT_NOSIGNAL, 1L);
  // Else a name server that does not answer would hold a stop back.
  Set(CURLOPT_QUICK_EXIT, 1L);
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
  Set(CURLOPT_TCP_NODELAY, 1L);
  Set(CURLOPT_USERAGENT, "groundswell/" GROUNDSWELL_VERSION);
  Set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  Set(CURLOPT_OPENSOCKETDATA, this);
  Set(CURLOPT_WRITEFUNCTION, &KeepBody);
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_ERRORBUFFER, static_cast<char*>(error));
  Set(CURLOPT_NOPROGRESS, 0L);
  Set(CURLOPT_XFERINFOFUNCTION, &AbortWhenStopped);
  Set(CURLOPT_XFERINFODATA, this);
  if (!options.user.empty()) {
    Set(CURLOPT_USERNAME, options.user.c_str());
    Set(CURLOPT_PASSWORD, options.password.c_str());
  }
  // A password crosses the network only under TLS, and a mail in the clear only where that is allowed.
  if (options.is_mail) Set(CURLOPT_USE_SSL, static_cast<long>(MayBePlain(options) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (options.is_mail) {
    // Else a server that does not answer the farewell would hold a stop back for minutes.
    Set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(std::max<int64_t>(options.timeout_ms / 1'000, 1)));
    Set(CURLOPT_READFUNCTION, &GiveMail);
    Set(CURLOPT_READDATA, this);
  }
  return is_set ? Status() : IoError("libcurl lacks what a receiver needs");
}

ReceiverTransport::ReceiverTransport(std::string host, bool is_mail, std::unique_ptr<Connection> connection)
    : host_(std::move(host)), is_mail_(is_mail), connection_(std::move(connection)) {}

ReceiverTransport::~ReceiverTransport() = default;

Result<std::unique_ptr<ReceiverTransport>> ReceiverTransport::Make(const TransportOptions& options) {
  auto host = CheckUrl(options);
  if (!host.ok()) return host.status();
  auto connection = std::make_unique<Connection>();
  GROUNDSWELL_TRY(connection->SetUp(options));
  return std::unique_ptr<ReceiverTransport>(
      new ReceiverTransport(std::move(*host), options.is_mail, std::move(connection)));
}

int ReceiverTransport::SendHttp(const OutgoingMessage& message) {
  List headers;
  for (const std::string& line : message.headers) Append(line, &headers);
  // An empty Expect: the body is sent at once, not after a question.
  Append("expect:", &headers);
  CURL* curl = connection_->curl;
  curl_easy_setopt(curl, CURLOPT_URL, message.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message.body.data());
  if (message.method == "GET") curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, message.method.c_str());
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, nullptr);
  return code;
}

int ReceiverTransport::SendMail(const OutgoingMessage& message) {
  List recipients;
  for (const std::string& to : message.to) Append("<" + to + ">", &recipients);
  CURL* curl = connection_->curl;
  const std::string from = "<" + message.from + ">";
  connection_->mail_rest = message.body;
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  // One address that is gone must not keep the mail from the others.
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, nullptr);
  connection_->mail_rest = {};
  return code;
}

TransportAnswer ReceiverTransport::Send(const OutgoingMessage& message) {
  connection_->refused.clear();
  connection_->answer_body.clear();
  connection_->error[0] = '\0';
  const auto code = static_cast<CURLcode>(is_mail_ ? SendMail(message) : SendHttp(message));
  TransportAnswer answer;
  long status = 0;
  curl_easy_getinfo(connection_->curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) {
    // What a mail server said when it refused is its answer; of HTTP there is none then.
    if (is_mail_ && code != CURLE_LOGIN_DENIED && code != CURLE_OPERATION_TIMEDOUT)
      answer.status = static_cast<int>(status);
    answer.error = connection_->error[0] != '\0' ? connection_->error : curl_easy_strerror(code);
    if (code == CURLE_USE_SSL_FAILED) answer.error += "; TLS is required unless allow_plain is set";
    if (!connection_->refused.empty()) answer.error = connection_->refused;
    return answer;
  }
  curl_off_t retry_after_secs = 0;
  curl_easy_getinfo(connection_->curl, CURLINFO_RETRY_AFTER, &retry_after_secs);
  answer.status = static_cast<int>(status);
  answer.is_taken_by_server = is_mail_;
  answer.body = std::move(connection_->answer_body);
  if (retry_after_secs > 0) answer.retry_after_secs = retry_after_secs;
  return answer;
}

void ReceiverTransport::Stop(std::chrono::milliseconds grace) {
  connection_->stop_at = (Clock::now() + grace).time_since_epoch().count();
}

}  // namespace groundswell
