#include "serve/report_document.h"

#include <cmath>

#include "serve/report_document_parts.h"

namespace groundswell {
namespace {

// "+25%", "-3.1%": at most one place behind the point.
std::string ChangeText(int64_t now, int64_t before) {
  const double change = static_cast<double>(now) / static_cast<double>(before) - 1;
  return (change < 0 ? "-" : "+") + FigureText(std::abs(change) * 100) + "%";
}

class Builder : public ReportWriter {
 public:
  using ReportWriter::ReportWriter;

  void Write() {
    document_.AddTitle(document_.title());
    WriteHead();
    WriteSummary();
    if (!text_.LeavesOut("volume")) WriteVolume();
    if (!text_.LeavesOut("platforms") && report_.has_rows)
      WriteRows(kReportPlatforms, kReportPlatform, report_.platforms);
    if (!text_.LeavesOut("organisations") && report_.has_rows)
      WriteRows(kReportOrganisations, kReportOrg, report_.organisations);
    if (!text_.LeavesOut("hot_words")) WriteWords();
    WriteReportEvents(report_, text_, options_, &document_);
    if (!text_.LeavesOut("competitors") && report_.has_others && report_.has_rows)
      WriteRows(kReportCompetitors, kReportOrg, report_.competitors);
    WriteNotes();
  }

 private:
  std::string ComparisonWord(std::string_view with) const {
    for (const auto& [name, phrase] : kReportComparisons)
      if (name == with) return In(phrase);
    return std::string(with);
  }

  void WriteHead() {
    document_.AddParagraph(
        Plain(In(kReportPeriod) + ": " + TimeOf(report_.period.since) + " – " + TimeOf(report_.period.until)));
    if (!report_.watermark.is_none()) document_.AddParagraph(Plain(In(kReportAsOf) + ": " + TimeOf(report_.watermark)));
    if (!report_.is_complete) document_.AddParagraph(PlainIn(kReportUnfinished));
    if (report_.has_others) document_.AddParagraph(PlainIn(kReportScope));
  }

  void WriteSummary() {
    if (text_.summary.empty()) return;
    Section(kReportSummary);
    for (size_t begin = 0; begin < text_.summary.size();) {
      const size_t end = std::min(text_.summary.find('\n', begin), text_.summary.size());
      if (end > begin) document_.AddParagraph(Plain(text_.summary.substr(begin, end - begin)));
      begin = end + 1;
    }
    if (text_.writings.empty()) return;
    const ReportWriting& last = text_.writings.back();
    document_.AddParagraph(Plain(In(kReportWritten, last.by + ", " + TimeOf(EventTime{last.at_ms}))));
  }

  // Posts, complaints, moods and the share of the negative ones.
  void AddMoods(const MoodFigures& moods, Row* row) {
    const std::string_view mark = moods.by == CountedBy::kPanes ? "*" : "";
    has_panes_ |= !mark.empty();
    for (const Figure* figure : {&moods.posts, &moods.complaints, &moods.negative, &moods.neutral, &moods.positive})
      row->push_back(Show(*figure, mark));
    const auto share = moods.negative_share();
    row->push_back(Plain(share ? PercentText(*share) : "–"));
  }

  void WriteVolume() {
    Section(kReportVolume);
    std::vector<Row> rows = {Header({kReportPeriod, kReportPosts, kReportComplaints, kReportNegative, kReportNeutral,
                                     kReportPositive, kReportShare})};
    Row now = {Plain(report_.period.name)};
    AddMoods(report_.volume, &now);
    rows.push_back(std::move(now));
    for (const ReportComparison& other : report_.compared) {
      Row row = {Plain(ComparisonWord(other.with) + " " + other.period.name)};
      if (other.figures)
        AddMoods(*other.figures, &row);
      else
        row.push_back(PlainIn(kReportNoData));
      rows.push_back(std::move(row));
    }
    document_.AddTable(std::move(rows), true);
    for (const ReportComparison& other : report_.compared)
      if (other.figures) WriteChange(other);
  }

  void WriteChange(const ReportComparison& other) {
    const MoodFigures &now = report_.volume, &before = *other.figures;
    std::string words;
    const auto add = [&](const MessagePhrase& name, const Figure& to, const Figure& from) {
      if (from.value > 0) words += (words.empty() ? "" : ", ") + In(name) + " " + ChangeText(to.value, from.value);
    };
    add(kReportPosts, now.posts, before.posts);
    add(kReportComplaints, now.complaints, before.complaints);
    add(kReportNegative, now.negative, before.negative);
    if (now.negative_share() && before.negative_share())
      words += (words.empty() ? "" : ", ") + In(kReportShare) + " " + PercentText(*before.negative_share()) + " → " +
               PercentText(*now.negative_share());
    if (!words.empty()) document_.AddBullet(Plain(In(kReportChange, ComparisonWord(other.with)) + ": " + words));
  }

  void WriteRows(const MessagePhrase& heading, const MessagePhrase& first, const std::vector<ReportRow>& rows) {
    Section(heading);
    if (rows.empty()) return document_.AddParagraph(PlainIn(kReportNothing));
    std::vector<Row> table = {Header(
        {first, kReportPosts, kReportComplaints, kReportNegative, kReportNeutral, kReportPositive, kReportShare})};
    const bool has_before = rows.front().before.has_value();
    if (has_before) table.front().push_back(Plain(In(kReportPosts) + " (" + In(kReportBefore) + ")"));
    const bool has_groups = rows.front().role == EntryRole::kCompetitor;
    if (has_groups) table.front().push_back(PlainIn(kReportTopEvent));
    for (const ReportRow& row : rows) {
      Row& line = table.emplace_back(Row{Plain(row.name)});
      AddMoods(row.now, &line);
      if (has_before) line.push_back(row.before ? Show(row.before->posts) : Plain("–"));
      if (has_groups) line.push_back(row.group ? GroupLink(*row.group, row.name, row.group_title) : Plain("–"));
    }
    document_.AddTable(std::move(table), true);
  }

  void WriteWords() {
    Section(kReportHotWords);
    if (!report_.has_words) return document_.AddParagraph(PlainIn(kReportNoBefore));
    if (report_.is_sample) document_.AddParagraph(PlainIn(kReportSample));
    if (report_.words.empty()) return document_.AddParagraph(PlainIn(kReportNoWords));
    std::vector<Row> rows = {Header({kReportWord, kReportPosts, kReportBefore})};
    for (const HotWord& word : report_.words) rows.push_back({Plain(word.word), Show(word.now), Show(word.before)});
    document_.AddTable(std::move(rows), true);
  }

  void WriteNotes() {
    if (has_panes_) document_.AddParagraph(PlainIn(kReportFromPanes));
  }

  bool has_panes_ = false;
};

}  // namespace

std::string ReportTitle(const ReportPeriod& period, MessageLanguage language) {
  return std::string(kReportTitles[static_cast<size_t>(period.kind)].In(language)) + " " + period.name;
}

Document ReportDocument(const Report& report, const ReportText& text, const ReportDocumentOptions& options) {
  Document document(options.language == MessageLanguage::kChinese ? "zh-CN" : "en",
                    text.title.empty() ? ReportTitle(report.period, options.language) : text.title);
  Builder(report, text, options, &document).Write();
  return document;
}

}  // namespace groundswell
