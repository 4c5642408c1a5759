#include "serve/similar_groups.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace groundswell {
namespace {

// By its place in the query's words.
using WordSet = uint32_t;
static_assert(kSimilarWordsMax <= 32);

struct Candidate {
  GroupEntryPtr entry;
  WordSet words = 0;
  double score = 0;
  bool is_same_org = false, is_same_cause = false;
};

// In the order of the answer; of equals the lesser id.
bool StandsBefore(const Candidate& a, const Candidate& b) {
  if (a.is_same_org != b.is_same_org) return a.is_same_org;
  if (a.score != b.score) return a.score > b.score;
  const GroupRank &first = a.entry->rank, &second = b.entry->rank;
  return first.last_at != second.last_at ? first.last_at > second.last_at : first.id < second.id;
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Whether `text` has the word, and not merely within a longer one of letters: "ear" is not in "near". Words of other
// scripts stand side by side and are found wherever they are.
bool HasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !IsLetter(word.front()) || !IsLetter(text[at - 1]);
    const bool ends = end == text.size() || !IsLetter(word.back()) || !IsLetter(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

// Of the words, those in the group's title and keywords; its organisation stands behind them, on the last line.
WordSet WordsIn(const GroupEntry& entry, const std::vector<std::string>& words) {
  const std::string_view text = std::string_view(entry.search).substr(0, entry.search.rfind('\n'));
  WordSet found = 0;
  for (size_t i = 0; i < words.size(); ++i)
    if (HasWord(text, words[i])) found |= WordSet{1} << i;
  return found;
}

class Search {
 public:
  explicit Search(const SimilarQuery& query) : query_(query), words_(query.words) {
    std::erase(words_, std::string());
    if (words_.size() > kSimilarWordsMax) words_.resize(kSimilarWordsMax);
  }

  void Look(const GroupList& groups) {
    size_t looked_at = 0;
    for (auto group = groups.begin(); group != groups.end() && looked_at < kSimilarLookedAtMax; ++group, ++looked_at)
      LookAt(*group);
    Weigh(looked_at);
  }

  std::vector<SimilarGroup> Best(size_t limit) {
    const auto is_unlike = [](const Candidate& one) { return one.score < kSimilarScoreMin; };
    std::erase_if(candidates_, is_unlike);
    limit = std::min(limit, candidates_.size());
    std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(limit), candidates_.end(),
                      StandsBefore);
    std::vector<SimilarGroup> best;
    for (size_t i = 0; i < limit; ++i) best.push_back(Told(candidates_[i]));
    return best;
  }

 private:
  void LookAt(const GroupEntryPtr& entry) {
    const WordSet words = WordsIn(*entry, words_);
    for (WordSet rest = words; rest != 0; rest &= rest - 1) ++groups_with_[static_cast<size_t>(std::countr_zero(rest))];
    if (entry->rank.id == query_.id || entry->first_at.is_none() || entry->first_at >= query_.first_at) return;
    const bool is_same_cause = !query_.cause.empty() && entry->cause == query_.cause;
    if (words == 0 && !is_same_cause) return;
    candidates_.push_back({.entry = entry,
                           .words = words,
                           .is_same_org = !query_.org.empty() && entry->org == query_.org,
                           .is_same_cause = is_same_cause});
  }

  // The group itself has all its words, so that none has been found in no group; the sum guards a list without it.
  void Weigh(size_t groups) {
    std::array<double, kSimilarWordsMax> weights{};
    double sum = 0;
    for (size_t i = 0; i < words_.size(); ++i) {
      const double with = std::max<double>(groups_with_[i], 1);
      sum += weights[i] = std::log1p(static_cast<double>(std::max<size_t>(groups, 1)) / with);
    }
    for (Candidate& one : candidates_) {
      double shared = 0;
      for (size_t i = 0; i < words_.size(); ++i)
        if ((one.words >> i & 1) != 0) shared += weights[i];
      if (sum > 0) shared /= sum;
      one.score = query_.cause.empty() ? shared : (shared + (one.is_same_cause ? 1 : 0)) / 2;
    }
  }

  // The places of words in the query as it was given.
  SimilarGroup Told(const Candidate& one) const {
    SimilarGroup told{.entry = one.entry,
                      .score = one.score,
                      .is_same_org = one.is_same_org,
                      .is_same_cause = one.is_same_cause,
                      .words = {}};
    for (size_t i = 0; i < words_.size(); ++i) {
      if ((one.words >> i & 1) == 0) continue;
      const auto place = std::find(query_.words.begin(), query_.words.end(), words_[i]);
      told.words.push_back(static_cast<size_t>(place - query_.words.begin()));
    }
    return told;
  }

  const SimilarQuery& query_;
  std::vector<std::string> words_;
  std::array<uint32_t, kSimilarWordsMax> groups_with_{};
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<SimilarGroup> FindSimilar(const GroupList& groups, const SimilarQuery& query, size_t limit) {
  Search search(query);
  search.Look(groups);
  return search.Best(limit);
}

}  // namespace groundswell
