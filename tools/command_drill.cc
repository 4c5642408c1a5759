#include "tools/command_drill.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "base/json_writer.h"
#include "serve/message_words.h"
#include "tools/case_words.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr std::chrono::milliseconds kAskEvery(300);

int64_t WallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::optional<int64_t> SecondsOf(const std::string& text) {
  size_t used = 0;
  int64_t number = 0;
  for (; used < text.size() && used < 8 && text[used] >= '0' && text[used] <= '9'; ++used)
    number = number * 10 + (text[used] - '0');
  const std::string unit = text.substr(used);
  const int64_t factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (used == 0 || factor == 0 || number < 1 || number * factor > 86'400) return std::nullopt;
  return number * factor;
}

std::string TextOf(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

int64_t NumberOf(const dom::element& object, std::string_view key) {
  int64_t number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

// A drill as the engine tells of it, in words.
class Teller {
 public:
  Teller(const DrillOptions& options, LocalZone zone, const Console& console)
      : is_chinese_(LanguageOf(options.language) == Language::kChinese), zone_(zone), console_(console) {}

  std::string In(std::string_view zh, std::string_view en) const { return std::string(is_chinese_ ? zh : en); }

  std::string Receiver(const dom::element& row) const {
    const std::string outcome = TextOf(row, "outcome"), why = TextOf(row, "why");
    if (outcome.empty()) return In("尚未送达", "not taken yet");
    if (outcome != "sent") return In("未送达：", "not taken: ") + outcome + (why.empty() ? "" : ", " + why);
    return fmt::format("{} {:.1f} s", In("已送达，用时", "taken after"),
                       static_cast<double>(NumberOf(row, "latency_ms")) / 1e3);
  }
  std::string Confirmation(const dom::element& drill) const {
    dom::element confirmed;
    if (drill["acknowledged"].get(confirmed) != simdjson::SUCCESS)
      return TextOf(drill, "state") == "over" ? In("无人确认", "nobody confirmed it")
                                              : In("等待确认", "waits for a confirmation");
    return fmt::format("{} {}，{:.1f} s", In("确认人", "confirmed by"), TextOf(confirmed, "by"),
                       static_cast<double>(NumberOf(confirmed, "after_ms")) / 1e3);
  }
  void Whole(const dom::element& drill) const {
    const auto at = ParseEventTime(TextOf(drill, "at"), nullptr);
    *console_.out << In("演练 ", "drill ") << TextOf(drill, "id") << "  " << (at.ok() ? TimeText(*at, zone_) : "")
                  << "  " << TextOf(drill, "level") << "  " << TextOf(drill, "text") << "\n";
    dom::array receivers;
    if (drill["receivers"].get(receivers) == simdjson::SUCCESS)
      for (const dom::element row : receivers)
        *console_.out << fmt::format("  {:<20} {}\n", TextOf(row, "receiver"), Receiver(row));
    *console_.out << "  " << Confirmation(drill) << "\n";
  }
  void Meanwhile(const std::string& line) const { *console_.err << line << std::endl; }

 private:
  const bool is_chinese_;
  const LocalZone zone_;
  const Console& console_;
};

Status Parsed(const std::string& answer, dom::parser* parser, dom::element* root) {
  if (parser->parse(answer).get(*root) == simdjson::SUCCESS) return {};
  return IoError("the engine's answer is no JSON; does --url lead to an engine?");
}

std::string OrderJson(const DrillOptions& options, int64_t wait_secs) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("by").Text(options.by).Key("level").Text(options.level);
  json.Key("wait_secs").Integer(wait_secs);
  if (!options.text.empty()) json.Key("text").Text(options.text);
  if (!options.receivers.empty()) {
    json.Key("receivers").BeginArray();
    for (const std::string& name : options.receivers) json.Text(name);
    json.EndArray();
  }
  json.EndObject();
  return text;
}

// Asks until it is confirmed or over, and tells of each receiver once.
Result<std::string> Follow(const std::string& id, ApiClient* client, const Teller& teller) {
  std::set<std::string> told;
  dom::parser parser;
  dom::element drill;
  while (true) {
    auto answer = client->Get("/api/v1/drills/" + id);
    if (!answer.ok()) return answer.status();
    GROUNDSWELL_TRY(Parsed(*answer, &parser, &drill));
    bool is_open = false;
    dom::array receivers;
    if (drill["receivers"].get(receivers) == simdjson::SUCCESS) {
      for (const dom::element row : receivers) {
        const std::string name = TextOf(row, "receiver");
        if (TextOf(row, "outcome").empty())
          is_open = true;
        else if (told.insert(name).second)
          teller.Meanwhile(name + ": " + teller.Receiver(row));
      }
    }
    const std::string state = TextOf(drill, "state");
    // What is confirmed may still be on its way to a slow receiver: until its time is over.
    if (state == "over" || (state == "acknowledged" && !is_open)) return answer;
    std::this_thread::sleep_for(kAskEvery);
    if (state == "acknowledged" && TextOf(drill, "expires_at") <= FormatEventTime(EventTime{WallMs()})) return answer;
  }
}

Status Judge(const dom::element& drill) {
  size_t missed = 0, all = 0;
  dom::array receivers;
  if (drill["receivers"].get(receivers) == simdjson::SUCCESS) {
    for (const dom::element row : receivers) {
      ++all;
      missed += TextOf(row, "outcome") == "sent" ? 0 : 1;
    }
  }
  if (missed > 0) return IoError(fmt::format("{} of {} receivers did not take the drill", missed, all));
  if (TextOf(drill, "state") != "acknowledged") return IoError("nobody confirmed the drill in its time");
  return {};
}

Status Start(const DrillOptions& options, ApiClient* client, const Teller& teller, const Console& console) {
  const auto wait_secs = SecondsOf(options.wait);
  if (!wait_secs) return Invalid("--wait " + options.wait + ": write a number and s, m or h, at most 24h");
  auto answer = client->Post("/api/v1/drills", OrderJson(options, *wait_secs));
  if (!answer.ok()) return answer.status();
  dom::parser parser;
  dom::element drill;
  GROUNDSWELL_TRY(Parsed(*answer, &parser, &drill));
  const std::string id = TextOf(drill, "id");
  teller.Meanwhile(teller.In("演练已发出：", "drill sent: ") + id + teller.In("；确认：", "; confirm with: ") +
                   "groundswell drill --ack " + id);
  auto last = Follow(id, client, teller);
  if (!last.ok()) return last.status();
  GROUNDSWELL_TRY(Parsed(*last, &parser, &drill));
  options.json ? void(*console.out << *last << "\n") : teller.Whole(drill);
  return Judge(drill);
}

}  // namespace

Status RunDrill(const DrillOptions& options, const Console& console) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  const Teller teller(options, (*client)->Zone(), console);
  if (options.ack.empty() && !options.list) return Start(options, client->get(), teller, console);
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("by").Text(options.by).EndObject();
  auto answer = options.list ? (*client)->Get("/api/v1/drills")
                             : (*client)->Post("/api/v1/drills/" + ApiClient::Escaped(options.ack) + "/ack", body);
  if (!answer.ok()) return answer.status();
  if (options.json) return *console.out << *answer << "\n", Status();
  dom::parser parser;
  dom::element root;
  GROUNDSWELL_TRY(Parsed(*answer, &parser, &root));
  dom::array items;
  if (!options.list || root["items"].get(items) != simdjson::SUCCESS) return teller.Whole(root), Status();
  for (const dom::element drill : items) teller.Whole(drill);
  return {};
}

}  // namespace groundswell
