// SourceCounts: what a source has brought, counted since the start of the program.
//
// Contract: every line read is refused, becomes posts, or is no record of interest to its mapping. Posts are told apart
// by what became of them once they are stored. Threads: written and read from any.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/input_block.h"

namespace groundswell {

struct SourceCounts {
  std::atomic<uint64_t> requests{0};            // of a webhook
  std::atomic<uint64_t> refused_signatures{0};  // likewise
  // Of what a source gave, those of chunks that were stored, and those that were let go because the source was stopped
  // and the store took nothing; what is none of both is held.
  std::atomic<uint64_t> lines_received{0};
  std::atomic<uint64_t> bytes{0}, lines{0};
  std::atomic<uint64_t> lines_dropped{0};
  std::atomic<uint64_t> carried_micros{0};   // from the begin of a chunk's scoring until it was durable
  std::atomic<uint64_t> gaps{0}, gap_ms{0};  // stretches that the peer did not give and can give no more
  std::atomic<uint64_t> posts{0};            // new ones, edits, refreshes and deletions
  std::atomic<uint64_t> duplicates{0};       // known already
  std::atomic<uint64_t> refused{0};          // lines that are no record, and posts that had expired
  std::atomic<uint64_t> late{0};             // new posts later than their channel is expected to be
  std::atomic<uint64_t> ahead{0};            // new posts too far ahead of their arrival to move the watermark
  std::atomic<uint64_t> errors{0};           // times something went wrong with the source itself

  // Stored first: a reader may see a line held that is stored already, but never one that was not received.
  uint64_t lines_held() const {
    const uint64_t done = lines + lines_dropped;
    return lines_received - done;
  }

  // What became of a stored block.
  void Add(const InputBlock& block) {
    uint64_t of[3] = {0, 0, 0};
    for (const Outcome outcome : block.outcomes)
      ++of[outcome == Outcome::kDuplicate ? 1 : outcome == Outcome::kExpired ? 2 : 0];
    posts += of[0];
    duplicates += of[1];
    refused += of[2] + block.refused.size();
    late += block.late;
    uint64_t ahead_here = 0;
    for (size_t i = 0; i < block.outcomes.size(); ++i)
      ahead_here += block.outcomes[i] == Outcome::kAccepted && block.posts.posts[i].is_ahead;
    ahead += ahead_here;
  }
};

}  // namespace groundswell
