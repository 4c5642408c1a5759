// The drills from which no alert may come: one loud person, praise, news, old stories, a sale day. They carry no label
// in the feed.
#include <algorithm>

#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

DrillTopic AnyCompany(const DrillFeed& drills, Random* random) {
  DrillTopic topic;
  topic.company = random->Below(drills.feed().scenario().companies.size());
  return topic;
}

void AddLoud(int32_t number, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const DrillTopic topic = drills->topics().Take();
  const int32_t drill = drills->Open(DrillCase::kLoud, number, topic);
  const FeedPerson person = drills->Meet(25, random);
  const std::string language = person.language == Language::kChinese ? "zh" : "en";
  const int64_t first_day = random->Between(0, drills->days() - 8);
  const int64_t posts = random->Between(35, 60);
  for (int64_t i = 0; i < posts; ++i) {
    const int64_t offset_ms = DrillFeed::Moment(first_day + random->Between(0, 6), random);
    const Channel channel = FeedBuilder::PublicChannel(person.language);
    FeedRecord record = feed->Draft(person, channel, offset_ms, random);
    Bindings names = drills->Names(topic, person.language, random);
    names["!what"] = feed->Plain("c." + topic.cause + "." + language, names, random);
    const std::string text = feed->Plain("d.loud." + language, names, random);
    record.text = ApplyStyle(person.style, person.language, Mood::kAngry, text, random);
    feed->NameCompany(topic.company, &record, random);
    drills->Add(drill, FeedRole::kOther, std::move(record));
  }
}

// What goes round: a root, people who say something about it, and others who only pass it on.
struct Story {
  DrillCase kind = DrillCase::kPraise;
  std::string root, tell;  // rules; a language is added to `tell`
  Mood mood = Mood::kNeutral;
  int64_t start_ms = 0, span_ms = 0;
  int64_t tellers = 0, reposts = 0, copies = 0;
  uint32_t english_percent = 0;
};

void AddTellers(int32_t drill, const Story& story, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const DrillTopic topic = drills->drills()[drill].topic;
  for (int64_t i = 0; i < story.tellers; ++i) {
    const FeedPerson person = drills->Meet(story.english_percent, random);
    const Channel channel = FeedBuilder::PublicChannel(person.language);
    const int64_t part = ShapePart(Shape::kHump, random);
    const int64_t offset_ms = story.start_ms + 10 * kMinuteMs + story.span_ms / kShapeParts * part;
    FeedRecord record = feed->Draft(person, channel, offset_ms, random);
    const std::string rule = story.tell + "." + record.lang;
    const std::string text = feed->Plain(rule, drills->Names(topic, person.language, random), random);
    record.text = ApplyStyle(person.style, person.language, story.mood, text, random);
    feed->NameCompany(topic.company, &record, random);
    drills->Add(drill, FeedRole::kOther, std::move(record));
  }
}

void AddEchoes(int32_t drill, const Story& story, size_t root, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const std::string words = feed->records()[root].text;
  for (int64_t i = 0; i < story.reposts + story.copies; ++i) {
    const FeedPerson person = drills->Meet(0, random);
    const int64_t offset_ms = story.start_ms + random->Between(5 * kMinuteMs, story.span_ms);
    FeedRecord record = feed->Draft(person, Channel::kMicroblog, offset_ms, random);
    if (i < story.reposts) {
      record.kind = "repost";
      record.parent = static_cast<int64_t>(root);
      record.text = feed->Plain("d.repostwords.zh", random);
    } else {
      record.text = words;
      if (random->Percent(30)) record.text += feed->Plain("d.edited.zh", random);
    }
    drills->Add(drill, FeedRole::kCopy, std::move(record));
  }
}

void AddStory(int32_t number, const Story& story, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const DrillTopic topic = AnyCompany(*drills, random);
  const int32_t drill = drills->Open(story.kind, number, topic);
  FeedPerson teller = drills->Meet(0, random);
  teller.followers = random->Between(20000, 900000);
  FeedRecord root = feed->Draft(teller, Channel::kMicroblog, story.start_ms, random);
  root.text = feed->Plain(story.root, drills->Names(topic, Language::kChinese, random), random);
  root.likes = random->Between(3000, 60000);
  root.reposts = random->Between(500, 9000);
  feed->NameCompany(topic.company, &root, random);
  const size_t index = drills->Add(drill, FeedRole::kOther, std::move(root));
  AddTellers(drill, story, drills, random);
  AddEchoes(drill, story, index, drills, random);
}

int64_t AnyStart(const DrillFeed& drills, Random* random) {
  const int64_t day = random->Between(1, drills.days() - 3);
  const int64_t hour = random->Between(8, 15);
  return day * kDayMs + hour * kHourMs + random->Between(0, 59) * kMinuteMs;
}

void AddPraise(int32_t number, DrillFeed* drills, Random* random) {
  const std::string tale = std::to_string((number - 1) % 3 + 1);
  Story story;
  story.root = "d.praise.root." + tale;
  story.tell = "d.praise.tell." + tale;
  story.mood = Mood::kHappy;
  story.start_ms = AnyStart(*drills, random);
  story.span_ms = random->Between(8, 16) * kHourMs;
  story.tellers = random->Between(60, 130);
  story.reposts = random->Between(40, 80);
  story.english_percent = 15;
  AddStory(number, story, drills, random);
}

void AddNews(int32_t number, DrillFeed* drills, Random* random) {
  const std::string event = std::to_string((number - 1) % 3 + 1);
  Story story;
  story.kind = DrillCase::kNews;
  story.root = "d.newsevent.root." + event;
  story.tell = "d.newsevent.tell." + event;
  story.start_ms = AnyStart(*drills, random);
  story.span_ms = random->Between(10, 30) * kHourMs;
  story.tellers = random->Between(60, 120);
  story.reposts = random->Between(30, 60);
  story.copies = random->Between(10, 25);
  story.english_percent = 20;
  AddStory(number, story, drills, random);
}

// What newspapers wrote years ago, posted again as it stood.
void AddOldStory(int32_t number, DrillFeed* drills, Random* random) {
  Story story;
  story.kind = DrillCase::kOldStory;
  story.root = "d.old.root." + std::to_string((number - 1) % 3 + 1);
  story.tell = "d.old.tell";
  story.start_ms = AnyStart(*drills, random);
  story.span_ms = random->Between(10, 40) * kHourMs;
  story.tellers = random->Between(12, 25);
  story.reposts = random->Between(30, 70);
  story.copies = random->Between(25, 50);
  AddStory(number, story, drills, random);
}

bool HoldsSales(std::string_view industry) {
  return industry == "shop" || industry == "travel" || industry == "food" || industry == "class";
}

void AddSaleDay(int32_t number, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  DrillTopic topic = AnyCompany(*drills, random);
  while (!HoldsSales(drills->company(topic.company).key)) topic = AnyCompany(*drills, random);
  const int32_t drill = drills->Open(DrillCase::kPlanned, number, topic);
  const int64_t day = random->Between(5, drills->days() - 3);
  const int64_t posts = random->Between(300, 600);
  for (int64_t i = 0; i < posts; ++i) {
    const FeedPerson person = drills->Meet(15, random);
    const Channel channel = FeedBuilder::PublicChannel(person.language);
    FeedRecord record = feed->Draft(person, channel, DrillFeed::Moment(day, random), random);
    const Bindings names = drills->Names(topic, person.language, random);
    const std::string text = feed->Plain("d.sale." + record.lang, names, random);
    record.text = ApplyStyle(person.style, person.language, Mood::kHappy, text, random);
    feed->NameCompany(topic.company, &record, random);
    drills->Add(drill, FeedRole::kOther, std::move(record));
  }
}

}  // namespace

void AddFalseDrills(DrillFeed* drills) {
  drills->Repeat(DrillCase::kLoud, AddLoud);
  drills->Repeat(DrillCase::kPraise, AddPraise);
  drills->Repeat(DrillCase::kNews, AddNews);
  drills->Repeat(DrillCase::kOldStory, AddOldStory);
  drills->Repeat(DrillCase::kPlanned, AddSaleDay);
}

}  // namespace groundswell
