// `groundswell completion bash|zsh|fish`: a script by which the shell completes commands and flags.
//
// Contract: made from the commands themselves, so that it knows each of them. Threads: one.
#pragma once

#include <string>
#include <vector>

namespace groundswell {

struct CompletedCommand {
  std::string name;                        // "ack", "store verify"
  std::string help;                        // one line
  std::vector<std::string> flags = {};     // "--by"
  std::vector<std::string> commands = {};  // further words: of `store` "verify" and so on
};

enum class Shell { kBash, kZsh, kFish };

// `commands` holds every command, those of one word before those of two.
std::string CompletionScript(Shell shell, const std::vector<CompletedCommand>& commands);

}  // namespace groundswell
