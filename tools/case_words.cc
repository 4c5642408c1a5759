#include "tools/case_words.h"

#include <algorithm>
#include <iterator>

namespace groundswell {
namespace {

struct Word {
  std::string_view name, zh, en;
};

constexpr Word kWords[] = {
    // States of a case.
    {"received", "受理", "received"},
    {"registered", "登记", "registered"},
    {"analysed", "分析", "analysed"},
    {"handling", "处理", "handling"},
    {"answered", "反馈", "answered"},
    {"reviewed", "总结改进", "reviewed"},
    {"dismissed", "误报", "dismissed"},
    // Levels.
    {"crisis", "危机", "crisis"},
    {"major", "重大", "major"},
    {"emerging", "升温", "emerging"},
    {"watch", "关注", "watch"},
    {"none", "低于关注", "below watch"},
    // What was done.
    {"ack", "接手", "taken"},
    {"assign", "指派", "assigned"},
    {"note", "备注", "note"},
    {"link", "关联", "link"},
    {"analyse", "分析原因", "cause found"},
    {"handle", "采取措施", "measure"},
    {"answer", "答复", "answer"},
    {"resolve", "办结", "resolved"},
    {"review", "总结", "review"},
    {"reopen", "重新打开", "reopened"},
    {"dismiss", "判为误报", "dismissed"},
    {"silence", "静默", "silenced"},
    {"silence over", "解除静默", "silence lifted"},
    {"person", "投诉人", "person"},
    {"follow-up", "回看", "follow-up"},
    {"promise", "承诺", "promise"},
    {"promise-kept", "兑现承诺", "promise kept"},
    {"extend", "延期", "extended"},
    {"report", "已上报", "reported"},
    {"review-request", "申请复核", "review requested"},
    {"merge", "合并", "merged"},
    {"split", "拆分", "split"},
    {"correct", "更正", "corrected"},
    {"recurred", "再次发生", "recurred"},
    {"forget", "遗忘", "forgotten"},
    {"taken_over", "并入", "taken over"},
    // What became of a person.
    {"contacted", "已联系", "contacted"},
    {"settled", "已和解", "settled"},
    {"refused", "拒绝", "refused"},
    {"withdrawn", "已撤诉", "withdrawn"},
    {"followed_up", "已回访", "followed up"},
    // Fields and sentences.
    {"assignee", "负责人", "assignee"},
    {"cause", "原因", "cause"},
    {"measure", "措施", "measure"},
    {"resolution", "办结", "resolution"},
    {"timeline", "经过", "timeline"},
    {"people", "投诉人", "people"},
    {"complainants", "投诉人数", "complainants"},
    {"follow_up", "回看日期", "follow-up"},
    {"silences", "静默", "silences"},
    {"until", "至", "until"},
    {"opened_at", "开始", "opened"},
    {"unknown organisation", "机构不明", "unknown organisation"},
    {"clocks", "时限", "deadlines"},
    {"due", "到期", "due"},
    {"running", "计时中", "running"},
    {"passed", "已逾期", "passed"},
    {"extended by", "已延期", "extended"},
    {"weekends only", "该年无节假日文件，仅按周末计算", "no holiday file for that year: weekends alone"},
    {"no cases", "没有案件", "no cases"},
    {"nobody", "无人", "nobody"},
    {"entry", "记录", "entry"},
    {"posts corrected", "条帖子已更正", "posts corrected"},
    {"more", "还有更多，请加 --limit", "there are more: give --limit"},
};

}  // namespace

Language LanguageOf(std::string_view name) {
  return name.starts_with("zh") || name.starts_with("ZH") ? Language::kChinese : Language::kEnglish;
}

std::string_view WordFor(std::string_view name, Language language) {
  const auto found =
      std::find_if(std::begin(kWords), std::end(kWords), [name](const Word& word) { return word.name == name; });
  if (found == std::end(kWords)) return name;
  return language == Language::kChinese ? found->zh : found->en;
}

}  // namespace groundswell
