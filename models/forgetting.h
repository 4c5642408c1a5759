// Forgetting: what somebody has a right to have forgotten: one person with all posts, one post, or what was written in
// one entry of the audit log.
//
// It is a record of the sequence, and the deletions of the posts it reaches follow it as records of their own. That
// somebody was forgotten, by whom and when, is told in the audit log; who it was, is not. Contract: exactly one of
// person, post and entry is asked for; `by` and `reason` are in their stored form. `posts` are those of the person that
// whoever asks has found; once it was taken, those that were deleted by it. Ownership: owns its texts. Threads: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "models/audit_salt.h"
#include "models/group_rule.h"
#include "models/scored_post.h"

namespace groundswell {

// A person with more posts is forgotten in several records. What registers and evidence name beside them has room in a
// record, too: it holds as many posts as a split.
constexpr size_t kForgottenPostsMax = 500;

struct Forgetting {
  PersonHash person;
  GroupRule::Post post;  // of which the words, the quotes and the place in registers go
  std::vector<GroupRule::Post> posts;
  // Records of theirs, of whichever version: their words go, also where the post is known no more but its record is not
  // dropped yet. A record of a forgetting does not say so.
  std::vector<Seq> records;
  // Of the audit log: those whose words go. A person's are those that tell of them.
  std::vector<uint64_t> entries;
  // Where that is the entry of a rule about groups: they tell its reason, too.
  GroupId group, other;
  std::string by, reason;
  int64_t at_ms = 0;
  AuditSalt salt;

  bool is_of_rule() const { return group != GroupId() && other != GroupId(); }
  bool operator==(const Forgetting&) const = default;
};

// What it reached.
struct ForgettingOutcome {
  uint64_t posts = 0;             // deleted
  uint64_t quotes = 0;            // rows of alerts, groups and evidence that quoted them
  uint64_t people = 0;            // places in registers of cases
  uint64_t words = 0;             // entries of the audit log whose words went
  std::optional<uint64_t> entry;  // that tells of it; none where nothing was there to be forgotten
  bool has_more = false;          // more of the person is quoted than has room in a record: ask again

  ForgettingOutcome& operator+=(const ForgettingOutcome& more) {
    posts += more.posts;
    quotes += more.quotes;
    people += more.people;
    words += more.words;
    if (more.entry) entry = more.entry;
    return *this;
  }
};

void WriteForgetting(const Forgetting& forgetting, ByteWriter* writer);
bool ReadForgetting(ByteReader* reader, Forgetting* forgetting);

}  // namespace groundswell
