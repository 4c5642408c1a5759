// BlockSender: whoever sent a block to the live engine and waits to hear of it.
//
// Contract: told once about each block, that it is durable or why it is not. Threads: any.
#pragma once

#include "base/status.h"
#include "engine/input_block.h"

namespace groundswell {

class BlockSender {
 public:
  virtual ~BlockSender() = default;
  virtual void TellWritten(const Status& status, const InputBlock& block) = 0;
};

}  // namespace groundswell
