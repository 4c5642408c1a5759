#include "tools/command_receivers.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "base/json_writer.h"
#include "serve/duty_call.h"
#include "serve/message_compose.h"
#include "serve/receiver.h"
#include "tools/config_oncall.h"
#include "tools/config_receivers.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

int64_t WallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

Result<NotifierOptions> OptionsOf(const Config& config, const Models& models) {
  auto options = NotifierOptionsOf(config, models.taxonomy);
  if (options.ok() && options->receivers.empty())
    return Invalid("no receiver is configured: write a section [receiver.NAME], or set notify.webhook_url");
  return options;
}

Result<std::unique_ptr<Receiver>> MakeReceiver(const ReceiverSettings& settings, const NotifierOptions& options) {
  auto receiver = Receiver::Make(settings, options.public_url.empty() ? "groundswell" : options.public_url);
  if (!receiver.ok()) return receiver.status().Annotate("receiver." + settings.name);
  return receiver;
}

struct TestResult {
  std::string receiver, kind, host, answer;
  bool is_taken = false;
  int64_t took_ms = 0;
};

Result<TestResult> TestOne(const ReceiverSettings& settings, const NotifierOptions& options) {
  auto receiver = MakeReceiver(settings, options);
  if (!receiver.ok()) return receiver.status();
  const int64_t now_ms = WallMs();
  AlertMessage message =
      ComposeTest(settings.name, fmt::format("test-{}-{}", settings.name, now_ms), ComposeOptionsOf(options, settings));
  const Dispatch dispatch{
      .message = &message, .alerts = {}, .newest_json = {}, .decided_ms = now_ms, .from_ms = now_ms};
  const ReceiverVerdict verdict = (*receiver)->Send((*receiver)->Form(dispatch, false, now_ms));
  // The incident of a test is not left open; Alertmanager's ends by itself.
  message.is_over = settings.kind == ReceiverKind::kPagerDuty && verdict.meaning == AnswerMeaning::kTaken;
  if (message.is_over) (*receiver)->Send((*receiver)->Form(dispatch, false, now_ms));
  return TestResult{.receiver = settings.name,
                    .kind = std::string(TraitsOf(settings.kind).name),
                    .host = (*receiver)->host(),
                    .answer = verdict.meaning == AnswerMeaning::kTaken ? "taken" : verdict.why,
                    .is_taken = verdict.meaning == AnswerMeaning::kTaken,
                    .took_ms = WallMs() - now_ms};
}

void PrintTests(const std::vector<TestResult>& results, bool as_json, std::ostream* out) {
  if (!as_json) {
    for (const TestResult& result : results)
      *out << fmt::format("{:<20} {:<13} {:<32} {} ({} ms)\n", result.receiver, result.kind, result.host, result.answer,
                          result.took_ms);
    return;
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("receivers").BeginArray();
  for (const TestResult& result : results) {
    json.BeginObject().Key("receiver").Text(result.receiver).Key("kind").Text(result.kind);
    json.Key("host").Text(result.host).Key("taken").Bool(result.is_taken).Key("answer").Text(result.answer);
    json.Key("took_ms").Integer(result.took_ms).EndObject();
  }
  json.EndArray().EndObject();
  *out << text << "\n";
}

Result<std::string> ReadAll(const std::string& path, const Console& console) {
  constexpr size_t kBytesMax = size_t{1} << 20;
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(*console.in), {});
  } else {
    std::ifstream file(path, std::ios::binary);
    if (!file) return NotFound(path + ": cannot be opened; give a file that holds one alert");
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  if (text.size() > kBytesMax) return Invalid(path + ": more than 1 MiB is no alert; give a file that holds one");
  return text;
}

// Where an alert goes at one receiver.
struct Routing {
  const ReceiverSettings* receiver = nullptr;
  bool is_taken = false;
  std::string route, held, message;
};

Result<Routing> RouteTo(const ReceiverSettings& settings, const NotifierOptions& options, const AlertFacts& facts,
                        const std::string& row, int64_t at_ms) {
  auto receiver = MakeReceiver(settings, options);
  if (!receiver.ok()) return receiver.status();
  Routing routing;
  routing.receiver = &settings;
  const RouteTable table(options.routes);
  const RouteMatch match = table.Match(facts, at_ms, settings.name, settings.level);
  routing.is_taken = match.is_taken;
  if (!match.is_taken) return routing;
  routing.route = match.route == nullptr ? "none: it goes to every receiver" : match.route->name;
  if (facts.status == "dismissed" && !facts.is_critical() && facts.event != "reopened" &&
      !TraitsOf(settings.kind).is_in_order)
    routing.held = "never: the group was dismissed as a false alarm";
  if (match.route != nullptr && routing.held.empty() && !facts.is_critical() && facts.level < match.route->quiet_breaks)
    if (const int64_t left_ms = match.route->quiet.LeftMs(at_ms, match.route->zone); left_ms > 0)
      routing.held = fmt::format("{} min of quiet hours", (left_ms + 59'999) / 60'000);
  const std::vector<AlertFacts> alerts = {facts};
  const std::vector<const AlertFacts*> pointers = {&alerts[0]};
  AlertMessage message = ComposeGroup(alerts, false, ComposeOptionsOf(options, settings));
  if (options.complete)
    options.complete(settings, {.newest = &facts, .notice = nullptr, .decided_ms = at_ms, .now_ms = at_ms}, &message);
  const Dispatch dispatch{
      .message = &message, .alerts = pointers, .newest_json = row, .decided_ms = at_ms, .from_ms = at_ms};
  const FormedMessage formed = (*receiver)->Form(dispatch, false, at_ms);
  // A routing key, a signature, whatever a template holds: none of it is for a terminal.
  std::vector<std::string> secrets = SecretsOf(settings);
  secrets.insert(secrets.end(), formed.secrets.keys.begin(), formed.secrets.keys.end());
  routing.message = WithoutSecrets(formed.outgoing.body, secrets);
  return routing;
}

void PrintRoutings(const std::vector<Routing>& routings, bool as_json, std::ostream* out) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("receivers").BeginArray();
  for (const Routing& routing : routings) {
    const std::string_view kind = TraitsOf(routing.receiver->kind).name;
    json.BeginObject().Key("receiver").Text(routing.receiver->name).Key("kind").Text(kind);
    json.Key("told").Bool(routing.is_taken);
    if (routing.is_taken) json.Key("route").Text(routing.route).Key("message").Text(routing.message);
    if (!routing.held.empty()) json.Key("held").Text(routing.held);
    json.EndObject();
    if (as_json) continue;
    *out << routing.receiver->name << " (" << kind << "): " << (routing.is_taken ? "told" : "not told") << "\n";
    if (!routing.is_taken) continue;
    *out << "  route: " << routing.route << "\n";
    if (!routing.held.empty()) *out << "  held:  " << routing.held << "\n";
    *out << routing.message << "\n";
  }
  json.EndArray().EndObject();
  if (as_json) *out << text << "\n";
}

}  // namespace

Status RunReceiversTest(const ReceiversTestOptions& options, const Config& config, const Console& console) {
  if (options.is_all != options.name.empty()) return Invalid("receivers test: give a receiver's name, or --all");
  const auto models = LoadModels(config);
  if (!models.ok()) return models.status();
  const auto notifier = OptionsOf(config, *models);
  if (!notifier.ok()) return notifier.status();
  std::vector<TestResult> results;
  for (const ReceiverSettings& settings : notifier->receivers) {
    if (!options.is_all && settings.name != options.name) continue;
    auto result = TestOne(settings, *notifier);
    if (!result.ok()) return result.status();
    results.push_back(std::move(*result));
  }
  if (results.empty())
    return Invalid("there is no receiver " + options.name + "; `groundswell check-config` lists them");
  PrintTests(results, options.json, console.out);
  size_t failed = 0;
  for (const TestResult& result : results) failed += result.is_taken ? 0 : 1;
  if (failed == 0) return {};
  return IoError(fmt::format("{} of {} receivers did not take the test message", failed, results.size()));
}

Status RunRoute(const RouteCommandOptions& options, const Config& config, const Console& console) {
  auto row = ReadAll(options.file, console);
  if (!row.ok()) return row.status();
  AlertFactsReader reader;
  const auto facts = reader.Read(0, *row);
  if (!facts.ok())
    return Invalid(options.file +
                   ": this is no alert; give one as `GET /api/v1/alerts/{id}` or `replay --alerts` gives it");
  int64_t at_ms = WallMs();
  if (!options.at.empty()) {
    const auto at = ParseEventTime(options.at, nullptr);
    if (!at.ok()) return at.status().Annotate("--at");
    at_ms = at->ms;
  }
  const auto models = LoadModels(config);
  if (!models.ok()) return models.status();
  auto notifier = OptionsOf(config, *models);
  if (!notifier.ok()) return notifier.status();
  auto plan = OnCallPlanOf(config);
  if (!plan.ok()) return plan.status();
  const OnCall on_call(std::move(*plan));
  // Whom it would call; links that act are for messages alone.
  const DutyCall duty(&on_call, nullptr);
  notifier->complete = [&duty](const ReceiverSettings& receiver, const MessageSubject& subject, AlertMessage* message) {
    duty.Complete(receiver, subject, message);
  };
  std::vector<Routing> routings;
  for (const ReceiverSettings& settings : notifier->receivers) {
    auto routing = RouteTo(settings, *notifier, *facts, *row, at_ms);
    if (!routing.ok()) return routing.status();
    routings.push_back(std::move(*routing));
  }
  PrintRoutings(routings, options.json, console.out);
  return {};
}

}  // namespace groundswell
