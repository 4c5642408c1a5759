// The drills in which not everybody who writes complains in words of their own: copies, campaigns, agents, replies; and
// posts that are alone and cannot wait.
#include <algorithm>
#include <array>

#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

int64_t StartOn(int64_t day, Random* random) {
  const int64_t hour = random->Between(8, 18);
  return day * kDayMs + hour * kHourMs + random->Between(0, 59) * kMinuteMs;
}

// Some write the first complaints themselves; others copy one of these, word for word or with a word added.
void AddCopies(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kCopies, number, drills->topics().Take());
  const int64_t start_ms = StartOn(random->Between(1, drills->days() - 3), random);
  std::vector<size_t> originals;
  const int64_t people = random->Between(9, 16);
  for (int64_t i = 0; i < people; ++i) {
    const FeedPerson person = drills->Meet(0, random);
    const int64_t offset_ms = start_ms + i * random->Between(8, 40) * kMinuteMs;
    FeedRecord record = drills->Complaint(drill, person, Channel::kMicroblog, offset_ms, random);
    originals.push_back(drills->Add(drill, FeedRole::kComplainant, std::move(record)));
  }
  const int64_t copies = random->Between(15, 35);
  for (int64_t i = 0; i < copies; ++i) {
    const FeedRecord original = drills->feed()->records()[originals[random->Below(2)]];
    const FeedPerson person = drills->Meet(0, random);
    const int64_t after_ms = random->Between(60, 9 * 60) * kMinuteMs;
    const int64_t offset_ms = original.time.ms - drills->feed()->start().ms + after_ms;
    FeedRecord copy = drills->feed()->Draft(person, Channel::kMicroblog, offset_ms, random);
    copy.text = original.text;
    copy.org = original.org;
    if (random->Percent(40)) copy.text += drills->feed()->Plain("d.edited.zh", random);
    drills->Add(drill, FeedRole::kCopy, std::move(copy));
  }
}

// Accounts that post one template, each with another place, name and sum.
void AddTemplate(int32_t drill, int64_t accounts, int64_t start_ms, int64_t span_minutes, DrillFeed* drills,
                 Random* random) {
  FeedBuilder* feed = drills->feed();
  const DrillTopic topic = drills->drills()[drill].topic;
  const std::string_view letter = random->Pick(feed->grammar().Alternatives("d.template.zh"));
  Bindings names = drills->Names(topic, Language::kChinese, random);
  names["!what"] = feed->Plain("c." + topic.cause + ".zh", names, random);
  for (int64_t i = 0; i < accounts; ++i) {
    const FeedPerson person = drills->Meet(0, random);
    const int64_t minute = random->Between(0, span_minutes);
    const int64_t offset_ms = start_ms + minute * kMinuteMs + random->Between(0, kMinuteMs - 1);
    const Channel channel = random->Percent(75) ? Channel::kMicroblog : Channel::kForum;
    FeedRecord record = feed->Draft(person, channel, offset_ms, random);
    record.text = feed->Fill(letter, names, random);
    feed->NameCompany(topic.company, &record, random);
    drills->Add(drill, FeedRole::kComplainant, std::move(record));
  }
}

void AddCampaign(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kCampaign, number, drills->topics().Take());
  const int64_t start_ms = StartOn(random->Between(1, drills->days() - 3), random);
  const int64_t accounts = random->Between(25, 60);
  AddTemplate(drill, accounts, start_ms, random->Between(4 * 60, 20 * 60), drills, random);
}

// The agents' own posts are advertisements, and no part of the group.
void AddAgents(int32_t number, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const int32_t drill = drills->Open(DrillCase::kAgents, number, drills->topics().Take());
  const DrillTopic topic = drills->drills()[drill].topic;
  const int64_t first_day = random->Between(1, drills->days() - 9);
  constexpr int64_t kAdvertDays = 4;
  for (int64_t seller = 0; seller < 3; ++seller) {
    const FeedPerson person = drills->Meet(0, random);
    const int64_t adverts = random->Between(4, 8);
    for (int64_t i = 0; i < adverts; ++i) {
      const int64_t day = first_day + random->Between(0, kAdvertDays - 1);
      FeedRecord record = feed->Draft(person, Channel::kMicroblog, DrillFeed::Moment(day, random), random);
      record.text = feed->Plain("d.agentad.zh", drills->Names(topic, Language::kChinese, random), random);
      feed->NameCompany(topic.company, &record, random);
      feed->Add(std::move(record));
    }
  }
  const int64_t start_ms = StartOn(first_day + kAdvertDays + 1, random);
  const int64_t accounts = random->Between(18, 45);
  AddTemplate(drill, accounts, start_ms, random->Between(8 * 60, 36 * 60), drills, random);
}

void AddReply(int32_t drill, size_t root, bool agrees, DrillFeed* drills, Random* random) {
  FeedBuilder* feed = drills->feed();
  const FeedRecord& parent = feed->records()[root];
  const Language language = parent.lang == "zh" ? Language::kChinese : Language::kEnglish;
  const Channel channel = parent.channel == "forum" ? Channel::kForum : FeedBuilder::PublicChannel(language);
  const int64_t root_ms = parent.arrival.ms - feed->start().ms;
  const FeedPerson person = feed->people().Meet(language);
  FeedRecord reply = feed->Draft(person, channel, root_ms + random->Between(kMinuteMs, 6 * kHourMs), random);
  reply.kind = "reply";
  reply.parent = static_cast<int64_t>(root);
  reply.text = feed->Plain(std::string(agrees ? "d.agree." : "d.retort.") + reply.lang, random);
  if (agrees) {
    drills->Add(drill, FeedRole::kJoiner, std::move(reply));
  } else {
    feed->Add(std::move(reply));
  }
}

void AddJoiners(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kJoiners, number, drills->topics().Take());
  const int64_t start_ms = StartOn(random->Between(1, drills->days() - 3), random);
  std::vector<size_t> roots;
  const int64_t writers = random->Between(3, 5);
  for (int64_t i = 0; i < writers; ++i) {
    const FeedPerson person = drills->Meet(15, random);
    const Channel channel = random->Percent(75) ? FeedBuilder::PublicChannel(person.language) : Channel::kForum;
    const int64_t offset_ms = start_ms + random->Between(0, 3 * kHourMs);
    FeedRecord record = drills->Complaint(drill, person, channel, offset_ms, random);
    roots.push_back(drills->Add(drill, FeedRole::kComplainant, std::move(record)));
  }
  const int64_t joiners = random->Between(14, 28);
  for (int64_t i = 0; i < joiners; ++i) AddReply(drill, random->Pick(roots), true, drills, random);
  const int64_t comments = random->Between(3, 8);
  for (int64_t i = 0; i < comments; ++i) AddReply(drill, random->Pick(roots), false, drills, random);
}

void AddCritical(int32_t number, DrillFeed* drills, Random* random) {
  constexpr std::array<std::string_view, 3> kKinds = {"danger", "leak", "gathering"};
  FeedBuilder* feed = drills->feed();
  DrillTopic topic;
  topic.company = random->Below(feed->scenario().companies.size());
  const int32_t drill = drills->Open(DrillCase::kCritical, number, topic);
  const FeedPerson person = drills->Meet(30, random);
  const Channel channel = FeedBuilder::PublicChannel(person.language);
  const int64_t day = random->Between(1, drills->days() - 2);
  FeedRecord record = feed->Draft(person, channel, DrillFeed::Moment(day, random), random);
  const std::string rule = "d.critical." + std::string(kKinds[number % kKinds.size()]) + "." + record.lang;
  record.text = feed->Plain(rule, drills->Names(topic, person.language, random), random);
  feed->NameCompany(topic.company, &record, random);
  drills->Add(drill, FeedRole::kComplainant, std::move(record));
}

}  // namespace

void AddSpecialDrills(DrillFeed* drills) {
  drills->Repeat(DrillCase::kCopies, AddCopies);
  drills->Repeat(DrillCase::kCampaign, AddCampaign);
  drills->Repeat(DrillCase::kAgents, AddAgents);
  drills->Repeat(DrillCase::kJoiners, AddJoiners);
  drills->Repeat(DrillCase::kCritical, AddCritical);
}

}  // namespace groundswell
