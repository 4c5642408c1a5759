#include "tools/command_oncall.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "serve/api_oncall.h"
#include "serve/link_key.h"
#include "serve/message_words.h"
#include "tools/config_keys.h"
#include "tools/config_oncall.h"

namespace groundswell {
namespace {

Result<int64_t> MomentOf(const std::string& text, LocalZone zone) {
  if (text.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
  const auto time = zone.ParseTime(text);
  if (!time.ok()) return time.status().Annotate("--at " + text);
  return time->ms;
}

std::string Described(const DutySpan& span, bool with_begin, LocalZone zone) {
  std::string text = span.person == nullptr ? "nobody" : fmt::format("{} ({})", span.person->name, span.person->id);
  if (span.instead != nullptr) text += fmt::format(" instead of {}", span.instead->name);
  if (!span.shift.empty()) text += ", shift " + std::string(span.shift);
  if (span.person != nullptr && span.shift.empty()) text += ", by an exception";
  if (with_begin) text += ", from " + TimeText(EventTime{span.from_ms}, zone);
  return text + ", until " + TimeText(EventTime{span.until_ms}, zone);
}

}  // namespace

Status RunOnCall(const OnCallOptions& options, const Config& config, const Console& console) {
  const auto plan = OnCallPlanOf(config);
  if (!plan.ok()) return plan.status();
  if (!(*plan)->rota) return Invalid("there is no rota: set oncall.file, or give --config");
  const LocalZone zone = NotifyZoneOf(config);
  const auto at_ms = MomentOf(options.at, zone);
  if (!at_ms.ok()) return at_ms.status();
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject();
    WriteOnCall(**plan, *at_ms, &json);
    json.EndObject();
    *console.out << text << "\n";
    return {};
  }
  const OnCallView view = ViewOnCall(**plan, *at_ms);
  *console.out << "now:  " << Described(view.now, false, zone) << "\n";
  if (view.now.person == nullptr)
    if (const RotaPerson* fallback = (*plan)->rota->Find((*plan)->fallback); fallback != nullptr)
      *console.out << "      called instead: " << fallback->name << " (" << fallback->id << ")\n";
  if (view.next.until_ms > 0) *console.out << "next: " << Described(view.next, true, zone) << "\n";
  for (const std::string& warning : OnCallWarnings(**plan, *at_ms, zone))
    *console.err << "warning: " << warning << "\n";
  return {};
}

Status RunLinks(const LinksOptions& options, const Config& config, const Console& console) {
  if (!options.rotate) return Invalid("say --rotate to make another key; it ends every link that is out");
  const std::string folder = options.data_dir.empty() ? config.Text("storage.data_dir") : options.data_dir;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return NotFound(folder + ": there is no such data folder");
  GROUNDSWELL_TRY(LinkKey::Generate().Save(LinkKeyPath(folder)));
  *console.err << "another key is in force; links made before act no more\n";
  return {};
}

}  // namespace groundswell
