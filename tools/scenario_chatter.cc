// The rest of the day: people who talk about their lives, about the companies, and complaints that stay alone.
#include "tools/generate_feed.h"

namespace groundswell {
namespace {

// How many people write in each hour of the day, midnight first.
const std::vector<uint32_t> kHourWeights = {22, 13, 8,  5,  4,  6,  14, 28, 42, 50, 52, 50,
                                            56, 48, 44, 44, 46, 48, 52, 56, 62, 66, 58, 40};

int64_t AnyMoment(Random* random) {
  const auto hour = static_cast<int64_t>(random->PickWeighted(kHourWeights));
  return hour * kHourMs + random->Between(0, kHourMs - 1);
}

struct Subject {
  std::string_view rule;  // the company's key follows where it is about one
  uint32_t weight;
  bool is_about_company;
  bool is_edited;  // written with care, without the author's habits
  Mood mood;
};

constexpr Subject kSubjects[] = {
    {"life", 60, false, false, Mood::kHappy},  {"grumble", 8, false, false, Mood::kAngry},
    {"ad", 7, false, true, Mood::kNeutral},    {"ask.", 8, true, false, Mood::kNeutral},
    {"praise.", 7, true, false, Mood::kHappy}, {"mention.", 6, true, false, Mood::kNeutral},
    {"news.", 4, true, true, Mood::kNeutral},
};

// Small talk repeats itself now and then; it is not worth long searching.
constexpr int kTriesMax = 3;

// A crowd of authors of one language; some of them write often.
class Crowd {
 public:
  Crowd(Language language, int64_t size, FeedBuilder* feed) {
    for (int64_t i = 0; i < size; ++i) people_.push_back(feed->people().Meet(language));
  }
  const FeedPerson& Any(Random* random) const {
    const uint64_t size = people_.size();
    return people_[random->Below(random->Below(size) + 1)];
  }

 private:
  std::vector<FeedPerson> people_;
};

// One company, in the proportion in which they are talked about.
size_t AnyCompany(Random* random) { return random->PickWeighted({42, 26, 32}); }

void AddRemark(const Subject& subject, const FeedPerson& person, FeedBuilder* feed, Random* random) {
  const bool is_forum = subject.is_about_company && random->Percent(12);
  const Channel channel = is_forum ? Channel::kForum : FeedBuilder::PublicChannel(person.language);
  FeedRecord record = feed->Draft(person, channel, AnyMoment(random), random);
  std::string rule(subject.rule);
  const size_t company = AnyCompany(random);
  if (subject.is_about_company) rule += feed->scenario().companies[company].key;
  rule += "." + record.lang;
  FeedPerson writer = person;
  if (subject.is_edited) writer.style = Style();
  record.text = feed->Compose(rule, writer, subject.mood, random, kTriesMax);
  if (subject.is_about_company) feed->NameCompany(company, &record, random);
  feed->Add(std::move(record));
}

// Every alternative of the rule once, each from somebody else.
void AddSingles(const std::string& rule, Language language, int64_t company, FeedBuilder* feed, Random* random) {
  for (size_t i = 0; i < feed->grammar().Alternatives(rule).size(); ++i) {
    const FeedPerson person = feed->people().Meet(language);
    FeedRecord record = feed->Draft(person, FeedBuilder::PublicChannel(language), AnyMoment(random), random);
    record.text = feed->Compose(rule, person, Mood::kAngry, random);
    if (company >= 0) feed->NameCompany(company, &record, random);
    feed->Add(std::move(record));
  }
}

void AddAllSingles(FeedBuilder* feed) {
  Random random = feed->Stream("singles");
  for (size_t i = 0; i < feed->scenario().companies.size(); ++i) {
    const std::string rule = "single." + std::string(feed->scenario().companies[i].key);
    AddSingles(rule + ".zh", Language::kChinese, static_cast<int64_t>(i), feed, &random);
    AddSingles(rule + ".en", Language::kEnglish, static_cast<int64_t>(i), feed, &random);
  }
  AddSingles("single.other.zh", Language::kChinese, -1, feed, &random);
  AddSingles("single.other.en", Language::kEnglish, -1, feed, &random);
}

}  // namespace

void AddChatter(int64_t posts, FeedBuilder* feed) {
  AddAllSingles(feed);
  Random random = feed->Stream("chatter");
  const int64_t missing = posts - static_cast<int64_t>(feed->records().size());
  if (missing <= 0) return;
  const Crowd chinese(Language::kChinese, missing / 3 + 1, feed), english(Language::kEnglish, missing / 6 + 1, feed);
  std::vector<uint32_t> weights;
  for (const Subject& subject : kSubjects) weights.push_back(subject.weight);
  for (int64_t i = 0; i < missing; ++i) {
    const Subject& subject = kSubjects[random.PickWeighted(weights)];
    // Company talk in English is rarer: its material is smaller.
    const bool is_english = random.Percent(subject.is_about_company ? 18 : 32);
    AddRemark(subject, (is_english ? english : chinese).Any(&random), feed, &random);
  }
}

}  // namespace groundswell
