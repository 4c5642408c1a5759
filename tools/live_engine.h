// LiveEngine: the one thread that gives every post its place in the sequence and lets the engine decide, live.
//
// Blocks of requests come in through a bounded queue. The thread takes what is waiting, up to batch_posts, batch_bytes
// or batch_wait after the first, as one step of the pipeline: one commit for many requests. Each request is told when
// its block is durable. When nothing was sequenced for tick_idle, a tick says how much time has passed since.
// Contract: what is decided depends on the order of the blocks, the ticks and the settings alone. When the store fails,
// everything in flight is told so, nothing is taken, and the engine is rebuilt from what is stored, again and again
// until the store takes writes. Threads: Submit from any (it waits while the queue is full); the rest from the owner's.
// Errors: Recover gives its own; later ones are told to the requests and to `on_health`.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/queue.h"
#include "engine/pipeline.h"
#include "tools/block_sender.h"

namespace groundswell {

struct LiveEngineOptions {
  PipelineOptions pipeline;
  // The settings as the sequence is to carry them; they are sequenced when they are not those in force.
  std::string settings_text;
  // Whether there is a receiver: without one nothing goes to the outbox, and one added later hears of what comes then.
  bool delivers = false;
  size_t batch_posts = 1024;
  size_t batch_bytes = size_t{4} << 20;
  std::chrono::microseconds batch_wait{0};
  std::chrono::milliseconds tick_idle{60'000};
  // So often a checkpoint is taken while words that were deleted or forgotten wait to leave the files. They have left
  // them with the second: twice this, and the time that it takes, are less than a day.
  std::chrono::milliseconds erase_every{6 * 3'600'000};
  // Told when the store begins to fail, and with an ok Status when posts are taken again.
  std::function<void(const Status&)> on_health;
};

// Counted since the start; read from any thread. Idle ticks came before the first post and were not sequenced.
struct LiveCounts {
  std::atomic<uint64_t> steps{0}, posts{0}, ticks{0}, ticks_idle{0}, step_micros{0}, store_failures{0};
  std::atomic<int64_t> blocks_waiting{0};
};

// A block of one request (posts, or a rule about groups) or of a source, with the bytes it was read from.
struct LiveBlock {
  std::unique_ptr<InputBlock> input;
  std::shared_ptr<BlockSender> request;  // a PostRequest has AddBlock been told
  size_t bytes = 0;
};

class LiveEngine {
 public:
  LiveEngine(Store* store, PostScorer* restorer, LiveEngineOptions options);
  ~LiveEngine();

  // Rebuilds the state from the store and brings the settings into force.
  Status Recover();
  // History, before Run: taken like a replay's, and nothing of it is delivered.
  Status Import(std::unique_ptr<InputBlock> block);
  // Waits until all history is written.
  Status DrainImport();
  // Starts the thread.
  void Run();
  // False once stopped: the block's request has been told.
  bool Submit(LiveBlock block);
  // The same without waiting: false, and nothing told, when the queue is full or closed.
  bool TrySubmit(LiveBlock* block);
  // While it runs: sequences settings of which nothing but the channels' and the
  // watchlist differs from those in force, behind what
  // waits, and waits until they are durable. Errors: kInvalid for a text that is none, and nothing is done; those of
  // the store, and the settings are what they were.
  Status ChangeSettings(const std::string& settings_text);
  // Takes what is waiting, leaves a checkpoint, ends the thread.
  Status Stop();

  const LiveCounts& counts() const { return counts_; }

 private:
  struct Parts {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<Pipeline> pipeline;
  };
  void Loop();
  void TakeBatch(LiveBlock first);
  void TakeTick();
  void EraseIfDue();
  // Group rows for readers, when it is time.
  void WriteGroups();
  bool has_rows_to_write() const { return parts_.pipeline && parts_.pipeline->has_changed_groups(); }
  void Take(InputBlocks blocks, std::vector<std::shared_ptr<BlockSender>> requests);
  void RebuildUntilHealthy(const Status& failure);
  void Refuse(LiveBlock block, const Status& why);
  std::string WantedSettings() const;

  Store* store_;
  PostScorer* restorer_;
  const LiveEngineOptions options_;
  LiveCounts counts_;
  BoundedQueue<LiveBlock> queue_;
  Parts parts_;
  MonotonicTime last_sequenced_;  // the last post or tick
  MonotonicTime next_rows_;       // when group rows may be written again
  MonotonicTime next_erase_;      // when words may be erased again
  mutable std::mutex mutex_;      // guards settings_text_
  std::string settings_text_;     // those that are to be in force after a rebuild
  std::thread thread_;
};

}  // namespace groundswell
