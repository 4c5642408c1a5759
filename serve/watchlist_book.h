// WatchlistBook: the versions of the watchlist, kept in the store: which one is in force, and those before it.
//
// A version is written before it comes into force and counts once it has: a crash between leaves the one before.
// Contract: numbers rise by one; the newest kWatchlistVersionsMax are kept. The one in force is either the
// configuration's or was edited through the API; an edited one stands until the configuration's own changes. Ownership:
// borrows the store. Threads: current, Read and Add from any; Open before them. Errors: those of the store.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "serve/watchlist_json.h"
#include "storage/store.h"

namespace groundswell {

constexpr uint64_t kWatchlistVersionsMax = 200;

// The version in force in a store, or nothing.
Result<std::optional<WatchlistVersion>> ReadWatchlistInForce(const Store& store);

class WatchlistBook {
 public:
  // `on_kept` is told, from the thread of a change, of an old version that could not be dropped: that is no failure of
  // the change, and the version stays readable.
  explicit WatchlistBook(Store* store, std::function<void(const Status&)> on_kept = {})
      : store_(store), on_kept_(std::move(on_kept)) {}

  // At the start, with the configuration's own entries and their checksum: the version in force. Where the
  // configuration's have changed since, or there is none, that is a new one of theirs.
  Result<std::shared_ptr<const WatchlistVersion>> Open(std::vector<WatchlistEntry> configured, uint64_t base,
                                                       int64_t now_ms);

  std::shared_ptr<const WatchlistVersion> current() const;
  // Nothing where it is not kept.
  Result<std::optional<WatchlistVersion>> Read(uint64_t number) const;

  // Makes `version` the next one: `enforce` brings it into force. Errors: kConflict when `expected` is not in force any
  // more or another change is under way, and then nothing was done; those of `enforce`, likewise.
  using Enforce = std::function<Status(const std::vector<WatchlistEntry>&)>;
  Status Add(WatchlistVersion version, uint64_t expected, const Enforce& enforce);

 private:
  Status Write(const WatchlistVersion& version);
  Status Publish(WatchlistVersion version);

  Store* const store_;
  const std::function<void(const Status&)> on_kept_;
  std::mutex adding_;
  mutable std::mutex mutex_;  // guards current_
  std::shared_ptr<const WatchlistVersion> current_;
};

}  // namespace groundswell
