// The words of the draft report in Chinese and English.
//
// Threads: constants and free functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "models/case_action.h"
#include "models/clock_fold.h"
#include "serve/message_words.h"

namespace groundswell {

constexpr MessagePhrase kDraftTitle = {"群体投诉情况报告（草稿）", "Report on a group complaint (draft)"};
constexpr std::pair<MessagePhrase, MessagePhrase> kDraftGap = {{"【待填：", "[to fill: "}, {"】", "]"}};

constexpr MessagePhrase kDraftTo = {"报送单位", "Addressee"};
constexpr MessagePhrase kDraftFrom = {"报告机构", "Reporting organisation"};
constexpr MessagePhrase kDraftCase = {"案件编号", "Case"};
constexpr MessagePhrase kDraftStatus = {"办理状态", "Status"};
constexpr MessagePhrase kDraftResolved = {"已办结", "resolved"};
constexpr MessagePhrase kDraftContact = {"联系人及电话", "Contact and telephone"};
constexpr MessagePhrase kDraftDate = {"报告日期", "Date of the report"};

constexpr MessagePhrase kDraftSituation = {"一、基本情况", "1. What happened"};
constexpr MessagePhrase kDraftMatter = {"投诉事项", "Matter"};
constexpr MessagePhrase kDraftSince = {"最早出现", "First seen"};
constexpr MessagePhrase kDraftLast = {"最近一条", "Last seen"};
constexpr MessagePhrase kDraftLevel = {"当前等级", "Level"};
constexpr MessagePhrase kDraftComplainants = {"投诉人数（去重）", "Distinct complainants"};
constexpr MessagePhrase kDraftPosts = {"帖子数", "Posts"};
constexpr MessagePhrase kDraftChannels = {"渠道", "Channels"};
constexpr MessagePhrase kDraftRegions = {"地区", "Regions"};
constexpr MessagePhrase kDraftDemands = {"诉求", "Demands"};
constexpr MessagePhrase kDraftLoss = {"涉及金额及损失", "Sums and losses"};

constexpr MessagePhrase kDraftFormal = {"二、正式投诉", "2. Formal complaints"};
constexpr MessagePhrase kDraftNoFormal = {"系统中没有本案的正式投诉记录。",
                                          "No formal complaint of this case is known."};
constexpr MessagePhrase kDraftFormalPosts = {"件数", "Complaints"};
constexpr MessagePhrase kDraftFormalPeople = {"人数", "People"};
constexpr MessagePhrase kDraftFormalSince = {"最早收到", "First received"};

constexpr MessagePhrase kDraftCause = {"三、原因", "3. Cause"};
constexpr MessagePhrase kDraftCauseFound = {"查明的原因", "the cause that was found"};
constexpr MessagePhrase kDraftCauseTold = {"投诉人所述原因类别：{}。", "What those who complain say it is: {}."};
constexpr MessagePhrase kDraftResponsible = {"责任部门及责任认定", "who is responsible"};

constexpr MessagePhrase kDraftMeasures = {"四、已采取的措施", "4. Measures taken"};
constexpr MessagePhrase kDraftMeasureTaken = {"已采取的措施", "measures taken"};
constexpr MessagePhrase kDraftAnswers = {"五、对投诉人的答复", "5. Answers to those who complained"};
constexpr MessagePhrase kDraftAnswered = {"答复内容及时间", "what was answered, and when"};
constexpr MessagePhrase kDraftPromises = {"作出的承诺", "Promises made"};

constexpr MessagePhrase kDraftRegister = {"六、投诉人办理情况", "6. What became of those who complained"};

constexpr MessagePhrase kDraftEachPerson = {"各投诉人的办理结果", "what became of each"};

constexpr MessagePhrase kDraftDeadlines = {"七、时限", "7. Deadlines"};
constexpr MessagePhrase kDraftNoDeadlines = {"目前没有正在计时的时限。", "No deadline runs now."};
constexpr MessagePhrase kDraftDeadline = {"时限", "Deadline"};
constexpr MessagePhrase kDraftDue = {"最早到期", "Earliest due"};
constexpr MessagePhrase kDraftRunning = {"计时中", "Running"};
constexpr MessagePhrase kDraftPassed = {"已逾期", "Passed"};
constexpr MessagePhrase kDraftWeekendsOnly = {"工作日的计算缺少部分年份的节假日文件，仅按周末计算，请核对。",
                                              "Working days were counted by weekends alone where no holiday file "
                                              "covers the year: check them."};

constexpr MessagePhrase kDraftTimeline = {"八、办理经过", "8. What was done, in order"};
constexpr MessagePhrase kDraftDone = {"办理经过", "what was done, and when"};
constexpr MessagePhrase kDraftEntry = {"记录", "Entry"};
constexpr MessagePhrase kDraftTime = {"时间", "Time"};
constexpr MessagePhrase kDraftAct = {"事项", "Act"};
constexpr MessagePhrase kDraftBy = {"经办人", "By"};

constexpr MessagePhrase kDraftEvidence = {"九、证据", "9. Evidence"};
constexpr MessagePhrase kDraftPinned = {"已固定证据的记录：{}。", "Entries that pin evidence: {}."};
constexpr MessagePhrase kDraftAttachments = {"附件清单", "list of attachments"};

constexpr MessagePhrase kDraftNext = {"十、下一步安排", "10. What comes next"};
constexpr MessagePhrase kDraftFollowUp = {"回看日期：{}。", "To be looked at again: {}."};
constexpr MessagePhrase kDraftPlan = {"后续工作安排", "what is planned"};
constexpr MessagePhrase kDraftSigned = {"负责人签字、单位盖章", "signature and seal"};
constexpr MessagePhrase kDraftNote = {
    "本草稿由系统根据存储的案件记录生成，数字与引文均来自记录；空缺处须人工填写并核对后方可报送。",
    "This draft was made from the stored records of the case; all figures and quotes "
    "are theirs. Fill the marked places and check it before it is sent."};

std::string_view CaseStatusWord(CaseStatus status, MessageLanguage language);
std::string_view PersonStateWord(PersonState state, MessageLanguage language);
// Of a name of the audit log ("ack", "merge"); the name itself where it is not known.
std::string_view ActWord(std::string_view name, MessageLanguage language);
// What people call a deadline.
std::string ClockLabel(const ClockState& clock, MessageLanguage language);

}  // namespace groundswell
