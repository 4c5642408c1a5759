// The planted group complaints: each complainant once in words of their own, then those who agree.
#include <algorithm>

#include "tools/generate_feed.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// A moment of the group by its shape, as milliseconds from the start of the feed.
int64_t Moment(const PlantedGroup& group, Random* random) {
  const int64_t part = ShapePart(group.shape, random);
  const int64_t span_ms = (group.end_minute - group.start_minute) * kMinuteMs;
  return group.start_minute * kMinuteMs + span_ms / kShapeParts * part + random->Between(0, kMinuteMs - 1);
}

Channel ChooseChannel(const PlantedGroup& group, Language language, Random* random) {
  const uint32_t open = 100 - group.ticket_percent - group.review_percent - group.forum_percent;
  switch (random->PickWeighted({open, group.ticket_percent, group.review_percent, group.forum_percent})) {
    case 1:
      return language == Language::kChinese ? Channel::kDesk : Channel::kChirper;
    case 2:
      return Channel::kAppStore;
    case 3:
      return Channel::kForum;
    default:
      return FeedBuilder::PublicChannel(language);
  }
}

// The first of the rules that the phrases have: the group's own for this kind of post, else its plain one.
std::string RuleFor(const FeedBuilder& feed, const PlantedGroup& group, Language language, Channel channel) {
  const std::string plain = std::string(group.rule) + (language == Language::kChinese ? ".zh" : ".en");
  const std::string ticket = plain + ".ticket";
  return channel == Channel::kDesk && feed.grammar().Has(ticket) ? ticket : plain;
}

FeedRecord Complaint(const PlantedGroup& group, const FeedPerson& person, Channel channel, int64_t offset_ms,
                     FeedBuilder* feed, Random* random) {
  FeedRecord record = feed->Draft(person, channel, offset_ms, random);
  record.label = group.label;
  const bool is_chinese = person.language == Language::kChinese;
  FeedPerson writer = person;
  if (channel == Channel::kDesk) {  // people mind their words in a form
    writer.style = Style();
    record.title = feed->Plain(std::string(group.rule) + ".zh.title", random);
    record.person = "C" + std::to_string(random->Between(10000000, 99999999));
  } else if (channel == Channel::kAppStore) {
    record.title = feed->Plain(is_chinese ? "star.bad.zh" : "star.bad.en", random);
  }
  if (channel == Channel::kDesk || channel == Channel::kAppStore) record.product = group.product;
  record.text = feed->Compose(RuleFor(*feed, group, person.language, channel), writer, Mood::kAngry, random);
  feed->NameCompany(group.company, &record, random);
  return record;
}

// Short replies to posts of the group that can be answered. Those who agree belong to it; others only comment.
void AddReplies(const PlantedGroup& group, const std::vector<size_t>& roots, FeedBuilder* feed, Random* random) {
  const int32_t comments = group.joiners / 2 + 1;
  for (int32_t i = 0; i < group.joiners + comments; ++i) {
    const bool agrees = i < group.joiners;
    const size_t root = random->Pick(roots);
    const FeedRecord& parent = feed->records()[root];
    const Language language = parent.lang == "zh" ? Language::kChinese : Language::kEnglish;
    const Channel channel = parent.channel == "forum" ? Channel::kForum : FeedBuilder::PublicChannel(language);
    const int64_t root_ms = parent.arrival.ms - feed->start().ms;
    const int64_t latest_ms = std::max(root_ms, std::min(root_ms + 50 * kMinuteMs, kDayMs - 1));
    const int64_t offset_ms = random->Between(std::min(root_ms + 20 * kSecondMs, latest_ms), latest_ms);
    const FeedPerson person = feed->people().Meet(language);
    FeedRecord reply = feed->Draft(person, channel, offset_ms, random);
    reply.kind = "reply";
    reply.parent = static_cast<int64_t>(root);
    if (agrees) reply.label = group.label;
    const std::string rule = std::string(agrees ? "agree." : "retort.") + reply.lang;
    reply.text = feed->Plain(rule, random);
    feed->Add(std::move(reply));
  }
}

void AddGroup(const PlantedGroup& group, uint64_t number, FeedBuilder* feed) {
  Random random = feed->Stream("planted", number);
  std::vector<size_t> roots;
  for (int32_t i = 0; i < group.complainants; ++i) {
    const Language language = random.Percent(group.english_percent) ? Language::kEnglish : Language::kChinese;
    const FeedPerson person = feed->people().Meet(language);
    const Channel channel = ChooseChannel(group, language, &random);
    const int64_t offset_ms = Moment(group, &random);
    const size_t index = feed->Add(Complaint(group, person, channel, offset_ms, feed, &random));
    const bool can_be_answered = channel != Channel::kDesk && channel != Channel::kAppStore;
    if (can_be_answered && offset_ms < 23 * kHourMs) roots.push_back(index);
    // Some who filed a ticket say it in public too, and some write again: more posts, no more people.
    if (channel == Channel::kDesk && random.Percent(30)) {
      FeedRecord aloud = Complaint(group, person, FeedBuilder::PublicChannel(language), offset_ms, feed, &random);
      aloud.person = feed->records()[index].person;
      feed->Add(std::move(aloud));
    }
    if (can_be_answered && random.Percent(6)) {
      const int64_t again_ms = std::min(offset_ms + random.Between(20, 150) * kMinuteMs, kDayMs - kMinuteMs);
      feed->Add(Complaint(group, person, channel, again_ms, feed, &random));
    }
  }
  if (!roots.empty()) AddReplies(group, roots, feed, &random);
}

}  // namespace

int64_t ShapePart(Shape shape, Random* random) {
  const int64_t a = random->Below(kShapeParts), b = random->Below(kShapeParts), c = random->Below(kShapeParts);
  switch (shape) {
    case Shape::kBurst:  // three in five within the first eighth of the time, the others ever fewer after that
      return a < kShapeParts * 3 / 5 ? (b + c) / 16 : kShapeParts / 8 + b * c / kShapeParts * 7 / 8;
    case Shape::kRamp:
      return std::max({a, b, c});
    case Shape::kHump:
      return (a + b) / 2;
    case Shape::kSteady:
      break;
  }
  return a;
}

void AddPlantedGroups(const std::vector<PlantedGroup>& groups, FeedBuilder* feed) {
  for (size_t i = 0; i < groups.size(); ++i) AddGroup(groups[i], i, feed);
}

}  // namespace groundswell
