#include "tools/generate_feed.h"

#include <algorithm>
#include <numeric>

namespace groundswell {
namespace {

struct ChannelLook {
  std::string_view name, kind;
  int64_t lag_ms_min, lag_ms_max;  // from the writing of a post to its arrival
  bool is_local_time;
};

constexpr ChannelLook kLooks[] = {
    {"microblog", "post", 1000, 20000, false}, {"chirper", "post", 500, 8000, false},
    {"desk", "ticket", 10000, 240000, true},   {"appstore", "review", 5000, 60000, false},
    {"forum", "post", 2000, 30000, false},     {"bulletin", "post", 23 * kHourMs, 26 * kHourMs, false},
};

const ChannelLook& LookOf(Channel channel) { return kLooks[static_cast<size_t>(channel)]; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool Mentions(const ScenarioCompany& company, const std::string& text) {
  const std::string lower = Lower(text);
  return std::any_of(company.aliases.begin(), company.aliases.end(),
                     [&](std::string_view alias) { return lower.find(alias) != std::string::npos; });
}

// The id of the number-th post of a channel, in the manner of such channels.
std::string IdText(std::string_view channel, int64_t number, Random* random) {
  const int64_t spread = number * 8192 + random->Between(0, 8191);  // rises, with gaps
  if (channel == "microblog") return std::to_string(5271000000000000 + spread);
  if (channel == "chirper") return std::to_string(2031000000000000000 + spread * 1021);
  if (channel == "desk") return "T-" + std::to_string(26031000000 + number);
  return std::string(channel.substr(0, 1)) + "-" + std::to_string(700000 + number * 3 + random->Between(0, 2));
}

}  // namespace

FeedRecord FeedBuilder::Draft(const FeedPerson& person, Channel channel, int64_t offset_ms, Random* random) const {
  const ChannelLook& look = LookOf(channel);
  FeedRecord record;
  record.time = EventTime{start_.ms + offset_ms};
  record.arrival = EventTime{record.time.ms + random->Between(look.lag_ms_min, look.lag_ms_max)};
  record.channel = look.name;
  record.kind = look.kind;
  record.is_local_time = look.is_local_time;
  record.lang = person.language == Language::kChinese ? "zh" : "en";
  record.author = person.name;
  record.region = person.region;
  if (channel == Channel::kMicroblog || channel == Channel::kChirper) {
    record.followers = person.followers;
    record.likes = LongTail(3000, random);
    record.reposts = LongTail(600, random);
  } else if (channel == Channel::kForum || channel == Channel::kBulletin) {
    record.likes = LongTail(200, random);
  }
  return record;
}

std::string FeedBuilder::Compose(std::string_view rule, const FeedPerson& person, Mood mood, Random* random,
                                 int tries_max) {
  std::string text;
  for (int i = 0; i < tries_max; ++i) {
    text = ApplyStyle(person.style, person.language, mood, writer_.Write(rule, random), random);
    if (texts_.insert(Hash64(text)).second) break;
  }
  return text;
}

void FeedBuilder::NameCompany(size_t company_index, FeedRecord* record, Random* random) const {
  const ScenarioCompany& company = scenario_->companies[company_index];
  // Most feeds are fetched by the name of a company, and say which it was.
  const bool is_about_given = record->kind == "ticket" || record->kind == "review";
  if (is_about_given || random->Percent(85)) record->org = company.name;
  if (Mentions(company, record->text) || !record->org.empty()) return;
  if (random->Percent(30)) {
    record->org = company.name;
  } else if (record->lang == "zh") {
    const std::string tag(company.tag_zh);
    record->text = random->Percent(50) ? tag + record->text : record->text + " " + tag;
  } else {
    record->text += " " + std::string(company.tag_en);
  }
}

size_t FeedBuilder::Add(FeedRecord record) {
  records_.push_back(std::move(record));
  return records_.size() - 1;
}

void FeedBuilder::GiveIds() {
  std::vector<size_t> by_time(records_.size());
  std::iota(by_time.begin(), by_time.end(), size_t{0});
  std::stable_sort(by_time.begin(), by_time.end(),
                   [&](size_t a, size_t b) { return records_[a].time < records_[b].time; });
  Random random = Stream("ids");
  int64_t number = 0;
  for (size_t index : by_time) records_[index].id = IdText(records_[index].channel, ++number, &random);
  for (FeedRecord& record : records_) {
    if (record.parent >= 0) record.reply_to = records_[record.parent].id;
  }
}

void FeedBuilder::Finish() {
  DelaySomePosts(this);
  GiveIds();
  AddPlannedDeletions(this);
  AddSecondThoughts(this);
  std::stable_sort(records_.begin(), records_.end(),
                   [](const FeedRecord& a, const FeedRecord& b) { return a.arrival < b.arrival; });
}

}  // namespace groundswell
