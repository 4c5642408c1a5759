// Watchlist: the organisations, brands and products that are watched: which of them a post is about, and whose its
// author's account is.
//
// Entries and what each of their keys means: models/watchlist_entry.h. Contract: every answer is a pure function of the
// entries and the arguments. Names are compared folded; in texts as whole words (models/phrase_matcher.h). Of names
// that overlap the longest stands, names as they are written before names that only sound alike. Entries whose context
// is missing or excluded do not count. A name of one character is looked for in records alone unless it has `required`
// context, that of a voice always. Ownership: owns its entries; names given out view the watchlist or the arguments.
// Errors: Build returns those of CheckWatchlist, and kInvalid where memory does not suffice. Use none that was moved
// from.
// Threads: immutable; one WatchlistScratch a thread. No allocation in the steady state.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/masked_names.h"
#include "models/phrase_matcher.h"
#include "models/watchlist_entry.h"

namespace groundswell {

// How a name stands in a text.
enum class NameForm : uint8_t { kExact, kMasked, kPinyin, kSound };

// What a post is about.
struct Mention {
  std::string_view org = {};       // empty when unknown
  std::string_view product = {};   // a brand or product; empty when unknown
  std::string_view entry = {};     // the most specific entry that the text names for `org`; empty when it names none
  std::string_view evidence = {};  // the words of the text that name it
  NameForm form = NameForm::kExact;
  EntryRole role = EntryRole::kOwn;  // of the organisation; `own` for one that is not listed
};

struct WatchlistScratch {
  // A name that stands in the text, in bytes of it.
  struct Candidate {
    uint32_t begin = 0, end = 0, entry = 0;
    NameForm form = NameForm::kExact;
    bool is_first = false;  // of the entries that share the place
  };
  struct Context {
    uint32_t phrase = 0, begin = 0, end = 0;
  };
  struct Tally {
    uint32_t org = 0, exact = 0, names = 0, bytes = 0, begin = 0;
  };

  PhraseScratch phrases;
  std::vector<PhraseMatch> matches;
  std::vector<MaskedMatch> masked;
  std::vector<Candidate> candidates;
  std::vector<Context> contexts;
  std::vector<Tally> tallies;
  std::string sounds, name;
};

class Watchlist {
 public:
  Watchlist();  // of no entries
  // Entries in any order; where the rules leave two of them alike, the earlier one stands.
  static Result<Watchlist> Build(std::vector<WatchlistEntry> entries);

  Watchlist(Watchlist&&) noexcept;
  Watchlist& operator=(Watchlist&&) noexcept;
  ~Watchlist();

  bool empty() const;

  // What a post is about, by its folded text (title first, the author's own words alone) and the fields of its record.
  // The record's organisation stands, by its own name; the text then tells the product. Without one it is the company
  // of the record's product, else the organisation named in the text most often, then with the most bytes, then first;
  // listed `industry` only where nothing else is named. Finding again with the fields it gave finds the same.
  Mention Find(std::string_view folded, std::string_view org, std::string_view product,
               WatchlistScratch* scratch) const;

  // The organisation's own name for a name or an alias, for a brand or product the company it belongs to; any other
  // name as it is.
  std::string_view NameOf(std::string_view name) const;
  // Of an organisation by its own name; `own` for one that is not listed.
  EntryRole RoleOf(std::string_view org) const;

  // An account of a listed organisation: what it writes is an answer, never a complaint.
  bool IsOwnAccount(std::string_view channel, std::string_view author) const;
  // An account of a listed voice.
  bool IsVoice(std::string_view channel, std::string_view author) const;

  // Of all entries: equal checksums, equal answers.
  uint64_t checksum() const;

  // The first so many names and so many words of context of a text decide; no post has as many, and hostile text takes
  // no longer for them.
  static constexpr size_t kNamesMax = 512, kContextsMax = 1024;

 private:
  struct Parts;
  explicit Watchlist(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace groundswell
