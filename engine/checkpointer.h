// Checkpointer: writes checkpoints of the engine's state, on a thread of its own or in the caller's.
//
// Writing one takes as long as the disk needs to make every commit before it safe; steps go on meanwhile.
// Contract: Submit takes one checkpoint at a time: only when busy() is false. When it is written, records superseded
// before `erase_before` are erased, and where it is asked for, the files are rewritten that hold erased words still.
// The first failure stops all later writes and is what status() says; a rewrite that fails is to be asked for again.
// Threads: all methods from one thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/queue.h"
#include "storage/store.h"

namespace groundswell {

class Checkpointer {
 public:
  Checkpointer(Store* store, bool with_thread);
  ~Checkpointer();

  bool busy() const;
  void Submit(Checkpoint checkpoint, Seq erase_before, bool scrubs);
  // Makes memory for a checkpoint of so many bytes ready, where busy() is false; on its thread, for the system takes
  // longer to give new pages than the engine to fill them.
  void Prepare(size_t bytes);
  // The memory made ready, empty.
  std::string TakeSpare();
  // Waits until nothing is being written.
  Status Drain();
  Status status() const;
  // The newest that is on disk, if one was written since the start.
  std::optional<Seq> written() const;
  // Words that were erased by steps that ended here are in no file any more.
  Seq scrubbed() const;

 private:
  struct Task {
    Checkpoint checkpoint;
    Seq erase_before = 0;
    bool scrubs = false;
    size_t prepare_bytes = 0;  // then nothing is written
  };
  void Do(Task* task);
  void Write(Task* task);

  Store* store_;
  BoundedQueue<Task> queue_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  bool busy_ = false;
  Status status_;
  std::optional<Seq> written_;
  Seq scrubbed_ = 0;
  std::string spare_;
  std::optional<std::thread> thread_;
};

}  // namespace groundswell
