// The drills: weeks of posts about many made-up companies, in which cases of every kind a detector must tell apart are
// planted, each with its truth.
//
// A case is drawn several times; each time is a drill: a label ("burst-03"), a company, a cause, and the posts that
// belong to it. Drills that are true group complaints carry their label in the feed. Those from which no alert may come
// (one loud person, praise, news, old stories, a sale day) carry none there; the truth names their posts.
// Contract: offsets are milliseconds from the start of the feed, a local midnight. No pair of company and cause serves
// twice. Everything is a function of the seed and the options. Threads: one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/generate_feed.h"

namespace groundswell {

// A slow ramp takes three weeks. Beyond the most there are too few companies and causes, and small matters of one
// person would come up often enough to be groups.
constexpr int32_t kDrillDaysMin = 28, kDrillDaysMax = 45;

enum class DrillCase : uint8_t {
  kBurst,         // many within minutes
  kRamp,          // one more person every day or so, over three weeks
  kSilence,       // a few, a silent week, then a burst
  kTwoCauses,     // two causes at one company in the same hours
  kTwoCompanies,  // one cause at two companies in the same hours
  kParaphrase,    // one cause in wordings that share few words
  kMixed,         // Chinese and English on one cause
  kCopies,        // people in their own words, and more who copy the first of them
  kCampaign,      // many accounts, one template with its slots filled
  kLate,          // posts come hours late and out of order
  kSlowChannel,   // all on a channel that is a day late
  kChronic,       // dozens a day for weeks, which triple
  kJoiners,       // few posts, many who agree in short replies
  kCritical,      // one post that cannot wait
  kAgents,        // agents advertise, then their template comes from many accounts
  kDeletion,      // the platform deletes most posts of a group within minutes
  kLoud,          // one person, many posts
  kPraise,        // praise goes round
  kNews,          // a news event that everybody talks of
  kOldStory,      // an old story is posted again
  kPlanned,       // a sale day that was announced
};

enum class DrillWant : uint8_t { kEmerging, kCriticalPost, kNothing };

struct DrillCaseInfo {
  DrillCase kind;
  std::string_view name;  // the front of its labels
  DrillWant want;
  int32_t times;  // drills in thirty days; pairs count once
};

std::span<const DrillCaseInfo> DrillCases();
const DrillCaseInfo& InfoOf(DrillCase kind);

// The companies, and for each industry (the key of its companies) the last parts of the names of its causes. The rules
// of a cause are c.INDUSTRY.CAUSE.zh and .en; the first cause of each industry also has .zh.para and .en.para.
std::vector<ScenarioCompany> DrillCompanies();
std::span<const std::string_view> DrillCauses(std::string_view industry);

struct DrillTopic {
  size_t company = 0;
  std::string cause;  // INDUSTRY.CAUSE; empty where it is about no fault
  std::string_view model;
  bool is_paraphrased = false;
};

struct Drill {
  std::string label;
  DrillCase kind = DrillCase::kBurst;
  DrillTopic topic;
  EventTime surge_at, deleted_at;  // none where nothing of the kind happens
  EventTime clock_from;            // the second complainant is looked for from here on, as far as delay is concerned
};

// Gives each pair of company and cause once.
class DrillTopics {
 public:
  DrillTopics(const Scenario& scenario, Random random);

  DrillTopic Take();
  DrillTopic TakeParaphrased();
  // Another cause at the same company, and the same cause at another company of the industry. Where all of these have
  // been taken, any pair.
  DrillTopic TakeAtCompany(size_t company);
  DrillTopic TakeOfCause(const DrillTopic& topic);

 private:
  DrillTopic TakeAt(size_t index);
  template <typename Wanted>
  DrillTopic TakeFirst(Wanted wanted);

  const Scenario* scenario_;
  Random random_;
  std::vector<DrillTopic> left_;
};

// The feed under way, and what is shared by the parts that write it.
class DrillFeed {
 public:
  DrillFeed(FeedBuilder* feed, int32_t days)
      : feed_(feed), days_(days), topics_(feed->scenario(), feed->Stream("topics")) {}

  FeedBuilder* feed() { return feed_; }
  const FeedBuilder& feed() const { return *feed_; }
  int32_t days() const { return days_; }
  DrillTopics& topics() { return topics_; }
  std::vector<Drill>& drills() { return drills_; }
  const ScenarioCompany& company(size_t index) const { return feed_->scenario().companies[index]; }

  // Adds the case as often as its kind comes in so many days; `number` counts from 1.
  void Repeat(DrillCase kind, void (*add)(int32_t number, DrillFeed* drills, Random* random));
  // Begins a drill and returns its number. `label_tail` tells the two of a pair apart.
  int32_t Open(DrillCase kind, int32_t number, DrillTopic topic, std::string_view label_tail = {});
  // How texts of that language call the company and the product.
  Bindings Names(const DrillTopic& topic, Language language, Random* random) const;
  // A moment of that day, as people write in the course of it.
  static int64_t Moment(int64_t day, Random* random);
  // A complaint of the person about the drill's cause, labelled.
  FeedRecord Complaint(int32_t drill, const FeedPerson& person, Channel channel, int64_t offset_ms, Random* random);
  // Where people of that language complain: in public for the most part.
  static Channel AnyChannel(Language language, Random* random);
  FeedPerson Meet(uint32_t english_percent, Random* random);
  // Adds it as a post of the drill.
  size_t Add(int32_t drill, FeedRole role, FeedRecord record);

 private:
  std::string ComplaintText(const DrillTopic& topic, const FeedPerson& writer, bool is_ticket, Random* random);

  FeedBuilder* feed_;
  const int32_t days_;
  DrillTopics topics_;
  std::vector<Drill> drills_;
};

// The parts, in the order in which they are added.
void AddTrueDrills(DrillFeed* drills);
void AddSpecialDrills(DrillFeed* drills);
void AddFalseDrills(DrillFeed* drills);
void AddDrillBackground(int64_t posts, DrillFeed* drills);

// Of the records as they are written: a line of NDJSON a drill (docs/formats.md), and the calendar of the sale days.
std::string DrillTruth(const std::vector<Drill>& drills, const std::vector<FeedRecord>& records,
                       const Scenario& scenario);
std::string DrillCalendar(const std::vector<Drill>& drills, const std::vector<FeedRecord>& records,
                          const Scenario& scenario);

}  // namespace groundswell
