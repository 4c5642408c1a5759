// FileSource: a file that others write to, one record a line, followed as it grows and is rotated.
//
// Contract: as Source; its cursor is a TailPlace, so that after a restart it goes on in the file it was in, under
// whatever name. A half line is waited for; at the end of a file that was rotated away it is a line of its own. A file
// that is not there is waited for. Threads: the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "ingest/file_tail.h"
#include "ingest/line_gatherer.h"
#include "ingest/source.h"

namespace groundswell {

class FileSource final : public Source {
 public:
  FileSource(boost::asio::io_context* loop, SourceSink* sink, std::string path);

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;

 private:
  void Wait(std::chrono::milliseconds time);
  void ReadTurn();
  void GiveLines(GatheredLines lines);
  void BeginFile();
  void Fail(const Status& why);

  SourceSink* sink_;
  boost::asio::steady_timer timer_;
  const std::string path_;
  FileTail tail_;
  LineGatherer lines_;
  std::string bytes_;
  // Of what was given of the file at hand.
  uint64_t given_offset_ = 0, given_lines_ = 0, gaps_told_ = 0;
  bool has_place_ = false;  // the sink knows which file is read
  bool is_paused_ = false, is_stopped_ = false, is_scheduled_ = false;
};

}  // namespace groundswell
