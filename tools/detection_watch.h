// DetectionWatch: follows a replay step by step and notes which alerts caught which true groups, and what the group of
// each alert was made of.
//
// Contract: OnStep sees every step in order, each of one record, after OnBlock saw the block it came from. A post
// without a label moves no true group. Ownership: borrows the cases, which may be null. Threads: one.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/engine.h"
#include "tools/eval_detection_truth.h"
#include "tools/eval_truth.h"

namespace groundswell {

class DetectionWatch {
 public:
  struct FirstAlert {
    uint64_t group = 0;  // as printed in the alert
    EventTime at;
    uint32_t complainants = 0;  // of the group, in the alert
  };
  struct TrueGroup {
    std::unordered_set<uint64_t> people;
    uint32_t posts = 0;
    EventTime second_person_at;  // none while there is one
    bool caught = false;
    FirstAlert first;
  };

  // What the alert said of the next threshold; edges beyond the horizon are none.
  struct ForecastNote {
    Level level = Level::kNone;
    int64_t horizon_days = 0;
    EventTime early, late;
  };

  // An alert, and its group as it then stood.
  struct Note {
    uint64_t group = 0;
    EventTime at;
    std::string event;
    Level level = Level::kNone;
    std::optional<ForecastNote> forecast = {};
    uint32_t complainants = 0;
    bool at_level = false;              // at or above the level
    std::vector<uint32_t> pure_labels;  // those that enough of its labelled posts carry
    int64_t main_label = -1;            // the one that most carry; -1 without labelled posts
    int32_t main_case = -1;             // that more than half of all its posts are members of, else -1
    std::vector<int32_t> member_cases;  // that any of its posts is a member of
  };

  explicit DetectionWatch(Level level, const DetectionTruth* cases = nullptr) : level_(level), cases_(cases) {}

  void OnBlock(const FeedBlock& block) { truth_.Add(block); }
  void OnStep(std::span<const Record> records, const StepResult& result);

  const EvalTruth& truth() const { return truth_; }
  const std::vector<TrueGroup>& true_groups() const { return true_groups_; }
  // Groups that raised an alert at or above the level: whether they caught something, and had labelled posts then.
  struct Alerted {
    bool labelled = false;
    std::set<uint32_t> labels;  // of which the group was pure enough
  };
  const std::map<uint64_t, Alerted>& alerted() const { return alerted_; }
  uint64_t alerts() const { return alerts_; }
  // Every alert, those below the level too.
  const std::vector<Note>& notes() const { return notes_; }
  // The group that this one lives on in.
  uint64_t Resolve(uint64_t group) const;
  EventTime first_time() const { return first_time_; }
  EventTime last_time() const { return last_time_; }

 private:
  // Posts of a found group; those with a label and how many carry each; how many are members of each case.
  struct Members {
    uint32_t all = 0, posts = 0;
    std::map<uint32_t, uint32_t> labels;
    std::map<int32_t, uint32_t> cases;
  };

  void Place(const Record& record, GroupId group);
  void Withdraw(const Prior& prior);
  void Merge(GroupId from, GroupId into);
  void Judge(std::string_view alert_json);
  void Catch(const Note& note);
  void Count(uint64_t group, std::string_view channel, std::string_view id, int sign);

  const Level level_;
  const DetectionTruth* cases_;
  EvalTruth truth_;
  std::vector<TrueGroup> true_groups_;  // by number of the label
  std::unordered_map<uint64_t, Members> members_;
  std::unordered_map<uint64_t, uint64_t> merged_into_;
  std::map<uint64_t, Alerted> alerted_;
  uint64_t alerts_ = 0;
  std::vector<Note> notes_;
  EventTime first_time_, last_time_;
};

}  // namespace groundswell
