#include "serve/webhook_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace groundswell {
namespace {

sockaddr_storage Address(const std::string& text) {
  sockaddr_storage storage{};
  sockaddr_in ip4{};
  sockaddr_in6 ip6{};
  if (inet_pton(AF_INET, text.c_str(), &ip4.sin_addr) == 1) {
    ip4.sin_family = AF_INET;
    std::memcpy(&storage, &ip4, sizeof(ip4));
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &ip6.sin6_addr), 1) << text;
    ip6.sin6_family = AF_INET6;
    std::memcpy(&storage, &ip6, sizeof(ip6));
  }
  return storage;
}

bool IsPublic(const std::string& text) {
  const sockaddr_storage storage = Address(text);
  return IsPublicAddress(reinterpret_cast<const sockaddr&>(storage));
}

TEST(WebhookAddress, AddressesOfTheOpenInternetArePublic) {
  for (const char* text : {"1.1.1.1",         "8.8.8.8",          "9.255.255.255",
                           "11.0.0.0",        "100.63.255.255",   "100.128.0.0",
                           "126.255.255.255", "128.0.0.1",        "169.253.255.255",
                           "169.255.0.0",     "172.15.255.255",   "172.32.0.0",
                           "192.0.1.0",       "192.167.255.255",  "192.169.0.0",
                           "198.17.255.255",  "198.20.0.0",       "223.255.255.255",
                           "2606:4700::1111", "2400::1",          "2001:4860:4860::8888",
                           "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8", "2002:808:808::1"})
    EXPECT_TRUE(IsPublic(text)) << text;
}

TEST(WebhookAddress, AddressesOfThisMachineOfPrivateNetworksAndOfNobodyAreNot) {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.0",
                           "10.255.255.255",
                           "100.64.0.0",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.0.1",
                           "169.254.169.254",
                           "172.16.0.0",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.168.0.1",
                           "192.168.255.255",
                           "198.18.0.0",
                           "198.19.255.255",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fc00::1",
                           "fdff::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b:1::1",
                           "2002:7f00:1::1",
                           "2002:a00:1::1",
                           "2001::1",
                           "2001:1ff::1",
                           "100::1",
                           "4000::1"})
    EXPECT_FALSE(IsPublic(text)) << text;
}

TEST(WebhookAddress, OtherFamiliesAreNotPublic) {
  sockaddr_un unix_address{};
  unix_address.sun_family = AF_UNIX;
  EXPECT_FALSE(IsPublicAddress(reinterpret_cast<const sockaddr&>(unix_address)));
}

TEST(WebhookAddress, AddressesAreShownAsPeopleWriteThem) {
  for (const char* text : {"192.0.2.1", "2001:db8::1"}) {
    const sockaddr_storage storage = Address(text);
    EXPECT_EQ(FormatAddress(reinterpret_cast<const sockaddr&>(storage)), text);
  }
}

}  // namespace
}  // namespace groundswell
