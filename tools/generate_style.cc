#include "tools/generate_style.h"

#include <array>
#include <utility>

namespace groundswell {
namespace {

using Swap = std::pair<std::string_view, std::string_view>;

constexpr Swap kChineseSlips[] = {{"账", "帐"},     {"已经", "己经"}, {"在", "再"},     {"的", "得"},
                                  {"客服", "课服"}, {"那么", "那末"}, {"知道", "直到"}, {"明明", "明名"},
                                  {"这么", "这末"}, {"联系", "连系"}, {"需要", "须要"}, {"的", "滴"}};
constexpr Swap kChineseColloquial[] = {
    {"什么", "啥"}, {"怎么", "咋"}, {"没有", "木有"}, {"我们", "咱"}, {"这个", "这"}};
constexpr Swap kEnglishShort[] = {{" you ", " u "},       {" are ", " r "},         {" because ", " cuz "},
                                  {" please", " pls"},    {" and ", " & "},         {" people ", " ppl "},
                                  {" tomorrow", " tmrw"}, {" with ", " w/ "},       {" minutes", " mins"},
                                  {" really ", " rly "},  {" working ", " workin "}};
constexpr std::string_view kAngryChinese[] = {"😡",      "🤬", "💢", "😤",      "🙄", "[怒]",
                                              "[抓狂]", "[泪]", "😭", "[微笑]", "🙃"};
constexpr std::string_view kAngryEnglish[] = {" 😡", " 🤬", " 😤", " 🙄", " 😩", " 😭", " 👎", " 🙃"};
constexpr std::string_view kHappy[] = {"👍", "❤️", "😊", "🥰", "🎉", "✨", "🙏", "😄"};

void ReplaceAll(std::string_view from, std::string_view to, std::string* text) {
  for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
  }
}

bool EndsInPunctuation(std::string_view text) {
  for (std::string_view mark : {"。", "！", "？", "…", "~", "）", "】", "#", ".", "!", "?", ")", "\""}) {
    if (text.ends_with(mark)) return true;
  }
  return text.empty();
}

void TrimEnd(std::string* text) {
  while (text->ends_with(' ')) text->pop_back();
}

void PunctuateChinese(Style::Punctuation punctuation, Random* random, std::string* text) {
  switch (punctuation) {
    case Style::Punctuation::kProper:
      if (!EndsInPunctuation(*text) && random->Percent(60)) text->append("。");
      break;
    case Style::Punctuation::kSpaces:
      ReplaceAll("，", " ", text);
      ReplaceAll("。", " ", text);
      TrimEnd(text);
      break;
    case Style::Punctuation::kLoud:
      ReplaceAll("！", "！！", text);
      ReplaceAll("？", "？？", text);
      if (text->ends_with("。")) text->resize(text->size() - 3);
      if (!EndsInPunctuation(*text)) text->append(random->Percent(40) ? "！！！" : "！");
      break;
    case Style::Punctuation::kDots:
      if (!EndsInPunctuation(*text)) text->append(random->Percent(50) ? "。。。" : "……");
      break;
    case Style::Punctuation::kNoStop:
      if (text->ends_with("。")) text->resize(text->size() - 3);
      break;
  }
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

void CapitaliseSentences(std::string* text) {
  bool at_start = true;
  for (size_t i = 0; i < text->size(); ++i) {
    char& c = (*text)[i];
    if (at_start && IsLower(c)) c = static_cast<char>(c - 'a' + 'A');
    if (c != ' ') at_start = false;
    if (c == ' ' && i > 0 && ((*text)[i - 1] == '.' || (*text)[i - 1] == '?' || (*text)[i - 1] == '!')) at_start = true;
  }
}

void PunctuateEnglish(const Style& style, Random* random, std::string* text) {
  if (style.is_lower_case) {
    for (char& c : *text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (random->Percent(60)) ReplaceAll("'", "", text);
  } else {
    CapitaliseSentences(text);
  }
  switch (style.punctuation) {
    case Style::Punctuation::kProper:
      if (!EndsInPunctuation(*text) && random->Percent(70)) text->push_back('.');
      break;
    case Style::Punctuation::kLoud:
      if (text->ends_with('.')) text->pop_back();
      if (!EndsInPunctuation(*text)) text->append(random->Percent(60) ? "!" : "!!");
      break;
    case Style::Punctuation::kDots:
      if (!EndsInPunctuation(*text)) text->append("...");
      break;
    case Style::Punctuation::kSpaces:
    case Style::Punctuation::kNoStop:
      if (text->ends_with('.')) text->pop_back();
      break;
  }
}

// Swaps two letters, or drops one, inside one plain word of five letters or more.
void SlipEnglish(Random* random, std::string* text) {
  std::vector<std::pair<size_t, size_t>> words;  // begin, length
  for (size_t i = 0; i < text->size();) {
    size_t end = i;
    while (end < text->size() && IsLower((*text)[end])) ++end;
    const bool is_whole = (i == 0 || (*text)[i - 1] == ' ') && (end == text->size() || (*text)[end] == ' ');
    const std::string_view word = std::string_view(*text).substr(i, end - i);
    if (end - i >= 5 && is_whole && word != "haiqiao" && word != "chengyue" && word != "lanyi") {
      words.emplace_back(i, end - i);
    }
    i = end + 1;
  }
  if (words.empty()) return;
  const auto [begin, length] = random->Pick(words);
  const size_t at = begin + 1 + random->Below(length - 2);
  if (random->Percent(60)) {
    std::swap((*text)[at], (*text)[at + 1]);
  } else {
    text->erase(at, 1);
  }
}

void SlipChinese(Random* random, std::string* text) {
  const auto& [from, to] = kChineseSlips[random->Below(std::size(kChineseSlips))];
  const size_t at = text->find(from);
  if (at != std::string::npos) text->replace(at, from.size(), to);
}

template <size_t N>
std::string_view PickOf(const std::string_view (&items)[N], Random* random) {
  return items[random->Below(N)];
}

void AppendEmoji(Language language, Mood mood, Random* random, std::string* text) {
  if (mood == Mood::kNeutral) return;
  std::string_view emoji = mood == Mood::kHappy             ? PickOf(kHappy, random)
                           : language == Language::kChinese ? PickOf(kAngryChinese, random)
                                                            : PickOf(kAngryEnglish, random);
  const int64_t times = random->Percent(25) ? random->Between(2, 3) : 1;
  for (int64_t i = 0; i < times; ++i) text->append(emoji);
}

}  // namespace

Style DrawStyle(Random* random) {
  Style style;
  style.punctuation = static_cast<Style::Punctuation>(random->PickWeighted({48, 20, 6, 6, 20}));
  style.is_lower_case = random->Percent(30);
  style.is_shorthand = random->Percent(12);
  style.slip_percent = random->Percent(30) ? 35 : 2;
  style.emoji_percent = random->Percent(30) ? 60 : 4;
  return style;
}

std::string ApplyStyle(const Style& style, Language language, Mood mood, std::string text, Random* random) {
  const bool is_chinese = language == Language::kChinese;
  TrimEnd(&text);
  if (style.is_shorthand) {
    if (is_chinese) {
      for (const auto& [from, to] : kChineseColloquial) ReplaceAll(from, to, &text);
    } else {
      for (const auto& [from, to] : kEnglishShort) ReplaceAll(from, to, &text);
    }
  }
  if (is_chinese) {
    PunctuateChinese(style.punctuation, random, &text);
  } else {
    PunctuateEnglish(style, random, &text);
  }
  if (random->Percent(style.slip_percent)) is_chinese ? SlipChinese(random, &text) : SlipEnglish(random, &text);
  if (random->Percent(style.emoji_percent)) AppendEmoji(language, mood, random, &text);
  return text;
}

}  // namespace groundswell
