// HotWords: the words that stand in more of a period's posts than the period before explains.
//
// A word is a run of neighbouring Chinese bigrams that stand out together, or a word of letters. Its score is the
// signed root of the likelihood ratio of two shares of posts against one (Dunning: Accurate Methods for the Statistics
// of Surprise and Coincidence, 1993), which holds for rare words, too: 4 is one in 30,000 by chance, for thousands of
// words are looked at. Of words that stand in the same posts one is told. A text counts once, however often it is
// copied, and what the organisation's own accounts write not at all; the number of posts that is told with a word
// counts all that have it, as a search for it does. Contract: Take every post of both periods, then Find. The result is
// a function of the posts in their order. Memory is bounded: beyond kTextBytesMax of texts a sample speaks for all, and
// no numbers of posts are told. Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "models/stored_record.h"

namespace groundswell {

struct FoundWord {
  std::string word;
  double score = 0;
  std::array<int64_t, 2> posts = {};  // that have it, now and before
};

class HotWords {
 public:
  static constexpr size_t kTextBytesMax = size_t{24} << 20;
  static constexpr double kScoreMin = 4;
  static constexpr int64_t kPostsMin = 3;

  // Of the posts one in `stride` is read, chosen by its place in the sequence.
  explicit HotWords(uint64_t stride) : stride_(stride) {}

  // `window`: 0 now, 1 before.
  void Take(int window, Seq seq, const StoredRecord& record);

  bool is_sample() const { return stride_ > 1 || dropped_; }
  // Whether there is anything to hold the words against.
  bool has_before() const { return sides_[1].documents > 0; }

  // The words with the highest scores, the highest first; none that is part of one of `names`, which are folded.
  std::vector<FoundWord> Find(size_t words_max, const std::vector<std::string>& names) const;

 private:
  struct Text {
    size_t begin = 0;
    uint32_t bytes = 0;
    bool counts = false;  // the first post with its words, and by nobody of the organisation
  };
  struct Side {
    std::vector<Text> texts;
    int64_t documents = 0;
  };
  using Runs = std::unordered_map<std::string, int64_t>;

  std::string_view TextOf(const Text& text) const { return std::string_view(bytes_).substr(text.begin, text.bytes); }
  double Score(int64_t now, int64_t before) const;
  std::unordered_set<uint32_t> TermsThatStandOut() const;
  void CountRuns(std::string_view text, const std::unordered_set<uint32_t>& terms, Runs* runs) const;
  // The runs that most posts have.
  std::vector<std::string> CandidateWords() const;

  const uint64_t stride_;
  std::array<Side, 2> sides_;
  std::string bytes_;  // the texts, one after the other
  std::unordered_map<uint32_t, std::array<int32_t, 2>> terms_;
  std::unordered_set<uint64_t> seen_;  // texts
  bool dropped_ = false;
  std::string text_, folded_;
  std::vector<uint32_t> document_;
};

}  // namespace groundswell
