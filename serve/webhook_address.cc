#include "serve/webhook_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace groundswell {
namespace {

struct Range4 {
  uint32_t first;
  int bits;
};
constexpr uint32_t Ip4(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }

constexpr Range4 kNotPublic4[] = {
    {Ip4(0, 0, 0, 0), 8},       // this network
    {Ip4(10, 0, 0, 0), 8},      // private
    {Ip4(100, 64, 0, 0), 10},   // shared by carriers
    {Ip4(127, 0, 0, 0), 8},     // loopback
    {Ip4(169, 254, 0, 0), 16},  // link-local, where clouds keep their secrets
    {Ip4(172, 16, 0, 0), 12},   // private
    {Ip4(192, 0, 0, 0), 24},    // protocol assignments
    {Ip4(192, 168, 0, 0), 16},  // private
    {Ip4(198, 18, 0, 0), 15},   // benchmarks
    {Ip4(224, 0, 0, 0), 4},     // multicast
    {Ip4(240, 0, 0, 0), 4},     // reserved, broadcast
};

using Bytes6 = std::array<uint8_t, 16>;

bool IsPublic4(uint32_t address) {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4),
                      [address](const Range4& range) { return (address ^ range.first) >> (32 - range.bits) == 0; });
}

uint32_t EmbeddedIp4(const Bytes6& address, size_t place) {
  return Ip4(address[place], address[place + 1], address[place + 2], address[place + 3]);
}

bool StartsWith(const Bytes6& address, std::initializer_list<uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.begin());
}

bool IsPublic6(const Bytes6& address) {
  // IPv4-mapped, NAT64 and 6to4 addresses are what they stand for.
  if (StartsWith(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return IsPublic4(EmbeddedIp4(address, 12));
  if (StartsWith(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return IsPublic4(EmbeddedIp4(address, 12));
  if (StartsWith(address, {0x20, 0x02})) return IsPublic4(EmbeddedIp4(address, 2));
  // Of the rest only 2000::/3 is given out; 2001::/23 within it is for protocols, Teredo among them.
  const bool is_protocol = StartsWith(address, {0x20, 0x01}) && (address[2] & 0xfe) == 0;
  return (address[0] & 0xe0) == 0x20 && !is_protocol;
}

}  // namespace

bool IsPublicAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in ip4;
    std::memcpy(&ip4, &address, sizeof(ip4));
    return IsPublic4(ntohl(ip4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 ip6;
  std::memcpy(&ip6, &address, sizeof(ip6));
  Bytes6 bytes;
  std::memcpy(bytes.data(), &ip6.sin6_addr, bytes.size());
  return IsPublic6(bytes);
}

std::string FormatAddress(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (address.sa_family == AF_INET) {
    sockaddr_in ip4;
    std::memcpy(&ip4, &address, sizeof(ip4));
    inet_ntop(AF_INET, &ip4.sin_addr, text, sizeof(text));
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 ip6;
    std::memcpy(&ip6, &address, sizeof(ip6));
    inet_ntop(AF_INET6, &ip6.sin6_addr, text, sizeof(text));
  }
  return text;
}

}  // namespace groundswell
