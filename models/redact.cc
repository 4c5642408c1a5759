#include "models/redact.h"

#include <array>
#include <cstdint>

#include "models/redact_emails.h"
#include "models/redact_keyed.h"
#include "models/redact_marker.h"
#include "models/redact_numbers.h"
#include "models/redact_phones.h"
#include "models/redact_places.h"
#include "models/redact_scan.h"

namespace groundswell {
namespace {

// A piece that goes can complete another one beside it; each round takes at least one piece out.
constexpr int kRoundsMax = 8;
constexpr size_t kKeyedDigitsMin = 5;  // the shortest number that a word before it makes personal

bool IsUrlPart(char b) { return b > ' ' && b < 0x7f && b != '"' && b != '\'' && b != '<' && b != '>'; }

enum class ByteClass : uint8_t { kOther, kDigit, kLetter, kSlash, kAt, kHanEnd };

constexpr std::array<ByteClass, 256> MakeByteClasses() {
  std::array<ByteClass, 256> classes{};
  for (int b = 0; b < 128; ++b) {
    if (IsDigitByte(static_cast<char>(b))) classes[b] = ByteClass::kDigit;
    if (IsLetterByte(static_cast<char>(b))) classes[b] = ByteClass::kLetter;
  }
  classes['/'] = ByteClass::kSlash;
  classes['@'] = ByteClass::kAt;
  classes[0x80] = classes[0xb9] = classes[0xba] = ByteClass::kHanEnd;  // the last bytes of 一, 壹 and 幺: the rarest
  return classes;
}
constexpr std::array<ByteClass, 256> kByteClasses = MakeByteClasses();

// What is found from left to right: at each group of digits, at each run of letters, at each spelled 1.
class PiecePass {
 public:
  PiecePass(std::string* text, std::string* scratch) : in_(*text), marker_(text, scratch) {}

  bool Run() {
    for (size_t at = 0;;) {
      while (at < in_.size() && kByteClasses[static_cast<unsigned char>(in_[at])] == ByteClass::kOther) ++at;
      if (at == in_.size()) break;
      switch (kByteClasses[static_cast<unsigned char>(in_[at])]) {
        case ByteClass::kOther:
          break;
        case ByteClass::kDigit:
          at = TryDigits(at);
          break;
        case ByteClass::kLetter:
          at = TryLetters(at);
          break;
        case ByteClass::kSlash:
          NoteUrl(at++);
          break;
        case ByteClass::kAt:
          NoteMention(at++);
          break;
        case ByteClass::kHanEnd:
          at = at >= marker_.copied() + 2 && IsSpelledOne(&in_[at - 2]) ? TrySpelled(at - 2) : at + 1;
          break;
      }
    }
    return marker_.Finish();
  }

 private:
  // Where the group of digits at `at` belongs to a piece, marks it; returns where to go on.
  size_t TryDigits(size_t at) {
    size_t end = at;
    while (IsDigitAt(in_, end)) ++end;
    const bool is_in_url = at < url_end_;
    const char before = at == 0 ? ' ' : marker_.Before(at - 1);
    const bool is_fraction = before == '.' && at > 1 && IsDigitByte(marker_.Before(at - 2));
    if (is_fraction || (is_in_url && before != '=')) return end;
    const PersonalPiece piece = PieceAt(at, end, before, is_in_url);
    return piece ? Mark(piece) : end;
  }

  PersonalPiece PieceAt(size_t at, size_t end, char before, bool is_in_url) const {
    // The name of an account may be a mobile number; whatever else it looks like, it is a name.
    if (at < mention_end_) {
      const size_t mobile = MobileEnd(in_, at);
      return mobile == 0 ? PersonalPiece{} : PersonalPiece{at, mobile, "[phone]"};
    }
    if (const PersonalPiece number = NumberAt(at, end, before, is_in_url)) return number;
    const size_t from = marker_.copied();
    if (is_in_url) return {};
    if (const PersonalPiece plate = PlateAround(in_, at, from)) return plate;
    if (end - at >= kKeyedDigitsMin || GoesOn(end)) {
      if (const PersonalPiece id = KeyedIdAt(in_, at, from)) return id;
    }
    if (end - at > 5) return {};
    if (const PersonalPiece address = ChineseAddressAround(in_, at, from)) return address;
    return EnglishAddressAround(in_, at, from);
  }

  // Whether digits go on behind the separator at `end`.
  bool GoesOn(size_t end) const {
    const size_t separator = SeparatorBytes(in_, end);
    return separator > 0 && end + separator < in_.size() &&
           (IsDigitByte(in_[end + separator]) || IsAnyAt(in_, end + separator, " -("));
  }

  // Numbers that are told by themselves. Few groups of digits are long enough, or go on.
  PersonalPiece NumberAt(size_t at, size_t end, char before, bool is_in_url) const {
    if (end - at < 7 && !GoesOn(end) && !IsAnyAt(in_, end, ")(")) {
      const size_t spelled = in_[at] == '1' ? SpelledMobileEnd(in_, at) : 0;
      return spelled == 0 ? PersonalPiece{} : PersonalPiece{at, spelled, "[phone]"};
    }
    if (const size_t card = IdentityCardEnd(in_, at); card != 0) return {at, card, "[idcard]"};
    const size_t card = is_in_url ? 0 : BankCardEnd(in_, at), phone = card == 0 ? PhoneEnd(at, before) : 0;
    if (card + phone != 0) {
      if (FollowsOrderWord(in_, at, marker_.copied())) return {};
      return card != 0 ? PersonalPiece{at, card, "[card]"}
                       : PersonalPiece{PhoneStart(at, before, phone), phone, "[phone]"};
    }
    const size_t old_card = is_in_url ? 0 : OldIdentityCardEnd(in_, at);
    if (old_card == 0 || FollowsOrderWord(in_, at, marker_.copied())) return {};
    return {at, old_card, "[idcard]"};
  }

  size_t PhoneEnd(size_t at, char before) const {
    if (const size_t end = MobileEnd(in_, at); end != 0) return end;
    if (const size_t end = SpelledMobileEnd(in_, at); end != 0) return end;
    if (const size_t end = LandlineEnd(in_, at); end != 0) return end;
    if (before == '+' && !(at > 1 && IsDigitByte(marker_.Before(at - 2)))) return InternationalEnd(in_, at);
    if (const size_t end = DialledEnd(in_, at); end != 0) return end;
    return ForeignEnd(in_, at);
  }

  // Takes the + and an opening bracket that belong to the number.
  size_t PhoneStart(size_t at, char before, size_t end) const {
    if (before == '+') --at;
    const bool is_open = at > marker_.copied() && in_[at - 1] == '(';
    return is_open && in_.substr(at, end - at).find(')') != in_.npos ? at - 1 : at;
  }

  // A run of letters may be the id that the word before it names.
  size_t TryLetters(size_t at) {
    const char before = at == 0 ? ' ' : marker_.Before(at - 1);
    size_t end = at;
    while (end < in_.size() && IsLetterByte(in_[end])) ++end;
    if (IsAlnumByte(before) || before == '_' || at < url_end_ || at < mention_end_) return end;
    const bool goes_on = end < in_.size() && (IsDigitByte(in_[end]) || in_[end] == '_' || in_[end] == '-');
    // A word of letters alone needs a colon or a Chinese word before it: most words end here.
    if (!goes_on && (end - at < 6 || (before != ':' && (before & 0x80) == 0 && before != ' '))) return end;
    if (const PersonalPiece id = KeyedIdAt(in_, at, marker_.copied())) return Mark(id);
    return end;
  }

  // 一, 壹 and 幺 by their bytes.
  static bool IsSpelledOne(const char* word) {
    const auto is = [&](std::string_view one) { return word[0] == one[0] && word[1] == one[1] && word[2] == one[2]; };
    return is("一") || is("幺") || is("壹");
  }
  size_t TrySpelled(size_t at) {
    const size_t end = SpelledMobileEnd(in_, at);
    return end == 0 ? at + 3 : Mark({at, end, "[phone]"});
  }

  size_t Mark(const PersonalPiece& piece) {
    marker_.Mark(piece.start, piece.end, piece.mark);
    return piece.end;
  }

  // Numbers in a URL are names of pages; only the value of a parameter may be a person's.
  void NoteUrl(size_t slash) {
    if (slash < url_end_) return;
    const std::string_view head = in_.substr(0, slash);
    const bool is_url = (head.ends_with(':') && slash + 1 < in_.size() && in_[slash + 1] == '/') ||
                        head.ends_with(".com") || head.ends_with(".cn") || head.ends_with(".net") ||
                        head.ends_with(".org");
    if (!is_url) return;
    url_end_ = slash;
    while (url_end_ < in_.size() && IsUrlPart(in_[url_end_])) ++url_end_;
  }

  // The name behind an @, up to what cannot be a part of one.
  void NoteMention(size_t at) {
    constexpr size_t kNameBytesMax = 60;
    size_t end = at + 1;
    const auto is_name = [&](char b) { return IsAlnumByte(b) || b == '_' || b == '-' || (b & 0x80) != 0; };
    while (end < in_.size() && end - at <= kNameBytesMax && is_name(in_[end])) ++end;
    mention_end_ = end;
  }

  std::string_view in_;
  Marker marker_;
  size_t url_end_ = 0, mention_end_ = 0;
};

// What letters are worth a closer look for.
struct LetterSigns {
  bool at_word = false;  // `at`, which may stand for @
  bool id_word = false;  // 微信, vx, wx, weixin, wechat: an id without digits may follow
};
LetterSigns ReadLetters(std::string_view text) {
  constexpr size_t kBlock = 32;  // a fixed number, so that the compiler makes vectors of the inner loop
  uint8_t at_word = 0, id_word = 0;
  const auto read = [&](size_t i) {
    const uint8_t b = static_cast<uint8_t>(text[i]), before = static_cast<uint8_t>(text[i - 1]);
    const uint8_t is_at = ((b | 32) == 't') & ((before | 32) == 'a');
    at_word |= is_at;
    id_word |= is_at | ((b | 32) == 'x') | ((b == 0xa1) & (before == 0xbf));  // the end of 信
  };
  size_t i = 1;
  for (; i + kBlock <= text.size(); i += kBlock) {
    for (size_t j = 0; j < kBlock; ++j) read(i + j);
  }
  for (; i < text.size(); ++i) read(i);
  return {at_word != 0, id_word != 0};
}

// Apart from Redact, so that the many texts without any sign pay nothing for it.
[[gnu::noinline]] bool RedactSigned(std::string* text, std::string* scratch, uint8_t signs) {
  bool has_changed = false;
  for (int round = 0; round < kRoundsMax; ++round) {
    const LetterSigns letters = (signs & kHoldsLetter) != 0 ? ReadLetters(*text) : LetterSigns{};
    bool changes = (signs & kHoldsAtSign) != 0 && RedactEmails(text, scratch);
    if (letters.at_word) changes |= RedactHiddenEmails(text, scratch);
    if ((signs & kHoldsDigit) != 0 || letters.id_word) changes |= PiecePass(text, scratch).Run();
    if (!changes) break;
    has_changed = true;
  }
  return has_changed;
}

}  // namespace

bool Redact(std::string* text, std::string* scratch, uint8_t signs) {
  // Numbers in words count as digits.
  if ((signs & kHoldsDigit) == 0 && MayHoldSpelledMobile(*text)) signs |= kHoldsDigit;
  return (signs & kPersonalSigns) != 0 && RedactSigned(text, scratch, signs);
}

}  // namespace groundswell
