// MaskedNames: which parts of a name may be masked, how, and the same answers as a plain search.
#include "models/masked_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>

namespace groundswell {
namespace {

// What is found of the names, each an organisation of its own: "name:words" with a space between two.
std::string Found(const std::vector<std::string>& names, std::string_view text) {
  MaskedNames masked;
  for (uint32_t i = 0; i < names.size(); ++i) masked.Add(names[i], i, i);
  std::vector<MaskedMatch> matches;
  masked.Find(text, &matches);
  std::string all;
  for (const MaskedMatch& match : matches) {
    if (!all.empty()) all += " ";
    all += names[match.entry] + ":" + std::string(text.substr(match.begin, match.end - match.begin));
  }
  return all;
}

TEST(MaskedNamesTest, AnyCharacterOfANameMayBeMasked) {
  for (const char* text :
       {"*自达", "马*达", "马自*", "马x达", "马×达", "马某达", "马○达", "马〇达", "马□达", "马●达", "马■达", "马◯达"})
    EXPECT_EQ(Found({"马自达"}, text), "马自达:" + std::string(text));
  EXPECT_EQ(Found({"马自达"}, "我的马*达异响"), "马自达:马*达");
  EXPECT_EQ(Found({"马自达"}, "马自达"), "");
}

TEST(MaskedNamesTest, EnoughOfTheNameStays) {
  EXPECT_EQ(Found({"马自达"}, "马** **达 ***"), "");
  EXPECT_EQ(Found({"平安"}, "平* *安"), "");
  EXPECT_EQ(Found({"招商银行"}, "**银行"), "") << "a kind of firm is nobody's name";
  EXPECT_EQ(Found({"招商银行"}, "招商**"), "") << "the short name is listed where it is meant";
  EXPECT_EQ(Found({"招商银行"}, "招xx行"), "招商银行:招xx行");
  EXPECT_EQ(Found({"招商银行"}, "招某银行"), "招商银行:招某银行");
  EXPECT_EQ(Found({"长安马自达"}, "长**自达"), "长安马自达:长**自达");
  EXPECT_EQ(Found({"中国平安"}, "中国某某 **平安 中*平安"), "");
  EXPECT_EQ(Found({"中国平安"}, "中国平*"), "中国平安:中国平*");
  EXPECT_EQ(Found({"中国银行"}, "中*银行"), "中国银行:中*银行");
  EXPECT_EQ(Found({"新东方"}, "#东方之星#"), "") << "a topic";
  EXPECT_EQ(Found({"一二三四五六七八九"}, "一二三四*六七八九"), "") << "longer than names are";
}

TEST(MaskedNamesTest, AnXWithinAWordMasksNothing) {
  EXPECT_EQ(Found({"马自达"}, "马box达 马xp达 马1x达"), "");
  EXPECT_EQ(Found({"马自达"}, "马 x 达"), "");
}

TEST(MaskedNamesTest, AFormOfTwoOrganisationsIsNobodys) {
  EXPECT_EQ(Found({"中信银行", "中原银行"}, "中*银行 *信银行"), "中信银行:*信银行");
  MaskedNames masked;
  masked.Add("中信银行", 1, 7);
  masked.Add("中原银行", 2, 7);
  std::vector<MaskedMatch> matches;
  masked.Find("中*银行", &matches);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].entry, 1u);
}

TEST(MaskedNamesTest, AStarInANameIsAMaskedCharacter) {
  EXPECT_EQ(Found({"讯*飞"}, "讯○飞 讯x飞 讯飞 某*飞"), "讯*飞:讯○飞 讯*飞:讯x飞");
  EXPECT_EQ(Found({"平*"}, "平某的客服"), "平*:平某");
  EXPECT_EQ(Found({"***", "a*b", "*"}, "*** a*b *"), "");
}

TEST(MaskedNamesTest, DamagedTextHarmsNothing) {
  EXPECT_EQ(Found({"马自达"}, "\xe9\xa9*\xe8\xbe\xbe"), "");
  EXPECT_EQ(Found({"马自达"}, "*"), "");
  EXPECT_EQ(Found({"马自达"}, "\xe6\x9f"), "");
  EXPECT_EQ(Found({"马自达"}, ""), "");
}

TEST(MaskedNamesTest, HostileTextTakesNoLonger) {
  std::string text;
  while (text.size() < 1 << 20) text += "马*达";
  MaskedNames masked;
  masked.Add("马自达", 0, 0);
  std::vector<MaskedMatch> matches;
  masked.Find(text, &matches);
  EXPECT_EQ(matches.size(), MaskedNames::kMasksMax);
}

// Places where the name stands with one character as *, by trying each.
TEST(MaskedNamesTest, FindsWhatAPlainSearchFinds) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto text = [&](size_t chars, bool has_stars) {
    static const char* const kChars[] = {"马", "自", "达", "*"};
    std::string made;
    while (chars-- > 0) made += kChars[random() % (has_stars ? 4 : 3)];
    return made;
  };
  for (int round = 0; round < 500; ++round) {
    const std::string name = text(3 + random() % 2, false), post = text(random() % 30, true);
    MaskedNames masked;
    masked.Add(name, 0, 0);
    std::vector<MaskedMatch> matches;
    masked.Find(post, &matches);
    std::set<std::pair<size_t, size_t>> found, plain;
    for (const MaskedMatch& match : matches) found.emplace(match.begin, match.end);
    for (size_t begin = 0; begin < name.size(); begin += 3) {
      for (size_t count = 1; count <= 2 && begin + 3 * count <= name.size(); ++count) {
        if (name.size() / 3 - count < 2 || count * 6 > name.size()) continue;
        const std::string form = name.substr(0, begin) + std::string(count, '*') + name.substr(begin + 3 * count);
        for (size_t at = post.find(form); at != post.npos; at = post.find(form, at + 1)) {
          const size_t end = at + form.size();
          // A run of masks is as long as it is in the text.
          const bool is_cut = (form.front() == '*' && at > 0 && post[at - 1] == '*') ||
                              (form.back() == '*' && end < post.size() && post[end] == '*');
          if (!is_cut) plain.emplace(at, end);
        }
      }
    }
    ASSERT_EQ(found, plain) << name << " in " << post;
  }
}

}  // namespace
}  // namespace groundswell
