// Authorship: own words, templates, coordination; what is withdrawn, merged, saved; and what real people who write
// alike are never taken for.
#include "engine/authorship.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

const std::string kLetter =
    "本人于去年在贵公司投保年金险,销售时业务员隐瞒重要条款,承诺随时可以全额退保,现严重侵害了本人的知情权和公平交易权,"
    "要求贵公司立即撤销合同并全额退还已交保费,否则将向监管部门进一步投诉到底";

// Words that nobody else writes.
std::string OwnText(uint64_t seed, size_t chars = 70) {
  std::string text;
  for (size_t i = 0; i < chars; ++i) AppendUtf8(static_cast<char32_t>(0x4e00 + Mix64(seed * 1000 + i) % 5000), &text);
  return text;
}

constexpr int64_t kMinuteMs = 60 * kSecondMs;

struct Group {
  Authorship authorship;
  int64_t now_ms = 1'600'000'000'000;

  void File(uint64_t person, std::string_view text, int64_t after_ms = 47 * kMinuteMs,
            bool files_nothing_else = false) {
    now_ms += after_ms;
    authorship.Add({PersonHash{person}, SignNearCopy(text), EventTime{now_ms}, true, files_nothing_else});
  }
  void Withdraw(uint64_t person, std::string_view text) { authorship.Withdraw(PersonHash{person}, SignNearCopy(text)); }
  AuthorshipTally Tally() const { return authorship.Tally(); }
};

std::string Said(const Group& group) {
  const AuthorshipTally tally = group.Tally();
  return std::to_string(tally.organic) + "/" + std::to_string(tally.copied) + "/" + std::to_string(tally.coordinated);
}

std::string Bytes(const Authorship& authorship) {
  std::string bytes;
  ByteWriter writer(&bytes);
  authorship.Save(&writer);
  return bytes;
}

// Copies as people pass them on: minutes and hours apart, never evenly.
void FileLetters(Group* group, uint64_t from, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i)
    group->File(from + i, kLetter, static_cast<int64_t>(20 + Mix64(from + i) % 300) * kMinuteMs);
}

TEST(Authorship, NobodyIsNoTemplate) {
  const Group group;
  EXPECT_EQ(Said(group), "0/0/0");
  EXPECT_EQ(group.Tally().organic_share(), 1);
  EXPECT_EQ(group.Tally().verdict(), AuthorshipVerdict::kOrganic);
}

TEST(Authorship, OwnWordsAreOrganic) {
  Group group;
  for (uint64_t i = 1; i <= 200; ++i) group.File(i, OwnText(i));
  EXPECT_EQ(Said(group), "200/0/0");
}

TEST(Authorship, TwoOfOneTextAreNoTemplate) {
  Group group;
  FileLetters(&group, 1, 2);
  EXPECT_EQ(Said(group), "2/0/0");
}

TEST(Authorship, TheThirdPersonMakesATemplateOfAll) {
  Group group;
  FileLetters(&group, 1, 3);
  EXPECT_EQ(Said(group), "0/3/0");
  EXPECT_EQ(group.Tally().verdict(), AuthorshipVerdict::kCopied);
  EXPECT_EQ(group.Tally().templates, 1u);
}

TEST(Authorship, OnePersonManyTimesIsNoTemplate) {
  Group group;
  for (int i = 0; i < 10; ++i) group.File(1, kLetter);
  EXPECT_EQ(Said(group), "1/0/0");
}

TEST(Authorship, ALetterWithItsGapsFilledInIsTheSameTemplate) {
  Group group;
  const std::string_view names[] = {"张", "李", "王", "赵"};
  for (uint64_t i = 1; i <= 4; ++i) {
    std::string text =
        "我是" + std::string(names[i - 1]) + "女士,保单尾号" + std::to_string(1000 + i * 37) + "," + kLetter;
    text.replace(text.find("去年"), std::string("去年").size(), i % 2 == 0 ? "三月份" : "前年底");
    group.File(i, text);
  }
  EXPECT_EQ(Said(group), "0/4/0");
}

TEST(Authorship, ShortTextsAreNeverFolded) {
  for (const std::string_view text :
       {"app打不开", "星越车机系统卡顿严重,虚假宣传,要求厂家处理", "the app keeps crashing on login"}) {
    Group group;
    for (uint64_t i = 1; i <= 50; ++i) group.File(i, text);
    EXPECT_EQ(Said(group), "50/0/0") << text;
  }
}

TEST(Authorship, APostOfOwnWordsMakesACopierOrganic) {
  Group group;
  FileLetters(&group, 1, 4);
  group.File(2, "我自己也说一句");
  EXPECT_EQ(Said(group), "1/3/0");
  group.File(3, OwnText(3));
  EXPECT_EQ(Said(group), "2/2/0");
}

TEST(Authorship, WhoeverIsNotKnownOrAddsNothingCountsNowhere) {
  Group group;
  group.File(0, kLetter);
  group.authorship.Add({PersonHash{1}, SignNearCopy(kLetter), EventTime{1}, false, false});
  EXPECT_EQ(Said(group), "0/0/0");
}

TEST(Authorship, ATemplateAmongManyOwnTextsIsFound) {
  Group group;
  for (uint64_t i = 1; i <= 400; ++i) {
    if (i % 6 == 0) {
      group.File(i, kLetter, static_cast<int64_t>(1 + Mix64(i) % 90) * kMinuteMs);
    } else {
      group.File(i, OwnText(i), static_cast<int64_t>(1 + Mix64(i) % 90) * kMinuteMs);
    }
  }
  EXPECT_EQ(Said(group), "334/66/0");
}

TEST(Authorship, FiveWithinMinutesWhileNobodyElseWritesAreCoordinated) {
  Group group;
  for (uint64_t i = 1; i <= 5; ++i) group.File(i, kLetter, 90 * kSecondMs);
  EXPECT_EQ(Said(group), "0/0/5");
  EXPECT_EQ(group.Tally().signs, kTightFiling);
  EXPECT_EQ(group.Tally().verdict(), AuthorshipVerdict::kCoordinated);
}

TEST(Authorship, InABurstOfOwnWordsTheSameFiveAreNot) {
  Group group;
  for (uint64_t i = 1; i <= 60; ++i) group.File(i, i % 6 == 0 ? kLetter : OwnText(i), 20 * kSecondMs);
  EXPECT_EQ(Said(group), "50/10/0");
}

TEST(Authorship, ADayHandedInAtOnceShowsNoPattern) {
  Group group;
  for (uint64_t i = 1; i <= 40; ++i) group.File(i, i % 4 == 0 ? OwnText(i) : kLetter, 0);
  EXPECT_EQ(Said(group), "10/30/0");
}

TEST(Authorship, OneLetterOfManyAndNoOtherVoiceIsOrganised) {
  Group group;
  FileLetters(&group, 1, 9);
  EXPECT_EQ(Said(group), "0/9/0");
  FileLetters(&group, 10, 1);
  EXPECT_EQ(group.Tally().signs, kLettersAlone);
  EXPECT_EQ(Said(group), "0/0/10");
  for (uint64_t i = 20; i < 22; ++i) group.File(i, OwnText(i));
  EXPECT_EQ(Said(group), "2/10/0");
}

TEST(Authorship, InALargeGroupAFewWhoWriteAlikeAreNoTemplate) {
  Group group;
  FileLetters(&group, 1, 8);
  for (uint64_t i = 100; i < 492; ++i) group.File(i, OwnText(i));
  EXPECT_EQ(Said(group), "392/8/0");
  group.File(492, OwnText(492));
  EXPECT_EQ(Said(group), "401/0/0");
  EXPECT_EQ(group.Tally().templates, 0u);
  EXPECT_FALSE(group.authorship.FiledTemplate(PersonHash{1}));
  EXPECT_TRUE(group.authorship.OldestTemplate().began_at.is_none());
}

TEST(Authorship, FilingByTheClockIsCoordinated) {
  Group group;
  for (uint64_t i = 1; i <= 14; ++i)
    group.File(i, kLetter, (30 * 60 + static_cast<int64_t>(Mix64(i) % 400)) * kSecondMs);
  EXPECT_TRUE(group.Tally().signs & kRegularFiling);
  EXPECT_EQ(Said(group), "0/0/14");
}

TEST(Authorship, PeopleWhoComeOfThemselvesAreNot) {
  std::mt19937 random(5);
  std::exponential_distribution<double> gap(1.0 / 45);
  int flagged = 0;
  for (int run = 0; run < 50; ++run) {
    Group group;
    for (uint64_t i = 1; i <= 100; ++i)
      group.File(i, kLetter, kSecondMs + static_cast<int64_t>(gap(random) * kMinuteMs));
    flagged += group.Tally().signs & kRegularFiling ? 1 : 0;
  }
  EXPECT_EQ(flagged, 0);
}

TEST(Authorship, EmptyAccountsAreASignWhereOthersHaveWritten) {
  Group group;
  for (uint64_t i = 1; i <= 20; ++i) group.File(i, OwnText(i), 3 * kHourMs, i % 4 == 0);
  for (uint64_t i = 21; i <= 40; ++i)
    group.File(i, kLetter, static_cast<int64_t>(20 + Mix64(i) % 300) * kMinuteMs, i != 30);
  EXPECT_EQ(group.Tally().signs, kEmptyAccounts);
  EXPECT_EQ(Said(group), "20/0/20");
}

TEST(Authorship, OnADeskWhereEverybodyFilesOnceTheyAreNone) {
  Group group;
  for (uint64_t i = 1; i <= 20; ++i) group.File(i, OwnText(i), 3 * kHourMs, true);
  for (uint64_t i = 21; i <= 40; ++i)
    group.File(i, kLetter, static_cast<int64_t>(20 + Mix64(i) % 300) * kMinuteMs, true);
  EXPECT_EQ(Said(group), "20/20/0");
}

TEST(Authorship, WhoFilesSeveralLettersHasNoCaseOfHisOwn) {
  Group group;
  const std::string other = OwnText(7777);
  FileLetters(&group, 1, 6);
  for (uint64_t i = 1; i <= 4; ++i) group.File(i, other, static_cast<int64_t>(31 + Mix64(i) % 300) * kMinuteMs);
  EXPECT_EQ(group.Tally().templates, 2u);
  EXPECT_EQ(group.Tally().signs, kSeveralLetters);
  EXPECT_EQ(Said(group), "0/0/6");
}

TEST(Authorship, WithdrawingTakesBackWhatWasAdded) {
  Group group;
  FileLetters(&group, 1, 4);
  group.File(9, OwnText(9));
  group.Withdraw(9, OwnText(9));
  EXPECT_EQ(Said(group), "0/4/0");
  group.Withdraw(4, kLetter);
  EXPECT_EQ(Said(group), "0/3/0");
  group.Withdraw(1, kLetter);
  EXPECT_EQ(Said(group), "2/0/0");
  FileLetters(&group, 20, 1);
  EXPECT_EQ(Said(group), "0/3/0");
  for (const uint64_t person : {2, 3, 20}) group.Withdraw(person, kLetter);
  EXPECT_EQ(Said(group), "0/0/0");
}

TEST(Authorship, OfAPersonsPostsTheOneThatIsLikeIsTakenBack) {
  Group group;
  FileLetters(&group, 1, 4);
  group.File(2, OwnText(2));
  group.Withdraw(2, OwnText(2));
  EXPECT_EQ(Said(group), "0/4/0");
  group.Withdraw(77, kLetter);
  EXPECT_EQ(Said(group), "0/4/0");
}

TEST(Authorship, MergingCountsAPersonOnce) {
  Group a, b;
  FileLetters(&a, 1, 4);
  FileLetters(&b, 3, 4);
  b.File(50, OwnText(50));
  a.authorship.Merge(b.authorship);
  EXPECT_EQ(Said(a), "1/6/0");
  EXPECT_EQ(a.Tally().templates, 1u);
}

TEST(Authorship, TwoAndTwoMergedMakeATemplate) {
  Group a, b;
  FileLetters(&a, 1, 2);
  FileLetters(&b, 3, 2);
  b.File(3, OwnText(3));
  a.authorship.Merge(b.authorship);
  EXPECT_EQ(Said(a), "1/3/0");
}

TEST(Authorship, WhoMergedMayBeWithdrawn) {
  Group a, b;
  FileLetters(&a, 1, 2);
  FileLetters(&b, 3, 2);
  a.authorship.Merge(b.authorship);
  a.Withdraw(4, kLetter);
  EXPECT_EQ(Said(a), "0/3/0");
  a.Withdraw(3, kLetter);
  EXPECT_EQ(Said(a), "2/0/0");
}

TEST(Authorship, TemplatesBeyondTheCapAreCountedUnnamed) {
  Group group;
  uint64_t person = 0;
  for (uint64_t text = 1; text <= 40; ++text)
    for (int i = 0; i < 3; ++i) group.File(++person, OwnText(text));
  const AuthorshipTally tally = group.Tally();
  EXPECT_EQ(tally.templates, kTemplatesMax);
  EXPECT_EQ(Said(group), "0/120/0");
}

TEST(Authorship, BeyondTheKnownPeopleItIsAnEstimate) {
  Group group;
  for (uint64_t i = 1; i <= kAuthorsMax; ++i) group.File(i, "刷不出来");
  EXPECT_FALSE(group.Tally().is_estimate);
  for (uint64_t i = 0; i < 400; ++i) group.File(10000 + i, i % 2 == 0 ? kLetter : "刷不出来", 37 * kMinuteMs);
  EXPECT_TRUE(group.Tally().is_estimate);
  EXPECT_EQ(group.Tally().all(), static_cast<int64_t>(kAuthorsMax) + 400);
  EXPECT_EQ(group.Tally().copied + group.Tally().coordinated, 200);
  for (uint64_t i = 0; i < 400; i += 2) group.Withdraw(10000 + i, kLetter);
  EXPECT_EQ(group.Tally().copied + group.Tally().coordinated, 0);
}

// Random filings, withdrawals and merges, beside a plain count of who is left.
TEST(Authorship, NobodyIsLostOrCountedTwiceWhateverHappens) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Group groups[2];
    std::vector<std::pair<uint64_t, std::string>> posts[2];
    for (int step = 0; step < 600; ++step) {
      const size_t g = random() % 2;
      if (random() % 5 == 0 && !posts[g].empty()) {
        const size_t which = random() % posts[g].size();
        groups[g].Withdraw(posts[g][which].first, posts[g][which].second);
        posts[g].erase(posts[g].begin() + static_cast<ptrdiff_t>(which));
      } else {
        const uint64_t person = 1 + random() % 80;
        const uint64_t kind = random() % 80;
        const std::string text = kind < 40 ? OwnText(kind) : kind < 60 ? "打不开" : OwnText(random());
        groups[g].File(person, text, static_cast<int64_t>(random() % 100) * kMinuteMs);
        posts[g].emplace_back(person, text);
      }
      std::set<uint64_t> people;
      for (const auto& [person, text] : posts[g]) people.insert(person);
      ASSERT_EQ(groups[g].Tally().all(), static_cast<int64_t>(people.size())) << "seed " << seed << " step " << step;
    }
    groups[0].authorship.Merge(groups[1].authorship);
    std::set<uint64_t> people;
    for (const auto& each : posts)
      for (const auto& [person, text] : each) people.insert(person);
    EXPECT_EQ(groups[0].Tally().all(), static_cast<int64_t>(people.size())) << "seed " << seed;
  }
}

TEST(Authorship, LoadedBytesGoOnAsTheSavedOnes) {
  Group group;
  for (uint64_t i = 1; i <= 120; ++i) group.File(i, i % 5 == 0 ? kLetter : OwnText(i % 60), 11 * kMinuteMs);
  const std::string bytes = Bytes(group.authorship);
  Group loaded;
  loaded.now_ms = group.now_ms;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.authorship.Load(&reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(Bytes(loaded.authorship), bytes);
  for (Group* each : {&group, &loaded}) {
    for (uint64_t i = 100; i <= 160; ++i) each->File(i, i % 3 == 0 ? kLetter : OwnText(i), 7 * kMinuteMs);
    each->Withdraw(5, kLetter);
  }
  EXPECT_EQ(Bytes(loaded.authorship), Bytes(group.authorship));
}

TEST(Authorship, BytesCutShortAreRefused) {
  Group group;
  FileLetters(&group, 1, 5);
  const std::string bytes = Bytes(group.authorship);
  for (size_t size = 0; size < bytes.size(); ++size) {
    Authorship loaded;
    ByteReader reader(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(loaded.Load(&reader)) << size;
  }
}

// Bytes that nobody saved may load; what is done with them then must be defined.
TEST(Authorship, DamagedBytesDoNoHarm) {
  Group group;
  for (uint64_t i = 1; i <= 60; ++i) group.File(i, i % 3 == 0 ? kLetter : OwnText(i), 11 * kMinuteMs);
  const std::string bytes = Bytes(group.authorship);
  std::mt19937 random(11);
  for (int run = 0; run < 3000; ++run) {
    std::string damaged = bytes;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    Group loaded;
    ByteReader reader(damaged);
    if (!loaded.authorship.Load(&reader)) continue;
    for (uint64_t i = 50; i <= 90; ++i) loaded.File(i, i % 2 == 0 ? kLetter : OwnText(i));
    for (uint64_t i = 1; i <= 60; i += 3) loaded.Withdraw(i, i % 3 == 0 ? kLetter : OwnText(i));
    loaded.authorship.Merge(group.authorship);
    (void)loaded.Tally();
    (void)loaded.authorship.OldestTemplate();
  }
}

TEST(Authorship, SaysWhenItsOldestTemplateBegan) {
  Group group;
  group.File(90, OwnText(90));
  const int64_t began_ms = group.now_ms + 47 * kMinuteMs;
  for (uint64_t i = 1; i <= 3; ++i) group.File(i, kLetter);
  EXPECT_EQ(group.authorship.OldestTemplate().began_at.ms, began_ms);
  EXPECT_TRUE(group.authorship.FiledTemplate(PersonHash{2}));
  EXPECT_FALSE(group.authorship.FiledTemplate(PersonHash{90}));
  EXPECT_TRUE(Group().authorship.OldestTemplate().began_at.is_none());
}

TEST(Authorship, AsNewAfterReset) {
  Group group;
  FileLetters(&group, 1, 5);
  group.authorship.Reset();
  EXPECT_EQ(Said(group), "0/0/0");
  FileLetters(&group, 1, 3);
  EXPECT_EQ(Said(group), "0/3/0");
}

}  // namespace
}  // namespace groundswell
