// Engine: a sequence of scored posts in, groups and alerts out. The heart of Groundswell.
//
// Contract: Step does no I/O, starts no thread, reads no clock and takes no lock: time is in the records. What it
// decides depends on the records before and on the settings alone, so that Step(a + b) gives what Step(a) and Step(b)
// give. The same code runs live, in replay and in tests. Units: event time. Memory: bounded by the limits in settings.
// Threads: one at a time. Errors: none; input that reaches Step has been decoded, validated and scored. Load says
// whether the bytes were whole.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/alarm_rate.h"
#include "engine/answer_table.h"
#include "engine/authorship_accounts.h"
#include "engine/authorship_agents.h"
#include "engine/group.h"
#include "engine/group_json.h"
#include "engine/scope.h"
#include "models/record.h"

namespace groundswell {

// What the engine did to a case by itself.
struct CaseChange {
  enum Kind : uint8_t { kRecurred, kTakenOver };
  Kind kind;
  GroupId group, other;  // of taking over: the one that merged into `group`
  CaseStatus status;     // after it
  bool is_closed;
  Seq seq;         // of the record under way
  EventTime at;    // the watermark then
  uint32_t alert;  // of a recurrence: which alert of the group tells of it
};

struct PaneDelta {
  EventTime start;
  std::string org;
  PaneCounts add;
};

// What a step decided. Cleared at the start of each step.
struct StepResult {
  // A post that is quoted: its IdHash, and who wrote it.
  struct Quoted {
    uint64_t id_hash = 0;
    PersonHash writer;
  };
  struct AlertRow {
    Level level;
    std::string id, json;
    std::vector<Quoted> quoted;  // in the order in which it quotes them
  };
  struct GroupRow {
    GroupId id;
    std::string json;
    std::vector<Quoted> quoted;
  };
  std::vector<Verdict> verdicts;  // one a record
  std::vector<AlertRow> alerts;
  // Groups that have reached `watch` and raised an alert, merged into another or left memory in this step, as they were
  // then; and those that were asked for, as they stand. A later row of a group stands over an earlier one.
  std::vector<GroupRow> groups;
  std::vector<MergeWrite> merges;
  std::vector<CaseChange> case_changes;
  std::vector<PaneDelta> panes;
  // How many groups that have reached `watch` there are more than before the step, modulo 2^64: two that merge are one
  // from then on, so it may stand below 0.
  uint64_t groups_reached_watch = 0;

  void Clear();
};

class Engine {
 public:
  Engine(EngineSettings settings, std::string config_hash);

  void Step(std::span<const Record> records, StepResult* result);
  // Fills result->groups with at most `groups_max` of the groups that changed since they were last described, those
  // that have waited longest first: for readers, who need not have every state in between. Costs some 100 us a group.
  void DescribeChanged(size_t groups_max, StepResult* result);
  bool has_changed_groups() const { return !changed_.empty(); }
  // From here on other settings hold; groups are judged by them when they are next looked at. kInvalid for a change of
  // what the state is laid out by, such as the length of a pane, once there is a state.
  Status ChangeSettings(EngineSettings settings, std::string config_hash);
  // Fills result->groups with every group in memory that has reached `watch`, as it stands at the watermark: rows that
  // depend on where the sequence ends, and not on where it was cut into steps.
  void DescribeGroups(StepResult* result);

  // Whether a rule can be taken now, as the next record: kNotFound for a group that is not in memory, kConflict with
  // what stands against it. `leaving` are the posts of a split, as they stand.
  struct Leaving {
    const ScoredPost* post;
    const Prior* prior;
  };
  Status CheckMerge(const GroupRule& rule) const;
  Status CheckSplit(const GroupRule& rule, std::span<const Leaving> leaving) const;

  // Whether the group, or the one it merged into, is in memory and has been told of.
  bool IsShown(GroupId id) const;
  // Whom and what it is about, by the tag of its main cause; empty where it is not in memory or not known.
  struct Subject {
    std::string org, cause;
  };
  Subject SubjectOf(GroupId id) const;

  // How many posts about the organisation have these words, where that is remembered.
  std::optional<size_t> PostsOfWords(std::string_view org, uint64_t text_hash) const;

  // The group that this id stands for now; itself where nothing is known of it.
  GroupId Survivor(GroupId id) const;

  EventTime watermark() const { return watermark_; }
  const EngineSettings& settings() const { return settings_; }

  // The whole state as bytes, and back. Load leaves an engine that failed unusable.
  void Save(std::string* bytes) const;
  bool Load(std::string_view bytes);

 private:
  struct Timer {
    EventTime due;
    Seq first_seq;
    uint64_t group;
    auto operator<=>(const Timer&) const = default;
  };

  // The path of one record.
  // Asks the memory ahead for what the next post will look up.
  void Prefetch(const ScoredPost& post) const;
  Verdict TakePost(const Record& record);
  // Returns who has no post left in its group by an edit or a correction.
  std::optional<Complainants::Change> Withdraw(const Prior& prior, bool is_deleted);
  std::optional<Complainants::Change> WithdrawFrom(Group* group, const Prior& prior, bool is_deleted);
  // The scope where posts of this organisation are counted: beyond scopes_max that of unknown ones.
  std::string CountedScope(std::string_view org) const;
  void TakeRefresh(const Record& record);
  // Judges the level of the group that this id stands for now.
  void Rejudge(GroupId id);
  void AdvanceTo(EventTime time);
  // The path of one post.
  // Who counts as its writer: in some channels each post is a person of its own.
  PersonHash WriterOf(const ScoredPost& post) const;
  // The earlier post of the same words, where there is one, and whether that makes the post a copy of another's.
  static std::optional<CopyTable::First> FirstOf(const ScoredPost& post, const Scope& scope);
  bool IsCopyOf(const ScoredPost& post, const std::optional<CopyTable::First>& first) const;
  Verdict Classify(const ScoredPost& post, bool is_copy) const;
  // Where an agreeing reply goes: the group of the complaint it answers; kNoGroup for all other posts.
  uint32_t FindAnswered(const ScoredPost& post) const;
  void Join(const ScoredPost& post, uint32_t index, Verdict* verdict, Scope** scope);
  // The signs and the voice for which one post cannot wait.
  uint8_t CriticalSigns(const ScoredPost& post, const Verdict& verdict) const;
  void NoteAdvert(const ScoredPost& post);
  void AlertIfCritical(const ScoredPost& post, const Verdict& verdict);
  uint32_t Place(const Record& record, const std::optional<CopyTable::First>& first, Verdict* verdict, Scope* scope,
                 float* likeness);
  static uint32_t ProductOf(const ScoredPost& post);
  // What it is grouped by: its terms and, of a complaint about a known organisation, its cause as one more.
  std::span<const Term> TermsOf(const ScoredPost& post, const Verdict& verdict);
  uint32_t OpenGroup(GroupId id, Seq first_seq, const Scope& scope, bool is_talk);
  void BindSlot(uint32_t index, uint32_t slot);
  void ApplyChanges(Clustering* clustering);
  Clustering* ClusteringOf(const Group& group) const;
  // `rule` where a person said so.
  void MergeGroups(uint32_t from, uint32_t into, const GroupRule* rule = nullptr);
  // The same without judging what becomes of it.
  void FoldGroup(uint32_t from, uint32_t into, const GroupRule* rule = nullptr);
  void CountPane(EventTime time, const std::string& org, Sentiment sentiment, bool complaint, int64_t sign);

  // Counts a post of the scope, and the people by whom a group has grown.
  void CountPost(Scope* scope);
  void CountComplainants(Scope* scope, Group* group, uint32_t came, bool is_dated);
  GroupContext ContextOf(const Scope& scope, EventTime now) const;
  GroupContext ContextOf(const Group& group, EventTime now) const;
  AgentAdverts::Match FindAgents(const Group& group) const;

  // Rules about groups (engine_rules.cc). A split is taken with its record, its moves one by one, and done with the
  // last.
  Verdict TakeRule(const Record& record);
  Verdict TakeMergeRule(const GroupRule& rule);
  void HandOverSlot(Group* from, uint32_t into);
  Verdict BeginSplit(const Record& record);
  Verdict TakeMove(const Record& record);
  void RememberMember(const ScoredPost& post, const Verdict& verdict);
  void FinishSplit();

  // Corrections (engine_correct.cc).
  Verdict TakeCorrected(const Record& record);
  void Restate(const Record& record, uint32_t index, Verdict* verdict);
  void Transfer(const Record& record, Verdict* verdict);
  void CountAgain(const Record& record, const std::optional<Complainants::Change>& left, float likeness,
                  Verdict* verdict, Group* group);

  // A deletion of a post that is kept no more, though groups may still quote it.
  void DropQuotes(const ScoredPost& post);
  // Takes the reason of a rule out of the history of the groups it was about.
  void ForgetReason(const Forgetting& forgetting);

  // Cases (engine_cases.cc).
  Verdict TakeCaseAction(const CaseAction& action);
  // Whether the alert is told, or the group is quiet. An alert by which a closed case opens again becomes `reopened`.
  bool IsTold(Group* group, Alert* alert);
  void Reopen(Group* group);
  bool HasRecurred(const Group& group) const;
  // Before target->reached_watch says what it will.
  void FoldStanding(const Group& source, Group* target);

  // Levels and timers.
  void Relevel(uint32_t index, EventTime now);
  // By the thresholds scaled to the organisation. They move with its volume: what rose by lower ones stays by those.
  Judgement JudgeScaled(Group* group, const GroupContext& context, LevelFigures* figures) const;
  // Looks for a burst once after people have joined.
  void TestBurstOf(Group* group, const GroupContext& context, LevelFigures* figures) const;
  bool IsSurge(const LevelFigures& figures) const;
  bool HasCooled(const Group& group, EventTime now) const;
  bool IsHeld(const Baseline& baseline, EventTime now) const;
  void Tell(Group* group, const GroupContext& context);
  // Looks whether the organisation as a whole bursts, and says so of the group that grew most.
  void TestOrganisation(Scope* scope);
  Group* GrownMost(const Scope& scope);
  // Makes one group of complaints about the organisation that burst together and found no group of their own.
  void Gather(Scope* scope);
  // Micro-clusters that began since, and are hardly more than a post each; none where they hold too few people.
  std::vector<uint32_t> FindScattered(const Scope& scope, EventTime from) const;
  // Gives the group that they are from now on; its level is still to be judged.
  uint32_t MakeOne(Clustering* clustering, std::span<const uint32_t> slots);
  // Its people count among those of groups that were told of, from now on.
  void LeaveUntold(const Group& group);
  void AlertIfWithdrawn(uint32_t index, EventTime now);
  void CountStream(Group* group);
  void NoteReached(Group* group, Level level, EventTime now) const;
  void EndLife(uint32_t index, Rule rule, EventTime now);
  void EndEarliest();
  void WriteAlert(Group* group, Alert alert);
  void ChangeLevel(Group* group, Judgement judgement, const LevelFigures& figures, EventTime now);
  void Schedule(Group* group, EventTime now);
  void RunTimers(EventTime until);
  EventTime PaneEdgeAfter(EventTime time) const;

  // Groups in memory.
  Scope* FindScope(std::string_view org);
  uint32_t FindGroup(GroupId id) const;  // kNoGroup when it is no longer in memory
  void Release(uint32_t index);
  void MarkChanged(uint32_t index);
  void DescribeGroup(const Group& group);
  Keywords FindKeywords(const Group& group) const;

  // Accounts remembered to know those that write nothing else.
  static constexpr uint32_t kAccountsMax = 1u << 16;
  static constexpr uint32_t kNoGroup = 0xffffffff;

  EngineSettings settings_;
  std::string config_hash_;
  EventTime watermark_;
  EventTime last_post_at_;           // the watermark then
  EventTime silent_from_, back_at_;  // the last time that all sources were silent for long, and their return
  AlarmRate alarm_rate_;
  AnswerTable answers_;
  AccountTable accounts_{kAccountsMax};
  AgentAdverts adverts_;                          // those that name no organisation, which are most
  std::array<uint64_t, kStreamKinds> streams_{};  // groups watched for bursts
  std::map<std::string, std::unique_ptr<Scope>, std::less<>> scopes_;
  std::vector<Group> groups_;
  std::vector<uint32_t> free_groups_;
  uint64_t resting_ = 0;           // groups with a level whose micro-cluster has faded
  FlatMap<uint32_t> group_index_;  // id -> index in groups_
  FlatMap<uint64_t> merged_into_;  // id -> id that lives on, while that one is in memory
  std::vector<Timer> timers_;      // a heap, the earliest first

  std::vector<GroupId> changed_;  // since DescribeChanged last came to them, in that order
  // Of the step under way.
  StepResult* result_ = nullptr;
  Seq seq_ = 0;  // of the record under way
  Clusterer::Changes changes_;
  std::vector<Term> terms_;
  // Of the split under way: a step never ends within one.
  struct SplitMember {
    std::vector<Term> terms;
    std::vector<float> meaning;
    float known_share;
    uint32_t product;
    uint64_t text_hash;
    bool is_silent;  // its words are not in the micro-cluster
  };
  struct {
    GroupId source, part;
    size_t left = 0;  // moves to come
    std::vector<SplitMember> members;
  } split_;
};

}  // namespace groundswell
