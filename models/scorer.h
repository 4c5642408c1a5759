// PostScorer: a decoded post to its stored form with every score and feature. The fourth stage of a post's path.
//
// Text is cleaned and redacted first, and everything is computed from what comes out: scoring a stored form again gives
// the same scores and terms. Authors become keyed hashes here and are named nowhere behind. `id`, `channel` and
// `reply_to` are keys by which records find each other: they pass as they were given.
// Contract: the n-th scored post is that of the n-th post; nothing is refused. A pure function of the post, the models,
// the key and the rules. Ownership: borrows all of them; the batch owns the strings.
// Threads: one PostScorer a thread; what it borrows may be shared. No allocation in the steady state.
#pragma once

#include <string>

#include "models/author_hash.h"
#include "models/models.h"
#include "models/post.h"
#include "models/redact_patterns.h"
#include "models/scored_post.h"
#include "models/tokenizer.h"
#include "models/watchlist.h"

namespace groundswell {

// What a configuration adds to the models. Either may be null: then organisations stay as records name them, and
// nothing is redacted beyond what is always.
struct ScorerRules {
  const Watchlist* watchlist = nullptr;
  const RedactPatterns* patterns = nullptr;
};

class PostScorer {
 public:
  PostScorer(const Models* models, const AuthorKey* key, ScorerRules rules = {})
      : models_(models), key_(key), rules_(rules) {}

  // Appends the stored form of every post of `posts` to `scored`, which must be empty.
  void Score(const PostBatch& posts, ScoredBatch* scored);

  // Computes terms, meaning, text hash and own words of posts read back from the store, for all of `scored`.
  // Scores are left as they are.
  void Restore(ScoredBatch* scored);

 private:
  void ScoreOne(const Post& post, ScoredBatch* scored);
  // Folds the author's words of the post into folded_, and sets what follows from the text alone.
  void ReadText(ScoredPost* post, ScoredBatch* scored);
  // The mood of a post is that of all its text, as the model was trained: what it answers belongs to it. A complaint is
  // the author's own words alone.
  void ScoreMoodWithQuote(ScoredPost* post);
  // Whom the post is about, by its record and its folded text, and whether the organisation itself wrote it.
  void FindOrganisation(const Post& post, Arena* arena, ScoredPost* out);
  // The cause, demands, emotion and signs of the folded text, with its words kept in the arena.
  void ReadCause(Arena* arena, ScoredPost* post);
  // `raw` cleaned and redacted, in the arena.
  std::string_view ToStoredForm(std::string_view raw, Arena* arena);
  void AttachTerms(ScoredBatch* scored);  // and meanings

  const Models* models_;
  const AuthorKey* key_;
  const ScorerRules rules_;
  Tokenizer tokenizer_;
  NgramScratch ngrams_;
  EmbeddingScratch meaning_;
  TaxonomyScratch phrases_;
  WatchlistScratch names_;
  HarmScratch harm_;
  std::string stored_, text_, folded_;
  std::vector<size_t> term_ends_;
};

}  // namespace groundswell
