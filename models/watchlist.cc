#include "models/watchlist.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/hash.h"
#include "models/pinyin.h"
#include "models/text_cleaner.h"
#include "models/watchlist_parts.h"
#include "models/watchlist_sounds.h"

namespace groundswell {
namespace {

std::vector<std::string> NamesOf(const WatchlistEntry& entry) {
  std::vector<std::string> names = {FoldName(entry.name)};
  for (const std::string& alias : entry.aliases) names.push_back(FoldName(alias));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// What an entry is the organisation of: the nearest company or group at or above it, else the topmost.
uint32_t OrgOf(uint32_t entry, const std::vector<WatchlistEntry>& entries, const std::vector<uint32_t>& parents) {
  while (entries[entry].kind > EntryKind::kCompany && parents[entry] != entry) entry = parents[entry];
  return entry;
}

uint64_t ChecksumOf(const std::vector<WatchlistEntry>& entries) {
  // Every text with its size before it, so that no two lists of entries have the same bytes.
  std::string bytes;
  const auto add = [&](std::string_view text) { bytes.append(std::to_string(text.size())).append(":").append(text); };
  const auto add_all = [&](const std::vector<std::string>& texts) {
    add(std::to_string(texts.size()));
    for (const std::string& text : texts) add(text);
  };
  for (const WatchlistEntry& entry : entries) {
    add(entry.name), add(entry.parent), add(EntryKindName(entry.kind));
    add(entry.role ? EntryRoleName(*entry.role) : "");
    add_all(entry.aliases), add_all(entry.required), add_all(entry.excluded), add_all(entry.accounts);
    add(entry.masked ? "masked" : ""), add(entry.homophones ? "homophones" : "");
  }
  return Hash64(bytes);
}

// The phrases of one matcher while they are gathered, in the order of their text.
class Draft {
 public:
  void AddName(const std::string& text, const WatchlistName& name) {
    std::vector<WatchlistName>& names = phrases_[text].names;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  void AddContext(const std::string& text) { phrases_[text].is_context = true; }

  // A sound that could mean two organisations, or that is a name itself, means none.
  void DropAmbiguous(const std::vector<WatchlistEntryFacts>& facts) {
    for (auto& [text, phrase] : phrases_) {
      auto& names = phrase.names;
      std::sort(names.begin(), names.end(),
                [](const WatchlistName& a, const WatchlistName& b) { return a.entry < b.entry; });
      const bool is_shared = std::any_of(names.begin(), names.end(), [&](const WatchlistName& name) {
        return facts[name.entry].org != facts[names.front().entry].org;
      });
      const bool is_name = std::any_of(names.begin(), names.end(), IsExact);
      if (is_shared || is_name) std::erase_if(names, [](const WatchlistName& name) { return !IsExact(name); });
    }
    std::erase_if(phrases_, [](const auto& item) { return item.second.names.empty() && !item.second.is_context; });
  }

  Result<WatchlistPhrases> Build() const {
    WatchlistPhrases built;
    std::vector<Phrase> texts;
    for (const auto& [text, phrase] : phrases_) {
      const auto begin = static_cast<uint32_t>(built.names.size());
      built.names.insert(built.names.end(), phrase.names.begin(), phrase.names.end());
      built.phrases.push_back({begin, static_cast<uint32_t>(built.names.size()), phrase.is_context, text});
      texts.push_back({text, true});
    }
    if (texts.empty()) return built;
    Result<PhraseMatcher> matcher = PhraseMatcher::Build(texts);
    if (!matcher.ok()) return matcher.status();
    built.matcher = std::make_unique<PhraseMatcher>(std::move(*matcher));
    return built;
  }

 private:
  struct Drafted {
    std::vector<WatchlistName> names;
    bool is_context = false;
  };
  static bool IsExact(const WatchlistName& name) { return name.form == NameForm::kExact; }

  std::map<std::string, Drafted> phrases_;
};

void AddPhrases(uint32_t place, const WatchlistEntry& entry, EntryRole role, Draft* words, Draft* sounds) {
  if (role == EntryRole::kVoice) return;
  for (const std::string& text : entry.required) words->AddContext(FoldName(text));
  for (const std::string& text : entry.excluded) words->AddContext(FoldName(text));
  for (const std::string& name : NamesOf(entry)) {
    if (CountChars(name) < 2 && entry.required.empty()) continue;
    words->AddName(name, {place, NameForm::kExact, {}});
    if (!entry.homophones) continue;
    for (const std::string& form : PinyinForms(name)) words->AddName(form, {place, NameForm::kPinyin, {}});
    if (!HasHomophones(name, !entry.required.empty())) continue;
    for (const std::string& variant : SoundVariants(name)) {
      std::string sound;
      FoldHomophones(variant, &sound);
      sounds->AddName(sound, {place, NameForm::kSound, name});
    }
  }
}

std::vector<uint32_t> ContextNumbers(const std::vector<std::string>& texts, const TextMap<uint32_t>& numbers) {
  std::vector<uint32_t> found;
  for (const std::string& text : texts) found.push_back(numbers.find(FoldName(text))->second);
  std::sort(found.begin(), found.end());
  return found;
}

// Numbers the context of each entry, and parts its exclusions: those that hold one of its names and the others.
void NumberContexts(const std::vector<WatchlistEntry>& entries, const WatchlistPhrases& words,
                    std::vector<WatchlistEntryFacts>* facts) {
  TextMap<uint32_t> numbers;
  for (uint32_t i = 0; i < words.phrases.size(); ++i)
    if (words.phrases[i].is_context) numbers.emplace(words.phrases[i].text, i);
  for (size_t i = 0; i < entries.size(); ++i) {
    WatchlistEntryFacts& fact = (*facts)[i];
    if (fact.role == EntryRole::kVoice) continue;
    const std::vector<std::string> names = NamesOf(entries[i]);
    std::vector<std::string> in_place, anywhere;
    for (const std::string& text : entries[i].excluded) {
      const bool holds_name = std::any_of(names.begin(), names.end(), [folded = FoldName(text)](const auto& name) {
        return folded.find(name) != std::string::npos;
      });
      (holds_name ? in_place : anywhere).push_back(text);
    }
    fact.required = ContextNumbers(entries[i].required, numbers);
    fact.excluded_in_place = ContextNumbers(in_place, numbers);
    fact.excluded_anywhere = ContextNumbers(anywhere, numbers);
  }
}

}  // namespace

const uint32_t* Watchlist::Parts::FindEntry(std::string_view folded) const {
  const auto found = by_name.find(folded);
  return found == by_name.end() ? nullptr : &found->second;
}

Watchlist::Watchlist() : parts_(std::make_unique<const Parts>()) {}
Watchlist::Watchlist(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Watchlist::Watchlist(Watchlist&&) noexcept = default;
Watchlist& Watchlist::operator=(Watchlist&&) noexcept = default;
Watchlist::~Watchlist() = default;

namespace {

// Whether `a` rather than `b` is meant by an alias that both have: the one that needs no context, then the wider one.
bool IsWider(const WatchlistEntry& a, const WatchlistEntry& b) {
  return std::pair(!a.required.empty(), a.kind) < std::pair(!b.required.empty(), b.kind);
}

void IndexAlias(const std::string& alias, uint32_t entry, const std::vector<WatchlistEntry>& entries,
                TextMap<uint32_t>* map) {
  const auto [place, is_new] = map->try_emplace(alias, entry);
  if (is_new || FoldName(entries[place->second].name) == alias) return;
  if (IsWider(entries[entry], entries[place->second])) place->second = entry;
}

// Own names first, which no two entries share: what was named once is found again by the name it was given.
void IndexNames(const std::vector<WatchlistEntry>& entries, TextMap<uint32_t>* by_name, TextMap<uint32_t>* by_product) {
  for (uint32_t i = 0; i < entries.size(); ++i) {
    // The name as it is written, which is given out, need not be in stored form.
    std::string written;
    FoldText(entries[i].name, &written);
    for (const std::string& name : {FoldName(entries[i].name), written}) {
      by_name->emplace(name, i);
      if (entries[i].kind >= EntryKind::kBrand) by_product->emplace(name, i);
    }
  }
  for (uint32_t i = 0; i < entries.size(); ++i) {
    for (const std::string& alias : NamesOf(entries[i])) {
      IndexAlias(alias, i, entries, by_name);
      if (entries[i].kind >= EntryKind::kBrand) IndexAlias(alias, i, entries, by_product);
    }
  }
}

void IndexAccounts(const WatchlistEntry& entry, TextMap<std::vector<std::string>>* accounts) {
  for (const std::string& account : entry.accounts) {
    const size_t colon = account.find(':');
    (*accounts)[account.substr(colon + 1)].push_back(account.substr(0, colon));
  }
}

bool HasAccount(const TextMap<std::vector<std::string>>& accounts, std::string_view channel, std::string_view author) {
  if (author.empty() || accounts.empty()) return false;
  const auto found = accounts.find(author);
  return found != accounts.end() &&
         std::find(found->second.begin(), found->second.end(), channel) != found->second.end();
}

}  // namespace

Result<Watchlist> Watchlist::Build(std::vector<WatchlistEntry> entries) {
  GROUNDSWELL_TRY(CheckWatchlist(entries));
  auto parts = std::make_unique<Parts>();
  const std::vector<uint32_t> parents = ParentsOf(entries);
  Draft words, sounds;
  for (uint32_t i = 0; i < entries.size(); ++i) {
    const EntryRole role = InheritedRole(i, entries, parents);
    parts->facts.push_back({OrgOf(i, entries, parents), role, {}, {}, {}});
    IndexAccounts(entries[i], role == EntryRole::kVoice ? &parts->voices : &parts->accounts);
    AddPhrases(i, entries[i], role, &words, &sounds);
    if (!entries[i].masked || role == EntryRole::kVoice) continue;
    for (const std::string& name : NamesOf(entries[i])) parts->masked.Add(name, i, parts->facts[i].org);
  }
  words.DropAmbiguous(parts->facts);
  sounds.DropAmbiguous(parts->facts);
  Result<WatchlistPhrases> built_words = words.Build(), built_sounds = sounds.Build();
  if (!built_words.ok()) return built_words.status().Annotate("watchlist");
  if (!built_sounds.ok()) return built_sounds.status().Annotate("watchlist");
  parts->words = std::move(*built_words);
  parts->sounds = std::move(*built_sounds);
  NumberContexts(entries, parts->words, &parts->facts);
  IndexNames(entries, &parts->by_name, &parts->by_product);
  parts->checksum = ChecksumOf(entries);
  parts->entries = std::move(entries);
  return Watchlist(std::move(parts));
}

bool Watchlist::empty() const { return parts_->entries.empty(); }
uint64_t Watchlist::checksum() const { return parts_->checksum; }

std::string_view Watchlist::NameOf(std::string_view name) const {
  if (name.empty() || empty()) return name;
  std::string folded;
  FoldText(name, &folded);
  const uint32_t* entry = parts_->FindEntry(folded);
  return entry == nullptr ? name : std::string_view(parts_->entries[parts_->facts[*entry].org].name);
}

EntryRole Watchlist::RoleOf(std::string_view org) const {
  if (org.empty() || empty()) return EntryRole::kOwn;
  std::string folded;
  FoldText(org, &folded);
  const uint32_t* entry = parts_->FindEntry(folded);
  return entry == nullptr ? EntryRole::kOwn : parts_->facts[parts_->facts[*entry].org].role;
}

bool Watchlist::IsOwnAccount(std::string_view channel, std::string_view author) const {
  return HasAccount(parts_->accounts, channel, author);
}

bool Watchlist::IsVoice(std::string_view channel, std::string_view author) const {
  return HasAccount(parts_->voices, channel, author);
}

}  // namespace groundswell
