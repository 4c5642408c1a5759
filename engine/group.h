// Group: the tallies of one group of posts, exact, and the quotes that show what it is about.
//
// Contract: every post placed in the group is added once and may be withdrawn once. Complainants are counted as
// distinct people; a person stays while one counted post of theirs does. Merging adds the other group's tallies. Units:
// times are event times, sentiment -1..1. Memory: a set entry a complainant, kQuotesMax quotes, evidence_max ids.
// Names: `over` is a group whose life has ended but whose micro-cluster still takes posts; the next complaint begins a
// new life. A group `rests` when it is the other way round: it has a level, and its micro-cluster has faded.
// Threads: one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/authorship.h"
#include "engine/baseline.h"
#include "engine/burst.h"
#include "engine/complainants.h"
#include "engine/formal_complaints.h"
#include "engine/formal_receipts.h"
#include "engine/level.h"
#include "engine/pane_history.h"
#include "engine/severity.h"
#include "engine/standing.h"
#include "models/record.h"

namespace groundswell {

constexpr size_t kQuotesMax = 3;
constexpr size_t kQuoteBytesMax = 280;
// Different channels and regions counted by name in one group; further ones count as `other`.
constexpr size_t kNamesMax = 64;

struct Quote {
  std::string id, channel, text;
  PersonHash writer;                      // who asks to be forgotten is found by it when the post is kept no more
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

// How a group came to have its posts: what merged into it, what was split off. The newest are kept.
constexpr size_t kLineageMax = 32;

enum class LineageEvent : uint8_t { kMerged, kSplitOff, kSplitFrom };

struct Lineage {
  LineageEvent event = LineageEvent::kMerged;
  bool by_rule = false;  // a person said so; else the two had become alike
  GroupId group;         // the other one
  EventTime at;          // the watermark then
  int64_t posts = 0;     // that came, or that left
  std::string by = {}, reason = {};
};

// How surely people complain: of those who do more than join in, the mean probability that the post by which they came
// is a complaint. Who leaves takes the mean with him.
struct Certainty {
  double sum = 0;
  uint32_t people = 0;

  double mean() const { return people == 0 ? 1 : sum / people; }
  void Add(double probability, uint32_t count) { sum += probability * count, people += count; }
  void Drop(uint32_t count) {
    count = std::min(count, people);
    sum -= mean() * count;
    people -= count;
    if (people == 0) sum = 0;
  }
  void Merge(const Certainty& other) { sum += other.sum, people += other.people; }
};

// What a group is counted by.
struct GroupContext {
  const EngineSettings& settings;
  EventTime now;                 // the watermark
  bool is_new_account = false;   // of the post that is counted: its author was not seen before
  OrdinaryTime time;             // as the streams of its organisation see it
  const Baseline& organisation;  // of all its complainants
  // Of a post that was there before and is counted anew: when it came. None for one that comes now.
  EventTime came_at = {};
};

// By how much the thresholds of the profile are raised for the organisation as it is now; 1 where they never grow.
double ScaleOf(const GroupContext& context);

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
  Standing standing;           // of its case
  uint32_t alerts = 0;         // written so far: the next one's number
  EventTime timer;             // when it is looked at next; none when no timer runs
  EventTime first_at, last_at;
  EventTime told_at;     // when it last rose to `emerging` or above, or surged; none before
  EventTime life_at;     // when the life under way began, as posts came
  EventTime touched_at;  // by its newest post, late ones as they came: idle time runs from here
  int64_t posts = 0, copies = 0, negative = 0, nameless = 0;
  int64_t complaints = 0;  // posts that are, and are no copies
  int64_t dated = 0;       // of them, those whose time is true to the day alone
  double sentiment_sum = 0;
  Complainants complainants;
  FormalComplaints formal;
  FormalReceipts receipts;  // of them: what clocks run from
  ClockStarts starts;       // levels as they were reached last, and a leak of data
  PaneHistory panes;        // of complainants, by event time
  Baseline baseline;        // of complainants, by arrival; begins with the first
  double held_scale = 1;    // of thresholds (ScaleOf) when it last rose: what rose by them stays by them
  uint8_t watched_as = 0;   // 0, or 1 + the StreamKind that the engine counts it as; follows from the above
  bool has_grown = false;   // somebody joined since bursts were last looked for; never between two records
  Certainty certainty;
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
  std::vector<Lineage> lineage;      // by time

  // How finely it is known when its people came: by days, where most of its complaints know no more.
  Precision precision() const { return 2 * dated > complaints ? Precision::kDays : Precision::kPanes; }

  // Makes it as new, keeping memory.
  void Reset();
  // Returns how many complainants have come by the post. One that came before is no sign of life, and no growth.
  uint32_t Add(Seq seq, const ScoredPost& post, const Verdict& verdict, float likeness, const GroupContext& context);
  // An edit takes the earlier text back, a deletion the post.
  // Returns who has no post left by the edit; none where nobody left.
  std::optional<Complainants::Change> Withdraw(const Prior& prior, bool is_deleted, const GroupContext& context);
  // Takes over the tallies of `other`, which ends.
  void Merge(Group& other, const GroupContext& context);
  void NoteLineage(Lineage event);
  // Ends the life: complainants are counted anew from this record on.
  void BeginNewLife(Seq first_seq_of_life, EventTime now);

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
  uint32_t Counted(const GroupContext& context);
  uint32_t Join(Seq seq, EventTime at, const Verdict& verdict, const GroupContext& context);
  void TakeComplainants(const Group& other, const GroupContext& context);
  void AddQuote(const ScoredPost& post, float likeness);
};

}  // namespace groundswell
