#include "models/own_words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "models/text_utf8.h"

namespace groundswell {
namespace {

// What clients and habit put in place of words, in simplified lower case; one that begins another stands after it.
constexpr std::string_view kRepostMarks[] = {
    "转发微博", "快转微博",  "轻转发",   "转发了", "转发",      "转载",     "转自", "转了",     "转",       "分享图片",
    "分享视频", "分享网页",  "分享自",   "分享",   "回复",      "图片评论", "图片", "网页链接", "查看图片", "秒拍视频",
    "微博视频", "reposting", "reposted", "repost", "retweeted", "retweet",  "rt",   "via",      "fwd",      "share"};

constexpr size_t kMarkCodePointsMax = 12;

bool IsWordChar(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return IsHan(c) || u_isalnum(static_cast<UChar32>(c));
}

bool IsUrlByte(char b) { return b > ' ' && b < 0x7f && b != '"' && b != '<' && b != '>'; }

bool StartsWithFolded(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char want, char b) { return want == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

// The bytes of the word characters from `at` on; names of accounts may hold _ and - too.
size_t WordEnd(std::string_view text, size_t at, bool is_name) {
  while (at < text.size()) {
    const CodePoint c = CodePointAt(text, at);
    if (c.size_bytes == 0 ||
        !(IsWordChar(c.value) || (is_name && (c.value == '_' || c.value == '-' || c.value == '.'))))
      break;
    at += c.size_bytes;
  }
  return at;
}

// The end of what stands at `at` and is nobody's words: a URL, a mention, a mark in brackets; `at` for none.
size_t EndOfNoWords(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest[0] == '@') return WordEnd(text, at + 1, true);
  if (rest[0] == '[') {
    size_t i = 1;
    for (size_t count = 0; count < kMarkCodePointsMax && i < rest.size() && rest[i] != ']' && rest[i] != ' '; ++count)
      i += std::max<size_t>(CodePointAt(rest, i).size_bytes, 1);
    return i < rest.size() && rest[i] == ']' ? at + i + 1 : at;
  }
  if (!StartsWithFolded(rest, "http://") && !StartsWithFolded(rest, "https://") && !StartsWithFolded(rest, "www.") &&
      !rest.starts_with("t.cn/"))
    return at;
  size_t i = 0;
  while (i < rest.size() && IsUrlByte(rest[i])) ++i;
  return at + i;
}

// Bytes that a mark may begin with: most words are told from marks by their first.
constexpr std::array<bool, 256> MakeMarkStarts() {
  std::array<bool, 256> starts{};
  for (const std::string_view mark : kRepostMarks) {
    starts[static_cast<unsigned char>(mark[0])] = true;
    if (mark[0] >= 'a' && mark[0] <= 'z') starts[static_cast<unsigned char>(mark[0] - 32)] = true;
  }
  return starts;
}
constexpr std::array<bool, 256> kMarkStarts = MakeMarkStarts();

// True when a run of word characters is repost marks and nothing else.
bool IsRepostMarks(std::string_view word) {
  while (!word.empty()) {
    if (!kMarkStarts[static_cast<unsigned char>(word[0])]) return false;
    const auto mark = std::find_if(std::begin(kRepostMarks), std::end(kRepostMarks),
                                   [&](std::string_view candidate) { return StartsWithFolded(word, candidate); });
    if (mark == std::end(kRepostMarks)) return false;
    word.remove_prefix(mark->size());
  }
  return true;
}

// True where the quoted part begins at `at`: `//@name`, `||@name`, or `RT @name` as a word of its own.
bool IsQuoteAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//@")) return at == 0 || text[at - 1] != ':';
  if (rest.starts_with("// @") || rest.starts_with("||@") || rest.starts_with("|| @")) return true;
  if (!rest.starts_with("RT @") && !rest.starts_with("RT@")) return false;
  return at == 0 || !IsWordChar(CodePointBefore(text, at).value);
}

}  // namespace

std::string_view OwnWords(std::string_view stored) {
  for (size_t at = 0; at < stored.size(); ++at) {
    const char b = stored[at];
    if ((b != '/' && b != '|' && b != 'R') || !IsQuoteAt(stored, at)) continue;
    stored = stored.substr(0, at);
    while (!stored.empty() && stored.back() == ' ') stored.remove_suffix(1);
    return stored;
  }
  return stored;
}

bool HasOwnWords(std::string_view stored) {
  const std::string_view text = OwnWords(stored);
  for (size_t at = 0; at < text.size();) {
    if (const size_t end = EndOfNoWords(text, at); end > at) {
      at = end;
      continue;
    }
    const size_t end = WordEnd(text, at, false);
    if (end == at) {
      at += std::max<size_t>(CodePointAt(text, at).size_bytes, 1);
      continue;
    }
    if (!IsRepostMarks(text.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

}  // namespace groundswell
