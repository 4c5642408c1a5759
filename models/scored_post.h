// ScoredPost: a post in its stored form, with every score and feature computed from that form and from nothing else.
//
// The stored form is cleaned (models/text_cleaner.h) and redacted; authors are keyed hashes. `id`, `channel` and
// `reply_to` are keys and stay as they were given. Scoring a stored form again gives the same scores: recovery after a
// crash depends on it. Ownership: strings and terms view the ScoredBatch that holds the post. Units: sentiment_score
// -1..1, complaint 0..1 (a probability).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/time.h"
#include "models/harm_words.h"
#include "models/near_copy.h"
#include "models/post.h"
#include "models/reading.h"

namespace groundswell {

enum class Sentiment : uint8_t { kNegative, kNeutral, kPositive };
enum class Lang : uint8_t { kOther, kChinese, kEnglish };

std::string_view SentimentName(Sentiment sentiment);  // "negative", "neutral", "positive"
std::string_view LangName(Lang lang);                 // "und", "zh", "en"

// A keyed hash of a person or an account; 0 where none is known.
struct PersonHash {
  uint64_t value = 0;
  bool known() const { return value != 0; }
  auto operator<=>(const PersonHash&) const = default;
};

// One distinct term of a post. A term is known by the hash of its text; two terms with one hash are one term.
struct Term {
  uint32_t hash = 0;
  uint16_t count = 0;   // how often the post has it
  uint8_t is_stop = 0;  // a function word: it weighs less (engine.cluster.stop_weight)
};

struct Scores {
  Sentiment sentiment = Sentiment::kNeutral;
  Lang lang = Lang::kOther;
  float sentiment_score = 0;
  float complaint = 0;
};

// Dimensions of a post's meaning.
constexpr size_t kMeaningDims = 128;

struct ScoredPost {
  std::string_view id, channel, text, title, org, product, region, url, reply_to;
  PersonHash person;  // of `person`, else of (channel, author); unknown for none or a placeholder author
  EventTime time, edited_at;
  int64_t followers = kNoCount, reposts = kNoCount, likes = kNoCount;
  PostKind kind = PostKind::kPost;
  bool deleted = false;
  bool is_ahead = false;           // its time lay too far ahead of its arrival: it moves no watermark
  bool by_organisation = false;    // written by an account of the organisation itself
  bool by_voice = false;           // written by a listed account that many listen to
  bool is_complaint_said = false;  // a person said whether it complains (models/correction.h)
  bool has_own_words = false;      // something is left when links, mentions and repost marks are taken away
  // Of the folded title and the author's own words (the whole text where there are none). The same hash from another
  // author is a copy; from the same author it is not (engine/copy_table.h).
  uint64_t text_hash = 0;
  Scores scores;
  Reading reading;
  HarmReading harm;
  // Of the same words as text_hash; without shingles where they are too few to be near copies of anything.
  NearCopySignature near_copy;
  std::string_view org_evidence;  // the words of the text that name the organisation
  std::span<const Term> terms;
  // What it is about by the shipped word vectors (models/embedding.h): kMeaningDims floats of length 1, or empty where
  // these know none of its words, and the share of its words that they know.
  std::span<const float> meaning;
  float meaning_share = 0;
};

// How many may have seen it: followers of its author, and reposts.
inline int64_t AudienceOf(const ScoredPost& post) {
  return std::max<int64_t>(post.followers, 0) + std::max<int64_t>(post.reposts, 0);
}

struct ScoredBatch {
  Arena arena;
  std::vector<Term> terms;      // of all posts, one after the other
  std::vector<float> meanings;  // the same
  std::vector<ScoredPost> posts;

  void Clear() {
    arena.Clear();
    terms.clear();
    meanings.clear();
    posts.clear();
  }
};

}  // namespace groundswell
