// What a built Watchlist consists of. Of models/watchlist*.cc alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/masked_names.h"
#include "models/watchlist.h"

namespace groundswell {

struct WatchlistName {
  uint32_t entry = 0;
  NameForm form = NameForm::kExact;
  std::string meant;  // of a sound: the name that sounds so
  bool operator==(const WatchlistName&) const = default;
};

// What a phrase of a matcher stands for.
struct WatchlistPhrase {
  uint32_t names_begin = 0, names_end = 0;  // in WatchlistPhrases::names
  bool is_context = false;
  std::string text;
};

struct WatchlistPhrases {
  std::vector<WatchlistPhrase> phrases;
  std::vector<WatchlistName> names;
  std::unique_ptr<PhraseMatcher> matcher;  // none where there are no phrases
};

// What an entry comes to, with its context as numbers of phrases in ascending order.
struct WatchlistEntryFacts {
  uint32_t org = 0;  // the entry of its organisation, itself when it is one
  EntryRole role = EntryRole::kOwn;
  std::vector<uint32_t> required, excluded_in_place, excluded_anywhere;
};

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <typename V>
using TextMap = std::unordered_map<std::string, V, TextHash, std::equal_to<>>;

struct Watchlist::Parts {
  // Entries that the fields of a record name.
  struct RecordNames {
    std::optional<uint32_t> org, product;
  };

  const uint32_t* FindEntry(std::string_view folded) const;

  // The steps of Find (models/watchlist_find.cc).
  bool ReadRecord(std::string_view org, std::string_view product, std::string* scratch, RecordNames* names) const;
  void CollectWords(std::string_view text, WatchlistScratch* scratch) const;
  void CollectMasked(std::string_view text, WatchlistScratch* scratch) const;
  void CollectSounds(std::string_view text, WatchlistScratch* scratch) const;
  void DropWithoutContext(WatchlistScratch* scratch) const;
  bool HasContext(const WatchlistScratch::Candidate& candidate,
                  const std::vector<WatchlistScratch::Context>& contexts) const;
  void KeepLongest(WatchlistScratch* scratch) const;
  std::optional<uint32_t> ChooseOrg(WatchlistScratch* scratch) const;
  const WatchlistScratch::Candidate* ChooseName(uint32_t org, std::optional<uint32_t> product,
                                                const std::vector<WatchlistScratch::Candidate>& candidates) const;

  std::vector<WatchlistEntry> entries;
  std::vector<WatchlistEntryFacts> facts;
  TextMap<uint32_t> by_name;     // folded name or alias -> entry, the widest where several share an alias
  TextMap<uint32_t> by_product;  // the same of brands and products alone
  TextMap<std::vector<std::string>> accounts, voices;  // author -> channels
  WatchlistPhrases words, sounds;
  MaskedNames masked;
  uint64_t checksum = 0;
};

}  // namespace groundswell
