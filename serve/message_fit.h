// Fits a message into what a receiver takes: what weighs least goes first, whole, and of the headline what is left.
//
// Contract: `render` is given what is shown and returns the bytes that are to fit; it is called again with less until
// they do. With no part left the headline is cut between characters. Threads: free functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "serve/message.h"

namespace groundswell {

// The part of a message that is shown.
struct ShownMessage {
  const AlertMessage* message = nullptr;
  std::string headline;
  std::vector<const MessagePart*> parts;  // in their order
  size_t lines = 0;                       // how many of them are groups of a digest
  // Groups of a digest that are counted and not listed.
  size_t further() const { return lines < message->groups && lines_in_all > 0 ? message->groups - lines : 0; }
  size_t lines_in_all = 0;
};

struct Rendered {
  std::string body;
  size_t lines = 0;  // groups of a digest that it lists
};

Rendered FitMessage(const AlertMessage& message, size_t bytes_max,
                    const std::function<std::string(const ShownMessage& shown)>& render);

}  // namespace groundswell
