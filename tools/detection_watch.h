// DetectionWatch: follows a replay step by step and notes which alerts caught which true groups.
//
// Contract: OnStep sees every step in order, each of one record, after OnBlock saw the block it came from. A post
// without a label moves nothing. Threads: one.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/engine.h"
#include "tools/eval_truth.h"

namespace groundswell {

class DetectionWatch {
 public:
  struct Catch {
    uint64_t group = 0;  // as printed in the alert
    EventTime at;
    uint32_t complainants = 0;  // of the group, in the alert
  };
  struct TrueGroup {
    std::unordered_set<uint64_t> people;
    uint32_t posts = 0;
    EventTime second_person_at;  // none while there is one
    bool caught = false;
    Catch first;
  };

  explicit DetectionWatch(Level level) : level_(level) {}

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
  EventTime first_time() const { return first_time_; }
  EventTime last_time() const { return last_time_; }

 private:
  // Labelled posts of a found group, and how many of them carry each label.
  struct Members {
    uint32_t posts = 0;
    std::map<uint32_t, uint32_t> labels;
  };

  void Place(const Record& record, GroupId group);
  void Withdraw(const Prior& prior);
  void Merge(GroupId from, GroupId into);
  void Judge(std::string_view alert_json);
  uint64_t Resolve(uint64_t group) const;
  void Count(uint64_t group, const LabelledPost& post, int sign);

  const Level level_;
  EvalTruth truth_;
  std::vector<TrueGroup> true_groups_;  // by number of the label
  std::unordered_map<uint64_t, Members> members_;
  std::unordered_map<uint64_t, uint64_t> merged_into_;
  std::map<uint64_t, Alerted> alerted_;
  uint64_t alerts_ = 0;
  EventTime first_time_, last_time_;
};

}  // namespace groundswell
