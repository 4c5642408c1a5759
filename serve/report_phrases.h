// The words of reports in Chinese and English; {} stands for a figure or a name. Threads: constants.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "serve/message_words.h"

namespace groundswell {

inline constexpr std::array<MessagePhrase, 3> kReportTitles = {
    {{"舆情日报", "Daily report"}, {"舆情周报", "Weekly report"}, {"舆情月报", "Monthly report"}}};
inline constexpr MessagePhrase kReportPeriod = {"统计时段", "Period"};
inline constexpr MessagePhrase kReportAsOf = {"数据截至", "As of"};
inline constexpr MessagePhrase kReportUnfinished = {"时段尚未结束，数字仍会变化。",
                                                    "The period is not over: figures will change."};
inline constexpr MessagePhrase kReportScope = {"统计范围：自有机构及未识别机构的帖子，竞争机构另列。",
                                               "Counted are posts about own and unknown organisations; competitors "
                                               "stand by themselves."};
inline constexpr MessagePhrase kReportFromPanes = {"（*）按到达时的分段计数，未扣除其后的删除。",
                                                   "(*) From panes as counted on arrival; deletions since are not "
                                                   "taken out."};
inline constexpr MessagePhrase kReportSummary = {"摘要", "Summary"};
inline constexpr MessagePhrase kReportWritten = {"编辑：{}", "Written by {}"};
inline constexpr MessagePhrase kReportVolume = {"总量与情绪", "Volume and mood"};
inline constexpr MessagePhrase kReportPlatforms = {"平台分布", "By platform"};
inline constexpr MessagePhrase kReportOrganisations = {"机构分布", "By organisation"};
inline constexpr MessagePhrase kReportCompetitors = {"竞争机构", "Competitors"};
inline constexpr MessagePhrase kReportHotWords = {"热词", "Hot words"};
inline constexpr MessagePhrase kReportEvents = {"重点事件", "Events"};
inline constexpr MessagePhrase kReportAnswers = {"回应与效果", "Answers and what followed"};
inline constexpr MessagePhrase kReportActions = {"待处理事项", "What needs action"};
inline constexpr MessagePhrase kReportClocks = {"时限", "Deadlines that run"};

inline constexpr MessagePhrase kReportPosts = {"帖子", "Posts"}, kReportComplaints = {"投诉", "Complaints"},
                               kReportNegative = {"负面", "Negative"}, kReportNeutral = {"中性", "Neutral"},
                               kReportPositive = {"正面", "Positive"}, kReportShare = {"负面占比", "Share negative"},
                               kReportPlatform = {"平台", "Platform"}, kReportOrg = {"机构", "Organisation"},
                               kReportChange = {"较{}", "Against {}"}, kReportTopEvent = {"最突出事件", "First event"},
                               kReportWord = {"词语", "Word"}, kReportBefore = {"上期", "Before"},
                               kReportEvent = {"事件", "Event"}, kReportLevel = {"级别", "Level"},
                               kReportStatus = {"状态", "State"}, kReportAssignee = {"负责人", "With"},
                               kReportReason = {"原因", "Why"}, kReportComplainants = {"投诉人", "People"},
                               kReportTime = {"时间", "Time"}, kReportAnswer = {"回应内容", "What was said"},
                               kReportHourBefore = {"前一小时新增投诉人", "Joined in the hour before"},
                               kReportHourAfter = {"后一小时新增投诉人", "Joined in the hour after"},
                               kReportDeadline = {"时限名称", "Deadline"}, kReportDue = {"最早到期", "Earliest due"},
                               kReportRunning = {"进行中", "Running"}, kReportPassed = {"已超期", "Passed"};

inline constexpr std::array<std::pair<std::string_view, MessagePhrase>, 5> kReportComparisons = {
    {{"previous", {"上期", "the period before"}},
     {"week_before", {"上周同日", "the same day last week"}},
     {"month_before", {"上月同日", "the same day last month"}},
     {"four_weeks_before", {"四周前", "four weeks before"}},
     {"year_before", {"去年同月", "the same month last year"}}}};
inline constexpr std::array<MessagePhrase, 4> kReportReasons = {{{"无人认领", "nobody has taken it"},
                                                                 {"尚未回应", "not answered"},
                                                                 {"到期回访", "to be looked at again"},
                                                                 {"时限已过", "a deadline has passed"}}};

inline constexpr MessagePhrase kReportNoData = {"无记录", "no records"};
inline constexpr MessagePhrase kReportNothing = {"无。", "None."};
inline constexpr MessagePhrase kReportNoWords = {"与上期相比，没有明显突出的词语。",
                                                 "No word stands out against the period before."};
inline constexpr MessagePhrase kReportNoBefore = {"没有上期数据可供比较。",
                                                  "There is no period before to compare with."};
inline constexpr MessagePhrase kReportSample = {"帖子较多，热词按抽样计算，不列条数。",
                                                "There are many posts: words were found in a sample, without numbers."};
inline constexpr MessagePhrase kReportUnknownOrg = {"未知机构", "Unknown organisation"};
inline constexpr MessagePhrase kReportRisen = {"升级告警：", "Alerts of a rise: "};
inline constexpr MessagePhrase kReportHighest = {"期内最高级别：{}", "Highest level: {}"};
inline constexpr MessagePhrase kReportAtEnd = {"，期末：{}", ", at the end: {}"};
inline constexpr MessagePhrase kReportPeople = {"投诉人：", "People who complain: "};
inline constexpr MessagePhrase kReportJoined = {"，本期新增 ", ", joined in this period: "};
inline constexpr MessagePhrase kReportJoinedBefore = {"，上期新增 ", ", in the one before: "};
inline constexpr MessagePhrase kReportEventPosts = {"，本期帖子 ", ", posts: "};
inline constexpr MessagePhrase kReportCause = {"原因：{}", "Cause: {}"};
inline constexpr MessagePhrase kReportFirst = {"首发：", "First post: "};
inline constexpr MessagePhrase kReportOriginal = {"原文", "the post"};
inline constexpr MessagePhrase kReportKeywords = {"关键词：{}", "Words: {}"};
inline constexpr MessagePhrase kReportComment = {"点评：{}", "Comment: {}"};
inline constexpr MessagePhrase kReportHourOpen = {"（未满一小时）", " (the hour is not over)"};

}  // namespace groundswell
