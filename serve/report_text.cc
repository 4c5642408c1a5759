#include "serve/report_text.h"

#include <simdjson.h>

#include <algorithm>

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

std::string MarkOf(std::string_view period) { return "report." + std::string(period); }

std::string TextOf(const dom::element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

Result<ReportText> Parse(const std::string& row) {
  dom::parser parser;
  dom::element json;
  ReportText text;
  if (parser.parse(row).get(json) != simdjson::SUCCESS || json["version"].get(text.version) != simdjson::SUCCESS)
    return Corrupt("the text of a report cannot be read; run `groundswell store verify`");
  text.title = TextOf(json, "title");
  text.summary = TextOf(json, "summary");
  dom::object comments;
  if (json["comments"].get(comments) == simdjson::SUCCESS)
    for (const auto& [group, words] : comments)
      text.comments.emplace_back(group, std::string(words.get_string().value_unsafe()));
  dom::array list;
  if (json["left_out"].get(list) == simdjson::SUCCESS)
    for (const dom::element one : list) text.left_out.emplace_back(one.get_string().value_unsafe());
  if (json["history"].get(list) == simdjson::SUCCESS)
    for (const dom::element one : list) {
      ReportWriting writing;
      writing.by = TextOf(one, "by");
      if (one["version"].get(writing.version) != simdjson::SUCCESS) writing.version = 0;
      if (const auto at = ParseEventTime(TextOf(one, "at"), nullptr); at.ok()) writing.at_ms = at->ms;
      text.writings.push_back(std::move(writing));
    }
  return text;
}

}  // namespace

std::string_view ReportText::CommentOn(GroupId group) const {
  const std::string id = FormatGroupId(group);
  for (const auto& [of, words] : comments)
    if (of == id) return words;
  return {};
}

bool ReportText::LeavesOut(std::string_view section) const {
  return std::find(left_out.begin(), left_out.end(), section) != left_out.end();
}

void WriteReportText(const ReportText& text, JsonWriter* json) {
  json->BeginObject().Key("version").Integer(static_cast<int64_t>(text.version));
  if (!text.writings.empty()) {
    json->Key("by").Text(text.writings.back().by);
    json->Key("at").Time(EventTime{text.writings.back().at_ms});
  }
  json->Key("title").Text(text.title).Key("summary").Text(text.summary).Key("comments").BeginObject();
  for (const auto& [group, words] : text.comments) json->Key(group).Text(words);
  json->EndObject().Key("left_out").BeginArray();
  for (const std::string& one : text.left_out) json->Text(one);
  json->EndArray().Key("history").BeginArray();
  for (const ReportWriting& writing : text.writings) {
    json->BeginObject().Key("version").Integer(static_cast<int64_t>(writing.version));
    json->Key("by").Text(writing.by).Key("at").Time(EventTime{writing.at_ms}).EndObject();
  }
  json->EndArray().EndObject();
}

Result<ReportText> ReportTexts::Read(std::string_view period) const {
  auto row = store_->ReadMark(MarkOf(period));
  if (!row.ok()) return row.status();
  if (!*row) return ReportText();
  return Parse(**row);
}

Result<ReportText> ReportTexts::Write(std::string_view period, uint64_t version, ReportText text, std::string by,
                                      int64_t at_ms) {
  std::lock_guard lock(writing_);
  auto now = Read(period);
  if (!now.ok()) return now.status();
  if (now->version != version)
    return Conflict("version " + std::to_string(now->version) +
                    " of the text is there by now: read it, and send the change again with its ETag");
  text.version = version + 1;
  text.writings = std::move(now->writings);
  text.writings.push_back({text.version, std::move(by), at_ms});
  if (text.writings.size() > kReportWritingsMax) text.writings.erase(text.writings.begin());
  std::sort(text.comments.begin(), text.comments.end());
  std::sort(text.left_out.begin(), text.left_out.end());
  std::string row;
  JsonWriter json(&row);
  WriteReportText(text, &json);
  if (Status status = store_->PutMark(MarkOf(period), row); !status.ok()) return status;
  return text;
}

}  // namespace groundswell
