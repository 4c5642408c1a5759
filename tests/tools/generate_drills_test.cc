// The drills: the same bytes for the same seed, every case there, and a truth that agrees with the feed line by line.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "engine/calendar.h"
#include "tools/config.h"
#include "tools/generate.h"
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

struct Line {
  std::string id, channel, text, author, person, kind, lang, label;
  EventTime time;
  bool deleted = false;
  std::string Key() const { return channel + "\n" + id; }
  std::string Who() const { return person.empty() ? channel + "\n" + author : person; }
};

struct Case {
  std::string label, name, wanted, company;
  int64_t posts = 0, complainants = 0, joiners = 0, copiers = 0;
  EventTime start, end, second_at, clock_at, surge_at, deleted_at;
  std::vector<std::string> members;
};

struct Feed {
  std::string bytes;
  FeedFacts facts;
  std::vector<Line> lines;
  std::vector<Case> cases;
  std::map<std::string, std::vector<const Line*>> of_label;  // each post once
  std::map<std::string, const Line*> by_key;                 // its first line
};

std::string Text(const dom::element& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

int64_t Integer(const dom::element& object, std::string_view key) {
  int64_t value = 0;
  return object[key].get(value) == simdjson::SUCCESS ? value : 0;
}

EventTime Time(const dom::element& object, std::string_view key) {
  const std::string text = Text(object, key);
  return text.empty() ? EventTime::None() : ParseEventTime(text, nullptr).value();
}

Line ReadLine(const dom::element& object) {
  Line line;
  line.id = Text(object, "id");
  line.channel = Text(object, "channel");
  line.text = Text(object, "text");
  line.author = Text(object, "author");
  line.person = Text(object, "person");
  line.kind = Text(object, "kind");
  line.lang = Text(object, "lang");
  line.label = Text(object, "label");
  line.time = Time(object, "time");
  bool deleted = false;
  line.deleted = object["deleted"].get(deleted) == simdjson::SUCCESS && deleted;
  return line;
}

Case ReadCase(const dom::element& object) {
  Case one;
  one.label = Text(object, "label");
  one.name = Text(object, "case");
  one.wanted = Text(object, "wanted");
  one.company = Text(object, "company");
  one.posts = Integer(object, "posts");
  one.complainants = Integer(object, "complainants");
  one.joiners = Integer(object, "joiners");
  one.copiers = Integer(object, "copiers");
  one.start = Time(object, "start");
  one.end = Time(object, "end");
  one.second_at = Time(object, "second_at");
  one.clock_at = Time(object, "clock_at");
  one.surge_at = Time(object, "surge_at");
  one.deleted_at = Time(object, "deleted_at");
  dom::array members;
  if (object["members"].get(members) != simdjson::SUCCESS) return one;
  for (const dom::element member : members) {
    std::string_view channel, id;
    EXPECT_TRUE(member.at(0).get(channel) == simdjson::SUCCESS && member.at(1).get(id) == simdjson::SUCCESS);
    one.members.push_back(std::string(channel) + "\n" + std::string(id));
  }
  return one;
}

template <typename Visit>
void ForEachLine(const std::string& text, Visit visit) {
  dom::parser parser;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    dom::element object;
    ASSERT_EQ(parser.parse(line).get(object), simdjson::SUCCESS) << line;
    visit(object);
  }
}

GenerateOptions Options(uint64_t seed, int64_t posts = 1) {
  GenerateOptions options;
  options.scenario = "drills";
  options.seed = seed;
  options.posts = posts;
  return options;
}

std::unique_ptr<Feed> Generate(const GenerateOptions& options) {
  auto feed = std::make_unique<Feed>();
  std::ostringstream out;
  const Status status = GenerateFeed(options, &out, &feed->facts);
  EXPECT_TRUE(status.ok()) << status.message();
  feed->bytes = out.str();
  ForEachLine(feed->bytes, [&](const dom::element& object) { feed->lines.push_back(ReadLine(object)); });
  ForEachLine(feed->facts.truth, [&](const dom::element& object) { feed->cases.push_back(ReadCase(object)); });
  for (const Line& line : feed->lines) {
    if (line.deleted || !feed->by_key.emplace(line.Key(), &line).second) continue;
    if (!line.label.empty()) feed->of_label[line.label].push_back(&line);
  }
  return feed;
}

// The drills of seed 1 with little around them, shared by the tests that only read them.
const Feed& Default() {
  static const std::unique_ptr<Feed> kFeed = Generate(Options(1));
  return *kFeed;
}

template <typename Check>
void ForEachCase(const std::string& name, Check check) {
  int found = 0;
  for (const Case& one : Default().cases) {
    if (one.name != name) continue;
    ++found;
    const auto posts = Default().of_label.find(one.label);
    check(one, posts == Default().of_label.end() ? std::vector<const Line*>() : posts->second);
  }
  EXPECT_GT(found, 0) << name;
}

double ShareOf(const std::vector<const Line*>& posts, bool (*is)(const Line&)) {
  const auto count = std::count_if(posts.begin(), posts.end(), [&](const Line* line) { return is(*line); });
  return posts.empty() ? 0 : static_cast<double>(count) / static_cast<double>(posts.size());
}

TEST(GenerateDrills, TheSameSeedGivesTheSameBytes) {
  const auto again = Generate(Options(1));
  EXPECT_EQ(Hash64(again->bytes), Hash64(Default().bytes));
  EXPECT_EQ(again->facts.truth, Default().facts.truth);
  EXPECT_EQ(again->facts.calendar, Default().facts.calendar);
}

TEST(GenerateDrills, AnotherSeedGivesAnotherFeed) {
  const auto other = Generate(Options(2));
  EXPECT_NE(other->bytes, Default().bytes);
  EXPECT_NE(other->facts.truth, Default().facts.truth);
}

TEST(GenerateDrills, TheDemonstrationDayIsAsItWas) {
  GenerateOptions day;
  std::ostringstream out;
  ASSERT_TRUE(GenerateFeed(day, &out).ok());
  EXPECT_EQ(Hash64(out.str()), 17358019955016570405u);
}

TEST(GenerateDrills, EveryCaseComesAsOftenAsItShould) {
  std::map<std::string, int32_t> found;
  for (const Case& one : Default().cases) ++found[one.name];
  for (const DrillCaseInfo& info : DrillCases()) {
    const bool is_pair = info.kind == DrillCase::kTwoCauses || info.kind == DrillCase::kTwoCompanies;
    EXPECT_EQ(found[std::string(info.name)], info.times * (is_pair ? 2 : 1)) << info.name;
  }
}

TEST(GenerateDrills, TheTruthAgreesWithTheFeed) {
  for (const Case& one : Default().cases) {
    if (one.wanted == "nothing") continue;
    const auto posts = Default().of_label.find(one.label);
    ASSERT_NE(posts, Default().of_label.end()) << one.label;
    std::set<std::string> people, joiners;
    EventTime second_at;
    for (const Line* line : posts->second) {
      if (people.insert(line->Who()).second && people.size() == 2) second_at = line->time;
      if (line->kind == "reply") joiners.insert(line->Who());
      EXPECT_GE(line->time, one.start) << one.label;
      EXPECT_LE(line->time, one.end) << one.label;
    }
    EXPECT_EQ(static_cast<int64_t>(posts->second.size()), one.posts) << one.label;
    EXPECT_EQ(static_cast<int64_t>(people.size()), one.complainants + one.copiers) << one.label;
    EXPECT_EQ(static_cast<int64_t>(joiners.size()), one.joiners) << one.label;
    EXPECT_EQ(second_at, one.second_at) << one.label;
    EXPECT_GE(one.complainants, one.wanted == "emerging" ? 8 : 1) << one.label;
  }
}

TEST(GenerateDrills, EveryLabelIsToldOfInTheTruth) {
  std::set<std::string> told;
  for (const Case& one : Default().cases) EXPECT_TRUE(told.insert(one.label).second) << one.label;
  for (const auto& [label, posts] : Default().of_label) EXPECT_TRUE(told.contains(label)) << label;
}

TEST(GenerateDrills, WhatMustStayQuietCarriesNoLabelAndIsNamedPostByPost) {
  for (const Case& one : Default().cases) {
    if (one.wanted != "nothing") continue;
    EXPECT_EQ(static_cast<int64_t>(one.members.size()), one.posts) << one.label;
    EXPECT_GE(one.posts, 30) << one.label;
    for (const std::string& key : one.members) {
      const auto line = Default().by_key.find(key);
      ASSERT_NE(line, Default().by_key.end()) << one.label;
      EXPECT_EQ(line->second->label, "");
    }
  }
}

TEST(GenerateDrills, TimesLieWithinTheDays) {
  const GenerateOptions options = Options(1);
  for (const Line& line : Default().lines) {
    if (line.deleted) continue;
    EXPECT_GE(line.time, options.start) << line.text;
    EXPECT_LT(line.time.ms, options.start.ms + 31 * kDayMs) << line.text;
  }
}

TEST(GenerateDrills, WithoutTruthThereAreNoLabels) {
  GenerateOptions options = Options(1);
  options.with_truth = false;
  const auto feed = Generate(options);
  for (const Line& line : feed->lines) EXPECT_EQ(line.label, "");
}

TEST(GenerateDrills, ARampTakesWeeks) {
  ForEachCase("ramp", [](const Case& one, const std::vector<const Line*>& posts) {
    std::set<int64_t> days;
    for (const Line* line : posts) days.insert(line->time.ms / kDayMs);
    EXPECT_GE(days.size(), 13u) << one.label;
    EXPECT_GE(one.end.ms - one.start.ms, 17 * kDayMs) << one.label;
  });
}

TEST(GenerateDrills, ABurstAfterSilenceHasAWeekWithoutPosts) {
  ForEachCase("silence", [](const Case& one, const std::vector<const Line*>& posts) {
    std::set<EventTime> times;
    for (const Line* line : posts) times.insert(line->time);
    int64_t gap_ms = 0;
    for (auto at = times.begin(), next = std::next(at); next != times.end(); ++at, ++next)
      gap_ms = std::max(gap_ms, next->ms - at->ms);
    EXPECT_GE(gap_ms, 7 * kDayMs) << one.label;
    EXPECT_GE(one.clock_at.ms, one.second_at.ms + 7 * kDayMs) << one.label;
  });
}

TEST(GenerateDrills, MixedGroupsAreInBothLanguages) {
  ForEachCase("mixed", [](const Case& one, const std::vector<const Line*>& posts) {
    const double english = ShareOf(posts, [](const Line& line) { return line.lang == "en"; });
    EXPECT_GE(english, .2) << one.label;
    EXPECT_LE(english, .8) << one.label;
  });
}

TEST(GenerateDrills, TheTwoOfAPairComeTogether) {
  std::map<std::string, Case> firsts;
  for (const Case& one : Default().cases) {
    if (one.name != "twocauses" && one.name != "twocompanies") continue;
    const std::string pair = one.label.substr(0, one.label.size() - 1);
    const auto [first, is_new] = firsts.emplace(pair, one);
    if (is_new) continue;
    EXPECT_EQ(first->second.company == one.company, one.name == "twocauses") << pair;
    EXPECT_LT(std::max(first->second.start, one.start), std::min(first->second.end, one.end)) << pair;
  }
}

TEST(GenerateDrills, TheSlowChannelComesADayLate) {
  EventTime newest = EventTime{0};
  int checked = 0;
  for (const Line& line : Default().lines) {
    if (line.deleted) continue;
    if (line.channel != "bulletin") {
      newest = std::max(newest, line.time);
    } else if (!line.label.empty()) {
      ++checked;
      EXPECT_GE(newest.ms - line.time.ms, 20 * kHourMs) << line.text;
    }
  }
  EXPECT_GE(checked, 40);
  ForEachCase("slowchannel", [](const Case& one, const std::vector<const Line*>& posts) {
    EXPECT_EQ(ShareOf(posts, [](const Line& line) { return line.channel == "bulletin"; }), 1) << one.label;
  });
}

TEST(GenerateDrills, LatePostsComeOutOfOrder) {
  ForEachCase("late", [](const Case& one, const std::vector<const Line*>& posts) {
    int backwards = 0;
    for (size_t i = 1; i < posts.size(); ++i) backwards += posts[i]->time < posts[i - 1]->time;
    EXPECT_GE(backwards, 2) << one.label;
  });
}

TEST(GenerateDrills, AChronicCauseTriples) {
  ForEachCase("chronic", [](const Case& one, const std::vector<const Line*>& posts) {
    const double days = static_cast<double>(one.surge_at.ms - one.start.ms) / kDayMs;
    int64_t before = 0, during = 0;
    for (const Line* line : posts) {
      before += line->time < one.surge_at;
      during += line->time >= one.surge_at && line->time.ms < one.surge_at.ms + 2 * kDayMs;
    }
    const double ratio = static_cast<double>(during) / 2 / (static_cast<double>(before) / days);
    EXPECT_GE(ratio, 2.4) << one.label;
    EXPECT_LE(ratio, 3.7) << one.label;
  });
}

TEST(GenerateDrills, MostPostsOfADeletionAreDeleted) {
  std::set<std::string> deleted;
  for (const Line& line : Default().lines) {
    if (line.deleted) deleted.insert(line.Key());
  }
  ForEachCase("deletion", [&](const Case& one, const std::vector<const Line*>& posts) {
    int64_t gone = 0;
    for (const Line* line : posts) gone += deleted.contains(line->Key());
    EXPECT_GE(static_cast<double>(gone), .6 * static_cast<double>(posts.size())) << one.label;
    EXPECT_GT(one.deleted_at, one.end) << one.label;
  });
}

TEST(GenerateDrills, CopiesStandBesidePeopleWithWordsOfTheirOwn) {
  ForEachCase("copies", [](const Case& one, const std::vector<const Line*>& posts) {
    std::map<std::string, int> texts;
    for (const Line* line : posts) ++texts[line->text];
    EXPECT_GE(one.copiers, 15) << one.label;
    EXPECT_GE(texts.size(), static_cast<size_t>(one.complainants)) << one.label;
    EXPECT_GE(
        std::max_element(texts.begin(), texts.end(), [](auto& a, auto& b) { return a.second < b.second; })->second, 4)
        << one.label;
  });
}

TEST(GenerateDrills, ComplaintsInOwnWordsAreAllDifferent) {
  for (const char* name : {"burst", "ramp", "mixed", "paraphrase", "chronic"}) {
    ForEachCase(name, [](const Case& one, const std::vector<const Line*>& posts) {
      std::set<std::string> texts;
      for (const Line* line : posts) texts.insert(line->text);
      EXPECT_GE(static_cast<double>(texts.size()), .98 * static_cast<double>(posts.size())) << one.label;
    });
  }
}

TEST(GenerateDrills, MostOfJoinersAgreeInReplies) {
  ForEachCase("joiners", [](const Case& one, const std::vector<const Line*>&) {
    EXPECT_GE(one.joiners, 14) << one.label;
    EXPECT_LE(one.complainants - one.joiners, 5) << one.label;
  });
}

TEST(GenerateDrills, OnePersonIsLoud) {
  ForEachCase("loud", [](const Case& one, const std::vector<const Line*>&) {
    std::set<std::string> authors;
    for (const std::string& key : one.members) authors.insert(Default().by_key.at(key)->author);
    EXPECT_EQ(authors.size(), 1u) << one.label;
  });
}

TEST(GenerateDrills, TheCalendarTellsOfEachSaleDay) {
  const Result<Calendar> calendar = ParseCalendar("drills", Default().facts.calendar, nullptr);
  ASSERT_TRUE(calendar.ok()) << calendar.status().message();
  size_t sales = 0;
  ForEachCase("planned", [&](const Case& one, const std::vector<const Line*>&) {
    ++sales;
    EXPECT_GT(calendar->FactorAt(one.company, one.start), 1) << one.label;
    EXPECT_GT(calendar->FactorAt(one.company, one.end), 1) << one.label;
  });
  EXPECT_EQ(calendar->events().size(), sales);
}

TEST(GenerateDrills, TheWatchlistBesideThemNamesEachCompany) {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "GROUNDSWELL_SOURCE_DIR is not set";
  std::ifstream file(std::string(source) + "/tools/scenario_drills.toml");
  std::stringstream text;
  text << file.rdbuf();
  for (const ScenarioCompany& company : DrillCompanies()) {
    EXPECT_NE(text.str().find("[organisation.\"" + std::string(company.name) + "\"]"), std::string::npos);
    EXPECT_NE(text.str().find("microblog:" + std::string(company.account)), std::string::npos);
  }
}

TEST(GenerateDrills, AMonthIsAboutTwoHundredThousandPostsThatSeldomRepeatEachOther) {
  const auto feed = Generate(Options(3, 0));
  EXPECT_GE(feed->lines.size(), 200000u);
  EXPECT_LE(feed->lines.size(), 203000u);
  std::set<uint64_t> texts;
  for (const auto& [key, line] : feed->by_key) {
    EXPECT_FALSE(line->text.empty() || line->author.empty());
    EXPECT_EQ(line->text.find_first_of("{}"), std::string::npos) << line->text;
    texts.insert(Hash64(line->text));
  }
  EXPECT_GE(static_cast<double>(texts.size()), .97 * static_cast<double>(feed->by_key.size()));
}

TEST(GenerateDrills, MoreDaysHoldMoreOfEachCase) {
  GenerateOptions options = Options(1);
  options.days = 45;
  EXPECT_GE(Generate(options)->cases.size(), Default().cases.size() * 5 / 4);
}

TEST(GenerateDrills, DaysOutOfRangeAreRefused) {
  std::ostringstream out;
  for (int32_t days : {-1, 1, 27, 46}) {
    GenerateOptions options = Options(1);
    options.days = days;
    EXPECT_EQ(GenerateFeed(options, &out).code(), Code::kInvalid) << days;
  }
  GenerateOptions day;
  day.days = 2;
  EXPECT_EQ(GenerateFeed(day, &out).code(), Code::kInvalid);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace groundswell
