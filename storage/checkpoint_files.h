// CheckpointFiles: the checkpoints of one store, as files of a folder.
//
// A file checkpoint-<seq, 20 digits>.gsc is:
//
//   file     = header payload
//   header   = magic "GSCHKPT\n", version u32, seq u64, size u64, checksum u64
//   checksum = XXH3 of the payload, seeded with the seq
//   payload  = `size` bytes, the engine's own (engine/engine_checkpoint.cc)
//
// Contract: a checkpoint appears under its name only when it is whole and synced, the folder too. Write keeps the
// newest kCheckpointsKept and forgets those ahead of the one it writes; of what it forgets one file stays as
// checkpoint.spare, which nobody reads, for the next to be written over. A file that does not check is never served.
// Errors: kIo when the system refuses. Threads: one writer; reads may run beside it and may then find a file gone,
// which reads as not there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/store.h"

namespace groundswell {

class CheckpointFiles {
 public:
  // `folder` exists.
  explicit CheckpointFiles(std::string folder) : folder_(std::move(folder)) {}

  Status Write(const Checkpoint& checkpoint);
  // The newest sound one whose seq is at most `seq_max`, or nothing.
  Result<std::optional<Checkpoint>> ReadNewest(Seq seq_max) const;
  // The newest first; reads every file whole.
  Result<std::vector<CheckpointInfo>> List() const;
  // Removes all before that of `seq`.
  Status DropBefore(Seq seq) const;
  // Removes what is kept of forgotten ones.
  Status DropSpare() const;
  // Removes what a process that died left behind of a checkpoint it was writing.
  Status DropUnfinished() const;
  // Where the checkpoint of `seq` lies.
  std::string PathOf(Seq seq) const;

 private:
  Result<std::vector<Seq>> FindSeqs() const;  // the newest first
  Status Forget(Seq newest) const;
  std::string SparePath() const;

  std::string folder_;
};

}  // namespace groundswell
