// What the parts of a report's document share: its words, its links, its tables. Internal to serve/report_document.cc
// and serve/report_document_events.cc.
//
// Ownership: borrows the report, the text and the options. Threads: one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/page_address.h"
#include "serve/report_document.h"
#include "serve/report_phrases.h"

namespace groundswell {

class ReportWriter {
 public:
  ReportWriter(const Report& report, const ReportText& text, const ReportDocumentOptions& options, Document* document)
      : report_(report), text_(text), options_(options), document_(*document) {}

 protected:
  using Row = std::vector<DocumentText>;

  std::string In(const MessagePhrase& phrase) const { return std::string(phrase.In(options_.language)); }
  std::string In(const MessagePhrase& phrase, std::string_view value) const { return Filled(In(phrase), value); }
  std::string TimeOf(EventTime time) const { return TimeText(time, report_.zone); }
  static DocumentText Plain(std::string text) { return Document::Plain(std::move(text)); }
  DocumentText PlainIn(const MessagePhrase& phrase) const { return Plain(In(phrase)); }
  std::string Link(const std::string& call) const {
    return options_.base_url.empty() ? "" : options_.base_url + PageAddress(call);
  }
  // A number that leads to what it counts.
  DocumentText Show(const Figure& figure, std::string_view mark = "") const {
    return {{NumberText(figure.value) + std::string(mark), false, false, Link(figure.query)}};
  }
  DocumentText Show(const std::optional<Figure>& figure) const { return figure ? Show(*figure) : Plain("–"); }
  DocumentText GroupLink(GroupId group, const std::string& org, const std::string& title) const {
    const std::string name = (org.empty() ? In(kReportUnknownOrg) : org) + " · " + title;
    return {{name, false, false, Link("/#/groups/" + FormatGroupId(group))}};
  }
  void Section(const MessagePhrase& heading) { document_.AddHeading(1, In(heading)); }
  Row Header(std::initializer_list<MessagePhrase> phrases) const {
    Row row;
    for (const MessagePhrase& phrase : phrases) row.push_back(PlainIn(phrase));
    return row;
  }

  // "12,345".
  static std::string NumberText(int64_t value) {
    std::string text = std::to_string(value < 0 ? -value : value);
    for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return (value < 0 ? "-" : "") + text;
  }
  static void Append(DocumentText more, DocumentText* text) {
    for (DocumentRun& run : more) text->push_back(std::move(run));
  }

  const Report& report_;
  const ReportText& text_;
  const ReportDocumentOptions& options_;
  Document& document_;
};

// Events, answers, what needs action, deadlines.
void WriteReportEvents(const Report& report, const ReportText& text, const ReportDocumentOptions& options,
                       Document* document);

}  // namespace groundswell
