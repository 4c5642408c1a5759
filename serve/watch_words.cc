#include "serve/watch_words.h"

#include <cstdio>

namespace groundswell {

std::string DurationText(int64_t ms, MessageLanguage language) {
  const bool is_chinese = language == MessageLanguage::kChinese;
  const int64_t secs = ms / kSecondMs, minutes = secs / 60, hours = minutes / 60;
  const auto figure = [&](int64_t value, const char* zh, const char* en) {
    return std::to_string(value) + (is_chinese ? zh : en);
  };
  if (secs < 120) return figure(secs, " 秒", " s");
  if (minutes < 120) return figure(minutes, " 分钟", " min");
  if (hours >= 72) return figure(hours / 24, " 天", " days");
  const std::string text = figure(hours, " 小时", " h");
  return minutes % 60 == 0 ? text : text + " " + figure(minutes % 60, " 分钟", " min");
}

std::string BytesText(uint64_t bytes) {
  constexpr uint64_t kMiB = uint64_t{1} << 20, kGiB = uint64_t{1} << 30;
  char text[32];
  if (bytes >= kGiB) {
    std::snprintf(text, sizeof(text), "%.1f GiB", static_cast<double>(bytes) / static_cast<double>(kGiB));
  } else {
    std::snprintf(text, sizeof(text), "%llu MiB", static_cast<unsigned long long>(bytes / kMiB));
  }
  return text;
}

void SayWatch(const std::string& zh, const std::string& en, Notice* notice) {
  notice->zh.headline = "【值守】" + zh;
  notice->en.headline = "[watch] " + en;
}

void AddFact(int weight, const MessagePhrase& label, const std::string& zh, const std::string& en, Notice* notice) {
  notice->zh.parts.push_back({PartKind::kFact, weight, std::string(label.zh), zh});
  notice->en.parts.push_back({PartKind::kFact, weight, std::string(label.en), en});
}

void AddNote(int weight, const std::string& zh, const std::string& en, Notice* notice) {
  notice->zh.parts.push_back({PartKind::kNote, weight, {}, zh});
  notice->en.parts.push_back({PartKind::kNote, weight, {}, en});
}

void AddLine(int weight, const std::string& zh, const std::string& en, Notice* notice) {
  notice->zh.parts.push_back({PartKind::kLine, weight, {}, zh});
  notice->en.parts.push_back({PartKind::kLine, weight, {}, en});
}

}  // namespace groundswell
