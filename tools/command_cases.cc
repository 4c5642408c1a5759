#include "tools/command_cases.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <set>

#include "base/json_writer.h"
#include "serve/message_words.h"
#include "tools/case_words.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

std::string TextOf(const dom::element& object, std::string_view key) {
  std::string_view text;
  int64_t number = 0;
  if (object[key].get(text) == simdjson::SUCCESS) return std::string(text);
  if (object[key].get(number) == simdjson::SUCCESS) return std::to_string(number);
  return {};
}

// An answer taken apart, and the words it is told in.
class Told {
 public:
  Told(const CaseCommand& command, LocalZone zone, const Console& console)
      : language_(LanguageOf(command.language)), zone_(zone), console_(console) {}

  Status Parse(const std::string& answer) {
    if (parser_.parse(answer).get(root_) == simdjson::SUCCESS) return {};
    return IoError("the engine's answer is no JSON; does --url lead to an engine?");
  }
  const dom::element& root() const { return root_; }
  std::string_view Word(std::string_view name) const { return WordFor(name, language_); }
  template <typename... Parts>
  void Line(fmt::format_string<Parts...> format, Parts&&... parts) {
    *console_.out << fmt::format(format, std::forward<Parts>(parts)...) << "\n";
  }

  // A time of the answer by the engine's clock; empty where there is none.
  std::string Time(const dom::element& object, std::string_view key) const {
    const auto time = ParseEventTime(TextOf(object, key), nullptr);
    return time.ok() ? TimeText(*time, zone_) : std::string();
  }
  void ListItem(const dom::element& item) {
    std::string org = TextOf(item, "org"), assignee = TextOf(item, "assignee");
    if (org.empty()) org = Word("unknown organisation");
    if (assignee.empty()) assignee = Word("nobody");
    std::string status(Word(TextOf(item, "status")));
    bool is_resolved = false;
    if (item["resolved"].get(is_resolved) == simdjson::SUCCESS && is_resolved && TextOf(item, "status") != "reviewed")
      status += fmt::format(" ({})", Word("resolve"));
    Line("{}  {}  {}  {}  {}  {}", TextOf(item, "id"), status, Word(TextOf(item, "level")), assignee, org,
         TextOf(item, "title"));
  }
  void Field(std::string_view name, const std::string& value) {
    if (!value.empty()) Line("{}: {}", Word(name), value);
  }
  void Timeline() {
    dom::array entries;
    if (root_["timeline"].get(entries) != simdjson::SUCCESS) return;
    if (entries.size() > 0) Line("{}", Word("timeline"));
    for (const dom::element entry : entries) {
      std::string words = TextOf(entry, "text");
      for (const std::string_view key : {"to", "cause", "link", "deadline", "corrected", "silenced", "alert", "post"})
        if (const std::string value = TextOf(entry, key); !value.empty())
          words = value + (words.empty() ? "" : "  " + words);
      if (const std::string until = Time(entry, "until"); !until.empty()) words = until + "  " + words;
      if (const std::string state = TextOf(entry, "state"); !state.empty())
        words = std::string(Word(state)) + "  " + words;
      // A silence that ends before it begins ends the one there was.
      std::string action = TextOf(entry, "action");
      if (action == "silence" && TextOf(entry, "until") <= TextOf(entry, "at")) action = "silence over";
      Line("  {:>4}  {:<25}  {}  {}  {}", TextOf(entry, "entry"), Time(entry, "at"), Word(action), TextOf(entry, "by"),
           words);
    }
  }
  // "作出处理决定 (decide)  到期 2026-03-16 23:59 (+08:00)  计时中 5  已逾期 1".
  void Clocks(const dom::element& item) {
    dom::array clocks;
    if (item["clocks"].get(clocks) != simdjson::SUCCESS || clocks.size() == 0) return;
    Line("{}", Word("clocks"));
    for (const dom::element clock : clocks) {
      const std::string name = TextOf(clock, "name");
      std::string called = TextOf(clock, language_ == Language::kChinese ? "zh" : "en");
      called = called.empty() ? name : fmt::format("{} ({})", called, name);
      std::string line = fmt::format("  {}  {} {}  {} {}", called, Word("due"), Time(clock, "due"), Word("running"),
                                     TextOf(clock, "running"));
      if (TextOf(clock, "passed") != "0") line += fmt::format("  {} {}", Word("passed"), TextOf(clock, "passed"));
      if (const std::string times = TextOf(clock, "extended"); !times.empty())
        line += fmt::format("  {} {}", Word("extended by"), times);
      bool is_by_weekends = false;
      if (clock["weekends_only"].get(is_by_weekends) == simdjson::SUCCESS && is_by_weekends)
        line += fmt::format("  ({})", Word("weekends only"));
      Line("{}", line);
    }
  }
  void People() {
    dom::object counts;
    if (root_["people_by_state"].get(counts) != simdjson::SUCCESS || counts.size() == 0) return;
    std::string line;
    for (const auto& [state, count] : counts)
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", Word(state), count.get_int64().value_unsafe());
    Field("people", line);
  }

 private:
  const Language language_;
  const LocalZone zone_;
  const Console& console_;
  dom::parser parser_;
  dom::element root_;
};

// Calls, and prints the answer as it is or lets `tell` say it.
template <typename Tell>
Status Answer(const CaseCommand& command, const Console& console, ApiClient* client, Result<std::string> answer,
              const Tell& tell) {
  if (!answer.ok()) return answer.status();
  if (command.json) return *console.out << *answer << "\n", Status();
  Told told(command, client->Zone(), console);
  GROUNDSWELL_TRY(told.Parse(*answer));
  tell(&told);
  return {};
}

std::vector<dom::element> ItemsOf(const dom::element& list) {
  dom::array items;
  if (list["items"].get(items) != simdjson::SUCCESS) return {};
  return {items.begin(), items.end()};
}

// The groups that have no case, the most urgent first, then the cases.
void ListCasesAnd(const std::string& groups, const CaseCommand& command, const Console& console, Told* cases) {
  const std::vector<dom::element> items = ItemsOf(cases->root());
  std::set<std::string> listed;
  for (const dom::element& item : items) listed.insert(TextOf(item, "id"));
  Told untouched(command, {}, console);
  if (untouched.Parse(groups).ok())
    for (const dom::element& item : ItemsOf(untouched.root()))
      if (listed.insert(TextOf(item, "id")).second) untouched.ListItem(item);
  if (listed.empty()) return cases->Line("{}", cases->Word("no cases"));
  for (const dom::element& item : items) cases->ListItem(item);
  if (!TextOf(cases->root(), "next_cursor").empty()) cases->Line("{}", cases->Word("more"));
}

std::string BodyOf(const ActOptions& options) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("by").Text(options.by);
  for (const auto& [name, value] : options.fields)
    if (!value.empty()) json.Key(name).Text(value);
  json.EndObject();
  return body;
}

}  // namespace

Status RunListCases(const ListCasesOptions& options, const Console& console) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  std::string path = fmt::format("/api/v1/cases?limit={}{}", options.limit, options.by_due ? "&sort=due" : "");
  if (!options.status.empty()) path += "&status=" + ApiClient::Escaped(options.status);
  if (!options.assignee.empty()) path += "&assignee=" + ApiClient::Escaped(options.assignee);
  auto cases = (*client)->Get(path);
  if (!cases.ok()) return cases.status();
  // What nobody has touched yet is no case; whoever looks for work looks for it first of all.
  if (options.by_due)
    return Answer(options, console, client->get(), std::move(cases), [](Told* told) {
      const std::vector<dom::element> items = ItemsOf(told->root());
      if (items.empty()) told->Line("{}", told->Word("no cases"));
      for (const dom::element& item : items) {
        told->ListItem(item);
        told->Clocks(item);
      }
      if (!TextOf(told->root(), "next_cursor").empty()) told->Line("{}", told->Word("more"));
    });
  const bool wants_untouched = !options.json && options.assignee.empty() &&
                               (options.status.empty() || options.status.find("received") != std::string::npos);
  Result<std::string> groups = std::string(R"({"items":[]})");
  if (wants_untouched)
    groups = (*client)->Get(
        fmt::format("/api/v1/groups?status=received&level=emerging,major,crisis&role=own&limit={}", options.limit));
  if (!groups.ok()) return groups.status();
  return Answer(options, console, client->get(), std::move(cases),
                [&](Told* told) { ListCasesAnd(*groups, options, console, told); });
}

Status RunShowCase(const ShowCaseOptions& options, const Console& console) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  return Answer(options, console, client->get(), (*client)->Get("/api/v1/cases/" + ApiClient::Escaped(options.id)),
                [](Told* told) {
                  const dom::element& root = told->root();
                  told->ListItem(root);
                  dom::element group, complainants;
                  if (root["group"].get(group) == simdjson::SUCCESS &&
                      group["complainants"].get(complainants) == simdjson::SUCCESS)
                    told->Field("complainants", TextOf(complainants, "count"));
                  told->Field("opened_at", told->Time(root, "opened_at"));
                  told->Field("cause", TextOf(root, "cause"));
                  dom::element resolution;
                  if (root["resolution"].get(resolution) == simdjson::SUCCESS)
                    told->Field("measure", TextOf(resolution, "measure"));
                  told->Field("follow_up", told->Time(root, "follow_up"));
                  told->Clocks(root);
                  told->People();
                  told->Timeline();
                });
}

Status RunDraft(const DraftOptions& options, const Console& console) {
  const bool is_word = options.format == "docx";
  if (is_word && options.out.empty() && console.out == &std::cout && isatty(STDOUT_FILENO) != 0)
    return Invalid("a Word file is nothing for a terminal: give --out FILE");
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  const char* language = LanguageOf(options.language) == Language::kChinese ? "zh-CN" : "en";
  const auto draft = (*client)->Get(fmt::format("/api/v1/cases/{}/draft?format={}&lang={}",
                                                ApiClient::Escaped(options.id), options.format, language));
  if (!draft.ok()) return draft.status();
  if (options.json) {
    if (is_word) return Invalid("--json prints the Markdown: leave --format docx away");
    std::string object;
    JsonWriter(&object).BeginObject().Key("format").Text(options.format).Key("text").Text(*draft).EndObject();
    *console.out << object << "\n";
    return {};
  }
  if (options.out.empty())
    return console.out->write(draft->data(), static_cast<std::streamsize>(draft->size())), Status();
  std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
  file.write(draft->data(), static_cast<std::streamsize>(draft->size()));
  file.close();
  return file ? Status() : IoError(options.out + ": cannot be written; check the folder and its rights");
}

Status RunAct(const ActOptions& options, const Console& console) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  const std::string path =
      "/api/v1/groups/" + ApiClient::Escaped(options.id) + "/" + std::string(CaseActionName(options.kind));
  return Answer(options, console, client->get(), (*client)->Post(path, BodyOf(options)), [](Told* told) {
    told->Line("{}  {}  {} {}", TextOf(told->root(), "id"), told->Word(TextOf(told->root(), "status")),
               told->Word("entry"), TextOf(told->root(), "entry"));
  });
}

Status RunCorrect(const CorrectOptions& options, const Console& console) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("by").Text(options.by);
  if (!options.reason.empty()) json.Key("reason").Text(options.reason);
  if (!options.sentiment.empty()) json.Key("sentiment").Text(options.sentiment);
  if (!options.complaint.empty()) json.Key("complaint").Bool(options.complaint == "true");
  if (options.no_org) json.Key("org").Null();
  if (!options.org.empty()) json.Key("org").Text(options.org);
  if (!options.cause.empty()) json.Key("cause").Text(options.cause);
  json.EndObject();
  const std::string path =
      "/api/v1/posts/" + ApiClient::Escaped(options.channel) + "/" + ApiClient::Escaped(options.id) + "/correct";
  return Answer(options, console, client->get(), (*client)->Post(path, body), [](Told* told) {
    told->Line("{} {}  {} {}", TextOf(told->root(), "posts"), told->Word("posts corrected"), told->Word("entry"),
               TextOf(told->root(), "entry"));
  });
}

}  // namespace groundswell
