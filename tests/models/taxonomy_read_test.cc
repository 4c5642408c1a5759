// How phrases become readings: weights, negation, nearness, exceptions, ties. With small taxonomies of the tests' own.
#include <gtest/gtest.h>

#include <string>

#include "models/taxonomy.h"
#include "models/taxonomy_words.h"
#include "tests/models/default_taxonomy.h"

namespace groundswell {
namespace {

constexpr std::string_view kHead =
    "format = 1\n[language]\nnegators = [\"不\", \"没有\", \"not\", \"isn't\"]\nnot_negators = [\"是不\"]\n"
    "degrees = [\"太\", \"very\"]\nfillers = [\"啊\", \"the\"]\n";

std::string Cause(const std::string& name, const std::string& keys) {
  return "[[cause]]\nname = \"" + name + "\"\nzh = \"x\"\nen = \"x\"\nclass = \"information\"\nright = \"x\"\n" +
         "stage = \"x\"\n" + keys + "\n";
}

Taxonomy Make(const std::string& body) {
  Result<Taxonomy> taxonomy = Taxonomy::Parse(std::string(kHead) + body, "test.toml");
  EXPECT_TRUE(taxonomy.ok()) << taxonomy.status().message();
  return std::move(*taxonomy);
}

std::string TagOf(const Taxonomy& taxonomy, std::string_view text) {
  return std::string(TaxonomyProbe(taxonomy).Read(text).cause_tag);
}
std::string EvidenceOf(const Taxonomy& taxonomy, std::string_view text) {
  TaxonomyProbe probe(taxonomy);
  return std::string(probe.Read(text).cause_evidence);
}

TEST(TaxonomyReadTest, TheHighestSumWinsAndItsHeaviestPhraseIsTheEvidence) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"延误\", \"机场\"]") + Cause("b", "phrases = [\"行李丢失\"]") +
                          Cause("c", "phrases = [\"取消\", \"改签费用\"]"));
  EXPECT_EQ(TagOf(t, "航班延误"), "a");
  EXPECT_EQ(TagOf(t, "延误,行李丢失"), "b");
  EXPECT_EQ(TagOf(t, "取消,改签费用,行李丢失"), "c");
  EXPECT_EQ(EvidenceOf(t, "取消了还收改签费用"), "改签费用");
  EXPECT_EQ(TagOf(t, "天气真好"), "");
  EXPECT_EQ(EvidenceOf(t, "天气真好"), "");
}

TEST(TaxonomyReadTest, OfEqualScoresTheEarlierTagStands) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"甲乙\"]") + Cause("b", "phrases = [\"丙丁\"]"));
  EXPECT_EQ(TagOf(t, "甲乙丙丁"), "a");
  EXPECT_EQ(TagOf(t, "丙丁甲乙"), "a");
}

TEST(TaxonomyReadTest, AWeightScalesATag) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"服务\"]\nweight = 0.4") + Cause("b", "phrases = [\"慢\"]"));
  EXPECT_EQ(TagOf(t, "服务慢"), "b");
}

TEST(TaxonomyReadTest, TopicsSayWhichTagButNeverOutweighAPhrase) {
  const Taxonomy t =
      Make(Cause("a", "phrases = [\"没暖气\"]\ntopics = [\"暖气\"]") + Cause("b", "phrases = [\"太慢\"]"));
  EXPECT_EQ(TagOf(t, "家里没有暖气"), "a");
  EXPECT_EQ(EvidenceOf(t, "家里没有暖气"), "暖气");
  EXPECT_EQ(TagOf(t, "暖气维修太慢"), "b");
}

TEST(TaxonomyReadTest, RepeatedAndContainedPhrasesCountOnce) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"退款\", \"退款难\"]") + Cause("b", "phrases = [\"快递丢失\"]"));
  EXPECT_EQ(TagOf(t, "退款,退款,退款,快递丢失"), "b");
  EXPECT_EQ(TagOf(t, "退款难,快递丢失"), "b");
  EXPECT_EQ(EvidenceOf(t, "退款难"), "退款难");
}

TEST(TaxonomyReadTest, NegatedPhrasesDoNotCount) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"漏水\", \"angry\", \"不制冷\"]"));
  for (const char* text : {"漏水", "太漏水", "是不漏水", "very angry", "空调不制冷", "knot angry"}) {
    EXPECT_EQ(TagOf(t, text), "a") << text;
  }
  for (const char* text : {"不漏水", "没有漏水", "不太漏水", "not angry", "not very angry", "isn't angry",
                           "isn’t angry", "isnt angry", "没有不制冷"}) {
    EXPECT_EQ(TagOf(t, text), "") << text;
  }
  EXPECT_EQ(TagOf(t, "不漏水?明明漏水"), "a");
}

TEST(TaxonomyReadTest, NearTakesTwoHalvesInAnyOrderWithinOneSentence) {
  const Taxonomy t = Make(Cause("a", "near = [{ of = [\"理赔\"], says = [\"拖\"], within = 4 }]"));
  EXPECT_EQ(EvidenceOf(t, "说理赔一直在拖着"), "理赔一直在拖");
  EXPECT_EQ(EvidenceOf(t, "拖着不理赔"), "拖着不理赔");
  EXPECT_EQ(EvidenceOf(t, "不理赔就拖"), "理赔就拖");
  for (const char* text :
       {"理赔", "拖", "理赔一二三四五拖", "理赔。拖", "理赔!拖", "理赔不拖", "理赔没有拖", "没有理赔拖"}) {
    EXPECT_EQ(TagOf(t, text), "") << text;
  }
  EXPECT_EQ(EvidenceOf(t, "理赔一二三四五六拖,理赔又拖"), "拖,理赔");
}

TEST(TaxonomyReadTest, WordsAreWholeUnlessAStarSaysOtherwise) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"mac\"]") + Cause("b", "phrases = [\"delay*\"]"));
  EXPECT_EQ(TagOf(t, "my mac died"), "a");
  EXPECT_EQ(TagOf(t, "my machine died"), "");
  EXPECT_EQ(TagOf(t, "it was Delayed again"), "b");
  EXPECT_EQ(TagOf(t, "被delay了"), "b");
  EXPECT_EQ(TagOf(t, "nodelay"), "");
}

TEST(TaxonomyReadTest, NotPhrasesCancelWhatTheyOverlap) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"垃圾\"]\nnot = [\"垃圾分类\"]"));
  EXPECT_EQ(TagOf(t, "垃圾分类"), "");
  EXPECT_EQ(TagOf(t, "垃圾公司"), "a");
  EXPECT_EQ(TagOf(t, "垃圾分类做得像垃圾"), "a");
}

TEST(TaxonomyReadTest, UnlessForbidsAndAlsoDemands) {
  const Taxonomy t = Make("[sign.agent_advert]\nphrases = [\"代理退保\"]\nalso = [\"微信\"]\nunless = [\"警方\"]\n");
  TaxonomyProbe probe(t);
  EXPECT_EQ(probe.Read("代理退保,微信").signs, kAgentAdvert);
  EXPECT_EQ(probe.Read("微信:代理退保").signs, kAgentAdvert);
  EXPECT_EQ(probe.Read("代理退保").signs, 0);
  EXPECT_EQ(probe.Read("微信").signs, 0);
  EXPECT_EQ(probe.Read("警方:代理退保,微信").signs, 0);
  EXPECT_EQ(probe.Read("代理退保,微信").signs, kAgentAdvert);
}

TEST(TaxonomyReadTest, TheRestOfATextMayBeLimited) {
  const Taxonomy t = Make("[sign.agreement]\nphrases = [\"我也是\", \"same here\"]\nrest_chars_max = 2\n");
  TaxonomyProbe probe(t);
  for (const char* text : {"我也是", "我也是啊!!", "@小王 我也是[泪]", "唉我也是", "same here 😡", "the same here",
                           "我也是 https://a.cn/b"}) {
    EXPECT_EQ(probe.Read(text).signs, kAgreement) << text;
  }
  for (const char* text : {"我也是一名老师", "same here in boston", "我也是[怒][怒]但是很好"}) {
    EXPECT_EQ(probe.Read(text).signs, 0) << text;
  }
  EXPECT_EQ(probe.Read("我也是" + std::string(300, '!')).signs, 0);
}

TEST(TaxonomyReadTest, AllDemandsAndTheStrongestEmotionAreGiven) {
  const Taxonomy t = Make(
      "[demand.refund]\nphrases = [\"退钱\"]\n[demand.apology]\nphrases = [\"道歉\"]\n"
      "[emotion.anger]\nphrases = [\"生气\"]\n[emotion.sadness]\nphrases = [\"难过\"]\n");
  TaxonomyProbe probe(t);
  EXPECT_EQ(probe.Read("退钱!道歉!").demands, kRefund | kApology);
  EXPECT_EQ(probe.Read("生气又难过").emotion, Emotion::kAnger);
  EXPECT_EQ(probe.Read("生气,太难过").emotion, Emotion::kSadness);
  EXPECT_EQ(probe.Read("不生气").emotion, Emotion::kNone);
}

TEST(TaxonomyReadTest, OneScratchServesSeveralTaxonomies) {
  const Taxonomy a = Make(Cause("a", "phrases = [\"慢\"]"));
  const Taxonomy b = Make(Cause("b", "phrases = [\"快\", \"慢\"]") + Cause("c", "phrases = [\"很慢\"]"));
  TaxonomyScratch scratch;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(a.Read("很慢", &scratch).cause_tag, "a");
    EXPECT_EQ(b.Read("很慢", &scratch).cause_tag, "c");
    EXPECT_EQ(b.Read("快", &scratch).cause_tag, "b");
  }
}

TEST(TaxonomyReadTest, TagsAreFoundByName) {
  const Taxonomy t = Make(Cause("a", "phrases = [\"慢\"]\nfield = \"banking\"") + Cause("b", "phrases = [\"快\"]"));
  ASSERT_NE(t.FindTag("a"), nullptr);
  EXPECT_EQ(t.FindTag("a")->field, "banking");
  EXPECT_EQ(t.FindTag("a")->cause, CauseClass::kInformation);
  EXPECT_EQ(t.FindTag("b")->field, "");
  EXPECT_EQ(t.FindTag("c"), nullptr);
  EXPECT_EQ(t.tags().size(), 2u);
  EXPECT_NE(t.checksum(), Make(Cause("a", "phrases = [\"慢\"]")).checksum());
}

TEST(TaxonomyReadTest, HostileTextsAreReadToTheirEnd) {
  const Taxonomy t = Make(Cause("a",
                                "phrases = [\"a\", \"aa\"]\nnot = [\"b\"]\n"
                                "near = [{ of = [\"c\"], says = [\"d\"] }]"));
  TaxonomyProbe probe(t);
  std::string text;
  for (int i = 0; i < 60000; ++i) text += "b a c 不";
  EXPECT_EQ(probe.Read(text).cause_tag, "a");
  const std::string damaged = "\xe4\xb8 a \xff\x80";
  TaxonomyScratch scratch;
  EXPECT_EQ(t.Read(damaged, &scratch).cause_tag, "a");
  EXPECT_EQ(t.Read("", &scratch).cause_tag, "");
}

}  // namespace
}  // namespace groundswell
