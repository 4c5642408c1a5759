// Post: one input record as decoded, before anything is scored, redacted or stored. The fields are those of the
// contract.
//
// Ownership: every string views the arena of the PostBatch that holds the post. An absent string is empty.
// Units: times are event times; followers, reposts and likes are counts, kNoCount where the record gives none.
// Threads: a batch belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/time.h"

namespace groundswell {

enum class PostKind : uint8_t { kPost, kRepost, kReply, kReview, kTicket };

constexpr int64_t kNoCount = -1;

struct Post {
  std::string_view id, channel, text, title, author, person, org, product, lang, region, url, reply_to;
  EventTime time;       // none only for a deletion, or where the caller said that time is not needed
  EventTime edited_at;  // none when the record was not edited
  int64_t followers = kNoCount, reposts = kNoCount, likes = kNoCount;
  uint64_t line = 0;  // from 1, in the whole input
  PostKind kind = PostKind::kPost;
  bool deleted = false;
};

// Ground truth that a record may carry. Read by `eval` and `train` alone; the engine never sees it.
struct Truth {
  std::vector<std::string> labels;  // `label`, or `labels` in their order
  std::string cause, sentiment;
};

struct PostBatch {
  Arena arena;
  std::vector<Post> posts;
  std::vector<Truth> truths;  // one a post where the decoder was asked for truth, else empty

  void Clear() {
    arena.Clear();
    posts.clear();
    truths.clear();
  }
};

}  // namespace groundswell
