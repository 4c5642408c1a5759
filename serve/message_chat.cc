#include "serve/message_chat.h"

#include <algorithm>

#include "base/json_writer.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

// How a chat marks its text up.
struct Markup {
  std::string_view specials;  // signs that it would read
  std::string_view bold_begin, bold_end, line_end, quote;
  std::string (*escape)(std::string_view text);  // after the specials; null: nothing further
  std::string (*link)(std::string_view words, std::string_view url);
  std::string (*mention)(std::string_view id);
};

std::string LinkMarkdown(std::string_view words, std::string_view url) {
  return "[" + std::string(words) + "](" + std::string(url) + ")";
}
std::string LinkSlack(std::string_view words, std::string_view url) {
  return "<" + std::string(url) + "|" + std::string(words) + ">";
}
std::string LinkPlain(std::string_view, std::string_view url) { return std::string(url); }
std::string MentionAngle(std::string_view id) { return "<@" + std::string(id) + ">"; }
std::string MentionAt(std::string_view id) { return "@" + std::string(id); }
std::string MentionFeishu(std::string_view id) { return "<at id=" + std::string(id) + "></at>"; }
std::string MentionTeams(std::string_view id) { return "<at>" + std::string(id) + "</at>"; }
std::string MentionFeishuText(std::string_view id) { return "<at user_id=\"" + std::string(id) + "\"></at>"; }
std::string MentionNone(std::string_view) { return {}; }

constexpr Markup kWeCom = {"<>*[]`#", "**", "**", "\n", "> ", nullptr, LinkMarkdown, MentionAngle};
constexpr Markup kDingTalk = {"<>*[]`#_~!\\|", "**", "**", "  \n", "> ", nullptr, LinkMarkdown, MentionAt};
constexpr Markup kFeishu = {"<>*[]`#_~\\", "**", "**", "\n", "", nullptr, LinkMarkdown, MentionFeishu};
constexpr Markup kSlack = {"*~`_", "*", "*", "\n", "> ", EscapeSlack, LinkSlack, MentionAngle};
constexpr Markup kTeams = {"<>*[]`#_~\\", "**", "**", "\n\n", "", nullptr, LinkMarkdown, MentionTeams};
constexpr Markup kPlain = {"", "", "", "\n", "> ", nullptr, LinkPlain, MentionNone};
// Plain texts call people, too: only so a muted chat is heard. Of a plain text Feishu reads its own tags still.
constexpr Markup kPlainDingTalk = {"", "", "", "\n", "> ", nullptr, LinkPlain, MentionAt};
constexpr Markup kPlainFeishu = {"<>", "", "", "\n", "> ", nullptr, LinkPlain, MentionFeishuText};
constexpr Markup kPlainSlack = {"", "", "", "\n", "> ", EscapeSlack, LinkPlain, MentionAngle};

std::string Clean(std::string_view text, const Markup& markup) {
  const std::string harmless = HarmlessText(text, markup.specials);
  return markup.escape == nullptr ? harmless : markup.escape(harmless);
}

std::string_view LinkWords(MessageLanguage language) {
  return language == MessageLanguage::kChinese ? "查看详情" : "Open the group";
}

std::string PartText(const MessagePart& part, MessageLanguage language, const Markup& markup) {
  const bool is_chinese = language == MessageLanguage::kChinese;
  const std::string label = Clean(part.label, markup), text = Clean(part.text, markup);
  switch (part.kind) {
    case PartKind::kFact:
      return label + (is_chinese ? "：" : ": ") + text;
    case PartKind::kQuote:
      return std::string(markup.quote) + (is_chinese ? "“" : "\"") + text + (is_chinese ? "”" : "\"") +
             (label.empty() ? "" : " — " + label);
    case PartKind::kNote:
      return text;
    case PartKind::kLine:
      return "- " + text;
    case PartKind::kLink:
      return (markup.link == LinkPlain ? label + (is_chinese ? "：" : ": ") : "") + markup.link(label, part.text);
  }
  return {};
}

std::string Mentions(const AlertMessage& message, const Markup& markup) {
  std::string text;
  for (const std::string& id : message.mentions) {
    const std::string mention = markup.mention(id);
    if (!mention.empty()) text.append(text.empty() ? "" : " ").append(mention);
  }
  return text;
}

// The parts without headline, a line each, then the link and those who are called.
std::string BodyText(const ShownMessage& shown, const Markup& markup, const std::string& keyword, bool with_link) {
  const AlertMessage& message = *shown.message;
  std::string text;
  const auto add = [&](const std::string& line) {
    if (!line.empty()) text.append(text.empty() ? "" : markup.line_end).append(line);
  };
  for (const MessagePart* part : shown.parts) add(PartText(*part, message.language, markup));
  if (shown.further() > 0) add(FurtherGroups(shown.further(), message.language));
  if (with_link && !message.link.empty()) add(markup.link(LinkWords(message.language), message.link));
  add(Mentions(message, markup));
  if (!keyword.empty() && (shown.headline + text).find(keyword) == std::string::npos) add(keyword);
  return text;
}

std::string WholeText(const ShownMessage& shown, const Markup& markup, const std::string& keyword) {
  std::string text;
  text.append(markup.bold_begin).append(Clean(shown.headline, markup)).append(markup.bold_end);
  const std::string body = BodyText(shown, markup, keyword, true);
  return body.empty() ? text : text.append(markup.line_end).append(body);
}

Rendered PlainText(const AlertMessage& message, const std::string& keyword, size_t bytes_max,
                   const Markup& markup = kPlain) {
  return FitMessage(message, bytes_max, [&](const ShownMessage& shown) { return WholeText(shown, markup, keyword); });
}

void WriteList(std::string_view key, const std::vector<std::string>& texts, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& text : texts) json->Text(text);
  json->EndArray();
}

bool IsMobile(const std::string& id) {
  return id.size() == 11 && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void WriteDingTalkAt(const AlertMessage& message, JsonWriter* json) {
  std::vector<std::string> mobiles, users;
  for (const std::string& id : message.mentions) (IsMobile(id) ? mobiles : users).push_back(id);
  json->Key("at").BeginObject();
  WriteList("atMobiles", mobiles, json);
  WriteList("atUserIds", users, json);
  json->Key("isAtAll").Bool(false).EndObject();
}

std::string_view FeishuColour(const AlertMessage& message) {
  constexpr std::string_view kColours[] = {"green", "blue", "yellow", "orange", "red"};
  const size_t last = std::size(kColours) - 1;
  if (message.is_over) return kColours[kLevelNone];
  return kColours[message.is_critical ? last : std::min<size_t>(message.level, last)];
}

void WriteFeishuHead(const ChatOptions& options, std::string_view type, JsonWriter* json) {
  json->BeginObject();
  if (!options.sign.empty()) json->Key("timestamp").Text(options.timestamp).Key("sign").Text(options.sign);
  json->Key("msg_type").Text(type);
}

std::string FeishuCard(const ShownMessage& shown, const ChatOptions& options) {
  const AlertMessage& message = *shown.message;
  std::string body;
  JsonWriter json(&body);
  WriteFeishuHead(options, "interactive", &json);
  json.Key("card").BeginObject().Key("config").BeginObject().Key("wide_screen_mode").Bool(true).EndObject();
  json.Key("header").BeginObject().Key("template").Text(FeishuColour(message)).Key("title").BeginObject();
  json.Key("tag").Text("plain_text").Key("content").Text(HarmlessText(shown.headline, "")).EndObject().EndObject();
  json.Key("elements").BeginArray().BeginObject().Key("tag").Text("div").Key("text").BeginObject();
  json.Key("tag").Text("lark_md").Key("content").Text(BodyText(shown, kFeishu, options.keyword, false));
  json.EndObject().EndObject();
  if (!message.link.empty()) {
    json.BeginObject().Key("tag").Text("action").Key("actions").BeginArray().BeginObject().Key("tag").Text("button");
    json.Key("text").BeginObject().Key("tag").Text("plain_text").Key("content").Text(LinkWords(message.language));
    json.EndObject().Key("type").Text("primary").Key("url").Text(message.link).EndObject().EndArray().EndObject();
  }
  json.EndArray().EndObject().EndObject();
  return body;
}

// Previews of links are fetched by machines, and what is behind a link is not for the chat.
void WriteSlackUnfurl(JsonWriter* json) { json->Key("unfurl_links").Bool(false).Key("unfurl_media").Bool(false); }

std::string SlackBlocks(const ShownMessage& shown, const std::string& section) {
  constexpr size_t kHeaderBytesMax = 140;
  std::string body;
  JsonWriter json(&body);
  const std::string headline = HarmlessText(shown.headline, "<>");
  json.BeginObject();
  WriteSlackUnfurl(&json);
  json.Key("text").Text(EscapeSlack(CutBytes(headline, kShortBytesMax))).Key("blocks").BeginArray();
  json.BeginObject().Key("type").Text("header").Key("text").BeginObject().Key("type").Text("plain_text");
  json.Key("text").Text(CutBytes(headline, kHeaderBytesMax)).Key("emoji").Bool(false).EndObject().EndObject();
  if (!section.empty()) {
    json.BeginObject().Key("type").Text("section").Key("text").BeginObject().Key("type").Text("mrkdwn");
    json.Key("text").Text(section).EndObject().EndObject();
  }
  json.EndArray().EndObject();
  return body;
}

void WriteTextBlock(std::string_view text, bool is_headline, JsonWriter* json) {
  json->BeginObject().Key("type").Text("TextBlock").Key("text").Text(text).Key("wrap").Bool(true);
  if (is_headline) json->Key("weight").Text("bolder").Key("size").Text("medium");
  json->EndObject();
}

std::string TeamsCard(const ShownMessage& shown, const ChatOptions& options) {
  const AlertMessage& message = *shown.message;
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("type").Text("message").Key("attachments").BeginArray().BeginObject();
  json.Key("contentType").Text("application/vnd.microsoft.card.adaptive").Key("content").BeginObject();
  json.Key("$schema").Text("http://adaptivecards.io/schemas/adaptive-card.json").Key("type").Text("AdaptiveCard");
  json.Key("version").Text("1.4").Key("body").BeginArray();
  WriteTextBlock(Clean(shown.headline, kTeams), true, &json);
  const std::string text = BodyText(shown, kTeams, options.keyword, false);
  if (!text.empty()) WriteTextBlock(text, false, &json);
  json.EndArray();
  if (!message.link.empty()) {
    json.Key("actions").BeginArray().BeginObject().Key("type").Text("Action.OpenUrl");
    json.Key("title").Text(LinkWords(message.language)).Key("url").Text(message.link).EndObject().EndArray();
  }
  if (!message.mentions.empty()) {
    json.Key("msteams").BeginObject().Key("entities").BeginArray();
    for (const std::string& id : message.mentions) {
      json.BeginObject().Key("type").Text("mention").Key("text").Text(MentionTeams(id)).Key("mentioned");
      json.BeginObject().Key("id").Text(id).Key("name").Text(id).EndObject().EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndObject().EndObject().EndArray().EndObject();
  return body;
}

}  // namespace

Rendered RenderPlain(const AlertMessage& message, size_t bytes_max) { return PlainText(message, {}, bytes_max); }

Rendered RenderWeCom(const AlertMessage& message, const ChatOptions& options) {
  // The limit is of the text, not of the JSON around it.
  Rendered text = options.is_short ? PlainText(message, options.keyword, kShortBytesMax)
                                   : FitMessage(message, kWeComBytesMax, [&](const ShownMessage& shown) {
                                       return WholeText(shown, kWeCom, options.keyword);
                                     });
  static_assert(kShortBytesMax <= kWeComTextBytesMax);
  const std::string_view type = options.is_short ? "text" : "markdown";
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("msgtype").Text(type).Key(type).BeginObject().Key("content").Text(text.body);
  if (options.is_short) WriteList("mentioned_list", message.mentions, &json);
  json.EndObject().EndObject();
  return {std::move(body), text.lines};
}

Rendered RenderDingTalk(const AlertMessage& message, const ChatOptions& options) {
  std::string body;
  JsonWriter json(&body);
  if (options.is_short) {
    const Rendered text = PlainText(message, options.keyword, kShortBytesMax, kPlainDingTalk);
    json.BeginObject().Key("msgtype").Text("text").Key("text").BeginObject().Key("content").Text(text.body).EndObject();
    WriteDingTalkAt(message, &json);
    json.EndObject();
    return {std::move(body), text.lines};
  }
  return FitMessage(message, kDingTalkBytesMax, [&](const ShownMessage& shown) {
    std::string whole;
    JsonWriter writer(&whole);
    writer.BeginObject().Key("msgtype").Text("markdown").Key("markdown").BeginObject();
    writer.Key("title").Text(HarmlessText(shown.headline, ""));
    writer.Key("text").Text(WholeText(shown, kDingTalk, options.keyword)).EndObject();
    WriteDingTalkAt(message, &writer);
    writer.EndObject();
    return whole;
  });
}

Rendered RenderFeishu(const AlertMessage& message, const ChatOptions& options) {
  if (!options.is_short)
    return FitMessage(message, kFeishuBytesMax, [&](const ShownMessage& shown) { return FeishuCard(shown, options); });
  const Rendered text = PlainText(message, options.keyword, kShortBytesMax, kPlainFeishu);
  std::string body;
  JsonWriter json(&body);
  WriteFeishuHead(options, "text", &json);
  json.Key("content").BeginObject().Key("text").Text(text.body).EndObject().EndObject();
  return {std::move(body), text.lines};
}

Rendered RenderSlack(const AlertMessage& message, const ChatOptions& options) {
  std::string body;
  if (options.is_short) {
    const Rendered text = PlainText(message, options.keyword, kShortBytesMax, kPlainSlack);
    JsonWriter json(&body);
    json.BeginObject();
    WriteSlackUnfurl(&json);
    json.Key("text").Text(text.body).EndObject();
    return {std::move(body), text.lines};
  }
  const Rendered section = FitMessage(message, kSlackTextBytesMax, [&](const ShownMessage& shown) {
    const std::string text = BodyText(shown, kSlack, options.keyword, true);
    body = SlackBlocks(shown, text);
    return text;
  });
  return {std::move(body), section.lines};
}

Rendered RenderTeams(const AlertMessage& message, const ChatOptions& options) {
  const size_t bytes_max = options.is_short ? kShortBytesMax * 2 : kTeamsBytesMax;
  return FitMessage(message, bytes_max, [&](const ShownMessage& shown) { return TeamsCard(shown, options); });
}

}  // namespace groundswell
