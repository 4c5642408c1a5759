#include "models/redact_patterns.h"

#include <hs/hs.h>

#include <algorithm>
#include <atomic>

#include "models/redact_marker.h"

namespace groundswell {
namespace {

constexpr size_t kKindBytesMax = 16;
constexpr size_t kPatternsMax = 256;  // more are a list of words, which is the watchlist's work
constexpr size_t kPatternBytesMax = 1024;
constexpr int kRoundsMax = 8;  // what goes may complete a match beside it

struct Hit {
  size_t begin, end;
  uint32_t pattern;
};

// What one thread needs to scan with one set of patterns.
struct ThreadScratch {
  hs_scratch_t* scratch = nullptr;
  uint64_t number = 0;  // of the patterns it was made for
  std::vector<Hit> hits;

  ~ThreadScratch() { hs_free_scratch(scratch); }
};

bool IsKind(std::string_view kind) {
  return !kind.empty() && kind.size() <= kKindBytesMax &&
         std::all_of(kind.begin(), kind.end(), [](char b) { return b >= 'a' && b <= 'z'; });
}

int TakeHit(unsigned int pattern, unsigned long long begin, unsigned long long end, unsigned int, void* context) {
  static_cast<std::vector<Hit>*>(context)->push_back({begin, end, pattern});
  return 0;
}

// Past the mark that stands at text[at], `[order]`; `at` for none.
size_t PastMark(std::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
  const bool is_mark = IsKind(text.substr(at + 1, end - at - 1)) && end < text.size() && text[end] == ']';
  return is_mark ? end + 1 : at;
}

// The bytes of the text that belong to a mark are asked for in rising order.
class MarkFinder {
 public:
  explicit MarkFinder(std::string_view text) : text_(text) {}
  // True when [begin, end) has a byte of a mark in it.
  bool Touches(size_t begin, size_t end) {
    while (mark_end_ <= begin && next_ < end) FindNext();
    return mark_begin_ < end && mark_end_ > begin;
  }

 private:
  void FindNext() {
    const size_t open = text_.find('[', next_);
    if (open == text_.npos) {
      next_ = mark_begin_ = mark_end_ = text_.size() + 1;
      return;
    }
    const size_t past = PastMark(text_, open);
    next_ = past == open ? open + 1 : past;
    if (past != open) mark_begin_ = open, mark_end_ = past;
  }

  std::string_view text_;
  size_t next_ = 0, mark_begin_ = 0, mark_end_ = 0;
};

}  // namespace

void RedactPatterns::Free::operator()(hs_database* database) const { hs_free_database(database); }

Result<RedactPatterns> RedactPatterns::Parse(std::span<const std::string> patterns) {
  if (patterns.size() > kPatternsMax) return Invalid("more than 256 patterns; join some of them with |");
  RedactPatterns parsed;
  std::vector<std::string> expressions;
  for (const std::string& pattern : patterns) {
    const size_t colon = pattern.find(':');
    const std::string_view kind = std::string_view(pattern).substr(0, colon);
    if (colon == pattern.npos || !IsKind(kind))
      return Invalid("'" + pattern + "' does not begin with a kind of small letters and a colon, such as order:");
    if (pattern.size() > kPatternBytesMax)
      return Invalid("'" + pattern.substr(0, 64) + "...' is longer than 1,024 bytes");
    expressions.push_back(pattern.substr(colon + 1));
    parsed.marks_.push_back("[" + std::string(kind) + "]");
  }
  std::vector<const char*> views;
  std::vector<unsigned int> flags, ids;
  for (const std::string& expression : expressions) {
    views.push_back(expression.c_str());
    ids.push_back(static_cast<unsigned int>(ids.size()));
    flags.push_back(HS_FLAG_SOM_LEFTMOST | HS_FLAG_UTF8);
  }
  static std::atomic<uint64_t> count{0};
  parsed.number_ = ++count;
  if (patterns.empty()) return parsed;
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(views.data(), flags.data(), ids.data(), static_cast<unsigned int>(views.size()), HS_MODE_BLOCK,
                       nullptr, &database, &error) != HS_SUCCESS) {
    const std::string where = error->expression < 0 ? "the patterns" : "'" + patterns[error->expression] + "'";
    const Status status = Invalid(where + " cannot be used: " + error->message);
    hs_free_compile_error(error);
    return status;
  }
  parsed.database_.reset(database);
  return parsed;
}

bool RedactPatterns::Redact(std::string* text, std::string* scratch) const {
  if (database_ == nullptr) return false;
  bool has_changed = false;
  for (int round = 0; round < kRoundsMax && RedactOnce(text, scratch); ++round) has_changed = true;
  return has_changed;
}

bool RedactPatterns::RedactOnce(std::string* text, std::string* scratch) const {
  thread_local ThreadScratch mine;
  if (mine.number != number_) {
    CHECK(hs_alloc_scratch(database_.get(), &mine.scratch) == HS_SUCCESS);
    mine.number = number_;
  }
  mine.hits.clear();
  CHECK(hs_scan(database_.get(), text->data(), static_cast<unsigned int>(text->size()), 0, mine.scratch, TakeHit,
                &mine.hits) == HS_SUCCESS);
  if (mine.hits.empty()) return false;
  std::sort(mine.hits.begin(), mine.hits.end(), [](const Hit& a, const Hit& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    return a.end != b.end ? a.end > b.end : a.pattern < b.pattern;
  });
  const std::string_view in = *text;
  MarkFinder marks(in);
  Marker marker(text, scratch);
  for (const Hit& hit : mine.hits) {
    if (hit.begin < marker.copied() || hit.begin == hit.end || marks.Touches(hit.begin, hit.end)) continue;
    marker.Mark(hit.begin, hit.end, marks_[hit.pattern]);
  }
  return marker.Finish();
}

}  // namespace groundswell
