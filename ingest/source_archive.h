// ArchiveSource: a file read once, to its end: plain, gzip or zstd, lines or any other form that a mapping takes.
//
// Contract: as Source; its cursor is what the file is (its size, a hash of its first bytes) and the lines given, so
// that a restart reads on, and a file that was read to its end is read again only when another has taken its place.
// It is kDone at the end, kFailed when the file is damaged: what came whole before the damage was given. A file that is
// not there, or was written to a moment ago, is waited for; one that changed while it was read is read again. Threads:
// the loop's, and one of its own, which reads and unpacks: however long that takes, other sources do not wait.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>
#include <string>

#include "ingest/byte_source.h"
#include "ingest/framing.h"
#include "ingest/mapping.h"
#include "ingest/mapping_source.h"
#include "ingest/source.h"

namespace groundswell {

class ArchiveSource final : public Source {
 public:
  // Without a mapping the file has posts of our own.
  ArchiveSource(boost::asio::io_context* loop, SourceSink* sink, std::string path,
                std::shared_ptr<const Mapping> mapping);
  ~ArchiveSource() override;

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;
  bool HasEnded() const override { return !is_reading_; }

 private:
  // What a turn of reading came to.
  struct Turn {
    enum class Outcome : uint8_t { kMore, kDone, kFailed, kNotYet, kChanged } outcome = Outcome::kMore;
    Status why = {};  // of kFailed and kNotYet
    std::optional<SourceChunk> chunk = {};
  };
  void Wait(std::chrono::milliseconds time);
  void BeginTurn();
  void OnTurn(Turn turn);

  // On the reading thread, and while no turn is under way nobody's.
  Turn ReadTurn();
  Status Open();
  SourceChunk ChunkOfBlock() const;
  std::string Cursor(uint64_t lines, bool is_done) const;

  boost::asio::io_context* const loop_;
  SourceSink* const sink_;
  boost::asio::steady_timer timer_;
  const std::string path_;
  const std::shared_ptr<const Mapping> mapping_;
  bool is_paused_ = false, is_stopped_ = false, is_scheduled_ = false, is_reading_ = false, is_over_ = false;
  // Handlers outlive the source by a turn of the loop.
  std::shared_ptr<bool> is_alive_ = std::make_shared<bool>(true);

  std::string started_at_;  // the cursor
  std::string identity_;
  bool is_known_ = false;  // it was read to its end before
  std::unique_ptr<ByteSource> file_;
  std::optional<MappingSource> records_;
  std::optional<LineReader> reader_;
  LineBlock block_;
  uint64_t skip_to_ = 0;                   // lines that were stored before
  std::atomic<bool> is_abandoned_{false};  // the thread reads no further
  boost::asio::thread_pool thread_{1};     // last: ended first
};

}  // namespace groundswell
