// AnswerWords: what a receiver said, made fit for a log: secrets masked, nothing of the message itself, one short line.
//
// Contract: secrets of at least six bytes are masked in the whole text, in the forms in which answers repeat them
// (escaped as in JSON or in an address), before it is cut to a hundred bytes. Where nine bytes on end (three Chinese
// characters) of letters, digits and Chinese stand in what the message said, no word is given: a receiver that
// echoes a request would else put posts into the log. Any bytes may be given; the result is UTF-8 without control
// characters. Threads: immutable.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

// `text` without those of `secrets` that it holds, each of at least six characters.
std::string WithoutSecrets(std::string text, std::span<const std::string> secrets);

class AnswerWords {
 public:
  // `said` is what the message says: its headline and the texts of posts in it.
  AnswerWords(std::vector<std::string> secrets, std::string_view said);

  std::string Of(std::string_view text) const;

 private:
  const std::vector<std::string> secrets_;
  const std::string said_;  // what EssenceOf leaves of it
};

}  // namespace groundswell
