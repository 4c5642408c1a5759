// Which network addresses a message may go to when the receiver is meant to lie in the open Internet.
//
// A name in a configuration may come to stand for a machine inside, by mistake or by malice; so the address itself is
// asked, at the moment of connecting. Source: the IANA special-purpose address registries
// (https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry). Threads: free functions.
#pragma once

#include <sys/socket.h>

#include <string>

namespace groundswell {

// Whether an IPv4 or IPv6 address is of the open Internet: not loopback, private, link-local, shared, multicast,
// reserved, or one of these behind a translation (IPv4-mapped, NAT64, 6to4, Teredo). Other families are not.
bool IsPublicAddress(const sockaddr& address);

// "192.0.2.1", "2001:db8::1"; "?" for another family.
std::string FormatAddress(const sockaddr& address);

}  // namespace groundswell
