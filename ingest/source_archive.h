// ArchiveSource: a file read once, to its end: plain, gzip or zstd, lines or any other form that a mapping takes.
//
// Contract: as Source; its cursor is what the file is (its size, a hash of its first bytes) and the lines given, so
// that a restart reads on, and a file that was read to its end is read again only when another has taken its place.
// It is kDone at the end, kFailed when the file is damaged: what came whole before the damage was given. A file that is
// not there is waited for. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
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

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;

 private:
  void Wait(std::chrono::milliseconds time);
  void ReadTurn();
  Status Open();
  void GiveBlock();
  std::string Cursor(uint64_t lines, bool is_done) const;

  SourceSink* sink_;
  boost::asio::steady_timer timer_;
  const std::string path_;
  const std::shared_ptr<const Mapping> mapping_;
  std::string started_at_;  // the cursor
  std::string identity_;
  std::unique_ptr<ByteSource> file_;
  std::optional<MappingSource> records_;
  std::optional<LineReader> reader_;
  LineBlock block_;
  uint64_t skip_to_ = 0;  // lines that were stored before
  bool is_paused_ = false, is_stopped_ = false, is_scheduled_ = false, is_over_ = false;
};

}  // namespace groundswell
