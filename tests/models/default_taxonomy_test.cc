// The default taxonomy: what it reads out of posts, against lists of posts beside this file, and that all of its own
// phrases work. The figures below are floors: they may rise.
#include "tests/models/default_taxonomy.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "models/taxonomy_spec.h"

namespace groundswell {
namespace {

bool Shows(const Reading& reading, std::string_view name) {
  for (size_t i = 0; i < kSignCount; ++i) {
    if (kSignNames[i] == name) return (reading.signs >> i & 1) != 0;
  }
  for (size_t i = 0; i < kDemandCount; ++i) {
    if (kDemandNames[i] == name) return (reading.demands >> i & 1) != 0;
  }
  return EmotionName(reading.emotion) == name;
}

// Rows "+NAME<tab>TEXT": the text shows it; "-NAME": it does not.
void CheckCases(const std::string& path, size_t at_least_each) {
  const auto rows = TwoColumns(path);
  TaxonomyProbe probe;
  std::map<std::string, size_t> counts;
  for (const auto& [name, text] : rows) {
    ++counts[name];
    EXPECT_EQ(Shows(probe.Read(text), name.substr(1)), name[0] == '+') << name << ": " << text;
  }
  EXPECT_FALSE(counts.empty()) << path;
  for (const auto& [name, count] : counts) EXPECT_GE(count, at_least_each) << name;
}

TEST(DefaultTaxonomyTest, SignsStandWhereTheyShouldAndNowhereElse) {
  CheckCases("tests/models/taxonomy_signs.tsv", 35);
}

TEST(DefaultTaxonomyTest, DemandsAndEmotionsStandWhereTheyShouldAndNowhereElse) {
  CheckCases("tests/models/taxonomy_moods.tsv", 3);
}

double ShareOfRightTags(const std::string& path) {
  const auto rows = TwoColumns(path);
  EXPECT_GE(rows.size(), 65u) << path;
  TaxonomyProbe probe;
  size_t right = 0;
  for (const auto& [tag, text] : rows) {
    EXPECT_NE(DefaultTaxonomy().FindTag(tag), nullptr) << tag;
    right += probe.Read(text).cause_tag == tag ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

// Three lists that were written before the phrases they were first measured with: 107 posts (.96 then), 95 (.37) and 80
// (.21), the latter two in roundabout words. What they taught has gone into the file, so these floors only keep it.
TEST(DefaultTaxonomyTest, PostsOfTheKnownListsGetTheirTag) {
  EXPECT_GE(ShareOfRightTags("tests/models/taxonomy_heldout.tsv"), 0.96);
  EXPECT_GE(ShareOfRightTags("tests/models/taxonomy_fresh.tsv"), 0.86);
  EXPECT_GE(ShareOfRightTags("tests/models/taxonomy_blind.tsv"), 0.96);
}

// 65 posts in plain words, measured once (.846) and kept out of the file: do not add their words to it.
TEST(DefaultTaxonomyTest, PostsOfTheUnseenListGetTheirTagAsOftenAsWhenMeasured) {
  EXPECT_GE(ShareOfRightTags("tests/models/taxonomy_unseen.tsv"), 0.84);
}

TEST(DefaultTaxonomyTest, EveryClassHasEvidenceInTheText) {
  TaxonomyProbe probe;
  const struct {
    const char* text;
    CauseClass cause;
    const char* evidence;
  } cases[] = {
      {"洗衣机质量太差了", CauseClass::kQuality, "质量太差"},
      {"办卡时没有告知要收年费违约", CauseClass::kInformation, "没有告知"},
      {"互相踢皮球", CauseClass::kCommunication, "踢皮球"},
      {"看到热搜才知道", CauseClass::kOpinion, "看到热搜"},
      {"My flight was delayed for six hours", CauseClass::kQuality, "flight was delayed"},
      {"nobody told me about this", CauseClass::kInformation, "nobody told me"},
      {"on hold for ages", CauseClass::kCommunication, "on hold for"},
      {"everyone is saying it", CauseClass::kOpinion, "everyone is saying"},
  };
  for (const auto& one : cases) {
    const Reading& reading = probe.Read(one.text);
    EXPECT_EQ(reading.cause, one.cause) << one.text << " " << reading.cause_tag;
    EXPECT_EQ(reading.cause_evidence, one.evidence) << one.text;
  }
}

TEST(DefaultTaxonomyTest, WhatSaysNothingHasNoCause) {
  TaxonomyProbe probe;
  for (const char* text : {"", "今天天气真好", "转发微博", "哈哈哈", "good morning everyone", "恭喜恭喜", "[爱你]",
                           "周末去哪里玩", "what a lovely song", "12:30", "@小王 你好"}) {
    EXPECT_EQ(probe.Read(text).cause_tag, "") << text;
  }
}

Result<TaxonomySpec> DefaultSpec() {
  return ParseTaxonomySpec(SourceFile("models/default_taxonomy.toml"), "default_taxonomy.toml");
}

std::string Example(std::string phrase) {
  if (phrase.back() == '*') phrase.pop_back();
  return phrase;
}

TEST(DefaultTaxonomyTest, EveryTagIsFoundByItsOwnPhrases) {
  const Result<TaxonomySpec> spec = DefaultSpec();
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  TaxonomyProbe probe;
  for (size_t tag = 0; tag < spec->tags.size(); ++tag) {
    const PhraseSet& set = spec->causes[tag];
    EXPECT_GE(set.phrases.size(), 20u) << spec->tags[tag].name;
    size_t own = 0;
    for (const std::string& phrase : set.phrases) {
      const Reading& reading = probe.Read(Example(phrase));
      EXPECT_NE(reading.cause_tag, "") << spec->tags[tag].name << " does not find its " << phrase;
      own += reading.cause_tag == spec->tags[tag].name ? 1 : 0;
    }
    EXPECT_GE(own * 10, set.phrases.size() * 7) << spec->tags[tag].name << ": others take most of its phrases";
  }
}

void CheckOwnPhrases(std::span<const PhraseSet> sets, std::span<const std::string_view> names) {
  TaxonomyProbe probe;
  for (size_t i = 0; i < sets.size(); ++i) {
    const std::string company = sets[i].also.empty() ? "" : "," + Example(sets[i].also[0]);
    for (const std::string& phrase : sets[i].phrases) {
      EXPECT_TRUE(Shows(probe.Read(Example(phrase) + company), names[i])) << names[i] << ": " << phrase;
    }
  }
}

TEST(DefaultTaxonomyTest, EveryDemandEmotionAndSignIsFoundByItsOwnPhrases) {
  const Result<TaxonomySpec> spec = DefaultSpec();
  ASSERT_TRUE(spec.ok());
  CheckOwnPhrases(spec->demands, kDemandNames);
  CheckOwnPhrases(spec->emotions, std::span(kEmotionNames).subspan(1));
  CheckOwnPhrases(spec->signs, kSignNames);
}

TEST(DefaultTaxonomyTest, TagsNameFieldsRightsAndStagesOfTheTrade) {
  const std::set<std::string> fields = {"",          "banking", "insurance", "e-commerce", "cars",
                                        "airlines",  "hotels",  "telecoms",  "public",     "devices",
                                        "education", "travel",  "housing"};
  const std::set<std::string> rights = {"知情权",   "公平交易权", "自主选择权", "财产安全权", "依法求偿权",
                                        "受教育权", "受尊重权",   "信息安全权", "安全权"};
  const std::set<std::string> stages = {"售前", "投保/下单", "使用中", "理赔/售后", "退保/退款"};
  std::set<std::string> seen_fields, seen_rights, seen_stages;
  std::set<CauseClass> seen_classes;
  for (const CauseTag& tag : DefaultTaxonomy().tags()) {
    EXPECT_TRUE(fields.contains(tag.field)) << tag.name;
    EXPECT_TRUE(rights.contains(tag.right)) << tag.name;
    EXPECT_TRUE(stages.contains(tag.stage)) << tag.name;
    seen_fields.insert(tag.field), seen_rights.insert(tag.right), seen_stages.insert(tag.stage);
    seen_classes.insert(tag.cause);
  }
  EXPECT_EQ(seen_fields, fields);
  EXPECT_EQ(seen_rights, rights);
  EXPECT_EQ(seen_stages, stages);
  EXPECT_EQ(seen_classes.size(), 4u);
}

TEST(DefaultTaxonomyTest, ReadingsDependOnTheTextAlone) {
  const auto rows = TwoColumns("tests/models/taxonomy_heldout.tsv");
  const Result<Taxonomy> again = Taxonomy::Parse(SourceFile("models/default_taxonomy.toml"), "default_taxonomy.toml");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->checksum(), DefaultTaxonomy().checksum());
  TaxonomyProbe forward, backward(*again);
  std::vector<std::string> first, second;
  const auto text_of = [](const Reading& r) {
    return std::string(r.cause_tag) + "|" + std::string(r.cause_evidence) + "|" + std::to_string(r.demands) + "|" +
           std::to_string(r.signs) + "|" + std::string(EmotionName(r.emotion));
  };
  for (const auto& row : rows) first.push_back(text_of(forward.Read(row.second)));
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) second.push_back(text_of(backward.Read(row->second)));
  std::reverse(second.begin(), second.end());
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace groundswell
