#include "serve/watchlist_json.h"

#include <algorithm>
#include <charconv>

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kTextsMax = 5'000;  // of one list of one entry

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& text : texts) json->Text(text);
  json->EndArray();
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// One entry's fields, with words for what is wrong.
class EntryReader {
 public:
  explicit EntryReader(size_t place) : place_("items[" + std::to_string(place) + "]") {}

  Result<WatchlistEntry> Read(dom::element value) {
    dom::object fields;
    if (value.get(fields) != simdjson::SUCCESS) return Invalid(place_ + ": must be an object");
    std::string_view name;
    if (fields["name"].get(name) != simdjson::SUCCESS || name.empty())
      return Invalid(place_ + ".name: required, the entry's name");
    if (!HasControls(name)) place_.append(" (").append(name).append(")");
    for (const auto& [key, field] : fields) GROUNDSWELL_TRY(TakeField(key, field));
    return std::move(entry_);
  }

 private:
  Status Wrong(std::string_view key, std::string_view allowed) const {
    return Invalid(place_ + "." + std::string(key) + ": " + std::string(allowed));
  }

  Status TakeField(std::string_view key, dom::element value) {
    if (key == "name") return TakeText(key, value, &entry_.name);
    if (key == "parent") return value.is_null() ? Status() : TakeText(key, value, &entry_.parent);
    if (key == "aliases") return TakeTexts(key, value, &entry_.aliases);
    if (key == "requires") return TakeTexts(key, value, &entry_.required);
    if (key == "excludes") return TakeTexts(key, value, &entry_.excluded);
    if (key == "accounts") return TakeTexts(key, value, &entry_.accounts);
    if (key == "masked") return TakeFlag(key, value, &entry_.masked);
    if (key == "homophones") return TakeFlag(key, value, &entry_.homophones);
    if (key == "role_in_force") return {};  // it follows from the others; taken so that what was read can be sent back
    std::string word;
    if (key == "kind") {
      GROUNDSWELL_TRY(TakeText(key, value, &word));
      const auto kind = EntryKindOf(word);
      if (!kind) return Wrong(key, "must be group, company, branch, brand or product");
      entry_.kind = *kind;
      return {};
    }
    if (key != "role") return Wrong(key, "unknown; an entry has no such field");
    if (value.is_null()) return {};
    GROUNDSWELL_TRY(TakeText(key, value, &word));
    entry_.role = EntryRoleOf(word);
    return entry_.role ? Status() : Wrong(key, "must be own, competitor, industry, voice, or null for its parent's");
  }

  Status TakeText(std::string_view key, dom::element value, std::string* out) const {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS || HasControls(text))
      return Wrong(key, "must be a text without control characters");
    *out = text;
    return {};
  }

  Status TakeTexts(std::string_view key, dom::element value, std::vector<std::string>* out) const {
    dom::array items;
    if (value.get(items) != simdjson::SUCCESS) return Wrong(key, "must be a list of texts");
    for (const dom::element item : items) GROUNDSWELL_TRY(TakeText(key, item, &out->emplace_back()));
    return out->size() <= kTextsMax ? Status() : Wrong(key, "has more than 5,000 texts; split the entry");
  }

  Status TakeFlag(std::string_view key, dom::element value, bool* out) const {
    return value.get(*out) == simdjson::SUCCESS ? Status() : Wrong(key, "must be true or false");
  }

  std::string place_;
  WatchlistEntry entry_;
};

Status NoVersion() { return Corrupt("a stored version of the watchlist cannot be read"); }

}  // namespace

void WriteWatchlistEntries(const std::vector<WatchlistEntry>& entries, JsonWriter* json) {
  const std::vector<uint32_t> parents = ParentsOf(entries);
  json->BeginArray();
  for (uint32_t i = 0; i < entries.size(); ++i) {
    const WatchlistEntry& entry = entries[i];
    json->BeginObject().Key("name").Text(entry.name).Key("kind").Text(EntryKindName(entry.kind)).Key("parent");
    entry.parent.empty() ? json->Null() : json->Text(entry.parent);
    json->Key("role");
    entry.role ? json->Text(EntryRoleName(*entry.role)) : json->Null();
    json->Key("role_in_force").Text(EntryRoleName(InheritedRole(i, entries, parents)));
    WriteTexts("aliases", entry.aliases, json);
    WriteTexts("requires", entry.required, json);
    WriteTexts("excludes", entry.excluded, json);
    WriteTexts("accounts", entry.accounts, json);
    json->Key("masked").Bool(entry.masked).Key("homophones").Bool(entry.homophones).EndObject();
  }
  json->EndArray();
}

Result<std::vector<WatchlistEntry>> ReadWatchlistEntries(dom::element items) {
  dom::array values;
  if (items.get(values) != simdjson::SUCCESS) return Invalid("field items: must be a list of entries");
  std::vector<WatchlistEntry> entries;
  for (const dom::element value : values) {
    if (entries.size() == kWatchlistEntriesMax) return Invalid("field items: more than 20,000 entries");
    auto entry = EntryReader(entries.size()).Read(value);
    if (!entry.ok()) return entry.status();
    entries.push_back(std::move(*entry));
  }
  // As sections of a configuration are: so equal lists are equal however they were sent.
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (size_t i = 1; i < entries.size(); ++i)
    if (entries[i].name == entries[i - 1].name)
      return Invalid("organisation." + entries[i].name + ": there are two entries of this name; join them");
  return entries;
}

std::string WatchlistVersionRow(const WatchlistVersion& version) {
  std::string row;
  JsonWriter json(&row);
  json.BeginObject().Key("version").Integer(static_cast<int64_t>(version.number));
  json.Key("at").Integer(version.at_ms).Key("by").Text(version.by).Key("comment").Text(version.comment);
  json.Key("edited").Bool(version.is_edited).Key("base").Text(std::to_string(version.base)).Key("items");
  WriteWatchlistEntries(version.entries, &json);
  json.EndObject();
  return row;
}

Result<WatchlistVersion> ReadWatchlistVersion(std::string_view row) {
  dom::parser parser;
  dom::element root, items;
  WatchlistVersion version;
  std::string_view by, comment, base;
  if (parser.parse(row.data(), row.size()).get(root) != simdjson::SUCCESS ||
      root["version"].get(version.number) != simdjson::SUCCESS || root["at"].get(version.at_ms) != simdjson::SUCCESS ||
      root["by"].get(by) != simdjson::SUCCESS || root["comment"].get(comment) != simdjson::SUCCESS ||
      root["edited"].get(version.is_edited) != simdjson::SUCCESS || root["base"].get(base) != simdjson::SUCCESS ||
      root["items"].get(items) != simdjson::SUCCESS)
    return NoVersion();
  version.by = by;
  version.comment = comment;
  if (std::from_chars(base.data(), base.data() + base.size(), version.base).ec != std::errc()) return NoVersion();
  auto entries = ReadWatchlistEntries(items);
  if (!entries.ok()) return NoVersion();
  version.entries = std::move(*entries);
  return version;
}

}  // namespace groundswell
