// WatchlistEntry: one organisation, brand or product of the watchlist as its operator writes it, and the rules that
// hold between entries.
//
// Ownership: values. Threads: free functions without state. Errors: CheckWatchlist returns kInvalid that begins with
// the section and key at fault ("organisation.NAME.parent: ...") and says what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

// From the widest to the most specific. Groups and companies are organisations; a branch, a brand or a product belongs
// to the nearest company or group above it.
enum class EntryKind : uint8_t { kGroup, kCompany, kBranch, kBrand, kProduct };
// Whose an entry is. Only `own` alerts by default. A voice is somebody whose posts are heard far, not an organisation
// that complaints are about: only its accounts are looked at.
enum class EntryRole : uint8_t { kOwn, kCompetitor, kIndustry, kVoice };

std::string_view EntryKindName(EntryKind kind);  // "group", "company", "branch", "brand", "product"
std::string_view EntryRoleName(EntryRole role);  // "own", "competitor", "industry", "voice"
std::optional<EntryKind> EntryKindOf(std::string_view name);
std::optional<EntryRole> EntryRoleOf(std::string_view name);

struct WatchlistEntry {
  std::string name = {};
  EntryKind kind = EntryKind::kCompany;
  std::optional<EntryRole> role = {};      // none: that of its parent, `own` without one
  std::string parent = {};                 // the name of another entry; empty for none
  std::vector<std::string> aliases = {};   // further names, in any language
  std::vector<std::string> required = {};  // where there are any, one of them must be in the text
  // One that holds a name cancels the places it covers, any other cancels every name in the text.
  std::vector<std::string> excluded = {};
  std::vector<std::string> accounts = {};  // "CHANNEL:AUTHOR"; the channel is what stands before the first colon
  bool masked = false;                     // names with a part masked are found too
  bool homophones = false;                 // names in other characters of the same sound, and in pinyin, are found too
};

// A name as texts have it: the folded form of its stored form.
std::string FoldName(std::string_view name);

Status CheckWatchlist(std::span<const WatchlistEntry> entries);

// Of entries that check out: the place of the parent of each, its own place where it has none.
std::vector<uint32_t> ParentsOf(std::span<const WatchlistEntry> entries);

// The role of an entry: its own, else that of the nearest parent that has one, else own.
EntryRole InheritedRole(uint32_t entry, std::span<const WatchlistEntry> entries, std::span<const uint32_t> parents);

}  // namespace groundswell
