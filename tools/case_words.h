// What the commands about cases print, in Chinese and English.
//
// Contract: every word is that of docs and page: 受理 to 总结改进 for the states of a case. Threads: constants.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

enum class Language : uint8_t { kEnglish, kChinese };
// "zh", "zh-CN", "zh_CN.UTF-8" are Chinese; anything else is English.
Language LanguageOf(std::string_view name);

// The word for a name of the API: a state ("handling"), a level, an action, a state of a person, a field. A name that
// has none stays as it is.
std::string_view WordFor(std::string_view name, Language language);

}  // namespace groundswell
