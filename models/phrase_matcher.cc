#include "models/phrase_matcher.h"

#include <hs/hs.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// Vectorscan takes literals of up to 16,000 bytes; no name or saying comes near it.
constexpr size_t kPhraseBytesMax = 4096;
constexpr size_t kPhrasesMax = 1'000'000;
// Vectorscan 5.4.9 matches two to some ten literals by ways that miss one in thousands near the end of a text of more
// than 64 bytes. From here on none was ever seen missing (tests/models/phrase_matcher_test.cc).
constexpr size_t kSoundLiteralsMin = 32;

// Letters and digits of which words and numbers are made where words have spaces between them: Latin, Greek, Cyrillic.
bool IsWordChar(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c <= 0x52f) ||
         (c >= 0x1e00 && c <= 0x1fff);
}

bool IsWordAt(std::string_view text, size_t at) {
  const CodePoint c = CodePointAt(text, at);
  return c.size_bytes > 0 && IsWordChar(c.value);
}

bool IsWordBefore(std::string_view text, size_t end) {
  const CodePoint c = CodePointBefore(text, end);
  // In damaged text the last lead byte may belong to a character that ends elsewhere.
  return c.size_bytes > 0 && IsWordChar(c.value) && IsWordAt(text, end - c.size_bytes);
}

// Whether the place lies inside of a word: between two characters of words.
bool SplitsWord(std::string_view text, size_t at) {
  return at > 0 && at < text.size() && IsWordBefore(text, at) && IsWordAt(text, at);
}

// Serial numbers tell databases apart for as long as the process lives, which addresses do not: a scratch remembers
// which databases it has room for.
uint64_t NextSerial() {
  static std::atomic<uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

struct PhraseMatcher::Database {
  // One of the given phrases that share a literal.
  struct Use {
    uint32_t phrase = 0;
    bool whole_word = false;
  };

  ~Database() { hs_free_database(hs); }

  hs_database_t* hs = nullptr;  // none where there are no phrases
  uint64_t serial = NextSerial();
  std::vector<uint32_t> sizes_bytes;  // of each literal
  std::vector<uint32_t> use_starts;   // of each literal, and the end of the last
  std::vector<Use> uses;
};

struct PhraseScratch::State {
  ~State() { hs_free_scratch(hs); }

  void MakeRoomFor(const hs_database_t* database, uint64_t serial) {
    if (serial == last_serial || std::find(known.begin(), known.end(), serial) != known.end()) {
      last_serial = serial;
      return;
    }
    CHECK(hs_alloc_scratch(database, &hs) == HS_SUCCESS);  // fails for want of memory alone
    if (known.size() >= kKnownMax) known.clear();
    known.push_back(serial);
    last_serial = serial;
  }

  static constexpr size_t kKnownMax = 64;
  hs_scratch_t* hs = nullptr;
  uint64_t last_serial = 0;
  std::vector<uint64_t> known;  // serial numbers of databases it has room for
};

namespace {

// Phrases of one text become one literal, in the order of their first.
struct Literals {
  std::vector<std::string_view> texts;
  std::vector<uint32_t> of_phrase;
};

Result<Literals> CollectLiterals(std::span<const Phrase> phrases) {
  if (phrases.size() > kPhrasesMax)
    return Invalid("more than " + std::to_string(kPhrasesMax) + " phrases; take some out");
  Literals literals;
  std::unordered_map<std::string_view, uint32_t> numbers;
  for (const Phrase& phrase : phrases) {
    if (phrase.text.empty()) return Invalid("a phrase is empty; take it out");
    // Vectorscan takes it for an empty one. No folded text has zero bytes.
    if (phrase.text.front() == '\0') return Invalid("a phrase begins with a zero byte; take that out");
    if (phrase.text.size() > kPhraseBytesMax)
      return Invalid("a phrase is longer than " + std::to_string(kPhraseBytesMax) + " bytes; shorten it");
    const auto [place, is_new] = numbers.try_emplace(phrase.text, static_cast<uint32_t>(literals.texts.size()));
    if (is_new) literals.texts.push_back(phrase.text);
    literals.of_phrase.push_back(place->second);
  }
  return literals;
}

Status Compile(const Literals& literals, hs_database_t** database) {
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  std::vector<unsigned> ids, flags(literals.texts.size(), 0);
  for (const std::string_view text : literals.texts) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(text.data());
    sizes.push_back(text.size());
  }
  // Fillers, of bytes that stand in no UTF-8. Their numbers lie behind those of the literals.
  std::vector<std::string> fillers;
  for (size_t i = texts.size(); i < kSoundLiteralsMin; ++i)
    fillers.push_back({'\xff', '\xfe', static_cast<char>('A' + i), '\xff'});
  for (const std::string& filler : fillers) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    flags.push_back(0);
    texts.push_back(filler.data());
    sizes.push_back(filler.size());
  }
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(texts.size()),
                           HS_MODE_BLOCK, nullptr, database, &error) == HS_SUCCESS)
    return {};
  Status status =
      Invalid(std::to_string(literals.texts.size()) + " phrases cannot be matched together: " + error->message);
  hs_free_compile_error(error);
  return status;
}

bool IsOrdered(const PhraseMatch& a, const PhraseMatch& b) {
  return std::tie(a.end, a.begin, a.phrase) < std::tie(b.end, b.begin, b.phrase);
}

}  // namespace

PhraseMatcher::PhraseMatcher(std::unique_ptr<Database> database) : database_(std::move(database)) {}
PhraseMatcher::PhraseMatcher(PhraseMatcher&&) noexcept = default;
PhraseMatcher& PhraseMatcher::operator=(PhraseMatcher&&) noexcept = default;
PhraseMatcher::~PhraseMatcher() = default;

PhraseScratch::PhraseScratch() : state_(std::make_unique<State>()) {}
PhraseScratch::~PhraseScratch() = default;
PhraseScratch::PhraseScratch(PhraseScratch&&) noexcept = default;
PhraseScratch& PhraseScratch::operator=(PhraseScratch&&) noexcept = default;

Result<PhraseMatcher> PhraseMatcher::Build(std::span<const Phrase> phrases) {
  const Result<Literals> literals = CollectLiterals(phrases);
  if (!literals.ok()) return literals.status();
  auto database = std::make_unique<Database>();
  if (!phrases.empty()) GROUNDSWELL_TRY(Compile(*literals, &database->hs));
  for (const std::string_view text : literals->texts)
    database->sizes_bytes.push_back(static_cast<uint32_t>(text.size()));

  // A counting sort of the phrases by their literal.
  database->use_starts.assign(literals->texts.size() + 1, 0);
  for (const uint32_t literal : literals->of_phrase) ++database->use_starts[literal + 1];
  for (size_t i = 1; i < database->use_starts.size(); ++i) database->use_starts[i] += database->use_starts[i - 1];
  database->uses.resize(phrases.size());
  std::vector<uint32_t> next = database->use_starts;
  for (size_t i = 0; i < phrases.size(); ++i)
    database->uses[next[literals->of_phrase[i]]++] = {static_cast<uint32_t>(i), phrases[i].whole_word};
  return PhraseMatcher(std::move(database));
}

void PhraseMatcher::Find(std::string_view folded, PhraseScratch* scratch, std::vector<PhraseMatch>* matches) const {
  matches->clear();
  const Database& database = *database_;
  if (database.hs == nullptr || folded.empty()) return;
  CHECK(folded.size() < std::numeric_limits<uint32_t>::max());  // limits on posts are far below
  scratch->state_->MakeRoomFor(database.hs, database.serial);

  struct Context {
    std::string_view text;
    const Database& database;
    std::vector<PhraseMatch>* matches;
  } context{folded, database, matches};
  const auto take = [](unsigned literal, unsigned long long, unsigned long long end, unsigned, void* opaque) -> int {
    const Context& c = *static_cast<const Context*>(opaque);
    if (literal >= c.database.sizes_bytes.size()) return 0;  // a filler, in damaged text
    const auto e = static_cast<uint32_t>(end), b = e - c.database.sizes_bytes[literal];
    const uint32_t last = c.database.use_starts[literal + 1];
    bool is_judged = false, is_whole = false;
    for (uint32_t i = c.database.use_starts[literal]; i < last; ++i) {
      const Database::Use use = c.database.uses[i];
      if (use.whole_word && !std::exchange(is_judged, true))
        is_whole = !SplitsWord(c.text, b) && !SplitsWord(c.text, e);
      if (!use.whole_word || is_whole) c.matches->push_back({use.phrase, b, e});
    }
    return 0;
  };
  CHECK(hs_scan(database.hs, folded.data(), static_cast<unsigned>(folded.size()), 0, scratch->state_->hs, take,
                &context) == HS_SUCCESS);
  if (!std::is_sorted(matches->begin(), matches->end(), IsOrdered))
    std::sort(matches->begin(), matches->end(), IsOrdered);
}

}  // namespace groundswell
