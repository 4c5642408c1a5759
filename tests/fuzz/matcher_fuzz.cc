// Phrases and names in texts. An input is lines of phrases, an empty line, and the text. What the matcher finds is
// there, in order, and is all that a search by hand finds; what the watchlist gives as evidence is in the text.
#include <algorithm>
#include <string>
#include <vector>

#include "models/phrase_matcher.h"
#include "models/text_cleaner.h"
#include "models/watchlist.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

constexpr size_t kPhrasesMax = 8;

std::string Folded(std::string_view raw) {
  std::string stored, folded;
  CleanText(raw, &stored);
  FoldText(stored, &folded);
  return folded;
}

void CheckMatches(const std::vector<Phrase>& phrases, const std::string& text) {
  const auto matcher = PhraseMatcher::Build(phrases);
  if (!matcher.ok()) return;
  PhraseScratch scratch;
  std::vector<PhraseMatch> matches;
  matcher->Find(text, &scratch, &matches);
  std::vector<size_t> found(phrases.size());
  for (size_t i = 0; i < matches.size(); ++i) {
    const PhraseMatch& match = matches[i];
    CHECK(match.phrase < phrases.size() && match.begin < match.end && match.end <= text.size());
    CHECK(text.substr(match.begin, match.end - match.begin) == phrases[match.phrase].text);
    if (i > 0) CHECK(matches[i - 1].end <= match.end);
    ++found[match.phrase];
  }
  for (size_t i = 0; i < phrases.size(); ++i) {
    size_t count = 0;
    for (size_t at = text.find(phrases[i].text); at != text.npos; at = text.find(phrases[i].text, at + 1)) ++count;
    CHECK(phrases[i].whole_word ? found[i] <= count : found[i] == count);
  }
}

void CheckNames(const std::vector<std::string>& names, const std::string& text, bool is_loose) {
  std::vector<WatchlistEntry> entries;
  for (size_t i = 0; i + 1 < names.size(); i += 2) {
    WatchlistEntry& entry = entries.emplace_back();
    entry.name = names[i];
    entry.aliases.push_back(names[i + 1]);
    entry.masked = entry.homophones = is_loose;
  }
  const auto watchlist = Watchlist::Build(std::move(entries));
  if (!watchlist.ok()) return;
  WatchlistScratch scratch;
  const Mention mention = watchlist->Find(text, "", "", &scratch);
  CHECK(mention.evidence.empty() || text.find(mention.evidence) != text.npos);
  const std::string org(mention.org), product(mention.product);
  CHECK(watchlist->Find(text, org, product, &scratch).org == org);
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  std::string_view rest = FuzzBytes(data, size);
  std::vector<Phrase> phrases;
  std::vector<std::string> names;
  while (!rest.empty() && names.size() < kPhrasesMax) {
    const std::string_view line = TakeUntil('\n', &rest);
    if (line.empty()) break;
    names.emplace_back(line);
    const std::string folded = Folded(line);
    if (!folded.empty()) phrases.push_back({folded, line[0] != '*'});
  }
  const std::string text = Folded(rest);
  CheckMatches(phrases, text);
  CheckNames(names, text, size % 2 == 0);
  return 0;
}
