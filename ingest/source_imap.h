// ImapSource: the messages of a mailbox's folder, read at intervals, as records of the mapping `email`.
//
// Contract: as Source. Its cursor is the folder's UIDVALIDITY and the number (UID) of the last message given; what the
// folder holds before that is never asked for again. A folder that was made anew has another UIDVALIDITY: it is read
// from its beginning, which is told, and known messages are duplicates by their Message-ID. Messages come in the order
// of their numbers, whatever order the server tells them in. One that is refused
// by itself, in several visits, is told and passed over.
// Nothing in the mailbox is changed. A visit that fails is repeated after a while: longer each time, with jitter, up to
// a minute; a refused login after five, for servers lock accounts. Threads: a thread of its own speaks with the server,
// for libcurl resolves and logs in by blocking; it tells and gives on the loop, and waits there for room. Everything
// else on the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "ingest/imap_session.h"
#include "ingest/source.h"

namespace groundswell {

struct ImapSourceOptions {
  ImapOptions session;
  std::chrono::milliseconds interval{60'000};
  std::chrono::milliseconds pause_min{1000}, pause_max{60'000}, login_pause{300'000};
  // A message that a server refuses for so long, and in four visits, is passed over.
  std::chrono::milliseconds refused_max{3'600'000};
  uint64_t jitter_seed = 0;
};

class ImapSource final : public Source {
 public:
  ImapSource(boost::asio::io_context* loop, SourceSink* sink, ImapSourceOptions options);
  ~ImapSource() override;

  void Start(std::string_view cursor) override;
  void SetPaused(bool is_paused) override;
  void OnStored(const SourceChunk&) override {}
  void OnRoom() override;
  void Stop() override;
  bool HasEnded() const override;

 private:
  class Visitor;
  const std::shared_ptr<Visitor> visitor_;
  std::thread thread_;
};

}  // namespace groundswell
