// The synthetic feed: the same bytes for the same seed, the planted truth as planned, and lines the engine can take.
#include "tools/generate.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/hash.h"
#include "tools/generate_grammar.h"
#include "tools/generate_phrases.h"
#include "tools/generate_random.h"

namespace groundswell {
namespace {

struct Line {
  std::string id, channel, time, text, author, person, kind, label, org, edited_at, reply_to;
  bool deleted = false;
  std::string Key() const { return channel + "\n" + id; }
  std::string Complainant() const { return person.empty() ? channel + "\n" + author : person; }
};

std::string Generate(const GenerateOptions& options) {
  std::ostringstream out;
  const Status status = GenerateFeed(options, &out);
  EXPECT_TRUE(status.ok()) << status.message();
  return out.str();
}

std::string Text(const simdjson::dom::element& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::vector<Line> Parse(const std::string& feed) {
  std::vector<Line> lines;
  simdjson::dom::parser parser;
  std::istringstream in(feed);
  for (std::string text; std::getline(in, text);) {
    simdjson::dom::element object;
    EXPECT_EQ(parser.parse(text).get(object), simdjson::SUCCESS) << text;
    Line line{Text(object, "id"),     Text(object, "channel"),   Text(object, "time"),    Text(object, "text"),
              Text(object, "author"), Text(object, "person"),    Text(object, "kind"),    Text(object, "label"),
              Text(object, "org"),    Text(object, "edited_at"), Text(object, "reply_to")};
    bool deleted = false;
    line.deleted = object["deleted"].get(deleted) == simdjson::SUCCESS && deleted;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Line> ParseDefault(uint64_t seed = 1) {
  GenerateOptions options;
  options.seed = seed;
  return Parse(Generate(options));
}

// The feed of seed 1, shared by the tests that only read it.
const std::vector<Line>& Default() {
  static const std::vector<Line> kLines = ParseDefault();
  return kLines;
}

EventTime TimeOf(const std::string& text) {
  const Result<EventTime> time = ParseEventTime(text, nullptr);
  EXPECT_TRUE(time.ok()) << text;
  return time.ok() ? time.value() : EventTime::None();
}

TEST(Generate, TheSameSeedGivesTheSameBytes) { EXPECT_EQ(Hash64(Generate({})), Hash64(Generate({}))); }

TEST(Generate, AnotherSeedGivesAnotherFeed) {
  GenerateOptions other;
  other.seed = 2;
  EXPECT_NE(Generate({}), Generate(other));
}

TEST(Generate, WithoutTruthOnlyTheLabelsAreMissing) {
  GenerateOptions options;
  options.with_truth = false;
  const std::vector<Line> lines = Parse(Generate(options));
  ASSERT_EQ(lines.size(), Default().size());
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(lines[i].label.empty());
    EXPECT_EQ(lines[i].Key() + lines[i].text, Default()[i].Key() + Default()[i].text);
  }
}

TEST(Generate, TheDefaultDayHoldsAboutSixThousandLines) {
  EXPECT_GE(Default().size(), 5900u);
  EXPECT_LE(Default().size(), 6200u);
}

TEST(Generate, TheNumberOfPostsIsAboutWhatWasAskedFor) {
  GenerateOptions options;
  options.posts = 20000;
  const size_t lines = Parse(Generate(options)).size();
  EXPECT_GE(lines, 20000u);
  EXPECT_LE(lines, 20200u);
}

// Distinct people with posts of their own, and with agreeing replies, of each label.
void ExpectTruthAsPlanned(const GenerateOptions& options) {
  std::map<std::string, std::set<std::string>> complainants, joiners;
  for (const Line& line : Parse(Generate(options))) {
    if (line.label.empty()) continue;
    (line.kind == "reply" ? joiners : complainants)[line.label].insert(line.Complainant());
  }
  const Result<std::vector<PlantedGroup>> groups = PlannedGroups(options);
  ASSERT_TRUE(groups.ok());
  for (const PlantedGroup& group : *groups) {
    const std::string label(group.label);
    EXPECT_EQ(complainants[label].size(), static_cast<size_t>(group.complainants)) << label;
    EXPECT_EQ(joiners[label].size(), static_cast<size_t>(group.joiners)) << label;
    EXPECT_GE(group.complainants, kPlantedComplainantsMin);
  }
  EXPECT_EQ(complainants.size(), groups->size());
}

TEST(Generate, EachPlantedGroupHasItsPeople) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    GenerateOptions options;
    options.seed = seed;
    ExpectTruthAsPlanned(options);
  }
}

TEST(Generate, ASmallFeedHasSmallGroups) {
  GenerateOptions options;
  options.posts = 1500;
  ExpectTruthAsPlanned(options);
}

TEST(Generate, EveryComplainantHasWordsOfTheirOwn) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    std::map<std::string, std::string> author_of_text;
    for (const Line& line : ParseDefault(seed)) {
      if (line.label.empty() || line.kind == "reply") continue;
      const auto [found, is_new] = author_of_text.emplace(line.text, line.author);
      EXPECT_EQ(found->second, line.author) << "seed " << seed << ": " << line.text;
    }
  }
}

TEST(Generate, TimesLieWithinTheDayButForThreeOfTheEveningBefore) {
  const GenerateOptions options;
  int before = 0;
  for (const Line& line : Default()) {
    if (line.deleted) continue;
    const EventTime time = TimeOf(line.time);
    EXPECT_LT(time.ms, options.start.ms + kDayMs);
    if (time < options.start) ++before;
  }
  EXPECT_GE(before, 3);
  EXPECT_LE(before, 6);  // one of them may have been edited or sent again
}

TEST(Generate, EveryLineHasTheRequiredFields) {
  for (const Line& line : Default()) {
    EXPECT_FALSE(line.id.empty());
    EXPECT_FALSE(line.channel.empty());
    if (line.deleted) continue;
    EXPECT_FALSE(line.text.empty());
    EXPECT_FALSE(line.author.empty());
    EXPECT_TRUE(std::set<std::string>({"post", "repost", "reply", "review", "ticket"}).count(line.kind));
    EXPECT_EQ(line.text.find('{'), std::string::npos) << line.text;
    EXPECT_EQ(line.text.find('}'), std::string::npos) << line.text;
  }
}

TEST(Generate, AnIdComesTwiceOnlyForTheSamePost) {
  std::map<std::string, Line> first;
  int again = 0, deletions = 0, edits = 0;
  for (const Line& line : Default()) {
    deletions += line.deleted;
    edits += !line.edited_at.empty();
    const auto [found, is_new] = first.emplace(line.Key(), line);
    if (is_new || line.deleted) continue;
    ++again;
    EXPECT_EQ(found->second.author, line.author);
    EXPECT_EQ(found->second.time, line.time);
    EXPECT_TRUE(line.text.starts_with(found->second.text)) << line.text;
  }
  EXPECT_GE(again, 40);
  EXPECT_GE(deletions, 8);
  EXPECT_GE(edits, 12);
}

TEST(Generate, AReplyComesAfterThePostItAnswers) {
  std::map<std::string, EventTime> times;
  for (const Line& line : Default()) {
    if (!line.deleted) times.emplace(line.Key(), TimeOf(line.time));
  }
  int replies = 0;
  for (const Line& line : Default()) {
    if (line.reply_to.empty()) continue;
    ++replies;
    const auto parent = times.find(line.channel + "\n" + line.reply_to);
    ASSERT_NE(parent, times.end()) << line.text;
    EXPECT_GE(TimeOf(line.time), parent->second);
  }
  EXPECT_GE(replies, 150);
}

TEST(Generate, TheLoudAuthorTheCopiedTextAndThePraiseAreThereWithoutALabel) {
  std::map<std::string, std::set<std::string>> authors_of_text;
  std::map<std::string, std::set<std::string>> ids_of_author;
  int branch_posts = 0;
  for (const Line& line : Default()) {
    if (line.text.find("【扩散】") == 0 && line.edited_at.empty()) authors_of_text[line.text].insert(line.author);
    if (line.text.find("城东支行") == std::string::npos) continue;
    ids_of_author[line.author].insert(line.id);
    branch_posts += !line.label.empty();
  }
  ASSERT_EQ(authors_of_text.size(), 1u);
  EXPECT_EQ(authors_of_text.begin()->second.size(), 40u);
  ASSERT_EQ(ids_of_author.size(), 1u);
  EXPECT_EQ(ids_of_author.begin()->second.size(), 40u);
  EXPECT_EQ(branch_posts, 0);
}

// A run of eleven digits may only be a number of the made-up ranges.
TEST(Generate, TelephoneNumbersAreMadeUpOnes) {
  int numbers = 0;
  for (const Line& line : Default()) {
    for (size_t i = 0, run = 0; i <= line.text.size(); ++i) {
      const bool is_digit = i < line.text.size() && line.text[i] >= '0' && line.text[i] <= '9';
      if (!is_digit && run >= 11) {
        ++numbers;
        const std::string prefix = line.text.substr(i - run, 7);
        EXPECT_TRUE(run == 11 && (prefix == "1380000" || prefix == "1390000")) << line.text;
      }
      run = is_digit ? run + 1 : 0;
    }
  }
  EXPECT_GE(numbers, 3);
}

TEST(Generate, OptionsOutOfRangeAreRefused) {
  std::ostringstream out;
  GenerateOptions unknown, negative, early;
  unknown.scenario = "night";
  negative.posts = -1;
  early.start = EventTime{0};
  EXPECT_EQ(GenerateFeed(unknown, &out).code(), Code::kNotFound);
  EXPECT_EQ(GenerateFeed(negative, &out).code(), Code::kInvalid);
  EXPECT_EQ(GenerateFeed(early, &out).code(), Code::kInvalid);
  EXPECT_EQ(out.str(), "");
}

TEST(Generate, AStreamThatRefusesIsAnError) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(GenerateFeed({}, &out).code(), Code::kIo);
}

TEST(Random, IsSplitMix64) { EXPECT_EQ(Random(0).Next(), 0xe220a8397b1dcdafu); }

std::string WriteOne(std::string_view source, uint64_t seed = 7) {
  Grammar grammar;
  EXPECT_TRUE(grammar.Parse(source).ok());
  EXPECT_TRUE(grammar.Check().ok());
  Random random(seed);
  return Writer(&grammar).Write("a", &random);
}

bool Checks(std::string_view source) {
  Grammar grammar;
  return grammar.Parse(source).ok() && grammar.Check().ok();
}

TEST(Grammar, ExpandsARuleByName) { EXPECT_EQ(WriteOne("== a\nx{b}z\n== b\ny\n"), "xyz"); }
TEST(Grammar, RemembersAWordWithinAPost) { EXPECT_EQ(WriteOne("== a\n{!b}{!b}\n== b\n{#5-5}\n"), "55"); }
TEST(Grammar, StepsThroughARange) { EXPECT_EQ(WriteOne("== a\n{#50-50/10}\n"), "50"); }
TEST(Grammar, GivesAllPartsOfAShuffle) { EXPECT_EQ(WriteOne("== a\n{~x|x|x}\n"), "xxx"); }
TEST(Grammar, SkipsComments) { EXPECT_EQ(WriteOne("// no\n== a\n// no\nyes\n"), "yes"); }
TEST(Grammar, RefusesAnUnknownRule) { EXPECT_FALSE(Checks("== a\n{b}\n")); }
TEST(Grammar, RefusesAnOpenBrace) { EXPECT_FALSE(Checks("== a\n{b\n== b\nx\n")); }
TEST(Grammar, RefusesAClosingBraceTooMany) { EXPECT_FALSE(Checks("== a\nb}\n")); }
TEST(Grammar, RefusesABadRange) { EXPECT_FALSE(Checks("== a\n{#9-1}\n")); }
TEST(Grammar, RefusesABadChance) { EXPECT_FALSE(Checks("== a\n{?x:y}\n")); }
TEST(Grammar, RefusesARuleThatNamesItself) { EXPECT_FALSE(Checks("== a\n{a}\n")); }
TEST(Grammar, RefusesAnEmptyRule) { EXPECT_FALSE(Checks("== a\n== b\nx\n")); }
TEST(Grammar, RefusesWordsBeforeTheFirstRule) { EXPECT_FALSE(Checks("x\n== a\nx\n")); }
TEST(Grammar, TheShippedPhrasesAreSound) {
  const Result<Grammar> phrases = LoadPhrases();
  EXPECT_TRUE(phrases.ok()) << phrases.status().message();
}

TEST(Grammar, UsesEveryAlternativeBeforeOneComesAgain) {
  Grammar grammar;
  ASSERT_TRUE(grammar.Parse("== a\n1\n2\n3\n4\n").ok());
  Writer writer(&grammar);
  Random random(3);
  std::set<std::string> seen;
  for (int i = 0; i < 4; ++i) seen.insert(writer.Write("a", &random));
  EXPECT_EQ(seen.size(), 4u);
}

}  // namespace
}  // namespace groundswell
