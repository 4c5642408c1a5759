#include "serve/link_page.h"

#include <simdjson.h>

#include "serve/levels.h"
#include "serve/message_escape.h"
#include "serve/message_words.h"

namespace groundswell {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
constexpr size_t kTitleBytes = 240;

constexpr std::string_view kStyle = R"css(/* Pages behind signed links: one column, large targets, light and dark. */
:root { color-scheme: light dark; --ground: #f3f5f8; --card: #fff; --ink: #16202c; --soft: #4d5b6b; --accent: #14508f;
  --on-accent: #fff; --line: #d3dae3; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #10161d; --card: #18202a; --ink: #e8edf3; --soft: #a9b6c4; --accent: #8fc1f5; --on-accent: #10161d;
    --line: #313d4b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem 1rem 2rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1.25rem; }
h1 { font-size: 1.25rem; line-height: 1.35; margin: 0 0 1rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.375rem 1rem; margin: 0 0 1.25rem; }
dt { color: var(--soft); }
dd { margin: 0; }
p { margin: 0 0 1rem; }
p:last-child { margin: 0; }
.small { color: var(--soft); font-size: 0.9375rem; }
button { width: 100%; min-height: 3.25rem; border: 0; border-radius: 0.625rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; margin: 0 0 1rem; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
)css";

std::string_view In(const MessagePhrase& phrase, MessageLanguage language) { return phrase.In(language); }

HttpResponse Page(int status, std::string_view title, std::string_view content, MessageLanguage language) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy", std::string(kPolicy)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"X-Frame-Options", "DENY"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Robots-Tag", "noindex, nofollow, noarchive"},
                      {"Cache-Control", "no-store"},
                      {"Vary", "Accept-Language"}};
  response.body = "<!DOCTYPE html>\n<html lang=\"";
  response.body += language == MessageLanguage::kChinese ? "zh-CN" : "en";
  response.body +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<meta name=\"robots\" content=\"noindex, nofollow\">\n<link rel=\"stylesheet\" "
      "href=\"style.css\">\n<title>";
  response.body.append(title).append("</title>\n</head>\n<body>\n<main>\n<article>\n<h1>");
  response.body.append(title).append("</h1>\n").append(content).append("</article>\n</main>\n</body>\n</html>\n");
  return response;
}

void AddRow(const MessagePhrase& label, std::string_view text, MessageLanguage language, std::string* html) {
  html->append("<dt>").append(In(label, language)).append("</dt><dd>");
  html->append(EscapeHtml(HarmlessText(text, ""))).append("</dd>\n");
}

std::string_view StatusWord(std::string_view status, MessageLanguage language) {
  // In the order of kStatusNames.
  constexpr MessagePhrase kWords[] = {{"尚无人受理", "nobody has taken it"},
                                      {"登记", "registered"},
                                      {"分析", "analysed"},
                                      {"处理", "handling"},
                                      {"反馈", "answered"},
                                      {"总结改进", "reviewed"},
                                      {"误报", "dismissed"}};
  static_assert(std::size(kWords) == kStatusNames.size());
  const int known = IndexOf(kStatusNames, status);
  return known < 0 ? status : In(kWords[known], language);
}

std::string Rows(const LinkFigures& figures, LocalZone zone, MessageLanguage language) {
  std::string rows;
  if (figures.complainants) AddRow({"投诉人", "Complainants"}, std::to_string(*figures.complainants), language, &rows);
  if (figures.posts) AddRow({"帖子", "Posts"}, std::to_string(*figures.posts), language, &rows);
  if (figures.rate_per_hour)
    AddRow({"每小时人数", "People an hour"}, FigureText(*figures.rate_per_hour), language, &rows);
  if (!figures.first_at.is_none()) AddRow({"始于", "Since"}, TimeText(figures.first_at, zone), language, &rows);
  if (!figures.status.empty()) AddRow({"状态", "Status"}, StatusWord(figures.status, language), language, &rows);
  return rows.empty() ? rows : "<dl>\n" + rows + "</dl>\n";
}

struct RefusalWords {
  int status;
  MessagePhrase title, text;
};
// In the order of LinkRefusal.
constexpr RefusalWords kRefusals[] = {
    {404, {"链接无效", "No such link"}, {"请使用最新消息中的链接。", "Use the link of the newest message."}},
    {410, {"链接已过期", "The link has expired"}, {"请使用最新消息中的链接。", "Use the link of the newest message."}},
    {410, {"链接已使用", "The link was used"}, {"每个链接只能使用一次。", "Each link acts once."}},
    {409,
     {"现在不能执行", "Not possible now"},
     {"状态已改变，请在页面上查看。", "The state has changed meanwhile; see the page."}},
    {403,
     {"请求来自其他网站", "Sent from another site"},
     {"请直接打开消息中的链接。", "Open the link of the message itself."}},
    {429, {"请求过多", "Too many requests"}, {"请稍后再试。", "Try again in a minute."}},
    {409,
     {"已有人受理", "It is taken"},
     {"案件已由他人负责，请在页面上查看。", "Somebody else has the case meanwhile; see the page."}},
    {503, {"暂时无法处理", "Not taken now"}, {"请稍后再试。", "Try again in a moment."}},
};
static_assert(std::size(kRefusals) == static_cast<size_t>(LinkRefusal::kBusy) + 1);

}  // namespace

MessagePhrase LinkWords(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::kAck:
      return {"确认受理", "Acknowledge"};
    case LinkPurpose::kAssignToMe:
      return {"由我处理", "Assign to me"};
    case LinkPurpose::kDrillAck:
      break;
  }
  return {"确认收到演练", "Acknowledge the drill"};
}

Result<LinkFigures> ReadLinkFigures(std::string_view group_row, MessageLanguage language) {
  simdjson::dom::parser parser;
  simdjson::dom::object row;
  if (parser.parse(group_row.data(), group_row.size()).get_object().get(row) != simdjson::SUCCESS)
    return Corrupt("a group's row is no JSON object");
  LinkFigures figures;
  const auto text = [&row](std::string_view key) {
    std::string_view value;
    return row[key].get(value) == simdjson::SUCCESS ? value : std::string_view();
  };
  const std::string_view level = text("level"), org = text("org"), title = text("title");
  int64_t number = 0;
  double rate = 0;
  const bool is_chinese = language == MessageLanguage::kChinese;
  figures.status = text("status");
  const int known = std::max(IndexOf(kLevelNames, level), 0);
  figures.headline = is_chinese ? "【" : "[";
  // A group without a level may never have had one.
  const std::string_view word = known == kLevelNone ? In({"低于关注", "below watch"}, language)
                                                    : LevelWord(static_cast<uint8_t>(known), language);
  figures.headline.append(word).append(is_chinese ? "】" : "] ");
  figures.headline += org.empty() ? (is_chinese ? "未知机构" : "unknown organisation") : org;
  if (!title.empty()) figures.headline.append(is_chinese ? "：" : ": ").append(CutBytes(title, kTitleBytes));
  if (row["complainants"]["count"].get(number) == simdjson::SUCCESS) figures.complainants = number;
  if (row["posts"].get(number) == simdjson::SUCCESS) figures.posts = number;
  if (row["rate_per_hour"].get(rate) == simdjson::SUCCESS) figures.rate_per_hour = rate;
  if (const auto time = ParseEventTime(text("first_at"), nullptr); time.ok()) figures.first_at = *time;
  return figures;
}

Result<LinkFigures> ReadDrill(std::string_view drill, MessageLanguage language) {
  simdjson::dom::parser parser;
  simdjson::dom::object row;
  std::string_view state, text;
  if (parser.parse(drill.data(), drill.size()).get_object().get(row) != simdjson::SUCCESS ||
      row["state"].get(state) != simdjson::SUCCESS)
    return Corrupt("a drill is no JSON object");
  if (row["text"].get(text) != simdjson::SUCCESS) text = {};
  LinkFigures figures;
  figures.status = state;
  figures.headline = In({"【演练】", "[DRILL] "}, language);
  figures.headline += CutBytes(text, kTitleBytes);
  return figures;
}

MessageLanguage LinkLanguage(const HttpRequest& request) {
  const std::string_view wanted = request.Header("Accept-Language");
  const size_t chinese = wanted.find("zh"), english = wanted.find("en");
  return english < chinese ? MessageLanguage::kEnglish : MessageLanguage::kChinese;
}

HttpResponse LinkQuestion(LinkPurpose purpose, const LinkFigures& figures, LocalZone zone, MessageLanguage language) {
  constexpr MessagePhrase kNote = {"操作将以本消息所呼叫的值班人名义记入审计日志。本链接只能使用一次。",
                                   "It is written into the audit log in the name of the person whom the message "
                                   "called. The link acts once."};
  std::string content = Rows(figures, zone, language);
  content.append("<form method=\"post\">\n<button type=\"submit\">").append(In(LinkWords(purpose), language));
  content.append("</button>\n</form>\n<p class=\"small\">").append(In(kNote, language)).append("</p>\n");
  return Page(200, EscapeHtml(HarmlessText(figures.headline, "")), content, language);
}

HttpResponse LinkDone(LinkPurpose purpose, MessageLanguage language) {
  const MessagePhrase title = purpose == LinkPurpose::kAck          ? MessagePhrase{"已受理", "Acknowledged"}
                              : purpose == LinkPurpose::kAssignToMe ? MessagePhrase{"已由您处理", "Assigned to you"}
                                                                    : MessagePhrase{"演练已确认", "Drill acknowledged"};
  constexpr MessagePhrase kText = {"已记录，不再继续呼叫。可以关闭此页。",
                                   "It is recorded, and nobody further is called. You may close this page."};
  return Page(200, In(title, language), "<p>" + std::string(In(kText, language)) + "</p>\n", language);
}

HttpResponse LinkRefused(LinkRefusal why, MessageLanguage language) {
  const RefusalWords& words = kRefusals[static_cast<size_t>(why)];
  HttpResponse response =
      Page(words.status, In(words.title, language), "<p>" + std::string(In(words.text, language)) + "</p>\n", language);
  if (words.status == 429) response.headers.push_back({"Retry-After", "60"});
  if (words.status == 503) response.headers.push_back({"Retry-After", "1"});
  return response;
}

HttpResponse LinkStyle() {
  HttpResponse response;
  response.content_type = "text/css; charset=utf-8";
  response.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "max-age=3600"}};
  response.body = kStyle;
  return response;
}

}  // namespace groundswell
