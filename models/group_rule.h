// GroupRule: what a person says of groups: these two are one matter, or these posts are another matter than the rest.
//
// It is a record of the sequence like any other, permanent, and binds posts that come later. Contract: `by` and
// `reason` are in their stored form (models/stored_text.h) before they get here. Ownership: owns its texts. Threads:
// values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/audit_salt.h"
#include "models/sequence.h"

namespace groundswell {

// A split is a person's work at a page; whole groups are merged. Its posts' keys must fit a line of a sequence even
// where every byte of them is written as six.
constexpr size_t kSplitPostsMax = 1000;
constexpr size_t kSplitKeyBytesMax = size_t{128} << 10;
constexpr size_t kRuleByBytesMax = 128;
constexpr size_t kRuleReasonBytesMax = 1024;

struct GroupRule {
  struct Post {
    std::string channel, id;
    bool operator==(const Post&) const = default;
  };
  GroupId group;             // of a merge either of both, of a split the one that posts leave
  GroupId other;             // of a merge alone
  bool lifts_split = false;  // of a merge: also where an earlier split keeps the two apart
  std::vector<Post> posts;   // of a split alone: those that leave
  std::string by, reason;    // who says so, and why; may be empty
  int64_t at_ms = 0;         // wall time, a label; 0 where it is not known
  AuditSalt salt;

  bool is_split() const { return !posts.empty(); }
  bool operator==(const GroupRule&) const = default;
};

// What a rule that was taken has done.
struct RuleOutcome {
  GroupId group;     // that lives on, or that posts have left
  GroupId other;     // that merged into it, or the part that was split off
  size_t posts = 0;  // that left
};

}  // namespace groundswell
