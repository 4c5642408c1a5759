// The stored and the folded form: what goes, what stays, and that a second time changes nothing whatever the bytes.
#include "models/text_cleaner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "models/stored_text.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

std::string Clean(std::string_view raw) {
  std::string out;
  CleanText(raw, &out);
  return out;
}

std::string Fold(std::string_view stored) {
  std::string out;
  FoldText(stored, &out);
  return out;
}

bool IsWellFormed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (c.size_bytes == 0) return false;
    at += c.size_bytes;
  }
  return true;
}

// Every promise of the header that holds for any bytes.
void CheckContract(const std::string& raw, const std::string& what) {
  const std::string stored = Clean(raw), folded = Fold(stored);
  ASSERT_TRUE(IsWellFormed(stored) && IsWellFormed(folded)) << what;
  ASSERT_EQ(Clean(stored), stored) << what;
  ASSERT_EQ(Fold(folded), folded) << what;
  ASSERT_EQ(stored.find("  "), stored.npos) << what;
  ASSERT_FALSE(stored.starts_with(' ') || stored.ends_with(' ')) << what;
  std::string redacted;
  CleanAndRedact(raw, &redacted);
  ASSERT_EQ(redacted, stored) << what;
}

TEST(CleanText, leaves_plain_chinese_alone) { EXPECT_EQ(Clean("阿特兹B柱异响,求解决"), "阿特兹B柱异响,求解决"); }
TEST(CleanText, leaves_plain_english_alone) {
  EXPECT_EQ(Clean("Lost my bag @united #fail"), "Lost my bag @united #fail");
}
TEST(CleanText, keeps_case) { EXPECT_EQ(Clean("iPhone X"), "iPhone X"); }
TEST(CleanText, empty_stays_empty) { EXPECT_EQ(Clean(""), ""); }
TEST(CleanText, only_space_becomes_empty) { EXPECT_EQ(Clean(" \t\r\n\u3000 "), ""); }
TEST(CleanText, full_width_to_half) { EXPECT_EQ(Clean("ＡＢＣ１２３，（好）！"), "ABC123,(好)!"); }
TEST(CleanText, white_space_collapses) { EXPECT_EQ(Clean("  a\t\n b\u00a0\u3000c  "), "a b c"); }
TEST(CleanText, zero_width_goes) { EXPECT_EQ(Clean("投\u200b诉\ufeff电\u2060话\u00ad"), "投诉电话"); }
TEST(CleanText, bidi_marks_go) { EXPECT_EQ(Clean("a\u202eb\u2066c\u200fd"), "abcd"); }
TEST(CleanText, control_characters_go) {
  EXPECT_EQ(Clean(std::string_view("a\0b\x07"
                                   "c\x7f",
                                   6)),
            "abc");
}
TEST(CleanText, damaged_bytes_go) { EXPECT_EQ(Clean("\xff投\xe8\xaf诉\xc0\x80\xed\xa0\x80!\xf0\x9f\x98"), "投诉!"); }
TEST(CleanText, replacement_character_goes) { EXPECT_EQ(Clean("投\ufffd诉"), "投诉"); }
TEST(CleanText, traditional_to_simplified) {
  EXPECT_EQ(Clean("客服態度惡劣，後來電話都打不通"), "客服态度恶劣,后来电话都打不通");
}
TEST(CleanText, compatibility_ideographs_too) { EXPECT_EQ(Clean("\uf90a"), "金"); }
TEST(CleanText, ruby_pinyin_goes) { EXPECT_EQ(Clean("專(zhuān)員 培訓(xùn)"), "专员 培训"); }
TEST(CleanText, ruby_in_full_width_brackets_goes) { EXPECT_EQ(Clean("專（zhuān）員"), "专员"); }
TEST(CleanText, ruby_with_decomposed_tone_goes) { EXPECT_EQ(Clean("專(zhua\u0304n)員"), "专员"); }
TEST(CleanText, real_brackets_stay) { EXPECT_EQ(Clean("手机(iphone)重(kg)"), "手机(iphone)重(kg)"); }
TEST(CleanText, composes) { EXPECT_EQ(Clean("cafe\u0301"), "caf\u00e9"); }
TEST(CleanText, hangul_composes) { EXPECT_EQ(Clean("\u1112\u1161\u11ab"), "한"); }
TEST(CleanText, stacks_of_marks_are_cut) {
  EXPECT_LT(Clean("a" + std::string(50, 'x') +
                  [] {
                    std::string marks;
                    for (int i = 0; i < 500; ++i) marks += "\u0316\u0301";
                    return marks;
                  }())
                .size(),
            80u);
}
TEST(CleanText, tags_and_entities_go) { EXPECT_EQ(Clean("<p>A &amp; B<br/>C</p>"), "A & B C"); }
TEST(CleanText, doubly_escaped_tags_go) { EXPECT_EQ(Clean("&amp;lt;b&amp;gt;x&lt;/b&gt;"), "x"); }
TEST(CleanText, full_width_tags_go) { EXPECT_EQ(Clean("＜b＞x＜/b＞"), "x"); }
TEST(CleanText, tags_hidden_by_zero_width_go) { EXPECT_EQ(Clean("<\u200bb>x"), "x"); }
TEST(CleanText, personal_data_goes) { EXPECT_EQ(Clean("打１３８００１３８０００"), "打[phone]"); }
TEST(CleanText, personal_data_in_tags_and_entities_goes) { EXPECT_EQ(Clean("138<b>0013</b>8&#48;00"), "[phone]"); }
TEST(CleanText, weibo_marks_stay) {
  EXPECT_EQ(Clean("转发微博[怒]//@小王:【投诉】#某行#"), "转发微博[怒]//@小王:【投诉】#某行#");
}
TEST(CleanText, urls_stay) { EXPECT_EQ(Clean("http://t.cn/zYx1?a=1&b=2"), "http://t.cn/zYx1?a=1&b=2"); }
TEST(CleanText, emoji_stay) { EXPECT_EQ(Clean("😡👍🏽"), "😡👍🏽"); }
TEST(CleanText, joined_emoji_stay_joined) { EXPECT_EQ(Clean("👨\u200d👩\u200d👧 a\u200db"), "👨\u200d👩\u200d👧 ab"); }
TEST(CleanText, replaces_what_was_in_out) {
  std::string out = "old";
  CleanText("new", &out);
  EXPECT_EQ(out, "new");
}

TEST(FoldText, lowers_ascii) { EXPECT_EQ(Fold("iPhone XS"), "iphone xs"); }
TEST(FoldText, lowers_other_scripts) { EXPECT_EQ(Fold("ÀÉ ΣΑΣ ЖЯ"), "àé σασ жя"); }
TEST(FoldText, folds_final_sigma) { EXPECT_EQ(Fold("ς"), "σ"); }
TEST(FoldText, leaves_han) { EXPECT_EQ(Fold("阿特兹B柱"), "阿特兹b柱"); }
TEST(FoldText, drops_damage) {
  EXPECT_EQ(Fold("a\xff"
                 "B\xe8\xaf"),
            "ab");
}

// Fragments that are likely to uncover one another.
const std::vector<std::string>& HostileFragments() {
  static const std::vector<std::string> fragments = {"<",
                                                     ">",
                                                     "&",
                                                     ";",
                                                     "(",
                                                     ")",
                                                     "\"",
                                                     "=",
                                                     "'",
                                                     "/",
                                                     "<b>",
                                                     "</b>",
                                                     "<p ",
                                                     "<img alt=",
                                                     "<!--",
                                                     "-->",
                                                     "<script>",
                                                     "</script>",
                                                     "&amp;",
                                                     "&lt;",
                                                     "&gt;",
                                                     "amp;",
                                                     "lt;",
                                                     "&#",
                                                     "&#x3c;",
                                                     "&#60;",
                                                     "&nbsp",
                                                     "&#0;",
                                                     "&#xd800;",
                                                     "＜",
                                                     "＞",
                                                     "（",
                                                     "）",
                                                     "＆",
                                                     "＃",
                                                     "；",
                                                     "專",
                                                     "zhuān",
                                                     "(zhuān)",
                                                     "zhuan",
                                                     "xùn",
                                                     "乾",
                                                     "著",
                                                     "名",
                                                     "隆",
                                                     "覆",
                                                     "回",
                                                     "瞭",
                                                     "彷",
                                                     "彿",
                                                     "藉",
                                                     "138",
                                                     "0013",
                                                     "8000",
                                                     "13800138000",
                                                     "+86",
                                                     "-",
                                                     " ",
                                                     "  ",
                                                     "010",
                                                     "12345678",
                                                     "4111 1111 1111 1111",
                                                     "11010519491231002X",
                                                     "a@b.com",
                                                     "@",
                                                     ".",
                                                     ".com",
                                                     "x",
                                                     "[phone]",
                                                     "[",
                                                     "]",
                                                     "http://",
                                                     "www.",
                                                     "１",
                                                     "３",
                                                     "８",
                                                     "０",
                                                     "\u200b",
                                                     "\u200d",
                                                     "\ufe0f",
                                                     "\u0301",
                                                     "\u0304",
                                                     "\u0316",
                                                     "e",
                                                     "\u1100",
                                                     "\u1161",
                                                     "\u11a8",
                                                     "\u3000",
                                                     "\u00a0",
                                                     "\u00b4",
                                                     "\ufdfa",
                                                     "\u2026",
                                                     "\u202e",
                                                     "👨",
                                                     "👩",
                                                     "🏽",
                                                     "\xff",
                                                     "\xe8",
                                                     "\xaf",
                                                     "\xf0\x9f",
                                                     "\xc0",
                                                     "\n",
                                                     "\t",
                                                     "//@",
                                                     "\ufffd",
                                                     "㏂",
                                                     "①",
                                                     "½",
                                                     "ﬁ",
                                                     "\u0345",
                                                     "\u037a",
                                                     "\uff9e",
                                                     "カ"};
  return fragments;
}

TEST(CleanText, twice_is_once_for_random_mixtures_of_hostile_fragments) {
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::mt19937 random(seed);
  const auto& fragments = HostileFragments();
  for (int round = 0; round < 100000; ++round) {
    std::string raw;
    for (size_t i = random() % 24; i > 0; --i) raw += fragments[random() % fragments.size()];
    CheckContract(raw, "seed " + std::to_string(seed) + ": " + raw);
    if (HasFatalFailure()) return;
  }
}

TEST(CleanText, twice_is_once_for_random_bytes_and_code_points) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int round = 0; round < 30000; ++round) {
    std::string raw;
    for (size_t i = random() % 40; i > 0; --i) {
      const char32_t c = random() % 4 == 0 ? random() % 0x110000 : random() % 0x10000;
      if (random() % 8 == 0 || (c >= 0xd800 && c < 0xe000)) {
        raw.push_back(static_cast<char>(random()));
      } else {
        AppendUtf8(c, &raw);
      }
    }
    CheckContract(raw, "seed " + std::to_string(seed));
    if (HasFatalFailure()) return;
  }
}

TEST(CleanText, twice_is_once_for_every_code_point_alone_and_in_company) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string raw = "a";
    AppendUtf8(c, &raw);
    CheckContract(raw + "中", std::to_string(static_cast<uint32_t>(c)));
    if (HasFatalFailure()) return;
  }
}

TEST(CleanText, deep_nests_settle_in_time_that_grows_with_length) {
  constexpr int kDepth = 20000;
  const auto repeat = [](std::string_view part) {
    std::string all;
    for (int i = 0; i < kDepth; ++i) all += part;
    return all;
  };
  for (const std::string& raw :
       {repeat("<") + repeat("b>"), "&" + repeat("amp;") + "lt;b>", repeat("<b "), repeat("<a \""), repeat("<!--"),
        repeat("<script>"), "中" + repeat("(zhōng"), "中" + repeat("(") + repeat("zhōng)"), repeat("a@"), repeat("1-"),
        repeat("138001380001"), repeat("\u0316\u0301"), repeat("\u0316\u200b\u0301"), repeat("\u0316\u200b\u0301"),
        repeat("&#38;#"), repeat("//@"), repeat("http://1=")}) {
    const auto start = std::chrono::steady_clock::now();
    CheckContract(raw, raw.substr(0, 20));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2)) << raw.substr(0, 20);
  }
}

// The folder of data sets; empty where there is none.
std::filesystem::path DataFolder() {
  if (const char* data = std::getenv("GROUNDSWELL_DATA")) return data;
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  return source == nullptr ? std::filesystem::path() : std::filesystem::path(source) / "../shared/data";
}

TEST(CleanText, twice_is_once_for_bad_input) {
  const std::filesystem::path folder = DataFolder() / "bad-input";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no data set bad-input";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    CheckContract(bytes, entry.path().string());
    for (size_t at = 0; at < bytes.size();) {
      const size_t end = std::min(bytes.find('\n', at), bytes.size());
      CheckContract(bytes.substr(at, end - at), entry.path().string());
      at = end + 1;
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace groundswell
