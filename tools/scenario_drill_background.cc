// The rest of the drills' weeks: people who talk about their lives and about companies, what companies say themselves,
// and complaints of one person about one small matter.
#include <array>

#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

// How many posts a day brings, Monday first.
constexpr std::array<uint32_t, 7> kWeekdayWeights = {100, 98, 98, 100, 108, 118, 112};
constexpr int64_t kChinaOffsetMs = 8 * kHourMs;

struct Subject {
  std::string_view rule;  // the language follows
  uint32_t weight;
  bool is_about_company;
  bool is_edited;  // written with care, without the author's habits
  Mood mood;
};

constexpr Subject kSubjects[] = {
    {"d.life", 68, false, false, Mood::kHappy}, {"d.grumble", 4, false, false, Mood::kAngry},
    {"d.ad", 6, false, true, Mood::kNeutral},   {"d.ask", 8, true, false, Mood::kNeutral},
    {"d.praise", 5, true, false, Mood::kHappy}, {"d.mention", 6, true, false, Mood::kNeutral},
    {"d.news", 3, true, true, Mood::kNeutral},
};

// Small talk repeats itself now and then; it is not worth long searching.
constexpr int kTriesMax = 3;

std::vector<uint32_t> DayWeights(const DrillFeed& drills) {
  std::vector<uint32_t> weights;
  const int64_t first = (drills.feed().start().ms + kChinaOffsetMs) / kDayMs + 3;  // 1970-01-01 was a Thursday
  for (int64_t day = 0; day < drills.days(); ++day) weights.push_back(kWeekdayWeights[(first + day) % 7]);
  return weights;
}

// People of one language; some of them write often.
std::vector<FeedPerson> Crowd(Language language, int64_t size, DrillFeed* drills) {
  std::vector<FeedPerson> people;
  people.reserve(static_cast<size_t>(size));
  for (int64_t i = 0; i < size; ++i) people.push_back(drills->feed()->people().Meet(language));
  return people;
}

const FeedPerson& AnyOf(const std::vector<FeedPerson>& crowd, Random* random) {
  const uint64_t front = random->Below(crowd.size()) + 1;
  return crowd[random->Below(front)];
}

Channel ChannelOf(const Subject& subject, Language language, Random* random) {
  const Channel open = FeedBuilder::PublicChannel(language);
  if (!subject.is_about_company) return open;
  switch (random->PickWeighted({82, 12, 6})) {
    case 1:
      return Channel::kForum;
    case 2:
      return Channel::kBulletin;
    default:
      return open;
  }
}

// Texts about a company name the things of its trade.
Bindings NamesOf(const DrillTopic& topic, const std::string& lang, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  Bindings names = drills->Names(topic, lang == "zh" ? Language::kChinese : Language::kEnglish, random);
  const std::string trade = "t." + std::string(drills->company(topic.company).key) + ".";
  names["!thing"] = feed->Plain(trade + "thing." + lang, names, random);
  if (lang != "zh") return names;
  names["!q"] = feed->Plain(trade + "q.zh", names, random);
  names["!good"] = feed->Plain(trade + "good.zh", names, random);
  return names;
}

void AddRemark(const Subject& subject, const FeedPerson& person, int64_t offset_ms, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const Channel channel = ChannelOf(subject, person.language, random);
  FeedRecord record = feed->Draft(person, channel, offset_ms, random);
  const std::string rule = std::string(subject.rule) + "." + record.lang;
  DrillTopic topic;
  topic.company = random->Below(feed->scenario().companies.size());
  const Style style = subject.is_edited ? Style() : person.style;
  for (int i = 0; i < kTriesMax; ++i) {
    const Bindings names = subject.is_about_company ? NamesOf(topic, record.lang, drills, random) : Bindings();
    record.text = ApplyStyle(style, person.language, subject.mood, feed->Plain(rule, names, random), random);
    if (feed->IsNewText(record.text)) break;
  }
  if (subject.is_about_company) feed->NameCompany(topic.company, &record, random);
  feed->Add(std::move(record));
}

// Each small matter of the rule about the company at most once, each from somebody else.
void AddSingles(const std::string& rule, Language language, size_t company, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  DrillTopic topic;
  topic.company = company;
  for (size_t i = 0; i < feed->grammar().Alternatives(rule).size(); ++i) {
    const std::string text = feed->Plain(rule, drills->Names(topic, language, random), random);
    if (random->Percent(20)) continue;
    const FeedPerson person = feed->people().Meet(language);
    const int64_t offset_ms = DrillFeed::Moment(random->Between(0, drills->days() - 1), random);
    FeedRecord record = feed->Draft(person, FeedBuilder::PublicChannel(language), offset_ms, random);
    record.text = ApplyStyle(person.style, language, Mood::kAngry, text, random);
    feed->NameCompany(company, &record, random);
    feed->Add(std::move(record));
  }
}

void AddAllSingles(DrillFeed* drills) {
  Random random = drills->feed()->Stream("singles");
  const int64_t rounds = drills->days() / 15;
  for (int64_t round = 0; round < rounds; ++round) {
    for (size_t company = 0; company < drills->feed()->scenario().companies.size(); ++company) {
      const std::string of_trade = "d.single." + std::string(drills->company(company).key);
      AddSingles("d.single.zh", Language::kChinese, company, drills, &random);
      AddSingles("d.single.en", Language::kEnglish, company, drills, &random);
      AddSingles(of_trade + ".zh", Language::kChinese, company, drills, &random);
      AddSingles(of_trade + ".en", Language::kEnglish, company, drills, &random);
    }
  }
}

void AddOfficialPosts(DrillFeed* drills) {
  FeedBuilder* feed = drills->feed();
  Random random = feed->Stream("official");
  for (size_t company = 0; company < feed->scenario().companies.size(); ++company) {
    FeedPerson account;
    account.name = drills->company(company).account;
    account.followers = 800000;
    DrillTopic topic;
    topic.company = company;
    for (int64_t day = 0; day < drills->days(); ++day) {
      if (random.Percent(50)) continue;
      FeedRecord record = feed->Draft(account, Channel::kMicroblog, DrillFeed::Moment(day, &random), &random);
      record.text = feed->Plain("d.official.zh", drills->Names(topic, Language::kChinese, &random), &random);
      record.org = drills->company(company).name;
      feed->Add(std::move(record));
    }
  }
}

}  // namespace

void AddDrillBackground(int64_t posts, DrillFeed* drills) {
  AddAllSingles(drills);
  AddOfficialPosts(drills);
  Random random = drills->feed()->Stream("background");
  const int64_t missing = posts - static_cast<int64_t>(drills->feed()->records().size());
  if (missing <= 0) return;
  const std::vector<FeedPerson> chinese = Crowd(Language::kChinese, missing / 3 + 1, drills);
  const std::vector<FeedPerson> english = Crowd(Language::kEnglish, missing / 6 + 1, drills);
  const std::vector<uint32_t> days = DayWeights(*drills);
  std::vector<uint32_t> weights;
  for (const Subject& subject : kSubjects) weights.push_back(subject.weight);
  for (int64_t i = 0; i < missing; ++i) {
    const Subject& subject = kSubjects[random.PickWeighted(weights)];
    const bool is_english = random.Percent(subject.is_about_company ? 20 : 32);
    const FeedPerson& person = AnyOf(is_english ? english : chinese, &random);
    const auto day = static_cast<int64_t>(random.PickWeighted(days));
    AddRemark(subject, person, DrillFeed::Moment(day, &random), drills, &random);
  }
}

}  // namespace groundswell
