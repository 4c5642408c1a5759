// Cases as the API shows them, from rows that are written as the engine writes them; and the silences that run.
#include "serve/api_cases.h"

#include <gtest/gtest.h>

#include "models/audit.h"
#include "models/case.h"
#include "serve/case_silences.h"
#include "tests/serve/serve_testing.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;

constexpr int64_t kNowMs = 1'790'000'000'000;

class ApiCases : public ::testing::Test {
 protected:
  ApiCases() {
    filler_.Group(1, "emerging", 5);
    filler_.Group(2, "watch", 6, "青禾保险", "退保难");
    filler_.Group(3, "watch", 7);
    filler_.Commit();
    model_ = std::make_unique<ReadModel>(filler_.store(), ReadModel::Options{});
    EXPECT_TRUE(model_->Load().ok());
    context_.store = filler_.store();
    context_.model = model_.get();
  }
  void Do(uint64_t group, CaseActionKind kind, std::string value = {}, std::string text = {}, int64_t until_ms = 0) {
    CaseAction action;
    action.kind = kind;
    action.group = {group};
    action.by = "ann";
    action.value = std::move(value);
    action.text = std::move(text);
    action.at_ms = kNowMs + static_cast<int64_t>(next_) * 1000;
    action.until_ms = until_ms;
    Case& one = cases_[group];
    one.group = {group};
    ApplyCaseAction(action, next_, "海桥银行", &one);
    AuditEntry entry;
    entry.number = next_;
    entry.event = AuditEventOf(kind);
    entry.group = {group};
    entry.status = one.status;
    entry.by = action.by;
    entry.at_ms = action.at_ms;
    entry.value = action.value;
    entry.text = action.text;
    std::string row, bytes;
    EncodeAudit(entry, &hash_, &row);
    EncodeCase(one, &bytes);
    CommitBatch batch;
    batch.audit = {{next_, row}};
    batch.cases = {{{group}, bytes}};
    if (kind == CaseActionKind::kAck) batch.evidence = {{next_, "{\"pinned\":1}\n00000000000000aa"}};
    batch.position = filler_.position;
    EXPECT_TRUE(filler_.store()->Commit(batch).ok());
    if (silences_ != nullptr) silences_->OnCommit(batch);
    ++next_;
  }
  Answer List(std::string_view query) { return Answer(ListCases(context_, Get("/api/v1/cases" + std::string(query)))); }
  Answer Show(uint64_t group) { return Answer(GetCase(context_, Get("/api/v1/cases/x", {GroupIdText(group)}))); }

  testing::StoreFiller filler_;
  std::unique_ptr<ReadModel> model_;
  ApiContext context_;
  std::map<uint64_t, Case> cases_;
  AuditHash hash_ = {};
  uint64_t next_ = 0;
  CaseSilences* silences_ = nullptr;  // is told of what is done
};

TEST_F(ApiCases, AListIsByTheLastChangeAndItsPagesAddUp) {
  EXPECT_EQ(List("").Items("id"), "");
  Do(1, CaseActionKind::kAck);
  Do(2, CaseActionKind::kAssign, "bo");
  EXPECT_EQ(List("").Items("id"), GroupIdText(2) + " " + GroupIdText(1));
  Do(1, CaseActionKind::kNote, {}, "x");
  Do(3, CaseActionKind::kNote, {}, "x");
  const Answer first = List("?limit=2");
  EXPECT_EQ(first.Items("id"), GroupIdText(3) + " " + GroupIdText(1));
  const Answer second = List("?limit=2&" + first.NextCursor());
  EXPECT_EQ(second.Items("id"), GroupIdText(2));
  EXPECT_EQ(second.NextCursor(), "");
}

TEST_F(ApiCases, AListIsFilteredByStatusAndAssignee) {
  Do(1, CaseActionKind::kAck);
  Do(2, CaseActionKind::kAssign, "bo");
  Do(2, CaseActionKind::kHandle, {}, "x");
  EXPECT_EQ(List("?status=handling").Items("id"), GroupIdText(2));
  EXPECT_EQ(List("?status=registered,handling").Items("status"), "handling registered");
  EXPECT_EQ(List("?assignee=ann").Items("id"), GroupIdText(1));
  EXPECT_EQ(List("?assignee=nobody").Items("id"), "");
  EXPECT_EQ(List("?status=lost").status(), 400);
  EXPECT_EQ(List("?cursor=x").status(), 400);
}

TEST_F(ApiCases, ACaseTellsAllThatWasDone) {
  Do(1, CaseActionKind::kAck);
  Do(1, CaseActionKind::kResolve, "停机", "已修");
  const Answer one = Show(1);
  EXPECT_EQ(one.status(), 200);
  EXPECT_EQ(one.At("/status"), "handling");
  EXPECT_EQ(one.At("/acked/by"), "ann");
  EXPECT_EQ(one.At("/resolution/measure"), "已修");
  EXPECT_EQ(one.At("/timeline/0/action"), "ack");
  EXPECT_EQ(one.At("/timeline/1/cause"), "停机");
  EXPECT_EQ(one.At("/timeline/1/text"), "已修");
  EXPECT_EQ(one.At("/group/id"), GroupIdText(1));
  EXPECT_EQ(one.At("/org"), "海桥银行");
  const Answer untouched = Show(3);
  EXPECT_EQ(untouched.At("/status"), "received");
  EXPECT_EQ(untouched.At("/entries"), "0");
  EXPECT_EQ(Show(77).status(), 404);
}

TEST_F(ApiCases, EvidenceIsOfTheCaseItWasPinnedTo) {
  Do(1, CaseActionKind::kAck);
  Do(1, CaseActionKind::kNote, {}, "x");
  Do(2, CaseActionKind::kAck);
  const auto get = [&](uint64_t group, const std::string& entry) {
    return GetCaseEvidence(context_, Get("/api/v1/cases/x/evidence/y", {GroupIdText(group), entry}));
  };
  EXPECT_EQ(get(1, "0").body, R"({"pinned":1})") << "who wrote what it quotes is shown to nobody";
  EXPECT_EQ(get(1, "1").status, 404) << "a note pins nothing";
  EXPECT_EQ(get(1, "2").status, 404) << "another's";
  EXPECT_EQ(get(1, "x").status, 404);
}

TEST_F(ApiCases, SilencesRunUntilTheirEndAndHoldForWhatTheyCover) {
  Do(1, CaseActionKind::kSilence, {}, "已知", kNowMs + kHourMs);
  CaseSilences silences(filler_.store(), {});
  const auto active = silences.Active();
  ASSERT_TRUE(active);
  ASSERT_EQ(active->size(), 1u);
  const Silence& silence = active->front();
  EXPECT_EQ(silence.author, "ann");
  EXPECT_EQ(silence.reason, "已知");
  AlertFacts alert;
  alert.org = "海桥银行";
  alert.group = GroupIdText(1);
  EXPECT_TRUE(silence.Takes(alert, "desk", kNowMs));
  EXPECT_FALSE(silence.Takes(alert, "desk", kNowMs + kHourMs)) << "it has run out";
  alert.group = GroupIdText(2);
  EXPECT_FALSE(silence.Takes(alert, "desk", kNowMs)) << "another group";
}

TEST_F(ApiCases, ASilenceHoldsFromItsAnswerOn) {
  CaseSilences silences(filler_.store(), {});
  silences_ = &silences;
  EXPECT_TRUE(silences.Active()->empty());
  Do(1, CaseActionKind::kSilence, {}, "已知", kNowMs + kHourMs);
  ASSERT_EQ(silences.Active()->size(), 1u) << "at once";
  Do(1, CaseActionKind::kSilence, {}, "doch nicht", kNowMs - kHourMs);
  EXPECT_TRUE(silences.Active()->empty()) << "lifted";
  const auto known = silences.Active();
  EXPECT_EQ(silences.Active(), known) << "nothing is read again without a commit";
}

// Cases that cannot be read, for as long as it is said.
class UnreadableStore : public FaultyStore {
 public:
  explicit UnreadableStore(Store* store) : FaultyStore(store, {}), whole_(store) {}
  Status ScanCases(const Visitor<GroupId, std::string_view>& visit) const override {
    return fails ? IoError("by design") : whole_->ScanCases(visit);
  }
  bool fails = false;

 private:
  Store* whole_;
};

TEST_F(ApiCases, SilencesThatCannotBeReadAreToldAndGoOnAsTheyWere) {
  Do(1, CaseActionKind::kSilence, {}, "已知", kNowMs + kHourMs);
  UnreadableStore store(filler_.store());
  std::vector<std::string> said;
  CaseSilences silences(&store, [&](std::string_view line) { said.emplace_back(line); });
  silences_ = &silences;
  ASSERT_EQ(silences.Active()->size(), 1u);
  store.fails = true;
  Do(2, CaseActionKind::kSilence, {}, "auch", kNowMs + kHourMs);
  EXPECT_EQ(silences.Active()->size(), 1u);
  EXPECT_EQ(silences.failures(), 1u);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("by design"), std::string::npos);
  Do(3, CaseActionKind::kNote, {}, "x");
  silences.Active();
  EXPECT_EQ(said.size(), 1u) << "told once";
  store.fails = false;
  Do(3, CaseActionKind::kNote, {}, "x");
  EXPECT_EQ(silences.Active()->size(), 2u);
  EXPECT_EQ(said.back(), "silences can be read again");
}

TEST_F(ApiCases, ADamagedCaseTakesNoOthersSilences) {
  Do(1, CaseActionKind::kSilence, {}, "已知", kNowMs + kHourMs);
  CommitBatch batch;
  batch.cases = {{{2}, "no case"}};
  batch.position = filler_.position;
  ASSERT_TRUE(filler_.store()->Commit(batch).ok());
  CaseSilences silences(filler_.store(), {});
  EXPECT_EQ(silences.Active()->size(), 1u);
  EXPECT_EQ(silences.failures(), 1u);
}

}  // namespace
}  // namespace groundswell
