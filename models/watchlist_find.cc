// Which names stand in a text, which of them count, and what the post is about.
#include <algorithm>
#include <optional>
#include <tuple>

#include "models/pinyin.h"
#include "models/text_cleaner.h"
#include "models/watchlist_parts.h"
#include "models/watchlist_sounds.h"

namespace groundswell {
namespace {

using Candidate = WatchlistScratch::Candidate;
using Context = WatchlistScratch::Context;
using Tally = WatchlistScratch::Tally;

bool IsSound(const Candidate& candidate) { return candidate.form == NameForm::kSound; }

// Where the phrase stands in the text, of contexts in the order of their phrases.
auto PlacesOf(uint32_t phrase, const std::vector<Context>& contexts) {
  return std::equal_range(contexts.begin(), contexts.end(), Context{phrase},
                          [](const Context& a, const Context& b) { return a.phrase < b.phrase; });
}

bool IsInText(uint32_t phrase, const std::vector<Context>& contexts) {
  const auto [first, last] = PlacesOf(phrase, contexts);
  return first != last;
}

// Names that do not belong to an industry at large before those that do, written names before sounds, then by number,
// length and place.
auto RankOf(const Tally& tally, bool is_industry) {
  return std::tuple(is_industry, tally.exact == 0, ~tally.names, ~tally.bytes, tally.begin);
}

}  // namespace

void Watchlist::Parts::CollectWords(std::string_view text, WatchlistScratch* scratch) const {
  if (words.matcher == nullptr) return;
  words.matcher->Find(text, &scratch->phrases, &scratch->matches);
  for (const PhraseMatch& match : scratch->matches) {
    const WatchlistPhrase& phrase = words.phrases[match.phrase];
    if (phrase.is_context && scratch->contexts.size() < kContextsMax)
      scratch->contexts.push_back({match.phrase, match.begin, match.end});
    for (uint32_t i = phrase.names_begin; i < phrase.names_end && scratch->candidates.size() < kNamesMax; ++i)
      scratch->candidates.push_back({match.begin, match.end, words.names[i].entry, words.names[i].form});
  }
}

void Watchlist::Parts::CollectMasked(std::string_view text, WatchlistScratch* scratch) const {
  masked.Find(text, &scratch->masked);
  for (const MaskedMatch& match : scratch->masked)
    if (scratch->candidates.size() < kNamesMax)
      scratch->candidates.push_back({match.begin, match.end, match.entry, NameForm::kMasked});
}

void Watchlist::Parts::CollectSounds(std::string_view text, WatchlistScratch* scratch) const {
  if (sounds.matcher == nullptr) return;
  FoldHomophones(text, &scratch->sounds);
  sounds.matcher->Find(scratch->sounds, &scratch->phrases, &scratch->matches);
  for (const PhraseMatch& match : scratch->matches) {
    const WatchlistPhrase& phrase = sounds.phrases[match.phrase];
    const std::string_view said = text.substr(match.begin, match.end - match.begin);
    for (uint32_t i = phrase.names_begin; i < phrase.names_end && scratch->candidates.size() < kNamesMax; ++i)
      if (MayStandFor(said, sounds.names[i].meant))
        scratch->candidates.push_back({match.begin, match.end, sounds.names[i].entry, sounds.names[i].form});
  }
}

bool Watchlist::Parts::HasContext(const Candidate& candidate, const std::vector<Context>& contexts) const {
  const WatchlistEntryFacts& fact = facts[candidate.entry];
  const auto is_in_text = [&](uint32_t phrase) { return IsInText(phrase, contexts); };
  if (!fact.required.empty() && std::none_of(fact.required.begin(), fact.required.end(), is_in_text)) return false;
  if (std::any_of(fact.excluded_anywhere.begin(), fact.excluded_anywhere.end(), is_in_text)) return false;
  return std::none_of(fact.excluded_in_place.begin(), fact.excluded_in_place.end(), [&](uint32_t phrase) {
    const auto [first, last] = PlacesOf(phrase, contexts);
    return std::any_of(first, last, [&](const Context& context) {
      return context.begin <= candidate.begin && candidate.end <= context.end;
    });
  });
}

void Watchlist::Parts::DropWithoutContext(WatchlistScratch* scratch) const {
  std::sort(scratch->contexts.begin(), scratch->contexts.end(), [](const Context& a, const Context& b) {
    return std::tie(a.phrase, a.begin) < std::tie(b.phrase, b.begin);
  });
  std::erase_if(scratch->candidates,
                [&](const Candidate& candidate) { return !HasContext(candidate, scratch->contexts); });
}

// Of names that overlap the longest stays. Entries that share its place stay too, the likeliest first: the one whose
// context was asked for and is there, then the most specific.
void Watchlist::Parts::KeepLongest(WatchlistScratch* scratch) const {
  auto& candidates = scratch->candidates;
  const auto rank = [&](const Candidate& c) {
    return std::tuple(IsSound(c), c.begin - c.end, c.begin, c.form, entries[c.entry].required.empty(),
                      -static_cast<int>(entries[c.entry].kind), c.entry);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return rank(a) < rank(b); });
  size_t kept = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    Candidate candidate = candidates[i];
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(kept);
    const auto over = std::find_if(candidates.begin(), end, [&](const Candidate& other) {
      return candidate.begin < other.end && other.begin < candidate.end;
    });
    candidate.is_first = over == end;
    if (over == end || (over->begin == candidate.begin && over->end == candidate.end)) candidates[kept++] = candidate;
  }
  candidates.resize(kept);
}

std::optional<uint32_t> Watchlist::Parts::ChooseOrg(WatchlistScratch* scratch) const {
  auto& tallies = scratch->tallies;
  tallies.clear();
  for (const Candidate& candidate : scratch->candidates) {
    if (!candidate.is_first) continue;
    const uint32_t org = facts[candidate.entry].org;
    auto tally = std::find_if(tallies.begin(), tallies.end(), [org](const Tally& t) { return t.org == org; });
    if (tally == tallies.end()) {
      tallies.push_back({.org = org, .begin = candidate.begin});
      tally = tallies.end() - 1;
    }
    tally->exact += IsSound(candidate) ? 0 : 1;
    tally->names += 1;
    tally->bytes += candidate.end - candidate.begin;
    tally->begin = std::min(tally->begin, candidate.begin);
  }
  const auto rank = [&](const Tally& t) { return RankOf(t, facts[t.org].role == EntryRole::kIndustry); };
  const auto best = std::min_element(tallies.begin(), tallies.end(),
                                     [&](const Tally& a, const Tally& b) { return rank(a) < rank(b); });
  if (best == tallies.end()) return std::nullopt;
  return best->org;
}

// The most specific name of the organisation in the text; that of `product` before all others.
const Candidate* Watchlist::Parts::ChooseName(uint32_t org, std::optional<uint32_t> product,
                                              const std::vector<Candidate>& candidates) const {
  const auto rank = [&](const Candidate& c) {
    return std::tuple(!c.is_first, product != c.entry, -static_cast<int>(entries[c.entry].kind), IsSound(c),
                      c.begin - c.end, c.begin, c.entry, c.form);
  };
  const Candidate* best = nullptr;
  for (const Candidate& candidate : candidates) {
    if (facts[candidate.entry].org != org) continue;
    if (best == nullptr || rank(candidate) < rank(*best)) best = &candidate;
  }
  return best;
}

// What the fields of the record name. False for an organisation that is not listed: nothing is known about it then.
bool Watchlist::Parts::ReadRecord(std::string_view org, std::string_view product, std::string* scratch,
                                  RecordNames* names) const {
  if (!org.empty()) {
    FoldText(org, scratch);
    const auto named = by_name.find(std::string_view(*scratch));
    if (named == by_name.end()) return false;
    names->org = facts[named->second].org;
    const bool is_product = entries[named->second].kind >= EntryKind::kBrand && named->second != *names->org;
    if (product.empty() && is_product) names->product = named->second;
  }
  if (product.empty()) return true;
  FoldText(product, scratch);
  const auto named = by_product.find(std::string_view(*scratch));
  if (named == by_product.end()) return true;
  const uint32_t company = facts[named->second].org;
  if (names->org.value_or(company) != company) return true;
  names->org = company;
  names->product = named->second;
  return true;
}

Mention Watchlist::Find(std::string_view folded, std::string_view org, std::string_view product,
                        WatchlistScratch* scratch) const {
  Mention mention;
  mention.org = org;
  mention.product = product;
  const Parts& parts = *parts_;
  Parts::RecordNames record;
  if (parts.entries.empty() || !parts.ReadRecord(org, product, &scratch->name, &record)) return mention;

  scratch->candidates.clear();
  scratch->contexts.clear();
  parts.CollectWords(folded, scratch);
  parts.CollectMasked(folded, scratch);
  parts.CollectSounds(folded, scratch);
  if (!scratch->candidates.empty()) {
    parts.DropWithoutContext(scratch);
    parts.KeepLongest(scratch);
  }
  if (!record.org) record.org = parts.ChooseOrg(scratch);
  if (!record.org) return mention;

  mention.org = parts.entries[*record.org].name;
  mention.role = parts.facts[*record.org].role;
  const Candidate* name = parts.ChooseName(*record.org, record.product, scratch->candidates);
  if (name != nullptr) {
    mention.entry = parts.entries[name->entry].name;
    mention.evidence = folded.substr(name->begin, name->end - name->begin);
    mention.form = name->form;
    const bool is_product = parts.entries[name->entry].kind >= EntryKind::kBrand && name->entry != *record.org;
    if (product.empty() && is_product && !record.product) record.product = name->entry;
  }
  if (record.product) mention.product = parts.entries[*record.product].name;
  return mention;
}

}  // namespace groundswell
