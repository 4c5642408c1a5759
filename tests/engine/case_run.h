// A pipeline over a store in a test, given posts and what people do with the cases of their groups.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/engine/pipeline_testing.h"

namespace groundswell {

constexpr int64_t kCaseWallMs = 1'790'000'000'000;

inline CaseAction Act(CaseActionKind kind, GroupId group, std::string value = {}, std::string text = {}) {
  CaseAction action;
  action.kind = kind;
  action.group = group;
  action.by = "ann";
  action.value = std::move(value);
  action.text = std::move(text);
  action.at_ms = kCaseWallMs;
  action.salt = {1, 2};
  return action;
}

class CaseRun {
 public:
  explicit CaseRun(Store* store, uint64_t checkpoint_records = 0, EngineSettings settings = TestSettings())
      : store_(store), engine_(std::move(settings), "test") {
    PipelineOptions options;
    options.keeps_reader_rows = true;
    options.checkpoint_records = checkpoint_records;
    options.filter_ids = 1 << 12;
    pipeline_ = std::make_unique<Pipeline>(&engine_, store, &scorer_, options);
    const Status status = pipeline_->Recover();
    EXPECT_TRUE(status.ok()) << status.message();
  }
  void Posts(const std::vector<PostSpec>& posts) {
    if (posts.empty()) return;
    auto block = MakeBlock(posts, 0, posts.size());
    block->end_lines = 0;
    Take(std::move(block));
  }
  void Tick(int64_t ms) {
    auto block = std::make_unique<InputBlock>();
    block->tick = {ms};
    Take(std::move(block));
  }
  CaseAnswer Do(const CaseAction& action) {
    auto block = std::make_unique<InputBlock>();
    block->action = action;
    return Take(std::move(block))->case_answer;
  }
  // That must hold.
  void Must(const CaseAction& action) {
    const Status refused = Do(action).refused;
    EXPECT_TRUE(refused.ok()) << CaseActionName(action.kind) << ": " << refused.message();
  }
  // `line`: it has been sequenced before, and stood there.
  CorrectionAnswer Correct(const Correction& correction, uint64_t line = 0) {
    auto block = std::make_unique<InputBlock>();
    block->correction = correction;
    block->rule_line = line;
    return Take(std::move(block))->correction_answer;
  }
  ForgettingAnswer Forget(const Forgetting& forgetting) {
    auto block = std::make_unique<InputBlock>();
    block->forgetting = forgetting;
    return Take(std::move(block))->forgetting_answer;
  }
  RuleAnswer Rule(const GroupRule& rule) {
    auto block = std::make_unique<InputBlock>();
    block->rule = rule;
    return Take(std::move(block))->rule_answer;
  }
  GroupId GroupOf(const std::string& id) {
    GroupId found;
    EXPECT_TRUE(store_
                    ->ScanAssignments([&](Seq, std::string_view, std::string_view post, GroupId group) {
                      if (post == id) found = engine_.Survivor(group);
                      return Status();
                    })
                    .ok());
    return found;
  }
  Case CaseOf(GroupId group) {
    const auto bytes = store_->ReadCase(group);
    EXPECT_TRUE(bytes.ok());
    if (!bytes.ok() || !*bytes) return {};
    const auto one = DecodeCase(**bytes);
    EXPECT_TRUE(one.ok());
    return one.ok() ? *one : Case();
  }
  std::string Row(GroupId group) { return store_->ReadGroup(group)->value_or(std::string()); }
  std::string Field(GroupId group, const std::string& key) { return JsonField(Now(group), key); }
  // The group as it stands, its row or not.
  std::string Now(GroupId id) {
    StepResult result;
    engine_.DescribeGroups(&result);
    for (const auto& group : result.groups)
      if (group.id == id) return group.json;
    return {};
  }
  // "event level" of the alerts of a group, in their order.
  std::vector<std::string> Alerts(GroupId group) {
    std::vector<std::string> told;
    EXPECT_TRUE(store_
                    ->ScanAlerts(0,
                                 [&](uint64_t, std::string_view json) {
                                   const std::string text(json);
                                   if (text.starts_with("{\"id\":\"" + FormatGroupId(group)))
                                     told.push_back(JsonField(text, "event") + " " + JsonField(text, "level"));
                                   return Status();
                                 })
                    .ok());
    return told;
  }
  std::vector<StoredAudit> Audit() {
    std::vector<StoredAudit> entries;
    EXPECT_TRUE(store_
                    ->ScanAudit(0,
                                [&](uint64_t, std::string_view bytes) {
                                  auto entry = DecodeAudit(bytes);
                                  if (entry.ok()) entries.push_back(std::move(*entry));
                                  return entry.status();
                                })
                    .ok());
    return entries;
  }
  // What was done, as the log tells it: "ack assign recurred".
  std::string Acts() {
    std::string acts;
    for (const StoredAudit& stored : Audit())
      acts.append(acts.empty() ? "" : " ").append(AuditEventName(stored.entry.event));
    return acts;
  }
  std::string State() const {
    std::string bytes;
    engine_.Save(&bytes);
    return bytes;
  }
  Pipeline* pipeline() { return pipeline_.get(); }

 private:
  std::unique_ptr<InputBlock> Take(std::unique_ptr<InputBlock> block) {
    InputBlocks blocks;
    blocks.push_back(std::move(block));
    std::unique_ptr<InputBlock> taken = std::make_unique<InputBlock>();
    TakeOptions options;
    options.written = [&](const Status&, const InputBlocks& written) {
      taken->case_answer = written[0]->case_answer;
      taken->rule_answer = written[0]->rule_answer;
      taken->correction_answer = written[0]->correction_answer;
      taken->forgetting_answer = written[0]->forgetting_answer;
    };
    const Status status = pipeline_->Take(std::move(blocks), options);
    EXPECT_TRUE(status.ok()) << status.message();
    return taken;
  }

  Store* store_;
  PostScorer scorer_{nullptr, nullptr};
  Engine engine_;
  std::unique_ptr<Pipeline> pipeline_;
};

// Complaints about one bank in two matters, each by a person of its own.
inline PostSpec Box(int n, int64_t minute) {
  return {.id = "box " + std::to_string(n),
          .author = "box author " + std::to_string(n),
          .text = "商户收款音箱不播报 客服电话打不通 " + std::to_string(n),
          .time = {kTestStart.ms + minute * 60 * kSecondMs},
          .org = "海桥银行"};
}
inline PostSpec Card(int n, int64_t minute) {
  return {.id = "card " + std::to_string(n),
          .author = "card author " + std::to_string(n),
          .text = "信用卡年费乱扣 要求退还年费 " + std::to_string(n),
          .time = {kTestStart.ms + minute * 60 * kSecondMs},
          .org = "海桥银行"};
}

}  // namespace groundswell
