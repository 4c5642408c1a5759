// EvalTruth: the true labels of an input's posts, told apart from everything the engine sees.
//
// Contract: filled from the blocks of a replay as they are read. A post is known by its (channel, id); the first record
// of it holds. Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/post_feed.h"

namespace groundswell {

struct LabelledPost {
  std::vector<uint32_t> labels;  // numbers of their names, in the record's order
  uint64_t person = 0;           // who wrote it; 0 where nobody is named
  EventTime time;
};

class EvalTruth {
 public:
  void Add(const FeedBlock& block);
  // Null for a post without a label.
  const LabelledPost* Find(std::string_view channel, std::string_view id) const;
  const std::vector<std::string>& names() const { return names_; }
  const std::unordered_map<std::string, LabelledPost>& posts() const { return posts_; }

 private:
  uint32_t NumberOf(const std::string& label);

  std::unordered_map<std::string, LabelledPost> posts_;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<std::string> names_;
};

}  // namespace groundswell
