// Shared by the tests of sources: a sink that keeps what it was given, on a loop that is run until something holds.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "ingest/source.h"

namespace groundswell {

class RecordingSink final : public SourceSink {
 public:
  bool has_room() const override { return room_bytes_ > held_bytes_; }
  void Give(SourceChunk chunk) override {
    held_bytes_ += chunk.bytes.size();
    bytes_ += chunk.bytes;
    lines_ += chunk.lines;
    if (!chunk.cursor.empty()) cursor_ = chunk.cursor;
    held_.push_back(std::move(chunk));
  }
  void Tell(SourceState state, const Status& why) override {
    state_ = state;
    if (!why.ok()) error_ = why.message();
  }
  void TellAddress(std::string address) override { address_ = std::move(address); }
  void TellGap(const SourceGap& gap) override { gaps_.push_back(gap); }
  void TellBehind(uint64_t bytes) override { behind_ = bytes; }

  // As if all that was given had been stored.
  void StoreAll(Source* source) {
    while (!held_.empty()) {
      const SourceChunk chunk = std::move(held_.front());
      held_.pop_front();
      held_bytes_ -= chunk.bytes.size();
      source->OnStored(chunk);
    }
    source->OnRoom();
  }

  size_t room_bytes_ = size_t{1} << 30, held_bytes_ = 0;
  std::deque<SourceChunk> held_;
  std::string bytes_, cursor_, error_, address_;
  uint64_t lines_ = 0, behind_ = 0;
  std::vector<SourceGap> gaps_;
  SourceState state_ = SourceState::kStarting;
};

// Runs the loop until `holds` does; false when it does not within ten seconds.
inline bool RunUntil(boost::asio::io_context* loop, const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    loop->restart();
    loop->run_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline void AppendTo(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

}  // namespace groundswell
