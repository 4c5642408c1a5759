// The stored form is reached by rounds: each applies every step, until a round changes nothing. So cleaning a stored
// form changes nothing, whatever one step uncovers for another (`&amp;lt;b>`, full-width tags, `<<b>b>`).
#include "models/text_cleaner.h"

#include <unicode/normalizer2.h>
#include <unicode/stringoptions.h>
#include <unicode/uchar.h>

#include <array>

#include "models/han_simplify.h"
#include "models/html_text.h"
#include "models/redact.h"
#include "models/redact_patterns.h"
#include "models/text_ruby.h"
#include "models/text_tables.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// Real text settles within three rounds. What does not is made to be hostile, and from then on the marks that could
// uncover something are blanked: the time stays linear in the length.
constexpr int kRoundsFree = 6;
constexpr int kRoundsMax = 16;

// No writing system stacks more marks on one letter; ICU's sorting of them is quadratic.
constexpr int kCombiningRunMax = 8;

// The lowest bits are the signs that redaction asks for.
enum : uint8_t { kSeesMarkup = 8, kSeesBracket = 16, kSeesCombining = 32, kIsSpecial = 64 };
static_assert(kPersonalSigns < kSeesMarkup);

constexpr std::array<uint8_t, 256> MakeByteFlags() {
  std::array<uint8_t, 256> flags{};
  for (int b = 0; b < 0x20; ++b) flags[b] = kIsSpecial;
  for (int b = 0x7f; b < 256; ++b) flags[b] = kIsSpecial;
  for (int b = '0'; b <= '9'; ++b) flags[b] = kHoldsDigit;
  for (int b = 'a'; b <= 'z'; ++b) flags[b] = flags[b - 32] = kHoldsLetter;
  flags[' '] = kIsSpecial;
  flags['@'] = kHoldsAtSign;
  flags['<'] = flags['&'] = kSeesMarkup;
  flags['('] = kSeesBracket;
  return flags;
}
constexpr std::array<uint8_t, 256> kByteFlags = MakeByteFlags();

// One pass over the code points: damage and invisible characters out, white space to single spaces, and the table's
// replacements in. Plain stretches are copied whole.
class CharPass {
 public:
  CharPass(std::string_view in, std::string* out) : in_(in), out_(out) { out_->clear(); }

  // Returns true when *out differs from the input.
  bool Run() {
    const size_t size = in_.size();
    while (at_ < size) {
      const uint8_t flags = kByteFlags[static_cast<unsigned char>(in_[at_])];
      seen_ |= flags;
      if (flags & kIsSpecial) {
        if (const size_t end = PastPlainHan(); end > at_) {
          at_ = end;
        } else {
          Special();
        }
      } else {
        ++at_;
      }
    }
    Flush(at_);
    if (!out_->empty() && out_->back() == ' ') out_->pop_back(), changed_ = true;
    return changed_;
  }
  uint8_t seen() const { return seen_; }

 private:
  // Past the common Chinese characters from at_ on that stay as they are: most of most texts. Their first bytes are
  // 0xe4 to 0xe9, where no form is overlong and no surrogate lies.
  size_t PastPlainHan() const {
    size_t end = at_;
    for (; end + 3 <= in_.size(); end += 3) {
      const uint32_t b0 = Byte(end), b1 = Byte(end + 1), b2 = Byte(end + 2);
      if (b0 - 0xe4 > 5 || (b1 & 0xc0) != 0x80 || (b2 & 0xc0) != 0x80) break;
      if (CharEntry((b0 & 0xf) << 12 | (b1 & 0x3f) << 6 | (b2 & 0x3f)) != 0) break;
    }
    return end;
  }
  uint32_t Byte(size_t i) const { return static_cast<unsigned char>(in_[i]); }

  void Special() {
    const unsigned char b = static_cast<unsigned char>(in_[at_]);
    if (b == ' ') {
      const bool is_first = at_ == run_start_ ? out_->empty() || out_->back() == ' ' : in_[at_ - 1] == ' ';
      if (!is_first) {
        ++at_;
        return;
      }
      return Take(1, {});
    }
    const CodePoint c = CodePointAt(in_, at_);
    if (c.size_bytes == 0) return Take(1, {});
    const uint16_t entry = CharEntry(c.value);
    if (entry == 0) {
      at_ += c.size_bytes;
      return;
    }
    if (entry >= kFirstReplacement) return Replace(c.size_bytes, Replacement(entry));
    Act(static_cast<CharAction>(entry), c);
  }

  void Act(CharAction action, CodePoint c) {
    switch (action) {
      case CharAction::kSpace:
        Flush(at_);
        return Take(c.size_bytes, out_->empty() || out_->back() == ' ' ? "" : " ");
      case CharAction::kCombining:
        return Combining(c);
      case CharAction::kContextual:
        return Contextual(c);
      case CharAction::kJoiner:
        if (!JoinsEmoji(c.size_bytes)) return Take(c.size_bytes, {});
        at_ += c.size_bytes;
        return;
      default:
        return Take(c.size_bytes, {});
    }
  }

  void Combining(CodePoint c) {
    seen_ |= kSeesCombining;
    combining_run_ = at_ == combining_end_ ? combining_run_ + 1 : 1;
    if (combining_run_ > kCombiningRunMax) {
      Take(c.size_bytes, {});
    } else {
      at_ += c.size_bytes;
    }
    combining_end_ = at_;
  }

  void Contextual(CodePoint c) {
    Flush(at_);
    const char32_t before = CodePointBefore(*out_, out_->size()).value;
    const char32_t after = CodePointAt(in_, at_ + c.size_bytes).value;
    const char32_t simple = SimplifiedInContext(before, c.value, after);
    if (simple == c.value) {
      at_ += c.size_bytes;
      return;
    }
    Take(c.size_bytes, {});
    AppendUtf8(simple, out_);
  }

  bool JoinsEmoji(size_t size_bytes) {
    Flush(at_);
    const auto is_picture = [](char32_t c) {
      return c > 0x7f && (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC) ||
                          u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_MODIFIER));
    };
    return is_picture(CodePointBefore(*out_, out_->size()).value) &&
           is_picture(CodePointAt(in_, at_ + size_bytes).value);
  }

  // A replacement may begin or end with a space, or show marks that later steps look for.
  void Replace(size_t size_bytes, std::string_view replacement) {
    Take(size_bytes, replacement);
    for (const char b : replacement) seen_ |= kByteFlags[static_cast<unsigned char>(b)];
  }

  void Take(size_t size_bytes, std::string_view replacement) {
    Flush(at_);
    out_->append(replacement);
    // What is dropped does not part two combining characters.
    if (replacement.empty() && combining_end_ == at_) combining_end_ += size_bytes;
    at_ += size_bytes;
    run_start_ = at_;
    changed_ = true;
  }

  void Flush(size_t end) {
    if (end > run_start_) out_->append(in_, run_start_, end - run_start_);
    run_start_ = end;
  }

  std::string_view in_;
  std::string* out_;
  size_t at_ = 0, run_start_ = 0, combining_end_ = 0;
  int combining_run_ = 0;
  uint8_t seen_ = 0;
  bool changed_ = false;
};

// NFKC for text in which a character may join the one before it. Returns true when *text changed.
bool ComposeText(std::string* text, std::string* scratch) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error) || nfkc->isNormalizedUTF8(*text, error)) return false;
  scratch->clear();
  icu::StringByteSink<std::string> sink(scratch);
  nfkc->normalizeUTF8(0, *text, sink, nullptr, error);
  if (U_FAILURE(error) || *scratch == *text) return false;
  text->swap(*scratch);
  return true;
}

void BlankMarks(std::string* text) {
  for (char& b : *text) {
    if (b == '<' || b == '&' || b == '(' || b == '@') b = ' ';
  }
}

// One round of every step over `in`. Returns true when anything changed.
bool CleanOnce(std::string_view in, bool is_hostile, const RedactPatterns* patterns, std::string* out,
               std::string* scratch) {
  CharPass pass(in, out);
  bool changed = pass.Run();
  if (pass.seen() & kSeesCombining) changed |= ComposeText(out, scratch);
  if (is_hostile) {
    BlankMarks(out);
    changed |= *out != in;
  } else {
    if (pass.seen() & kSeesMarkup) changed |= UndoMarkup(out, scratch);
    if (pass.seen() & kSeesBracket) changed |= DropRubyPinyin(out);
  }
  changed |= Redact(out, scratch, pass.seen() & kPersonalSigns);
  if (patterns != nullptr) changed |= patterns->Redact(out, scratch);
  return changed;
}

bool IsFoldedAlone(char32_t c) { return (c >= 0x2e80 && c < 0xa640) || (c >= 0xac00 && c < 0xfb00); }

}  // namespace

void CleanText(std::string_view raw, std::string* out, const RedactPatterns* patterns) {
  // Scratch outlives the call so that a post costs no allocation.
  thread_local std::string before, scratch;
  if (!CleanOnce(raw, false, patterns, out, &scratch)) return;
  for (int round = 1; round < kRoundsMax; ++round) {
    before.swap(*out);
    if (!CleanOnce(before, round >= kRoundsFree, patterns, out, &scratch)) return;
  }
}

void FoldText(std::string_view stored, std::string* out) {
  out->clear();
  for (size_t at = 0; at < stored.size();) {
    const unsigned char b = static_cast<unsigned char>(stored[at]);
    if (b < 0x80) {
      out->push_back(static_cast<char>(b >= 'A' && b <= 'Z' ? b + 32 : b));
      ++at;
      continue;
    }
    const CodePoint c = CodePointAt(stored, at);
    if (c.size_bytes == 0) {
      ++at;
    } else if (IsFoldedAlone(c.value)) {
      out->append(stored, at, c.size_bytes);
    } else {
      AppendUtf8(static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c.value), U_FOLD_CASE_DEFAULT)), out);
    }
    at += c.size_bytes;
  }
}

}  // namespace groundswell
