// PhraseMatcher: whole words, overlaps, hostile bytes, and the same answers as a plain search.
#include "models/phrase_matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>
#include <tuple>

namespace groundswell {
namespace {

using Found = std::vector<std::tuple<uint32_t, uint32_t, uint32_t>>;  // end, begin, phrase

Found Find(const PhraseMatcher& matcher, std::string_view text, PhraseScratch* scratch) {
  std::vector<PhraseMatch> matches;
  matcher.Find(text, scratch, &matches);
  Found found;
  for (const PhraseMatch& match : matches) found.emplace_back(match.end, match.begin, match.phrase);
  return found;
}

std::vector<std::string> WordsFound(std::vector<Phrase> phrases, std::string_view text) {
  PhraseScratch scratch;
  const auto matcher = PhraseMatcher::Build(phrases);
  std::vector<std::string> words;
  for (const auto& [end, begin, phrase] : Find(matcher.value(), text, &scratch)) {
    EXPECT_EQ(text.substr(begin, end - begin), phrases[phrase].text);
    words.push_back(phrases[phrase].text);
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(PhraseMatcherTest, AWordIsNotFoundWithinAnother) {
  EXPECT_EQ(WordsFound({{"mac"}}, "machine, imac, mac2, 2mac, macé"), Words{});
  EXPECT_EQ(WordsFound({{"mac"}}, "mac"), Words{"mac"});
  EXPECT_EQ(WordsFound({{"mac"}}, "a mac-book, (mac) mac's #mac_mini"), (Words{"mac", "mac", "mac", "mac"}));
  EXPECT_EQ(WordsFound({{"50"}}, "150 501 50.5"), Words{"50"});
  EXPECT_EQ(WordsFound({{"über"}}, "grüber über uber"), Words{"über"});
  EXPECT_EQ(WordsFound({{"c++"}}, "c++11 c++"), (Words{"c++", "c++"}));
}

TEST(PhraseMatcherTest, AChineseCharacterEndsAWord) {
  EXPECT_EQ(WordsFound({{"mac"}}, "我的mac坏了"), Words{"mac"});
  EXPECT_EQ(WordsFound({{"马自达"}}, "长安马自达cx4"), Words{"马自达"});
  EXPECT_EQ(WordsFound({{"马自达cx4"}}, "马自达cx4异响"), Words{"马自达cx4"});
  EXPECT_EQ(WordsFound({{"马自达cx4"}}, "马自达cx41"), Words{});
}

TEST(PhraseMatcherTest, APartOfAWordIsFoundWhereThatIsAskedFor) {
  EXPECT_EQ(WordsFound({{"mac", false}}, "machine"), Words{"mac"});
  EXPECT_EQ(WordsFound({{"mac", false}, {"mac", true}}, "machine mac"), (Words{"mac", "mac", "mac"}));
}

TEST(PhraseMatcherTest, EveryPhraseIsFoundOverlappingOnesToo) {
  EXPECT_EQ(WordsFound({{"平安"}, {"平安银行"}, {"银行"}, {"安银"}}, "平安银行"),
            (Words{"平安", "安银", "平安银行", "银行"}));
  EXPECT_EQ(WordsFound({{"aa", false}}, "aaaa").size(), 3u);
  EXPECT_EQ(WordsFound({{"a", false}, {"a", false}}, "a").size(), 2u);
}

TEST(PhraseMatcherTest, NoPhrasesAndNoTextGiveNothing) {
  EXPECT_EQ(WordsFound({}, "text"), Words{});
  EXPECT_EQ(WordsFound({{"a"}}, ""), Words{});
}

TEST(PhraseMatcherTest, AnEmptyOrEndlessPhraseIsRefused) {
  EXPECT_EQ(PhraseMatcher::Build(std::vector<Phrase>{{std::string(1, '\0')}}).status().code(), Code::kInvalid);
  EXPECT_EQ(PhraseMatcher::Build(std::vector<Phrase>{{"a"}, {""}}).status().code(), Code::kInvalid);
  EXPECT_EQ(PhraseMatcher::Build(std::vector<Phrase>{{std::string(5000, 'a')}}).status().code(), Code::kInvalid);
}

TEST(PhraseMatcherTest, PhrasesAreBytesAndNotPatterns) {
  EXPECT_EQ(
      WordsFound({{"a.*b"}, {"[x]"}, {"\\d"}, {std::string("n\0l", 3)}}, std::string("axb a.*b [x] 1 \\d n\0l", 21)),
      (Words{"a.*b", "[x]", "\\d", std::string("n\0l", 3)}));
}

TEST(PhraseMatcherTest, AScratchServesMatchersInTurn) {
  PhraseScratch scratch;
  std::vector<PhraseMatcher> matchers;
  for (int i = 0; i < 100; ++i) {
    std::vector<Phrase> phrases;
    for (int j = 0; j <= i * 7; ++j) phrases.push_back({"w" + std::to_string(i) + "x" + std::to_string(j)});
    matchers.push_back(std::move(PhraseMatcher::Build(phrases).value()));
  }
  for (int round = 0; round < 3; ++round)
    for (int i = 99; i >= 0; --i)
      EXPECT_EQ(Find(matchers[static_cast<size_t>(i)], "a w" + std::to_string(i) + "x0 b", &scratch).size(), 1u) << i;
}

TEST(PhraseMatcherTest, AVeryLongTextIsReadToItsEnd) {
  const std::string text = std::string(9'000'000, 'x') + " 马自达 " + std::string(1'000'000, 'y') + "马自达";
  EXPECT_EQ(WordsFound({{"马自达"}, {"自达"}}, text).size(), 4u);
}

TEST(PhraseMatcherTest, ThreadsShareAMatcher) {
  const auto matcher = PhraseMatcher::Build(std::vector<Phrase>{{"平安"}, {"mac"}});
  const auto read = [&] {
    PhraseScratch scratch;
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(Find(*matcher, "平安 mac machine", &scratch).size(), 2u);
  };
  std::thread other(read);
  read();
  other.join();
}

// A plain search with its own idea of what a word is, for texts of the alphabet below.
bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

Found PlainFind(const std::vector<Phrase>& phrases, std::string_view text) {
  Found found;
  for (uint32_t i = 0; i < phrases.size(); ++i) {
    const std::string& phrase = phrases[i].text;
    for (size_t at = text.find(phrase); at != text.npos; at = text.find(phrase, at + 1)) {
      const size_t end = at + phrase.size();
      const bool cuts_left = at > 0 && IsWordByte(text[at - 1]) && IsWordByte(text[at]);
      const bool cuts_right = end < text.size() && IsWordByte(text[end - 1]) && IsWordByte(text[end]);
      if (!phrases[i].whole_word || (!cuts_left && !cuts_right)) found.emplace_back(end, at, i);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

class RandomTexts {
 public:
  explicit RandomTexts(uint32_t seed) : random_(seed) {}

  size_t Below(size_t limit) { return random_() % limit; }

  // Characters of few kinds, so that phrases occur; with `hostile`, also bytes that are no text.
  std::string Text(size_t chars, bool hostile) {
    static const char* const kChars[] = {"马", "自", "达", "平", "安", "银", "行", "a",
                                         "b",  "1",  " ",  "-",  "*",  ".",  "😀"};
    std::string text;
    while (chars-- > 0) {
      if (hostile && Below(4) == 0) {
        text += static_cast<char>(Below(2) == 0 ? 1 + Below(0xbf) : 0xed + Below(0x13));
      } else {
        text += kChars[Below(std::size(kChars))];
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

// Few phrases are where Vectorscan by itself misses some, at the end of texts of more than 64 bytes.
TEST(PhraseMatcherTest, OfAFewPhrasesNoneIsMissed) {
  RandomTexts random(20261122);
  PhraseScratch scratch;
  for (int round = 0; round < 3000; ++round) {
    std::vector<Phrase> phrases;
    for (size_t count = 2 + random.Below(4); count > 0; --count)
      phrases.push_back({random.Text(1 + random.Below(3), false), false});
    const auto matcher = PhraseMatcher::Build(phrases);
    ASSERT_TRUE(matcher.ok()) << matcher.status().message();
    for (int i = 0; i < 10; ++i) {
      const std::string text = random.Text(20 + random.Below(40), false);
      ASSERT_EQ(Find(matcher.value(), text, &scratch), PlainFind(phrases, text)) << text;
    }
  }
}

TEST(PhraseMatcherTest, FindsWhatAPlainSearchFinds) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomTexts random(seed);
  PhraseScratch scratch;
  for (const size_t count : {1, 2, 7, 60, 600, 6000}) {
    for (const bool hostile : {false, true}) {
      std::vector<Phrase> phrases;
      for (size_t i = 0; i < count; ++i)
        phrases.push_back({random.Text(1 + random.Below(6), hostile), random.Below(2) == 0});
      const auto matcher = PhraseMatcher::Build(phrases);
      ASSERT_TRUE(matcher.ok()) << matcher.status().message();
      for (int i = 0; i < 40; ++i) {
        const std::string text = random.Text(random.Below(i == 0 ? 5000 : 60), hostile);
        ASSERT_EQ(Find(matcher.value(), text, &scratch), PlainFind(phrases, text)) << count << " phrases in " << text;
      }
    }
  }
}

}  // namespace
}  // namespace groundswell
