// What tests of deadlines share: a store with groups that have formal complaints, acts on their cases, and a profile.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/audit.h"
#include "models/case.h"
#include "models/clock_fold.h"
#include "tests/serve/serve_testing.h"

namespace groundswell::testing {

inline std::shared_ptr<const ClockBook> TestClocks() {
  auto book = std::make_shared<ClockBook>();
  const std::string lines[] = {
      "decide = 15 days after received until answered extendable to 30 named 作出处理决定 / Decision",
      "accept = 7 working_days after received until registered named 决定是否受理 / Acceptance",
      "report = 2 hours after major named 重大投诉上报 / Report"};
  const std::string days[] = {"2026-03-05 = holiday", "2026-03-07 = workday"};
  book->rules = ParseClocks(lines).value();
  book->days.zone = LocalZone::Parse("Asia/Shanghai").value();
  book->days.workdays = Workdays::Parse(days).value();
  return book;
}

// Rows as the engine writes them: noon UTC of the 1st of March 2026 is Sunday evening in Shanghai.
class ClocksTest : public ::testing::Test {
 protected:
  ClocksTest() {
    constexpr std::string_view kReceipts =
        R"(,"formal":{"posts":3,"people":3,"first_at":"2026-03-01T12:00:00.000Z"},)"
        R"("receipts":[{"from":"2026-03-01T12:00:00.000Z","to":"2026-03-01T13:00:00.000Z","count":2,"acts":0},)"
        R"({"from":"2026-03-03T12:00:00.000Z","count":1,"acts":0}],)"
        R"("clocks":[{"name":"decide","due":"2026-03-16T15:59:59.999Z"}])";
    constexpr std::string_view kMajor =
        R"(,"reached":{"major":{"at":"2026-03-01T10:00:00.000Z","acts":0}},"clocks":[{"name":"report"}])";
    filler_.Group(1, "emerging", 5, "海桥银行", "音箱不播报", std::string(kReceipts));
    filler_.Group(2, "major", 6, "青禾保险", "退保难", std::string(kMajor));
    filler_.Group(3, "watch", 7);
    filler_.Commit();
    model_ = std::make_unique<ReadModel>(filler_.store(), ReadModel::Options{});
    EXPECT_TRUE(model_->Load().ok());
    context_.store = filler_.store();
    context_.model = model_.get();
    context_.clocks = TestClocks();
  }

  void Do(uint64_t group, CaseActionKind kind, std::string value = {}, std::string text = {}, int64_t until_ms = 0) {
    CaseAction action;
    action.kind = kind;
    action.group = {group};
    action.by = "李敏";
    action.value = std::move(value);
    action.text = std::move(text);
    action.at_ms = kNoonMs + static_cast<int64_t>(next_) * kMinuteMs;
    action.until_ms = until_ms;
    Case& one = cases_[group];
    one.group = {group};
    ApplyCaseAction(action, next_, "海桥银行", &one, EventTime{kNoonMs});
    AuditEntry entry;
    entry.number = next_;
    entry.event = AuditEventOf(kind);
    entry.group = {group};
    entry.status = one.status;
    entry.by = action.by;
    entry.at_ms = action.at_ms;
    entry.value = action.value;
    entry.text = action.text;
    entry.has_evidence = kind == CaseActionKind::kAck;
    std::string row, bytes;
    EncodeAudit(entry, &hash_, &row);
    EncodeCase(one, &bytes);
    CommitBatch batch;
    batch.audit = {{next_, row}};
    batch.cases = {{{group}, bytes}};
    if (entry.has_evidence) batch.evidence = {{next_, R"({"pinned":1})"}};
    batch.position = filler_.position;
    EXPECT_TRUE(filler_.store()->Commit(batch).ok());
    ++next_;
  }

  StoreFiller filler_;
  std::unique_ptr<ReadModel> model_;
  ApiContext context_;
  std::map<uint64_t, Case> cases_;
  AuditHash hash_ = {};
  uint64_t next_ = 0;
};

}  // namespace groundswell::testing
