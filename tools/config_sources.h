// The sources of a Config: its sections [source.NAME], one a place that posts come from.
//
// Contract: which keys a source has depends on its kind; a key that its kind has no use for is an error, as is one that
// it needs and has not. None of them can change a result but by what its mapping says of its channel, and that becomes
// settings of the channel. Secrets are read from a file or the environment when they are asked for, and are part of no
// message. Errors: kInvalid, with section, key and what to do. Threads: free functions; the table of keys is constant.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "ingest/mapping.h"
#include "ingest/stream_address.h"
#include "tools/config.h"

namespace groundswell {

enum class SourceKind : uint8_t { kWebhook, kFile, kArchive, kTcp, kSse, kWebSocket, kPoll, kImap };
std::string_view SourceKindName(SourceKind kind);  // "webhook", …

struct SourceSettings {
  std::string name;
  SourceKind kind = SourceKind::kWebhook;
  std::shared_ptr<const Mapping> mapping;  // null: posts of our own
  std::string path, address;
  std::string signature;  // the scheme; empty: none is asked for
  StreamAddress stream;   // of kSse, kWebSocket, kPoll and kImap, and what follows
  std::string token, ca_file;
  std::string cursor_key, cursor_parameter;   // of kWebSocket
  std::chrono::seconds idle{0}, interval{0};  // the interval of kPoll and kImap
  std::string user, folder;                   // of kImap; its password is the token
  int64_t quiet_after_secs = 0;               // 0: by its pace
  size_t connections_max = 0, inflight_bytes_max = 0;
  bool acknowledges = false;
  // Mappings are the same where they are one object.
  friend bool operator==(const SourceSettings&, const SourceSettings&) = default;
};

// In ascending order of their names.
Result<std::vector<SourceSettings>> SourcesOf(const Config& config);

// The secret of a source with a signature: what its file holds, without white space at its ends, or its own key.
Result<std::string> SecretOf(const Config& config, const std::string& source);
// The same of any section with the keys `secret` and `secret_file`.
Result<std::string> SecretOfSection(const Config& config, const std::string& section);

// What the mappings of the sources say of their channels, as settings by name of the key; an error when a source is
// not right. Config::Load asks it.
Result<std::vector<std::pair<std::string, ConfigValue>>> CheckSourcesOf(const Config& config);

}  // namespace groundswell
