// FeedBuilder: collects the posts of a synthetic feed, gives each the look of its channel, and at the end puts the
// lines in order of arrival and gives them ids.
//
// Contract: offsets are milliseconds from the start of the feed. Parts of a scenario draw from Random streams of their
// own (`Stream`), so that one part can change without changing the others. Ids rise with time within a channel, and are
// given by Finish, which must be the last call but Take.
// Ownership: the grammar and the scenario must outlive the builder. Threads: one.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tools/generate_people.h"
#include "tools/generate_record.h"
#include "tools/scenario.h"

namespace groundswell {

// A bulletin is a board whose posts are fetched once a day: each arrives a day after it was written.
enum class Channel : uint8_t { kMicroblog, kChirper, kDesk, kAppStore, kForum, kBulletin };

class FeedBuilder {
 public:
  FeedBuilder(const Scenario* scenario, const Grammar* grammar, uint64_t seed, EventTime start)
      : scenario_(scenario), grammar_(grammar), seed_(seed), start_(start), writer_(grammar), people_(seed, grammar) {}

  const Scenario& scenario() const { return *scenario_; }
  const Grammar& grammar() const { return *grammar_; }
  People& people() { return people_; }
  std::vector<FeedRecord>& records() { return records_; }
  EventTime start() const { return start_; }
  Random Stream(std::string_view purpose, uint64_t number = 0) const { return Random(seed_, purpose, number); }

  // A post of `person` without words yet: author, region, reach, kind, the channel's time format and its lag.
  FeedRecord Draft(const FeedPerson& person, Channel channel, int64_t offset_ms, Random* random) const;
  // Words by the rule in the person's style. Asks the material again, up to `tries_max` times in all, for a text that
  // was not used yet.
  std::string Compose(std::string_view rule, const FeedPerson& person, Mood mood, Random* random, int tries_max = 20);
  // Words by the rule as they stand.
  std::string Plain(std::string_view rule, Random* random) { return writer_.Write(rule, random); }
  std::string Plain(std::string_view rule, const Bindings& bindings, Random* random) {
    return writer_.Write(rule, bindings, random);
  }
  // One alternative of a rule as it is given.
  std::string Fill(std::string_view text, const Bindings& bindings, Random* random) {
    return writer_.Fill(text, bindings, random);
  }
  // Whether neither Compose nor this has seen the text before; it has from now on.
  bool IsNewText(std::string_view text) { return texts_.insert(Hash64(text)).second; }
  // Makes sure that the post says whom it is about, by its org field or in its text.
  void NameCompany(size_t company, FeedRecord* record, Random* random) const;
  // Adds the post and returns its index. A reply gets its parent by that index.
  size_t Add(FeedRecord record);
  // The channel where people who write in that language talk in public.
  static Channel PublicChannel(Language language) {
    return language == Language::kChinese ? Channel::kMicroblog : Channel::kChirper;
  }

  // Gives the ids, fills in reply_to, repeats records (below), and orders all by arrival.
  void Finish();
  std::vector<FeedRecord> Take() { return std::move(records_); }

 private:
  void GiveIds();

  const Scenario* scenario_;
  const Grammar* grammar_;
  uint64_t seed_;
  EventTime start_;
  Writer writer_;
  People people_;
  std::set<uint64_t> texts_;  // hashes of the texts that Compose gave
  std::vector<FeedRecord> records_;
};

// A share of a shape's time, of kShapeParts: the moment of one post. Integers throughout.
constexpr int64_t kShapeParts = 1 << 16;
int64_t ShapePart(Shape shape, Random* random);

// The parts of the day, in the order in which they are added.
void AddPlantedGroups(const std::vector<PlantedGroup>& groups, FeedBuilder* feed);
void AddVoices(FeedBuilder* feed);                  // loud author, copied text, praise that goes round
void AddChatter(int64_t posts, FeedBuilder* feed);  // everything else, until the feed holds so many posts
// Deletions of the records that have a deletion_at. Called once the ids are given; the deletions are appended.
void AddPlannedDeletions(FeedBuilder* feed);
// Late posts, and second records: edited, deleted, sent again, refreshed. Called once the ids are given; the records
// are appended.
void AddSecondThoughts(FeedBuilder* feed);
void DelaySomePosts(FeedBuilder* feed);

}  // namespace groundswell
