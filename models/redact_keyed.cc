#include "models/redact_keyed.h"

#include <algorithm>
#include <array>

namespace groundswell {
namespace {

constexpr size_t kHeadBytes = 48;  // of what stands before an id

enum class Key { kNone, kChat, kQq, kPassport, kIdentity, kCard, kAccount, kPhone };

struct KeyWord {
  std::string_view word;  // in small letters
  Key key;
};
constexpr KeyWord kKeyWords[] = {
    {"微信", Key::kChat},
    {"威信", Key::kChat},
    {"薇信", Key::kChat},
    {"v信", Key::kChat},
    {"vx", Key::kChat},
    {"wx", Key::kChat},
    {"wechat", Key::kChat},
    {"weixin", Key::kChat},
    {"加v", Key::kChat},
    {"+v", Key::kChat},
    {"v", Key::kChat},
    {"qq", Key::kQq},
    {"q", Key::kQq},
    {"q q", Key::kQq},
    {"扣扣", Key::kQq},
    {"企鹅", Key::kQq},
    {"护照", Key::kPassport},
    {"passport", Key::kPassport},
    {"通行证", Key::kPassport},
    {"回乡证", Key::kPassport},
    {"台胞证", Key::kPassport},
    {"permit", Key::kPassport},
    {"身份证", Key::kIdentity},
    {"证件", Key::kIdentity},
    {"卡", Key::kCard},
    {"card", Key::kCard},
    {"账", Key::kAccount},
    {"帐", Key::kAccount},
    {"账户", Key::kAccount},
    {"帐户", Key::kAccount},
    {"account", Key::kAccount},
    {"电话", Key::kPhone},
    {"手机", Key::kPhone},
    {"座机", Key::kPhone},
    {"固话", Key::kPhone},
    {"致电", Key::kPhone},
    {"拨打", Key::kPhone},
    {"联系方式", Key::kPhone},
    {"传真", Key::kPhone},
    {"tel", Key::kPhone},
    {"phone", Key::kPhone},
    {"fax", Key::kPhone},
};

// What may stand between the word and the id.
constexpr std::string_view kLinks[] = {" ",  ":",  "=",  "(",      ".",  "#",   "号码", "号",   "是",
                                       "为", "叫", "is", "number", "no", "num", "id",   "账号", "帐号"};

// The last bytes of words as a table: most of what stands before a number is turned away by one look.
template <typename Words, typename Text>
constexpr std::array<bool, 256> LastBytesOf(const Words& words, Text text_of) {
  std::array<bool, 256> last{};
  for (const auto& word : words) last[static_cast<unsigned char>(text_of(word).back())] = true;
  return last;
}
constexpr std::array<bool, 256> kLastOfLinks = LastBytesOf(kLinks, [](std::string_view word) { return word; });
constexpr std::array<bool, 256> kLastOfKeys = LastBytesOf(kKeyWords, [](const KeyWord& key) { return key.word; });
bool EndsLike(std::string_view head, const std::array<bool, 256>& last) {
  return !head.empty() && last[static_cast<unsigned char>(LowerByte(head.back()))];
}

// The head of text[at] without its links; *links says how many went, *is_told whether one of them says that an id
// follows.
std::string_view HeadOf(std::string_view text, size_t at, size_t from, bool* is_told) {
  const size_t begin = at - from > kHeadBytes ? at - kHeadBytes : from;
  std::string_view head = text.substr(begin, at - begin);
  *is_told = false;
  for (int i = 0; i < 6 && EndsLike(head, kLastOfLinks); ++i) {
    const auto link = std::find_if(std::begin(kLinks), std::end(kLinks),
                                   [&](std::string_view word) { return EndsWithIgnoringCase(head, word); });
    if (link == std::end(kLinks)) break;
    *is_told |= *link != " " && *link != "." && *link != "(";
    head.remove_suffix(link->size());
  }
  return head;
}

// The key word that `head` ends with; a Latin one must be a word of its own.
Key KeyOf(std::string_view head) {
  if (!EndsLike(head, kLastOfKeys)) return Key::kNone;
  for (const KeyWord& candidate : kKeyWords) {
    if (!EndsWithIgnoringCase(head, candidate.word)) continue;
    const size_t begin = head.size() - candidate.word.size();
    if (IsLetterByte(candidate.word[0]) && begin > 0 && IsAlnumByte(head[begin - 1])) continue;
    return candidate.key;
  }
  return Key::kNone;
}

// A run of letters, digits, _ and -.
struct IdRun {
  size_t end = 0, digits = 0, letters = 0;
  size_t size(size_t at) const { return end - at; }
};
IdRun RunAt(std::string_view text, size_t at) {
  IdRun run{at};
  // No id is as long; a longer run is none, and must not be read again from each of its places.
  constexpr size_t kRunBytesMax = 40;
  for (; run.end < text.size() && run.end - at < kRunBytesMax; ++run.end) {
    const char b = text[run.end];
    if (IsDigitByte(b)) {
      ++run.digits;
    } else if (IsLetterByte(b)) {
      ++run.letters;
    } else if (b != '_' && b != '-') {
      break;
    }
  }
  while (run.end > at && (text[run.end - 1] == '-' || text[run.end - 1] == '_')) --run.end;
  return run;
}

// Digits with single separators between them: their number, and where they end.
struct DigitRun {
  size_t end = 0, digits = 0;
};
DigitRun DigitsAt(std::string_view text, size_t at) {
  constexpr size_t kDigitsMax = 32;
  DigitRun run;
  for (size_t i = at; i < text.size() && run.digits < kDigitsMax;) {
    if (IsDigitByte(text[i])) {
      ++run.digits;
      run.end = ++i;
      continue;
    }
    const size_t separator = SeparatorBytes(text, i);
    if (separator == 0 || text[i] == '.' || !IsDigitAt(text, i + separator)) break;
    i += separator;
  }
  return run;
}

// `is_v`: the word is no more than a v, which stands for WeChat among many other things: the id must hold a digit.
PersonalPiece ChatId(std::string_view text, size_t at, bool is_told, bool is_v) {
  const IdRun run = RunAt(text, at);
  if (run.size(at) < 6 || run.size(at) > 20 || (is_v && run.digits == 0)) return {};
  const bool has_sign = run.size(at) > run.letters;
  return has_sign || is_told ? PersonalPiece{at, run.end, "[account]"} : PersonalPiece{};
}

// vxabc_123, the word and the id written as one.
PersonalPiece GluedChatId(std::string_view text, size_t at) {
  for (const std::string_view word : {"vx", "wx", "wechat", "weixin"}) {
    if (!StartsWithIgnoringCase(text.substr(at), word)) continue;
    if (at + word.size() >= text.size() || !IsLetterByte(text[at + word.size()])) continue;  // an id begins with one
    const IdRun run = RunAt(text, at + word.size());
    if (run.digits > 0 && run.size(at + word.size()) >= 6 && run.size(at + word.size()) <= 25)
      return {at + word.size(), run.end, "[account]"};
  }
  return {};
}

PersonalPiece PassportId(std::string_view text, size_t at) {
  const IdRun run = RunAt(text, at);
  const bool is_number = run.size(at) == run.digits + run.letters && run.letters <= 2 && run.digits >= 7 &&
                         run.digits <= 10 && (run.letters == 0 || IsLetterByte(text[at]));
  return is_number ? PersonalPiece{at, run.end, "[passport]"} : PersonalPiece{};
}

// Service numbers, and days such as 20130506.
bool IsNoPhone(std::string_view text, const DigitRun& run, size_t at) {
  const std::string_view number = text.substr(at, run.end - at);
  for (const std::string_view begin : {"400", "800", "95", "10", "12"}) {
    if (number.starts_with(begin)) return true;
  }
  const bool is_year = number.starts_with("19") || number.starts_with("20");
  return number.size() == 8 && run.digits == 8 && is_year && number[4] <= '1' && number[6] <= '3';
}

PersonalPiece KeyedDigitsOf(std::string_view text, size_t at, Key key, const DigitRun& run) {
  if (key == Key::kQq && run.digits >= 5 && run.digits <= 11) return {at, run.end, "[account]"};
  if (key == Key::kIdentity && (run.digits == 15 || run.digits == 18)) return {at, run.end, "[idcard]"};
  if (key == Key::kIdentity && run.digits == 17 && IsAnyAt(text, run.end, "xX")) return {at, run.end + 1, "[idcard]"};
  if (key == Key::kCard && run.digits >= 13 && run.digits <= 19) return {at, run.end, "[card]"};
  if (key == Key::kAccount && run.digits >= 8 && run.digits <= 23) return {at, run.end, "[account]"};
  if (key == Key::kPhone && run.digits >= 7 && run.digits <= 12 && !IsNoPhone(text, run, at))
    return {at, run.end, "[phone]"};
  return {};
}

PersonalPiece KeyedDigits(std::string_view text, size_t at, Key key) {
  if (const PersonalPiece piece = KeyedDigitsOf(text, at, key, DigitsAt(text, at))) return piece;
  // What follows a separator may be another number.
  DigitRun first{at};
  for (; IsDigitAt(text, first.end) && first.digits < 32; ++first.end) ++first.digits;
  return KeyedDigitsOf(text, at, key, first);
}

constexpr std::string_view kOrderWords[] = {"单号",         "单编号",   "订单",        "单号码",
                                            "单号是",       "单号为",   "编号",        "order",
                                            "order number", "order no", "case number", "ticket number"};

}  // namespace

PersonalPiece KeyedIdAt(std::string_view text, size_t at, size_t from) {
  if (const PersonalPiece glued = GluedChatId(text, at)) return glued;
  if (at == from) return {};
  bool is_told = false;
  const std::string_view head = HeadOf(text, at, from, &is_told);
  const Key key = KeyOf(head);
  switch (key) {
    case Key::kNone:
      return {};
    case Key::kChat:
      if (EndsWithIgnoringCase(head, "v")) {
        const bool is_asked = EndsWithIgnoringCase(head, "加v") || EndsWithIgnoringCase(head, "+v");
        return is_told || is_asked ? ChatId(text, at, is_told, true) : PersonalPiece{};
      }
      return ChatId(text, at, is_told, false);
    case Key::kPassport:
      return PassportId(text, at);
    case Key::kQq:
      // A lone q is a word of its own only where a colon or the like follows.
      if (!is_told && !EndsWithIgnoringCase(head, "qq") && !EndsWithIgnoringCase(head, "q q") &&
          IsAlnumByte(head.back()))
        return {};
      [[fallthrough]];
    default:
      return IsDigitByte(text[at]) ? KeyedDigits(text, at, key) : PersonalPiece{};
  }
}

bool FollowsOrderWord(std::string_view text, size_t at, size_t from) {
  const size_t begin = at - from > 32 ? at - 32 : from;
  std::string_view head = text.substr(begin, at - begin);
  while (!head.empty() && (head.back() == ' ' || head.back() == ':' || head.back() == '#' || head.back() == '.'))
    head.remove_suffix(1);
  return std::any_of(std::begin(kOrderWords), std::end(kOrderWords),
                     [&](auto word) { return EndsWithIgnoringCase(head, word); });
}

}  // namespace groundswell
