#include "serve/report_json.h"

#include <cmath>

#include "serve/levels.h"
#include "serve/report_query.h"

namespace groundswell {
namespace {

double Rounded(double value) { return std::round(value * 1e4) / 1e4; }

class Writer {
 public:
  Writer(const Report& report, std::string* out) : report_(report), json_(out) {}

  void Write(const ReportText& text) {
    json_.BeginObject();
    Head();
    if (text.version > 0) {
      json_.Key("text");
      WriteReportText(text, &json_);
    }
    Volume();
    if (report_.has_rows) {
      Rows("platforms", "channel", report_.platforms);
      Rows("organisations", "org", report_.organisations);
      if (report_.has_others) Rows("competitors", "org", report_.competitors);
    }
    if (report_.has_words) Words();
    Events();
    Answers();
    Actions();
    if (report_.has_clocks || !report_.clocks.empty()) Clocks();
    json_.EndObject();
  }

 private:
  void Text(std::string_view key, std::string_view text) {
    if (!text.empty()) json_.Key(key).Text(text);
  }
  void Number(std::string_view key, const std::optional<double>& value) {
    if (value) json_.Key(key).Number(Rounded(*value));
  }
  void Write(std::string_view key, const Figure& figure) {
    json_.Key(key).BeginObject().Key("value").Integer(figure.value);
    json_.Key("query").Text(figure.query).EndObject();
  }
  void Write(std::string_view key, const std::optional<Figure>& figure) {
    if (figure) Write(key, *figure);
  }

  void Period(std::string_view key, const ReportPeriod& period) {
    json_.Key(key).BeginObject().Key("kind").Text(ReportKindName(period.kind)).Key("name").Text(period.name);
    json_.Key("since").Time(period.since).Key("until").Time(period.until);
    if (key == "period")
      json_.Key("zone")
          .Text(ZoneText(report_.zone.OffsetAt(report_.period.since)))
          .Key("complete")
          .Bool(report_.is_complete);
    json_.EndObject();
  }

  void Head() {
    Period("period", report_.period);
    json_.Key("previous").Text(report_.previous).Key("next").Text(report_.next);
    json_.Key("as_of").BeginObject();
    if (!report_.watermark.is_none()) json_.Key("watermark").Time(report_.watermark);
    json_.Key("seq").Integer(static_cast<int64_t>(report_.seq)).EndObject();
    json_.Key("scope").Text(report_.has_others ? "own" : "all");
  }

  void Moods(const MoodFigures& moods) {
    json_.Key("counted_by").Text(moods.by == CountedBy::kPosts ? "posts" : "panes");
    Write("posts", moods.posts);
    Write("complaints", moods.complaints);
    Write("negative", moods.negative);
    Write("neutral", moods.neutral);
    Write("positive", moods.positive);
    Number("negative_share", moods.negative_share());
  }

  // How the volume and the mood moved from `before` to `now`.
  void Change(const MoodFigures& now, const MoodFigures& before) {
    const auto change = [&](std::string_view key, const Figure& to, const Figure& from) {
      if (from.value > 0)
        json_.Key(key).Number(Rounded(static_cast<double>(to.value) / static_cast<double>(from.value) - 1));
    };
    json_.Key("change").BeginObject();
    change("posts", now.posts, before.posts);
    change("complaints", now.complaints, before.complaints);
    if (now.negative_share() && before.negative_share())
      json_.Key("negative_share").Number(Rounded(*now.negative_share() - *before.negative_share()));
    json_.EndObject();
  }

  void Volume() {
    json_.Key("volume").BeginObject();
    Moods(report_.volume);
    json_.Key("compared").BeginArray();
    for (const ReportComparison& other : report_.compared) {
      json_.BeginObject().Key("with").Text(other.with);
      Period("of", other.period);
      if (other.figures) {
        Moods(*other.figures);
        Change(report_.volume, *other.figures);
      }
      json_.EndObject();
    }
    json_.EndArray().EndObject();
  }

  void Rows(std::string_view key, std::string_view name, const std::vector<ReportRow>& rows) {
    json_.Key(key).BeginArray();
    for (const ReportRow& row : rows) {
      json_.BeginObject().Key(name).Text(row.name);
      Moods(row.now);
      if (row.before) {
        json_.Key("before").BeginObject();
        Moods(*row.before);
        json_.EndObject();
        Change(row.now, *row.before);
      }
      if (row.group) Subject("event", *row.group, {}, row.group_title);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void Words() {
    json_.Key("hot_words").BeginObject().Key("against").Text(report_.previous);
    json_.Key("sample").Bool(report_.is_sample).Key("items").BeginArray();
    for (const HotWord& word : report_.words) {
      json_.BeginObject().Key("word").Text(word.word).Key("score").Number(Rounded(word.score));
      Write("posts", word.now);
      Write("before", word.before);
      json_.EndObject();
    }
    json_.EndArray().EndObject();
  }

  void Subject(std::string_view key, GroupId group, std::string_view org, std::string_view title) {
    json_.Key(key).BeginObject().Key("id").Text(FormatGroupId(group));
    Text("org", org);
    json_.Key("title").Text(title).Key("query").Text(GroupQuery(group)).EndObject();
  }

  void Post(const ReportPost& post) {
    json_.BeginObject().Key("channel").Text(post.channel).Key("id").Text(post.id).Key("time").Time(post.time);
    Text("url", post.url);
    json_.Key("text").Text(post.text).Key("query").Text(post.query).EndObject();
  }

  void Event(const ReportEvent& event) {
    json_.BeginObject();
    Subject("group", event.id, event.org, event.title);
    json_.Key("highest").Text(kLevelNames[event.highest]).Key("at_end").Text(kLevelNames[event.at_end]);
    json_.Key("level").Text(kLevelNames[event.level]);
    Text("status", event.status);
    json_.Key("first_at").Time(event.first_at).Key("keywords").BeginArray();
    for (const std::string& word : event.keywords) json_.Text(word);
    json_.EndArray();
    if (!event.cause_class.empty()) {
      json_.Key("cause").BeginObject().Key("class").Text(event.cause_class);
      Text("tag", event.cause_tag);
      json_.EndObject();
    }
    Write("complainants", event.complainants);
    Write("posts", event.posts);
    Write("joined", event.joined);
    Write("joined_before", event.joined_before);
    Write("alerts", event.alerts);
    Number("severity", event.severity);
    Number("urgency", event.urgency);
    Number("reach", event.reach);
    Number("organic_share", event.organic_share);
    if (event.first) {
      json_.Key("first");
      Post(*event.first);
    }
    json_.Key("representatives").BeginArray();
    for (const ReportPost& post : event.representatives) Post(post);
    json_.EndArray().EndObject();
  }

  void Events() {
    json_.Key("risen").BeginObject();
    for (size_t i = 0; i < report_.risen.size(); ++i) Write(kLevelNames[i + 2], report_.risen[i]);
    json_.EndObject().Key("events").BeginArray();
    for (const ReportEvent& event : report_.events) Event(event);
    json_.EndArray();
  }

  void Answers() {
    json_.Key("answers").BeginArray();
    for (const ReportAnswer& answer : report_.answers) {
      json_.BeginObject();
      Subject("group", answer.group, answer.org, answer.title);
      json_.Key("entry").Integer(static_cast<int64_t>(answer.entry));
      if (answer.at_ms > 0) json_.Key("at").Time(EventTime{answer.at_ms});
      json_.Key("watermark").Time(answer.watermark).Key("by").Text(answer.by);
      Text("text", answer.text);
      Text("link", answer.link);
      Write("joined_hour_before", answer.before);
      Write("joined_hour_after", answer.after);
      json_.Key("complete").Bool(answer.is_whole).EndObject();
    }
    json_.EndArray();
  }

  void Actions() {
    json_.Key("needs_action").BeginArray();
    for (const ReportAction& action : report_.actions) {
      json_.BeginObject();
      Subject("group", action.group, action.org, action.title);
      json_.Key("level").Text(kLevelNames[action.level]).Key("status").Text(action.status);
      Text("assignee", action.assignee);
      json_.Key("reasons").BeginArray();
      for (const ActionReason reason : action.reasons) json_.Text(ActionReasonName(reason));
      json_.EndArray();
      Write("complainants", action.complainants);
      json_.Key("query").Text(action.query).EndObject();
    }
    json_.EndArray();
  }

  void Clocks() {
    json_.Key("clocks").BeginArray();
    for (const ReportClock& clock : report_.clocks) {
      json_.BeginObject();
      Subject("group", clock.group, clock.org, clock.title);
      json_.Key("name").Text(clock.name);
      Text("zh", clock.zh);
      Text("en", clock.en);
      json_.Key("due").Time(clock.due);
      Write("running", clock.running);
      Write("passed", clock.passed);
      json_.EndObject();
    }
    json_.EndArray();
  }

  const Report& report_;
  JsonWriter json_;
};

}  // namespace

std::string ReportJson(const Report& report, const ReportText& text) {
  std::string out;
  Writer(report, &out).Write(text);
  return out;
}

}  // namespace groundswell
