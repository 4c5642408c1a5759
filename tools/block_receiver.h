// BlockReceiver: who is to know what became of a block of posts: the request that brought it, or the source.
//
// Contract: told once about each block that was submitted: that it is durable, with its outcomes, or why not; from the
// thread that commits, or from the one that submits when the engine has stopped. It must not block.
#pragma once

#include "base/status.h"
#include "engine/input_block.h"

namespace groundswell {

class BlockReceiver {
 public:
  virtual ~BlockReceiver() = default;
  virtual void TellWritten(const Status& status, const InputBlock& block) = 0;
};

}  // namespace groundswell
