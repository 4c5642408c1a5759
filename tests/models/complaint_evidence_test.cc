// Evidence for and against a complaint: how it is weighed, and what the shipped taxonomy makes of plain sentences.
#include "models/complaint_evidence.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "base/hash.h"
#include "tests/models/default_taxonomy.h"
#include "tests/models/trained_models.h"

namespace groundswell {
namespace {

constexpr std::string_view kFile = R"(format = 1
[language]
negators = ["not"]
[[cause]]
name = "refund"
zh = "退款"
en = "Refund"
class = "quality"
right = "refund"
stage = "refund"
phrases = ["refund refused"]
topics = ["refund"]
[evidence.breaks]
phrases = ["broken", "cracked"]
[evidence.asks]
phrases = ["how do i"]
[complaint]
text = 0.5
breaks = 2
asks = -3
cause = 1
one = -1
)";

size_t PlaceOf(std::string_view name) {
  for (size_t i = 0; i < kWeightCount; ++i)
    if (WeightName(i) == name) return i;
  ADD_FAILURE() << name;
  return 0;
}

class ComplaintEvidenceTest : public ::testing::Test {
 protected:
  ComplaintEvidenceTest() : taxonomy_(Taxonomy::Parse(kFile, "test")) {}
  float Input(std::string_view text, std::string_view name, float by_ngrams = 0.5f, bool has_organisation = false) {
    TaxonomyProbe probe(*taxonomy_);
    Scores scores;
    scores.complaint = by_ngrams;
    return ComplaintInputsOf(Folded(text), scores, probe.Read(text), has_organisation)[PlaceOf(name)];
  }
  Result<Taxonomy> taxonomy_;
};

TEST_F(ComplaintEvidenceTest, PhrasesSetTheirInput) { EXPECT_EQ(Input("it is broken", "breaks"), 1); }
TEST_F(ComplaintEvidenceTest, NegatedPhrasesDoNot) { EXPECT_EQ(Input("it is not broken", "breaks"), 0); }
TEST_F(ComplaintEvidenceTest, ATopicIsNoCause) { EXPECT_EQ(Input("my refund", "cause"), 0); }
TEST_F(ComplaintEvidenceTest, ATopicIsATopic) { EXPECT_EQ(Input("my refund", "topic"), 1); }
TEST_F(ComplaintEvidenceTest, APhraseOfACauseSaysIt) { EXPECT_EQ(Input("refund refused", "cause"), 1); }
TEST_F(ComplaintEvidenceTest, AQuestionEndsAsOne) { EXPECT_EQ(Input("how do i pay? ", "question"), 1); }
TEST_F(ComplaintEvidenceTest, EvenOddsAreNone) { EXPECT_FLOAT_EQ(Input("x", "text", 0.5f), 0); }
TEST_F(ComplaintEvidenceTest, CertaintyIsBounded) { EXPECT_EQ(Input("x", "text", 1.0f), 6); }
TEST_F(ComplaintEvidenceTest, ImpossibilityIsBounded) { EXPECT_EQ(Input("x", "text", 0.0f), -6); }
TEST_F(ComplaintEvidenceTest, AnOrganisationAloneIsNotNamedForTrouble) {
  EXPECT_EQ(Input("hello", "named", 0.5f, true), 0);
}
TEST_F(ComplaintEvidenceTest, TroubleWithAnOrganisationIs) { EXPECT_GT(Input("it is broken", "named", 0.5f, true), 0); }

TEST_F(ComplaintEvidenceTest, WeightsAreAddedUp) {
  ASSERT_TRUE(taxonomy_.ok()) << taxonomy_.status().message();
  ASSERT_EQ(taxonomy_->complaint_weights().size(), kWeightCount);
  ComplaintInputs inputs{};
  inputs[PlaceOf("breaks")] = inputs[PlaceOf("cause")] = inputs[PlaceOf("one")] = 1;
  EXPECT_NEAR(WeighComplaint(inputs, taxonomy_->complaint_weights()), 1 / (1 + std::exp(-2.0)), 1e-6);
}

TEST_F(ComplaintEvidenceTest, ATaxonomyWithoutWeightsLeavesThemOut) {
  const auto bare = Taxonomy::Parse("format = 1\n", "test");
  ASSERT_TRUE(bare.ok());
  EXPECT_TRUE(bare->complaint_weights().empty());
}

TEST_F(ComplaintEvidenceTest, AnUnknownWeightIsRefused) {
  const auto wrong = Taxonomy::Parse("format = 1\n[complaint]\nbraeks = 1\n", "test");
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.status().message().find("test: line 3"), std::string::npos) << wrong.status().message();
}
TEST_F(ComplaintEvidenceTest, AWeightMustBeANumber) {
  EXPECT_FALSE(Taxonomy::Parse("format = 1\n[complaint]\nbreaks = \"much\"\n", "test").ok());
}
TEST_F(ComplaintEvidenceTest, AWeightIsBounded) {
  EXPECT_FALSE(Taxonomy::Parse("format = 1\n[complaint]\nbreaks = 1e9\n", "test").ok());
}
TEST_F(ComplaintEvidenceTest, UnknownEvidenceIsRefused) {
  EXPECT_FALSE(Taxonomy::Parse("format = 1\n[evidence.smells]\nphrases = [\"x\"]\n", "test").ok());
}

// The shipped models on the example sentences that took no part in the fit (tools/fit_evidence.h).
class ShippedEvidenceTest : public ::testing::Test {
 protected:
  ShippedEvidenceTest() : models_(ReadModels()) {}
  float Probability(std::string_view text, bool has_organisation) {
    const std::string folded = Folded(text);
    const Scores scores = models_->text.Score(folded, &ngrams_);
    const Reading reading = models_->taxonomy.Read(folded, &phrases_);
    return WeighComplaint(ComplaintInputsOf(folded, scores, reading, has_organisation),
                          models_->taxonomy.complaint_weights());
  }
  // The share of the half's sentences of a label that are called complaints.
  double ShareCalled(bool are_complaints, bool has_organisation) {
    int called = 0, all = 0;
    const std::string file = SourceFile("models/complaint_examples.tsv");
    for (size_t at = 0; at < file.size();) {
      const size_t end = file.find('\n', at);
      const std::string line = file.substr(at, end - at);
      at = end + 1;
      if (line[0] != (are_complaints ? '1' : '0')) continue;
      const std::string text = line.substr(line.rfind('\t') + 1);
      if (Hash64(Folded(text)) % 2 == 0) continue;
      ++all;
      called += Probability(text, has_organisation) >= 0.5f;
    }
    std::printf("  %d of %d\n", called, all);
    return static_cast<double>(called) / all;
  }
  Result<Models> models_;
  NgramScratch ngrams_;
  TaxonomyScratch phrases_;
};

TEST_F(ShippedEvidenceTest, PlainComplaintsAreFound) { EXPECT_GE(ShareCalled(true, false), 0.75); }
TEST_F(ShippedEvidenceTest, MoreOfThemWhereTheOrganisationIsKnown) { EXPECT_GE(ShareCalled(true, true), 0.85); }
TEST_F(ShippedEvidenceTest, WhatOnlyLooksLikeOneIsMostlyLeftAlone) { EXPECT_LE(ShareCalled(false, false), 0.15); }

TEST_F(ShippedEvidenceTest, APlainFaultOfACarIsAComplaint) {
  EXPECT_GE(Probability("迈腾起步和刹车时车辆抖动", false), 0.5f);
}
TEST_F(ShippedEvidenceTest, AQuestionAboutARefundIsNone) { EXPECT_LT(Probability("请问怎么退货", true), 0.5f); }
TEST_F(ShippedEvidenceTest, PraiseOfARefundIsNone) { EXPECT_LT(Probability("退款秒到账,客服很耐心", true), 0.5f); }
TEST_F(ShippedEvidenceTest, WhatWasSolvedIsNone) {
  EXPECT_LT(Probability("异响修好了,一次解决,感谢师傅", false), 0.5f);
}
TEST_F(ShippedEvidenceTest, ARecallInTheNewsIsNone) {
  EXPECT_LT(Probability("市场监管总局:某公司召回部分进口汽车,共计3200辆", true), 0.5f);
}
TEST_F(ShippedEvidenceTest, AQuestionWhatIfIsNone) { EXPECT_LT(Probability("如果快递丢了可以赔吗", true), 0.5f); }

}  // namespace
}  // namespace groundswell
