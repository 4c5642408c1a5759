// The taxonomy's file: what is refused, where it says so, and what is kept.
#include "models/taxonomy_spec.h"

#include <gtest/gtest.h>

#include "models/taxonomy.h"

namespace groundswell {
namespace {

// A good tag, so that a case shows only what it changes.
std::string Tag(const std::string& more) {
  return "format = 1\n[[cause]]\nname = \"late\"\nzh = \"慢\"\nen = \"Late\"\nclass = \"quality\"\n"
         "right = \"知情权\"\nstage = \"售前\"\n" +
         more;
}

std::string Failure(const std::string& toml) {
  const Result<TaxonomySpec> spec = ParseTaxonomySpec(toml, "my.toml");
  return spec.ok() ? "" : spec.status().message();
}

void ExpectRefused(const std::string& toml, std::string_view part, int line = 0) {
  const std::string message = Failure(toml);
  EXPECT_NE(message.find(part), std::string::npos) << "said: " << message << "\nof: " << toml;
  EXPECT_TRUE(message.starts_with("my.toml: ")) << message;
  if (line > 0) {
    EXPECT_NE(message.find("line " + std::to_string(line) + ":"), std::string::npos) << message;
  }
}

TEST(TaxonomySpecTest, WrongFilesAreRefusedWithTheirLineAndARemedy) {
  ExpectRefused("", "`format = 1` must stand at the top");
  ExpectRefused("format = 2\n", "`format = 1`");
  ExpectRefused("format = \"1\"\n", "`format = 1`");
  ExpectRefused("format = 1\n[[cause\n", "correct the TOML", 2);
  ExpectRefused("format = 1\n\xff\xfe = 3\n", "my.toml: line");
  ExpectRefused("format = 1\ncolour = 3\n", "the file has no key `colour`; it may have format, language", 2);
  ExpectRefused("format = 1\ncause = 3\n", "[[cause]]", 2);
  ExpectRefused("format = 1\ncause = [3]\n", "[[cause]]", 2);
  ExpectRefused("format = 1\nlanguage = 3\n", "[language]", 2);
  ExpectRefused("format = 1\n[language]\nnegator = [\"不\"]\n", "no key `negator`", 3);
  ExpectRefused("format = 1\n[language]\nnegators = \"不\"\n", "must be a list of texts", 3);
  ExpectRefused("format = 1\ndemand = 3\n", "[demand.NAME]", 2);
  ExpectRefused("format = 1\n[demand]\nrefund = 3\n", "[demand.refund] must be a table", 3);
  ExpectRefused("format = 1\n[demand.money]\nphrases = [\"钱\"]\n", "there is no [demand.money]; the names are refund");
  ExpectRefused("format = 1\n[emotion.joy]\nphrases = [\"好\"]\n", "the names are anger, anxiety");
  ExpectRefused("format = 1\n[sign.flood]\nphrases = [\"水\"]\n", "the names are agreement, agent_advert");
  ExpectRefused("format = 1\n[sign.danger]\nrest_chars_max = -1\n", "0 to 100", 3);
}

TEST(TaxonomySpecTest, WrongTagsAreRefused) {
  EXPECT_EQ(Failure(Tag("phrases = [\"慢\"]\n")), "");
  ExpectRefused(Tag(""), "late has no `phrases` and no `near`");
  ExpectRefused(Tag("phrases = []\n"), "no `phrases`");
  ExpectRefused(Tag("phrases = \"慢\"\n"), "must be a list of texts", 9);
  ExpectRefused(Tag("phrases = [\"慢\",\n 3]\n"), "a phrase must be a text", 10);
  ExpectRefused(Tag("phrases = [\"\"]\n"), "a phrase is empty");
  ExpectRefused(Tag("phrases = [\" \"]\n"), "a phrase is empty");
  ExpectRefused(Tag("phrases = [\"*\"]\n"), "a phrase is empty");
  ExpectRefused(Tag("phrases = [\"re*fund\"]\n"), "`*` may stand only at the end");
  ExpectRefused(Tag("phrases = [\"refund**\"]\n"), "`*` may stand only at the end");
  ExpectRefused(Tag("phrases = [\"" + std::string(200, 'a') + "\"]\n"), "more than 128 bytes");
  ExpectRefused(Tag("phrases = [\"a\"]\nphrase = [\"b\"]\n"), "no key `phrase`", 10);
  ExpectRefused(Tag("phrases = [\"a\"]\nweight = 0\n"), "`weight` must be a number", 10);
  ExpectRefused(Tag("phrases = [\"a\"]\nweight = nan\n"), "`weight` must be a number", 10);
  ExpectRefused(Tag("phrases = [\"a\"]\nweight = \"2\"\n"), "`weight` must be a number", 10);
  ExpectRefused(Tag("near = 3\n"), "`near` must be a list", 9);
  ExpectRefused(Tag("near = [3]\n"), "each part of `near`", 9);
  ExpectRefused(Tag("near = [{ of = [\"a\"] }]\n"), "both `of` and `says`", 9);
  ExpectRefused(Tag("near = [{ of = [\"a\"], says = [\"b\"], with = 3 }]\n"), "no key `with`", 9);
  ExpectRefused(Tag("near = [{ of = [\"a\"], says = [\"b\"], within = 61 }]\n"), "0 to 60", 9);
  ExpectRefused(Tag("near = [{ of = [\"a\"], says = [\"b\"], within = 2.5 }]\n"), "0 to 60", 9);
}

TEST(TaxonomySpecTest, WrongNamesAreRefused) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string toml = Tag("phrases = [\"慢\"]\n");
    return toml.replace(toml.find(from), from.size(), to);
  };
  ExpectRefused(with("name = \"late\"\n", ""), "`name` is missing", 2);
  ExpectRefused(with("name = \"late\"", "name = 3"), "`name` must be a text", 3);
  ExpectRefused(with("name = \"late\"", "name = \"\""), "1 to 64 bytes", 3);
  ExpectRefused(with("name = \"late\"", "name = \"Late Claim\""), "small Latin letters", 3);
  ExpectRefused(with("zh = \"慢\"\n", ""), "`zh` is missing", 2);
  ExpectRefused(with("en = \"Late\"", "en = \"" + std::string(65, 'e') + "\""), "1 to 64 bytes", 5);
  ExpectRefused(with("class = \"quality\"", "class = \"price\""), "quality, information, communication or opinion", 6);
  ExpectRefused(with("right = \"知情权\"\n", ""), "`right` is missing", 2);
  ExpectRefused(with("stage = \"售前\"\n", ""), "`stage` is missing", 2);
  const std::string tag = Tag("phrases = [\"慢\"]\n");
  ExpectRefused(tag + tag.substr(tag.find("[[")), "a second tag is called late", 10);
}

TEST(TaxonomySpecTest, TooMuchIsRefused) {
  ExpectRefused(std::string(kTaxonomyBytesMax + 1, '#'), "more than 4 MiB");
  std::string tags = "format = 1\n";
  for (size_t i = 0; i <= kTaxonomyTagsMax; ++i) {
    std::string tag = Tag("phrases = [\"慢\"]\n").substr(11);
    tags += tag.replace(tag.find("late"), 4, "t" + std::to_string(i));
  }
  ExpectRefused(tags, "more than 2000 tags");
  std::string phrases;
  for (size_t i = 0; i <= kTaxonomyPhrasesMax; ++i) phrases += "\"p" + std::to_string(i) + "\",";
  ExpectRefused(Tag("phrases = [" + phrases + "]\n"), "more than 100000 phrases");
  std::string deep = "format = ";
  ExpectRefused(deep + std::string(5000, '['), "my.toml: line 1");
}

TEST(TaxonomySpecTest, PhrasesAreFoldedAndApostrophesTakeThreeForms) {
  const Result<TaxonomySpec> spec =
      ParseTaxonomySpec(Tag("phrases = [\"退費ＡＢ\", \"Can't pay\", \"Refund*\"]\n"), "x");
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  const std::vector<std::string> want = {"退费ab", "can't pay", "can’t pay", "cant pay", "refund*"};
  EXPECT_EQ(spec->causes[0].phrases, want);
}

TEST(TaxonomySpecTest, ATaxonomyMayHoldNothing) {
  const Result<Taxonomy> taxonomy = Taxonomy::Parse("format = 1\n", "empty.toml");
  ASSERT_TRUE(taxonomy.ok()) << taxonomy.status().message();
  TaxonomyScratch scratch;
  EXPECT_EQ(taxonomy->Read("理赔拖延", &scratch).cause, CauseClass::kNone);
  EXPECT_TRUE(taxonomy->tags().empty());
}

}  // namespace
}  // namespace groundswell
