#include "tools/eval_detection_truth.h"

#include <simdjson.h>

#include <fstream>
#include <sstream>

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

std::string KeyOf(std::string_view channel, std::string_view id) {
  return std::string(channel).append("\n").append(id);
}

Status ReadText(const dom::element& line, const char* key, std::string* text) {
  std::string_view value;
  if (line[key].get(value) != simdjson::SUCCESS || value.empty()) {
    return Invalid(std::string("the field ") + key + " is missing, or no text");
  }
  *text = value;
  return {};
}

Status ReadTime(const dom::element& line, const char* key, EventTime* time) {
  dom::element value;
  if (line[key].get(value) != simdjson::SUCCESS) return {};
  std::string_view text;
  const Result<EventTime> parsed =
      value.get(text) == simdjson::SUCCESS ? ParseEventTime(text, nullptr) : Invalid("no text");
  if (!parsed.ok()) return parsed.status().Annotate(std::string("the field ") + key);
  *time = *parsed;
  return {};
}

Status ReadWant(const dom::element& line, CaseWant* want) {
  std::string text;
  GROUNDSWELL_TRY(ReadText(line, "wanted", &text));
  if (text == "emerging") *want = CaseWant::kEmerging;
  if (text == "critical_post") *want = CaseWant::kCriticalPost;
  if (text == "nothing") *want = CaseWant::kNothing;
  if (text == "emerging" || text == "critical_post" || text == "nothing") return {};
  return Invalid("the field wanted is '" + text + "'; give emerging, critical_post or nothing");
}

}  // namespace

Result<DetectionTruth> DetectionTruth::Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) return IoError(path + ": the truth cannot be read; is the file there?");
  Result<DetectionTruth> truth = Parse(text.str());
  if (!truth.ok()) return truth.status().Annotate(path);
  return truth;
}

Result<DetectionTruth> DetectionTruth::Parse(std::string_view ndjson) {
  DetectionTruth truth;
  for (int64_t number = 1; !ndjson.empty(); ++number) {
    const size_t end = std::min(ndjson.find('\n'), ndjson.size());
    const std::string_view line = ndjson.substr(0, end);
    ndjson.remove_prefix(std::min(end + 1, ndjson.size()));
    if (line.empty()) continue;
    const Status taken = truth.TakeLine(line);
    if (!taken.ok()) return taken.Annotate("line " + std::to_string(number));
  }
  return truth;
}

Status DetectionTruth::TakeLine(std::string_view line) {
  dom::parser parser;
  dom::element object;
  if (parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS || !object.is_object()) {
    return Invalid("not a JSON object");
  }
  TrueCase taken;
  GROUNDSWELL_TRY(ReadText(object, "label", &taken.label));
  GROUNDSWELL_TRY(ReadText(object, "case", &taken.name));
  GROUNDSWELL_TRY(ReadWant(object, &taken.want));
  GROUNDSWELL_TRY(ReadTime(object, "clock_at", &taken.clock_at));
  GROUNDSWELL_TRY(ReadTime(object, "surge_at", &taken.surge_at));
  GROUNDSWELL_TRY(ReadTime(object, "deleted_at", &taken.deleted_at));
  const auto number = static_cast<int32_t>(cases_.size());
  cases_.push_back(std::move(taken));
  dom::array members;
  if (object["members"].get(members) != simdjson::SUCCESS) return {};
  for (const dom::element member : members) {
    std::string_view channel, id;
    if (member.at(0).get(channel) != simdjson::SUCCESS || member.at(1).get(id) != simdjson::SUCCESS) {
      return Invalid("a member is not a channel and an id");
    }
    members_[KeyOf(channel, id)] = number;
  }
  return {};
}

int32_t DetectionTruth::CaseOf(std::string_view channel, std::string_view id) const {
  if (members_.empty()) return kNoCase;
  const auto found = members_.find(KeyOf(channel, id));
  return found == members_.end() ? kNoCase : found->second;
}

}  // namespace groundswell
