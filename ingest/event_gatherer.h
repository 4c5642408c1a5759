// EventGatherer: the bytes of a stream of Server-Sent Events, as whole events.
//
// Contract: an event is handed on once the blank line behind it has come; half of one is never. Lines end at \n, \r\n
// or \r. Comments are dropped, as are events without data. An id holds for the events behind it, as browsers have it,
// and one without data moves it too. Of an event whose data are longer than kLineBytesMax the first kLineBytesMax + 1
// bytes are kept, which is one too many for whoever reads it. Source:
// https://html.spec.whatwg.org/multipage/server-sent-events.html. Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/limits.h"

namespace groundswell {

struct GatheredEvents {
  std::string bytes;     // lines
  uint64_t lines = 0;    // in them
  uint64_t events = 0;   // that had data
  std::string first_id;  // that holds for the first of them
  std::string last_id;   // behind them: where the stream goes on
};

class EventGatherer {
 public:
  // With `whole` an event is given as it was sent; else its data alone, as one line.
  EventGatherer(bool whole, std::string_view last_id) : whole_(whole), last_id_(last_id) {}

  void Add(std::string_view bytes);
  GatheredEvents Take();
  // What the stream is called by to go on.
  const std::string& last_id() const { return last_id_; }
  // How long to wait before the next connection, where the stream said so.
  std::optional<int64_t> retry_ms() const { return retry_ms_; }

 private:
  void EndLine();
  void EndEvent();
  void TakeField(std::string_view name, std::string_view value);

  const bool whole_;
  GatheredEvents ready_;
  std::string line_, data_, event_, id_, last_id_;
  bool has_data_ = false, has_id_ = false, after_return_ = false, at_start_ = true;
  std::optional<int64_t> retry_ms_;
};

}  // namespace groundswell
