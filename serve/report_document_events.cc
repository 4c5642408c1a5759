// The parts of a report's document that tell of groups and cases.
#include "serve/draft_words.h"
#include "serve/levels.h"
#include "serve/report_document_parts.h"

namespace groundswell {
namespace {

class EventWriter : public ReportWriter {
 public:
  using ReportWriter::ReportWriter;

  void Write() {
    if (!text_.LeavesOut("events")) WriteEvents();
    if (!text_.LeavesOut("answers")) WriteAnswers();
    if (!text_.LeavesOut("needs_action")) WriteActions();
    if (!text_.LeavesOut("clocks") && (report_.has_clocks || !report_.clocks.empty())) WriteClocks();
  }

 private:
  void WriteEvents() {
    Section(kReportEvents);
    DocumentText risen = PlainIn(kReportRisen);
    for (size_t i = 0; i < report_.risen.size(); ++i) {
      Append(Plain((i == 0 ? "" : ", ") + std::string(LevelWord(static_cast<uint8_t>(i + 2), options_.language)) + " "),
             &risen);
      Append(Show(report_.risen[i]), &risen);
    }
    document_.AddParagraph(std::move(risen));
    int number = 0;
    for (const ReportEvent& event : report_.events)
      if (!text_.LeavesOut(event.id)) WriteEvent(++number, event);
    if (number == 0) document_.AddParagraph(PlainIn(kReportNothing));
  }

  void WriteEvent(int number, const ReportEvent& event) {
    const auto level = [&](uint8_t of) { return LevelWord(of, options_.language); };
    document_.AddHeading(2, std::to_string(number) + ". " + (event.org.empty() ? In(kReportUnknownOrg) : event.org) +
                                " · " + event.title);
    document_.AddBullet({{In(kReportHighest, level(event.highest)) + In(kReportAtEnd, level(event.at_end)), false,
                          false, Link("/#/groups/" + FormatGroupId(event.id))}});
    DocumentText people = PlainIn(kReportPeople);
    Append(Show(event.complainants), &people);
    Append(PlainIn(kReportJoined), &people);
    Append(Show(event.joined), &people);
    Append(PlainIn(kReportJoinedBefore), &people);
    Append(Show(event.joined_before), &people);
    Append(PlainIn(kReportEventPosts), &people);
    Append(Show(event.posts), &people);
    document_.AddBullet(std::move(people));
    if (const std::string cause = CauseOf(event); !cause.empty()) document_.AddBullet(Plain(In(kReportCause, cause)));
    std::string words;
    for (const std::string& word : event.keywords) words += (words.empty() ? "" : ", ") + word;
    if (!words.empty()) document_.AddBullet(Plain(In(kReportKeywords, words)));
    if (event.first) {
      DocumentText first = PlainIn(kReportFirst);
      Append(Source(*event.first), &first);
      document_.AddBullet(std::move(first));
    }
    for (const ReportPost& post : event.representatives) {
      DocumentText quote = Plain("“" + post.text + "” ");
      Append(Source(post), &quote);
      document_.AddQuote(std::move(quote));
    }
    const std::string_view comment = text_.CommentOn(event.id);
    if (!comment.empty()) document_.AddParagraph({{In(kReportComment, comment), true, false, {}}});
  }

  // Channel and time of a post, which lead to it as the engine has it, and to where it was written.
  DocumentText Source(const ReportPost& post) const {
    DocumentText source = {{post.channel + " " + TimeOf(post.time), false, false, Link(post.query)}};
    if (!IsSafeLink(post.url)) return source;
    Append(Plain(" · "), &source);
    source.push_back({In(kReportOriginal), false, false, post.url});
    return source;
  }

  std::string CauseOf(const ReportEvent& event) const {
    if (!event.cause_tag.empty())
      return options_.tag_name ? options_.tag_name(event.cause_tag, options_.language) : event.cause_tag;
    return event.cause_class.empty() ? "" : std::string(CauseClassWord(event.cause_class, options_.language));
  }

  void WriteAnswers() {
    Section(kReportAnswers);
    if (report_.answers.empty()) return document_.AddParagraph(PlainIn(kReportNothing));
    std::vector<Row> rows = {Header({kReportTime, kReportEvent, kReportAnswer, kReportHourBefore, kReportHourAfter})};
    for (const ReportAnswer& answer : report_.answers) {
      DocumentText said = Plain(answer.text);
      if (IsSafeLink(answer.link)) said.push_back({" " + answer.link, false, false, answer.link});
      DocumentText after = Show(answer.after);
      if (!answer.is_whole) Append(PlainIn(kReportHourOpen), &after);
      const EventTime at = answer.at_ms > 0 ? EventTime{answer.at_ms} : answer.watermark;
      rows.push_back({Plain(TimeOf(at)), GroupLink(answer.group, answer.org, answer.title), std::move(said),
                      Show(answer.before), std::move(after)});
    }
    document_.AddTable(std::move(rows), true);
  }

  void WriteActions() {
    Section(kReportActions);
    if (report_.actions.empty()) return document_.AddParagraph(PlainIn(kReportNothing));
    std::vector<Row> rows = {
        Header({kReportEvent, kReportLevel, kReportStatus, kReportAssignee, kReportComplainants, kReportReason})};
    for (const ReportAction& action : report_.actions) {
      std::string why;
      for (const ActionReason reason : action.reasons)
        why += (why.empty() ? "" : ", ") + In(kReportReasons[static_cast<size_t>(reason)]);
      const int status = IndexOf(kStatusNames, action.status);
      rows.push_back(
          {GroupLink(action.group, action.org, action.title),
           Plain(std::string(LevelWord(action.level, options_.language))),
           Plain(status < 0 ? action.status
                            : std::string(CaseStatusWord(static_cast<CaseStatus>(status), options_.language))),
           Plain(action.assignee.empty() ? "–" : action.assignee), Show(action.complainants), Plain(why)});
    }
    document_.AddTable(std::move(rows), true);
  }

  void WriteClocks() {
    Section(kReportClocks);
    if (report_.clocks.empty()) return document_.AddParagraph(PlainIn(kReportNothing));
    std::vector<Row> rows = {Header({kReportEvent, kReportDeadline, kReportDue, kReportRunning, kReportPassed})};
    for (const ReportClock& clock : report_.clocks) {
      const std::string& name = options_.language == MessageLanguage::kChinese ? clock.zh : clock.en;
      rows.push_back({GroupLink(clock.group, clock.org, clock.title), Plain(name.empty() ? clock.name : name),
                      Plain(TimeOf(clock.due)), Show(clock.running), Show(clock.passed)});
    }
    document_.AddTable(std::move(rows), true);
  }
};

}  // namespace

void WriteReportEvents(const Report& report, const ReportText& text, const ReportDocumentOptions& options,
                       Document* document) {
  EventWriter(report, text, options, document).Write();
}

}  // namespace groundswell
