// Watchlist: names, aliases and own accounts; which organisation a text names; rules between entries.
#include "models/watchlist.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "models/text_cleaner.h"

namespace groundswell {
namespace {

using Entries = std::vector<WatchlistEntry>;

WatchlistEntry Entry(std::string name, std::vector<std::string> aliases = {}) {
  WatchlistEntry entry;
  entry.name = std::move(name);
  entry.aliases = std::move(aliases);
  return entry;
}

WatchlistEntry Part(EntryKind kind, std::string name, std::string parent, std::vector<std::string> aliases = {}) {
  WatchlistEntry entry = Entry(std::move(name), std::move(aliases));
  entry.kind = kind;
  entry.parent = std::move(parent);
  return entry;
}

Watchlist Build(Entries entries) {
  Result<Watchlist> built = Watchlist::Build(std::move(entries));
  EXPECT_TRUE(built.ok()) << built.status().message();
  return std::move(*built);
}

// "organisation/product/evidence".
std::string Found(const Watchlist& watchlist, std::string_view text, std::string_view org = {},
                  std::string_view product = {}) {
  WatchlistScratch scratch;
  std::string folded;
  FoldText(text, &folded);
  const Mention mention = watchlist.Find(folded, org, product, &scratch);
  const std::string all =
      std::string(mention.org) + "/" + std::string(mention.product) + "/" + std::string(mention.evidence);
  // Finding again with what was found changes nothing.
  const Mention again = watchlist.Find(folded, mention.org, mention.product, &scratch);
  EXPECT_EQ(std::string(again.org) + "/" + std::string(again.product) + "/" + std::string(again.evidence), all) << text;
  EXPECT_EQ(again.entry, mention.entry) << text;
  EXPECT_EQ(again.role, mention.role) << text;
  return all;
}

Status BuildError(Entries entries) { return Watchlist::Build(std::move(entries)).status(); }

TEST(WatchlistTest, AliasesNameTheirOrganisationInAnyCase) {
  EXPECT_TRUE(Watchlist().empty());
  const Watchlist watchlist = Build({Entry("海桥银行", {"Haiqiao Bank", "海桥"}), Entry("Other", {"other inc"})});
  EXPECT_FALSE(watchlist.empty());
  for (const char* name : {"海桥银行", "haiqiao bank", "HAIQIAO BANK", "海桥"})
    EXPECT_EQ(watchlist.NameOf(name), "海桥银行") << name;
  EXPECT_EQ(watchlist.NameOf("OTHER"), "Other");
  EXPECT_EQ(watchlist.NameOf("Haiqiao"), "Haiqiao");
  EXPECT_EQ(watchlist.NameOf(""), "");
}

TEST(WatchlistTest, AccountsAreOwnInTheirChannelAlone) {
  WatchlistEntry bank = Entry("海桥银行");
  bank.accounts = {"weibo:海桥银行客服", "chirper:bank:help"};
  const Watchlist watchlist = Build({bank});
  EXPECT_TRUE(watchlist.IsOwnAccount("weibo", "海桥银行客服"));
  EXPECT_TRUE(watchlist.IsOwnAccount("chirper", "bank:help"));
  EXPECT_FALSE(watchlist.IsOwnAccount("forum", "海桥银行客服"));
  EXPECT_FALSE(watchlist.IsOwnAccount("weibo", "海桥银行"));
  EXPECT_FALSE(watchlist.IsOwnAccount("weibo", ""));
  EXPECT_FALSE(watchlist.IsVoice("weibo", "海桥银行客服"));
}

TEST(WatchlistTest, TheAccountsOfAVoiceAreVoicesAndNoAnswers) {
  WatchlistEntry voice = Entry("城市晚报", {"晚报"});
  voice.role = EntryRole::kVoice;
  voice.accounts = {"weibo:城市晚报"};
  const Watchlist watchlist = Build({voice, Entry("海桥银行")});
  EXPECT_TRUE(watchlist.IsVoice("weibo", "城市晚报"));
  EXPECT_FALSE(watchlist.IsOwnAccount("weibo", "城市晚报"));
  EXPECT_EQ(Found(watchlist, "城市晚报说海桥银行的客服不理人"), "海桥银行//海桥银行");
  EXPECT_EQ(Found(watchlist, "城市晚报说得好"), "//");
}

TEST(WatchlistTest, AnOrganisationIsFoundInTextInBothLanguages) {
  const Watchlist watchlist = Build({Entry("海桥银行", {"Haiqiao Bank", "海桥"}), Entry("Mac")});
  EXPECT_EQ(Found(watchlist, "海桥银行的音箱不播报"), "海桥银行//海桥银行");
  EXPECT_EQ(Found(watchlist, "在海桥办的卡"), "海桥银行//海桥");
  EXPECT_EQ(Found(watchlist, "HAIQIAO bank took my money"), "海桥银行//haiqiao bank");
  EXPECT_EQ(Found(watchlist, "this machine is broken"), "//");
  EXPECT_EQ(Found(watchlist, "我的mac坏了"), "Mac//mac");
  EXPECT_EQ(Found(watchlist, ""), "//");
}

TEST(WatchlistTest, NamesInTraditionalCharactersAndFullWidthAreTheSame) {
  const Watchlist watchlist = Build({Entry("海橋銀行", {"ＨＱＢ"})});
  EXPECT_EQ(Found(watchlist, "海桥银行不理人, hqb"), "海橋銀行//海桥银行");
  EXPECT_EQ(watchlist.NameOf("海桥银行"), "海橋銀行");
}

TEST(WatchlistTest, TheRecordsOrganisationWinsOverTheText) {
  const Watchlist watchlist =
      Build({Entry("海桥银行", {"海桥"}), Entry("北湾航空"), Part(EntryKind::kProduct, "商户音箱", "海桥银行")});
  EXPECT_EQ(Found(watchlist, "海桥银行海桥银行", "北湾航空"), "北湾航空//");
  EXPECT_EQ(Found(watchlist, "商户音箱不响, 北湾航空", "海桥"), "海桥银行/商户音箱/商户音箱");
  EXPECT_EQ(Found(watchlist, "海桥银行", "没有列出的公司"), "没有列出的公司//");
  EXPECT_EQ(Found(watchlist, "商户音箱不响", "海桥", "另一个"), "海桥银行/另一个/商户音箱");
}

TEST(WatchlistTest, TheLongestNameWins) {
  const Watchlist watchlist = Build({Entry("平安"), Entry("平安银行"), Entry("银行卡公司", {"银行卡"})});
  EXPECT_EQ(Found(watchlist, "平安银行的app打不开"), "平安银行//平安银行");
  EXPECT_EQ(Found(watchlist, "平安的理赔员"), "平安//平安");
  EXPECT_EQ(Found(watchlist, "平安银行卡被盗刷"), "平安银行//平安银行");
}

TEST(WatchlistTest, TheMostSpecificNameTellsTheProduct) {
  const Watchlist watchlist = Build(
      {Part(EntryKind::kGroup, "长安集团", ""), Part(EntryKind::kCompany, "长安马自达", "长安集团"),
       Part(EntryKind::kBrand, "马自达", "长安马自达", {"Mazda"}), Part(EntryKind::kProduct, "CX-4", "马自达", {"cx4"}),
       Part(EntryKind::kBranch, "长安马自达上海公司", "长安马自达")});
  EXPECT_EQ(Found(watchlist, "长安马自达的马自达cx4异响"), "长安马自达/CX-4/cx4");
  EXPECT_EQ(Found(watchlist, "mazda异响"), "长安马自达/马自达/mazda");
  EXPECT_EQ(Found(watchlist, "长安马自达不管"), "长安马自达//长安马自达");
  EXPECT_EQ(Found(watchlist, "长安马自达上海公司不管"), "长安马自达//长安马自达上海公司");
  EXPECT_EQ(Found(watchlist, "长安集团不管"), "长安集团//长安集团");
  EXPECT_EQ(Found(watchlist, "异响", "Mazda"), "长安马自达/马自达/");
  EXPECT_EQ(Found(watchlist, "异响", "", "CX4"), "长安马自达/CX-4/");
  EXPECT_EQ(Found(watchlist, "mazda cx4", "", "马自达"), "长安马自达/马自达/mazda");
  EXPECT_EQ(watchlist.NameOf("cx4"), "长安马自达");
}

TEST(WatchlistTest, ABrandOfNobodyIsAnOrganisation) {
  const Watchlist watchlist = Build({Part(EntryKind::kBrand, "蓝山", "")});
  EXPECT_EQ(Found(watchlist, "蓝山的咖啡"), "蓝山//蓝山");
  EXPECT_EQ(Found(watchlist, "咖啡", "蓝山"), "蓝山//");
}

TEST(WatchlistTest, OfSeveralOrganisationsTheOneNamedMostIsMeant) {
  const Watchlist watchlist = Build({Entry("海桥银行", {"海桥"}), Entry("北湾航空", {"北湾"})});
  EXPECT_EQ(Found(watchlist, "北湾比海桥强, 海桥太差"), "海桥银行//海桥");
  EXPECT_EQ(Found(watchlist, "北湾, 海桥银行"), "海桥银行//海桥银行");
  EXPECT_EQ(Found(watchlist, "北湾, 海桥"), "北湾航空//北湾");
}

TEST(WatchlistTest, AnIndustryIsMeantWhereNobodyElseIsNamed) {
  WatchlistEntry industry = Entry("银行业", {"银行", "银行业协会"});
  industry.role = EntryRole::kIndustry;
  const Watchlist watchlist = Build({industry, Entry("海桥")});
  EXPECT_EQ(Found(watchlist, "银行业协会也不管, 银行都一样, 海桥更差"), "海桥//海桥");
  EXPECT_EQ(Found(watchlist, "银行都一样"), "银行业//银行");
}

TEST(WatchlistTest, RolesComeFromTheParent) {
  Entries entries = {Entry("海桥银行"), Entry("北湾航空"), Part(EntryKind::kBrand, "北湾假期", "北湾航空")};
  entries[1].role = EntryRole::kCompetitor;
  const Watchlist watchlist = Build(entries);
  EXPECT_EQ(watchlist.RoleOf("海桥银行"), EntryRole::kOwn);
  EXPECT_EQ(watchlist.RoleOf("北湾航空"), EntryRole::kCompetitor);
  EXPECT_EQ(watchlist.RoleOf("北湾假期"), EntryRole::kCompetitor);
  EXPECT_EQ(watchlist.RoleOf("别人"), EntryRole::kOwn);
  WatchlistScratch scratch;
  EXPECT_EQ(watchlist.Find("北湾假期退款难", "", "", &scratch).role, EntryRole::kCompetitor);
}

TEST(WatchlistTest, ANameThatNeedsContextIsFoundBesideItAlone) {
  WatchlistEntry phone = Entry("苹果公司", {"苹果", "Apple"}), shop = Entry("红苹果超市", {"苹果"});
  phone.required = {"手机", "iPhone"};
  const Watchlist watchlist = Build({phone, shop});
  EXPECT_EQ(Found(watchlist, "apple pie"), "//");
  EXPECT_EQ(Found(watchlist, "apple ruined my IPHONE"), "苹果公司//apple");
  EXPECT_EQ(Found(watchlist, "苹果手机坏了"), "苹果公司//苹果");
  EXPECT_EQ(Found(watchlist, "苹果烂了"), "红苹果超市//苹果");
  EXPECT_EQ(watchlist.NameOf("苹果"), "红苹果超市");
}

TEST(WatchlistTest, ExcludedContextCancelsAName) {
  WatchlistEntry insurer = Entry("平安");
  insurer.excluded = {"平安夜", "一路平安", "祝福"};
  const Watchlist watchlist = Build({insurer});
  EXPECT_EQ(Found(watchlist, "平安夜快乐"), "//");
  EXPECT_EQ(Found(watchlist, "平安夜里平安的客服不理人"), "平安//平安");
  EXPECT_EQ(Found(watchlist, "平安给大家送祝福"), "//");
  EXPECT_EQ(Found(watchlist, "平安拒赔"), "平安//平安");
}

TEST(WatchlistTest, MaskedNamesAreFoundWhereConfigured) {
  Entries entries = {Entry("马自达"), Entry("招商银行"), Entry("科大讯飞", {"讯*飞"})};
  EXPECT_EQ(Found(Build(entries), "马*达异响"), "//");
  for (WatchlistEntry& entry : entries) entry.masked = true;
  const Watchlist watchlist = Build(entries);
  for (const char* text : {"马*达", "马x达", "马×达", "马某达", "马○达", "某自达", "马自□"})
    EXPECT_EQ(Found(watchlist, text), "马自达//" + std::string(text));
  EXPECT_EQ(Found(watchlist, "招x银行不退款"), "招商银行//招x银行");
  EXPECT_EQ(Found(watchlist, "某某银行不退款"), "//");
  EXPECT_EQ(Found(watchlist, "马**"), "//");
  EXPECT_EQ(Found(watchlist, "讯○飞"), "科大讯飞//讯○飞");
  EXPECT_EQ(Found(watchlist, "科大*飞"), "科大讯飞//科大*飞");
  WatchlistScratch scratch;
  EXPECT_EQ(watchlist.Find("马*达", "", "", &scratch).form, NameForm::kMasked);
}

TEST(WatchlistTest, AMaskedNameThatFitsTwoOrganisationsIsNobodys) {
  Entries entries = {Entry("中信银行"), Entry("中原银行")};
  for (WatchlistEntry& entry : entries) entry.masked = true;
  const Watchlist watchlist = Build(entries);
  EXPECT_EQ(Found(watchlist, "中*银行"), "//");
  EXPECT_EQ(Found(watchlist, "*信银行"), "中信银行//*信银行");
}

TEST(WatchlistTest, HomophonesAndPinyinAreFoundWhereConfigured) {
  Entries entries = {Entry("科大讯飞", {"讯飞"}), Entry("马自达")};
  EXPECT_EQ(Found(Build(entries), "科大迅飞"), "//");
  for (WatchlistEntry& entry : entries) entry.homophones = true;
  const Watchlist watchlist = Build(entries);
  EXPECT_EQ(Found(watchlist, "科大迅飞的客服"), "科大讯飞//科大迅飞");
  EXPECT_EQ(Found(watchlist, "迅飞的客服"), "//") << "two characters need context";
  EXPECT_EQ(Found(watchlist, "码字达"), "马自达//码字达");
  EXPECT_EQ(Found(watchlist, "Kedaxunfei is bad"), "科大讯飞//kedaxunfei");
  EXPECT_EQ(Found(watchlist, "ma zi da异响"), "马自达//ma zi da");
  EXPECT_EQ(Found(watchlist, "mazidas"), "//");
  WatchlistScratch scratch;
  EXPECT_EQ(watchlist.Find("码字达", "", "", &scratch).form, NameForm::kSound);
  EXPECT_EQ(watchlist.Find("mazida", "", "", &scratch).form, NameForm::kPinyin);
}

TEST(WatchlistTest, SecondSoundsOfCharactersAreKnown) {
  WatchlistEntry bank = Entry("招商银行"), cars = Entry("长安汽车");
  bank.homophones = cars.homophones = true;
  const Watchlist watchlist = Build({bank, cars});
  EXPECT_EQ(Found(watchlist, "zhaoshangyinhang app"), "招商银行//zhaoshangyinhang");
  EXPECT_EQ(Found(watchlist, "招伤银航"), "招商银行//招伤银航");
  EXPECT_EQ(Found(watchlist, "招伤银行"), "招商银行//招伤银行");
  EXPECT_EQ(Found(watchlist, "chang an qi che"), "长安汽车//chang an qi che");
}

TEST(WatchlistTest, TwoCharactersThatSoundAlikeNeedContextAndOneOfTheirOwn) {
  WatchlistEntry entry = Entry("平安");
  entry.homophones = true;
  EXPECT_EQ(Found(Build({entry}), "评安保险"), "//");
  entry.required = {"保险"};
  EXPECT_EQ(Found(Build({entry}), "评安保险"), "平安//评安");
  EXPECT_EQ(Found(Build({entry}), "凭俺的保险"), "//");
}

TEST(WatchlistTest, AWrittenNameWinsOverASound) {
  WatchlistEntry entry = Entry("科大讯飞");
  entry.homophones = true;
  const Watchlist watchlist = Build({entry, Entry("科大迅飞")});
  EXPECT_EQ(Found(watchlist, "科大迅飞物流"), "科大迅飞//科大迅飞");
  EXPECT_EQ(Found(watchlist, "科大汛飞科大汛飞科大迅飞"), "科大迅飞//科大迅飞");
}

TEST(WatchlistTest, NamesOfOneCharacterAreOfRecordsAlone) {
  WatchlistEntry entry = Entry("X");
  EXPECT_EQ(Found(Build({entry}), "x marks the spot"), "//");
  EXPECT_EQ(Found(Build({entry}), "text", "x"), "X//");
  entry.required = {"tweet"};
  EXPECT_EQ(Found(Build({entry}), "a tweet on x"), "X//x");
}

TEST(WatchlistTest, WrongEntriesAreRefusedWithTheirKey) {
  const auto expect = [](Entries entries, std::string_view want) {
    const Status status = BuildError(std::move(entries));
    EXPECT_EQ(status.code(), Code::kInvalid);
    EXPECT_NE(status.message().find(want), std::string::npos) << status.message();
  };
  const auto brand = EntryKind::kBrand, company = EntryKind::kCompany;
  expect({Part(brand, "a1", "nobody")}, "organisation.a1.parent: there is no [organisation.\"nobody\"]");
  expect({Part(company, "a1", "b1"), Part(brand, "b1", "")},
         "organisation.a1.parent: a company cannot belong to a brand");
  expect({Part(company, "a1", "a1")}, "organisation.a1.parent: its parents lead round");
  expect({Part(company, "a1", "b1"), Part(company, "b1", "c1"), Part(company, "c1", "b1")}, "lead round");
  expect({Entry("a1", {"same"}), Entry("b1", {"SAME"})},
         "organisation.b1.aliases: \"SAME\" is a name of organisation.a1");
  expect({Entry("acme"), Entry("ACME")}, "organisation.ACME: has the name of organisation.acme");
  expect({Entry("a1", {"\xff"})}, "organisation.a1.aliases");
  expect({Entry("")}, "nothing that a text could have");
  expect({Entry("a1", {"13800138000"})}, "organisation.a1.aliases: \"13800138000\" is taken for personal data");
  expect({Entry("me@example.com")}, "organisation.me@example.com: the name is taken for personal data");
  WatchlistEntry entry = Entry("a1");
  for (const char* account : {"weibo", ":author", "weibo:", ""}) {
    entry.accounts = {account};
    expect({entry}, "write CHANNEL:AUTHOR");
  }
  entry.accounts = {};
  entry.aliases = {std::string(5000, 'a')};
  expect({entry}, "longer than 512 bytes");
  expect({Entry(std::string(600, 'a'))}, "longer than 512 bytes");
  entry.aliases = std::vector<std::string>(10000, "行长重乐");
  entry.homophones = true;
  expect({entry}, "set homophones = true for fewer");
}

TEST(WatchlistTest, AnAliasMayBeSharedDownTheLineAndWithContext) {
  const Watchlist watchlist =
      Build({Entry("小米集团", {"小米"}), Part(EntryKind::kBrand, "小米", "小米集团"), Entry("小米粥铺")});
  EXPECT_EQ(Found(watchlist, "小米的电视"), "小米集团/小米/小米");
  EXPECT_EQ(watchlist.NameOf("小米"), "小米集团");
}

TEST(WatchlistTest, ALongLineOfParentsIsWalkedOnce) {
  Entries entries;
  for (int i = 0; i < 3000; ++i)
    entries.push_back(Part(EntryKind::kGroup, "g" + std::to_string(i), i == 0 ? "" : "g" + std::to_string(i - 1)));
  entries.push_back(Part(EntryKind::kBrand, "brand", "g2999"));
  EXPECT_EQ(Build(entries).NameOf("brand"), "g2999");
}

TEST(WatchlistTest, TheChecksumTellsEveryChange) {
  const auto checksum = [](WatchlistEntry entry) { return Build({std::move(entry)}).checksum(); };
  const WatchlistEntry entry = Entry("a1", {"b1"});
  std::vector<uint64_t> sums = {checksum(entry), checksum(Entry("a1", {"b1", "c1"})), checksum(Entry("a1"))};
  const auto changed = [&](auto change) {
    WatchlistEntry other = entry;
    change(&other);
    sums.push_back(checksum(other));
  };
  changed([](WatchlistEntry* e) { e->masked = true; });
  changed([](WatchlistEntry* e) { e->homophones = true; });
  changed([](WatchlistEntry* e) { e->kind = EntryKind::kBrand; });
  changed([](WatchlistEntry* e) { e->role = EntryRole::kOwn; });
  changed([](WatchlistEntry* e) { e->required = {"x1"}; });
  changed([](WatchlistEntry* e) { e->excluded = {"x1"}; });
  changed([](WatchlistEntry* e) { e->accounts = {"x:y"}; });
  EXPECT_EQ(checksum(entry), sums[0]);
  std::sort(sums.begin(), sums.end());
  EXPECT_EQ(std::unique(sums.begin(), sums.end()), sums.end());
}

TEST(WatchlistTest, HostileTextTakesNoLongerForItsManyNames) {
  Entries entries = {Entry("aa"), Entry("bb"), Entry("平安")};
  entries[0].excluded = {"cc", "xaax"};
  entries[1].required = {"dd"};
  entries[2].homophones = true, entries[2].required = {"dd"};
  const Watchlist watchlist = Build(entries);
  std::string text;
  while (text.size() < 1 << 20) text += "aa bb xaax cc dd 评安平安\xe5\x80 ";
  EXPECT_EQ(Found(watchlist, text).substr(0, 3), "bb/");
}

// A plain search for names without context: greedy over all places, the longest first.
std::string PlainFind(const std::vector<std::string>& names, const std::string& text) {
  struct Place {
    size_t begin, size, name;
  };
  std::vector<Place> places, kept;
  for (size_t i = 0; i < names.size(); ++i)
    for (size_t at = text.find(names[i]); at != text.npos; at = text.find(names[i], at + 1))
      places.push_back({at, names[i].size(), i});
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return std::pair(b.size, a.begin) < std::pair(a.size, b.begin); });
  for (const Place& place : places)
    if (std::none_of(kept.begin(), kept.end(), [&](const Place& other) {
          return place.begin < other.begin + other.size && other.begin < place.begin + place.size;
        }))
      kept.push_back(place);
  size_t best = names.size();
  std::tuple<size_t, size_t, size_t> best_rank;  // number, bytes, ~first place
  for (size_t i = 0; i < names.size(); ++i) {
    size_t count = 0, first = text.size();
    for (const Place& place : kept)
      if (place.name == i) ++count, first = std::min(first, place.begin);
    const std::tuple rank(count, count * names[i].size(), ~first);
    if (count > 0 && (best == names.size() || rank > best_rank)) best = i, best_rank = rank;
  }
  return best == names.size() ? "" : names[best];
}

TEST(WatchlistTest, FindsWhatAPlainSearchFinds) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto text = [&](size_t chars) {
    static const char* const kChars[] = {"马", "自", "达", "平", "安"};
    std::string made;
    while (chars-- > 0) made += kChars[random() % std::size(kChars)];
    return made;
  };
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> names;
    Entries entries;
    for (int i = 0; i < 30; ++i) names.push_back(text(2 + random() % 3));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) entries.push_back(Entry(name));
    const Watchlist watchlist = Build(entries);
    WatchlistScratch scratch;
    for (int i = 0; i < 50; ++i) {
      const std::string post = text(random() % 40);
      ASSERT_EQ(watchlist.Find(post, "", "", &scratch).org, PlainFind(names, post)) << post;
    }
  }
}

// Entries of every kind, with every key, whose names overlap and sound alike.
Entries RandomEntries(std::mt19937* random) {
  static const char* const kChars[] = {"马", "码", "自", "字", "平", "评", "安", "a"};
  const auto below = [&](size_t limit) { return (*random)() % limit; };
  const auto text = [&] {
    std::string made;
    for (size_t chars = 1 + below(4); chars > 0; --chars) made += kChars[below(std::size(kChars))];
    return made;
  };
  const auto some = [&] {
    return below(4) == 0 ? std::vector<std::string>{text(), text()} : std::vector<std::string>();
  };
  Entries entries;
  for (size_t i = 0; i < 25; ++i) {
    WatchlistEntry entry = Entry(text(), some());
    entry.kind = static_cast<EntryKind>(below(5));
    if (i > 0 && below(2) == 0 && entries[below(i)].kind <= entry.kind) entry.parent = entries[below(i)].name;
    entry.required = some(), entry.excluded = some();
    entry.masked = below(2) == 0, entry.homophones = below(2) == 0;
    if (below(5) == 0) entry.role = static_cast<EntryRole>(below(4));
    entries.push_back(entry);
    // What the rules refuse is left away.
    if (!CheckWatchlist(entries).ok()) entries.pop_back(), --i;
  }
  return entries;
}

TEST(WatchlistTest, FindingAgainWithWhatWasFoundFindsTheSame) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  static const char* const kChars[] = {"马", "码", "自", "字", "平", "评",    "安",
                                       "a",  "*",  "x",  " ",  ",",  "ma zi", "\xe9"};
  for (int round = 0; round < 20; ++round) {
    const Entries entries = RandomEntries(&random);
    const Watchlist watchlist = Build(entries);
    const auto field = [&]() -> std::string {
      const WatchlistEntry& entry = entries[random() % entries.size()];
      const size_t choice = random() % 8;
      if (choice == 0) return entry.name;
      if (choice == 1) return "nobody";
      return choice == 2 && !entry.aliases.empty() ? entry.aliases[0] : "";
    };
    for (int i = 0; i < 100; ++i) {
      std::string post;
      for (size_t chars = random() % 30; chars > 0; --chars) post += kChars[random() % std::size(kChars)];
      const std::string org = field(), product = field();
      Found(watchlist, post, org, product);
      if (HasFailure()) FAIL() << post << " of " << org << " and " << product;
    }
  }
}

}  // namespace
}  // namespace groundswell
