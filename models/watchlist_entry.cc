#include "models/watchlist_entry.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "models/text_cleaner.h"
#include "models/watchlist_sounds.h"

namespace groundswell {
namespace {

constexpr std::string_view kKinds[] = {"group", "company", "branch", "brand", "product"};
constexpr std::string_view kRoles[] = {"own", "competitor", "industry", "voice"};

constexpr size_t kNameBytesMax = 512;
// So many are matched about as fast as few, but take long to prepare.
constexpr size_t kPhrasesMax = 200'000;

std::string KeyOf(const WatchlistEntry& entry, std::string_view key) {
  return "organisation." + entry.name + "." + std::string(key);
}

Status Wrong(const WatchlistEntry& entry, std::string_view key, std::string what) {
  return Invalid(std::move(what)).Annotate(KeyOf(entry, key));
}

// Whether the folded form has a mark in the place of personal data, such as [phone]. Texts have them too: a name like
// that would be in every post with a telephone number.
bool IsRedacted(std::string_view text, std::string_view folded) {
  return folded.find('[') != std::string_view::npos && text.find('[') == std::string_view::npos &&
         text.find("［") == std::string_view::npos;
}

// The section that has each name.
using Places = std::unordered_map<std::string_view, uint32_t>;

Result<Places> PlacesOf(std::span<const WatchlistEntry> entries) {
  Places places;
  std::unordered_map<std::string, uint32_t> folded;
  for (uint32_t i = 0; i < entries.size(); ++i) {
    const std::string& name = entries[i].name;
    places.emplace(name, i);
    if (name.size() > kNameBytesMax)
      return Invalid("a section [organisation.NAME] has a name longer than " + std::to_string(kNameBytesMax) +
                     " bytes: " + name.substr(0, 32) + "…; shorten it");
    const auto [same, is_new] = folded.emplace(FoldName(name), i);
    if (same->first.empty())
      return Invalid("organisation.\"" + name + "\": the name has nothing that a text could have; give it another");
    if (IsRedacted(name, same->first))
      return Invalid("organisation." + name +
                     ": the name is taken for personal data, which is no part of texts; change it");
    if (!is_new)
      return Invalid("organisation." + name + ": has the name of organisation." + entries[same->second].name +
                     " in other letters; join the two");
  }
  return places;
}

Status CheckParents(std::span<const WatchlistEntry> entries, const Places& places) {
  for (const WatchlistEntry& entry : entries) {
    if (entry.parent.empty()) continue;
    const auto parent = places.find(entry.parent);
    if (parent == places.end())
      return Wrong(
          entry, "parent",
          "there is no [organisation.\"" + entry.parent + "\"]; add it, or name the parent as its section does");
    const EntryKind kind = entries[parent->second].kind;
    if (kind > entry.kind)
      return Wrong(entry, "parent",
                   "a " + std::string(EntryKindName(entry.kind)) + " cannot belong to a " +
                       std::string(EntryKindName(kind)) + "; set another parent, or the kind of one of them");
  }
  return {};
}

Status CheckCircles(std::span<const WatchlistEntry> entries) {
  const std::vector<uint32_t> parents = ParentsOf(entries);
  // The walk that came by each entry last; one that meets itself goes round.
  std::vector<uint32_t> walks(entries.size(), 0);
  for (uint32_t i = 0; i < entries.size(); ++i) {
    uint32_t at = i;
    for (; walks[at] == 0 && parents[at] != at; at = parents[at]) walks[at] = i + 1;
    const bool is_own_parent = !entries[at].parent.empty() && parents[at] == at;
    if (is_own_parent || (walks[at] == i + 1 && parents[at] != at))
      return Wrong(entries[at], "parent", "its parents lead round in a circle; take one of them out");
  }
  return {};
}

Status CheckTexts(const WatchlistEntry& entry) {
  const std::pair<std::string_view, const std::vector<std::string>*> lists[] = {
      {"aliases", &entry.aliases}, {"requires", &entry.required}, {"excludes", &entry.excluded}};
  for (const auto& [key, texts] : lists)
    for (const std::string& text : *texts) {
      const std::string folded = FoldName(text);
      const size_t bytes = folded.size();
      if (bytes == 0) return Wrong(entry, key, "\"" + text + "\" has nothing that a text could have; take it out");
      if (bytes > kNameBytesMax)
        return Wrong(entry, key,
                     "\"" + text.substr(0, 32) + "…\" is longer than " + std::to_string(kNameBytesMax) +
                         " bytes; shorten it or take it out");
      if (IsRedacted(text, folded))
        return Wrong(entry, key, "\"" + text + "\" is taken for personal data, which is no part of texts; take it out");
    }
  for (const std::string& account : entry.accounts) {
    const size_t colon = account.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == account.size())
      return Wrong(entry, "accounts", "\"" + account + "\" is no account; write CHANNEL:AUTHOR");
  }
  return {};
}

// At most so many phrases are looked for on behalf of the entry.
size_t CountPhrases(const WatchlistEntry& entry) {
  const auto count = [&](const std::string& name) {
    return 1 + (entry.homophones ? 3 * SoundVariants(FoldName(name)).size() : 0);
  };
  size_t phrases = entry.required.size() + entry.excluded.size() + count(entry.name);
  for (const std::string& alias : entry.aliases) phrases += count(alias);
  return phrases;
}

// Two entries may share a name where one is above the other, or where the context of one tells them apart.
class SharedNames {
 public:
  explicit SharedNames(std::span<const WatchlistEntry> entries) : entries_(entries), parents_(ParentsOf(entries)) {}

  Status Add(uint32_t entry, std::string_view key, const std::string& name) {
    std::vector<uint32_t>& sharers = by_name_[FoldName(name)];
    for (const uint32_t other : sharers) {
      if (other == entry || IsAbove(other, entry) || IsAbove(entry, other)) continue;
      if (!entries_[other].required.empty() || !entries_[entry].required.empty()) continue;
      return Wrong(entries_[entry], key,
                   "\"" + name + "\" is a name of organisation." + entries_[other].name +
                       " too; take it out of one of them, or give one `requires`, the words that tell them apart");
    }
    if (sharers.empty() || sharers.back() != entry) sharers.push_back(entry);
    return {};
  }

 private:
  bool IsAbove(uint32_t above, uint32_t entry) const {
    for (; parents_[entry] != entry; entry = parents_[entry])
      if (parents_[entry] == above) return true;
    return false;
  }

  std::span<const WatchlistEntry> entries_;
  std::vector<uint32_t> parents_;
  std::unordered_map<std::string, std::vector<uint32_t>> by_name_;
};

}  // namespace

std::string_view EntryKindName(EntryKind kind) { return kKinds[static_cast<size_t>(kind)]; }
std::string_view EntryRoleName(EntryRole role) { return kRoles[static_cast<size_t>(role)]; }

std::optional<EntryKind> EntryKindOf(std::string_view name) {
  const auto found = std::find(std::begin(kKinds), std::end(kKinds), name);
  if (found == std::end(kKinds)) return std::nullopt;
  return static_cast<EntryKind>(found - std::begin(kKinds));
}

std::optional<EntryRole> EntryRoleOf(std::string_view name) {
  const auto found = std::find(std::begin(kRoles), std::end(kRoles), name);
  if (found == std::end(kRoles)) return std::nullopt;
  return static_cast<EntryRole>(found - std::begin(kRoles));
}

std::string FoldName(std::string_view name) {
  std::string stored, folded;
  CleanText(name, &stored);
  FoldText(stored, &folded);
  return folded;
}

Status CheckWatchlist(std::span<const WatchlistEntry> entries) {
  const Result<Places> places = PlacesOf(entries);
  if (!places.ok()) return places.status();
  GROUNDSWELL_TRY(CheckParents(entries, *places));
  GROUNDSWELL_TRY(CheckCircles(entries));
  SharedNames names(entries);
  size_t phrases = 0;
  for (uint32_t i = 0; i < entries.size(); ++i) {
    GROUNDSWELL_TRY(CheckTexts(entries[i]));
    phrases += CountPhrases(entries[i]);
    GROUNDSWELL_TRY(names.Add(i, "aliases", entries[i].name));
    for (const std::string& alias : entries[i].aliases) GROUNDSWELL_TRY(names.Add(i, "aliases", alias));
  }
  if (phrases > kPhrasesMax)
    return Invalid("the watchlist comes to " + std::to_string(phrases) +
                   " names, words of context and sounds of names, " + std::to_string(kPhrasesMax) +
                   " at most can be matched; set homophones = true for fewer of them");
  return {};
}

std::vector<uint32_t> ParentsOf(std::span<const WatchlistEntry> entries) {
  Places places;
  for (uint32_t i = 0; i < entries.size(); ++i) places.emplace(entries[i].name, i);
  std::vector<uint32_t> parents;
  for (uint32_t i = 0; i < entries.size(); ++i)
    parents.push_back(entries[i].parent.empty() ? i : places.at(entries[i].parent));
  return parents;
}

EntryRole InheritedRole(uint32_t entry, std::span<const WatchlistEntry> entries, std::span<const uint32_t> parents) {
  while (!entries[entry].role && parents[entry] != entry) entry = parents[entry];
  return entries[entry].role.value_or(EntryRole::kOwn);
}

}  // namespace groundswell
