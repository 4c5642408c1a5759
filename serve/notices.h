// Notices: takes what the engine has to say to people (serve/notice.h), and keeps it for the receivers and the API.
//
// Contract: Put stores a notice at once and wakes the receivers; one whose id is kept already is taken for told and
// changes nothing. Who gets it is settled then: whom it names, else the watching receivers: notify.watch_receivers, or
// where that is empty every receiver but incident systems (pagerduty, alertmanager) whose own level is not above the
// notice's, and all whose level is `emerging` or lower. What the store does not take, for a full disk is such news, is
// held in memory, told all the same, and stored by Flush, which is to be called now and then. Notices are kept for
// `keep`, kNoticesKeptMax of them at most. Errors: Put gives kInvalid for a receiver that is not there, kExhausted when
// the store fails and kNoticesHeldMax are held. Threads: any. The store outlives it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/notice.h"
#include "serve/receiver_kind.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kNoticesKeptMax = 10'000, kNoticesHeldMax = 64;

struct NoticesOptions {
  std::vector<ReceiverSettings> receivers = {};  // name, kind and level are looked at
  std::vector<std::string> watch_receivers = {};
  std::chrono::milliseconds keep = std::chrono::hours(90 * 24);
  std::function<void()> wake = {};  // there is something new
};

class Notices {
 public:
  static Result<std::unique_ptr<Notices>> Make(Store* store, NoticesOptions options);

  Status Put(Notice notice);
  // Who would get it. kInvalid for a receiver that is not there.
  Result<std::vector<std::string>> Settled(Notice notice) const;
  std::vector<std::string> IncidentSystemsAmong(const std::vector<std::string>& receivers) const;
  // Whether a notice of this id was put.
  bool Holds(std::string_view id) const;
  // Its number.
  std::optional<uint64_t> Find(std::string_view id) const;
  // One more than the number of the last.
  uint64_t end() const { return end_; }
  // From a number on, those held in memory last.
  Status Scan(uint64_t from, const Store::Visitor<uint64_t, std::string_view>& visit) const;
  Result<std::optional<std::string>> Read(uint64_t number) const;

  // Stores what is held; forgets what is old, once in an hour.
  Status Flush(int64_t now_ms);

 private:
  Notices(Store* store, NoticesOptions options) : store_(store), options_(std::move(options)) {}
  Status Load();
  Status SettleReceivers(Notice* notice) const;
  Status Forget(int64_t now_ms);

  Store* const store_;
  const NoticesOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, uint64_t, std::less<>> ids_;
  std::map<uint64_t, std::string> held_;  // by number: not yet stored
  std::atomic<uint64_t> end_ = 0;
  int64_t forgot_ms_ = 0;
};

// The name of the mark that says how far a receiver has come in the notices: all below are done with.
std::string NoticeMark(std::string_view receiver);

}  // namespace groundswell
