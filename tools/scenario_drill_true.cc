// The drills that are groups of people who complain of one thing, each in words of their own.
#include <algorithm>

#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// People who come within a stretch of time.
struct Wave {
  int64_t start_ms = 0, span_ms = 0;
  int64_t people = 0;
  Shape shape = Shape::kHump;
  uint32_t english_percent = 20;
};

int64_t MomentOf(const Wave& wave, Random* random) {
  const int64_t part = ShapePart(wave.shape, random);
  return wave.start_ms + wave.span_ms / kShapeParts * part + random->Between(0, kMinuteMs - 1);
}

void AddWave(int32_t drill, const Wave& wave, DrillFeed* drills, Random* random) {
  for (int64_t i = 0; i < wave.people; ++i) {
    const FeedPerson person = drills->Meet(wave.english_percent, random);
    const Channel channel = DrillFeed::AnyChannel(person.language, random);
    const int64_t offset_ms = MomentOf(wave, random);
    drills->Add(drill, FeedRole::kComplainant, drills->Complaint(drill, person, channel, offset_ms, random));
    // Some write again: more posts, no more people.
    if (!random->Percent(5)) continue;
    const int64_t again_ms = offset_ms + random->Between(20, 90) * kMinuteMs;
    if (channel == Channel::kDesk) continue;
    drills->Add(drill, FeedRole::kComplainant, drills->Complaint(drill, person, channel, again_ms, random));
  }
}

// The start of a wave by day, on one of the days [first, last from the end].
int64_t Start(const DrillFeed& drills, int64_t first_day, int64_t days_left, Random* random) {
  const int64_t day = random->Between(first_day, drills.days() - days_left);
  const int64_t hour = random->Between(7, 17);
  return day * kDayMs + hour * kHourMs + random->Between(0, 59) * kMinuteMs;
}

Wave Burst(int64_t start_ms, int64_t least, int64_t most, Random* random) {
  Wave wave;
  wave.start_ms = start_ms;
  wave.span_ms = random->Between(120, 300) * kMinuteMs;
  wave.people = random->Between(least, most);
  wave.shape = Shape::kBurst;
  return wave;
}

void AddBurst(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kBurst, number, drills->topics().Take());
  const int64_t start_ms = Start(*drills, 1, 2, random);
  AddWave(drill, Burst(start_ms, 20, 60, random), drills, random);
}

void AddRamp(int32_t number, DrillFeed* drills, Random* random) {
  constexpr int64_t kRampDays = 21;
  const int32_t drill = drills->Open(DrillCase::kRamp, number, drills->topics().Take());
  const int64_t first = random->Between(0, drills->days() - kRampDays - 2);
  for (int64_t day = first; day < first + kRampDays; ++day) {
    // On most days one more person, towards the end now and then two.
    int64_t people = random->Percent(88) ? 1 : 0;
    if (random->Percent(static_cast<uint32_t>(2 * (day - first)))) ++people;
    for (int64_t i = 0; i < people; ++i) {
      const FeedPerson person = drills->Meet(15, random);
      const Channel channel = DrillFeed::AnyChannel(person.language, random);
      const int64_t offset_ms = DrillFeed::Moment(day, random);
      drills->Add(drill, FeedRole::kComplainant, drills->Complaint(drill, person, channel, offset_ms, random));
    }
  }
}

void AddSilence(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kSilence, number, drills->topics().Take());
  Wave first;
  first.start_ms = Start(*drills, 0, 14, random);
  first.span_ms = 10 * kHourMs;
  first.people = random->Between(2, 3);
  AddWave(drill, first, drills, random);
  const int64_t silence_days = random->Between(8, 11);
  const int64_t again_ms = first.start_ms + silence_days * kDayMs;
  drills->drills()[drill].clock_from = EventTime{drills->feed()->start().ms + again_ms};
  AddWave(drill, Burst(again_ms, 18, 40, random), drills, random);
}

Wave Hump(int64_t start_ms, int64_t least, int64_t most, Random* random) {
  Wave wave;
  wave.start_ms = start_ms;
  wave.span_ms = random->Between(5, 12) * kHourMs;
  wave.people = random->Between(least, most);
  return wave;
}

void AddPair(DrillCase kind, int32_t number, const DrillTopic& one, const DrillTopic& other, DrillFeed* drills,
             Random* random) {
  const int64_t start_ms = Start(*drills, 1, 2, random);
  const int32_t first = drills->Open(kind, number, one, "a");
  const int32_t second = drills->Open(kind, number, other, "b");
  AddWave(first, Hump(start_ms, 14, 34, random), drills, random);
  const int64_t later_ms = start_ms + random->Between(0, 90) * kMinuteMs;
  AddWave(second, Hump(later_ms, 14, 34, random), drills, random);
}

void AddTwoCauses(int32_t number, DrillFeed* drills, Random* random) {
  const DrillTopic one = drills->topics().Take();
  AddPair(DrillCase::kTwoCauses, number, one, drills->topics().TakeAtCompany(one.company), drills, random);
}

void AddTwoCompanies(int32_t number, DrillFeed* drills, Random* random) {
  const DrillTopic one = drills->topics().Take();
  AddPair(DrillCase::kTwoCompanies, number, one, drills->topics().TakeOfCause(one), drills, random);
}

void AddParaphrase(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kParaphrase, number, drills->topics().TakeParaphrased());
  Wave wave = Hump(Start(*drills, 1, 3, random), 11, 15, random);
  wave.span_ms = random->Between(12, 40) * kHourMs;
  wave.shape = Shape::kSteady;
  wave.english_percent = 30;
  AddWave(drill, wave, drills, random);
}

void AddMixed(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kMixed, number, drills->topics().Take());
  Wave wave = Hump(Start(*drills, 1, 2, random), 18, 36, random);
  wave.english_percent = 50;
  AddWave(drill, wave, drills, random);
}

void AddLate(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kLate, number, drills->topics().Take());
  const size_t first = drills->feed()->records().size();
  AddWave(drill, Hump(Start(*drills, 1, 3, random), 16, 32, random), drills, random);
  std::vector<FeedRecord>& records = drills->feed()->records();
  for (size_t i = first; i < records.size(); ++i) {
    if (random->Percent(55)) records[i].arrival.ms += random->Between(20 * kMinuteMs, 10 * kHourMs);
  }
}

void AddSlowChannel(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kSlowChannel, number, drills->topics().Take());
  Wave wave = Hump(Start(*drills, 1, 4, random), 12, 22, random);
  for (int64_t i = 0; i < wave.people; ++i) {
    const FeedPerson person = drills->Meet(wave.english_percent, random);
    const int64_t offset_ms = MomentOf(wave, random);
    drills->Add(drill, FeedRole::kComplainant, drills->Complaint(drill, person, Channel::kBulletin, offset_ms, random));
  }
}

void AddChronic(int32_t number, DrillFeed* drills, Random* random) {
  constexpr int64_t kSurgeDays = 2;
  const int32_t drill = drills->Open(DrillCase::kChronic, number, drills->topics().Take());
  const int64_t usual = random->Between(22, 34);
  const int64_t surge_day = drills->days() - random->Between(4, 7);
  drills->drills()[drill].surge_at = EventTime{drills->feed()->start().ms + surge_day * kDayMs};
  for (int64_t day = 0; day < drills->days(); ++day) {
    const bool is_surge = day >= surge_day && day < surge_day + kSurgeDays;
    const int64_t people = (usual + random->Between(-5, 5)) * (is_surge ? 3 : 1);
    for (int64_t i = 0; i < people; ++i) {
      const FeedPerson person = drills->Meet(15, random);
      const Channel channel = DrillFeed::AnyChannel(person.language, random);
      const int64_t offset_ms = DrillFeed::Moment(day, random);
      drills->Add(drill, FeedRole::kComplainant, drills->Complaint(drill, person, channel, offset_ms, random));
    }
  }
}

// Most posts of a group vanish within minutes, hours after it was at its height.
void AddDeletion(int32_t number, DrillFeed* drills, Random* random) {
  const int32_t drill = drills->Open(DrillCase::kDeletion, number, drills->topics().Take());
  const size_t first = drills->feed()->records().size();
  const Wave wave = Hump(Start(*drills, 1, 3, random), 18, 34, random);
  AddWave(drill, wave, drills, random);
  const int64_t after_ms = random->Between(3, 8) * kHourMs;
  const EventTime gone_at{drills->feed()->start().ms + wave.start_ms + wave.span_ms + after_ms};
  drills->drills()[drill].deleted_at = gone_at;
  std::vector<FeedRecord>& records = drills->feed()->records();
  for (size_t i = first; i < records.size(); ++i) {
    if (random->Percent(80)) records[i].deletion_at = EventTime{gone_at.ms + random->Between(0, 5 * kMinuteMs)};
  }
}

}  // namespace

void AddTrueDrills(DrillFeed* drills) {
  // First what needs a topic with wordings that share few words, then pairs, while there is choice.
  drills->Repeat(DrillCase::kParaphrase, AddParaphrase);
  drills->Repeat(DrillCase::kTwoCauses, AddTwoCauses);
  drills->Repeat(DrillCase::kTwoCompanies, AddTwoCompanies);
  drills->Repeat(DrillCase::kBurst, AddBurst);
  drills->Repeat(DrillCase::kRamp, AddRamp);
  drills->Repeat(DrillCase::kSilence, AddSilence);
  drills->Repeat(DrillCase::kMixed, AddMixed);
  drills->Repeat(DrillCase::kLate, AddLate);
  drills->Repeat(DrillCase::kSlowChannel, AddSlowChannel);
  drills->Repeat(DrillCase::kChronic, AddChronic);
  drills->Repeat(DrillCase::kDeletion, AddDeletion);
}

}  // namespace groundswell
