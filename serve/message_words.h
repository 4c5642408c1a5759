// The words of messages in Chinese and English, and how figures and times are written in them.
//
// The words for levels and events are those of the page. Threads: constants and free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "models/local_zone.h"
#include "serve/message.h"

namespace groundswell {

// One pattern of both languages; {} stands for the figure.
struct MessagePhrase {
  std::string_view zh, en;
  std::string_view In(MessageLanguage language) const { return language == MessageLanguage::kChinese ? zh : en; }
};

std::string_view LevelWord(uint8_t level, MessageLanguage language);
// The words for a name of the alert's vocabulary; the name itself where it is not known.
std::string_view EventWord(std::string_view event, MessageLanguage language);
std::string_view CauseClassWord(std::string_view cause_class, MessageLanguage language);
std::string_view DemandWord(std::string_view demand, MessageLanguage language);
std::string_view SignWord(std::string_view sign, MessageLanguage language);

// At most one place behind the point: "12", "0.8".
std::string FigureText(double value);
// A share from 0 to 1: "92%".
std::string PercentText(double share);
// "2026-03-01 20:05 (+08:00)".
std::string TimeText(EventTime time, LocalZone zone);

}  // namespace groundswell
