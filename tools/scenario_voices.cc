// Voices that are loud without being many complainants. None of them is labelled.
#include <algorithm>

#include "tools/generate_feed.h"

namespace groundswell {
namespace {

constexpr size_t kBank = 0, kInsurer = 1, kAirline = 2;

// One author complains forty times.
void AddLoudAuthor(FeedBuilder* feed) {
  Random random = feed->Stream("loud");
  const FeedPerson person = feed->people().Meet(Language::kChinese);
  for (int i = 0; i < 40; ++i) {
    const int64_t offset_ms = 9 * kHourMs + random.Between(0, 11 * kHourMs);
    FeedRecord record = feed->Draft(person, Channel::kMicroblog, offset_ms, &random);
    record.text = feed->Compose("loud.zh", person, Mood::kAngry, &random);
    feed->NameCompany(kBank, &record, &random);
    feed->Add(std::move(record));
  }
}

// Forty accounts post one text, word for word.
void AddCopiedText(FeedBuilder* feed) {
  Random random = feed->Stream("copied");
  const std::string text = feed->Plain("copied.zh", &random);
  for (int i = 0; i < 40; ++i) {
    const int64_t offset_ms = 14 * kHourMs + random.Between(0, 5 * kHourMs / 2);
    FeedRecord record = feed->Draft(feed->people().Meet(Language::kChinese), Channel::kMicroblog, offset_ms, &random);
    record.text = text;
    feed->Add(std::move(record));
  }
}

// Three sellers of "cancellation service" advertise under the same cause as a real group.
void AddSellers(FeedBuilder* feed) {
  Random random = feed->Stream("sellers");
  const std::vector<FeedPerson> sellers = {feed->people().Meet(Language::kChinese),
                                           feed->people().Meet(Language::kChinese),
                                           feed->people().Meet(Language::kChinese)};
  for (int i = 0; i < 15; ++i) {
    const FeedPerson& seller = random.Pick(sellers);
    FeedRecord record = feed->Draft(seller, Channel::kMicroblog, random.Between(0, kDayMs - 1), &random);
    record.text = feed->Plain("cancelad.zh", &random);
    if (random.Percent(40)) record.org = feed->scenario().companies[kInsurer].name;
    feed->Add(std::move(record));
  }
}

// A good deed goes round: one root, many in their own words, more who only pass it on.
void AddViralPraise(FeedBuilder* feed) {
  Random random = feed->Stream("viral");
  constexpr int64_t kRootMs = 11 * kHourMs + kHourMs / 3;
  FeedRecord root = feed->Draft(feed->people().Meet(Language::kChinese), Channel::kMicroblog, kRootMs, &random);
  root.text = feed->Plain("viral.root", &random);
  root.followers = 18400;
  root.reposts = 5210;
  root.likes = 46800;
  const auto root_index = static_cast<int64_t>(feed->Add(std::move(root)));
  for (int i = 0; i < 160; ++i) {
    const bool is_repost = i >= 70;
    const Language language = random.Percent(is_repost ? 0 : 20) ? Language::kEnglish : Language::kChinese;
    const FeedPerson person = feed->people().Meet(language);
    const int64_t stretch = random.Between(1, 3);
    const int64_t offset_ms = kRootMs + kHourMs / 4 + random.Between(0, 3 * kHourMs) * stretch;
    FeedRecord record = feed->Draft(person, FeedBuilder::PublicChannel(language), offset_ms, &random);
    if (is_repost) {
      record.kind = "repost";
      record.parent = root_index;
      record.text = feed->Plain("repost.zh", &random);
    } else {
      record.text = feed->Compose("viral." + record.lang, person, Mood::kHappy, &random);
      feed->NameCompany(kAirline, &record, &random);
    }
    feed->Add(std::move(record));
  }
}

// What the companies say themselves; for the bank and the airline it answers the groups of the day.
void AddOfficialAccounts(FeedBuilder* feed) {
  Random random = feed->Stream("official");
  for (size_t i = 0; i < feed->scenario().companies.size(); ++i) {
    const ScenarioCompany& company = feed->scenario().companies[i];
    FeedPerson account;
    account.name = company.account;
    account.followers = 800000;
    const std::string rule = "official." + std::string(company.key) + ".zh";
    int64_t offset_ms = 10 * kHourMs + kHourMs / 2;
    for (size_t j = 0; j < feed->grammar().Alternatives(rule).size(); ++j) {
      FeedRecord record = feed->Draft(account, Channel::kMicroblog, offset_ms, &random);
      record.text = feed->Plain(rule, &random);
      record.org = company.name;
      feed->Add(std::move(record));
      offset_ms += random.Between(kHourMs, 3 * kHourMs);
    }
  }
}

}  // namespace

void AddVoices(FeedBuilder* feed) {
  AddLoudAuthor(feed);
  AddCopiedText(feed);
  AddSellers(feed);
  AddViralPraise(feed);
  AddOfficialAccounts(feed);
}

}  // namespace groundswell
