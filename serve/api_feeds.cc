#include "serve/api_feeds.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

#include "serve/api_alerts.h"
#include "serve/api_groups.h"
#include "serve/etag.h"
#include "serve/feed.h"
#include "serve/levels.h"
#include "serve/message_compose.h"
#include "serve/message_escape.h"
#include "serve/message_words.h"
#include "serve/page_address.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 2> kLanguages = {"en", "zh-CN"};
// A filter that finds little is followed over so many pages of the list.
constexpr int kPagesMax = 20;
// Groups that are over do not rise.
constexpr std::string_view kRisingLevels = "watch,emerging,major,crisis";

std::string_view TextAt(dom::element value, std::string_view key) {
  std::string_view text;
  return value.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

EventTime TimeAt(dom::element value, std::string_view key) {
  const auto time = ParseEventTime(TextAt(value, key), nullptr);
  return time.ok() ? *time : EventTime{0};
}

std::string FigureAt(dom::element value, std::string_view pointer) {
  double number = 0;
  if (value.at_pointer(pointer).get_double().get(number) != simdjson::SUCCESS) return {};
  return FigureText(number);
}

// What a title and a text are made of; English or Chinese.
class EntryWords {
 public:
  explicit EntryWords(MessageLanguage language) : language_(language) {}
  bool is_chinese() const { return language_ == MessageLanguage::kChinese; }
  std::string Level(std::string_view name) const {
    return std::string(LevelWord(static_cast<uint8_t>(std::max(IndexOf(kLevelNames, name), 0)), language_));
  }
  std::string Event(std::string_view name) const { return std::string(EventWord(name, language_)); }
  std::string Say(std::string_view zh, std::string_view en) const { return std::string(is_chinese() ? zh : en); }

  // "[Major] 海桥银行: title".
  std::string Title(std::string_view front, dom::element group) const {
    const std::string_view org = TextAt(group, "org"), title = TextAt(group, "title");
    std::string text = Say("【", "[").append(front).append(Say("】", "] "));
    text.append(org.empty() ? Say("未知机构", "unknown organisation") : std::string(org));
    if (!title.empty()) text.append(Say("：", ": ")).append(title);
    return text;
  }

  std::string Figures(dom::element group) const {
    std::string text;
    const auto add = [&](const std::string& figure, std::string_view zh, std::string_view en) {
      if (figure.empty()) return;
      text.append(text.empty() ? "" : Say("，", ", ")).append(Say(zh, "")).append(figure).append(Say("", en));
    };
    add(FigureAt(group, "/complainants/count"), "投诉人数 ", " people");
    add(FigureAt(group, "/posts"), "帖数 ", " posts");
    add(FigureAt(group, "/rate_per_hour"), "每小时新增 ", " new an hour");
    add(FigureAt(group, "/baseline_per_hour"), "平时每小时 ", " an hour as usual");
    text.append("\n");
    dom::array quotes;
    if (group["representatives"].get(quotes) != simdjson::SUCCESS) return text;
    for (const dom::element quote : quotes)
      if (const std::string_view words = TextAt(quote, "text"); !words.empty())
        text.append("\u201C").append(words).append("\u201D\n");
    return text;
  }

  static std::vector<std::string> Tags(std::string_view first, std::string_view level, dom::element group) {
    std::vector<std::string> tags;
    for (const std::string_view tag : {first, level, TextAt(group, "org")})
      if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.emplace_back(tag);
    return tags;
  }

 private:
  const MessageLanguage language_;
};

using Read = HttpResponse (*)(const ApiContext&, const HttpRequest&);
using MakeEntry = FeedEntry (*)(const EntryWords&, const std::string& public_url, dom::element item);
using Render = std::string (*)(const Feed&);

// One list and one format.
struct FeedKind {
  Read list;
  MakeEntry entry;
  std::string_view name, title_en, title_zh, default_levels;
  Render render;
  std::string_view type;
};

FeedEntry AlertEntry(const EntryWords& words, const std::string& public_url, dom::element alert) {
  FeedEntry entry;
  dom::element group;
  if (alert["group"].get(group) != simdjson::SUCCESS) return entry;
  const std::string_view event = TextAt(alert, "event"), level = TextAt(alert, "level");
  entry.id = UrnOf("alert\n" + std::string(TextAt(alert, "id")));
  entry.title = words.Title(event == "critical_post" ? words.Event(event) : words.Level(level), group);
  entry.text = words.Event(event) + words.Say("，", ", ") + words.Figures(group);
  entry.link = LinkOf(public_url, std::string(TextAt(group, "id")));
  entry.published = entry.updated = TimeAt(alert, "at");
  entry.tags = EntryWords::Tags(event, level, group);
  return entry;
}

FeedEntry GroupEntryOf(const EntryWords& words, const std::string& public_url, dom::element group) {
  FeedEntry entry;
  const std::string_view level = TextAt(group, "level");
  entry.id = UrnOf("group\n" + std::string(TextAt(group, "id")));
  entry.title = words.Title(words.Level(level), group);
  entry.text = words.Figures(group);
  entry.link = LinkOf(public_url, std::string(TextAt(group, "id")));
  entry.published = TimeAt(group, "first_at");
  entry.updated = TimeAt(group, "last_at");
  std::string_view cause;
  if (group.at_pointer("/cause/tag").get(cause) != simdjson::SUCCESS) cause = {};
  entry.tags = EntryWords::Tags(cause, level, group);
  return entry;
}

std::optional<std::string> Take(HttpRequest* request, std::string_view name) {
  const std::string* found = request->Query(name);
  if (found == nullptr) return std::nullopt;
  std::string value = *found;
  std::erase_if(request->query, [&](const auto& given) { return given.first == name; });
  return value;
}

// Fills the entries from as many pages as that takes; an answer of the list that is none stops.
std::optional<HttpResponse> Fill(const ApiContext& context, const FeedKind& kind, const EntryWords& words, size_t limit,
                                 HttpRequest request, Feed* feed) {
  const std::string public_url = PublicUrl(context.public_url, request);
  dom::parser parser;
  for (int pages = 0; pages < kPagesMax && feed->entries.size() < limit; ++pages) {
    HttpResponse page = kind.list(context, request);
    if (page.status != 200) return page;
    dom::element answer;
    dom::array items;
    if (parser.parse(page.body).get(answer) != simdjson::SUCCESS || answer["items"].get(items) != simdjson::SUCCESS)
      return Problem(500, "the list gave an answer that is no JSON");
    for (const dom::element item : items)
      if (feed->entries.size() < limit) feed->entries.push_back(kind.entry(words, public_url, item));
    const std::string_view cursor = TextAt(answer, "next_cursor");
    if (cursor.empty()) break;
    Take(&request, "cursor");
    request.query.emplace_back("cursor", cursor);
  }
  return std::nullopt;
}

std::string AddressOf(const std::string& public_url, const HttpRequest& request) {
  if (public_url.empty()) return {};
  std::string address = public_url + request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    address.append(1, separator).append(EscapeUrl(name)).append("=").append(EscapeUrl(value));
    separator = '&';
  }
  return address;
}

HttpResponse AnswerFeed(const FeedKind& kind, const ApiContext& context, const HttpRequest& asked) {
  HttpRequest request = asked;
  Parameters own(asked,
                 {"lang", "limit", "org", "level", "status", "channel", "since", "until", "q", "event", "group"});
  const size_t language = own.OneOf("lang", kLanguages).value_or(0);
  const size_t limit = own.Limit();
  if (own.error()) return *own.error();
  Take(&request, "lang");
  if (!kind.default_levels.empty() && request.Query("level") == nullptr)
    request.query.emplace_back("level", kind.default_levels);
  const EntryWords words(language == 1 ? MessageLanguage::kChinese : MessageLanguage::kEnglish);
  Feed feed;
  feed.language = kLanguages[language];
  feed.title = words.Say(kind.title_zh, kind.title_en);
  const std::string public_url = PublicUrl(context.public_url, asked);
  feed.self = AddressOf(public_url, asked);
  feed.home = LinkOf(public_url, {});
  // By the day: a feed stays quiet while it is empty.
  feed.asked = EventTime{asked.arrived_ms - asked.arrived_ms % kDayMs};
  // Filters make another feed; the engine it is of is known by where people reach it.
  std::string name = std::string(kind.name) + "\n" + context.public_url;
  for (const auto& [key, value] : asked.query) name.append("\n").append(key).append("=").append(value);
  feed.id = UrnOf(name);
  if (auto stopped = Fill(context, kind, words, limit, std::move(request), &feed)) return std::move(*stopped);
  HttpResponse response;
  response.body = kind.render(feed);
  const std::string etag = StrongEtag(response.body);
  response.content_type = kind.type;
  response.headers = {{"Cache-Control", "private, no-cache"}, {"ETag", etag}, {"X-Content-Type-Options", "nosniff"}};
  if (!NamesEtag(asked.Header("If-None-Match"), etag)) return response;
  response.status = 304;
  response.body.clear();
  return response;
}

constexpr std::string_view kAtomType = "application/atom+xml; charset=utf-8", kJsonType = "application/feed+json";

constexpr FeedKind AlertsAs(Render render, std::string_view type) {
  return {ListAlerts, AlertEntry, "alerts", "Groundswell: alerts", "Groundswell：告警", "", render, type};
}
constexpr FeedKind GroupsAs(Render render, std::string_view type) {
  return {ListGroups,    GroupEntryOf, "groups", "Groundswell: rising groups", "Groundswell：正在上升的投诉",
          kRisingLevels, render,       type};
}

}  // namespace

HttpResponse GetAlertsAtom(const ApiContext& context, const HttpRequest& request) {
  return AnswerFeed(AlertsAs(AtomOf, kAtomType), context, request);
}
HttpResponse GetAlertsJsonFeed(const ApiContext& context, const HttpRequest& request) {
  return AnswerFeed(AlertsAs(JsonFeedOf, kJsonType), context, request);
}
HttpResponse GetGroupsAtom(const ApiContext& context, const HttpRequest& request) {
  return AnswerFeed(GroupsAs(AtomOf, kAtomType), context, request);
}
HttpResponse GetGroupsJsonFeed(const ApiContext& context, const HttpRequest& request) {
  return AnswerFeed(GroupsAs(JsonFeedOf, kJsonType), context, request);
}

}  // namespace groundswell
