#include "serve/message_compose.h"

#include <algorithm>

#include "serve/message_escape.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

constexpr size_t kStepsMax = 12;     // the newest, that are told of
constexpr size_t kNamesMax = 5;      // channels, regions, demands that are named
constexpr size_t kTitleBytes = 120;  // of a post's front in a headline or a line
constexpr std::string_view kUnknownZh = "未知机构", kUnknownEn = "unknown organisation";

// How much each part weighs when a chat takes less than all of them.
enum Weight : int {
  kWeightLine = 50,  // of a digest, each less than the one before
  kWeightAuthors = 20,
  kWeightReach = 25,
  kWeightThirdQuote = 30,
  kWeightMood = 35,
  kWeightDemands = 40,
  kWeightSecondQuote = 45,
  kWeightForecast = 50,
  kWeightRegions = 55,
  kWeightChannels = 60,
  kWeightSteps = 62,
  kWeightSince = 65,
  kWeightSeverity = 70,
  kWeightClock = 72,
  kWeightFirstQuote = 74,
  kWeightPace = 76,
  kWeightCause = 78,
  kWeightCriticalQuote = 84,
  kWeightSigns = 85,
  kWeightLate = 88,
  kWeightPeople = 90,
};

std::string Front(std::string_view text, size_t bytes_max) {
  const std::string_view front = CutBytes(text, bytes_max);
  return std::string(front) + (front.size() < text.size() ? "…" : "");
}

class Composer {
 public:
  // `critical`: what the posts say that cannot wait.
  Composer(const AlertFacts& facts, std::vector<const AlertFacts::Quote*> critical, const ComposeOptions& options,
           std::vector<MessagePart>* parts)
      : facts_(facts), critical_(std::move(critical)), options_(options), language_(options.language), parts_(parts) {}

  void WriteAll() {
    WriteSigns();
    WritePeople();
    WritePace();
    WriteCause();
    WriteWeight();
    WriteTimes();
    WriteCounts({"渠道", "Channels"}, facts_.channels, kWeightChannels, nullptr);
    WriteCounts({"地区", "Regions"}, facts_.regions, kWeightRegions, nullptr);
    WriteCounts({"诉求", "Demands"}, facts_.demands, kWeightDemands, DemandWord);
    WriteMood();
    WriteReach();
    WriteAuthors();
    WriteForecast();
    WriteQuotes();
  }

 private:
  std::string_view In(const MessagePhrase& phrase) const { return phrase.In(language_); }
  std::string Say(const MessagePhrase& phrase, std::string_view value) const { return Filled(In(phrase), value); }
  // `one`: in English, of one.
  std::string Count(MessagePhrase phrase, std::string_view one, int64_t count) const {
    if (count == 1) phrase.en = one;
    return Say(phrase, std::to_string(count));
  }
  void Fact(const MessagePhrase& label, std::string text, int weight) {
    parts_->push_back({PartKind::kFact, weight, std::string(In(label)), std::move(text)});
  }

  void WriteSigns() {
    std::string text;
    for (const std::string& sign : facts_.signs)
      text.append(text.empty() ? "" : In({"、", ", "})).append(SignWord(sign, language_));
    if (!text.empty()) Fact({"紧急信号", "Signs"}, std::move(text), kWeightSigns);
  }

  void WritePeople() {
    if (!facts_.complainants || *facts_.complainants == 0) return;
    std::string text =
        Count({"{} 位不同的投诉人", "{} distinct complainants"}, "{} distinct complainant", *facts_.complainants);
    if (facts_.complainants_high.value_or(0) > *facts_.complainants)
      text += Say({"（至多 {} 位）", " (at most {})"}, std::to_string(*facts_.complainants_high));
    if (facts_.joiners.value_or(0) > 0)
      text += Say({"，其中 {} 位附和", ", {} of them joined"}, std::to_string(*facts_.joiners));
    if (facts_.posts) text += Count({"，共 {} 条帖子", "; {} posts"}, "; {} post", *facts_.posts);
    Fact({"人数", "People"}, std::move(text), kWeightPeople);
  }

  void WritePace() {
    if (!facts_.rate_per_hour) return;
    std::string text = Say({"每小时 {} 人", "{} people an hour"}, FigureText(*facts_.rate_per_hour));
    if (facts_.baseline_per_hour) text += Say({"，平常 {} 人", ", usually {}"}, FigureText(*facts_.baseline_per_hour));
    Fact({"速度", "Pace"}, std::move(text), kWeightPace);
  }

  void WriteCause() {
    if (facts_.cause_class.empty() && facts_.cause_tag.empty()) return;
    std::string text;
    if (!facts_.cause_tag.empty())
      text = options_.tag_name ? options_.tag_name(facts_.cause_tag, language_) : facts_.cause_tag;
    const std::string of_class(CauseClassWord(facts_.cause_class, language_));
    if (text.empty()) {
      text = of_class;
    } else if (!of_class.empty()) {
      text += Say({"（{}）", " ({})"}, of_class);
    }
    Fact({"原因", "Cause"}, std::move(text), kWeightCause);
  }

  void WriteWeight() {
    if (!facts_.severity || !facts_.urgency) return;
    Fact({"程度", "How bad"},
         Say({"严重度 {}/100", "severity {}/100"}, FigureText(*facts_.severity)) +
             Say({"，紧迫度 {}/100", ", urgency {}/100"}, FigureText(*facts_.urgency)),
         kWeightSeverity);
  }

  void WriteTimes() {
    if (!facts_.first_at.is_none()) Fact({"始于", "Since"}, TimeText(facts_.first_at, options_.zone), kWeightSince);
    for (const AlertFacts::Clock& clock : facts_.clocks) {
      const std::string& called = language_ == MessageLanguage::kChinese ? clock.zh : clock.en;
      Fact({"时限", "Deadline"},
           (called.empty() ? clock.name : called) + Say({"，截至 {}", ", due {}"}, TimeText(clock.due, options_.zone)),
           kWeightClock);
    }
  }

  void WriteCounts(const MessagePhrase& label, const AlertFacts::Counts& counts, int weight,
                   std::string_view (*word)(std::string_view, MessageLanguage)) {
    if (counts.empty()) return;
    std::string text;
    for (size_t i = 0; i < counts.size() && i < kNamesMax; ++i) {
      const std::string_view name = word != nullptr ? word(counts[i].first, language_) : counts[i].first;
      text.append(i > 0 ? In({"，", ", "}) : "").append(name).append(" ").append(std::to_string(counts[i].second));
    }
    if (counts.size() > kNamesMax) text += Say({" 等 {} 类", " of {}"}, std::to_string(counts.size()));
    Fact(label, std::move(text), weight);
  }

  void WriteMood() {
    if (!facts_.negative_share) return;
    Fact({"情绪", "Mood"}, Say({"负面占 {}", "{} negative"}, PercentText(*facts_.negative_share)), kWeightMood);
  }

  void WriteReach() {
    if (facts_.reach.value_or(0) <= 0) return;
    Fact({"触达", "Reach"}, Say({"{} 人次", "{} accounts"}, std::to_string(*facts_.reach)), kWeightReach);
  }

  void WriteAuthors() {
    if (!facts_.organic_share || *facts_.organic_share >= 1) return;
    std::string text = Say({"自发占 {}", "{} organic"}, PercentText(*facts_.organic_share));
    if (facts_.verdict == "coordinated") text += In({"，疑有组织", ", looks coordinated"});
    Fact({"作者", "Authorship"}, std::move(text), kWeightAuthors);
  }

  void WriteForecast() {
    if (!facts_.forecast_probability || facts_.forecast_at.is_none()) return;
    const int level = IndexOf(kLevelNames, facts_.forecast_to);
    if (level < 0) return;
    std::string text = Say({"预计到“{}”级：", "{} by about "}, LevelWord(static_cast<uint8_t>(level), language_));
    text += TimeText(facts_.forecast_at, options_.zone);
    text += Say({"（概率 {}）", " (probability {})"}, PercentText(*facts_.forecast_probability));
    Fact({"预测", "Forecast"}, std::move(text), kWeightForecast);
  }

  void WriteQuotes() {
    constexpr int kWeights[] = {kWeightFirstQuote, kWeightSecondQuote, kWeightThirdQuote};
    size_t told = 0;
    const auto add = [&](const AlertFacts::Quote& quote, int weight) {
      parts_->push_back({PartKind::kQuote, weight, quote.channel, quote.text});
      ++told;
    };
    for (const AlertFacts::Quote* quote : critical_)
      if (told < std::size(kWeights)) add(*quote, kWeightCriticalQuote);
    const auto is_told = [this](const AlertFacts::Quote& quote) {
      return std::any_of(critical_.begin(), critical_.end(), [&](const auto* one) { return one->text == quote.text; });
    };
    for (const AlertFacts::Quote& quote : facts_.quotes)
      if (told < std::size(kWeights) && !is_told(quote)) add(quote, kWeights[told]);
  }

  const AlertFacts& facts_;
  const std::vector<const AlertFacts::Quote*> critical_;
  const ComposeOptions& options_;
  const MessageLanguage language_;
  std::vector<MessagePart>* parts_;
};

std::string OrgOf(const AlertFacts& facts, MessageLanguage language) {
  if (!facts.org.empty()) return facts.org;
  return std::string(language == MessageLanguage::kChinese ? kUnknownZh : kUnknownEn);
}

// `is_critical`: a post that cannot wait is among what is told, though the newest be something else; `critical`: what
// it says, where that is known.
std::string Headline(const AlertFacts& facts, bool is_critical, const AlertFacts::Quote* critical,
                     MessageLanguage language) {
  const bool is_chinese = language == MessageLanguage::kChinese;
  std::string text(is_chinese ? "【" : "[");
  // A critical post rises whatever the level of its group is.
  if (is_critical) text.append(EventWord("critical_post", language));
  if (is_critical && !facts.is_critical()) text.append(" · ");
  if (!facts.is_critical()) text.append(LevelWord(facts.level, language));
  text.append(is_chinese ? "】" : "] ").append(OrgOf(facts, language));
  const std::string& title = critical == nullptr ? facts.title : critical->text;
  if (!title.empty()) text.append(is_chinese ? "：" : ": ").append(Front(title, kTitleBytes));
  return text;
}

bool HasCritical(std::span<const AlertFacts> alerts) {
  return std::any_of(alerts.begin(), alerts.end(), [](const AlertFacts& alert) { return alert.is_critical(); });
}

// Those of all alerts, each once: a later change takes no sign back.
std::vector<std::string> SignsOf(std::span<const AlertFacts> alerts) {
  std::vector<std::string> signs;
  for (const AlertFacts& alert : alerts)
    for (const std::string& sign : alert.signs)
      if (std::find(signs.begin(), signs.end(), sign) == signs.end()) signs.push_back(sign);
  return signs;
}

// What the posts among them say that cannot wait, each once, the newest first.
std::vector<const AlertFacts::Quote*> CriticalOf(std::span<const AlertFacts> alerts) {
  std::vector<const AlertFacts::Quote*> quotes;
  for (size_t i = alerts.size(); i-- > 0;) {
    const AlertFacts::Quote& quote = alerts[i].critical;
    const auto is_same = [&](const AlertFacts::Quote* known) { return known->text == quote.text; };
    if (!quote.text.empty() && std::none_of(quotes.begin(), quotes.end(), is_same)) quotes.push_back(&quote);
  }
  return quotes;
}

// "new: emerging, 20:01 → up: major, 20:05".
std::string Steps(std::span<const AlertFacts> alerts, const ComposeOptions& options) {
  std::string text;
  if (alerts.size() > kStepsMax) {
    alerts = alerts.last(kStepsMax);
    text = "…";
  }
  for (const AlertFacts& alert : alerts) {
    if (!text.empty()) text += " → ";
    text.append(EventWord(alert.event, options.language));
    // A critical post in a group of no level says nothing of a level.
    if (!alert.is_critical() || alert.level != kLevelNone)
      text.append(" ").append(LevelWord(alert.level, options.language));
    if (!alert.at.is_none()) text.append(" ").append(TimeText(alert.at, options.zone).substr(11, 5));
  }
  return text;
}

std::string WhatHappened(const AlertFacts& facts, const ComposeOptions& options) {
  const MessageLanguage language = options.language;
  std::string text(EventWord(facts.event, language));
  if (facts.level != facts.previous_level) {
    text.append(language == MessageLanguage::kChinese ? "：" : ": ").append(LevelWord(facts.previous_level, language));
    if (facts.previous_level == kLevelNone) text = EventWord(facts.event, language);
    text.append(facts.previous_level == kLevelNone ? (language == MessageLanguage::kChinese ? "，" : ", ") : " → ");
    text.append(LevelWord(facts.level, language));
  }
  if (!facts.at.is_none())
    text.append(language == MessageLanguage::kChinese ? "，" : ", ").append(TimeText(facts.at, options.zone));
  return text;
}

std::string DigestLine(const DigestEntry& entry, MessageLanguage language) {
  const AlertFacts& facts = *entry.newest;
  std::string text = Headline(facts, entry.is_critical, entry.critical, language);
  if (facts.complainants)
    text += Filled(language == MessageLanguage::kChinese ? "（{} 人）"
                   : *facts.complainants == 1            ? " ({} person)"
                                                         : " ({} people)",
                   std::to_string(*facts.complainants));
  return text;
}

}  // namespace

std::string LinkOf(const std::string& public_url, const std::string& group) {
  if (public_url.empty()) return {};
  return group.empty() ? public_url + "/" : public_url + "/#/groups/" + group;
}

AlertMessage ComposeGroup(std::span<const AlertFacts> alerts, bool is_late, const ComposeOptions& options) {
  AlertFacts newest = alerts.back();
  newest.signs = SignsOf(alerts);
  const bool is_chinese = options.language == MessageLanguage::kChinese;
  AlertMessage message;
  message.language = options.language;
  message.id = newest.id;
  message.group = newest.group;
  message.level = newest.level;
  message.event = newest.event;
  message.is_critical = HasCritical(alerts);
  const std::vector<const AlertFacts::Quote*> critical = CriticalOf(alerts);
  message.headline =
      Headline(newest, message.is_critical, critical.empty() ? nullptr : critical.front(), options.language);
  message.subject = (is_chinese ? "群诉 · " : "Group complaint · ") + OrgOf(newest, options.language);
  if (!newest.group.empty()) message.subject += " · " + newest.group;
  message.link = LinkOf(options.public_url, newest.group);
  message.mentions = options.mentions;
  message.parts.push_back(
      {PartKind::kFact, kWeightSigns, is_chinese ? "事件" : "Event", WhatHappened(newest, options)});
  if (alerts.size() > 1)
    message.parts.push_back({PartKind::kFact, kWeightSteps, is_chinese ? "经过" : "Steps", Steps(alerts, options)});
  if (is_late)
    message.parts.push_back({PartKind::kNote,
                             kWeightLate,
                             {},
                             is_chinese
                                 ? "延迟告警：未能及时送达，请以页面现状为准。"
                                 : "Late: it could not be delivered in its time; the page shows how it stands now."});
  Composer(newest, critical, options, &message.parts).WriteAll();
  return message;
}

AlertMessage ComposeDigest(std::span<const DigestEntry> groups, size_t total, bool is_late, std::string id,
                           const ComposeOptions& options) {
  constexpr MessagePhrase kDigest = {"{} 个群组有变化（限流汇总，最严重的在前）",
                                     "{} groups changed (a digest, the worst first)"};
  constexpr MessagePhrase kLate = {"{} 个群组的延迟告警（最严重的在前）", "Late alerts of {} groups (the worst first)"};
  AlertMessage message;
  message.kind = is_late ? MessageKind::kCatchUp : MessageKind::kDigest;
  message.language = options.language;
  message.id = std::move(id);
  message.event = is_late ? "catch_up" : "digest";
  message.headline = Filled((is_late ? kLate : kDigest).In(options.language), std::to_string(total));
  message.subject = options.language == MessageLanguage::kChinese ? "群诉 · 汇总" : "Group complaints · digest";
  message.link = LinkOf(options.public_url, {});
  message.mentions = options.mentions;
  message.groups = total;
  int weight = kWeightLine;
  for (const DigestEntry& entry : groups) {
    message.level = std::max(message.level, entry.highest);
    message.is_critical = message.is_critical || entry.is_critical;
    message.parts.push_back({PartKind::kLine, weight--, {}, DigestLine(entry, options.language)});
  }
  return message;
}

AlertMessage ComposeTest(std::string_view receiver, std::string id, const ComposeOptions& options) {
  const bool is_chinese = options.language == MessageLanguage::kChinese;
  AlertMessage message;
  message.kind = MessageKind::kTest;
  message.language = options.language;
  message.group = message.id = std::move(id);
  message.event = "test";
  message.headline = is_chinese ? "【测试】Groundswell 接收端测试" : "[test] A test of this receiver by Groundswell";
  message.subject = message.headline;
  message.link = LinkOf(options.public_url, {});
  message.mentions = options.mentions;
  message.parts.push_back(
      {PartKind::kNote,
       kWeightPeople,
       {},
       is_chinese ? "这是测试消息，并非真实告警，无需处理。" : "This is a test, no alert: nothing is to be done."});
  message.parts.push_back({PartKind::kFact, kWeightCause, is_chinese ? "接收端" : "Receiver", std::string(receiver)});
  return message;
}

}  // namespace groundswell
