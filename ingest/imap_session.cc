#include "ingest/imap_session.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>

namespace groundswell {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kReplyLineBytesMax = size_t{64} << 10;
constexpr size_t kLiteralsMax = 8;
constexpr size_t kShownBytesMax = 160;  // of what a server says
constexpr std::chrono::milliseconds kStopPoll(100);

// A server's words as a message may show them.
std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, kShownBytesMax));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

int AbortWhenStopped(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

}  // namespace

struct ImapSession::Curl {
  ~Curl() { curl_easy_cleanup(easy); }
  CURL* easy = curl_easy_init();
  curl_socket_t socket = CURL_SOCKET_BAD;
};

ImapSession::ImapSession(const ImapOptions& options, const std::atomic<bool>* stop) : options_(options), stop_(*stop) {}
ImapSession::~ImapSession() = default;

Status ImapSession::Open() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  curl_ = std::make_unique<Curl>();
  CURL* const easy = curl_->easy;
  if (initialised != CURLE_OK || easy == nullptr) return IoError("libcurl cannot be started");
  const StreamAddress& address = options_.address;
  const std::string host = address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
  const std::string url = (address.is_tls ? "imaps://" : "imap://") + host + ":" + address.port + "/";
  char why[CURL_ERROR_SIZE] = "";
  const auto idle_secs = static_cast<long>(options_.idle.count());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_USERNAME, options_.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, options_.password.c_str());
  curl_easy_setopt(easy, CURLOPT_USE_SSL, address.is_loopback() ? long{CURLUSESSL_TRY} : long{CURLUSESSL_ALL});
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  // Connecting ends with the login; what follows is spoken here.
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, idle_secs);
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, idle_secs);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 2 * idle_secs);
  // A look-up that hangs is left to itself when the visit is given up.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, AbortWhenStopped);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stop_));
  const CURLcode opened = curl_easy_perform(easy);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
  if (opened == CURLE_LOGIN_DENIED) return Invalid("the mailbox refuses user and password");
  if (opened != CURLE_OK)
    return IoError(std::string("cannot connect: ") + (*why != 0 ? why : curl_easy_strerror(opened)));
  if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &curl_->socket) != CURLE_OK || curl_->socket == CURL_SOCKET_BAD)
    return IoError("the connection was lost");
  return {};
}

Status ImapSession::WaitFor(short events, Clock::time_point until) const {
  while (true) {
    if (stop_) return IoError("stopped");
    if (Clock::now() >= until) return IoError("no word for too long");
    pollfd wanted{curl_->socket, events, 0};
    if (poll(&wanted, 1, static_cast<int>(kStopPoll.count())) > 0) return {};
  }
}

Status ImapSession::Send(std::string_view bytes) {
  const auto until = Clock::now() + options_.idle;
  while (!bytes.empty()) {
    size_t sent = 0;
    const CURLcode code = curl_easy_send(curl_->easy, bytes.data(), bytes.size(), &sent);
    if (code != CURLE_OK && code != CURLE_AGAIN) return IoError("the connection was lost");
    bytes.remove_prefix(sent);
    if (code == CURLE_AGAIN) GROUNDSWELL_TRY(WaitFor(POLLOUT, until));
  }
  return {};
}

// Further bytes behind those of the buffer.
Status ImapSession::Fill() {
  if (at_ > 0) buffer_.erase(0, at_);
  at_ = 0;
  const auto until = Clock::now() + options_.idle;
  char piece[32 << 10];
  while (true) {
    size_t count = 0;
    const CURLcode code = curl_easy_recv(curl_->easy, piece, sizeof piece, &count);
    if (code == CURLE_OK && count > 0) {
      buffer_.append(piece, count);
      return {};
    }
    if (code != CURLE_AGAIN) return IoError("the connection was lost");
    GROUNDSWELL_TRY(WaitFor(POLLIN, until));
  }
}

Status ImapSession::ReadLine(std::string* line) {
  size_t searched = at_;
  while (true) {
    const size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line->append(buffer_, at_, end - at_);
      if (line->ends_with('\r')) line->pop_back();
      at_ = end + 1;
      return {};
    }
    if (buffer_.size() - at_ > kReplyLineBytesMax) return IoError("a line of the server has no end");
    searched = buffer_.size() - at_;
    GROUNDSWELL_TRY(Fill());
  }
}

Status ImapSession::ReadReply(ImapReply* reply) {
  reply->text.clear();
  reply->literals.clear();
  while (true) {
    const size_t begin = reply->text.size();
    GROUNDSWELL_TRY(ReadLine(&reply->text));
    if (reply->text.size() > kReplyLineBytesMax) return IoError("a reply of the server has no end");
    const auto bytes = LiteralBytes(std::string_view(reply->text).substr(begin));
    if (!bytes) return {};
    if (*bytes > kMessageBytesMax || reply->literals.size() >= kLiteralsMax)
      return IoError("the server sends more than was asked for");
    while (buffer_.size() - at_ < *bytes) GROUNDSWELL_TRY(Fill());
    reply->literals.emplace_back(buffer_, at_, static_cast<size_t>(*bytes));
    at_ += static_cast<size_t>(*bytes);
  }
}

template <typename Take>
Status ImapSession::Command(std::string_view command, Take take, std::string* refusal) {
  refusal->clear();
  const std::string tag = "G" + std::to_string(++commands_);
  GROUNDSWELL_TRY(Send(tag + " " + std::string(command) + "\r\n"));
  ImapReply reply;
  while (true) {
    GROUNDSWELL_TRY(ReadReply(&reply));
    const std::string_view text = reply.text;
    if (text.starts_with("* BYE")) return IoError("the server ends it: " + Shown(text.substr(5)));
    if (text.starts_with("* ")) {
      GROUNDSWELL_TRY(take(&reply));
      continue;
    }
    if (!text.starts_with(tag + " ")) return IoError("the server answers what was not asked");
    const std::string_view result = text.substr(tag.size() + 1);
    if (result.starts_with("OK")) return {};
    // Some servers answer BAD to what they cannot give.
    if (!result.starts_with("NO") && !result.starts_with("BAD"))
      return IoError("the server does not understand: " + Shown(result));
    *refusal = result.size() > 3 ? Shown(result.substr(3)) : "NO";
    return {};
  }
}

Result<ImapFolder> ImapSession::Examine() {
  ImapFolder folder;
  std::string refusal;
  const auto take = [&](ImapReply* reply) -> Status {
    if (const auto number = ImapCode(reply->text, "UIDVALIDITY")) folder.uid_validity = *number;
    if (const auto number = ImapCode(reply->text, "UIDNEXT")) folder.uid_next = *number;
    return {};
  };
  GROUNDSWELL_TRY(Command("EXAMINE " + ImapFolderName(options_.folder), take, &refusal));
  if (!refusal.empty()) return NotFound("folder " + options_.folder + " cannot be read: " + refusal);
  if (folder.uid_validity == 0) return IoError("the server gives messages no lasting numbers (UIDVALIDITY)");
  return folder;
}

Result<std::vector<uint32_t>> ImapSession::List(uint32_t uid, size_t count_max) {
  std::vector<uint32_t> uids;
  std::string refusal;
  const auto take = [&](ImapReply* reply) -> Status {
    const auto found = FetchedUid(reply->text);
    // The last message is told even when its number is lower.
    if (found && *found >= uid) uids.push_back(*found);
    if (uids.size() < 2 * count_max) return {};
    std::nth_element(uids.begin(), uids.begin() + static_cast<ptrdiff_t>(count_max), uids.end());
    uids.resize(count_max);
    return {};
  };
  GROUNDSWELL_TRY(Command("UID FETCH " + std::to_string(uid) + ":* (UID)", take, &refusal));
  if (!refusal.empty()) return IoError("messages cannot be listed: " + refusal);
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  uids.resize(std::min(uids.size(), count_max));
  return uids;
}

Result<std::vector<ImapMessage>> ImapSession::Fetch(std::span<const uint32_t> uids) {
  std::vector<ImapMessage> messages;
  std::string refusal;
  bool has_bare = false;  // a message without its bytes, which no server has reason to send
  const auto take = [&](ImapReply* reply) -> Status {
    const auto uid = FetchedUid(reply->text);
    if (!uid || !std::binary_search(uids.begin(), uids.end(), *uid)) return {};
    if (reply->literals.empty()) {
      has_bare |= reply->text.find("BODY[]") != std::string::npos;
      return {};
    }
    const auto is_it = [&](const ImapMessage& message) { return message.uid == *uid; };
    if (std::any_of(messages.begin(), messages.end(), is_it)) return {};  // told twice
    messages.push_back({*uid, std::move(reply->literals.front())});
    return {};
  };
  GROUNDSWELL_TRY(Command("UID FETCH " + ImapUidSet(uids.data(), uids.size()) + " (UID BODY.PEEK[]<0." +
                              std::to_string(kMessageBytesMax) + ">)",
                          take, &refusal));
  if (has_bare) refusal = "the server tells of a message and does not give it";
  if (!refusal.empty()) return NotFound("messages cannot be read: " + refusal);
  std::sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) { return a.uid < b.uid; });
  return messages;
}

}  // namespace groundswell
