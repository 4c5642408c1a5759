#include "serve/message_notice.h"

#include <algorithm>

#include "base/json_writer.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

constexpr uint8_t kEmerging = 2;
// Beside the weights that a notice gives its own parts, which lie between 0 and 100.
constexpr int kWeightTime = 40, kWeightGroup = 80, kWeightLine = 200;
constexpr size_t kLinesMax = 100;

constexpr MessagePhrase kTime = {"时间", "At"}, kGroup = {"群组", "Group"}, kWatch = {"群诉 · 值守", "Groundswell"},
                        kDrill = {"【演练】群诉", "[DRILL] Groundswell"},
                        kGroupSubject = {"群诉 · ", "Group complaint · "}, kSeveral = {"{} 条通知", "{} notices"};

void AddMentions(const Notice& notice, std::string_view receiver, const ComposeOptions& options,
                 std::vector<std::string>* mentions) {
  bool is_named = false;
  const auto add = [mentions](const std::string& id) {
    if (std::find(mentions->begin(), mentions->end(), id) == mentions->end()) mentions->push_back(id);
  };
  for (const NoticeMention& mention : notice.mentions) {
    if (mention.receiver != receiver) continue;
    is_named = true;
    add(mention.id);
  }
  if (is_named || notice.level < kEmerging || notice.is_over) return;
  for (const std::string& id : options.mentions) add(id);
}

std::string SubjectOf(const Notice& notice, MessageLanguage language) {
  if (notice.kind == NoticeKind::kDrill) return std::string(kDrill.In(language)) + " · " + notice.thread;
  if (notice.group.empty()) return std::string(kWatch.In(language)) + " · " + notice.thread;
  std::string subject(kGroupSubject.In(language));
  if (!notice.org.empty()) subject += notice.org + " · ";
  return subject + notice.group;
}

}  // namespace

AlertMessage ComposeNotice(const Notice& notice, std::string_view receiver, std::string_view group_title,
                           const ComposeOptions& options) {
  const MessageLanguage language = options.language;
  const NoticeWords& words = language == MessageLanguage::kChinese ? notice.zh : notice.en;
  AlertMessage message;
  message.kind = MessageKind::kNotice;
  message.language = language;
  message.groups = 0;
  message.id = notice.id;
  message.group = notice.group.empty() ? "notice-" + notice.thread : notice.group;
  message.level = notice.level;
  message.is_over = notice.is_over;
  message.event = NoticeKindName(notice.kind);
  message.headline = words.headline;
  message.subject = SubjectOf(notice, language);
  message.link = notice.page.empty() || options.public_url.empty() ? LinkOf(options.public_url, notice.group)
                                                                   : options.public_url + notice.page;
  AddMentions(notice, receiver, options, &message.mentions);
  message.parts = words.parts;
  if (!group_title.empty())
    message.parts.push_back(
        {PartKind::kFact, kWeightGroup, std::string(kGroup.In(language)), std::string(group_title)});
  message.parts.push_back({PartKind::kFact, kWeightTime, std::string(kTime.In(language)),
                           TimeText(EventTime{std::max<int64_t>(notice.at_ms, 0)}, options.zone)});
  return message;
}

AlertMessage ComposeNotices(std::span<const Notice> notices, std::string_view receiver, const ComposeOptions& options) {
  const MessageLanguage language = options.language;
  AlertMessage message;
  message.kind = MessageKind::kNotice;
  message.language = language;
  message.groups = 0;
  message.id = "notices-" + notices.front().id + "-" + notices.back().id;
  message.group = message.id;
  message.event = "notices";
  message.headline = Filled(kSeveral.In(language), std::to_string(notices.size()));
  message.subject = kWatch.In(language);
  message.link = LinkOf(options.public_url, {});
  std::vector<const Notice*> worst;
  for (const Notice& notice : notices) {
    message.level = std::max(message.level, notice.level);
    AddMentions(notice, receiver, options, &message.mentions);
    worst.push_back(&notice);
  }
  std::stable_sort(worst.begin(), worst.end(), [](const Notice* a, const Notice* b) { return a->level > b->level; });
  if (worst.size() > kLinesMax) worst.resize(kLinesMax);
  int weight = kWeightLine;
  for (const Notice* notice : worst)
    message.parts.push_back(
        {PartKind::kLine, weight--, {}, (language == MessageLanguage::kChinese ? notice->zh : notice->en).headline});
  return message;
}

std::string WebhookNoticeBody(std::string_view kind, int64_t at_ms, std::string_view row) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("type").Text("notice." + std::string(kind)).Key("timestamp");
  json.Time(EventTime{std::clamp(at_ms, kEventTimeMin.ms, kEventTimeMax.ms)});
  json.Key("data").Raw(row).EndObject();
  return body;
}

}  // namespace groundswell
