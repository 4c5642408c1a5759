// What happens to posts after they are written: they come late, are sent again, edited, refreshed or deleted.
#include <algorithm>

#include "tools/generate_feed.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// So many public posts at random, planted ones or others; never the same one twice.
std::vector<size_t> Choose(const std::vector<FeedRecord>& records, bool is_planted, size_t count, Random* random) {
  std::vector<size_t> candidates;
  for (size_t i = 0; i < records.size(); ++i) {
    const FeedRecord& record = records[i];
    const bool is_public = record.kind == "post" && record.followers != 800000;
    if (is_public && record.label.empty() != is_planted) candidates.push_back(i);
  }
  random->Shuffle(&candidates);
  candidates.resize(std::min(count, candidates.size()));
  return candidates;
}

void SendAgain(FeedBuilder* feed, Random* random) {
  const SecondThoughts& second = feed->scenario().second;
  for (bool is_planted : {false, true}) {
    for (size_t index :
         Choose(feed->records(), is_planted, is_planted ? second.again_planted : second.again_other, random)) {
      FeedRecord again = feed->records()[index];
      again.arrival.ms += random->Between(3 * kSecondMs, 2 * kHourMs);
      feed->Add(std::move(again));
    }
  }
}

void Edit(FeedBuilder* feed, Random* random) {
  const SecondThoughts& second = feed->scenario().second;
  for (bool is_planted : {false, true}) {
    for (size_t index :
         Choose(feed->records(), is_planted, is_planted ? second.edited_planted : second.edited_other, random)) {
      FeedRecord edited = feed->records()[index];
      edited.text += feed->Plain(std::string(is_planted ? "edit.bad." : "edit.any.") + edited.lang, random);
      edited.edited_at = EventTime{edited.arrival.ms + random->Between(3 * kMinuteMs, 90 * kMinuteMs)};
      edited.arrival = EventTime{edited.edited_at.ms + random->Between(kSecondMs, 20 * kSecondMs)};
      feed->Add(std::move(edited));
    }
  }
}

void Refresh(FeedBuilder* feed, Random* random) {
  for (size_t index : Choose(feed->records(), true, feed->scenario().second.refreshed, random)) {
    FeedRecord refreshed = feed->records()[index];
    if (refreshed.likes == kNoCount || !refreshed.edited_at.is_none()) continue;
    refreshed.arrival.ms += random->Between(30 * kMinuteMs, 3 * kHourMs);
    refreshed.likes += random->Between(10, 900);
    if (refreshed.reposts != kNoCount) refreshed.reposts += random->Between(5, 300);
    feed->Add(std::move(refreshed));
  }
}

void DeleteAt(size_t index, EventTime arrival, FeedBuilder* feed) {
  FeedRecord deletion;
  deletion.id = feed->records()[index].id;
  deletion.channel = feed->records()[index].channel;
  deletion.is_deletion = true;
  deletion.arrival = arrival;
  feed->Add(std::move(deletion));
}

// Only chatter is deleted here, so that the truth keeps its number of people.
void Delete(FeedBuilder* feed, Random* random) {
  for (size_t index : Choose(feed->records(), false, feed->scenario().second.deleted, random)) {
    const int64_t written_ms = feed->records()[index].arrival.ms;
    DeleteAt(index, EventTime{written_ms + random->Between(10 * kMinuteMs, 5 * kHourMs)}, feed);
  }
}

}  // namespace

void AddPlannedDeletions(FeedBuilder* feed) {
  const size_t written = feed->records().size();
  for (size_t i = 0; i < written; ++i) {
    const EventTime deletion_at = feed->records()[i].deletion_at;
    if (!deletion_at.is_none()) DeleteAt(i, deletion_at, feed);
  }
}

void DelaySomePosts(FeedBuilder* feed) {
  Random random = feed->Stream("late");
  const SecondThoughts& second = feed->scenario().second;
  for (bool is_planted : {false, true}) {
    for (size_t index :
         Choose(feed->records(), is_planted, is_planted ? second.late_planted : second.late_other, &random)) {
      feed->records()[index].arrival.ms += random.Between(kHourMs, 5 * kHourMs);
    }
  }
  // Written the evening before, seen only in the early morning.
  for (size_t index : Choose(feed->records(), false, second.eve, &random)) {
    FeedRecord& record = feed->records()[index];
    record.time = EventTime{feed->start().ms - random.Between(kMinuteMs, 3 * kHourMs)};
    record.arrival = EventTime{feed->start().ms + random.Between(kHourMs, 3 * kHourMs)};
  }
}

void AddSecondThoughts(FeedBuilder* feed) {
  Random random = feed->Stream("second");
  SendAgain(feed, &random);
  Edit(feed, &random);
  Refresh(feed, &random);
  Delete(feed, &random);
}

}  // namespace groundswell
