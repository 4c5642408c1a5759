// Group: the tallies of one group of posts, exact, and the quotes that show what it is about.
//
// Contract: every post placed in the group is added once and may be withdrawn once. Complainants are counted as
// distinct people; a person stays while one counted post of theirs does. Merging adds the other group's tallies. Units:
// times are event times, sentiment -1..1. Memory: a set entry a complainant, kQuotesMax quotes, evidence_max ids.
// Names: `over` is a group whose life has ended but whose micro-cluster still takes posts; the next complaint begins a
// new life. A group `rests` when it is the other way round: it has a level, and its micro-cluster has faded.
// Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/flat_map.h"
#include "engine/authorship.h"
#include "engine/baseline.h"
#include "engine/level.h"
#include "engine/pane_history.h"
#include "engine/severity.h"
#include "models/record.h"

namespace groundswell {

constexpr size_t kQuotesMax = 3;
constexpr size_t kQuoteBytesMax = 280;
// Different channels and regions counted by name in one group; further ones count as `other`.
constexpr size_t kNamesMax = 64;

struct Quote {
  std::string id, channel, text;
  std::string cause_tag, cause_evidence;  // what its post was read to say, and the words that say so
  float likeness = 0;
};

struct NamedCount {
  std::string name;
  int64_t posts = 0;
};

// Causes counted of one group; as many as a taxonomy has tags.
constexpr size_t kCausesMax = 2048;

// Complaints of one cause. A class may be known where no tag is.
struct CauseCount {
  CauseClass cause = CauseClass::kNone;
  std::string tag;
  int64_t posts = 0;
};

// What a group is counted by.
struct GroupContext {
  const EngineSettings& settings;
  EventTime now;                 // the watermark
  bool is_new_account = false;   // of the post that is counted: its author was not seen before
  OrdinaryTime time;             // as the streams of its organisation see it
  const Baseline& organisation;  // of all its complainants
};

class Group {
 public:
  GroupId id;
  Seq first_seq = 0;
  std::string org;
  bool is_talk = false;     // of posts about its organisation that complain of nothing (engine/scope.h)
  uint32_t slot = kNoSlot;  // of its micro-cluster; kNoSlot once that has faded
  static constexpr uint32_t kNoSlot = 0xffffffff;

  Level level = Level::kNone;
  Rule rule = Rule::kBelow;    // that gave the level
  bool reached_watch = false;  // or an alert told of it for one critical post
  bool has_opened = false;     // an alert told of its rise
  bool is_changed = false;     // since its row was last described; the engine saves which are
  Seq life_first_seq = 0;      // of the life under way: posts before it were people of a life that has ended
  bool over = false;           // ended after idle days; the next complaint begins a new life
  uint32_t alerts = 0;         // written so far: the next one's number
  EventTime timer;             // when it is looked at next; none when no timer runs
  EventTime first_at, last_at;
  EventTime told_at;     // when it last rose to `emerging` or above, or surged; none before
  EventTime touched_at;  // by its newest post, late ones as they came: idle time runs from here
  int64_t posts = 0, copies = 0, negative = 0, nameless = 0;
  int64_t complaints = 0;  // posts that are, and are no copies
  double sentiment_sum = 0;
  struct Joined {
    int64_t at_ms;       // event time of the post by which the person came
    int64_t arrived_ms;  // the watermark then
    Seq first_seq;       // of the counted posts the first: posts before it belong to a life that has ended
    uint32_t posts;      // counted ones
    uint32_t joins;      // of them, those that only join in
  };
  FlatMap<Joined> complainants;  // by person
  PaneHistory panes;             // of complainants, by event time
  Baseline baseline;             // of complainants, by arrival; begins with the first
  uint8_t watched_as = 0;        // 0, or 1 + the StreamKind that the engine counts it as; follows from the above
  bool has_grown = false;        // somebody joined since bursts were last looked for; never between two records
  uint32_t joiners = 0;          // complainants who only join in
  double certainty_sum = 0;     // that the first posts of the others are complaints; a person who leaves takes the mean
  uint32_t certain_people = 0;  // whom it is summed over
  uint32_t withdrawn = 0;       // people of this life all of whose posts were deleted
  uint32_t withdrawn_told = 0;  // of them, those that an alert told of
  uint8_t critical_told = 0;    // signs and voices that critical_post alerts told of
  std::vector<NamedCount> channels, regions;
  std::vector<CauseCount> causes;                          // of complaints
  std::array<int64_t, std::size(kDemandNames)> demands{};  // complaints with each demand, by its bit
  std::array<int64_t, std::size(kSignNames)> signs{};      // and with each sign
  int64_t audience = 0;                                    // how many may have seen its posts
  HarmTally harm;                                          // of complaints
  Authorship authorship;                                   // likewise
  std::vector<Quote> quotes;
  struct Evidence {
    std::string channel, id;
  };
  std::vector<Evidence> evidence;    // complaints, the newest last
  std::vector<GroupId> merged_from;  // groups shown before they merged into this one
  std::vector<GroupId> merged_ids;   // all that merged into it, by which their posts find it

  // Makes it as new, keeping memory.
  void Reset();
  void Add(Seq seq, const ScoredPost& post, const Verdict& verdict, float likeness, const GroupContext& context);
  // An edit takes the earlier text back, a deletion the post.
  // Returns when the person had come who has no post left by the edit; none where nobody left.
  EventTime Withdraw(const Prior& prior, bool is_deleted, const GroupContext& context);
  // Takes over the tallies of `other`, which ends.
  void Merge(Group& other, const GroupContext& context);
  // Ends the life: complainants are counted anew from this record on.
  void BeginNewLife(Seq first_seq_of_life);

  // All but whether it bursts, which the engine decides with what it allows all groups together.
  LevelFigures Figures(const GroupContext& context);
  // The baseline as it is seen now, without touching it; one that begins now where it has not begun.
  Baseline BaselineNow(const GroupContext& context) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  void CountCause(CauseClass cause, std::string_view tag, int64_t posts);
  void CountDemands(uint8_t demands, int64_t posts);
  void CountSigns(uint8_t signs, int64_t posts);
  // Complainants that count for levels: all of the life, or those of the profile's days.
  uint32_t Counted(const GroupContext& context) const;
  void Join(Seq seq, EventTime at, const Verdict& verdict, const GroupContext& context);
  void CountCertainty(const ScoredPost& post, const EngineSettings& settings);
  void DropCertainty();
  void TakeComplainants(const Group& other, const GroupContext& context);
  void AddQuote(const ScoredPost& post, float likeness);
};

}  // namespace groundswell
