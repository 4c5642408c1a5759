#include "serve/draft_words.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr MessagePhrase kStatuses[] = {{"受理", "received"},   {"登记", "registered"}, {"分析", "analysed"},
                                       {"处理", "handling"},   {"反馈", "answered"},   {"总结改进", "reviewed"},
                                       {"误报", "false alarm"}};
static_assert(std::size(kStatuses) == static_cast<size_t>(kLastCaseStatus) + 1);

constexpr MessagePhrase kStates[] = {{"已联系", "contacted"}, {"已答复", "answered"},  {"已和解", "settled"},
                                     {"拒绝", "refused"},     {"已撤诉", "withdrawn"}, {"已回访", "followed up"}};
static_assert(std::size(kStates) == static_cast<size_t>(kLastPersonState) + 1);

struct Act {
  std::string_view name;
  MessagePhrase phrase;
};
constexpr Act kActs[] = {
    {"ack", {"接手", "taken"}},
    {"assign", {"指派", "assigned"}},
    {"note", {"备注", "note"}},
    {"link", {"关联", "link"}},
    {"analyse", {"分析原因", "cause found"}},
    {"handle", {"采取措施", "measure"}},
    {"answer", {"答复", "answer"}},
    {"resolve", {"办结", "resolved"}},
    {"review", {"总结", "review"}},
    {"reopen", {"重新打开", "reopened"}},
    {"dismiss", {"判为误报", "dismissed"}},
    {"silence", {"静默", "silenced"}},
    {"person", {"登记投诉人情况", "person"}},
    {"follow-up", {"回看", "follow-up"}},
    {"promise", {"承诺", "promise"}},
    {"promise-kept", {"兑现承诺", "promise kept"}},
    {"extend", {"延期", "extended"}},
    {"report", {"上报", "reported"}},
    {"review-request", {"申请复核", "review requested"}},
    {"merge", {"合并", "merged"}},
    {"split", {"拆分", "split"}},
    {"correct", {"更正", "corrected"}},
    {"recurred", {"再次发生", "recurred"}},
    {"taken_over", {"并入", "taken over"}},
};

}  // namespace

std::string_view CaseStatusWord(CaseStatus status, MessageLanguage language) {
  return kStatuses[static_cast<size_t>(status)].In(language);
}

std::string_view PersonStateWord(PersonState state, MessageLanguage language) {
  return kStates[static_cast<size_t>(state)].In(language);
}

std::string_view ActWord(std::string_view name, MessageLanguage language) {
  const auto found =
      std::find_if(std::begin(kActs), std::end(kActs), [name](const Act& act) { return act.name == name; });
  return found == std::end(kActs) ? name : found->phrase.In(language);
}

std::string ClockLabel(const ClockState& clock, MessageLanguage language) {
  constexpr MessagePhrase kPromise = {"承诺", "Promise"};
  if (clock.rule == nullptr) return std::string(kPromise.In(language));
  const std::string& called = language == MessageLanguage::kChinese ? clock.rule->zh : clock.rule->en;
  return called.empty() ? clock.rule->name : called;
}

}  // namespace groundswell
