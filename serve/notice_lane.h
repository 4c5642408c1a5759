// NoticeLane: how far one receiver has come in the notices, and what it is told of them next.
//
// Contract: every notice that names the receiver ends in the delivery log, once: told at least once, or not told and
// why, as when its case was taken. They are told in order, one a message; many that wait for the receiver's limits are
// one, but drills and what asks about cases. The mark "receiver/NAME/notices" is "NEXT END": all below NEXT are done
// with; where END is larger the notices up to it are one message that was begun, so that after a kill it is the same,
// under the same id. Errors: those of the store; what could not be written is written with the next. Memory: at most
// kNoticesAtOnce notices. Units: milliseconds of the wall. Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message_complete.h"
#include "serve/message_compose.h"
#include "serve/notices.h"
#include "serve/notify_log.h"
#include "serve/notify_tries.h"
#include "serve/receiver.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kNoticesAtOnce = 256;

class NoticeLane {
 public:
  // `notices` may be null: then there are none. Both outlive it.
  NoticeLane(Store* store, const Notices* notices, std::string receiver, ComposeOptions compose,
             CompleteMessage complete = {});

  // Takes in what is new, and ends what has expired.
  Status Look(int64_t now_ms);
  size_t waiting() const { return waiting_.size(); }
  uint64_t expired() const { return expired_; }

  // Makes the message that is next, of what waits; `is_much`: of as many as can be together. Where it goes on with a
  // message that was begun, it is that.
  Status Begin(bool is_much, int64_t now_ms);
  // Holds from Begin to End.
  const Dispatch& dispatch() const { return dispatch_; }
  size_t flight() const { return flight_; }
  bool is_short = false;  // the message goes in its short form
  Tries tries = {};       // at it

  // The message is done with.
  Status End(DeliveryOutcome outcome, const std::string& why, int64_t now_ms);

 private:
  struct Waiting {
    uint64_t number;
    Notice notice;
    std::string json;
  };
  Status Load();
  void TakeIn(uint64_t number, std::string_view json);
  // Gives the message up that was begun.
  void Leave();
  std::string TitleOf(const Notice& notice) const;
  void AddRow(const Waiting& waiting, DeliveryOutcome outcome, const std::string& why, int64_t now_ms);
  Status Save();

  Store* const store_;
  const Notices* const notices_;
  const std::string receiver_;
  const ComposeOptions compose_;
  const CompleteMessage complete_;
  const std::string mark_;
  bool is_loaded_ = false;
  uint64_t seen_ = 0, flight_end_ = 0;
  std::string saved_;
  std::deque<Waiting> waiting_;
  size_t flight_ = 0;  // how many of the first that wait are the message
  AlertMessage message_;
  Dispatch dispatch_;
  struct Row {
    uint64_t number;
    std::string json;
  };
  std::vector<Row> rows_;  // of the log, not yet written
  uint64_t expired_ = 0;
};

}  // namespace groundswell
