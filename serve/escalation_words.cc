#include "serve/escalation_words.h"

#include "serve/message_compose.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

constexpr int kWeightWaiting = 96, kWeightAsked = 94, kWeightNow = 95, kWeightLine = 50;
constexpr int64_t kMinuteMs = 60'000;
constexpr size_t kAskedMax = 6;  // the newest that are named

std::string In(const MessagePhrase& phrase, MessageLanguage language) { return std::string(phrase.In(language)); }

std::string WaitedFor(int64_t ms, MessageLanguage language) {
  const int64_t minutes = ms / kMinuteMs;
  if (minutes < 1) return In({"不到 1 分钟", "less than a minute"}, language);
  if (minutes < 120) return Filled(In({"{} 分钟", "{} min"}, language), std::to_string(minutes));
  return Filled(In({"{} 小时", "{} h"}, language), std::to_string(minutes / 60));
}

std::string OrgOf(const WaitingCase& waiting, MessageLanguage language) {
  return waiting.org.empty() ? In({"未知机构", "unknown organisation"}, language) : waiting.org;
}

// The level of a group says nothing of a post in it that cannot wait, but at crisis.
std::string Urgency(const WaitingCase& waiting, MessageLanguage language) {
  constexpr uint8_t kCrisis = 4;
  const bool is_post = waiting.is_critical && waiting.level < kCrisis;
  return std::string(is_post ? EventWord("critical_post", language) : LevelWord(waiting.level, language));
}

std::string Headed(const WaitingCase& waiting, int64_t now_ms, MessageLanguage language) {
  const bool is_chinese = language == MessageLanguage::kChinese;
  const std::string level = Urgency(waiting, language);
  return (is_chinese ? "【" + level + "】" : "[" + level + "] ") + OrgOf(waiting, language) +
         Filled(is_chinese ? "，已等待 {}" : ", waiting for {}", WaitedFor(now_ms - waiting.first_ms, language));
}

std::string AskedSoFar(const UnacknowledgedFacts& facts, MessageLanguage language) {
  const std::vector<AskedPerson>& asked = facts.waiting->asked;
  std::string text;
  for (size_t i = asked.size() > kAskedMax ? asked.size() - kAskedMax : 0; i < asked.size(); ++i) {
    const RotaPerson* person = facts.rota == nullptr ? nullptr : facts.rota->Find(asked[i].person);
    text.append(text.empty() ? "" : language == MessageLanguage::kChinese ? "、" : ", ");
    text.append(person == nullptr ? asked[i].person : person->name).append(" ");
    text.append(TimeText(EventTime{asked[i].at_ms}, facts.zone).substr(11, 5));
  }
  return text;
}

}  // namespace

NoticeWords UnacknowledgedWords(const UnacknowledgedFacts& facts, MessageLanguage language) {
  NoticeWords words;
  words.headline =
      In({"【无人受理】", "[nobody has taken it] "}, language) + Headed(*facts.waiting, facts.now_ms, language);
  const auto fact = [&](const MessagePhrase& label, std::string text, int weight) {
    if (!text.empty()) words.parts.push_back({PartKind::kFact, weight, In(label, language), std::move(text)});
  };
  fact({"等待始于", "Waiting since"}, TimeText(EventTime{facts.waiting->first_ms}, facts.zone), kWeightWaiting);
  fact({"已呼叫", "Asked so far"}, AskedSoFar(facts, language), kWeightAsked);
  if (facts.person != nullptr) fact({"现呼叫", "Asked now"}, facts.person->name, kWeightNow);
  // The message of the case again, without the words of posts: a deletion would not reach them here.
  ComposeOptions options{.language = language, .zone = facts.zone};
  if (facts.tag_name != nullptr) options.tag_name = *facts.tag_name;
  const AlertMessage message = ComposeGroup(std::span(facts.alert, 1), false, options);
  for (const MessagePart& part : message.parts)
    if (part.kind == PartKind::kFact) words.parts.push_back(part);
  return words;
}

NoticeWords NoLongerWaitingWords(const std::string& org, MessageLanguage language) {
  NoticeWords words;
  words.headline = In({"【呼叫结束】不再等待受理", "[no longer waiting] nobody is called any further"}, language);
  if (!org.empty()) words.headline += (language == MessageLanguage::kChinese ? "：" : ": ") + org;
  return words;
}

NoticeWords ManyUnacknowledgedWords(std::span<const WaitingCase* const> cases, const RotaPerson* person, int64_t now_ms,
                                    MessageLanguage language) {
  NoticeWords words;
  words.headline = Filled(In({"【无人受理】另有 {} 个群诉", "[nobody has taken them] {} further cases"}, language),
                          std::to_string(cases.size()));
  if (person != nullptr)
    words.parts.push_back({PartKind::kFact, kWeightNow, In({"现呼叫", "Asked now"}, language), person->name});
  int weight = kWeightLine;
  for (size_t i = 0; i < cases.size() && i < kManyLinesMax; ++i)
    words.parts.push_back({PartKind::kLine, weight--, {}, Headed(*cases[i], now_ms, language)});
  return words;
}

}  // namespace groundswell
