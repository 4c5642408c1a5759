#include "serve/report_words.h"

#include <string.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "models/text_cleaner.h"
#include "models/tokenizer.h"

namespace groundswell {
namespace {

// Distinct terms that are counted; what a language has. New ones beyond are not looked at.
constexpr size_t kTermsCountedMax = 2'000'000;
constexpr size_t kTermsFollowed = 400, kRunsMax = 200'000, kCandidatesMax = 60;
// Chinese words and fixed phrases have no more.
constexpr size_t kRunBytesMax = 8 * 3;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// A lone character or a number tells nothing.
bool Tells(std::string_view term) {
  if (!IsAscii(term)) return term.size() > 4;
  return term.size() > 1 && std::any_of(term.begin(), term.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

size_t FirstCharacterBytes(std::string_view text) {
  size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) ++bytes;
  return bytes;
}

// memmem is several times as fast as a search of the standard library on text that shares its first bytes.
bool Has(std::string_view text, std::string_view word) {
  return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

bool BetterWord(const FoundWord& a, const FoundWord& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.word.size() != b.word.size() ? a.word.size() > b.word.size() : a.word < b.word;
}

// A word with the posts of the period that have it, ascending.
struct Candidate {
  FoundWord found;
  std::vector<uint32_t> places;
};

// Whether two words stand in much the same posts: they tell of one thing, or are parts of one phrase.
bool AreTogether(const Candidate& a, const Candidate& b) {
  size_t both = 0;
  auto other = b.places.begin();
  for (const uint32_t place : a.places) {
    while (other != b.places.end() && *other < place) ++other;
    both += other != b.places.end() && *other == place;
  }
  return 5 * both >= 4 * std::max(a.places.size(), b.places.size());
}

// Of words that stand in much the same posts the longer one tells more; a part of a word that is kept tells nothing
// where at least half of its posts have the whole.
void KeepTelling(Candidate next, std::vector<Candidate>* kept) {
  for (Candidate& other : *kept) {
    const bool is_part = other.found.word.find(next.found.word) != std::string::npos;
    if (is_part && 2 * other.places.size() >= next.places.size()) return;
    if (!AreTogether(other, next)) continue;
    if (next.found.word.size() > other.found.word.size()) other = std::move(next);
    return;
  }
  kept->push_back(std::move(next));
}

}  // namespace

void HotWords::Take(int window, Seq seq, const StoredRecord& record) {
  if (stride_ > 1 && Mix64(seq) % stride_ != 0) return;
  const ScoredPost& post = record.post;
  text_.assign(post.title).append("\n").append(post.text);
  FoldText(text_, &folded_);
  if (bytes_.size() + folded_.size() > kTextBytesMax) return void(dropped_ = true);
  Side& side = sides_[static_cast<size_t>(window)];
  const bool is_new = seen_.insert(post.text_hash + static_cast<uint64_t>(window)).second || post.text_hash == 0;
  const bool counts = is_new && !record.verdict.copy && !post.by_organisation;
  side.texts.push_back({bytes_.size(), static_cast<uint32_t>(folded_.size()), counts});
  bytes_.append(folded_);
  if (!counts) return;
  ++side.documents;
  document_.clear();
  Tokenizer::ForEachTerm(folded_, [&](uint32_t hash, std::string_view term, bool is_stop) {
    if (!is_stop && Tells(term)) document_.push_back(hash);
  });
  std::sort(document_.begin(), document_.end());
  document_.erase(std::unique(document_.begin(), document_.end()), document_.end());
  for (const uint32_t hash : document_) {
    const auto term = terms_.size() < kTermsCountedMax ? terms_.try_emplace(hash).first : terms_.find(hash);
    if (term != terms_.end()) ++term->second[static_cast<size_t>(window)];
  }
}

double HotWords::Score(int64_t now, int64_t before) const {
  const std::array<double, 2> with = {static_cast<double>(now), static_cast<double>(before)};
  const double documents = static_cast<double>(sides_[0].documents + sides_[1].documents);
  const double share = (with[0] + with[1]) / std::max(1.0, documents);
  if (share <= 0 || share >= 1) return 0;
  double ratio = 0;
  for (size_t side = 0; side < 2; ++side) {
    const auto all = static_cast<double>(sides_[side].documents);
    const double without = all - with[side];
    if (with[side] > 0) ratio += with[side] * std::log(with[side] / (all * share));
    if (without > 0) ratio += without * std::log(without / (all * (1 - share)));
  }
  const double root = std::sqrt(std::max(0.0, 2 * ratio));
  const bool is_more =
      with[0] * static_cast<double>(sides_[1].documents) > with[1] * static_cast<double>(sides_[0].documents);
  return is_more ? root : -root;
}

std::unordered_set<uint32_t> HotWords::TermsThatStandOut() const {
  std::vector<std::pair<double, uint32_t>> found;
  for (const auto& [hash, posts] : terms_) {
    if (posts[0] < kPostsMin) continue;
    const double score = Score(posts[0], posts[1]);
    if (score >= kScoreMin) found.emplace_back(-score, hash);
  }
  std::sort(found.begin(), found.end());
  if (found.size() > kTermsFollowed) found.resize(kTermsFollowed);
  std::unordered_set<uint32_t> terms;
  for (const auto& [score, hash] : found) terms.insert(hash);
  return terms;
}

void HotWords::CountRuns(std::string_view text, const std::unordered_set<uint32_t>& terms, Runs* runs) const {
  std::vector<std::string_view> seen;
  std::string_view run, last;
  const auto end_run = [&] {
    if (!run.empty() && std::find(seen.begin(), seen.end(), run) == seen.end()) seen.push_back(run);
    run = {};
  };
  Tokenizer::ForEachTerm(text, [&](uint32_t hash, std::string_view term, bool is_stop) {
    if (is_stop || !Tells(term) || !terms.contains(hash)) return end_run();
    // A bigram goes on where it begins with the last character of the one before.
    const bool goes_on = !run.empty() && !IsAscii(term) && term.data() < last.data() + last.size() &&
                         term.data() == last.data() + FirstCharacterBytes(last);
    const size_t bytes = static_cast<size_t>(term.data() + term.size() - run.data());
    if (goes_on && bytes <= kRunBytesMax) {
      run = {run.data(), bytes};
    } else {
      end_run();
      run = term;
    }
    last = term;
  });
  end_run();
  for (const std::string_view one : seen) {
    const auto place =
        runs->size() < kRunsMax ? runs->try_emplace(std::string(one)).first : runs->find(std::string(one));
    if (place != runs->end()) ++place->second;
  }
}

std::vector<std::string> HotWords::CandidateWords() const {
  const std::unordered_set<uint32_t> terms = TermsThatStandOut();
  Runs runs;
  for (const Text& text : sides_[0].texts)
    if (text.counts) CountRuns(TextOf(text), terms, &runs);
  std::vector<std::pair<int64_t, std::string>> often;
  for (const auto& [run, posts] : runs)
    if (posts >= kPostsMin) often.emplace_back(-posts, run);
  std::sort(often.begin(), often.end());
  if (often.size() > kCandidatesMax) often.resize(kCandidatesMax);
  std::vector<std::string> words;
  for (auto& [posts, run] : often) words.push_back(std::move(run));
  return words;
}

std::vector<FoundWord> HotWords::Find(size_t words_max, const std::vector<std::string>& names) const {
  if (!has_before()) return {};
  std::vector<Candidate> candidates;
  for (std::string& word : CandidateWords()) {
    // A name, a part of one, or a name and the character beside it.
    const auto holds = [&](const std::string& name) {
      const bool has_name = !name.empty() && word.find(name) != std::string::npos;
      return name.find(word) != std::string::npos || (has_name && word.size() <= name.size() + 3);
    };
    if (std::any_of(names.begin(), names.end(), holds)) continue;
    Candidate candidate{{std::move(word), 0, {}}, {}};
    std::array<int64_t, 2> documents = {};
    for (size_t side = 0; side < 2; ++side)
      for (uint32_t place = 0; place < sides_[side].texts.size(); ++place) {
        const Text& text = sides_[side].texts[place];
        if (!Has(TextOf(text), candidate.found.word)) continue;
        ++candidate.found.posts[side];
        documents[side] += text.counts;
        if (side == 0) candidate.places.push_back(place);
      }
    candidate.found.score = Score(documents[0], documents[1]);
    if (candidate.found.score >= kScoreMin) candidates.push_back(std::move(candidate));
  }
  const auto better = [](const Candidate& a, const Candidate& b) { return BetterWord(a.found, b.found); };
  std::sort(candidates.begin(), candidates.end(), better);
  std::vector<Candidate> kept;
  for (Candidate& candidate : candidates) KeepTelling(std::move(candidate), &kept);
  std::sort(kept.begin(), kept.end(), better);
  if (kept.size() > words_max) kept.resize(words_max);
  std::vector<FoundWord> words;
  for (Candidate& candidate : kept) words.push_back(std::move(candidate.found));
  return words;
}

}  // namespace groundswell
