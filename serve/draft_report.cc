#include "serve/draft_report.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "serve/draft_words.h"
#include "serve/levels.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

std::string TextOf(const dom::element& object, std::string_view key) {
  std::string_view text;
  int64_t number = 0;
  if (object[key].get(text) == simdjson::SUCCESS) return std::string(text);
  return object[key].get(number) == simdjson::SUCCESS ? std::to_string(number) : std::string();
}

class Drafter {
 public:
  Drafter(const DraftInput& input, const dom::element& group, MessageLanguage language)
      : input_(input),
        group_(group),
        language_(language),
        document_(language == MessageLanguage::kChinese ? "zh-CN" : "en", std::string(In(kDraftTitle))) {}

  Document Write() {
    document_.AddTitle(document_.title());
    WriteHead();
    WriteSituation();
    WriteComplaints();
    WriteCause();
    WriteMeasures();
    WritePeople();
    WriteDeadlines();
    WriteTimeline();
    WriteEvidence();
    WriteEnd();
    return std::move(document_);
  }

 private:
  using Row = std::vector<DocumentText>;

  std::string In(const MessagePhrase& phrase) const { return std::string(phrase.In(language_)); }
  std::string TimeOf(EventTime time) const { return TimeText(time, input_.zone.OffsetAt(time)); }
  std::string TimeOf(const std::string& text) const {
    const auto time = ParseEventTime(text, nullptr);
    return time.ok() ? TimeOf(*time) : std::string();
  }
  DocumentRun Gap(const MessagePhrase& what) const {
    return {In(kDraftGap.first) + In(what) + In(kDraftGap.second), false, true, {}};
  }
  // The value, or the gap where there is none.
  DocumentText OrGap(std::string value, const MessagePhrase& what) const {
    if (value.empty()) return {Gap(what)};
    return Document::Plain(std::move(value));
  }
  void Section(const MessagePhrase& heading) { document_.AddHeading(1, In(heading)); }
  void AddRow(const MessagePhrase& label, DocumentText value) {
    rows_.push_back({Document::Plain(In(label)), std::move(value)});
  }
  void EndTable() {
    document_.AddTable(std::move(rows_), false);
    rows_.clear();
  }
  std::string Org() const { return TextOf(group_, "org"); }
  std::string At(std::string_view object, std::string_view key) const {
    dom::element inner;
    return group_[object].get(inner) == simdjson::SUCCESS ? TextOf(inner, key) : std::string();
  }

  void WriteHead() {
    AddRow(kDraftTo, {Gap(kDraftTo)});
    AddRow(kDraftFrom, OrGap(Org(), kDraftFrom));
    AddRow(kDraftCase, Document::Plain(FormatGroupId(input_.one.group)));
    const bool is_resolved = input_.one.is_resolved && input_.one.status != CaseStatus::kReviewed;
    AddRow(kDraftStatus, Document::Plain(is_resolved ? In(kDraftResolved)
                                                     : std::string(CaseStatusWord(input_.one.status, language_))));
    AddRow(kDraftContact, {Gap(kDraftContact)});
    AddRow(kDraftDate, {Gap(kDraftDate)});
    EndTable();
  }

  void WriteSituation() {
    Section(kDraftSituation);
    AddRow(kDraftMatter, OrGap(TextOf(group_, "title"), kDraftMatter));
    AddRow(kDraftSince, OrGap(TimeOf(TextOf(group_, "first_at")), kDraftSince));
    AddRow(kDraftLast, OrGap(TimeOf(TextOf(group_, "last_at")), kDraftLast));
    const int level = IndexOf(kLevelNames, TextOf(group_, "level"));
    AddRow(kDraftLevel,
           OrGap(level < 0 ? "" : std::string(LevelWord(static_cast<uint8_t>(level), language_)), kDraftLevel));
    AddRow(kDraftComplainants, OrGap(At("complainants", "count"), kDraftComplainants));
    AddRow(kDraftPosts, OrGap(TextOf(group_, "posts"), kDraftPosts));
    AddRow(kDraftChannels, OrGap(Counts("channels", nullptr), kDraftChannels));
    AddRow(kDraftRegions, OrGap(Counts("regions", nullptr), kDraftRegions));
    AddRow(kDraftDemands, OrGap(Counts("demands", DemandWord), kDraftDemands));
    AddRow(kDraftLoss, {Gap(kDraftLoss)});
    EndTable();
  }

  // "微博 12、论坛 3".
  std::string Counts(std::string_view key, std::string_view (*word)(std::string_view, MessageLanguage)) const {
    dom::object counts;
    std::string text;
    if (group_[key].get(counts) != simdjson::SUCCESS) return text;
    for (const auto& [name, value] : counts) {
      int64_t count = 0;
      if (value.get(count) != simdjson::SUCCESS || count <= 0) continue;
      text.append(text.empty() ? "" : In({"、", ", "})).append(word == nullptr ? name : word(name, language_));
      text.append(" ").append(std::to_string(count));
    }
    return text;
  }

  void WriteComplaints() {
    Section(kDraftFormal);
    dom::element formal;
    if (group_["formal"].get(formal) != simdjson::SUCCESS)
      return document_.AddParagraph(Document::Plain(In(kDraftNoFormal)));
    AddRow(kDraftFormalPosts, OrGap(TextOf(formal, "posts"), kDraftFormalPosts));
    AddRow(kDraftFormalPeople, OrGap(TextOf(formal, "people"), kDraftFormalPeople));
    AddRow(kDraftFormalSince, OrGap(TimeOf(TextOf(formal, "first_at")), kDraftFormalSince));
    EndTable();
  }

  void WriteCause() {
    Section(kDraftCause);
    document_.AddParagraph(OrGap(input_.one.cause, kDraftCauseFound));
    const std::string told(CauseClassWord(At("cause", "class"), language_));
    if (!told.empty()) document_.AddParagraph(Document::Plain(Filled(In(kDraftCauseTold), told)));
    document_.AddParagraph({Gap(kDraftResponsible)});
  }

  // What was done, from the acts of this kind; false where there is none.
  bool WriteActs(CaseActionKind kind) {
    bool any = false;
    for (const AuditEntry& entry : input_.entries) {
      if (entry.event != AuditEventOf(kind) || entry.text.empty()) continue;
      std::string text = entry.at_ms > 0 ? TimeOf(EventTime{entry.at_ms}) + "  " : std::string();
      document_.AddBullet(Document::Plain(text + entry.text));
      any = true;
    }
    return any;
  }

  void WriteMeasures() {
    Section(kDraftMeasures);
    const bool is_handled = WriteActs(CaseActionKind::kHandle), is_resolved = WriteActs(CaseActionKind::kResolve);
    if (!is_handled && !is_resolved) document_.AddParagraph({Gap(kDraftMeasureTaken)});
    Section(kDraftAnswers);
    if (!WriteActs(CaseActionKind::kAnswer)) document_.AddParagraph({Gap(kDraftAnswered)});
    if (!input_.one.acts.promises.empty()) {
      Section(kDraftPromises);
      WriteActs(CaseActionKind::kPromise);
    }
  }

  void WritePeople() {
    Section(kDraftRegister);
    std::array<int64_t, static_cast<size_t>(kLastPersonState) + 1> counts{};
    for (const CasePerson& person : input_.one.people) ++counts[static_cast<size_t>(person.state)];
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      rows_.push_back({Document::Plain(std::string(PersonStateWord(static_cast<PersonState>(i), language_))),
                       Document::Plain(std::to_string(counts[i]))});
    }
    if (rows_.empty()) return document_.AddParagraph({Gap(kDraftEachPerson)});
    EndTable();
  }

  void WriteDeadlines() {
    Section(kDraftDeadlines);
    if (input_.clocks.empty()) return document_.AddParagraph(Document::Plain(In(kDraftNoDeadlines)));
    rows_.push_back({Document::Plain(In(kDraftDeadline)), Document::Plain(In(kDraftDue)),
                     Document::Plain(In(kDraftRunning)), Document::Plain(In(kDraftPassed))});
    for (const ClockState& clock : input_.clocks)
      rows_.push_back({Document::Plain(ClockLabel(clock, language_)), Document::Plain(TimeOf(clock.due)),
                       Document::Plain(std::to_string(clock.running)), Document::Plain(std::to_string(clock.passed))});
    document_.AddTable(std::move(rows_), true);
    rows_.clear();
    for (const ClockState& clock : input_.clocks)
      if (!clock.is_covered) return document_.AddParagraph(Document::Plain(In(kDraftWeekendsOnly)));
  }

  void WriteTimeline() {
    Section(kDraftTimeline);
    if (input_.entries.empty()) return document_.AddParagraph({Gap(kDraftDone)});
    rows_.push_back({Document::Plain(In(kDraftEntry)), Document::Plain(In(kDraftTime)), Document::Plain(In(kDraftAct)),
                     Document::Plain(In(kDraftBy))});
    for (const AuditEntry& entry : input_.entries) {
      const EventTime at = entry.at_ms > 0 ? EventTime{entry.at_ms} : entry.watermark;
      rows_.push_back(
          {Document::Plain(std::to_string(entry.number)), Document::Plain(at.is_none() ? std::string() : TimeOf(at)),
           Document::Plain(std::string(ActWord(AuditEventName(entry.event), language_))), Document::Plain(entry.by)});
    }
    document_.AddTable(std::move(rows_), true);
    rows_.clear();
  }

  void WriteEvidence() {
    Section(kDraftEvidence);
    std::string entries;
    for (const AuditEntry& entry : input_.entries)
      if (entry.has_evidence)
        entries.append(entries.empty() ? "" : In({"、", ", "})).append(std::to_string(entry.number));
    if (!entries.empty()) document_.AddParagraph(Document::Plain(Filled(In(kDraftPinned), entries)));
    dom::array quotes;
    if (group_["representatives"].get(quotes) == simdjson::SUCCESS) {
      for (const dom::element quote : quotes) {
        const std::string text = TextOf(quote, "text");
        if (text.empty()) continue;
        document_.AddQuote(Document::Plain(text + In({"（", " ("}) + TextOf(quote, "channel") + " " +
                                           TextOf(quote, "id") + In({"）", ")"})));
      }
    }
    document_.AddParagraph({Gap(kDraftAttachments)});
  }

  void WriteEnd() {
    Section(kDraftNext);
    const int64_t follow_up_ms = input_.one.follow_up_ms;
    if (follow_up_ms > 0)
      document_.AddParagraph(Document::Plain(Filled(In(kDraftFollowUp), TimeOf(EventTime{follow_up_ms}))));
    WriteActs(CaseActionKind::kReview);
    document_.AddParagraph({Gap(kDraftPlan)});
    document_.AddParagraph({Gap(kDraftSigned)});
    document_.AddParagraph(Document::Plain(In(kDraftNote)));
  }

  const DraftInput& input_;
  const dom::element group_;
  const MessageLanguage language_;
  Document document_;
  std::vector<Row> rows_;
};

}  // namespace

Result<Document> DraftReport(const DraftInput& input, MessageLanguage language) {
  dom::parser parser;
  dom::element group;
  const std::string_view row = input.group_row.empty() ? "{}" : input.group_row;
  if (parser.parse(row.data(), row.size()).get(group) != simdjson::SUCCESS)
    return Corrupt("a stored group is no JSON object; run `groundswell store verify`");
  return Drafter(input, group, language).Write();
}

}  // namespace groundswell
