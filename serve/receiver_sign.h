// The signatures of chats' robots.
//
// Threads: free functions. Source: the robots' descriptions by DingTalk and Feishu.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

// Base64 of HMAC-SHA256 under `secret` of "MILLISECONDS\nSECRET". In the address it is percent-encoded.
std::string SignDingTalk(int64_t timestamp_ms, std::string_view secret);

// Base64 of HMAC-SHA256 under "SECONDS\nSECRET" of nothing.
std::string SignFeishu(int64_t timestamp_secs, std::string_view secret);

}  // namespace groundswell
