#include "ingest/stream_address.h"

#include <algorithm>

namespace groundswell {
namespace {

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<StreamAddress> StreamAddress::Parse(std::string_view url) {
  const std::string shown(url);
  StreamAddress address;
  const size_t scheme = url.find("://");
  const std::string_view name = url.substr(0, std::min(scheme, url.size()));
  address.is_web_socket = name == "ws" || name == "wss";
  address.is_mailbox = name == "imap" || name == "imaps";
  address.is_tls = name == "https" || name == "wss" || name == "imaps";
  if (!address.is_web_socket && !address.is_mailbox && !address.is_tls && name != "http")
    return Invalid(shown + ": begin with https://, wss:// or imaps://, or with http:// or ws:// where nobody listens");
  url.remove_prefix(scheme + 3);
  const size_t path = url.find_first_of("/?");
  std::string_view host = url.substr(0, path);
  const std::string_view target = path == std::string_view::npos ? std::string_view() : url.substr(path);
  address.target = (target.starts_with('/') ? "" : "/") + std::string(target.substr(0, target.find('#')));
  address.port = address.is_mailbox ? (address.is_tls ? "993" : "143") : address.is_tls ? "443" : "80";
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    address.port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  address.host = host;
  if (host.empty() || !IsNumber(address.port)) return Invalid(shown + ": no host, or a port that is no number");
  const auto is_bad = [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '@'; };
  if (std::any_of(host.begin(), host.end(), is_bad) ||
      std::any_of(address.target.begin(), address.target.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
    return Invalid(shown + ": no blanks and no user name may stand in it; a token belongs into secret_file");
  return address;
}

bool StreamAddress::is_loopback() const {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

}  // namespace groundswell
