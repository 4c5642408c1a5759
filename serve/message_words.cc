#include "serve/message_words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

namespace groundswell {
namespace {

struct Word {
  std::string_view name;
  MessagePhrase phrase;
};

constexpr MessagePhrase kLevels[] = {
    {"已平息", "over"}, {"关注", "watch"}, {"升温", "emerging"}, {"重大", "major"}, {"危机", "crisis"}};
constexpr Word kEvents[] = {{"opened", {"新出现", "new"}},
                            {"escalated", {"升级", "up"}},
                            {"surged", {"激增", "surge"}},
                            {"deescalated", {"降级", "down"}},
                            {"resolved", {"平息", "over"}},
                            {"reopened", {"再起", "back"}},
                            {"critical_post", {"危急帖", "critical post"}},
                            {"withdrawn", {"大量删帖", "posts deleted"}}};
constexpr Word kCauseClasses[] = {{"quality", {"产品或服务质量", "product or service quality"}},
                                  {"information", {"信息不对称", "information asymmetry"}},
                                  {"communication", {"沟通不畅", "poor communication"}},
                                  {"opinion", {"社会舆论影响", "drawn by public opinion"}}};
constexpr Word kDemands[] = {
    {"refund", {"退款", "refund"}},           {"compensation", {"赔偿", "compensation"}},
    {"apology", {"道歉", "apology"}},         {"repair", {"维修", "repair"}},
    {"explanation", {"说明", "explanation"}}, {"cancellation", {"取消或解约", "cancellation"}}};
constexpr Word kSigns[] = {{"danger", {"人身安全", "danger to life"}},
                           {"gathering", {"聚集", "a planned gathering"}},
                           {"bank_run", {"挤兑", "a bank run"}},
                           {"data_leak", {"信息泄露", "a data leak"}},
                           {"voice", {"影响力大的账号", "a voice with a large audience"}}};

std::string_view WordOf(std::span<const Word> words, std::string_view name, MessageLanguage language) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.name == name; });
  return found == words.end() ? name : found->phrase.In(language);
}

}  // namespace

std::string Filled(std::string_view pattern, std::string_view value) {
  std::string text(pattern);
  if (const size_t place = text.find("{}"); place != std::string::npos) text.replace(place, 2, value);
  return text;
}

std::string FurtherGroups(size_t count, MessageLanguage language) {
  constexpr MessagePhrase kFurther = {"另有 {} 个群组未列出", "and {} more groups"};
  return Filled(kFurther.In(language), std::to_string(count));
}

std::string_view LevelWord(uint8_t level, MessageLanguage language) {
  return kLevels[std::min<size_t>(level, std::size(kLevels) - 1)].In(language);
}

std::string_view EventWord(std::string_view event, MessageLanguage language) {
  return WordOf(kEvents, event, language);
}
std::string_view CauseClassWord(std::string_view cause_class, MessageLanguage language) {
  return WordOf(kCauseClasses, cause_class, language);
}
std::string_view DemandWord(std::string_view demand, MessageLanguage language) {
  return WordOf(kDemands, demand, language);
}
std::string_view SignWord(std::string_view sign, MessageLanguage language) { return WordOf(kSigns, sign, language); }

std::string FigureText(double value) {
  char text[64];
  const bool is_whole = std::abs(value - std::round(value)) < 0.05 || std::abs(value) >= 100;
  std::snprintf(text, sizeof(text), is_whole ? "%.0f" : "%.1f", value);
  // What is small and not nothing must not read as nothing.
  if (value > 0 && value < 0.05) return "<0.1";
  return text;
}

std::string PercentText(double share) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.0f%%", share * 100);
  return text;
}

std::string TimeText(EventTime time, LocalZone zone) {
  const int offset = zone.OffsetAt(time).minutes, minutes = std::abs(offset);
  const int64_t clock_ms = std::clamp(zone.ClockMs(time), kEventTimeMin.ms, kEventTimeMax.ms);
  const std::string shown = FormatEventTime({clock_ms});
  char sign[16];
  std::snprintf(sign, sizeof(sign), " (%c%02d:%02d)", offset < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
  return shown.substr(0, 10) + " " + shown.substr(11, 5) + (offset == 0 ? " UTC" : sign);
}

}  // namespace groundswell
