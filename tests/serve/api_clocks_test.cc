// Deadlines of cases as the API shows them, the list by what is due, and the draft of a report.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "serve/api_cases.h"
#include "serve/api_draft.h"
#include "tests/serve/clocks_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;

class ApiClocks : public testing::ClocksTest {
 protected:
  Answer List(std::string_view query) { return Answer(ListCases(context_, Get("/api/v1/cases" + std::string(query)))); }
  Answer Show(uint64_t group) { return Answer(GetCase(context_, Get("/api/v1/cases/x", {GroupIdText(group)}))); }
  HttpResponse Draft(uint64_t group, std::string_view query) {
    return GetCaseDraft(context_, Get("/api/v1/cases/x/draft" + std::string(query), {GroupIdText(group)}));
  }
};

TEST_F(ApiClocks, ACaseShowsWhatRunsBeforeAnybodyHasTouchedIt) {
  const Answer one = Show(1);
  // Seven working days from Sunday: the 2nd, 3rd, 4th, 6th, the Saturday worked for the holiday, the 9th and the 10th.
  EXPECT_EQ(one.At("/due"), "2026-03-10T15:59:59.999Z");
  EXPECT_EQ(one.At("/clocks/0/name"), "accept");
  EXPECT_EQ(one.At("/clocks/0/running"), "3");
  EXPECT_EQ(one.At("/clocks/1/name"), "decide");
  EXPECT_EQ(one.At("/clocks/1/zh"), "作出处理决定");
  EXPECT_EQ(one.At("/clocks/1/due"), "2026-03-16T15:59:59.999Z");
  EXPECT_EQ(Show(3).At("/clocks"), "(none)");
}

TEST_F(ApiClocks, ActsOfTheCaseEndAndExtendWhatTheRowTells) {
  Do(1, CaseActionKind::kAck);
  EXPECT_EQ(Show(1).At("/clocks/0/name"), "decide");
  Do(1, CaseActionKind::kExtend, "decide", "案情复杂");
  EXPECT_EQ(Show(1).At("/due"), "2026-03-31T15:59:59.999Z");
  EXPECT_EQ(Show(1).At("/clocks/0/extended"), "1");
  EXPECT_EQ(Show(1).At("/timeline/1/deadline"), "decide");
  Do(1, CaseActionKind::kAnswer, {}, "已恢复");
  EXPECT_EQ(Show(1).At("/clocks"), "(none)");
}

TEST_F(ApiClocks, TheListByDueHasWhatRunsAloneAndItsPagesAddUp) {
  EXPECT_EQ(List("?sort=due").Items("id"), GroupIdText(2) + " " + GroupIdText(1));
  Do(3, CaseActionKind::kPromise, {}, "周五前回电", testing::kNoonMs);
  Do(1, CaseActionKind::kAssign, "bo");
  EXPECT_EQ(List("?sort=due").Items("id"), GroupIdText(2) + " " + GroupIdText(3) + " " + GroupIdText(1));
  EXPECT_EQ(List("?sort=due&due_before=2026-03-02").Items("id"), GroupIdText(2) + " " + GroupIdText(3));
  EXPECT_EQ(List("?sort=due&assignee=bo").Items("id"), GroupIdText(1));
  EXPECT_EQ(List("?sort=due&status=received").Items("id"), GroupIdText(2) + " " + GroupIdText(3));
  const Answer first = List("?sort=due&limit=2");
  const Answer second = List("?sort=due&limit=2&" + first.NextCursor());
  EXPECT_EQ(second.Items("id"), GroupIdText(1));
  EXPECT_EQ(second.NextCursor(), "");
  EXPECT_EQ(List("?due_before=2026-03-02").Items("id"), GroupIdText(2) + " " + GroupIdText(3));
  EXPECT_EQ(List("?due_before=2026-03-02&sort=changed").status(), 400);
  EXPECT_EQ(List("?sort=lunch").status(), 400);
  EXPECT_EQ(List("?sort=due&cursor=x").status(), 400);
}

// The draft as it was looked at; GROUNDSWELL_WRITE_DRAFTS=1 writes it anew.
std::string Golden(const std::string& name, const std::string& text) {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  const auto path = std::filesystem::path(source == nullptr ? "." : source) / "tests/serve/drafts" / name;
  if (std::getenv("GROUNDSWELL_WRITE_DRAFTS") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_F(ApiClocks, ADraftIsFilledFromTheCaseAndItsEmptyPlacesAreMarked) {
  Do(1, CaseActionKind::kAck);
  Do(1, CaseActionKind::kAnalyse, "停机维护");
  Do(1, CaseActionKind::kHandle, {}, "手续费退还");
  Do(1, CaseActionKind::kPromise, {}, "周五前退费", testing::kNoonMs + 3 * kDayMs);
  const std::string chinese = Draft(1, "?lang=zh-CN").body, english = Draft(1, "?format=md&lang=en").body;
  EXPECT_EQ(chinese, Golden("case_zh.md", chinese));
  EXPECT_EQ(english, Golden("case_en.md", english));
  const HttpResponse untouched = Draft(3, "?lang=en");
  EXPECT_EQ(untouched.body, Golden("untouched_en.md", untouched.body));
  EXPECT_EQ(untouched.content_type, "text/markdown; charset=utf-8");
}

TEST_F(ApiClocks, AWordDraftIsAFileOfTheSameBytesEachTime) {
  const HttpResponse first = Draft(1, "?format=docx"), second = Draft(1, "?format=docx");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.content_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_TRUE(first.body.starts_with("PK"));
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(Draft(1, "?format=pdf").status, 400);
  EXPECT_EQ(Draft(9, "").status, 404);
}

}  // namespace
}  // namespace groundswell
