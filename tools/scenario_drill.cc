#include "tools/scenario_drill.h"

#include <algorithm>

#include "base/check.h"

namespace groundswell {
namespace {

// How many people write in each hour of the day, midnight first.
const std::vector<uint32_t> kHourWeights = {20, 12, 7,  4,  3,  5,  14, 28, 44, 52, 54, 50,
                                            56, 48, 46, 46, 48, 50, 52, 56, 62, 64, 56, 38};

std::string_view LanguageTail(Language language) { return language == Language::kChinese ? ".zh" : ".en"; }

std::string TwoDigits(int32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

constexpr int kTriesMax = 20;

}  // namespace

DrillTopics::DrillTopics(const Scenario& scenario, Random random) : scenario_(&scenario), random_(random) {
  for (size_t company = 0; company < scenario.companies.size(); ++company) {
    const ScenarioCompany& who = scenario.companies[company];
    for (std::string_view cause : DrillCauses(who.key)) {
      DrillTopic topic;
      topic.company = company;
      topic.cause = std::string(who.key) + "." + std::string(cause);
      if (!who.models.empty()) topic.model = random_.Pick(who.models);
      left_.push_back(std::move(topic));
    }
  }
  random_.Shuffle(&left_);
}

DrillTopic DrillTopics::TakeAt(size_t index) {
  CHECK(index < left_.size());
  DrillTopic topic = std::move(left_[index]);
  left_.erase(left_.begin() + static_cast<int64_t>(index));
  return topic;
}

template <typename Wanted>
DrillTopic DrillTopics::TakeFirst(Wanted wanted) {
  for (size_t i = 0; i < left_.size(); ++i) {
    if (wanted(left_[i])) return TakeAt(i);
  }
  return TakeAt(0);
}

DrillTopic DrillTopics::Take() { return TakeAt(0); }

DrillTopic DrillTopics::TakeParaphrased() {
  DrillTopic topic = TakeFirst([&](const DrillTopic& left) {
    const std::string_view industry = scenario_->companies[left.company].key;
    return std::string_view(left.cause).substr(industry.size() + 1) == DrillCauses(industry).front();
  });
  topic.is_paraphrased = true;
  return topic;
}

DrillTopic DrillTopics::TakeAtCompany(size_t company) {
  return TakeFirst([&](const DrillTopic& left) { return left.company == company; });
}

DrillTopic DrillTopics::TakeOfCause(const DrillTopic& topic) {
  return TakeFirst([&](const DrillTopic& left) { return left.cause == topic.cause && left.company != topic.company; });
}

void DrillFeed::Repeat(DrillCase kind, void (*add)(int32_t, DrillFeed*, Random*)) {
  const DrillCaseInfo& info = InfoOf(kind);
  const int32_t times = (info.times * days_ + 29) / 30;
  for (int32_t number = 1; number <= times; ++number) {
    Random random = feed_->Stream(info.name, static_cast<uint64_t>(number));
    add(number, this, &random);
  }
}

int32_t DrillFeed::Open(DrillCase kind, int32_t number, DrillTopic topic, std::string_view label_tail) {
  Drill drill;
  drill.kind = kind;
  drill.label = std::string(InfoOf(kind).name) + "-" + TwoDigits(number) + std::string(label_tail);
  drill.topic = std::move(topic);
  drills_.push_back(std::move(drill));
  return static_cast<int32_t>(drills_.size()) - 1;
}

Bindings DrillFeed::Names(const DrillTopic& topic, Language language, Random* random) const {
  const ScenarioCompany& who = company(topic.company);
  const bool is_chinese = language == Language::kChinese;
  Bindings names;
  names["!co"] = random->Pick(is_chinese ? who.calls_zh : who.calls_en);
  std::string_view model = topic.model;
  if (model.empty() && !who.models.empty()) model = random->Pick(who.models);
  const std::string_view maker = is_chinese ? who.calls_zh.back() : who.calls_en[1];
  names["!prod"] = model.empty() ? std::string(is_chinese ? "产品" : "product")
                                 : std::string(maker) + (is_chinese ? "" : " ") + std::string(model);
  return names;
}

int64_t DrillFeed::Moment(int64_t day, Random* random) {
  const auto hour = static_cast<int64_t>(random->PickWeighted(kHourWeights));
  return day * kDayMs + hour * kHourMs + random->Between(0, kHourMs - 1);
}

FeedPerson DrillFeed::Meet(uint32_t english_percent, Random* random) {
  return feed_->people().Meet(random->Percent(english_percent) ? Language::kEnglish : Language::kChinese);
}

Channel DrillFeed::AnyChannel(Language language, Random* random) {
  const Channel open = FeedBuilder::PublicChannel(language);
  switch (random->PickWeighted({66, 12, 10, 12})) {
    case 1:
      return language == Language::kChinese ? Channel::kDesk : open;
    case 2:
      return Channel::kAppStore;
    case 3:
      return Channel::kForum;
    default:
      return open;
  }
}

std::string DrillFeed::ComplaintText(const DrillTopic& topic, const FeedPerson& writer, bool is_ticket,
                                     Random* random) {
  const std::string_view language = LanguageTail(writer.language);
  const std::string cause = "c." + topic.cause + std::string(language) + (topic.is_paraphrased ? ".para" : "");
  std::string frame = "frame" + std::string(language);
  if (is_ticket) {
    frame += ".ticket";
  } else if (topic.is_paraphrased) {
    frame += ".light";
  }
  std::string text;
  for (int i = 0; i < kTriesMax; ++i) {
    Bindings names = Names(topic, writer.language, random);
    names["!what"] = feed_->Plain(cause, names, random);
    text = ApplyStyle(writer.style, writer.language, Mood::kAngry, feed_->Plain(frame, names, random), random);
    if (feed_->IsNewText(text)) break;
  }
  return text;
}

FeedRecord DrillFeed::Complaint(int32_t drill, const FeedPerson& person, Channel channel, int64_t offset_ms,
                                Random* random) {
  const DrillTopic& topic = drills_[drill].topic;
  FeedRecord record = feed_->Draft(person, channel, offset_ms, random);
  FeedPerson writer = person;
  const bool is_ticket = channel == Channel::kDesk;
  const bool is_review = channel == Channel::kAppStore;
  if (is_ticket) {  // people mind their words in a form
    writer.style = Style();
    record.title = feed_->Plain("frame.zh.title", Names(topic, Language::kChinese, random), random);
    record.person = "C" + std::to_string(random->Between(10000000, 99999999));
  } else if (is_review) {
    record.title = feed_->Plain(person.language == Language::kChinese ? "star.bad.zh" : "star.bad.en", random);
  }
  if ((is_ticket || is_review) && !topic.model.empty()) {
    record.product = std::string(company(topic.company).calls_zh.back()) + std::string(topic.model);
  }
  record.text = ComplaintText(topic, writer, is_ticket, random);
  feed_->NameCompany(topic.company, &record, random);
  return record;
}

size_t DrillFeed::Add(int32_t drill, FeedRole role, FeedRecord record) {
  record.drill = drill;
  record.role = role;
  if (InfoOf(drills_[drill].kind).want != DrillWant::kNothing) record.label = drills_[drill].label;
  return feed_->Add(std::move(record));
}

}  // namespace groundswell
