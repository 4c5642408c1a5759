#include "tools/load/answer.h"

#include <charconv>

namespace groundswell {
namespace {

constexpr std::string_view kCounts[] = {"accepted",   "updated",   "refreshed",
                                        "duplicates", "deletions", "rejected_total"};

// The whole number at the front of `text`, or 0.
uint64_t NumberAt(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void AddAnswerCounts(std::string_view answer, std::map<std::string, uint64_t>* sums) {
  for (const std::string_view name : kCounts) {
    const std::string key = "\"" + std::string(name) + "\":";
    const size_t at = answer.find(key);
    if (at != std::string_view::npos) (*sums)[std::string(name)] += NumberAt(answer.substr(at + key.size()));
  }
}

std::vector<uint64_t> RefusedLines(std::string_view answer) {
  std::vector<uint64_t> lines;
  constexpr std::string_view kKey = "{\"line\":";
  for (size_t at = answer.find(kKey); at != std::string_view::npos; at = answer.find(kKey, at + 1)) {
    const uint64_t line = NumberAt(answer.substr(at + kKey.size()));
    if (line > 0) lines.push_back(line - 1);
  }
  return lines;
}

}  // namespace groundswell
