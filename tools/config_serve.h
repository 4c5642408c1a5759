// The settings of `groundswell serve` that change how work is done and never a result: addresses, limits, receivers.
//
// Threads: values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/status.h"
#include "storage/rocks_store.h"
#include "tools/config.h"

namespace groundswell {

// Appends the keys of sections serve, storage, notify, oncall and links, and the live ones of engine.
void AddServeKeys(std::vector<ConfigKey>* keys);

// A token that a caller may bear, and what it may do.
struct AccessToken {
  std::string role;  // "ingest", "read", "operate"
  std::string token;
};

struct ServeSettings {
  std::string listen, data_dir;
  std::string links_listen;  // of signed links alone; empty: none
  bool tls_by_proxy = false;
  std::vector<AccessToken> tokens;
  std::vector<std::string> hosts;
  size_t body_bytes_max = 0, inflight_bytes_max = 0, waiting_bytes_max = 0, connections_max = 0;
  int request_secs = 0, idle_secs = 0, drain_secs = 0;
  Durability durability = Durability::kWal;
  std::chrono::microseconds batch_wait{0};
  std::chrono::milliseconds tick_idle{0};
};

// Errors: kInvalid for a value that the table alone cannot judge, such as a token without a role.
Result<ServeSettings> ServeSettingsOf(const Config& config);

// Whether only this machine can reach the address: "127.0.0.1:8686", "localhost:0", "[::1]:8686".
bool IsLoopback(std::string_view listen);

// kInvalid when the address is open to other machines and calls are not guarded: what to set is said.
Status CheckExposure(const ServeSettings& settings);

}  // namespace groundswell
