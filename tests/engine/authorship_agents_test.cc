// Agents' advertisements and the templates they are tied to; accounts that have written before.
#include "engine/authorship_agents.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "engine/authorship_accounts.h"

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1'600'000'000'000;
const std::string kLetter =
    "本人于去年在贵公司投保年金险,销售时业务员隐瞒重要条款,承诺随时可以全额退保,现严重侵害了本人的知情权和公平交易权,"
    "要求贵公司立即撤销合同并全额退还已交保费";

std::vector<Term> Terms(uint32_t from, uint32_t count) {
  std::vector<Term> terms;
  for (uint32_t i = 0; i < count; ++i) terms.push_back({from + i, 1, 0});
  return terms;
}

struct Case {
  AdvertPost advert{.channel = "weibo", .id = "ad", .author = PersonHash{9}, .time = EventTime{kStartMs}};
  AgentSuspect suspect{.began_at = EventTime{kStartMs + 10 * kDayMs}};
  std::set<uint64_t> filed;

  AgentTie Tie() const {
    AgentAdverts adverts;
    adverts.Add(advert);
    return adverts.Tie(suspect, [this](PersonHash person) { return filed.contains(person.value); }).tie;
  }
};

TEST(AgentAdverts, WithoutAnythingInCommonThereIsNoTie) { EXPECT_EQ(Case().Tie(), AgentTie::kNone); }

TEST(AgentAdverts, TheSameCauseTies) {
  Case c;
  c.advert.cause = c.suspect.cause = 5;
  EXPECT_EQ(c.Tie(), AgentTie::kCause);
  c.suspect.cause = 6;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, TemplatesForCustomersOfTheOrganisationTieAGroupOfTemplates) {
  Case c;
  c.advert.names_organisation = true;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
  c.suspect.is_mostly_templates = true;
  EXPECT_EQ(c.Tie(), AgentTie::kOrganisation);
  EXPECT_EQ(AgentTieName(c.Tie()), "organisation");
  c.advert.names_organisation = false;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, OnlyWhatBeginsWithinAMonthAfterIsTied) {
  Case c;
  c.advert.cause = c.suspect.cause = 5;
  c.suspect.began_at.ms = kStartMs + kAdvertDays * kDayMs;
  EXPECT_EQ(c.Tie(), AgentTie::kCause);
  ++c.suspect.began_at.ms;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
  c.suspect.began_at.ms = kStartMs - 1;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
  c.suspect.began_at = EventTime::None();
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, TheQuotedLetterTies) {
  Case c;
  const std::string advert = "专业代理退保,照抄即可:「" + kLetter + "」成功后收费,加微信";
  c.advert.quoted = SignNearCopy(QuotedText(advert));
  c.suspect.signature = SignNearCopy("您好," + kLetter);
  EXPECT_EQ(c.Tie(), AgentTie::kQuotedText);
}

TEST(AgentAdverts, ItsAuthorAmongTheFilersTies) {
  Case c;
  c.filed = {9};
  EXPECT_EQ(c.Tie(), AgentTie::kAuthor);
  c.advert.author = {};
  c.filed = {0};
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, EnoughSharedWordsTie) {
  Case c;
  const std::vector<Term> advert = Terms(100, 15), near = Terms(110, 14), far = Terms(111, 14);
  c.advert.terms = advert;
  c.suspect.terms = near;
  EXPECT_EQ(c.Tie(), AgentTie::kWords);
  c.suspect.terms = far;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, FunctionWordsAreNotShared) {
  Case c;
  std::vector<Term> terms = Terms(100, 15);
  for (Term& term : terms) term.is_stop = 1;
  c.advert.terms = c.suspect.terms = terms;
  EXPECT_EQ(c.Tie(), AgentTie::kNone);
}

TEST(AgentAdverts, TheStrongestReasonWinsThenTheNewest) {
  AgentAdverts adverts;
  AdvertPost post{.channel = "weibo", .id = "a", .author = PersonHash{1}, .time = EventTime{kStartMs}, .cause = 5};
  adverts.Add(post);
  post.id = "b";
  post.author = PersonHash{2};
  post.time.ms += kDayMs;
  adverts.Add(post);
  const AgentSuspect suspect{.began_at = EventTime{kStartMs + 2 * kDayMs}, .cause = 5};
  EXPECT_EQ(adverts.Tie(suspect, [](PersonHash) { return false; }).id, "b");
  EXPECT_EQ(adverts.Tie(suspect, [](PersonHash person) { return person.value == 1; }).id, "a");
  adverts.Withdraw("weibo", "b");
  EXPECT_EQ(adverts.Tie(suspect, [](PersonHash) { return false; }).id, "a");
}

TEST(AgentAdverts, TheOldestGivesWay) {
  AgentAdverts adverts;
  for (uint64_t i = 0; i <= kAdvertsMax; ++i) {
    const std::string id = std::to_string(i);
    adverts.Add({.channel = "c", .id = id, .author = {}, .time = EventTime{kStartMs}, .cause = i + 1});
  }
  EXPECT_EQ(adverts.size(), kAdvertsMax);
  const auto tie = [&](uint64_t cause) {
    return adverts.Tie({.began_at = EventTime{kStartMs}, .cause = cause}, [](PersonHash) { return false; }).tie;
  };
  EXPECT_EQ(tie(1), AgentTie::kNone);
  EXPECT_EQ(tie(2), AgentTie::kCause);
  EXPECT_EQ(tie(kAdvertsMax + 1), AgentTie::kCause);
}

TEST(AgentAdverts, BytesComeBack) {
  AgentAdverts adverts;
  const std::vector<Term> terms = Terms(7, 60);
  adverts.Add({.channel = "c", .id = "x", .author = PersonHash{3}, .time = EventTime{kStartMs}, .terms = terms});
  adverts.Add({.channel = "c", .id = "y", .author = {}, .time = EventTime{kStartMs}, .cause = 4});
  const auto bytes_of = [](const AgentAdverts& of) {
    std::string bytes;
    ByteWriter writer(&bytes);
    of.Save(&writer);
    return bytes;
  };
  const std::string bytes = bytes_of(adverts);
  AgentAdverts loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(bytes_of(loaded), bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(AgentAdverts().Load(&cut));
  }
}

TEST(QuotedText, IsTheLongestBetweenMarks) {
  EXPECT_EQ(QuotedText("没有引号"), "");
  EXPECT_EQ(QuotedText("说「一」和“一二三”"), "一二三");
  EXPECT_EQ(QuotedText("copy \"this one\" now"), "this one");
  EXPECT_EQ(QuotedText("「没有结尾"), "");
  EXPECT_EQ(QuotedText("\""), "");
}

TEST(AccountTable, CountsWhatAnAccountWroteBefore) {
  AccountTable accounts(4);
  EXPECT_EQ(accounts.Note(PersonHash{1}), 0u);
  EXPECT_EQ(accounts.Note(PersonHash{1}), 1u);
  EXPECT_EQ(accounts.Note(PersonHash{}), 0u);
  EXPECT_EQ(accounts.Note(PersonHash{}), 0u);
}

TEST(AccountTable, ForgetsThoseLongSilent) {
  AccountTable accounts(4);
  accounts.Note(PersonHash{1});
  for (uint64_t i = 2; i <= 5; ++i) accounts.Note(PersonHash{i});
  EXPECT_EQ(accounts.Note(PersonHash{1}), 1u);
  for (uint64_t i = 6; i <= 15; ++i) accounts.Note(PersonHash{i});
  EXPECT_EQ(accounts.Note(PersonHash{1}), 0u);
}

}  // namespace
}  // namespace groundswell
