// Which earlier groups are most like one group, by what the rows of groups say: words, cause, organisation.
//
// The measure, 0 to 1. Words: of the group's keywords, each weighed by how few of all groups have it, the share that
// stands in the other's title or among its keywords. Cause: 1 where both have the same tag. The score is the mean of
// the two, or that of the words alone where the group's own cause is not known. Contract: an earlier group is one whose
// first post is older; whoever scores less than kSimilarScoreMin is not like it. Those of the same organisation stand
// first, for what was promised and done there binds it; then the higher score, then what was newest. The same list and
// query give the same answer. Cost: two looks at each of at most kSimilarLookedAtMax groups, on the reader's thread.
// Threads: free function on an immutable list.
#pragma once

#include <string>
#include <vector>

#include "serve/group_index.h"

namespace groundswell {

// More groups than the engine keeps in months; of more, the most urgent are looked at.
constexpr size_t kSimilarLookedAtMax = 200'000;
constexpr size_t kSimilarWordsMax = 8;
// The same cause passes, and so do half of the words.
constexpr double kSimilarScoreMin = 0.25;

struct SimilarQuery {
  GroupId id;
  EventTime first_at;
  std::string org, cause;          // empty where they are not known
  std::vector<std::string> words;  // its keywords, folded as GroupEntry::search is; the first kSimilarWordsMax count
};

struct SimilarGroup {
  GroupEntryPtr entry;
  double score = 0;
  bool is_same_org = false, is_same_cause = false;
  std::vector<size_t> words;  // which of the query's both have
};

// At most `limit`, the most alike first.
std::vector<SimilarGroup> FindSimilar(const GroupList& groups, const SimilarQuery& query, size_t limit);

}  // namespace groundswell
