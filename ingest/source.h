// Source: where posts come from by themselves: a file that grows, an archive, connections that bring lines, a stream.
//
// A source reads its peer and gives whole lines to its sink, in chunks, each with the cursor from which it would go on
// behind it. The sink has them decoded, scored and stored, and tells the source when a chunk is durable.
// Contract: a source reads only while its sink has room, so that a full engine makes its peer wait; it gives chunks in
// the order of its input; started with the cursor of the last stored chunk it goes on right behind that, as far as its
// peer can give the bytes again. It fails without end of the program: what is wrong is told, and tried again where that
// can help. Threads: everything here is called on the one loop of all sources; nothing may block it for longer than a
// read of a local file takes. Ownership: a source borrows loop and sink.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

enum class SourceState : uint8_t { kStarting, kRunning, kPaused, kWaiting, kFailed, kDone };
std::string_view SourceStateName(SourceState state);  // "starting", …

// Whole lines on their way to the engine.
struct SourceChunk {
  std::string bytes;
  // Where the source goes on behind them; empty where its peer gives nothing again.
  std::string cursor = {};
  uint64_t lines = 0;         // blank ones included
  uint64_t lines_before = 0;  // of the same file or connection, so that a refused line is named by its number
  uint64_t peer = 0;          // the source's own, to know whom to tell
  // Whether each line is a record already; else the mapping's form of input says what is one.
  bool is_framed = true;
};

// A stretch of which a peer gave nothing and can give nothing again. Milliseconds of the wall clock; 0 where unknown.
struct SourceGap {
  int64_t from_ms = 0, until_ms = 0;
};

class SourceSink {
 public:
  virtual ~SourceSink() = default;
  // Whether a chunk is wanted; the source is told by OnRoom when one is again.
  virtual bool has_room() const = 0;
  virtual void Give(SourceChunk chunk) = 0;
  // Of kWaiting and kFailed, and of what was lost while it runs, `why` says what is wrong.
  virtual void Tell(SourceState state, const Status& why) = 0;
  // Where the source can be reached, HOST:PORT.
  virtual void TellAddress(std::string address) = 0;
  // What came in the gap is lost.
  virtual void TellGap(const SourceGap& gap) = 0;
  // Bytes that the peer is known to have and that were not given yet.
  virtual void TellBehind(uint64_t bytes) = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  // Called once. `cursor`: of the last chunk that was stored, or empty.
  virtual void Start(std::string_view cursor) = 0;
  // A paused source reads nothing, and takes no connection.
  virtual void SetPaused(bool is_paused) = 0;
  virtual void OnStored(const SourceChunk& chunk) = 0;
  virtual void OnRoom() = 0;
  // Reads nothing more; what was given goes its way. The source is destroyed once the loop has run what it had begun,
  // and HasEnded says so.
  virtual void Stop() = 0;
  // Of a stopped source: whether it can be destroyed without waiting for a thread of its own.
  virtual bool HasEnded() const { return true; }
};

}  // namespace groundswell
